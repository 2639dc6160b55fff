/* SPDX-License-Identifier: MIT
 * Sections that a reader knows by what stands over them ("Sponsored", "More stories") or by their shape: a rail of
 * teasers behind an article. */
#pragma once
#include "core/signal.h"

enum ll_section_kind { LL_SECTION_NONE, LL_SECTION_LABEL, LL_SECTION_RAIL };

struct ll_section {
  uint8_t kind;  /* enum ll_section_kind */
  uint8_t class; /* enum ll_class */
};

/* What atoms [first, end) are as a section.  `whole`: they are all that one element holds. */
struct ll_section ll_section_of(const ll_signals *signals, uint32_t first, uint32_t end, bool whole);
