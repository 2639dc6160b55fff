/* SPDX-License-Identifier: MIT
 * Stage 10: every invariant holds, else no cut.  ll_edit_new() checks those of the encoded bytes. */
#pragma once
#include "core/cut.h"

/* Parses `after` and compares it with `before` without `ranges` (of struct ll_range): the same text, the same links and
 * images in the same order; the ranges are sorted, disjoint and allowed together.  NULL when all holds, else the name
 * of the invariant that failed (static string). */
const char *ll_verify(const ll_doc *before, ll_cutter *cutter, const GArray *ranges, GBytes *after,
                      const struct ll_limits *limits);
