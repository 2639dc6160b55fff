/* SPDX-License-Identifier: MIT
 * Fingerprints: what changes them and what does not. */
#include "core/print.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"
#include <string.h>

static const uint8_t secret[32] = {1, 2, 3}, other_secret[32] = {4};
#define FIELDS "From: <desk@harbour.example>\nTo: Ann Bell <ann@example.net>\n"
#define LINE   "<p>Dear Ann, issue 12 has news of the bay <a href='https://x.example/a/12?u=1'>here</a></p>"

static bool same_key(const struct ll_key *a, const struct ll_key *b) {
  return memcmp(a->bytes, b->bytes, LL_KEY_BYTES) == 0;
}

/* The first print of a page; false when there is none. */
static bool first_print(const char *html, const char *fields, const uint8_t *key, struct ll_print *print) {
  struct paper paper;
  paper_read(&paper, html, fields, NULL);
  g_autoptr(ll_prints) prints = ll_prints_new(paper.page, paper.header, key);
  g_assert_cmpuint(prints->units->len, ==, prints->prints->len);
  bool any = prints->prints->len > 0;
  if (any)
    *print = g_array_index(prints->prints, struct ll_print, 0);
  paper_clear(&paper);
  return any;
}

/* `same`: t text, l links, s shape, g grams that are the same as those of LINE. */
static const struct {
  const char *name, *html, *fields, *same;
} rows[] = {
    {"itself", LINE, FIELDS, "tlsg"},
    {"other number", "<p>Dear Ann, issue 13 has news of the bay <a href='https://x.example/a/12?u=1'>here</a></p>", FIELDS, "tlsg"},
    {"other recipient", "<p>Dear Bob, issue 12 has news of the bay <a href='https://x.example/a/12?u=1'>here</a></p>",
     "From: <desk@harbour.example>\nTo: Bob <bob@example.net>\n", "tlsg"},
    {"other case and marks", "<p>DEAR Ann: issue 12 has news of the BAY! <a href='https://x.example/a/12?u=1'>Here</a></p>", FIELDS,
     "tlsg"},
    {"other query", "<p>Dear Ann, issue 12 has news of the bay <a href='https://x.example/a/12?u=2#z'>here</a></p>", FIELDS, "tlsg"},
    {"other number in the path", "<p>Dear Ann, issue 12 has news of the bay <a href='https://x.example/a/99'>here</a></p>", FIELDS,
     "tlsg"},
    {"other path", "<p>Dear Ann, issue 12 has news of the bay <a href='https://x.example/b/12?u=1'>here</a></p>", FIELDS, "tsg"},
    {"other host", "<p>Dear Ann, issue 12 has news of the bay <a href='https://y.example/a/12?u=1'>here</a></p>", FIELDS, "tsg"},
    {"other word", "<p>Dear Ann, issue 12 has news of the sea <a href='https://x.example/a/12?u=1'>here</a></p>", FIELDS, "ls"},
    {"other element", "<p>Dear Ann, issue 12 has <b>news</b> of the bay <a href='https://x.example/a/12?u=1'>here</a></p>", FIELDS,
     "tlg"},
};

static void test_rows(void) {
  struct ll_print want, got;
  g_assert_true(first_print(LINE, FIELDS, secret, &want));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GString) same = g_string_new(NULL);
    g_test_message("row %s", rows[i].name);
    g_assert_true(first_print(rows[i].html, rows[i].fields, secret, &got));
    if (same_key(&got.text, &want.text))
      g_string_append_c(same, 't');
    if (same_key(&got.links, &want.links))
      g_string_append_c(same, 'l');
    if (same_key(&got.shape, &want.shape))
      g_string_append_c(same, 's');
    if (got.n_grams == want.n_grams && memcmp(got.grams, want.grams, got.n_grams * sizeof got.grams[0]) == 0)
      g_string_append_c(same, 'g');
    tree_equal(rows[i].name, same->str, rows[i].same);
  }
}

/* Another installation knows nothing of it. */
static void test_secret(void) {
  struct ll_print a, b;
  g_assert_true(first_print(LINE, FIELDS, secret, &a) && first_print(LINE, FIELDS, other_secret, &b));
  g_assert_false(same_key(&a.text, &b.text) || same_key(&a.links, &b.links) || same_key(&a.shape, &b.shape));
  g_assert_true(memcmp(a.grams, b.grams, sizeof a.grams) != 0);
  g_assert_false(same_key(&a.text, &a.links));
}

