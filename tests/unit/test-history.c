/* SPDX-License-Identifier: MIT
 * Histories and stores: likeness, issues, caps, races, kills. */
#include "core/history.h"
#include "core/similar.h"
#include <leanletter/store.h>
#include <string.h>

static struct ll_key key_of(unsigned n) {
  struct ll_key key = {.bytes = {1}};
  memcpy(key.bytes + 4, &n, sizeof n);
  return key;
}

/* A block of `n` word pairs from `first` on. */
static struct ll_print block_of(unsigned text, unsigned links, unsigned first, unsigned n) {
  struct ll_print print = {
      .text = key_of(text), .links = key_of(links), .words = (uint16_t)(n + 1), .n_grams = (uint16_t)n};
  for (unsigned i = 0; i < n; i++)
    print.grams[i] = (first + i) * 2654435761u;
  for (unsigned i = 0; i + 1 < n; i++)
    for (unsigned j = i + 1; j < n; j++)
      if (print.grams[j] < print.grams[i]) {
        uint32_t swap = print.grams[i];
        print.grams[i] = print.grams[j];
        print.grams[j] = swap;
      }
  return print;
}

/* The lesson of an issue: `same` blocks that every issue has, `own` that no other has. */
static ll_lesson *lesson_of(unsigned stream, unsigned id, uint32_t day, unsigned same, unsigned own) {
  ll_lesson *lesson = g_new0(ll_lesson, 1);
  lesson->stream = key_of(stream);
  lesson->issue = id ? key_of(id) : (struct ll_key){{0}};
  lesson->day = day;
  lesson->prints = g_array_new(FALSE, FALSE, sizeof(struct ll_print));
  for (unsigned i = 0; i < same + own; i++) {
    unsigned text = i < same ? i + 1 : 1000 + id * 100 + i;
    struct ll_print print = block_of(text, 1, text * 100, 12);
    g_array_append_val(lesson->prints, print);
  }
  return lesson;
}

/* ---- likeness ---- */

static void test_likeness(void) {
  static const struct {
    const char *name;
    unsigned text, links, first, n; /* of the second; the first is text 1, links 1, pairs 0 to 19 */
    bool alike;
  } rows[] = {
      {"the same", 1, 1, 0, 20, true},
      {"the same text, other links", 1, 2, 0, 20, true},
      {"0.60, same links", 2, 1, 5, 20, true},
      {"0.54, same links", 2, 1, 6, 20, false},
      {"0.74, other links", 2, 2, 3, 20, false},
      {"0.82, other links", 2, 2, 2, 20, true},
      {"nothing in common", 2, 1, 100, 20, false},
      {"part of it", 2, 1, 0, 12, true},
      {"a small part of it", 2, 1, 0, 11, false},
  };
  struct ll_print one = block_of(1, 1, 0, 20);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("row %s", rows[i].name);
    struct ll_print other = block_of(rows[i].text, rows[i].links, rows[i].first, rows[i].n);
    g_assert_true((ll_likeness(&one, &other) > 0) == rows[i].alike);
    g_assert_true((ll_likeness(&other, &one) > 0) == rows[i].alike);
    g_autoptr(ll_similar) similar = ll_similar_new(&other, 1);
    size_t n;
    const struct ll_hit *hits = ll_similar_find(similar, &one, &n);
    g_assert_cmpuint(n, ==, rows[i].alike);
    g_assert_true(n == 0 || hits[0].likeness == ll_likeness(&one, &other));
  }
}

/* The quick way finds what comparing each with each finds. */
static void test_many(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  g_autoptr(GArray) prints = g_array_new(FALSE, FALSE, sizeof(struct ll_print));
  for (unsigned i = 0; i < 80; i++) {
    struct ll_print print = block_of(i % 60, i % 3, (unsigned)g_rand_int_range(rand, 0, 60), 4 + i % 30);
    g_array_append_val(prints, print);
  }
  g_autoptr(ll_similar) similar = ll_similar_new((struct ll_print *)prints->data, prints->len);
  for (guint i = 0; i < prints->len; i++) {
    const struct ll_print *known = &g_array_index(prints, struct ll_print, i);
    size_t n, alike = 0;
    ll_similar_find(similar, known, &n);
    for (guint j = 0; j < prints->len; j++)
      alike += ll_likeness(known, &g_array_index(prints, struct ll_print, j)) > 0;
    g_assert_cmpuint(n, ==, alike);
  }
}

