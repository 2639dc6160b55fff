/* SPDX-License-Identifier: MIT
 *
 * What happened so far, counted in a page that the master and every front share, so that a front that crashes or is
 * replaced loses none of it.  metrics.c shows the numbers.
 */
#pragma once
#include <glib.h>
#include <leanletter/types.h>
#include <stdatomic.h>

/* How a message ended. */
enum ll_ending {
  LL_ENDING_LEAN,       /* cut */
  LL_ENDING_NOTHING,    /* a newsletter without anything to cut */
  LL_ENDING_LEFT_ALONE, /* the engine does not touch it */
  LL_ENDING_PASSED,     /* policy, or a limit of the daemon */
  LL_ENDING_FAILED,     /* an error; it passed as it came */
  LL_ENDING_TEMPFAILED, /* an error in the middle of the edit; the sender tries again */
  LL_ENDING_ABORTED,    /* by the mail server */
  LL_N_ENDINGS
};
extern const char *const ll_ending_names[LL_N_ENDINGS];

enum { LL_N_TIMES = 9 };
extern const unsigned
    ll_times_ms[LL_N_TIMES]; /* upper bounds of the histogram's buckets; the rest is beyond */

struct ll_counters {
  atomic_uint_fast64_t endings[LL_N_ENDINGS];
  atomic_uint_fast64_t cuts[LL_N_CLASSES];
  atomic_uint_fast64_t bytes_before, bytes_after; /* of messages that were cut */
  atomic_uint_fast64_t times[LL_N_TIMES + 1], time_us;
  atomic_uint_fast64_t connections;
  atomic_uint_fast64_t cleaner_crashes; /* ended on their own */
  atomic_uint_fast64_t cleaner_kills;   /* ended for not answering, or not well */
  atomic_uint_fast64_t front_crashes;
  atomic_uint_fast64_t reloads, reload_failures;
  atomic_uint_fast64_t archived;
  atomic_uint_fast64_t memory_look_ups, memory_failures, memory_skipped; /* skipped: the breaker was open */
  atomic_uint_fast64_t memory_lessons, memory_lost;
  atomic_uint_fast64_t memory_opened, memory_closed; /* the breaker */
  atomic_uint_fast64_t memory_open;                  /* 1: it is open now */
};

/* Makes the page, before any process is forked; never fails (a private page serves when none can be shared). */
void ll_counters_share(void);
struct ll_counters *ll_counters(void);
void ll_count(atomic_uint_fast64_t *counter, uint64_t more);
void ll_count_time(int64_t us);
