/* SPDX-License-Identifier: MIT
 *
 * The log of the daemon: syslog (facility mail), standard error or a file.  One line a message, never its text.
 * Opened by the master before it drops anything; a file is opened again on USR1 and handed to the front.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <syslog.h>

/* Where to: "syslog", "stderr" or the name of a file.  After this fds 0 to 2 may be closed or replaced. */
bool ll_log_open(const char *where, GError **error);

/* Opens a log file again (nothing to do for the others); the descriptor to hand to others, -1: none. */
bool ll_log_reopen(GError **error);
int ll_log_fd(void);

/* Takes over a log file that the master opened again. */
void ll_log_take(int fd);

/* Writes a line; `priority` is one of syslog(3).  Control characters become `?`. */
void ll_log(int priority, const char *format, ...) G_GNUC_PRINTF(2, 3);
