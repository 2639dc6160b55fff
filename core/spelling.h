/* SPDX-License-Identifier: MIT
 * The words of patterns: which items each stands for, as it is written.  Most were written before, in this file or another,
 * and are not read again. */
#pragma once
#include "core/net.h"
#include "core/words.h"

typedef struct ll_spellings ll_spellings;

/* Borrows the vocabulary, which gets what is new.  Returns owned. */
ll_spellings *ll_spellings_new(ll_vocab *vocab);
void ll_spellings_free(ll_spellings *spellings);

/* So many bytes of rules are to come: makes room at once, for it and the vocabulary. */
void ll_spellings_expect(ll_spellings *spellings, size_t bytes);

/* The items of a word, with * before or after, \ undone: `*n` of them, 1 at least; good until the next call.  NULL and
 * LL_ERROR_CONFIG, the text without place, when it is none. */
const uint32_t *ll_spellings_find(ll_spellings *spellings, const char *text, size_t length, uint32_t *n, GError **error);
