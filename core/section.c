/* SPDX-License-Identifier: MIT
 * Labels and how far they reach, rails, frames. */
#include "core/section-private.h"

enum { MIN_TEASERS = 4, RAIL_WORDS = 60, MAX_PERCENT = 60, LABELLED_WORDS = 130, LABELLED_PERCENT = 30, AD_WORDS = 250,
       LOOSE_AD_WORDS = 110, ABOUT_WORDS = 150, OPEN_WORDS = 40, PROMO_ITEMS = 6, FEW_TEASERS = 3,
       CARD_PERCENT = 15, MAX_CARDS = 3, MIN_PROSE = 1 };

struct ll_stretch ll_stretch_of(const struct ll_finder *f, uint32_t item, uint32_t run) {
  return (struct ll_stretch){item, run, ll_page_item(f->page, item)->atom, ll_page_item(f->page, item + run - 1)->atom_end};
}

void ll_finder_add(struct ll_finder *f, const struct ll_stretch *at, int kind, int class) {
  struct ll_section section = {.first = at->first, .end = at->end, .item = at->item, .run = at->run, .kind = (uint8_t)kind,
                               .class = (uint8_t)class};
  g_array_append_val(f->found, section);
}

unsigned ll_stretch_words(const struct ll_finder *f, const struct ll_stretch *at) {
  return ll_shapes_words(&f->shapes, at->first, at->end);
}

static bool is_small(const struct ll_finder *f, const struct ll_stretch *at, unsigned most) {
  unsigned words = ll_stretch_words(f, at);
  return words <= most && words * 100 <= LABELLED_PERCENT * f->page->n_words;
}

uint32_t ll_skip_blank(const struct ll_finder *f, uint32_t a, uint32_t end) {
  while (a + 1 < end && ll_page_atom(f->page, a)->words == 0)
    a++;
  return a;
}

/* The first line of an item that shows words. */
static uint32_t head_of(const struct ll_finder *f, uint32_t item) {
  return ll_skip_blank(f, ll_page_item(f->page, item)->atom, ll_page_item(f->page, item)->atom_end);
}

static bool has_click(const struct ll_finder *f, uint32_t first, uint32_t end) {
  return ll_shapes_links(&f->shapes, first, end) > 0 || f->shapes.images[end] > f->shapes.images[first];
}

/* ---- lists ---- */

/* Teasers with a text each are what a digest consists of: without an article before them they stay. */
static bool is_teasers(const struct ll_finder *f, uint32_t first, uint32_t end, bool whole, unsigned least) {
  unsigned teasers = 0, prose = 0;
  return ll_shapes_is_list(&f->shapes, first, end, whole, &teasers, &prose) && teasers >= least &&
         (prose == 0 || ll_shapes_follows_article(&f->shapes, first)) && !ll_shapes_is_contents(&f->shapes, first, end);
}

static bool is_rail(const struct ll_finder *f, const struct ll_stretch *at, bool whole) {
  unsigned words = ll_stretch_words(f, at);
  return words >= RAIL_WORDS && words * 100 <= MAX_PERCENT * f->page->n_words &&
         ll_shapes_follows_article(&f->shapes, at->first) && ll_shapes_is_last(&f->shapes, at->end) &&
         is_teasers(f, ll_skip_blank(f, at->first, at->end), at->end, whole, MIN_TEASERS);
}

/* ---- all that one element holds ---- */

/* Headings behind the label and what stands right under it: where there are any, something else begins. */
static bool has_headings(const struct ll_finder *f, uint32_t head, uint32_t end) {
  for (uint32_t a = head + 2; a < end; a++)
    if (ll_shapes_is_heading(&f->shapes, a))
      return true;
  return false;
}

static bool ends_in_button(const struct ll_finder *f, uint32_t end) {
  return (ll_page_atom(f->page, end - 1)->flags & LL_ATOM_BUTTON) != 0;
}

