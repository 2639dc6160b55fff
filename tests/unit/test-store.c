/* SPDX-License-Identifier: MIT
 * Stores: several writers, caps, no room, damage, kills. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <leanletter/store.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint8_t secret[LL_SECRET_SIZE] = {1, 2, 3};

static struct ll_key key_of(unsigned n) {
  struct ll_key key = {.bytes = {1}};
  memcpy(key.bytes + 4, &n, sizeof n);
  return key;
}

/* An issue of 4 blocks that every issue has and `own` that no other has, each of 30 word pairs. */
static ll_lesson *lesson_of(unsigned stream, unsigned id, unsigned own) {
  ll_lesson *lesson = g_new0(ll_lesson, 1);
  lesson->stream = key_of(stream);
  lesson->issue = key_of(id);
  lesson->issue.bytes[0] = 0;
  lesson->day = 100 + id;
  lesson->prints = g_array_new(FALSE, TRUE, sizeof(struct ll_print));
  for (unsigned i = 0; i < 4 + own; i++) {
    unsigned text = i < 4 ? i + 1 : 1000 + id * 1000 + i;
    struct ll_print print = {.text = key_of(text), .words = 31, .n_grams = 30};
    for (unsigned g = 0; g < 30; g++)
      print.grams[g] = g * 0x8000000u + text * 31;
    g_array_append_val(lesson->prints, print);
  }
  return lesson;
}

struct fixture {
  char *directory;
  struct ll_memory_settings settings;
  GPid redis; /* 0: none of ours is running */
  char *servers[2];
};

/* A Redis of our own, on a unix socket.  False when there is none on this machine. */
static bool start_redis(struct fixture *f) {
  g_autofree char *program = g_find_program_in_path("redis-server");
  g_autofree char *socket = g_build_filename(f->directory, "redis", NULL);
  char *arguments[] = {program,          (char *)"--port",        (char *)"0",  (char *)"--unixsocket", socket,
                       (char *)"--save", (char *)"", (char *)"--appendonly", (char *)"no", (char *)"--dir",
                       f->directory,     NULL};
  const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
  g_autoptr(GError) error = NULL;
  if (!program)
    return false;
  g_assert_true(g_spawn_async(NULL, arguments, NULL, flags, NULL, NULL, &f->redis, &error));
  for (int wait = 0; wait < 1000 && !g_file_test(socket, G_FILE_TEST_EXISTS); wait++)
    g_usleep(10000);
  f->servers[0] = g_strconcat("unix:", socket, NULL);
  f->settings.servers = f->servers;
  f->settings.deadline = 60000; /* for machines that are busy */
  return true;
}

static void stop_redis(struct fixture *f) {
  if (!f->redis)
    return;
  kill(f->redis, SIGTERM);
  waitpid(f->redis, NULL, 0);
  g_free(f->servers[0]);
}

static void set_up(struct fixture *f, gconstpointer backend) {
  f->directory = g_dir_make_tmp("store-XXXXXX", NULL);
  f->settings = (struct ll_memory_settings){.backend = (char *)backend,
                                            .directory = f->directory,
                                            .map_size = 64,
                                            .days = 120,
                                            .stream_blocks = 512,
                                            .blocks = 1000000};
}

static void tear_down(struct fixture *f, gconstpointer backend) {
  stop_redis(f);
  static const char *const names[] = {"memory.lmdb", "memory.lmdb-lock", "secret", "redis"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *name = g_build_filename(f->directory, names[i], NULL);
    g_unlink(name);
  }
  g_rmdir(f->directory);
  g_free(f->directory);
}

static ll_store *open_store(struct fixture *f) {
  g_autoptr(GError) error = NULL;
  ll_store *store = ll_store_open(&f->settings, secret, &error);
  g_assert_no_error(error);
  return store;
}

static void remember(ll_store *store, unsigned stream, unsigned id, unsigned own) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_lesson) lesson = lesson_of(stream, id, own);
  ll_store_remember(store, lesson, lesson->day, &error);
  g_assert_no_error(error);
}

static unsigned issues_of(ll_store *store, unsigned stream) {
  struct ll_key key = key_of(stream);
  g_autoptr(GError) error = NULL;
  struct ll_stream_info *info = ll_store_show(store, &key, &error);
  g_assert_no_error(error);
  unsigned issues = info ? info->issues : 0;
  for (guint i = 0; info && i < info->blocks->len; i++)
    g_assert_cmpuint(g_array_index(info->blocks, struct ll_block_info, i).issues, <=, issues);
  ll_stream_info_free(info);
  return issues;
}

/* ---- several at once ---- */

enum { WRITERS = 4, EACH = 25 };

struct writer {
  ll_store *store;
  unsigned first;
};

