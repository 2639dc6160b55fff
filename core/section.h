/* SPDX-License-Identifier: MIT
 * Sections that a reader knows by what stands over them ("Sponsored", "More stories") or by their shape: a rail of
 * teasers behind an article, a menu in a side column, a row of grades to click. */
#pragma once
#include "core/signal.h"

enum ll_section_kind { LL_SECTION_NONE, LL_SECTION_LABEL, LL_SECTION_RAIL };

struct ll_section {
  uint32_t first, end; /* atoms */
  uint32_t item, run;  /* the same as items of one box: page->items[item, item + run) */
  uint8_t kind;        /* enum ll_section_kind */
  uint8_t class;       /* enum ll_class */
};

/* All sections of a page (of struct ll_section), sorted by first and end, no two the same; they may overlap.  Linear time
 * but for lists of many short lines.  Returns owned. */
GArray *ll_sections_find(const ll_signals *signals);

/* The section that is exactly atoms [first, end) and of one of these classes (bits), or NULL. */
const struct ll_section *ll_sections_at(const GArray *sections, uint32_t first, uint32_t end, unsigned classes);
