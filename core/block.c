/* SPDX-License-Identifier: MIT
 * Walks the node array once and builds atoms, boxes, links and images.  Recursion is as deep as the elements, which
 * ll_limits.depth bounds. */
#include "core/block.h"
#include "core/row.h"
#include <stdlib.h>
#include <string.h>

struct walk {
  ll_page *page;
  const struct ll_limits *limits;
  int32_t box;
  bool open;         /* a line is open: the last atom */
  bool ruled;        /* a rule was seen since the last line */
  int32_t link;      /* link around, or -1 */
  bool list;
  GArray *items;     /* of struct ll_item: items of the boxes that are open, a stack */
  const char *reason;
};

static bool is_invisible_tag(uint16_t tag) {
  return tag == LL_TAG_HEAD || tag == LL_TAG_STYLE || tag == LL_TAG_SCRIPT || tag == LL_TAG_TITLE ||
         tag == LL_TAG_COMMENT;
}

static bool is_blank(const char *text, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (g_ascii_isspace(text[i]))
      continue;
    if ((uint8_t)text[i] == 0xc2 && i + 1 < n && (uint8_t)text[i + 1] == 0xa0)
      i++; /* nbsp */
    else
      return false;
  }
  return true;
}

static struct ll_atom *line(struct walk *w, uint32_t token) {
  GArray *atoms = w->page->atoms;
  if (!w->open) {
    struct ll_atom atom = {.token = token, .token_end = token, .box = w->box,
                           .word = w->page->words->words->len, .image = w->page->images->len,
                           .link = w->link >= 0 ? (uint32_t)w->link : w->page->links->len};
    atom.flags = LL_ATOM_HIDDEN | (w->list ? LL_ATOM_LIST : 0) | (w->ruled ? LL_ATOM_RULED : 0);
    g_array_append_val(atoms, atom);
    w->open = true;
  }
  return &g_array_index(atoms, struct ll_atom, atoms->len - 1);
}

/* The box of the pieces of a row of links: atoms [first, first + pieces). */
static struct ll_item row_box(struct walk *w, uint32_t first, unsigned pieces, uint32_t token, uint32_t token_end) {
  ll_page *page = w->page;
  struct ll_box box = {.node = ll_page_box(page, w->box)->node, .parent = w->box, .token = token,
                       .token_end = token_end, .atom = first, .atom_end = first + pieces, .item = page->items->len,
                       .n_items = pieces, .links = true};
  int32_t index = (int32_t)page->boxes->len;
  g_array_append_val(page->boxes, box);
  for (uint32_t i = first; i < first + pieces; i++) {
    ll_page_atom(page, i)->box = index;
    struct ll_item item = {.box = -1, .atom = i, .atom_end = i + 1};
    g_array_append_val(page->items, item);
  }
  return (struct ll_item){.box = index, .atom = first, .atom_end = first + pieces};
}

/* Ends the line; one that shows nothing is forgotten. */
static void close_line(struct walk *w) {
  if (!w->open)
    return;
  ll_page *page = w->page;
  w->open = false;
  ll_words_break(page->words);
  uint32_t index = page->atoms->len - 1;
  struct ll_atom *atom = ll_page_atom(page, index);
  atom->word_end = page->words->words->len;
  atom->link_end = page->links->len;
  atom->image_end = page->images->len;
  if (atom->word == atom->word_end && atom->image == atom->image_end && !(atom->flags & LL_ATOM_FORM)) {
    g_array_set_size(page->atoms, index);
    return;
  }
  struct ll_item item = {.box = -1, .atom = index, .atom_end = index + 1};
  w->ruled = false;
  uint32_t token = atom->token, token_end = atom->token_end;
  unsigned pieces = ll_row_split(page);
  if (pieces)
    item = row_box(w, index, pieces, token, token_end);
  g_array_append_val(w->items, item);
}

