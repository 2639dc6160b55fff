/* SPDX-License-Identifier: MIT
 * The rule files against sentences: each line of tests/rules/LL.tsv is what has to be found, a tab and a sentence; all
 * files of conf/rules are loaded together, as in use.  What has to be found is "TOPIC", "TOPIC STRENGTH" (or stronger),
 * "protect TOPIC", or "-": no idiom of a clutter class, or a [keep] phrase that outweighs it. */
#include "core/rules.h"

#include <string.h>

/* The sender that <publisher> and <domain> mean. */
#define PUBLISHER "Acme Gazette"
#define DOMAIN    "acme"

static const char *const topics[] = {"unsubscribe", "preferences", "view",   "legal",  "provenance", "code",
                                     "pitch",       "keep",        "object", "refuse", "greeting",   "more"};
static const char *const strengths[] = {"weak", "ordinary", "idiom"};

static ll_rules *rules;

static const char *topic_name(unsigned topic) {
  return topic < LL_N_CLASSES ? ll_class_names[topic] : topics[topic - LL_N_CLASSES];
}

static ll_words *read_words(const char *text) {
  ll_words *words = ll_words_new();
  ll_words_append(words, text, strlen(text));
  return words;
}

static bool is_clutter_idiom(const struct ll_rule *rule) {
  return rule->topic < LL_N_CLASSES && rule->strength == LL_IDIOM;
}

/* Is the rule what the row wants? */
static bool fits(const struct ll_rule *rule, char **want) {
  if (!g_str_equal(want[0], topic_name(rule->topic)))
    return false;
  return !want[1] || rule->topic >= LL_N_CLASSES || rule->strength == LL_IDIOM ||
         g_str_equal(want[1], strengths[rule->strength]);
}

static bool found(const GArray *matches, char **want) {
  for (guint i = 0; i < matches->len; i++)
    if (fits(g_array_index(matches, struct ll_match, i).rule, want))
      return true;
  return false;
}

static bool harmless(const GArray *matches) {
  bool idiom = false, keep = false;
  for (guint i = 0; i < matches->len; i++) {
    const struct ll_rule *rule = g_array_index(matches, struct ll_match, i).rule;
    idiom |= is_clutter_idiom(rule);
    keep |= rule->topic == LL_TOPIC_KEEP;
  }
  return keep || !idiom;
}

/* The rules that matter for a row that failed: those of the wanted topic, or the idioms. */
static char *describe(const GArray *matches) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < matches->len; i++) {
    const struct ll_rule *rule = g_array_index(matches, struct ll_match, i).rule;
    if (rule->topic != LL_TOPIC_PITCH)
      g_string_append_printf(text, "\n    %s:%u %s %s", rule->file, rule->line, topic_name(rule->topic),
                             strengths[rule->strength]);
  }
  return g_string_free(text, false);
}

static void check_row(const char *file, guint line, const char *wanted, const char *text) {
  g_autoptr(ll_words) words = read_words(text), publisher = read_words(PUBLISHER),
                      domain = read_words(DOMAIN);
  struct ll_names names = {.publisher = publisher, .domain = domain};
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  ll_rules_match(rules, words, &names, matches);
  const char *plain = g_str_has_prefix(wanted, "protect ") ? wanted + strlen("protect ") : wanted;
  g_auto(GStrv) want = g_strsplit(plain, " ", 2);
  if (g_str_equal(plain, "-") ? harmless(matches) : found(matches, want))
    return;
  g_autofree char *why = describe(matches);
  g_test_message("%s:%u: want %s in \"%s\"%s", file, line, wanted, text, why);
  g_test_fail();
}

static void test_file(gconstpointer path) {
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  guint rows = 0;
  for (guint i = 0; lines[i]; i++) {
    if (lines[i][0] == 0 || lines[i][0] == '#')
      continue;
    g_auto(GStrv) cells = g_strsplit(lines[i], "\t", 2);
    g_assert_nonnull(cells[1]);
    check_row(path, i + 1, cells[0], cells[1]);
    rows++;
  }
  g_assert_cmpuint(rows, >, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) directory = g_dir_open("tests/rules", 0, &error);
  g_assert_no_error(error);
  rules = ll_rules_load("conf/rules", &error);
  g_assert_no_error(error);
  for (const char *name; (name = g_dir_read_name(directory));)
    if (g_str_has_suffix(name, ".tsv")) {
      g_autofree char *test = g_strdup_printf("/phrases/%.*s", (int)(strlen(name) - 4), name);
      g_test_add_data_func_full(test, g_build_filename("tests/rules", name, NULL), test_file, g_free);
    }
  int result = g_test_run();
  ll_rules_free(rules);
  return result;
}
