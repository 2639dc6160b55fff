/* SPDX-License-Identifier: MIT
 * Text as the rules see it: normalised tokens.
 *
 * NFKC, case folded (Turkish dotted and dotless i, Greek final sigma), accents of Latin, Greek, Cyrillic, Hebrew and
 * Arabic letters dropped, zero-width characters and soft hyphens dropped, C1 references read as windows-1252.  A token
 * is a run of letters and digits (an apostrophe inside a word splits it: "l'email" is l + email; hyphens split), or one
 * character of a script written without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Myanmar). */
#pragma once
#include <leanletter/types.h>

struct ll_word {
  const char *text;      /* normalised, NUL-terminated, interned in the list */
  uint32_t start, end;   /* bytes of the text it was read from, counted over all appended text */
  bool sentence;         /* a sentence starts here */
  bool solid;            /* no space before it (inside a run of CJK, after an apostrophe) */
  uint8_t full;          /* 1: counts as a word for a reader */
};

typedef struct ll_words {
  GArray *words; /* of struct ll_word */
  GStringChunk *strings;
  uint32_t length;  /* bytes appended so far */
  bool open;     /* the last text may go on in the next: <b>un</b>subscribe */
} ll_words;

ll_words *ll_words_new(void);
void ll_words_free(ll_words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_words, ll_words_free)

/* Appends the words of UTF-8 text.  A word that ends at the end of one text and goes on at the start of the next is
 * one word.  ll_words_break() ends the word, and the sentence (block border, image, br). */
void ll_words_append(ll_words *words, const char *text, size_t length);
void ll_words_break(ll_words *words);

/* The normal form of one piece of text as a single string, words separated by one space (owned). */
char *ll_words_fold(const char *text, gssize length);
