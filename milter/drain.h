/* SPDX-License-Identifier: MIT
 *
 * Ending a front without losing a connection.  An idle socket is put in place of the listening one under libmilter
 * (dup2), so that new connections wait for the next front; connections that were accepted are seen among the open
 * descriptors by their local address, also those that libmilter has not called us about yet.
 */
#pragma once
#include <stdbool.h>

typedef struct ll_drain ll_drain;

/* Prepares draining of `listening`.  NULL and a line in the log when the system refuses. */
ll_drain *ll_drain_new(int listening);

/* Takes no more connections.  `seconds` 0: the present ones take as long as they like; else they have so long, and
 * those without a message in hand only a moment.  May be called again with less time. */
void ll_drain_begin(ll_drain *drain, unsigned seconds);
bool ll_drain_begun(const ll_drain *drain);

/* Whether the process may end now; to be asked again and again. */
bool ll_drain_is_over(ll_drain *drain, int messages_in_hand);
