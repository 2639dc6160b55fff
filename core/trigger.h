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

/* Lists in one array: the values of a thing are [index[thing], index[thing + 1]).  Behind the last thing are those that need
 * nothing. */
struct ll_lists {
  uint32_t *index, *values;
};

/* How a node is reached. */
struct ll_step {
  uint32_t parent, item;
};

/* All in flat arrays, for each message reads in them here and there. */
typedef struct ll_triggers {
  const ll_net *net;
  uint32_t words;           /* size of the vocabulary */
  uint32_t n_things;
  struct ll_step *steps;    /* one a node */
  struct ll_lists patterns; /* of a thing: the nodes where patterns end that it triggers */
  struct ll_lists needs;    /* of the i-th of patterns.values: the things that it needs but its trigger, rare ones first */
  struct ll_lists members;  /* of a group, by its index: what triggers its alternatives; none when one needs nothing */
  struct ll_lists groups;   /* of a thing: the groups, as things, that it triggers and that lead to a pattern */
} ll_triggers;

/* The triggers of a closed net (borrowed, like the vocabulary; not to be changed after).  Returns owned. */
ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab);
void ll_triggers_free(ll_triggers *triggers);
