/* SPDX-License-Identifier: MIT
 * The score of one candidate block: a sum of weighted features, the log odds that a reader would want it gone. */
#pragma once
#include "core/signal.h"

enum ll_feature {
#define LL_FEATURE(id, name) LL_F_##id,
#include "core/features.def"
#undef LL_FEATURE
  LL_N_FEATURES
};
extern const char *const ll_feature_names[LL_N_FEATURES];

/* A candidate: atoms [first, end), what its items are. */
struct ll_candidate {
  uint32_t first, end;
  bool whole; /* all that one element holds */
  bool look;  /* that element has a background or border of its own */
};

struct ll_score {
  double sum;
  float values[LL_N_FEATURES]; /* sum = values x weights, unless capped */
  enum ll_class class;         /* the class with the most evidence; LL_N_CLASSES: no evidence */
  unsigned words;
  bool section;                /* known by its label or its shape */
  unsigned families;           /* of evidence that agree: words, link, look, repeat */
  bool headed;                 /* a pitch between its own heading and its button */
  bool frayed;                 /* begins or ends with a line that speaks of something else */
  bool barred;                 /* frayed, many strangers, or one family of evidence only: sum is at most -1 */
  bool capped;                 /* it would have been more */
};

typedef struct ll_scorer ll_scorer;
ll_scorer *ll_scorer_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]);
void ll_scorer_free(ll_scorer *scorer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_scorer, ll_scorer_free)

/* Sections of the page (of struct ll_section), or NULL when none may go.  Borrowed. */
const GArray *ll_scorer_sections(const ll_scorer *scorer);

/* Of atoms [first, end): do their label or their shape say what they are; and how many words they show.  Constant time, or nearly. */
bool ll_scorer_is_section(const ll_scorer *scorer, uint32_t first, uint32_t end);
unsigned ll_scorer_words(const ll_scorer *scorer, uint32_t first, uint32_t end);

/* Is there any evidence in atoms [first, end), and nothing protected?  Constant time. */
bool ll_scorer_worth(const ll_scorer *scorer, uint32_t first, uint32_t end);

/* Is the sum of a candidate above `least`?  Only then is the score complete: whoever wants it in any case asks with -INFINITY,
 * or the next function. */
bool ll_scorer_passes(const ll_scorer *scorer, const struct ll_candidate *candidate, double least, struct ll_score *score);
struct ll_score ll_scorer_score(const ll_scorer *scorer, const struct ll_candidate *candidate);
double ll_scorer_weight(const ll_scorer *scorer, enum ll_feature feature);