static void test_images(void) {
  struct ll_print a = {.text = key_of(1), .links = key_of(2), .shape = key_of(3)}, b = a, c = a, d = a;
  c.links = key_of(9);
  d.shape = key_of(9);
  g_assert_cmpfloat(ll_likeness(&a, &b), ==, 1);
  g_assert_cmpfloat(ll_likeness(&a, &c), ==, 0);
  g_assert_cmpfloat(ll_likeness(&a, &d), ==, 0);
}

/* ---- issues ---- */

static const struct ll_retention roomy = {.blocks = 512, .days = 120};

static void learn(ll_history *h, const struct ll_retention *retention, unsigned id, uint32_t day,
                  unsigned same, unsigned own) {
  g_autoptr(ll_lesson) lesson = lesson_of(1, id, day, same, own);
  ll_history_learn(h, lesson, retention, day);
}

static struct ll_seen ask(const ll_history *h, unsigned id, uint32_t day, unsigned same, unsigned own) {
  g_autoptr(ll_lesson) lesson = lesson_of(1, id, day, same, own);
  g_autofree struct ll_seen *seen = g_new0(struct ll_seen, same + own);
  ll_history_look_up(h, lesson, seen);
  for (unsigned i = same; i < same + own; i++)
    g_assert_cmpuint(seen[i].issues, ==, 0);
  return seen[0];
}

static void test_issues(void) {
  g_autoptr(ll_history) h = ll_history_new();
  for (unsigned issue = 1; issue <= 10; issue++) {
    struct ll_seen seen = ask(h, issue, 100 + issue, 5, 5);
    g_assert_cmpuint(seen.issues, ==, issue - 1);
    g_assert_cmpuint(seen.days, ==, issue - 1);
    g_assert_cmpuint(seen.recent, ==, MIN(issue - 1, 8));
    g_assert_cmpuint(seen.recent_of, ==, MIN(issue - 1, 8));
    learn(h, &roomy, issue, 100 + issue, 5, 5);
    struct ll_seen again = ask(h, issue, 100 + issue, 5, 5); /* the next recipient */
    g_assert_cmpuint(again.issues, ==, issue - 1);
  }
  g_assert_cmpuint(h->issues, ==, 10);
}

/* What counts as the issue before: id, day and blocks of a second message after (id 1, day 100, 10 blocks). */
static void test_same_issue(void) {
  static const struct {
    const char *name;
    unsigned id;
    uint32_t day;
    unsigned same, own; /* blocks in common with the first, others */
    unsigned issues;
  } rows[] = {
      {"another recipient", 1, 100, 10, 0, 1},    {"the same Message-ID, all else new", 1, 100, 0, 10, 1},
      {"its own Message-ID", 2, 100, 10, 0, 1},   {"a resend on the next day", 2, 101, 10, 0, 1},
      {"a change in one block", 2, 100, 9, 1, 1}, {"a change in two blocks", 2, 100, 8, 2, 2},
      {"the week after", 2, 107, 10, 0, 2},       {"the next issue", 2, 101, 4, 6, 2},
      {"no Message-ID", 0, 101, 4, 6, 2},         {"no date", 2, 0, 10, 0, 1},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("row %s", rows[i].name);
    g_autoptr(ll_history) h = ll_history_new();
    learn(h, &roomy, 1, 100, 10, 0);
    learn(h, &roomy, rows[i].id, rows[i].day, rows[i].same, rows[i].own);
    g_assert_cmpuint(h->issues, ==, rows[i].issues);
  }
}

static void test_no_message_id(void) {
  g_autoptr(ll_history) h = ll_history_new();
  for (unsigned issue = 1; issue <= 3; issue++) {
    g_autoptr(ll_lesson) lesson = lesson_of(1, issue, 100 + issue, 4, 6);
    lesson->issue = (struct ll_key){{0}};
    ll_history_learn(h, lesson, &roomy, 200);
  }
  g_assert_cmpuint(h->issues, ==, 3);
}

