/* SPDX-License-Identifier: MIT
 * Which token ranges may go at all: the state rule.
 *
 * For every border between tokens the rule keeps the state that an HTML5 tree builder (WHATWG HTML, 13.2.6) would be in:
 * open elements, active formatting elements with markers, form pointer.  A range may go when the states at its two ends
 * become identical after eating at most end tags, blank text, comments and one start tag or text, with the same side
 * effects; quirks on and off; in the HTML view and in the Outlook view (contents of <!--[if mso]> in place). */
#pragma once
#include "core/html.h"

/* Half-open range of token indices. */
struct ll_range {
  uint32_t start, end;
};

typedef struct ll_cutter ll_cutter;

/* Borrows `doc`.  Returns owned. */
ll_cutter *ll_cutter_new(const ll_doc *doc);
void ll_cutter_free(ll_cutter *cutter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_cutter, ll_cutter_free)

/* May this range go, alone? */
bool ll_cutter_allows(ll_cutter *cutter, struct ll_range range);

/* Are these (of struct ll_range) sorted, disjoint and none empty? */
bool ll_ranges_in_order(const GArray *ranges);

/* May these (of struct ll_range) go together?  Never when they are not in order. */
bool ll_cutter_allows_all(ll_cutter *cutter, const GArray *ranges);
