/* SPDX-License-Identifier: MIT
 * Asks a cleaner about one message and answers its look-ups meanwhile. */
#pragma once
#include "crew.h"
#include "protocol.h"
#include "recall.h"

/* NULL, a decoded `*reply` (to be cleared) and the cleaner that gave it (to be returned to the crew, or discarded if the
 * reply turns out to be bad); or the reason why there is none, a static string: "no-cleaner" (none came free in time),
 * "timeout", "cleaner-ended" (it crashed or hit a limit), "cleaner-refused" (it said something that it may not say).
 * `recall` may be NULL; id, memory and secret of `question` are set here. */
const char *ll_consult(ll_crew *crew, ll_recollection *recall, const struct ll_request *question,
                       const struct ll_patience *patience, struct ll_reply *reply, struct ll_helper **helper);
