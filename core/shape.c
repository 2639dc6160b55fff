/* SPDX-License-Identifier: MIT
 * Prefix sums over the lines of a page, and questions about stretches of them. */
#include "core/shape.h"
#include <string.h>

enum { LABEL_WORDS = 8, TEASER_WORDS = 60, ARTICLE_WORDS = 120, LONG_LINE = 40, TAIL_WORDS = 60, MANY_ENTRIES = 3,
       HEADLINE_WORDS = 3, MENU_LINES = 4, MENU_WORDS = 8, PROMO_WORDS = 60, PROMO_LINES = 4, CLICK_WORDS = 8, RATING_WORDS = 15,
       RATING_LINKS = 2, RATING_NUMBERS = 3, SIDE_PX = 250 };

static const uint8_t labelled[] = {LL_SPONSOR, LL_RELATED, LL_SURVEY, LL_HOUSE, LL_DONATE};

/* The class that a short line announces, or LL_N_CLASSES. */
static uint8_t label_of(const ll_signals *s, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  const struct ll_marks *m = &s->marks[a];
  if (atom->words == 0 || atom->words > LABEL_WORDS || !m->classes)
    return LL_N_CLASSES;
  for (size_t i = 0; i < G_N_ELEMENTS(labelled); i++) {
    int enough = labelled[i] == LL_SPONSOR ? LL_ORDINARY : LL_IDIOM;
    if (m->best[labelled[i]] > enough && m->plain * 2 <= atom->words)
      return labelled[i];
  }
  return LL_N_CLASSES;
}

static uint32_t hash_of(const ll_page *page, const struct ll_atom *atom) {
  uint32_t hash = 5381;
  for (uint32_t w = atom->word; w < atom->word_end; w++)
    hash = hash * 33 + ll_page_word(page, w)->term;
  return hash;
}

static guint copies(const struct ll_shapes *shapes, uint32_t hash) {
  return GPOINTER_TO_UINT(g_hash_table_lookup(shapes->headings, GUINT_TO_POINTER(hash)));
}

bool ll_shapes_is_heading(const struct ll_shapes *shapes, uint32_t a) {
  uint16_t flags = ll_page_atom(shapes->signals->page, a)->flags;
  return (flags & LL_ATOM_HEADING) && !(flags & (LL_ATOM_BUTTON | LL_ATOM_PIECE | LL_ATOM_LINK)) &&
         ll_page_atom(shapes->signals->page, a)->words > 0;
}

static bool is_entry(const struct ll_atom *atom, const struct ll_marks *m) {
  bool more = m->best[LL_TOPIC_MORE] > 0 && atom->link_end > atom->link;
  return more || ((atom->flags & LL_ATOM_HEADING) && !(atom->flags & LL_ATOM_BUTTON) && m->content_links && m->plain >= HEADLINE_WORDS);
}

static void add_heading(struct ll_shapes *shapes, const struct ll_atom *atom) {
  if (!(atom->flags & LL_ATOM_HEADING) || atom->words < HEADLINE_WORDS)
    return;
  uint32_t hash = hash_of(shapes->signals->page, atom);
  g_hash_table_insert(shapes->headings, GUINT_TO_POINTER(hash), GUINT_TO_POINTER(copies(shapes, hash) + 1));
}

void ll_shapes_init(struct ll_shapes *shapes, const ll_signals *signals) {
  guint n = signals->page->atoms->len;
  uint32_t **sums[] = {&shapes->words, &shapes->open, &shapes->article, &shapes->entries, &shapes->links, &shapes->images};
  bool headline = false;
  *shapes = (struct ll_shapes){.signals = signals, .labels = g_new0(uint8_t, n + 1), .headings = g_hash_table_new(NULL, NULL)};
  for (size_t i = 0; i < G_N_ELEMENTS(sums); i++)
    *sums[i] = g_new0(uint32_t, n + 1);
  for (guint a = 0; a < n; a++) {
    const struct ll_atom *atom = ll_page_atom(signals->page, a);
    const struct ll_marks *m = &signals->marks[a];
    headline |= m->subject;
    shapes->labels[a] = label_of(signals, a);
    shapes->words[a + 1] = shapes->words[a] + atom->words;
    shapes->open[a + 1] = shapes->open[a] + (m->protected ? 0 : atom->words);
    shapes->article[a + 1] = shapes->article[a] + (headline && m->prose && atom->link == atom->link_end ? atom->words : 0);
    shapes->entries[a + 1] = shapes->entries[a] + is_entry(atom, m);
    shapes->links[a + 1] = shapes->links[a] + (atom->link_end - atom->link);
    shapes->images[a + 1] = shapes->images[a] + (atom->image_end - atom->image);
    add_heading(shapes, atom);
  }
}