static void add_words(struct walk *w, const struct ll_look *look, const char *text, size_t n, bool alone) {
  ll_words *words = w->page->words;
  guint before = words->words->len;
  if (alone)
    ll_words_break(words);
  ll_words_append(words, text, n);
  if (alone)
    ll_words_break(words);
  if (words->words->len > w->limits->words)
    w->reason = "too-many-words";
  struct ll_atom *atom = line(w, 0);
  bool hidden = look->hidden || look->size <= 1;
  if (!hidden && words->words->len > before) {
    atom->flags &= (uint16_t)~LL_ATOM_HIDDEN;
    atom->words = (uint16_t)MIN(atom->words + words->words->len - before, UINT16_MAX);
    atom->size = MAX(atom->size, look->size);
    if (look->bold && before == atom->word)
      atom->flags |= LL_ATOM_BOLD;
    else if (!look->bold)
      atom->flags &= (uint16_t)~LL_ATOM_BOLD;
  }
  if (look->toggled)
    atom->flags |= LL_ATOM_TOGGLED;
}

static void add_image(struct walk *w, int32_t node, const struct ll_look *look) {
  ll_page *page = w->page;
  if (look->sized && (look->width <= 3 || look->height <= 3)) {
    page->pixels += look->width <= 1 && look->height <= 1;
    return;
  }
  const char *alt = ll_doc_attribute(page->doc, node, "alt"), *src = ll_doc_attribute(page->doc, node, "src");
  struct ll_atom *atom = line(w, ll_doc_node(page->doc, node)->token);
  if (!look->hidden)
    atom->flags &= (uint16_t)~LL_ATOM_HIDDEN;
  if (look->toggled)
    atom->flags |= LL_ATOM_TOGGLED;
  struct ll_image image = {.node = node, .link = w->link, .src = src ? src : "", .width = look->width,
                           .height = look->height, .word = page->words->words->len};
  if (alt && *alt) {
    struct ll_look as_text = *look;
    as_text.size = 2; /* its size is not that of the text around */
    add_words(w, &as_text, alt, strlen(alt), true);
  }
  image.end = page->words->words->len;
  g_array_append_val(page->images, image);
  if (w->link >= 0)
    ll_page_link(page, (uint32_t)w->link)->images++;
}

static void add_control(struct walk *w, int32_t node, const struct ll_look *look) {
  const ll_doc *doc = w->page->doc;
  const char *type = ll_doc_attribute(doc, node, "type");
  if (type && g_ascii_strcasecmp(type, "hidden") == 0)
    return;
  struct ll_atom *atom = line(w, ll_doc_node(doc, node)->token);
  atom->flags |= LL_ATOM_FORM;
  if (!look->hidden)
    atom->flags &= (uint16_t)~LL_ATOM_HIDDEN;
  const char *label = ll_doc_attribute(doc, node, "value");
  if (!label || !*label)
    label = ll_doc_attribute(doc, node, "placeholder");
  if (label && ll_doc_node(doc, node)->tag == LL_TAG_INPUT)
    add_words(w, look, label, MIN(strlen(label), 200), true);
}

/* A padded or colored anchor, or one in a small colored cell. */
static bool looks_like_button(const struct ll_look *looks, const ll_doc *doc, int32_t node) {
  if (looks[node].fill || (looks[node].padded && (looks[node].frame || looks[node].color != LL_COLOR_NONE)))
    return true;
  for (int32_t up = ll_doc_node(doc, node)->parent, n = 0; up > 0 && n < 4; up = ll_doc_node(doc, up)->parent, n++) {
    const struct ll_node *parent = ll_doc_node(doc, up);
    if (parent->tag == LL_TAG_TD || parent->tag == LL_TAG_DIV || parent->tag == LL_TAG_TABLE)
      return looks[up].fill || (looks[up].frame && parent->tag == LL_TAG_TD);
  }
  return false;
}

