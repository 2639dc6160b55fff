/* SPDX-License-Identifier: MIT
 * What must never go: unsubscribe, preferences and view-online links, any List-Unsubscribe target (RFC 2369), legal and
 * provenance lines, codes, the headline. */
#pragma once
#include "core/signal.h"

/* Sets marks.protected and marks.why. */
void ll_protect(ll_signals *signals, const ll_header *header);
