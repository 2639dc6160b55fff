/* SPDX-License-Identifier: MIT
 * Grows cuts so that no empty box, doubled gap or doubled divider stays behind. */
#include "core/climb.h"
#include "core/visible.h"

enum { MAX_ITEMS = 64 }; /* invisible siblings looked at on each side */

struct climber {
  const ll_doc *doc;
  ll_cutter *cutter;
  GArray *cuts;    /* of struct ll_range */
  uint32_t *shown; /* for each border: how many tokens before it show something */
  uint32_t *pins;  /* for each border: how many pinned nodes begin before it */
};

static struct ll_range cut_at(const struct climber *c, guint i) {
  return g_array_index(c->cuts, struct ll_range, i);
}

static bool is_within(struct ll_range inner, struct ll_range outer) {
  return outer.start <= inner.start && inner.end <= outer.end;
}

static struct ll_range range_of(const struct ll_node *node) {
  return (struct ll_range){node->token, node->end};
}

/* ---- counting --------------------------------------------------------------------------------- */

static uint32_t *count(const ll_doc *doc, const uint8_t *pinned, bool pins) {
  uint32_t n = doc->tokens->len, *counts = g_new0(uint32_t, (gsize)n + 1);
  for (guint i = 1; i < doc->nodes->len; i++) {
    const struct ll_node *node = ll_doc_node(doc, (int32_t)i);
    bool counted = pins ? pinned != NULL && pinned[i] : ll_node_shows(doc, (int32_t)i);
    if (counted && node->token < n)
      counts[node->token + 1]++;
  }
  for (uint32_t i = 0; i < n; i++)
    counts[i + 1] += counts[i];
  return counts;
}

/* Does anything in the range show, the cuts being gone? */
static bool shows(const struct climber *c, struct ll_range range) {
  uint32_t n = c->shown[range.end] - c->shown[range.start];
  for (guint i = 0; n > 0 && i < c->cuts->len; i++) {
    uint32_t start = MAX(cut_at(c, i).start, range.start), end = MIN(cut_at(c, i).end, range.end);
    if (start < end)
      n -= c->shown[end] - c->shown[start];
  }
  return n > 0;
}

/* Is a node pinned that would go in addition? */
static bool takes_pin(const struct climber *c, struct ll_range range) {
  uint32_t n = c->pins[range.end] - c->pins[range.start];
  for (guint i = 0; n > 0 && i < c->cuts->len; i++)
    if (is_within(cut_at(c, i), range))
      n -= c->pins[cut_at(c, i).end] - c->pins[cut_at(c, i).start];
  return n > 0;
}

/* ---- changing the list ------------------------------------------------------------------------ */

/* The cuts with this range in the place of those in it; NULL when one lies across its border. */
static GArray *with_range(const struct climber *c, struct ll_range range) {
  g_autoptr(GArray) cuts = g_array_sized_new(FALSE, FALSE, sizeof range, c->cuts->len + 1);
  bool placed = false;
  for (guint i = 0; i < c->cuts->len; i++) {
    struct ll_range cut = cut_at(c, i);
    if (is_within(cut, range))
      continue;
    if (cut.start < range.end && range.start < cut.end)
      return NULL;
    if (!placed && cut.start >= range.end) {
      g_array_append_val(cuts, range);
      placed = true;
    }
    g_array_append_val(cuts, cut);
  }
  if (!placed)
    g_array_append_val(cuts, range);
  return g_steal_pointer(&cuts);
}

/* Puts the range into the list if that is allowed. */
static bool try_range(struct climber *c, struct ll_range range) {
  if (takes_pin(c, range) || !ll_cutter_allows(c->cutter, range))
    return false;
  g_autoptr(GArray) cuts = with_range(c, range);
  if (cuts == NULL || !ll_cutter_allows_all(c->cutter, cuts))
    return false;
  g_array_set_size(c->cuts, 0);
  g_array_append_vals(c->cuts, cuts->data, cuts->len);
  return true;
}

/* The index of the cut that holds the token. */
static guint cut_with(const struct climber *c, uint32_t token) {
  guint i = 0;
  while (i < c->cuts->len && cut_at(c, i).end <= token)
    i++;
  return i;
}

/* ---- where a cut is --------------------------------------------------------------------------- */

static int32_t node_of_token(const ll_doc *doc, uint32_t token) {
  while (token > 0 && ll_doc_token(doc, token)->node < 0)
    token--;
  return MAX(ll_doc_token(doc, token)->node, 0);
}