static void test_same_day(void) {
  g_autoptr(ll_history) h = ll_history_new();
  for (unsigned issue = 1; issue <= 3; issue++)
    learn(h, &roomy, issue, 100, 4, 6);
  struct ll_seen seen = ask(h, 9, 101, 4, 6);
  g_assert_cmpuint(seen.issues, ==, 3);
  g_assert_cmpuint(seen.days, ==, 1);
}

static void test_future(void) {
  g_autoptr(ll_history) h = ll_history_new();
  g_autoptr(ll_lesson) lesson = lesson_of(1, 1, 40000, 4, 6);
  ll_history_learn(h, lesson, &roomy, 100);
  g_assert_cmpuint(h->last_day, ==, 100);
  g_assert_true(ll_history_prune(h, &roomy, 221));
  g_assert_cmpuint(h->blocks->len, ==, 0);
}

static void test_caps(void) {
  const struct ll_retention tight = {.blocks = 20, .days = 120};
  g_autoptr(ll_history) h = ll_history_new();
  for (unsigned issue = 1; issue <= 30; issue++) {
    learn(h, &tight, issue, 100 + issue, 5, 10);
    g_assert_cmpuint(h->blocks->len, <=, 20);
  }
  g_assert_cmpuint(ask(h, 99, 200, 5, 10).issues, ==, 30);
  g_assert_false(ll_history_prune(h, &tight, 249));
  g_assert_true(ll_history_prune(h, &tight, 251));
}

/* Whatever a record is made of, reading it ends well. */
static void test_records(void) {
  g_autoptr(ll_history) h = ll_history_new();
  for (unsigned issue = 1; issue <= 4; issue++)
    learn(h, &roomy, issue, 100 + issue, 3, 3);
  g_autoptr(GBytes) record = ll_history_write(h);
  gsize n;
  const uint8_t *bytes = g_bytes_get_data(record, &n);
  g_autoptr(ll_history) same = ll_history_read(bytes, n, NULL);
  g_autoptr(GBytes) again = ll_history_write(same);
  g_assert_true(g_bytes_equal(record, again));
  g_autofree uint8_t *copy = g_memdup2(bytes, n);
  for (gsize i = 0; i < n; i++) {
    g_autoptr(GError) cut = NULL, error = NULL;
    g_assert_null(ll_history_read(bytes, i, &cut));
    g_assert_error(cut, LL_ERROR, LL_ERROR_STORE);
    copy[i] ^= 0x40;
    g_assert_null(ll_history_read(copy, n, &error));
    g_assert_error(error, LL_ERROR, LL_ERROR_STORE);
    copy[i] ^= 0x40;
  }
}

/* ---- the breaker ---- */

static void test_breaker(void) {
  struct ll_breaker b = ll_breaker_new(3, 100);
  for (int64_t now = 0; now < 3; now++) {
    g_assert_true(ll_breaker_allows(&b, now));
    g_assert_true(ll_breaker_report(&b, false, now) == (now == 2));
  }
  g_assert_false(ll_breaker_allows(&b, 101));
  g_assert_true(ll_breaker_allows(&b, 102));
  g_assert_false(ll_breaker_allows(&b, 102)); /* one trial at a time */
  g_assert_false(ll_breaker_report(&b, false, 110));
  g_assert_false(ll_breaker_allows(&b, 309));
  g_assert_true(ll_breaker_allows(&b, 310));
  g_assert_true(ll_breaker_report(&b, true, 311));
  g_assert_true(ll_breaker_allows(&b, 311));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/similar/likeness", test_likeness);
  g_test_add_func("/similar/many", test_many);
  g_test_add_func("/similar/images", test_images);
  g_test_add_func("/history/issues", test_issues);
  g_test_add_func("/history/same-issue", test_same_issue);
  g_test_add_func("/history/no-message-id", test_no_message_id);
  g_test_add_func("/history/same-day", test_same_day);
  g_test_add_func("/history/future", test_future);
  g_test_add_func("/history/caps", test_caps);
  g_test_add_func("/history/records", test_records);
  g_test_add_func("/breaker", test_breaker);
  return g_test_run();
}
