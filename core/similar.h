/* SPDX-License-Identifier: MIT
 * When two blocks are the same block: the same text, or most of its word pairs.  The one place that says so. */
#pragma once
#include <leanletter/memory.h>

/* How alike two blocks are: 0 no, 1 the same text, between them the share of common word pairs (Jaccard), which is at
 * least 0.60 with the same links and 0.75 without.  Blocks without words are alike when links and shape are, too. */
float ll_likeness(const struct ll_print *a, const struct ll_print *b);

/* Many prints, made ready to be compared with others; `prints` is borrowed. */
typedef struct ll_similar ll_similar;
ll_similar *ll_similar_new(const struct ll_print *prints, size_t n);
void ll_similar_free(ll_similar *similar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_similar, ll_similar_free)

struct ll_hit {
  uint32_t print;
  float likeness;
};

/* Those that are like `known`; valid until the next call. */
const struct ll_hit *ll_similar_find(ll_similar *similar, const struct ll_print *known, size_t *n);
