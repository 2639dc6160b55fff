/* SPDX-License-Identifier: MIT
 * Words as they are written in patterns: the items of each, the same when they are asked for again. */
#include "core/spelling.h"

#include <string.h>

static const struct {
  const char *text;
  uint32_t n; /* items; 0: an error */
  const char *piece;
  enum ll_affix affix; /* of the first */
} rows[] = {
    {"newsletter", 1, "newsletter", LL_AFFIX_NONE},
    {"Newsletter", 1, "newsletter", LL_AFFIX_NONE},
    {"café", 1, "cafe", LL_AFFIX_NONE},
    {"subscri*", 1, "subscri", LL_AFFIX_START},
    {"*brief", 1, "brief", LL_AFFIX_END},
    {"*letter*", 1, "letter", LL_AFFIX_INSIDE},
    {"e-mail", 2, "e", LL_AFFIX_NONE},
    {"e-mail*", 2, "e", LL_AFFIX_NONE},
    {"登録", 2, "登", LL_AFFIX_NONE},
    {"*", 0}, {"a*b", 0}, {"a*", 0}, {"*ab*", 0}, {"--", 0}, {"a.|b", 0}, {"登*", 0},
};

static void check_row(ll_spellings *spellings, ll_vocab *vocab, size_t i) {
  g_autoptr(GError) error = NULL;
  uint32_t n = 0;
  const uint32_t *items = ll_spellings_find(spellings, rows[i].text, strlen(rows[i].text), &n, &error);
  if (!rows[i].n) {
    g_assert_null(items);
    g_assert_error(error, LL_ERROR, LL_ERROR_CONFIG);
    return;
  }
  g_assert_no_error(error);
  g_assert_cmpuint(n, ==, rows[i].n);
  g_assert_cmpuint(items[0], ==,
                   LL_ITEM(LL_ITEM_WORD, ll_vocab_add(vocab, rows[i].affix, rows[i].piece, strlen(rows[i].piece))));
}

static void test_rows(void) {
  ll_vocab *vocab = ll_vocab_new();
  ll_spellings *spellings = ll_spellings_new(vocab);
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
      check_row(spellings, vocab, i);
  ll_spellings_free(spellings);
  ll_vocab_free(vocab);
}

/* More than the first table holds, and words that differ in their length or their end only. */
static void test_many(void) {
  ll_vocab *vocab = ll_vocab_new();
  ll_spellings *spellings = ll_spellings_new(vocab);
  char text[32];
  for (int round = 0; round < 2; round++)
    for (unsigned i = 0; i < 5000; i++) {
      uint32_t n;
      size_t length = (size_t)g_snprintf(text, sizeof text, "%.*sw%u", (int)(i % 10), "aaaaaaaaaa", i);
      const uint32_t *items = ll_spellings_find(spellings, text, length, &n, NULL);
      g_assert_cmpuint(n, ==, 1);
      g_assert_cmpuint(items[0], ==, LL_ITEM(LL_ITEM_WORD, ll_vocab_add(vocab, LL_AFFIX_NONE, text, length)));
    }
  g_assert_cmpuint(ll_vocab_size(vocab), ==, LL_VOCAB_FIRST + 5000);
  ll_spellings_free(spellings);
  ll_vocab_free(vocab);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/spelling/rows", test_rows);
  g_test_add_func("/spelling/many", test_many);
  return g_test_run();
}
