/* SPDX-License-Identifier: MIT
 * Stage 8: the best set of disjoint cuts.
 *
 * best(box) = the largest sum of utilities over disjoint intervals of its items, an item left out counting best(item).
 * Utility of a cut = words x (p - lambda (1 - p)), p the logistic of its score, lambda the odds of the threshold: a cut
 * is worth making when its score passes the threshold, and then the more words the better. */
#pragma once
#include "core/cut.h"
#include "core/score.h"
#include <leanletter/leanletter.h>

struct ll_pick {
  struct ll_candidate candidate;
  struct ll_score score;
  struct ll_range range; /* tokens */
  unsigned size;         /* what a cut of it is worth: its words, or more where it has images */
  bool open;             /* its score alone decides; known when asked for */
};

typedef struct ll_plan {
  GArray *picks;  /* of struct ll_pick to cut or report, sorted, disjoint */
  GArray *others; /* of struct ll_pick: with evidence, but not picked; only when asked for */
} ll_plan;

/* Never fails; a plan may be empty.  Blocks of classes whose policy is keep are not picked.  Picks whose range `cutter`
 * does not allow are left out. */
ll_plan *ll_plan_make(const ll_scorer *scorer, const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES],
                      double threshold, ll_cutter *cutter, enum ll_explain explain);

/* Puts the picks in message order. */
void ll_plan_sort(ll_plan *plan);
void ll_plan_free(ll_plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_plan, ll_plan_free)
