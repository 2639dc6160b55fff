/* SPDX-License-Identifier: MIT
 *
 * The front: libmilter on a listening socket that belongs to the master.
 *
 * It is never signalled by people: libmilter stops at once on HUP and TERM and drops what it has in hand.  Orders come
 * from the master (control.h).  When the master is gone it takes no new connections, finishes and ends.
 */
#pragma once
#include <leanletter/config.h>

/* Serves until it is drained or broken; returns the exit code of the process. */
int ll_front_run(const ll_config *config, int listening, int control);