void ll_shapes_clear(struct ll_shapes *shapes) {
  g_free(shapes->labels);
  g_free(shapes->words);
  g_free(shapes->open);
  g_free(shapes->article);
  g_free(shapes->entries);
  g_free(shapes->links);
  g_free(shapes->images);
  g_hash_table_unref(shapes->headings);
}

bool ll_shapes_follows_article(const struct ll_shapes *shapes, uint32_t a) {
  return shapes->article[a] >= ARTICLE_WORDS && shapes->entries[a] < MANY_ENTRIES;
}

bool ll_shapes_is_last(const struct ll_shapes *shapes, uint32_t end) {
  return shapes->open[shapes->signals->page->atoms->len] - shapes->open[end] <= TAIL_WORDS;
}

bool ll_shapes_is_list(const struct ll_shapes *shapes, uint32_t first, uint32_t end, bool whole, unsigned *teasers,
                       unsigned *prose) {
  unsigned links = 0, since = 0, lines = 0;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(shapes->signals->page, a);
    bool linked = atom->link_end > atom->link && atom->words >= 3;
    since = linked ? 0 : since + atom->words;
    links += linked;
    lines += shapes->signals->marks[a].prose && atom->link == atom->link_end;
    bool section = !whole && a > first && !linked && (atom->flags & LL_ATOM_HEADING);
    if (atom->words > LONG_LINE || since > TEASER_WORDS || section)
      return false;
  }
  *teasers = links;
  *prose = lines;
  return links > 0 && (whole || since <= LABEL_WORDS);
}

bool ll_shapes_is_contents(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  const ll_page *page = shapes->signals->page;
  unsigned lines = 0, again = 0;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(page, a);
    if (atom->link_end == atom->link || atom->words < HEADLINE_WORDS)
      continue;
    bool heading = (atom->flags & LL_ATOM_HEADING) != 0;
    lines++;
    again += ll_page_link(page, atom->link)->href[0] == '#' || copies(shapes, hash_of(page, atom)) > (heading ? 1 : 0);
  }
  return again * 2 >= lines && again > 0;
}

bool ll_shapes_is_menu(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  unsigned lines = 0, words = 0;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(shapes->signals->page, a);
    bool linked = (atom->flags & LL_ATOM_LINK) != 0;
    if ((atom->flags & LL_ATOM_PIECE) || atom->words > MENU_WORDS || (!linked && a > first && atom->words > 1))
      return false;
    lines += linked && atom->words > 0;
    words += linked ? atom->words : 0;
  }
  return lines >= MENU_LINES && words * 2 <= lines * MENU_WORDS;
}

/* Something to click and nothing else: a button, a line that is one link, a form. */
static bool is_click(const struct ll_atom *atom) {
  return (atom->flags & (LL_ATOM_BUTTON | LL_ATOM_FORM)) || ((atom->flags & LL_ATOM_LINK) && atom->words <= CLICK_WORDS);
}

bool ll_shapes_is_promo(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  const ll_page *page = shapes->signals->page;
  unsigned lines = 0;
  if (end - first < 2 || !is_click(ll_page_atom(page, end - 1)) || ll_shapes_words(shapes, first, end) > PROMO_WORDS)
    return false;
  for (uint32_t a = first; a + 1 < end; a++) {
    const struct ll_atom *atom = ll_page_atom(page, a);
    lines += atom->words > 0;
    if ((a > first && ll_shapes_is_heading(shapes, a)) || atom->link_end > atom->link)
      return false;
  }
  return lines > 0 && lines <= PROMO_LINES && !shapes->signals->marks[end - 1].best[LL_TOPIC_MORE];
}

/* A star, a face, a thumb: the first of two bytes of a symbol in UTF-8, or an emoji. */
static bool has_symbol(const char *text, uint32_t n) {
  for (uint32_t i = 0; i + 1 < n; i++)
    if ((uint8_t)text[i] == 0xf0 || ((uint8_t)text[i] == 0xe2 && (uint8_t)text[i + 1] >= 0x94))
      return true;
  return false;
}

