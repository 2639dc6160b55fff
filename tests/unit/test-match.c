/* SPDX-License-Identifier: MIT
 * The matcher against PCRE's DFA: random patterns are written in both languages and have to find, at every first
 * word of random texts, the same longest run. */
#include "core/match.h"
#include "tests/unit/quick.h"

#include <string.h>

/* The same pattern in both languages. */
struct pair {
  GString *rule, *regex;
};

static const char *const letters[] = {"a", "b", "c"};

static void add_sequence(struct pair *p, int depth, bool in_group);

static void add_word(struct pair *p) {
  const char *letter = letters[g_test_rand_int_range(0, 3)];
  g_string_append_printf(p->rule, "%s ", letter);
  g_string_append_printf(p->regex, "%s ", letter);
}

static void add_group(struct pair *p, int depth) {
  bool optional = g_test_rand_int_range(0, 2);
  g_string_append(p->rule, optional ? "[" : "(");
  g_string_append(p->regex, "(?:");
  for (int n = g_test_rand_int_range(1, 4); n > 0; n--) {
    add_sequence(p, depth + 1, true);
    g_string_append(p->rule, n > 1 ? "|" : "");
    g_string_append(p->regex, n > 1 ? "|" : "");
  }
  g_string_append(p->rule, optional ? "] " : ") ");
  g_string_append(p->regex, optional ? ")?" : ")");
}

static void add_gap(struct pair *p) {
  int n = g_test_rand_int_range(1, 5);
  g_string_append_printf(p->rule, "..%d ", n);
  g_string_append_printf(p->regex, "(?:[abc] ){0,%d}", n);
}

static void add_item(struct pair *p, int depth) {
  switch (g_test_rand_int_range(0, depth < 3 ? 6 : 3)) {
  case 3:
  case 4:
    add_group(p, depth);
    break;
  case 5:
    g_string_append(p->rule, "<any> ");
    g_string_append(p->regex, "[abc] ");
    break;
  default:
    add_word(p);
  }
}

static void add_sequence(struct pair *p, int depth, bool in_group) {
  if (!in_group)
    add_word(p);
  for (int n = g_test_rand_int_range(1, 4); n > 0; n--) {
    if (g_test_rand_int_range(0, 4) == 0)
      add_gap(p);
    add_item(p, depth);
  }
  if (!in_group)
    add_word(p);
}

/* Sentences of "a b c " on a line each. */
static char *random_text(void) {
  GString *text = g_string_new(NULL);
  for (int n = g_test_rand_int_range(1, 40); n > 0; n--)
    g_string_append(text, g_test_rand_int_range(0, 12) == 0 ? "\n" : letters[g_test_rand_int_range(0, 3)])
                ->str[text->len - 1] != '\n'
        ? g_string_append_c(text, ' ')
        : text;
  return g_string_free(text, false);
}

static ll_words *read_words(const char *text) {
  ll_words *words = ll_words_new();
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    ll_words_append(words, *line, strlen(*line));
    ll_words_break(words);
  }
  return words;
}

/* Words in the longest match of the regex at `at`, 0: none. */
static uint32_t regex_length(const GRegex *regex, const char *text, size_t at) {
  g_autoptr(GMatchInfo) info = NULL;
  int start, end;
  if (!g_regex_match_all_full(regex, text, -1, (gssize)at, G_REGEX_MATCH_ANCHORED, &info, NULL) ||
      !g_match_info_fetch_pos(info, 0, &start, &end))
    return 0;
  return (uint32_t)(end - start) / 2;
}

static void compare(const struct pair *p, const ll_rules *rules, const GRegex *regex, const char *text) {
  g_autoptr(ll_words) words = read_words(text);
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  ll_match_all(rules, words, NULL, matches);
  guint next = 0;
  for (guint i = 0, at = 0; i < words->words->len; i++, at += 2) {
    while (text[at] == '\n')
      at++;
    uint32_t want = regex_length(regex, text, at), got = 0;
    if (next < matches->len && g_array_index(matches, struct ll_match, next).first == i)
      got = g_array_index(matches, struct ll_match, next++).end - i;
    if (got != want)
      g_error("%s = %s on \"%s\": %u words at word %u, not %u", p->rule->str, p->regex->str, text, got, i,
              want);
  }
  g_assert_cmpuint(next, ==, matches->len);
}

static void test_random(void) {
  for (unsigned round = quick_rounds(1500); round > 0; round--) {
    struct pair p = {g_string_new("[signup idiom]\n"), g_string_new(NULL)};
    add_sequence(&p, 0, false);
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GRegex) regex = g_regex_new(p.regex->str, 0, 0, &error);
    g_assert_no_error(error);
    if (!ll_rules_parse(rules, "t.rules", p.rule->str, &error))
      g_error("%s: %s", p.rule->str, error->message);
    for (int i = 0; i < 8; i++) {
      g_autofree char *text = random_text();
      compare(&p, rules, regex, text);
    }
    g_string_free(p.rule, true);
    g_string_free(p.regex, true);
  }
}

/* Many patterns in one net find what each finds alone. */
static void test_together(void) {
  for (int round = 0; round < 60; round++) {
    g_autoptr(ll_rules) all = ll_rules_new();
    GPtrArray *alone = g_ptr_array_new_with_free_func((GDestroyNotify)ll_rules_free);
    for (int i = 0; i < 12; i++) {
      struct pair p = {g_string_new("[signup idiom]\n"), g_string_new(NULL)};
      g_autofree char *name = g_strdup_printf("%d", i);
      add_sequence(&p, 1, false);
      ll_rules *one = ll_rules_new();
      g_assert_true(ll_rules_parse(one, name, p.rule->str, NULL) &&
                    ll_rules_parse(all, name, p.rule->str, NULL));
      g_ptr_array_add(alone, one);
      g_string_free(p.rule, true);
      g_string_free(p.regex, true);
    }
    g_autofree char *text = random_text();
    g_autoptr(ll_words) words = read_words(text);
    g_autoptr(GArray) together = g_array_new(false, false, sizeof(struct ll_match));
    g_autoptr(GArray) single = g_array_new(false, false, sizeof(struct ll_match));
    ll_match_all(all, words, NULL, together);
    for (guint i = 0; i < alone->len; i++)
      ll_match_all(g_ptr_array_index(alone, i), words, NULL, single);
    g_assert_cmpuint(together->len, ==, single->len);
    g_ptr_array_unref(alone);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/match/random", test_random);
  g_test_add_func("/match/together", test_together);
  return g_test_run();
}