static bool is_labelled(const struct ll_finder *f, uint32_t head, uint32_t end, bool look, int class) {
  unsigned plain = 0;
  for (uint32_t a = head; a < end; a++)
    plain += f->s->marks[a].plain;
  switch (class) {
  case LL_SPONSOR: return look || !has_headings(f, head, end);
  case LL_RELATED: return is_teasers(f, head, end, true, 1);
  case LL_SURVEY: return plain <= OPEN_WORDS && !has_headings(f, head, end);
  case LL_HOUSE:
    return is_teasers(f, head, end, true, 2) ||
           (has_click(f, head, end) && !has_headings(f, head, end) &&
            (plain <= OPEN_WORDS || (look && ends_in_button(f, end))));
  default: return is_teasers(f, head, end, true, 2) || !has_headings(f, head, end);
  }
}

/* "Most popular" is a label only where a framed list of names is all that follows. */
static bool is_ordinary_rail(const struct ll_finder *f, uint32_t head, uint32_t end) {
  const struct ll_atom *atom = ll_page_atom(f->page, head);
  unsigned teasers = 0, prose = 0;
  return f->s->marks[head].best[LL_RELATED] == LL_ORDINARY + 1 && f->s->marks[head].plain * 2 <= atom->words &&
         atom->words <= PROMO_ITEMS && atom->link == atom->link_end &&
         ll_shapes_is_list(&f->shapes, head, end, true, &teasers, &prose) && teasers >= FEW_TEASERS && prose == 0 &&
         !ll_shapes_is_contents(&f->shapes, head, end);
}

/* A heading that says who writes, and under it, behind everything else, what he says of himself.  Where the heading
 * does not name him, the first line does, and no link stands in it, and no other line follows: the next may be an article. */
static bool is_about(const struct ll_finder *f, const struct ll_stretch *at) {
  uint32_t head = ll_skip_blank(f, at->first, at->end);
  const struct ll_marks *text = &f->s->marks[MIN(head + 1, at->end - 1)];
  bool named = text->publisher && !text->addresses && !text->content_links && at->end - head <= 2;
  return ll_shapes_is_heading(&f->shapes, head) && is_small(f, at, ABOUT_WORDS) && ll_shapes_is_last(&f->shapes, at->end) &&
         (f->s->marks[head].publisher || named);
}

/* A short text over a button, in a frame such as hardly another text of the message has: not what the letter is about. */
static bool is_card(const struct ll_finder *f, const struct ll_stretch *at) {
  const struct ll_atom *last = ll_page_atom(f->page, at->end - 1);
  return (last->flags & LL_ATOM_BUTTON) && ll_shapes_is_promo(&f->shapes, at->first, at->end) &&
         ll_stretch_words(f, at) * 100 <= CARD_PERCENT * f->page->n_words;
}

static void read_card(struct ll_finder *f, uint32_t item) {
  static const uint8_t content[] = {LL_TOPIC_GREETING, LL_TOPIC_OBJECT, LL_TOPIC_KEEP, LL_TOPIC_CODE};
  struct ll_stretch at = ll_stretch_of(f, item, 1);
  bool known = false;
  for (uint32_t a = at.first; a < at.end; a++) {
    const struct ll_marks *m = &f->s->marks[a];
    if (m->subject || m->protected)
      return;
    for (size_t i = 0; i < G_N_ELEMENTS(content); i++)
      if (m->best[content[i]])
        return;
    for (int c = 0; c < LL_N_CLASSES; c++)
      known |= m->best[c] > LL_WEAK + 1 || m->links[c];
  }
  if (!is_card(f, &at))
    return;
  struct ll_section card = {.first = at.first, .end = at.end, .item = at.item, .run = 1, .kind = LL_SECTION_RAIL,
                            .class = LL_HOUSE};
  if (!known && f->last_card != at.end) /* the frame around a frame is no second one */
    f->cards++;
  f->last_card = known ? f->last_card : at.end;
  g_array_append_val(f->framed, card);
}

