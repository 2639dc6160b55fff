/* SPDX-License-Identifier: MIT
 * Characters for core/words.c: what a character is between words, and what it becomes inside one. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum ll_char {
  LL_CHAR_WORD, /* letter, digit or mark */
  LL_CHAR_DROP, /* invisible: soft hyphen, zero-width, direction marks, tatweel */
  LL_CHAR_SPACE,
  LL_CHAR_STOP,   /* ends a sentence when white space follows */
  LL_CHAR_BORDER, /* ends a sentence */
  LL_CHAR_ITEM,   /* » or >: ends a sentence when white space follows and it closes no quotation */
  LL_CHAR_DOT,    /* middle dot: joins letters, else ends a sentence */
  LL_CHAR_QUOTE,  /* « */
  LL_CHAR_OTHER   /* separates words */
};

enum { LL_UNIT_CHARS = 8, LL_UNIT_MAX = 64 };

/* What the character is.  windows-1252 has to be undone before. */
enum ll_char ll_char_kind(gunichar c);

/* The character that a C1 control stands for in windows-1252; any other character itself. */
gunichar ll_char_c1(gunichar c);

/* True when `next` belongs to the character before it: a mark, or a jamo after a jamo. */
bool ll_char_joins(gunichar before, gunichar next);

/* True for a character that is a token of its own. */
bool ll_char_alone(gunichar c);

/* The folded characters of a base with its marks (n is at most LL_UNIT_CHARS).  Returns how many were written. */
size_t ll_char_fold(const gunichar *unit, size_t n, gunichar out[LL_UNIT_MAX]);
