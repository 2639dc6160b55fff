/* SPDX-License-Identifier: MIT
 * Asks a cleaner about one message and answers its look-ups meanwhile. */
#pragma once
#include "crew.h"
#include "protocol.h"
#include "recall.h"

/* NULL and a decoded `*reply` (to be cleared), or the reason why there is none, a static string: "no-cleaner" (none
 * came free in time), "timeout", "cleaner-ended" (it crashed or hit a limit), "cleaner-refused" (it said something that
 * it may not say).  `recall` may be NULL. */
const char *ll_consult(ll_crew *crew, ll_recollection *recall, GBytes *raw, const char *sender,
                       const struct ll_patience *patience, struct ll_reply *reply);