static void *write_some(void *data) {
  struct writer *w = data;
  for (unsigned i = 0; i < EACH; i++)
    remember(w->store, 1, w->first + i, 12);
  return NULL;
}

static void test_writers(struct fixture *f, gconstpointer backend) {
  g_autoptr(ll_store) store = open_store(f);
  GThread *threads[WRITERS];
  struct writer writers[WRITERS];
  for (unsigned i = 0; i < WRITERS; i++) {
    writers[i] = (struct writer){store, 1 + i * 1000};
    threads[i] = g_thread_new("writer", write_some, &writers[i]);
  }
  for (unsigned i = 0; i < WRITERS; i++)
    g_thread_join(threads[i]);
  g_assert_cmpuint(issues_of(store, 1), ==, WRITERS * EACH);
}

/* Teaches one stream from a process of its own, once all have been started; ends in 0 when every lesson was taken. */
G_GNUC_NORETURN static void write_in_process(struct fixture *f, unsigned first, const volatile int *go) {
  g_autoptr(GError) error = NULL;
  ll_store *store = ll_store_open(&f->settings, secret, &error);
  unsigned taken = 0;
  while (!*go)
    g_usleep(100);
  for (unsigned i = 0; i < EACH && !error; i++) {
    g_autoptr(ll_lesson) lesson = lesson_of(1, first + i, 12);
    taken += ll_store_remember(store, lesson, lesson->day, &error);
  }
  if (error)
    g_printerr("%s\n", error->message);
  ll_store_close(store);
  _exit(taken == EACH ? 0 : 1);
}