/* The innermost node that holds the range and more, 0 the document. */
static int32_t holder_of(const ll_doc *doc, struct ll_range range) {
  int32_t index = node_of_token(doc, range.start);
  for (;;) {
    const struct ll_node *node = ll_doc_node(doc, index);
    bool same = node->token == range.start && node->end == range.end;
    if (index == 0 || (!same && is_within(range, range_of(node))))
      return index;
    index = node->parent;
  }
}

static bool is_cell(const struct ll_node *node) {
  return node->tag == LL_TAG_TD || node->tag == LL_TAG_TH;
}

static bool is_frame(const struct ll_node *node) {
  return node->parent < 0 || node->tag == LL_TAG_BODY || node->tag == LL_TAG_HTML || node->tag == LL_TAG_HEAD;
}

/* The content of an element, without its tags. */
static struct ll_range content_of(const ll_doc *doc, const struct ll_node *node) {
  if (node->first < 0)
    return (struct ll_range){node->end, node->end};
  return (struct ll_range){ll_doc_node(doc, node->first)->token, ll_doc_node(doc, node->last)->end};
}

static bool spans_rows(const ll_doc *doc, const struct ll_node *row) {
  for (int32_t cell = row->first; cell >= 0; cell = ll_doc_node(doc, cell)->next) {
    const char *span =
        ll_doc_node(doc, cell)->n_attributes > 0 ? ll_doc_attribute(doc, cell, "rowspan") : NULL;
    if (span != NULL && g_ascii_strtoull(span, NULL, 10) != 1)
      return true;
  }
  return false;
}

/* ---- up --------------------------------------------------------------------------------------- */

/* The range with the nearest comments on the asked sides, blanks skipped; the same when there is none. */
static struct ll_range with_comments(const ll_doc *doc, struct ll_range range, bool before, bool behind) {
  struct ll_range wider = range;
  while (before && wider.start > 0 && ll_doc_token(doc, wider.start - 1)->kind == LL_TOKEN_TEXT &&
         ll_filler_of(doc, ll_doc_token(doc, wider.start - 1)->node) == LL_FILLER_NOTHING)
    wider.start--;
  while (behind && wider.end < doc->tokens->len && ll_doc_token(doc, wider.end)->kind == LL_TOKEN_TEXT &&
         ll_filler_of(doc, ll_doc_token(doc, wider.end)->node) == LL_FILLER_NOTHING)
    wider.end++;
  bool first = before && wider.start > 0 && ll_comment_is_frame(doc, wider.start - 1);
  bool last = behind && wider.end < doc->tokens->len && ll_comment_is_frame(doc, wider.end);
  if ((before && !first) || (behind && !last))
    return range;
  return (struct ll_range){wider.start - first, wider.end + last};
}

/* Tries the range, and where the Outlook view forbids it, with the comments around it. */
static bool try_with_comments(struct climber *c, struct ll_range range) {
  static const bool sides[][2] = {{true, true}, {true, false}, {false, true}};
  if (takes_pin(c, range))
    return false;
  if (ll_cutter_allows(c->cutter, range) && try_range(c, range))
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
    struct ll_range wider = with_comments(c->doc, range, sides[i][0], sides[i][1]);
    if ((wider.start != range.start || wider.end != range.end) && try_range(c, wider))
      return true;
  }
  return false;
}

/* What to try for one ancestor: of a cell its content, because it goes only with its row; of a row that other rows
 * count on nothing.  False: nothing. */
static bool range_to_climb(const ll_doc *doc, const struct ll_node *node, struct ll_range *range) {
  if (node->tag == LL_TAG_TR && spans_rows(doc, node))
    return false;
  *range = is_cell(node) ? content_of(doc, node) : range_of(node);
  return true;
}

/* Takes the cut up while its parents hold nothing else. */
static void climb(struct climber *c, uint32_t token) {
  struct ll_range cut = cut_at(c, cut_with(c, token)), range;
  for (int32_t index = holder_of(c->doc, cut); !is_frame(ll_doc_node(c->doc, index));
       index = ll_doc_node(c->doc, index)->parent) {
    const struct ll_node *node = ll_doc_node(c->doc, index);
    if (shows(c, range_of(node)) || takes_pin(c, range_of(node)))
      return;
    if (range_to_climb(c->doc, node, &range))
      try_with_comments(c, range);
  }
}

/* ---- sideways --------------------------------------------------------------------------------- */

/* The invisible siblings of a cut on one side, up to something visible, pinned or fixed, or another cut. */
struct side {
  struct ll_range items[MAX_ITEMS]; /* from the cut outward */
  unsigned n;
  bool something; /* a gap or a divider is among them */
  bool divider;
  bool visible; /* something visible follows, other cuts being gone */
};

