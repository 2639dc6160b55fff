/* SPDX-License-Identifier: MIT
 * The counters as Prometheus text (exposition format 0.0.4) over HTTP on loopback, served by the master's own loop. */
#pragma once
#include <glib.h>
#include <poll.h>
#include <stdbool.h>

/* Serves GET /metrics at host:port. */
bool ll_metrics_start(const char *address, GError **error);
void ll_metrics_stop(void);

/* What to poll for (-1: nothing), how long at most in ms (-1: for ever), and what to do afterwards. */
int ll_metrics_fd(void);
int ll_metrics_wait(void);
void ll_metrics_run(void);

/* The text; owned by the caller. */
char *ll_metrics_text(void);
