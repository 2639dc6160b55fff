/* SPDX-License-Identifier: MIT
 *
 * What a cleaner says is checked here as if it were written by a stranger: it may name bytes of the HTML part that are
 * to go, and nothing else.  The lean message is made by this process from the message and those positions alone.
 */
#pragma once
#include "protocol.h"

/* The lean message for a reply that has an edit.  NULL and LL_ERROR_EDIT or LL_ERROR_MESSAGE unless the part is an
 * HTML part of the body (which starts at `body`) by the bytes around it, header and everything else around the part come out as they were, the message
 * does not grow, taking the edit back gives the original, and the decoded part after it is the decoded part before it
 * less the cuts (by a decoder of its own, not the engine's).  Returns owned. */
GBytes *ll_check_apply(const struct ll_reply *reply, GBytes *raw, size_t body, GError **error);