static bool is_cut(const struct climber *c, struct ll_range range) {
  guint i = cut_with(c, range.start);
  return i < c->cuts->len && cut_at(c, i).start < range.end;
}

static bool add_item(const struct climber *c, struct side *side, int32_t index) {
  struct ll_range range = range_of(ll_doc_node(c->doc, index));
  enum ll_filler filler = ll_filler_of(c->doc, index);
  if (side->n == MAX_ITEMS || filler == LL_FILLER_FIXED || is_cut(c, range) || takes_pin(c, range))
    return false;
  side->items[side->n++] = range;
  side->something |= filler != LL_FILLER_NOTHING;
  side->divider |= filler == LL_FILLER_DIVIDER;
  return true;
}

/* Collects one side, beginning with the sibling `index`. */
static struct side look(const struct climber *c, int32_t index, bool forward) {
  struct side side = {.n = 0};
  bool adding = true;
  while (index >= 0) {
    const struct ll_node *node = ll_doc_node(c->doc, index);
    if (shows(c, range_of(node))) {
      side.visible = true;
      break;
    }
    adding = adding && add_item(c, &side, index);
    index = forward ? node->next : node->previous;
  }
  return side;
}

/* Takes a side along, as much of it as is allowed. */
static void drop(struct climber *c, struct ll_range cut, const struct side *side) {
  for (unsigned n = side->n; n > 0; n--) {
    struct ll_range last = side->items[n - 1];
    struct ll_range range = {MIN(cut.start, last.start), MAX(cut.end, last.end)};
    if (try_range(c, range))
      return;
  }
}

/* The children of `holder` that the cut begins and ends with; false when it does not fit them. */
static bool children_of_cut(const ll_doc *doc, int32_t holder, struct ll_range cut, int32_t *first,
                            int32_t *last) {
  *first = *last = -1;
  for (int32_t child = ll_doc_node(doc, holder)->first; child >= 0; child = ll_doc_node(doc, child)->next) {
    const struct ll_node *node = ll_doc_node(doc, child);
    if (node->token >= cut.end || node->end <= cut.start)
      continue;
    if (!is_within(range_of(node), cut))
      return false;
    *first = *first < 0 ? child : *first;
    *last = child;
  }
  return *first >= 0;
}

/* Is the node in the line of text that the cut is in? */
static bool is_inline(const ll_doc *doc, int32_t index) {
  switch (ll_doc_node(doc, index)->tag) {
  case LL_TAG_TEXT:
  case LL_TAG_COMMENT:
  case LL_TAG_A:
  case LL_TAG_B:
  case LL_TAG_STRONG:
  case LL_TAG_I:
  case LL_TAG_EM:
  case LL_TAG_FONT:
  case LL_TAG_SPAN:
  case LL_TAG_SMALL:
  case LL_TAG_U:
  case LL_TAG_IMG:
    return true;
  default:
    return false;
  }
}

/* The separator next to a cut on its line. */
struct neighbour {
  struct ll_range range; /* of it and the blanks before it; empty: there is none */
  bool line_goes_on;     /* with something visible, behind the separator if there is one */
};

static struct neighbour look_for_separator(const struct climber *c, int32_t index, bool forward) {
  struct neighbour found = {.line_goes_on = false};
  while (index >= 0 && is_inline(c->doc, index)) {
    const struct ll_node *node = ll_doc_node(c->doc, index);
    if (shows(c, range_of(node)) || takes_pin(c, range_of(node))) {
      found.line_goes_on = true;
      break;
    }
    if (ll_is_separator(c->doc, index) && !is_cut(c, range_of(node)) && found.range.end == 0)
      found.range = range_of(node);
    index = forward ? node->next : node->previous;
  }
  return found;
}

/* In a row of links one separator goes with the link. */
static void drop_separator(struct climber *c, uint32_t token) {
  struct ll_range cut = cut_at(c, cut_with(c, token));
  int32_t holder = holder_of(c->doc, cut), first, last;
  if (!children_of_cut(c->doc, holder, cut, &first, &last))
    return;
  struct neighbour left = look_for_separator(c, ll_doc_node(c->doc, first)->previous, false);
  struct neighbour right = look_for_separator(c, ll_doc_node(c->doc, last)->next, true);
  bool has_left = left.range.end > 0, has_right = right.range.end > 0;
  if (has_right && (has_left || !left.line_goes_on))
    try_range(c, (struct ll_range){cut.start, right.range.end});
  else if (has_left && !right.line_goes_on)
    try_range(c, (struct ll_range){left.range.start, cut.end});
}

