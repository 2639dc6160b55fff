/* SPDX-License-Identifier: MIT
 * What neighbouring lines add up to.  A line stands in hundreds of candidates, so it is counted once: running totals over
 * the page give the sums of any run of lines by one subtraction. */
#pragma once
#include "core/signal.h"

/* All sums are of this type, so that a row of them is an array.  Lines that nobody sees count for nothing. */
struct ll_sums {
  uint32_t evidence[LL_N_CLASSES]; /* for a class, in halves: an idiom 8, an ordinary phrase 4, a weak one 1, a link 4, a path 2 */
  uint32_t phrases[3];             /* by strength, of classes that count */
  uint32_t links, paths, button_phrases; /* of the same */
  uint32_t other;  /* lines with a phrase of a class that is kept, stronger than those that count */
  uint32_t titles; /* of those, headings of a list of articles: over a block they do not matter */
  uint32_t said;   /* idioms outside headings */
  uint32_t publisher, combo, button, form, subject, addresses; /* lines */
  uint32_t action, pressed; /* lines that say "share" and no more; of such, buttons */
  uint32_t words, plain, pitch, repeat, recurring, prose, content_links, content_images, headings, headlines;
  uint32_t greetings, more, icons;
  uint32_t hellos; /* greetings that do not count before the line below them */
  uint32_t linked, channels; /* lines with links; of those, links to a network, an app or a friend */
  uint32_t cards;   /* headings whose lines end in a link or button of a class: each a pitch of its own */
  uint32_t clothed; /* lines that are no button */
};

typedef struct ll_tally ll_tally;
ll_tally *ll_tally_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]);
void ll_tally_free(ll_tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_tally, ll_tally_free)

/* The sums of atoms [first, end).  Constant time, but for lines without words that it begins with. */
struct ll_sums ll_tally_sums(const ll_tally *tally, uint32_t first, uint32_t end);

/* The words alone. */
uint32_t ll_tally_words(const ll_tally *tally, uint32_t first, uint32_t end);

/* Words that nothing explains, hidden lines included: all, and those in lines that do not fit into a pitch (core/grammar.h),
 * or only as its small print. */
struct ll_plain {
  uint32_t all, strange, promised;
};
struct ll_plain ll_tally_plain(const ll_tally *tally, uint32_t first, uint32_t end);

/* Is there, under a button to sign up, what one agrees to? */
bool ll_tally_has_terms(const ll_tally *tally, uint32_t first, uint32_t end);

/* The first and the last line with evidence among atoms [first, end): `end` and `first` when there is none. */
uint32_t ll_tally_first_evidence(const ll_tally *tally, uint32_t first, uint32_t end);
uint32_t ll_tally_last_evidence(const ll_tally *tally, uint32_t first, uint32_t end);

/* Has the line itself evidence of a class that counts?  That it comes back says nothing about what it is. */
bool ll_tally_is_evidence(const ll_tally *tally, uint32_t atom);