/* Grams are sorted and distinct, and most of them stay when a word changes. */
static void test_grams(void) {
  struct ll_print a, b;
  g_assert_true(first_print("<p>One two three four five six seven eight nine ten</p>", FIELDS, secret, &a));
  g_assert_true(first_print("<p>One two three four boats six seven eight nine ten</p>", FIELDS, secret, &b));
  g_assert_cmpuint(a.n_grams, ==, 9);
  g_assert_cmpuint(a.words, ==, 10);
  unsigned common = 0;
  for (unsigned i = 0; i < a.n_grams; i++) {
    g_assert_true(i == 0 || a.grams[i - 1] < a.grams[i]);
    for (unsigned k = 0; k < b.n_grams; k++)
      common += a.grams[i] == b.grams[k];
  }
  g_assert_cmpuint(common, ==, 7);
}

/* ---- which blocks are remembered: the words of each unit ---- */

static const struct {
  const char *name, *html, *want;
} units[] = {
    {"six words", "<p>One two three four five six</p>", "{one two three four five six}"},
    {"five words", "<p>One two three four five</p>", ""},
    {"small box", "<div><p>One two three</p><p>Four five six</p></div><p>Boats</p>", "{one two three four five six boats}"},
    {"image line", "<p><img src='https://x.example/a.png' width=300></p>", "{}"},
    {"hidden line", "<p style='display:none'>One two three four five six</p>", ""},
};

static void test_units(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
    struct paper paper;
    paper_read(&paper, units[i].html, FIELDS, NULL);
    g_autoptr(ll_prints) prints = ll_prints_new(paper.page, paper.header, secret);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint k = 0; k < prints->units->len; k++) {
      const struct ll_unit *unit = &g_array_index(prints->units, struct ll_unit, k);
      g_autofree char *words = paper_words(paper.page, unit->first, unit->end);
      g_string_append_printf(got, "{%s}", words);
    }
    tree_equal(units[i].name, got->str, units[i].want);
    paper_clear(&paper);
  }
}

/* A page of any size gives a bounded number. */
static void test_many(void) {
  g_autoptr(GString) html = g_string_new(NULL);
  for (int i = 0; i < 1000; i++)
    g_string_append(html, "<p>One two three four five six</p>");
  struct paper paper;
  paper_read(&paper, html->str, FIELDS, NULL);
  g_autoptr(ll_prints) prints = ll_prints_new(paper.page, paper.header, secret);
  g_assert_cmpuint(prints->prints->len, ==, 512);
  paper_clear(&paper);
}

/* ---- streams ---- */

static const struct {
  const char *name, *fields, *dkim;
  int stream; /* equal numbers, equal keys; 0: none */
} streams[] = {
    {"List-Id", "From: <a@x.example>\nList-Id: News <news.x.example>\n", NULL, 1},
    {"other phrase and case", "From: <b@x.example>\nList-Id: Old News <NEWS.x.example>\n", "y.example", 1},
    {"other List-Id", "From: <a@x.example>\nList-Id: News <old.x.example>\n", NULL, 2},
    {"From", "From: A <a@x.example>\n", NULL, 3},
    {"other display name", "From: B <A@x.example>\n", NULL, 3},
    {"From and DKIM", "From: A <a@x.example>\n", "x.example", 4},
    {"other From", "From: A <b@x.example>\n", NULL, 5},
    {"broken List-Id", "From: A <a@x.example>\nList-Id: news\n", NULL, 3},
    {"nothing", "To: A <a@x.example>\n", NULL, 0},
};

static void test_streams(void) {
  struct ll_key keys[G_N_ELEMENTS(streams)];
  for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
    g_autoptr(ll_header) header = paper_header(streams[i].fields);
    g_test_message("row %s", streams[i].name);
    g_assert_true(ll_stream_key(header, streams[i].dkim, secret, &keys[i]) == (streams[i].stream != 0));
    for (size_t k = 0; k < i && streams[i].stream; k++)
      g_assert_true(same_key(&keys[i], &keys[k]) == (streams[i].stream == streams[k].stream));
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/print/rows", test_rows);
  g_test_add_func("/print/secret", test_secret);
  g_test_add_func("/print/grams", test_grams);
  g_test_add_func("/print/units", test_units);
  g_test_add_func("/print/many", test_many);
  g_test_add_func("/print/streams", test_streams);
  return g_test_run();
}
