/* SPDX-License-Identifier: MIT
 * What earlier issues say: the question, the answer on the lines, and the lesson. */
#include "core/recall.h"
#include "core/print.h"
#include "tests/unit/paper.h"
#include <string.h>

#define FIELDS                                                                                                            \
  "From: <desk@harbour.example>\nList-Id: <news.harbour.example>\nMessage-ID: <1@x.example>\n"                           \
  "Date: Tue, 4 Mar 2025 07:00:12 +0100\n"
/* Two lines that are remembered, and a long one that is not and makes the page too big to be a unit. */
#define TEN  "boat gull fog pier slip rope sail mast deck hull "
#define HTML                                                                                                              \
  "<p>One two three four five six</p><p>" TEN TEN TEN TEN TEN TEN TEN TEN TEN "</p><p>Seven eight nine ten eleven twelve</p>"

static const uint8_t secret[32] = {1};

/* A store that gives one answer about everything, or none. */
struct store {
  struct ll_seen seen;
  bool silent;
  unsigned asked; /* prints it was asked about */
};

static bool look_up(void *data, const ll_lesson *lesson, struct ll_seen *seen) {
  struct store *store = data;
  store->asked += lesson->prints->len;
  for (guint i = 0; i < lesson->prints->len; i++)
    seen[i] = store->seen;
  return !store->silent;
}

static const struct {
  const char *name;
  struct store store;
  unsigned want; /* per cent */
} rows[] = {
    {"never", {{0, 0, 0, 0}, false, 0}, 0},
    {"always", {{9, 9, 8, 8}, false, 0}, 100},
    {"three of three", {{3, 3, 3, 3}, false, 0}, 100},
    {"half of the last", {{9, 9, 4, 8}, false, 0}, 50},
    {"less than half", {{9, 9, 3, 8}, false, 0}, 0},
    {"two issues", {{2, 2, 2, 2}, false, 0}, 0},
    {"three issues on two days", {{3, 2, 3, 3}, false, 0}, 0},
    {"more recent ones than there were", {{9, 9, 9, 8}, false, 0}, 100},
    {"none recent", {{9, 9, 0, 0}, false, 0}, 0},
    {"no answer in time", {{9, 9, 8, 8}, true, 0}, 0},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    struct store store = rows[i].store;
    struct ll_memory memory = {.look_up = look_up, .data = &store, .secret = secret};
    g_test_message("row %s", rows[i].name);
    paper_read(&paper, HTML, FIELDS, NULL);
    ll_lesson *lesson = ll_recall(paper.signals, paper.header, &memory);
    g_assert_nonnull(lesson);
    g_assert_cmpuint(store.asked, ==, 2);
    g_assert_cmpuint(paper.signals->marks[0].recurring, ==, rows[i].want);
    g_assert_cmpuint(paper.signals->marks[1].recurring, ==, 0);
    g_assert_cmpuint(paper.signals->marks[2].recurring, ==, rows[i].want);
    ll_lesson_free(lesson);
    paper_clear(&paper);
  }
}

/* The lesson holds what was asked about, the day, and whether the sender was authenticated. */
static void test_lesson(void) {
  struct paper paper;
  struct ll_memory memory = {.secret = secret, .authenticated = true};
  paper_read(&paper, HTML, FIELDS, NULL);
  ll_lesson *lesson = ll_recall(paper.signals, paper.header, &memory);
  g_assert_nonnull(lesson);
  g_assert_cmpuint(lesson->prints->len, ==, 2);
  g_assert_cmpuint(g_array_index(lesson->prints, struct ll_print, 0).words, ==, 6);
  g_assert_cmpuint(lesson->day, ==, 20151);
  g_assert_true(lesson->authenticated);
  struct ll_key key;
  g_assert_true(ll_stream_key(paper.header, NULL, secret, &key));
  g_assert_cmpmem(&key, sizeof key, &lesson->stream, sizeof lesson->stream);
  ll_lesson_free(lesson);
  paper_clear(&paper);
}

/* Issues are told apart by Message-ID, not by what is in them. */
static void test_issue(void) {
  static const char *const fields[] = {FIELDS, "From: <desk@harbour.example>\nMessage-ID: <2@x.example>\n",
                                       "From: <news@harbour.example>\nMessage-ID: <1@x.example>\n"};
  struct ll_key issues[G_N_ELEMENTS(fields)];
  struct ll_memory memory = {.secret = secret};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    struct paper paper;
    paper_read(&paper, HTML, fields[i], NULL);
    ll_lesson *lesson = ll_recall(paper.signals, paper.header, &memory);
    issues[i] = lesson->issue;
    ll_lesson_free(lesson);
    paper_clear(&paper);
  }
  g_assert_true(memcmp(&issues[0], &issues[1], sizeof issues[0]) != 0);
  g_assert_cmpmem(&issues[0], sizeof issues[0], &issues[2], sizeof issues[2]);
}

static void test_no_stream(void) {
  struct paper paper;
  struct store store = {.seen = {9, 9, 8, 8}};
  struct ll_memory memory = {.look_up = look_up, .data = &store, .secret = secret};
  paper_read(&paper, HTML, "Subject: x\n", NULL);
  g_assert_null(ll_recall(paper.signals, paper.header, &memory));
  g_assert_cmpuint(store.asked, ==, 0);
  paper_clear(&paper);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/recall/rows", test_rows);
  g_test_add_func("/recall/lesson", test_lesson);
  g_test_add_func("/recall/issue", test_issue);
  g_test_add_func("/recall/no-stream", test_no_stream);
  return g_test_run();
}