static int32_t open_link(struct walk *w, int32_t node) {
  ll_page *page = w->page;
  const char *href = ll_doc_attribute(page->doc, node, "href");
  if (!href || page->links->len >= 20000)
    return -1;
  struct ll_link link = {.node = node, .href = href, .word = page->words->words->len,
                         .button = looks_like_button(page->looks, page->doc, node)};
  g_array_append_val(page->links, link);
  return (int32_t)page->links->len - 1;
}

static void visit(struct walk *w, int32_t node);

static void visit_children(struct walk *w, int32_t node) {
  for (int32_t c = ll_doc_node(w->page->doc, node)->first; c >= 0 && !w->reason; c = ll_doc_node(w->page->doc, c)->next)
    visit(w, c);
}

/* An element with line borders inside: a box of its own. */
static void visit_box(struct walk *w, int32_t node) {
  ll_page *page = w->page;
  const struct ll_node *n = ll_doc_node(page->doc, node);
  const struct ll_look *look = &page->looks[node];
  close_line(w);
  if (page->boxes->len >= w->limits->blocks) {
    w->reason = "too-many-blocks";
    return;
  }
  struct ll_box box = {.node = node, .parent = w->box, .token = n->token, .token_end = n->end,
                       .atom = page->atoms->len, .look = look->fill || look->frame,
                       .row = n->tag == LL_TAG_TR || n->tag == LL_TAG_LI, .hidden = look->hidden};
  int32_t index = (int32_t)page->boxes->len, outer = w->box;
  guint base = w->items->len;
  bool list = w->list;
  g_array_append_val(page->boxes, box);
  w->box = index;
  w->list |= n->tag == LL_TAG_LI;
  visit_children(w, node);
  close_line(w);
  w->list = list;
  w->box = outer;
  struct ll_box *done = ll_page_box(page, index);
  done->atom_end = page->atoms->len;
  done->item = page->items->len;
  done->n_items = w->items->len - base;
  if (done->n_items == 0)
    return;
  g_array_append_vals(page->items, &g_array_index(w->items, struct ll_item, base), done->n_items);
  g_array_set_size(w->items, base);
  struct ll_item item = {.box = index, .atom = done->atom, .atom_end = done->atom_end};
  g_array_append_val(w->items, item);
}

static void visit_inline(struct walk *w, int32_t node) {
  const struct ll_node *n = ll_doc_node(w->page->doc, node);
  const struct ll_look *look = &w->page->looks[node];
  switch (n->tag) {
  case LL_TAG_TEXT:
    if (!w->open && is_blank(n->text, n->text_length))
      return;
    line(w, n->token);
    add_words(w, look, n->text, n->text_length, false);
    break;
  case LL_TAG_IMG:
    add_image(w, node, look);
    break;
  case LL_TAG_INPUT:
  case LL_TAG_SELECT:
  case LL_TAG_TEXTAREA:
    add_control(w, node, look);
    break;
  case LL_TAG_BUTTON:
    line(w, n->token)->flags |= LL_ATOM_FORM;
    visit_children(w, node);
    break;
  default:
    if (w->page->looks[node].breaks)
      visit_box(w, node);
    else
      visit_children(w, node);
  }
}

/* The line's tokens: from the outermost inline element that starts in it to the last that ends in it. */
static void extend_line(struct walk *w, uint32_t atoms_before, bool was_open, const struct ll_node *n) {
  if (!w->open)
    return;
  struct ll_atom *atom = ll_page_atom(w->page, w->page->atoms->len - 1);
  if (!was_open || w->page->atoms->len != atoms_before)
    atom->token = MIN(atom->token ? atom->token : n->token, n->token);
  atom->token_end = MAX(atom->token_end, n->end);
}

