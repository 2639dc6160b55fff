/* SPDX-License-Identifier: MIT
 * Counters in shared memory. */
#include "counters.h"
#include <sys/mman.h>

const char *const ll_ending_names[LL_N_ENDINGS] = {
    [LL_ENDING_LEAN] = "lean",      [LL_ENDING_NOTHING] = "nothing", [LL_ENDING_LEFT_ALONE] = "left-alone",
    [LL_ENDING_PASSED] = "passed",  [LL_ENDING_FAILED] = "failed",   [LL_ENDING_TEMPFAILED] = "tempfailed",
    [LL_ENDING_ABORTED] = "aborted"};

const unsigned ll_times_ms[LL_N_TIMES] = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};

static struct ll_counters private_page;
static struct ll_counters *page = &private_page;

void ll_counters_share(void) {
  void *shared = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared != MAP_FAILED)
    page = shared;
}

struct ll_counters *ll_counters(void) {
  return page;
}

void ll_count(atomic_uint_fast64_t *counter, uint64_t more) {
  atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

void ll_count_time(int64_t us) {
  int i = 0;
  while (i < LL_N_TIMES && us > (int64_t)ll_times_ms[i] * 1000)
    i++;
  ll_count(&page->times[i], 1);
  ll_count(&page->time_us, (uint64_t)us);
}
