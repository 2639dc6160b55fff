/* SPDX-License-Identifier: MIT
 * What each pattern needs of a sentence.
 *
 * A pattern needs certain things: a word, a number, a name, or one alternative of a group.  When the rules are loaded the
 * one thing of every pattern, and of every alternative, that text will have least often is chosen, its trigger.  A sentence
 * that lacks it cannot hold the pattern.  What core/live.h skips for that reason could not have matched, so results do not
 * depend on how well the triggers were chosen.
 *
 * A thing is a number of the vocabulary, or a group: its number is then the vocabulary's size plus the index of the
 * group. */
#pragma once
#include "core/net.h"

/* Lists in one array: the values of a thing are [index[thing], index[thing + 1]). */
struct ll_lists {
  uint32_t *index, *values;
};

/* All in flat arrays, for each message reads in them here and there.
 *
 * What a thing triggers: how many groups that lead to a pattern, these (as things), then for each pattern the node where it
 * ends, the first node on the way there, how many things it needs but this one, and those, rare ones first.  Behind
 * the last thing are the patterns that need nothing. */
typedef struct ll_triggers {
  const ll_net *net;
  uint32_t words;          /* size of the vocabulary */
  uint32_t n_things;
  struct ll_lists things;
  struct ll_lists members; /* of a group, by its index: what triggers its alternatives; none when one needs nothing */
} ll_triggers;

/* The triggers of a net that is closed but not sealed (borrowed, like the vocabulary; not to be changed after).  Returns owned. */
ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab);
void ll_triggers_free(ll_triggers *triggers);
