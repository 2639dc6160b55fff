/* SPDX-License-Identifier: MIT
 * Which sentences of which messages leave a pattern to look for.  (That nothing is missed is what test-match.c compares.) */
#include "core/live.h"
#include "core/rules-private.h"

#include <string.h>

/* The message is the sentence and `more`. */
static const struct {
  const char *pattern, *sentence, *more;
  bool live;
} rows[] = {
    {"sign up", "they sign up", "", true},
    {"sign up", "the slip opens", "sign up", false},
    {"the newsletter", "the council met", "newsletter", false}, /* the rarer word is the trigger */
    {"the newsletter", "a newsletter", "the", true},
    {"the newsletter", "a newsletter", "", false}, /* the message lacks the other */
    {"(get|read) the (newsletter|bulletin)", "get the paper", "bulletin", false},
    {"(get|read) the (newsletter|bulletin)", "one bulletin more", "read the", true},
    {"(get|read) the (newsletter|bulletin)", "one bulletin more", "the", false},
    {"a [free] b", "a b", "", true}, /* what may be missing triggers nothing */
    {"a [newsletter] the", "a newsletter", "", false},
    {"a ..3 (newsletter|[the] (bulletin|gazette))", "a new gazette", "", true}, /* groups in groups */
    {"a ..3 (newsletter|[the] (bulletin|gazette))", "a new paper", "gazette", false},
    {"a (big|weekly (bulletin|gazette)) b", "a weekly gazette", "b", true},
    {"a (big|weekly (bulletin|gazette)) b", "a weekly", "b", false}, /* of an alternative the rarer word */
    {"a subscri*", "subscribed", "a", true},
    {"a subscri*", "a subject", "", false},
    {"(subscribe|<number>) a", "12", "a", true},
    {"(subscribe|<number>) a", "a dozen", "subscribe", false},
    {"a (newsletter|<any>)", "a", "", true}, /* an alternative that needs nothing: the rest is the trigger */
    {"a (newsletter|<any>)", "newsletter", "a", false},
};

enum { KNOW, ADD };

static void each_number(ll_live *live, const ll_rules *rules, const char *text, int what) {
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, text, strlen(text));
  for (guint w = 0; w < words->words->len; w++) {
    const char *word = g_array_index(words->words, struct ll_word, w).text;
    uint32_t numbers[LL_VOCAB_FITS + 1];
    size_t n = ll_vocab_find(rules->vocab, word, strlen(word), numbers);
    if (g_ascii_isdigit(*word))
      numbers[n++] = LL_VOCAB_NUMBER;
    for (size_t i = 0; i < n; i++)
      if (what == KNOW)
        ll_live_know(live, numbers[i]);
      else
        ll_live_add(live, ll_live_wake(live, numbers[i]));
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
    each_number(&live, rules, rows[i].sentence, KNOW);
    each_number(&live, rules, rows[i].more, KNOW);
    ll_live_ready(&live);
    for (int round = 0; round < 2; round++) { /* nothing stays from sentence to sentence */
      ll_live_begin(&live);
      each_number(&live, rules, rows[i].sentence, ADD);
      if (ll_live_end(&live) != rows[i].live)
        g_error("%s in \"%s\" of \"%s\"", rows[i].pattern, rows[i].sentence, rows[i].more);
      ll_live_begin(&live);
      g_assert_false(ll_live_end(&live));
    }
    ll_live_clear(&live);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/live/rows", test_rows);
  return g_test_run();
}
