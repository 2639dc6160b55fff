/* SPDX-License-Identifier: MIT
 * Which sentences leave a pattern to look for.  (That nothing is missed is what test-match.c compares.) */
#include "core/rules-private.h"

#include <string.h>

static const struct {
  const char *pattern, *sentence;
  bool live;
} rows[] = {
    {"sign up", "they sign up", true},
    {"sign up", "the slip opens", false},
    {"the newsletter", "the council met", false}, /* the rarer word is the trigger */
    {"the newsletter", "a newsletter", true},
    {"(get|read) the (newsletter|bulletin)", "get the paper", false},
    {"(get|read) the (newsletter|bulletin)", "one bulletin more", true},
    {"a [free] b", "a b", true}, /* what may be missing triggers nothing */
    {"a [newsletter] the", "a newsletter", false},
    {"a ..3 (newsletter|[the] (bulletin|gazette))", "a new gazette", true}, /* groups in groups */
    {"a ..3 (newsletter|[the] (bulletin|gazette))", "a new paper", false},
    {"a subscri*", "subscribed", true},
    {"a subscri*", "a subject", false},
    {"(subscribe|<number>) a", "12", true},
    {"(subscribe|<number>) a", "a dozen", false},
    {"a (newsletter|<any>)", "a", true}, /* an alternative that needs nothing: the rest is the trigger */
    {"a (newsletter|<any>)", "newsletter", false},
};

static void add_words(ll_live *live, const ll_rules *rules, const char *sentence) {
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, sentence, strlen(sentence));
  for (guint w = 0; w < words->words->len; w++) {
    const char *text = g_array_index(words->words, struct ll_word, w).text;
    uint32_t numbers[LL_VOCAB_FITS];
    for (size_t n = ll_vocab_find(rules->vocab, text, strlen(text), numbers); n > 0; n--)
      ll_live_add(live, numbers[n - 1]);
    if (g_ascii_isdigit(*text))
      ll_live_add(live, LL_VOCAB_NUMBER);
  }
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strdup_printf("[signup idiom]\n%s\n", rows[i].pattern);
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) error = NULL;
    ll_rules_parse(rules, "t.rules", text, &error);
    g_assert_no_error(error);
    ll_live live;
    ll_live_init(&live, rules->triggers);
    for (int round = 0; round < 2; round++) { /* nothing stays from sentence to sentence */
      ll_live_begin(&live);
      add_words(&live, rules, rows[i].sentence);
      if (ll_live_end(&live) != rows[i].live)
        g_error("%s in \"%s\"", rows[i].pattern, rows[i].sentence);
      ll_live_begin(&live);
      g_assert_false(ll_live_end(&live));
    }
    ll_live_clear(&live);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trigger/rows", test_rows);
  return g_test_run();
}
