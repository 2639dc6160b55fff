/* SPDX-License-Identifier: MIT
 * A cleaner: reads a message from a socket, asks the engine, writes what to cut; no more. */
#pragma once
#include <leanletter/leanletter.h>

enum { LL_CLEANER_OUT_OF_MEMORY = 3 }; /* the exit code when cleaner-memory is used up */

/* Serves `fd` until the other side closes it; returns the exit code of the process.  `config` is borrowed. */
int ll_cleaner_run(const ll_config *config, int fd);