static void read_whole(struct ll_finder *f, uint32_t item) {
  struct ll_stretch at = ll_stretch_of(f, item, 1);
  uint32_t head = ll_skip_blank(f, at.first, at.end);
  int class = f->shapes.labels[head];
  bool look = ll_page_box(f->page, ll_page_item(f->page, item)->box)->look;
  bool small = is_small(f, &at, LABELLED_WORDS), lines = at.end - head > 1;
  if (small && lines && class < LL_N_CLASSES && is_labelled(f, head, at.end, look, class))
    ll_finder_add(f, &at, LL_SECTION_LABEL, class);
  else if (small && at.end - at.first > 1 && f->shapes.labels[at.end - 1] == LL_SPONSOR)
    ll_finder_add(f, &at, LL_SECTION_LABEL, LL_SPONSOR);
  else if (small && lines && (look || f->side[ll_page_item(f->page, item)->box]) && is_ordinary_rail(f, head, at.end))
    ll_finder_add(f, &at, LL_SECTION_LABEL, LL_RELATED);
  else if (is_rail(f, &at, true))
    ll_finder_add(f, &at, LL_SECTION_RAIL, LL_RELATED);
  else if (look && ll_shapes_is_menu(&f->shapes, head, at.end) && !ll_shapes_is_contents(&f->shapes, head, at.end))
    ll_finder_add(f, &at, LL_SECTION_RAIL, LL_RELATED);
  else if (class == LL_HOUSE && is_about(f, &at))
    ll_finder_add(f, &at, LL_SECTION_LABEL, class);
  else if (look)
    read_card(f, item);
}

/* ---- runs of items ---- */

/* Does another section begin with this item? */
static bool is_border(const struct ll_finder *f, uint32_t item) {
  const struct ll_item *it = ll_page_item(f->page, item);
  uint32_t head = head_of(f, item);
  for (uint32_t a = it->atom; a < it->atom_end; a++) {
    const struct ll_marks *m = &f->s->marks[a];
    bool ruled = a <= head && (ll_page_atom(f->page, a)->flags & LL_ATOM_RULED);
    if (m->protected || m->subject || ruled || m->best[LL_TOPIC_GREETING])
      return true;
  }
  const struct ll_atom *atom = ll_page_atom(f->page, head);
  bool click = (atom->flags & LL_ATOM_BUTTON) || ((atom->flags & LL_ATOM_LINK) && !(atom->flags & LL_ATOM_HEADING));
  return f->shapes.labels[head] < LL_N_CLASSES && !click;
}

static bool is_ruled(const struct ll_finder *f, uint32_t item) {
  const struct ll_item *it = ll_page_item(f->page, item);
  uint32_t head = head_of(f, item);
  for (uint32_t a = it->atom; a <= head; a++)
    if (ll_page_atom(f->page, a)->flags & LL_ATOM_RULED)
      return true;
  return false;
}

/* The label is a heading like the one that begins the next section: it is one of a series. */
static bool same_style(const struct ll_finder *f, uint32_t item, uint32_t other) {
  const struct ll_item *x = ll_page_item(f->page, item), *y = ll_page_item(f->page, other);
  const struct ll_atom *a = ll_page_atom(f->page, head_of(f, item)), *b = ll_page_atom(f->page, head_of(f, other));
  enum { STYLE = LL_ATOM_HEADING | LL_ATOM_SMALL | LL_ATOM_BOLD };
  return (x->box >= 0) == (y->box >= 0) && (a->flags & STYLE) == (b->flags & STYLE) && (a->flags & LL_ATOM_HEADING) &&
         a->size == b->size;
}

/* An advertisement between its label and a rule, a closing label ("please support our sponsors"), or the next heading of the
 * series that the label belongs to. */
static bool read_bounded_ad(struct ll_finder *f, uint32_t item, uint32_t end) {
  uint32_t next = item + 1;
  bool bounded = false;
  while (next < end && !is_border(f, next))
    next++;
  if (next == item + 1)
    return false;
  bool closes = next < end && f->shapes.labels[head_of(f, next)] == LL_SPONSOR && !is_ruled(f, next) &&
                (next + 1 == end || is_ruled(f, next + 1));
  if (closes)
    next++;
  else
    bounded = is_ruled(f, item) ? next == end || is_ruled(f, next) : next < end && same_style(f, item, next);
  struct ll_stretch at = ll_stretch_of(f, item, next - item);
  if (!(closes || bounded) || !is_small(f, &at, AD_WORDS) || !has_click(f, at.first + 1, at.end))
    return false;
  ll_finder_add(f, &at, LL_SECTION_LABEL, LL_SPONSOR);
  return true;
}

