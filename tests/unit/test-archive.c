/* SPDX-License-Identifier: MIT
 * core/archive.c: what is kept is given back to the byte; retention; damage; several at a time. */
#include <leanletter/archive.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

enum { DAY = 86400 };
static const int64_t US = 1000000, NOON = (int64_t)1774267200 * 1000000; /* 2026-03-23 12:00 UTC */

struct fixture {
  struct ll_archive_settings settings;
  ll_archive *archive;
};

static void set_up(struct fixture *f, const void *data) {
  g_autoptr(GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp("archive-XXXXXX", &error);
  g_assert_no_error(error);
  f->settings = (struct ll_archive_settings){.directory = g_build_filename(parent, "spool", NULL)};
  f->archive = ll_archive_open(&f->settings, &error);
  g_assert_no_error(error);
}

static void tear_down(struct fixture *f, const void *data) {
  ll_archive_free(f->archive);
  g_autofree char *parent = g_path_get_dirname(f->settings.directory);
  const char *command[] = {"rm", "-rf", parent, NULL};
  g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free(f->settings.directory);
}

static void add(struct fixture *f, const char *text, const char *queue_id, int64_t now) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
  g_assert_true(ll_archive_add(f->archive, raw, queue_id, now, &error));
  g_assert_no_error(error);
}

static void assert_original(struct fixture *f, const char *id, const char *wanted) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) got = ll_archive_get(f->archive, id, &error);
  if (wanted == NULL) {
    g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
    g_assert_null(got);
    return;
  }
  g_assert_no_error(error);
  g_assert_cmpmem(g_bytes_get_data(got, NULL), g_bytes_get_size(got), wanted, strlen(wanted));
}

static guint count(struct fixture *f) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = ll_archive_list(f->archive, &error);
  g_assert_no_error(error);
  return entries->len;
}

static void test_ids(struct fixture *f, const void *data) {
  static const struct {
    const char *queue_id, *text;
  } rows[] = {
      {"AAA1", "Message-ID: <one@example.org>\r\n\r\nfirst\r\n"},
      {"AAA2", "Subject: x\nMESSAGE-ID:\n <two@example.org>\n\nsecond\n"},
      {"AAA3", "Subject: none\r\n\r\nMessage-ID: <in@the.body>\r\n"},
      {"AAA1", "Message-ID: <four@example.org>\r\n\r\nthe same queue id, later\r\n"},
      {"../../etc/x y", "Message-ID: <odd id@example.org>\r\n\r\nnames that mislead\r\n"},
      {"", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    add(f, rows[i].text, rows[i].queue_id, NOON + (int64_t)i * US);
  g_assert_cmpuint(count(f), ==, G_N_ELEMENTS(rows));
  assert_original(f, "<one@example.org>", rows[0].text);
  assert_original(f, "one@example.org", rows[0].text);
  assert_original(f, "two@example.org", rows[1].text);
  assert_original(f, "AAA2", rows[1].text);
  assert_original(f, "AAA3", rows[2].text);
  assert_original(f, "AAA1", rows[3].text);
  assert_original(f, "______etc_x_y", rows[4].text);
  static const char *const unknown[] = {"in@the.body", "AAA", "", "-", "odd id@example.org"};
  for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++)
    assert_original(f, unknown[i], NULL);
}

static void test_modes(struct fixture *f, const void *data) {
  add(f, "a: b\n\nc\n", "ID", NOON);
  g_autoptr(GPtrArray) entries = ll_archive_list(f->archive, NULL);
  const struct ll_archived *entry = g_ptr_array_index(entries, 0);
  g_assert_true(g_str_has_prefix(entry->file, "2026-03-23/"));
  g_assert_cmpint(entry->time, ==, NOON / US);
  const char *const names[] = {"", "index", "2026-03-23", entry->file};
  static const mode_t modes[] = {0700, 0600, 0700, 0600};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(f->settings.directory, names[i], NULL);
    GStatBuf s;
    g_assert_cmpint(g_stat(path, &s), ==, 0);
    g_assert_cmpuint(s.st_mode & 0777, ==, modes[i]);
  }
}

static unsigned purge(struct fixture *f, int64_t now) {
  g_autoptr(GError) error = NULL;
  unsigned removed = 99;
  g_assert_true(ll_archive_purge(f->archive, now, &removed, &error));
  g_assert_no_error(error);
  return removed;
}

static void test_age(struct fixture *f, const void *data) {
  for (int day = 0; day < 5; day++)
    add(f, "a: b\n\nc\n", "ID", NOON + day * DAY * US);
  g_assert_cmpuint(purge(f, NOON + 400 * DAY * US), ==, 0); /* 0: for ever */
  f->settings.days = 2;
  g_assert_cmpuint(purge(f, NOON + 4 * DAY * US), ==, 2);
  g_assert_cmpuint(count(f), ==, 3);
  g_autofree char *first = g_build_filename(f->settings.directory, "2026-03-23", NULL);
  g_assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
  assert_original(f, "ID", "a: b\n\nc\n");
  g_assert_cmpuint(purge(f, NOON + 40 * DAY * US), ==, 3);
  g_assert_cmpuint(count(f), ==, 0);
  add(f, "after: that\n\n", "NEW", NOON + 40 * DAY * US);
  assert_original(f, "NEW", "after: that\n\n");
}

