/* SPDX-License-Identifier: MIT
 * What earlier issues of the stream say about this one. */
#pragma once
#include "core/signal.h"
#include <leanletter/memory.h>

/* Asks `memory` about the blocks of the page and sets marks.recurring of those seen in at least 3 issues on 3 different
 * days and half of the last 8.  Returns what is to be learned from this message (owned), or NULL when it names no
 * stream.  No answer is as good as an empty memory. */
ll_lesson *ll_recall(ll_signals *signals, const ll_header *header, const struct ll_memory *memory);
