/* SPDX-License-Identifier: MIT
 * A twin has the same words and is hidden, or switched by @media, or its copy is. */
#include "core/twin.h"
#include <string.h>

enum { MIN_WORDS = 3 };

static bool switched(const ll_page *page, uint32_t first, uint32_t end) {
  for (uint32_t a = first; a < end; a++)
    if (ll_page_atom(page, a)->flags & (LL_ATOM_TOGGLED | LL_ATOM_HIDDEN))
      return true;
  return false;
}

static bool same_words(const ll_page *page, uint32_t a, uint32_t b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(ll_page_word(page, a + i)->text, ll_page_word(page, b + i)->text) != 0)
      return false;
  return true;
}

static bool is_picked(const GArray *picks, const struct ll_range *range) {
  for (guint i = 0; i < picks->len; i++) {
    const struct ll_range *r = &g_array_index(picks, struct ll_pick, i).range;
    if (range->start < r->end && r->start < range->end) /* some of it is: cuts must not overlap */
      return true;
  }
  return false;
}

/* Is the box a twin of the pick that no pick holds? */
static bool is_twin(const ll_page *page, const GArray *picks, const struct ll_pick *pick, const struct ll_box *box) {
  const struct ll_candidate *c = &pick->candidate;
  uint32_t first = ll_page_atom(page, c->first)->word, n = ll_page_atom(page, c->end - 1)->word_end - first;
  if (box->atom_end == box->atom || (box->atom < c->end && box->atom_end > c->first) || n < MIN_WORDS)
    return false;
  uint32_t other = ll_page_atom(page, box->atom)->word;
  struct ll_range range = {box->token, box->token_end};
  return ll_page_atom(page, box->atom_end - 1)->word_end - other == n && same_words(page, first, other, n) &&
         (switched(page, c->first, c->end) || switched(page, box->atom, box->atom_end)) && !is_picked(picks, &range);
}

/* The first twin of the pick, or NULL; boxes stand outermost first. */
static const struct ll_box *twin_of(const ll_page *page, const GArray *picks, const struct ll_pick *pick) {
  for (guint b = 0; b < page->boxes->len; b++)
    if (is_twin(page, picks, pick, ll_page_box(page, (int32_t)b)))
      return ll_page_box(page, (int32_t)b);
  return NULL;
}

void ll_twins(const ll_page *page, ll_cutter *cutter, ll_plan *plan) {
  guint n = plan->picks->len;
  for (guint i = 0; i < n; i++) {
    struct ll_pick pick = g_array_index(plan->picks, struct ll_pick, i);
    const struct ll_box *box = twin_of(page, plan->picks, &pick);
    if (!box)
      continue;
    pick.range = (struct ll_range){box->token, box->token_end};
    pick.candidate.first = box->atom;
    pick.candidate.end = box->atom_end;
    if (ll_cutter_allows(cutter, pick.range)) {
      g_array_append_val(plan->picks, pick);
      continue;
    }
    g_array_remove_index(plan->picks, i--);
    n--;
  }
  ll_plan_sort(plan);
}
