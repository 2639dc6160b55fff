/* SPDX-License-Identifier: MIT
 * How long a look-up takes on a store of a million blocks, and how much room that needs: build/release/tests/bench/store
 * [BLOCKS [REDIS-SERVER]].  On a busy machine the clock counts other programs, too: then look at the processor time. */
#include <glib/gstdio.h>
#include <leanletter/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STREAM_BLOCKS = 400, ASKED = 60, LOOK_UPS = 3000, WORDS = 30 };

static const uint8_t secret[LL_SECRET_SIZE] = {1};

static void fill(void *bytes, size_t n, GRand *rand) {
  for (size_t i = 0; i < n; i++)
    ((uint8_t *)bytes)[i] = (uint8_t)g_rand_int(rand);
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* The lesson of one issue; the same for the same stream and part. */
static ll_lesson *lesson_of(unsigned stream, unsigned part, unsigned blocks) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(stream * 64 + part);
  ll_lesson *lesson = g_new0(ll_lesson, 1);
  lesson->stream.bytes[0] = 1;
  memcpy(lesson->stream.bytes + 1, &stream, sizeof stream);
  fill(&lesson->issue, sizeof lesson->issue, rand);
  lesson->issue.bytes[0] = 0; /* no housekeeping on the way */
  lesson->day = 1000 + part * 7;
  lesson->prints = g_array_new(FALSE, TRUE, sizeof(struct ll_print));
  for (unsigned i = 0; i < blocks; i++) {
    struct ll_print print = {.words = WORDS, .n_grams = WORDS - 1};
    fill(&print, offsetof(struct ll_print, grams) + print.n_grams * sizeof print.grams[0], rand);
    qsort(print.grams, print.n_grams, sizeof print.grams[0], by_value);
    g_array_append_val(lesson->prints, print);
  }
  return lesson;
}

static bool fill_store(ll_store *store, unsigned streams, GError **error) {
  for (unsigned s = 0; s < streams; s++)
    for (unsigned part = 0; part < STREAM_BLOCKS / 100; part++) {
      g_autoptr(ll_lesson) lesson = lesson_of(s, part, 100);
      if (!ll_store_remember(store, lesson, lesson->day, error))
        return false;
    }
  return true;
}

/* What other programs on the machine take does not count in it. */
static gint64 processor_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void print_times(const char *what, uint32_t *times) {
  qsort(times, LOOK_UPS, sizeof *times, by_value);
  printf("  %s: median %u us, p99 %u us, max %u us\n", what, times[LOOK_UPS / 2], times[LOOK_UPS * 99 / 100],
         times[LOOK_UPS - 1]);
}

static bool ask(ll_store *store, unsigned streams, GError **error) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  g_autofree uint32_t *times = g_new0(uint32_t, LOOK_UPS), *busy = g_new0(uint32_t, LOOK_UPS);
  struct ll_seen seen[ASKED];
  for (unsigned i = 0; i < LOOK_UPS; i++) {
    g_autoptr(ll_lesson) lesson = lesson_of((unsigned)g_rand_int_range(rand, 0, (gint)streams), 1, ASKED);
    gint64 start = g_get_monotonic_time(), cpu = processor_time();
    if (!ll_store_look_up(store, lesson, seen, error))
      return false;
    times[i] = (uint32_t)(g_get_monotonic_time() - start);
    busy[i] = (uint32_t)(processor_time() - cpu);
  }
  printf("look-up of %d blocks in a stream of %d:\n", ASKED, STREAM_BLOCKS);
  print_times("on the clock", times);
  print_times("of processor time", busy);
  return true;
}

static bool run(struct ll_memory_settings *settings, unsigned streams, GError **error) {
  g_autoptr(ll_store) store = ll_store_open(settings, secret, error);
  struct ll_store_stats stats;
  gint64 start = g_get_monotonic_time();
  if (!store || !fill_store(store, streams, error) || !ll_store_stats(store, &stats, error))
    return false;
  printf("%s: %" G_GUINT64_FORMAT " blocks of %d words in %" G_GUINT64_FORMAT " streams, filled in %.0f s\n",
         settings->backend, stats.blocks, WORDS, stats.streams,
         (double)(g_get_monotonic_time() - start) / 1e6);
  double million = 1e6 / (double)MAX(stats.blocks, 1) / 1e6;
  printf("a million blocks: %.0f MB of records, %.0f MB on disk\n", (double)stats.bytes * million,
         (double)stats.room * million);
  return ask(store, streams, error);
}

int main(int argc, char **argv) {
  unsigned blocks = argc > 1 ? (unsigned)atoi(argv[1]) : 1000000;
  g_autofree char *directory = g_dir_make_tmp("bench-XXXXXX", NULL);
  char *servers[] = {argc > 2 ? argv[2] : NULL, NULL};
  struct ll_memory_settings settings = {.backend = argc > 2 ? (char *)"redis" : (char *)"lmdb",
                                        .directory = directory,
                                        .map_size = 4096,
                                        .servers = servers,
                                        .prefix = (char *)"bench:",
                                        .deadline = 5000,
                                        .days = 120,
                                        .stream_blocks = 512,
                                        .blocks = 2 * blocks};
  g_autoptr(GError) error = NULL;
  bool done = run(&settings, MAX(blocks / STREAM_BLOCKS, 1), &error);
  if (!done)
    fprintf(stderr, "%s\n", error->message);
  static const char *const names[] = {"memory.lmdb", "memory.lmdb-lock"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *name = g_build_filename(directory, names[i], NULL);
    g_unlink(name);
  }
  g_rmdir(directory);
  return !done;
}
