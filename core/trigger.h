/* SPDX-License-Identifier: MIT
 * Which paths of the net a sentence can complete at all.
 *
 * Each pattern needs certain things of a sentence: a word, a number, a name, or one word out of each alternative of a
 * group.  When the rules are loaded the one thing of every pattern that text will have least often is chosen, its
 * trigger.  A sentence that lacks it cannot hold the pattern; matching then follows only the paths to patterns that
 * remain, which in running text are few.  What is skipped could not have matched, so results do not depend on how well
 * the triggers were chosen. */
#pragma once
#include "core/net.h"

typedef struct ll_triggers ll_triggers;

/* The triggers of a closed net (borrowed, like the vocabulary; not to be changed after).  Returns owned. */
ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab);
void ll_triggers_free(ll_triggers *triggers);

/* Does the number trigger anything? */
bool ll_triggers_watch(const ll_triggers *triggers, uint32_t number);

/* A set of numbers, and the list of them. */
struct ll_bits {
  uint64_t *bits;
  uint32_t *list, n;
};

static inline bool ll_bits_has(const struct ll_bits *set, uint32_t i) {
  return set->bits[i / 64] >> (i % 64) & 1;
}

/* What one sentence triggers. */
typedef struct ll_live {
  const ll_triggers *triggers;
  struct ll_bits things; /* those that the sentence has */
  struct ll_bits nodes;  /* those on a path to a pattern that it may complete */
} ll_live;

void ll_live_init(ll_live *live, const ll_triggers *triggers);
void ll_live_clear(ll_live *live);

/* Begins a sentence; adds the numbers of its words; then says whether any pattern remains. */
void ll_live_begin(ll_live *live);
void ll_live_add(ll_live *live, uint32_t number);
bool ll_live_end(ll_live *live);

/* Does the path to this node (of no group) lead on to a pattern that remains? */
static inline bool ll_live_at(const ll_live *live, uint32_t node) {
  return ll_bits_has(&live->nodes, node);
}