/* Random text does not get smaller. */
static char *noise(size_t n, guint32 seed) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  char *text = g_malloc(n + 1);
  for (size_t i = 0; i < n; i++)
    text[i] = (char)g_rand_int_range(rand, 33, 127);
  text[n] = '\0';
  return text;
}

static void test_size(struct fixture *f, const void *data) {
  g_autofree char *last = NULL;
  for (guint32 i = 0; i < 8; i++) {
    g_free(last);
    last = noise(300000, i);
    g_autofree char *id = g_strdup_printf("ID%u", i);
    add(f, last, id, NOON + i);
  }
  f->settings.size = 1; /* MiB: three or four of them */
  const unsigned removed = purge(f, NOON);
  g_assert_cmpuint(removed, >=, 3);
  g_assert_cmpuint(removed, <=, 6);
  g_assert_cmpuint(count(f), ==, 8 - removed);
  assert_original(f, "ID0", NULL);
  assert_original(f, "ID7", last);
  g_assert_cmpuint(purge(f, NOON), ==, 0);
}

static void append(struct fixture *f, const char *text) {
  g_autofree char *path = g_build_filename(f->settings.directory, "index", NULL);
  FILE *index = g_fopen(path, "a");
  fputs(text, index);
  fclose(index);
}

static void test_damage(struct fixture *f, const void *data) {
  static const char *const lines[] = {
      "nonsense\n",
      "1\tX\t-\t../../../etc/passwd\t10\n",
      "1\tX\t-\t/etc/passwd\t10\n",
      "x\tX\t-\tday/file\t10\n",
      "1\tX\t-\tday/file\t99999999999999\n",
      "1\tX\t-\tday/file\t10\tmore\n",
      "\n",
      "\t\t\t\t\n",
  };
  add(f, "a: b\n\nc\n", "GOOD", NOON);
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
    append(f, lines[i]);
  append(f, "1774267200\tGONE\t-\t2026-03-23/gone.zst\t10\n");
  g_assert_cmpuint(count(f), ==, 2);
  assert_original(f, "X", NULL);
  assert_original(f, "GONE", NULL);
  assert_original(f, "GOOD", "a: b\n\nc\n");
  g_autoptr(GPtrArray) entries = ll_archive_list(f->archive, NULL);
  const struct ll_archived *entry = g_ptr_array_index(entries, 0);
  g_autofree char *path = g_build_filename(f->settings.directory, entry->file, NULL);
  g_assert_true(g_file_set_contents(path, "not zstd", -1, NULL));
  assert_original(f, "GOOD", NULL);
}

static void test_refused(struct fixture *f, const void *data) {
  g_autoptr(GError) error = NULL;
  const struct ll_archive_settings none = {0};
  g_assert_null(ll_archive_open(&none, &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
  g_clear_error(&error);
  const struct ll_archive_settings nowhere = {.directory = (char *)"/dev/null/archive"};
  g_assert_null(ll_archive_open(&nowhere, &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
  g_clear_error(&error);
  g_autofree char *day = g_build_filename(f->settings.directory, "2026-03-23", NULL);
  g_assert_true(g_file_set_contents(day, "in the way", -1, NULL));
  g_autoptr(GBytes) raw = g_bytes_new_static("a: b\n\n", 6);
  g_assert_false(ll_archive_add(f->archive, raw, "ID", NOON, &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
  g_assert_cmpuint(count(f), ==, 0);
}

enum { WRITERS = 4, EACH = 25 };

static void *write_some(void *data) {
  struct fixture *f = data;
  for (int i = 0; i < EACH; i++)
    add(f, "a: b\n\nc\n", "ID", NOON + i);
  return NULL;
}

/* Nothing that was added while somebody purged is lost. */
static void test_together(struct fixture *f, const void *data) {
  GThread *threads[WRITERS];
  add(f, "old: one\n\n", "OLD", NOON - 10 * DAY * US);
  f->settings.days = 5;
  for (int i = 0; i < WRITERS; i++)
    threads[i] = g_thread_new("writer", write_some, f);
  unsigned removed = 0;
  for (int i = 0; i < 20; i++)
    removed += purge(f, NOON);
  for (int i = 0; i < WRITERS; i++)
    g_thread_join(threads[i]);
  g_assert_cmpuint(removed, ==, 1);
  g_assert_cmpuint(count(f), ==, WRITERS * EACH);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  static const struct {
    const char *name;
    void (*run)(struct fixture *f, const void *data);
  } tests[] = {{"/archive/ids", test_ids},          {"/archive/modes", test_modes},
               {"/archive/age", test_age},          {"/archive/size", test_size},
               {"/archive/damage", test_damage},    {"/archive/refused", test_refused},
               {"/archive/together", test_together}};
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].name, struct fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run();
}
