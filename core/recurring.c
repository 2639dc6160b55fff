/* SPDX-License-Identifier: MIT
 * Promo shape of what comes back. */
#include "core/recurring.h"

enum { MIN_PERCENT = 90, MIN_WORDS = 6, MAX_WORDS = 70, MIN_RECURRENCE = 50 };

struct sums {
  unsigned words, recurring, strong, weak;
  unsigned prose;
  bool link, button, other;
};

/* Content that some people like to see: where it is kept, what speaks of it stays. */
static bool is_kept_content(const enum ll_policy *policy, int class) {
  bool content = class == LL_SPONSOR || class == LL_SURVEY || class == LL_RELATED || class == LL_DONATE;
  return content && policy[class] == LL_POLICY_KEEP;
}

static void add_atom(struct sums *sums, const ll_signals *s, const enum ll_policy *policy, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  const struct ll_marks *m = &s->marks[a];
  sums->words += atom->words;
  sums->recurring += m->recurring >= MIN_RECURRENCE ? atom->words : 0;
  sums->link |= atom->link_end > atom->link;
  sums->button |= (atom->flags & LL_ATOM_BUTTON) != 0;
  sums->other |= m->protected || m->subject || m->best[LL_TOPIC_GREETING] || (atom->flags & LL_ATOM_TITLE) ||
                 ((atom->flags & LL_ATOM_HEADING) && m->content_links);
  sums->prose += m->prose;
  for (int c = 0; c < LL_N_CLASSES; c++) {
    bool strong = m->best[c] > LL_WEAK + 1 || m->links[c];
    if (is_kept_content(policy, c)) {
      sums->other |= strong;
      continue;
    }
    sums->strong += strong;
    sums->weak += m->best[c] > 0 || m->paths[c];
  }
}

bool ll_recurring_promo(const ll_signals *s, const enum ll_policy policy[LL_N_CLASSES], uint32_t first,
                        uint32_t end, bool boxed) {
  struct sums sums = {0};
  if (policy[LL_RECURRING] == LL_POLICY_KEEP)
    return false;
  for (uint32_t a = first; a < end && sums.words <= MAX_WORDS && !sums.other; a++)
    if (!(ll_page_atom(s->page, a)->flags & LL_ATOM_HIDDEN))
      add_atom(&sums, s, policy, a);
  bool repeated =
      sums.recurring * 100 >= sums.words * MIN_PERCENT && sums.words >= MIN_WORDS && sums.words <= MAX_WORDS;
  return repeated && !sums.other && (boxed || !sums.prose) && (sums.link || sums.button) &&
         (sums.strong || (sums.weak && sums.button));
}