/* Headings among the lines of an item. */
static unsigned headings_of(const struct ll_finder *f, uint32_t item) {
  const struct ll_item *it = ll_page_item(f->page, item);
  unsigned n = 0;
  for (uint32_t a = it->atom; a < it->atom_end; a++)
    n += (ll_page_atom(f->page, a)->flags & LL_ATOM_HEADING) && !(ll_page_atom(f->page, a)->flags & LL_ATOM_BUTTON);
  return n;
}

/* Without such borders: among articles, the label, one heading, and what stands under it up to the next one. */
static void read_loose_ad(struct ll_finder *f, uint32_t item, uint32_t end) {
  uint32_t label = head_of(f, item), next = item + 1;
  unsigned headings = 0;
  if (f->s->marks[label].best[LL_SPONSOR] <= LL_IDIOM || f->s->first_prose > label)
    return;
  for (; next < end && !is_border(f, next); next++) {
    unsigned here = headings_of(f, next);
    if (headings + here > 1 || (here && next > item + 1) || (!headings && !here && next > item + 1))
      break;
    headings += here;
  }
  struct ll_stretch at = ll_stretch_of(f, item, next - item);
  if (next > item + 1 && is_small(f, &at, LOOSE_AD_WORDS) && has_click(f, at.first + 1, at.end))
    ll_finder_add(f, &at, LL_SECTION_LABEL, LL_SPONSOR);
}

/* [label] teasers, as many as there are. */
static void read_list(struct ll_finder *f, uint32_t item, uint32_t end, int class) {
  for (uint32_t next = item + 1; next < end && next - item < LL_SECTION_LINES && !is_border(f, next); next++) {
    struct ll_stretch at = ll_stretch_of(f, item, next + 1 - item);
    if (!is_small(f, &at, LABELLED_WORDS))
      return;
    unsigned teasers = 0, prose = 0;
    bool paid = class == LL_SPONSOR && ll_shapes_is_list(&f->shapes, at.first, at.end, false, &teasers, &prose) && teasers > 1;
    if (paid || is_teasers(f, at.first, at.end, false, 2))
      ll_finder_add(f, &at, LL_SECTION_LABEL, class);
  }
}

/* [label] a few short lines [button]. */
static void read_promo(struct ll_finder *f, uint32_t item, uint32_t end, int class) {
  for (uint32_t next = item + 1; next < end && next - item < PROMO_ITEMS && !is_border(f, next); next++) {
    struct ll_stretch at = ll_stretch_of(f, item, next + 1 - item);
    if (ll_shapes_is_promo(&f->shapes, at.first, at.end)) {
      ll_finder_add(f, &at, LL_SECTION_LABEL, class);
      return;
    }
  }
}

/* "About us": up to the next heading. */
static void read_about(struct ll_finder *f, uint32_t item, uint32_t end) {
  uint32_t next = item + 1;
  while (next < end && !is_border(f, next) && !headings_of(f, next))
    next++;
  struct ll_stretch at = ll_stretch_of(f, item, next - item);
  if (next > item + 1 && is_about(f, &at))
    ll_finder_add(f, &at, LL_SECTION_LABEL, LL_HOUSE);
}

static void read_label(struct ll_finder *f, uint32_t item, uint32_t end) {
  const struct ll_item *it = ll_page_item(f->page, item);
  uint32_t head = head_of(f, item);
  const struct ll_atom *label = ll_page_atom(f->page, head);
  int class = f->shapes.labels[head];
  bool alone = ll_shapes_words(&f->shapes, it->atom, it->atom_end) == label->words;
  bool link = (label->flags & LL_ATOM_LINK) && !(label->flags & LL_ATOM_HEADING);
  if (class == LL_N_CLASSES || !alone || (link && class != LL_SPONSOR))
    return;
  if (class == LL_SPONSOR) {
    if (!read_bounded_ad(f, item, end))
      read_loose_ad(f, item, end);
    read_list(f, item, end, class);
    return;
  }
  if (class == LL_RELATED || class == LL_HOUSE)
    read_list(f, item, end, class);
  if (class != LL_RELATED)
    read_promo(f, item, end, class);
  if (class == LL_HOUSE)
    read_about(f, item, end);
}