static bool shows_symbol(const ll_doc *doc, const struct ll_node *node) {
  for (uint32_t t = node->token; t < node->end; t++) {
    const struct ll_token *token = ll_doc_token(doc, t);
    const struct ll_node *text = token->kind == LL_TOKEN_TEXT && token->node >= 0 ? ll_doc_node(doc, token->node) : NULL;
    if (text && text->text && has_symbol(text->text, text->text_length))
      return true;
  }
  return false;
}

/* Is what a link says a number from 0 to 10, or no word but symbols? */
static bool is_grade(const ll_page *page, const struct ll_link *link, bool *number) {
  *number = link->end == link->word + 1;
  if (link->end == link->word)
    return link->images == 0 && shows_symbol(page->doc, ll_doc_node(page->doc, link->node));
  const char *text = ll_page_word(page, link->word)->text;
  return *number && strspn(text, "0123456789") == strlen(text) && (strlen(text) == 1 || g_str_equal(text, "10"));
}

bool ll_shapes_is_rating(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  const ll_page *page = shapes->signals->page;
  unsigned links = 0, numbers = 0;
  if (ll_shapes_words(shapes, first, end) > RATING_WORDS)
    return false;
  for (uint32_t a = first; a < end; a++)
    for (uint32_t l = ll_page_atom(page, a)->link; l < ll_page_atom(page, a)->link_end; l++) {
      bool number;
      if (!is_grade(page, ll_page_link(page, l), &number))
        return false;
      links++;
      numbers += number;
    }
  return links >= RATING_LINKS && (numbers == 0 || numbers >= RATING_NUMBERS);
}

static bool is_table_cell(const ll_page *page, const struct ll_box *box) {
  uint16_t tag = ll_doc_node(page->doc, box->node)->tag;
  return (tag == LL_TAG_TD || tag == LL_TAG_TH) && !box->links;
}

/* A narrow table that text flows around. */
static bool is_float(const struct ll_shapes *shapes, const struct ll_box *box) {
  const char *align = ll_doc_attribute(shapes->signals->page->doc, box->node, "align");
  return ll_doc_node(shapes->signals->page->doc, box->node)->tag == LL_TAG_TABLE && align &&
         (g_ascii_strcasecmp(align, "right") == 0 || g_ascii_strcasecmp(align, "left") == 0);
}

/* The width of a box in px, as it says, or as the widest box in it does; 0: not said. */
static unsigned width_of(const ll_page *page, const struct ll_box *box) {
  unsigned width = page->looks[box->node].width;
  for (uint32_t i = box->item; width == 0 && i < box->item + box->n_items; i++)
    if (ll_page_item(page, i)->box >= 0)
      width = MAX(width, page->looks[ll_page_box(page, ll_page_item(page, i)->box)->node].width);
  return width;
}

/* A narrow cell beside one that has much more to read, or such a table. */
static bool is_side_box(const struct ll_shapes *shapes, const struct ll_box *box) {
  const ll_page *page = shapes->signals->page;
  if (box->parent < 0 || !(is_table_cell(page, box) || is_float(shapes, box)))
    return false;
  const struct ll_box *row = ll_page_box(page, box->parent);
  unsigned width = width_of(page, box), words = ll_shapes_words(shapes, box->atom, box->atom_end);
  for (uint32_t i = row->item; i < row->item + row->n_items; i++) {
    const struct ll_item *item = ll_page_item(page, i);
    unsigned beside = ll_shapes_words(shapes, item->atom, item->atom_end);
    if (item->box >= 0 && beside >= 2 * words && width > 0 && width <= SIDE_PX && words > 0)
      return true;
  }
  return false;
}

bool *ll_shapes_sides(const struct ll_shapes *shapes) {
  const ll_page *page = shapes->signals->page;
  bool *side = g_new0(bool, page->boxes->len + 1);
  for (guint b = 0; b < page->boxes->len; b++) {
    const struct ll_box *box = ll_page_box(page, (int32_t)b);
    side[b] = (box->parent >= 0 && side[box->parent]) || is_side_box(shapes, box);
  }
  return side;
}