static void test_processes(struct fixture *f, gconstpointer backend) {
  if (strcmp(backend, "redis") == 0 && !start_redis(f)) {
    g_test_skip("no redis-server");
    return;
  }
  volatile int *go = mmap(NULL, sizeof *go, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t children[WRITERS];
  for (unsigned i = 0; i < WRITERS; i++)
    if ((children[i] = fork()) == 0)
      write_in_process(f, 1 + i * 1000, go);
  *go = 1;
  for (unsigned i = 0; i < WRITERS; i++) {
    int status;
    g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
    g_assert_cmpint(status, ==, 0);
  }
  g_autoptr(ll_store) store = open_store(f);
  g_assert_cmpuint(issues_of(store, 1), ==, WRITERS * EACH);
  munmap((void *)go, sizeof *go);
}

/* ---- caps ---- */

static void test_overall_cap(struct fixture *f, gconstpointer backend) {
  f->settings.blocks = 100;
  g_autoptr(ll_store) store = open_store(f);
  for (unsigned stream = 1; stream <= 50; stream++)
    remember(store, stream, stream, 6);
  struct ll_compaction done;
  struct ll_store_stats stats;
  g_assert_true(ll_store_compact(store, 160, &done, NULL));
  g_assert_true(ll_store_stats(store, &stats, NULL));
  g_assert_cmpuint(stats.blocks, ==, 100);
  g_assert_cmpuint(stats.streams + done.streams, ==, 50);
  g_assert_cmpuint(issues_of(store, 50), ==, 1);
}

static void test_forget(struct fixture *f, gconstpointer backend) {
  g_autoptr(ll_store) store = open_store(f);
  struct ll_key key = key_of(1);
  bool found = false;
  remember(store, 1, 1, 6);
  remember(store, 2, 1, 6);
  g_assert_true(ll_store_forget(store, &key, &found, NULL) && found);
  g_assert_true(ll_store_forget(store, &key, &found, NULL) && !found);
  g_assert_cmpuint(issues_of(store, 1) + issues_of(store, 2), ==, 1);
  g_assert_true(ll_store_forget(store, NULL, NULL, NULL));
  g_assert_cmpuint(issues_of(store, 2), ==, 0);
  remember(store, 2, 2, 6);
  g_assert_cmpuint(issues_of(store, 2), ==, 1);
}

/* A map that is full makes room by itself: the streams unseen for longest go. */
static void test_full(struct fixture *f, gconstpointer backend) {
  f->settings.map_size = 1;
  g_autoptr(ll_store) store = open_store(f);
  for (unsigned stream = 1; stream <= 400; stream++)
    remember(store, stream, stream, 60);
  struct ll_store_stats stats;
  g_assert_true(ll_store_stats(store, &stats, NULL));
  g_assert_cmpuint(stats.streams, <, 400);
  g_assert_cmpuint(stats.streams, >, 20);
  g_assert_cmpuint(issues_of(store, 400), ==, 1);
  g_assert_cmpuint(issues_of(store, 1), ==, 0);
}

/* ---- damage ---- */

/* Whatever 4 KiB of the file are lost, the store is opened or refused, asked, taught, and nothing is worse than an error. */
static void test_damage(struct fixture *f, gconstpointer backend) {
  g_autofree char *name = g_build_filename(f->directory, "memory.lmdb", NULL);
  ll_store *store = open_store(f);
  for (unsigned stream = 1; stream <= 30; stream++)
    remember(store, stream, 1, 20);
  ll_store_close(store);
  static const char zeros[4096];
  for (int page = 0; page < 60; page++) {
    char before[sizeof zeros];
    int fd = open(name, O_RDWR | O_CLOEXEC);
    g_assert_cmpint(pread(fd, before, sizeof before, page * 4096), ==, sizeof before);
    g_assert_cmpint(pwrite(fd, zeros, sizeof zeros, page * 4096), ==, sizeof zeros);
    store = ll_store_open(&f->settings, secret, NULL);
    for (unsigned stream = 1; store && stream <= 30; stream++) {
      g_autoptr(ll_lesson) lesson = lesson_of(stream, 2, 20);
      g_autofree struct ll_seen *seen = g_new0(struct ll_seen, lesson->prints->len);
      if (ll_store_look_up(store, lesson, seen, NULL))
        g_assert_cmpuint(seen[0].issues, <=, 1);
    }
    ll_store_close(store);
    g_assert_cmpint(pwrite(fd, before, sizeof before, page * 4096), ==, sizeof before);
    close(fd);
  }
}

static void test_replaced(struct fixture *f, gconstpointer backend) {
  g_autofree char *name = g_build_filename(f->directory, "memory.lmdb", NULL);
  g_autoptr(ll_store) store = open_store(f);
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_lesson) lesson = lesson_of(1, 1, 6);
  g_unlink(name);
  g_assert_false(ll_store_remember(store, lesson, 200, &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
}

/* ---- kills ---- */

enum { KILLS = 200, STREAMS = 3 };

/* Counts what it is about to teach, then teaches it, for ever. */
G_GNUC_NORETURN static void teach(struct fixture *f, volatile unsigned fed[STREAMS]) {
  ll_store *store = ll_store_open(&f->settings, secret, NULL);
  for (;;)
    for (unsigned stream = 0; stream < STREAMS && store; stream++) {
      g_autoptr(ll_lesson) lesson = lesson_of(stream, ++fed[stream], 12);
      ll_store_remember(store, lesson, lesson->day, NULL);
    }
}

static void test_kills(struct fixture *f, gconstpointer backend) {
  const size_t size = STREAMS * sizeof(unsigned);
  volatile unsigned *fed = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  unsigned learned = 0;
  for (int i = 0; i < KILLS; i++) {
    pid_t child = fork();
    if (child == 0)
      teach(f, fed);
    unsigned before = fed[0];
    for (int wait = 0; fed[0] == before && wait < 1000; wait++)
      g_usleep(1000);
    g_usleep((gulong)(i * 7919 % 30000));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    g_autoptr(ll_store) store = open_store(f);
    learned = 0;
    for (unsigned stream = 0; stream < STREAMS; stream++) {
      g_assert_cmpuint(issues_of(store, stream), <=, fed[stream]);
      learned += issues_of(store, stream);
    }
  }
  g_test_message("%u issues learned of %u", learned, fed[0] + fed[1] + fed[2]);
  g_assert_cmpuint(learned, >, 0);
  munmap((void *)fed, size);
}

/* ---- the secret ---- */

static void test_secret(struct fixture *f, gconstpointer backend) {
  uint8_t one[LL_SECRET_SIZE], two[LL_SECRET_SIZE];
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_build_filename(f->directory, "secret", NULL);
  g_assert_true(ll_secret_load(f->directory, one, &error));
  g_assert_true(ll_secret_load(f->directory, two, &error));
  g_assert_cmpmem(one, sizeof one, two, sizeof two);
  GStatBuf status;
  g_assert_cmpint(g_stat(name, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0600);
  g_assert_cmpint(truncate(name, 31), ==, 0);
  g_assert_false(ll_secret_load(f->directory, two, &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
#define ADD(name, backend, test)                                                                             \
  g_test_add("/store/" backend "/" name, struct fixture, backend, set_up, test, tear_down)
  ADD("writers", "memory", test_writers);
  ADD("writers", "lmdb", test_writers);
  ADD("processes", "lmdb", test_processes);
  ADD("processes", "redis", test_processes);
  ADD("overall-cap", "memory", test_overall_cap);
  ADD("overall-cap", "lmdb", test_overall_cap);
  ADD("forget", "memory", test_forget);
  ADD("forget", "lmdb", test_forget);
  ADD("full", "lmdb", test_full);
  ADD("damage", "lmdb", test_damage);
  ADD("replaced", "lmdb", test_replaced);
  ADD("kills", "lmdb", test_kills);
  ADD("secret", "none", test_secret);
  return g_test_run();
}