static void visit(struct walk *w, int32_t node) {
  const struct ll_node *n = ll_doc_node(w->page->doc, node);
  const struct ll_look *look = &w->page->looks[node];
  if (is_invisible_tag(n->tag) || w->reason)
    return;
  if (n->tag == LL_TAG_BR || n->tag == LL_TAG_HR) {
    close_line(w);
    w->ruled |= n->tag == LL_TAG_HR;
    return;
  }
  int32_t outer = w->link;
  bool anchor = (n->tag == LL_TAG_A || n->tag == LL_TAG_AREA);
  bool was_open = w->open;
  uint32_t atoms_before = w->page->atoms->len;
  if (anchor) {
    int32_t link = open_link(w, node);
    w->link = link >= 0 ? link : outer;
  }
  if (look->breaks && n->tag != LL_TAG_TEXT)
    visit_box(w, node);
  else
    visit_inline(w, node);
  if (anchor && w->link >= 0 && w->link != outer)
    ll_page_link(w->page, (uint32_t)w->link)->end = w->page->words->words->len;
  w->link = outer;
  if (!look->breaks)
    extend_line(w, atoms_before, was_open, n);
}

static char *title_of(const ll_doc *doc) {
  for (guint i = 0; i < doc->nodes->len; i++) {
    const struct ll_node *n = ll_doc_node(doc, (int32_t)i);
    if (n->tag == LL_TAG_TITLE && n->first >= 0 && ll_doc_node(doc, n->first)->tag == LL_TAG_TEXT)
      return g_strndup(ll_doc_node(doc, n->first)->text, MIN(ll_doc_node(doc, n->first)->text_length, 300));
  }
  return NULL;
}

/* Headings, buttons and small print, once the whole page is known. */
static void describe_atoms(ll_page *page) {
  uint8_t biggest = 0;
  for (guint i = 0; i < page->atoms->len; i++)
    if (!(ll_page_atom(page, i)->flags & LL_ATOM_HIDDEN))
      biggest = MAX(biggest, ll_page_atom(page, i)->size);
  for (guint i = 0; i < page->atoms->len; i++) {
    struct ll_atom *a = ll_page_atom(page, i);
    if (a->flags & LL_ATOM_HIDDEN)
      a->words = 0;
    page->n_words += a->words;
    if (a->words && a->words <= 14 && ((a->flags & LL_ATOM_BOLD) || a->size >= 18))
      a->flags |= LL_ATOM_HEADING;
    if (a->words && a->size >= 20 && a->size == biggest)
      a->flags |= LL_ATOM_TITLE;
    if (a->words && a->size <= 12)
      a->flags |= LL_ATOM_SMALL;
    if (a->link_end == a->link + 1) {
      const struct ll_link *l = ll_page_link(page, a->link);
      if (a->words && l->word == a->word && l->end == a->word_end)
        a->flags |= l->button ? LL_ATOM_LINK | LL_ATOM_BUTTON : LL_ATOM_LINK;
    }
  }
}

ll_page *ll_page_new(const ll_doc *doc, const struct ll_limits *limits, const char **reason) {
  g_autoptr(ll_page) page = g_new0(ll_page, 1);
  page->doc = doc;
  page->looks = ll_look_all(doc);
  page->words = ll_words_new();
  page->atoms = g_array_new(FALSE, TRUE, sizeof(struct ll_atom));
  page->boxes = g_array_new(FALSE, TRUE, sizeof(struct ll_box));
  page->items = g_array_new(FALSE, TRUE, sizeof(struct ll_item));
  page->links = g_array_new(FALSE, TRUE, sizeof(struct ll_link));
  page->images = g_array_new(FALSE, TRUE, sizeof(struct ll_image));
  page->title = title_of(doc);
  g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(struct ll_item));
  struct walk w = {.page = page, .limits = limits, .box = -1, .link = -1, .items = items};
  visit_box(&w, 0);
  if (w.reason) {
    *reason = w.reason;
    return NULL;
  }
  describe_atoms(page);
  return g_steal_pointer(&page);
}

void ll_page_free(ll_page *page) {
  if (!page)
    return;
  g_free(page->looks);
  ll_words_free(page->words);
  g_array_unref(page->atoms);
  g_array_unref(page->boxes);
  g_array_unref(page->items);
  g_array_unref(page->links);
  g_array_unref(page->images);
  g_free(page->title);
  g_free(page);
}
