/* SPDX-License-Identifier: MIT
 * Who publishes this, out of the header. */
#include "core/names.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

/* `want`: publisher / domain / subject / address, words separated by blanks, a dot where a name ends. */
static const struct {
  const char *name, *fields, *title, *want;
} rows[] = {
    {"name and address", "From: The Harbour Letter <desk@harbour.example>\n", NULL, "the harbour letter/harbour//desk@harbour.example"},
    {"quoted name", "From: \"Harbour, The\" <desk@harbour.example>\n", NULL, "harbour the/harbour//desk@harbour.example"},
    {"address alone", "From: desk@harbour.example\n", NULL, "/harbour//desk@harbour.example"},
    {"upper case", "From: <Desk@News.Harbour.EXAMPLE>\n", NULL, "/harbour//desk@news.harbour.example"},
    {"public suffix of two", "From: <a@mail.harbour.co.uk>\n", NULL, "/harbour//a@mail.harbour.co.uk"},
    {"short name that is no suffix", "From: <a@harbour.uk>\n", NULL, "/harbour//a@harbour.uk"},
    {"hyphen", "From: <a@harbour-letter.example>\n", NULL, "/harbour letter//a@harbour-letter.example"},
    {"no domain", "From: desk\n", NULL, "///"},
    {"host without a dot", "From: <desk@localhost>\n", NULL, "///desk@localhost"},
    {"encoded word", "From: =?utf-8?q?Hafen=C3=BCbersicht?= <a@hafen.example>\n", NULL, "hafenubersicht/hafen//a@hafen.example"},
    {"List-Id", "From: <a@x.example>\nList-Id: Harbour News <news.x.example>\n", NULL, "harbour news/x//a@x.example"},
    {"List-Id without a phrase", "From: <a@x.example>\nList-Id: <news.x.example>\n", NULL, "/x//a@x.example"},
    {"title", "From: <a@x.example>\n", "The Bay", "the bay/x//a@x.example"},
    {"all of them", "From: One <a@x.example>\nList-Id: Two <x>\n", "Three", "one.two.three/x//a@x.example"},
    {"subject", "From: <a@x.example>\nSubject: Ferry slip\n to reopen\n", NULL, "/x/ferry slip to reopen/a@x.example"},
    {"nothing", "To: <a@x.example>\n", NULL, "///"},
    {"two addresses", "From: A <a@x.example>, B <b@y.example>\n", NULL, "a a x example b/y//b@y.example"},
};

static void print(const ll_words *words, GString *out) {
  for (guint i = 0; i < words->words->len; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    g_string_append_printf(out, "%s%s", i == 0 ? "" : word->sentence ? "." : " ", word->text);
  }
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ll_header) header = paper_header(rows[i].fields);
    g_autoptr(GString) got = g_string_new(NULL);
    ll_identity *identity = ll_identity_new(header, rows[i].title);
    const ll_words *lists[] = {identity->publisher, identity->domain, identity->subject};
    for (size_t k = 0; k < G_N_ELEMENTS(lists); k++) {
      print(lists[k], got);
      g_string_append_c(got, '/');
    }
    g_string_append(got, identity->address ? identity->address : "");
    tree_equal(rows[i].name, got->str, rows[i].want);
    ll_identity_free(identity);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/names/rows", test_rows);
  return g_test_run();
}
