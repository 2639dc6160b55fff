/* SPDX-License-Identifier: MIT
 * Promos known by coming back: house ads, recommend-it links and the like, which the words alone would leave. */
#pragma once
#include "core/signal.h"

/* Are atoms [first, end) a promo that earlier issues had, too?  Nearly all their words came back, they are short, they
 * have a link or a button, and the words or targets of a clutter class that the configuration does not keep on purpose.
 * What else comes back in every issue is none: mastheads, section titles, greetings, weather tables, disclaimers.
 * `boxed`: the atoms are all that a box with a look of its own holds; only there a promo may have prose. */
bool ll_recurring_promo(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES], uint32_t first,
                        uint32_t end, bool boxed);