/* Drops what would stand doubled or at the edge once the cut is gone. */
static void tidy(struct climber *c, uint32_t token) {
  struct ll_range cut = cut_at(c, cut_with(c, token));
  int32_t holder = holder_of(c->doc, cut), first, last;
  if (!children_of_cut(c->doc, holder, cut, &first, &last) || is_cell(ll_doc_node(c->doc, first)))
    return;
  struct side left = look(c, ll_doc_node(c->doc, first)->previous, false);
  struct side right = look(c, ll_doc_node(c->doc, last)->next, true);
  bool both = left.visible && right.visible && left.something && right.something;
  if (both)
    drop(c, cut, right.divider && !left.divider ? &left : &right);
  else if (left.visible && !right.visible && left.something)
    drop(c, cut, &left);
  else if (right.visible && !left.visible && right.something)
    drop(c, cut, &right);
}

/* ---- the start: cells, gaps between cuts -------------------------------------------------------- */

/* A cut of cells beside visible ones becomes cuts of their content.  False when that is not allowed. */
static bool empty_cells(struct climber *c, struct ll_range cut, int32_t first, int32_t last, GArray *cuts) {
  for (int32_t cell = first;; cell = ll_doc_node(c->doc, cell)->next) {
    struct ll_range content = content_of(c->doc, ll_doc_node(c->doc, cell));
    if (is_cell(ll_doc_node(c->doc, cell)) && content.start < content.end) {
      if (!ll_cutter_allows(c->cutter, content))
        return false;
      g_array_append_val(cuts, content);
    }
    if (cell == last)
      return true;
  }
}

static void spare_cells(struct climber *c) {
  g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  for (guint i = 0; i < c->cuts->len; i++) {
    struct ll_range cut = cut_at(c, i);
    int32_t holder = holder_of(c->doc, cut), first, last;
    guint before = cuts->len;
    if (!children_of_cut(c->doc, holder, cut, &first, &last) || !is_cell(ll_doc_node(c->doc, first)))
      g_array_append_val(cuts, cut);
    else if (!empty_cells(c, cut, first, last, cuts))
      g_array_set_size(cuts, before);
  }
  g_array_set_size(c->cuts, 0);
  g_array_append_vals(c->cuts, cuts->data, cuts->len);
  if (!ll_cutter_allows_all(c->cutter, c->cuts))
    g_array_set_size(c->cuts, 0);
}

/* Two cuts with nothing visible between them in the same parent become one. */
static void join_neighbours(struct climber *c) {
  for (guint i = 0; i + 1 < c->cuts->len;) {
    struct ll_range a = cut_at(c, i), b = cut_at(c, i + 1), both = {a.start, b.end};
    int32_t first, last;
    bool joined = !shows(c, both) && holder_of(c->doc, a) == holder_of(c->doc, b) &&
                  children_of_cut(c->doc, holder_of(c->doc, a), both, &first, &last) &&
                  !is_cell(ll_doc_node(c->doc, first)) && try_range(c, both);
    i += !joined;
  }
}

static void join_touching(GArray *cuts) {
  guint n = 0;
  for (guint i = 0; i < cuts->len; i++) {
    struct ll_range cut = g_array_index(cuts, struct ll_range, i);
    struct ll_range *last = n > 0 ? &g_array_index(cuts, struct ll_range, n - 1) : NULL;
    if (last != NULL && last->end == cut.start)
      last->end = cut.end;
    else
      g_array_index(cuts, struct ll_range, n++) = cut;
  }
  g_array_set_size(cuts, n);
}

void ll_climb(const ll_doc *doc, ll_cutter *cutter, const uint8_t *pinned, GArray *cuts) {
  g_autofree uint32_t *shown = count(doc, pinned, false), *pins = count(doc, pinned, true);
  struct climber c = {.doc = doc, .cutter = cutter, .cuts = cuts, .shown = shown, .pins = pins};
  spare_cells(&c);
  for (guint i = 0; i < cuts->len; i++) {
    uint32_t token = cut_at(&c, i).start;
    climb(&c, token);
    i = cut_with(&c, token);
  }
  join_neighbours(&c);
  for (guint i = 0; i < cuts->len; i++) {
    uint32_t token = cut_at(&c, i).start;
    drop_separator(&c, token);
    tidy(&c, token);
    i = cut_with(&c, token);
  }
  join_neighbours(&c);
  join_touching(cuts);
}
