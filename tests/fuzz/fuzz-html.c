/* SPDX-License-Identifier: MIT
 * html, cut, climb, block, verify: any HTML, cuts that the state rule allows. */
#include "core/block.h"
#include "core/climb.h"
#include "core/splice.h"
#include "core/verify.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/tree.h"

enum { ROUNDS = 6, TRIES = 20 };

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  return ll_init(NULL) ? 0 : 1;
}

/* Atoms and boxes in order, within what holds them. */
static void check_page(const ll_page *page) {
  uint32_t token = 0, word = 0;
  for (guint a = 0; a < page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(page, a);
    g_assert_true(atom->token >= token && atom->token_end > atom->token && atom->token_end <= page->doc->tokens->len);
    g_assert_true(atom->word >= word && atom->word_end >= atom->word && atom->word_end <= page->words->words->len);
    g_assert_true(atom->link <= atom->link_end && atom->link_end <= page->links->len);
    g_assert_true(atom->image <= atom->image_end && atom->image_end <= page->images->len);
    token = atom->token_end;
    word = atom->word_end;
  }
  for (guint b = 0; b < page->boxes->len; b++) {
    const struct ll_box *box = ll_page_box(page, (int32_t)b);
    uint32_t atom = box->atom;
    for (uint32_t i = box->item; i < box->item + box->n_items; i++) {
      const struct ll_item *item = ll_page_item(page, i);
      g_assert_true(item->atom == atom && item->atom_end >= item->atom);
      g_assert_true(item->box < 0 ? item->atom_end == item->atom + 1 : (guint)item->box > b);
      atom = item->atom_end;
    }
    g_assert_true(box->n_items == 0 || atom == box->atom_end);
  }
}

/* A range: an element, a box, or any tokens. */
static struct ll_range pick(GRand *rand, const ll_doc *doc, const ll_page *page) {
  uint32_t n = doc->tokens->len, start = (uint32_t)g_rand_int_range(rand, 0, (gint32)n);
  switch (g_rand_int_range(rand, 0, 3)) {
  case 0: {
    const struct ll_node *node = ll_doc_node(doc, g_rand_int_range(rand, 0, (gint32)doc->nodes->len));
    return (struct ll_range){node->token, node->end};
  }
  case 1:
    if (page && page->atoms->len) {
      const struct ll_atom *atom = ll_page_atom(page, (uint32_t)g_rand_int_range(rand, 0, (gint32)page->atoms->len));
      return (struct ll_range){atom->token, atom->token_end};
    } /* fall through */
  default:
    return (struct ll_range){start, (uint32_t)g_rand_int_range(rand, (gint32)start, (gint32)n) + 1};
  }
}

/* One or two disjoint ranges that may go together; NULL: none found. */
static GArray *pick_cuts(GRand *rand, const ll_doc *doc, const ll_page *page, ll_cutter *cutter) {
  GArray *cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  for (int i = 0; i < TRIES && cuts->len < 2; i++) {
    struct ll_range r = pick(rand, doc, page);
    if (r.end <= r.start || !ll_cutter_allows(cutter, r))
      continue;
    const struct ll_range *last = cuts->len ? &g_array_index(cuts, struct ll_range, 0) : NULL;
    if (last && r.start < last->end)
      continue;
    g_array_append_val(cuts, r);
  }
  if (cuts->len && ll_cutter_allows_all(cutter, cuts))
    return cuts;
  g_array_unref(cuts);
  return NULL;
}

static bool covers(const GArray *cuts, struct ll_range range) {
  for (guint i = 0; i < cuts->len; i++) {
    const struct ll_range *r = &g_array_index(cuts, struct ll_range, i);
    if (r->start <= range.start && range.end <= r->end)
      return true;
  }
  return false;
}

static bool touches(const GArray *cuts, struct ll_range range) {
  for (guint i = 0; i < cuts->len; i++) {
    const struct ll_range *r = &g_array_index(cuts, struct ll_range, i);
    if (r->start < range.end && range.start < r->end)
      return true;
  }
  return false;
}

/* Cells are not cut whole: their content is, or nothing. */
static bool holds_cell(const ll_doc *doc, struct ll_range range) {
  for (uint32_t t = range.start; t < range.end; t++)
    if (ll_doc_token(doc, t)->tag == LL_TAG_TD || ll_doc_token(doc, t)->tag == LL_TAG_TH)
      return true;
  return false;
}

/* What grew still holds what it grew from, is allowed, and leaves what is pinned. */
static void check_climb(const ll_doc *doc, ll_cutter *cutter, GRand *rand, GArray *cuts) {
  g_autofree uint8_t *pinned = g_new0(uint8_t, doc->nodes->len);
  g_autoptr(GArray) before = g_array_copy(cuts);
  int32_t pin = g_rand_int_range(rand, 0, (gint32)doc->nodes->len);
  struct ll_range pinned_range = {ll_doc_node(doc, pin)->token, ll_doc_node(doc, pin)->end};
  bool was_cut = pinned_range.start == pinned_range.end || touches(cuts, pinned_range);
  pinned[pin] = 1;
  ll_climb(doc, cutter, pinned, cuts);
  g_assert_true(ll_cutter_allows_all(cutter, cuts));
  for (guint i = 0; i < before->len; i++) {
    struct ll_range r = g_array_index(before, struct ll_range, i);
    g_assert_true(covers(cuts, r) || holds_cell(doc, r));
  }
  for (guint i = 1; i < cuts->len; i++)
    g_assert_cmpuint(g_array_index(cuts, struct ll_range, i).start, >=, g_array_index(cuts, struct ll_range, i - 1).end);
  g_assert_true(was_cut || !covers(cuts, pinned_range));
}

static void check_cuts(const ll_doc *doc, const ll_page *page, GRand *rand) {
  g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
  for (int i = 0; i < ROUNDS; i++) {
    g_autoptr(GArray) cuts = pick_cuts(rand, doc, page, cutter);
    if (!cuts)
      continue;
    check_climb(doc, cutter, rand, cuts);
    g_autoptr(GArray) spans = ll_splice_spans(doc, cuts);
    g_autoptr(GBytes) lean = ll_splice(doc->source, spans);
    const char *wrong = ll_verify(doc, cutter, cuts, lean, &test_limits);
    g_assert_true(!wrong || g_str_equal(wrong, "verify-parse") || g_str_equal(wrong, "verify-content"));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *reason = NULL;
  const ll_charset *charset = ll_charset_of_part(NULL, (const char *)data, size);
  if (!charset)
    return 0;
  g_autoptr(GBytes) source = g_bytes_new(data, size);
  g_autoptr(ll_doc) doc = ll_doc_parse(source, charset, &test_limits, &reason);
  g_assert_true((doc == NULL) == (reason != NULL));
  if (!doc || doc->tokens->len == 0)
    return 0;
  tree_check(doc);
  g_autoptr(ll_page) page = ll_page_new(doc, &test_limits, &reason);
  g_assert_true((page == NULL) == (reason != NULL));
  if (page)
    check_page(page);
  g_autoptr(GRand) rand = fuzz_rand(data, size);
  check_cuts(doc, page, rand);
  return 0;
}
