/* SPDX-License-Identifier: MIT
 * The circuit breaker in front of a store. */
#include <leanletter/store.h>

enum { MAX_FACTOR = 64 };

struct ll_breaker ll_breaker_new(unsigned failures, int64_t pause) {
  return (struct ll_breaker){.limit = MAX(failures, 1), .pause = pause, .wait = pause};
}

bool ll_breaker_allows(struct ll_breaker *b, int64_t now) {
  if (!b->open)
    return true;
  if (now < b->until)
    return false;
  b->trial = true;
  b->until = now + b->wait; /* no second trial beside this one */
  return true;
}

bool ll_breaker_report(struct ll_breaker *b, bool success, int64_t now) {
  bool was_open = b->open;
  if (success) {
    *b = ll_breaker_new(b->limit, b->pause);
    return was_open;
  }
  b->failures++;
  if (was_open && b->trial)
    b->wait = MIN(b->wait * 2, b->pause * MAX_FACTOR);
  b->open = was_open || b->failures >= b->limit;
  if (b->open && (!was_open || b->trial))
    b->until = now + b->wait;
  b->trial = false;
  return b->open != was_open;
}
