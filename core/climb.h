/* SPDX-License-Identifier: MIT
 * What goes along with a cut: the parent while it holds nothing else that is visible, orphaned spacers, doubled
 * dividers.  Visible is text other than blanks, nbsp, zero-width and lone separators (a "|" between
 * links); images over 3 px; form controls; embeds. */
#pragma once
#include "core/cut.h"

/* Grows each of `cuts` (of struct ll_range, sorted, disjoint), the others counting as gone, keeping all of them allowed
 * together; those that meet are joined.  `pinned` (one byte a node, may be NULL) marks nodes that must not go.
 * A td or th beside visible cells is never taken whole: its content is; when every cell goes the row goes. */
void ll_climb(const ll_doc *doc, ll_cutter *cutter, const uint8_t *pinned, GArray *cuts);

/* Is anything in the node (with `cuts` gone, may be NULL) visible to a reader? */
bool ll_visible(const ll_doc *doc, int32_t node, const GArray *cuts);
