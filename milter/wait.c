/* SPDX-License-Identifier: MIT
 * Conditions on the monotonic clock. */
#include "wait.h"
#include <errno.h>
#include <time.h>

void ll_wait_init(pthread_cond_t *what) {
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(what, &monotonic);
  pthread_condattr_destroy(&monotonic);
}

bool ll_wait_until(pthread_cond_t *what, pthread_mutex_t *lock, int64_t until) {
  const struct timespec time = {until / 1000000, until % 1000000 * 1000};
  return pthread_cond_timedwait(what, lock, &time) != ETIMEDOUT;
}
