/* SPDX-License-Identifier: MIT
 * The engine in a child process: a crash, an endless loop or a lack of memory costs a message its cleaning, nothing else. */
#pragma once
#include <leanletter/types.h>

enum { GUARD_SECONDS = 60, GUARD_ANSWERS = 4 };

/* Work on one message: fills `answers` with at most GUARD_ANSWERS pieces of bytes, owned by the caller; unused ones stay
 * NULL. */
typedef void (*guard_work)(const void *data, GBytes *answers[GUARD_ANSWERS]);

/* Does the work in a child, which gets GUARD_SECONDS of processor time.  False when the child did not answer in full;
 * `answers` is then untouched. */
bool guard_run(guard_work work, const void *data, GBytes *answers[GUARD_ANSWERS], GError **error);
