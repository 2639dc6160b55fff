/* SPDX-License-Identifier: MIT
 * Waiting on a condition by the monotonic clock.  pthread's locks and not GLib's, which ThreadSanitizer cannot see. */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

void ll_wait_init(pthread_cond_t *what);

/* Waits under the lock; false when `until` (us) has come first. */
bool ll_wait_until(pthread_cond_t *what, pthread_mutex_t *lock, int64_t until);