/* A rail without a label: from the first line on that is no heading of it, to the last of the message. */
static void read_rail(struct ll_finder *f, const struct ll_box *box) {
  uint32_t end = box->item + box->n_items;
  while (end > box->item && f->s->marks[ll_page_item(f->page, end - 1)->atom].protected)
    end--;
  for (uint32_t item = end; item-- > box->item && end - item <= LL_SECTION_LINES;) {
    struct ll_stretch at = ll_stretch_of(f, item, end - item);
    if (!ll_shapes_is_last(&f->shapes, at.end))
      return;
    if (is_rail(f, &at, false))
      ll_finder_add(f, &at, LL_SECTION_RAIL, LL_RELATED);
  }
}

/* ---- the page ---- */

static bool is_cell(const ll_page *page, const struct ll_box *box) {
  uint16_t tag = ll_doc_node(page->doc, box->node)->tag;
  return (tag == LL_TAG_TD || tag == LL_TAG_TH) && !box->links;
}

static void read_box(struct ll_finder *f, int32_t index) {
  const struct ll_box *box = ll_page_box(f->page, index);
  if (box->n_items == 0 || box->hidden)
    return;
  uint32_t end = box->item + box->n_items;
  for (uint32_t item = box->item; item < end; item++)
    if (ll_page_item(f->page, item)->box >= 0)
      read_whole(f, item);
  int32_t inner = ll_page_item(f->page, box->item)->box;
  if (inner >= 0 && is_cell(f->page, ll_page_box(f->page, inner)))
    return;
  for (uint32_t item = box->item; item < end; item++) {
    read_label(f, item, end);
    ll_rating_read(f, item, box->item);
  }
  read_rail(f, box);
  if (f->side[index])
    ll_menus_read(f, box);
}

static int by_place(gconstpointer a, gconstpointer b) {
  const struct ll_section *x = a, *y = b;
  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;
  if (x->end != y->end)
    return x->end < y->end ? -1 : 1;
  return x->kind != y->kind ? (int)x->kind - (int)y->kind : (int)x->class - (int)y->class;
}

static unsigned prose_of(const ll_signals *s) {
  unsigned lines = 0;
  for (guint a = 0; a < s->page->atoms->len; a++)
    lines += s->marks[a].prose && !s->marks[a].protected;
  return lines;
}

GArray *ll_sections_find(const ll_signals *signals) {
  struct ll_finder f = {.s = signals, .page = signals->page, .found = g_array_new(FALSE, FALSE, sizeof(struct ll_section)),
                     .framed = g_array_new(FALSE, FALSE, sizeof(struct ll_section))};
  ll_shapes_init(&f.shapes, signals);
  f.side = ll_shapes_sides(&f.shapes);
  for (guint b = 0; b < signals->page->boxes->len; b++)
    read_box(&f, (int32_t)b);
  if (f.cards <= MAX_CARDS && prose_of(signals) >= MIN_PROSE)
    g_array_append_vals(f.found, f.framed->data, f.framed->len);
  g_array_unref(f.framed);
  g_array_sort(f.found, by_place);
  ll_shapes_clear(&f.shapes);
  g_free(f.side);
  return f.found;
}

/* Where the first section begins that does not stand before atoms [first, end). */
static guint find_place(const GArray *sections, uint32_t first, uint32_t end) {
  guint low = 0, high = sections->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const struct ll_section *s = &g_array_index(sections, struct ll_section, middle);
    if (s->first < first || (s->first == first && s->end < end))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const struct ll_section *ll_sections_at(const GArray *sections, uint32_t first, uint32_t end, unsigned classes) {
  for (guint i = find_place(sections, first, end); i < sections->len; i++) {
    const struct ll_section *s = &g_array_index(sections, struct ll_section, i);
    if (s->first != first || s->end != end)
      return NULL;
    if (classes >> s->class & 1)
      return s;
  }
  return NULL;
}
