/* SPDX-License-Identifier: MIT
 * The vocabulary of the rules: every word, stem, ending and inner piece that a pattern mentions has a number; a word
 * of a text is looked up once and gives the numbers of all that fit it. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ll_affix {
  LL_AFFIX_NONE,  /* the whole word */
  LL_AFFIX_START, /* word* */
  LL_AFFIX_END,   /* *word */
  LL_AFFIX_INSIDE /* *word*; at least 3 bytes */
};

/* Numbers below are no words: core/match.c gives them to words of a text. */
enum { LL_VOCAB_NUMBER, LL_VOCAB_PUBLISHER, LL_VOCAB_DOMAIN, LL_VOCAB_FIRST };

/* At most so many numbers fit one word; more are dropped. */
enum { LL_VOCAB_FITS = 32 };

typedef struct ll_vocab ll_vocab;
ll_vocab *ll_vocab_new(void);
void ll_vocab_free(ll_vocab *vocab);

/* About so many pieces are to come: makes room at once.  Before the first is there. */
void ll_vocab_expect(ll_vocab *vocab, size_t pieces);

/* The number of a piece (normalised, up to 255 bytes), the same for the same piece. */
uint32_t ll_vocab_add(ll_vocab *vocab, enum ll_affix affix, const char *text, size_t length);

/* The numbers of all pieces that fit the normalised word; each once.  Returns how many. */
size_t ll_vocab_find(const ll_vocab *vocab, const char *word, size_t length, uint32_t fits[LL_VOCAB_FITS]);

/* How common words are that fit a number, estimated from its length: 1 and up.  Only comparisons make sense. */
uint32_t ll_vocab_commonness(const ll_vocab *vocab, uint32_t number);

/* One past the highest number. */
uint32_t ll_vocab_size(const ll_vocab *vocab);
