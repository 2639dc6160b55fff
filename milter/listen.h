/* SPDX-License-Identifier: MIT
 * The listening socket, made by the master or handed over by systemd (LISTEN_FDS). */
#pragma once
#include "process.h"
#include <leanletter/config.h>

/* Returns the socket: it listens, does not block and is closed on exec; -1 and LL_ERROR_SYSTEM.  A unix socket that
 * nobody listens on any more is replaced; it belongs to `owner` and has the mode of the settings. */
int ll_listen(const struct ll_milter_settings *settings, const struct ll_identity *owner, GError **error);

/* Removes a unix socket that ll_listen() made; one of systemd's stays. */
void ll_listen_end(void);
