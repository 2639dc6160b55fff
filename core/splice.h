/* SPDX-License-Identifier: MIT
 * Stage 9: the decoded part without the cuts. */
#pragma once
#include "core/cut.h"

/* The byte spans of token ranges (of struct ll_range, sorted, disjoint); ranges that touch become one span.  Returns
 * an owned array of struct ll_span. */
GArray *ll_splice_spans(const ll_doc *doc, const GArray *ranges);

/* `source` without `spans` (of struct ll_span, sorted, disjoint, inside it).  Returns owned. */
GBytes *ll_splice(GBytes *source, const GArray *spans);
