/* SPDX-License-Identifier: MIT
 * The phrases of conf/rules against the sentences of tests/rules/LL.tsv, all languages loaded together.
 * A row is an expectation, a tab and a sentence.  Expectations: "CLASS STRENGTH", the strongest match of that class;
 * another topic ("protect view" or "view", "pitch", "keep", ...), a match of it; "-", no idiom of any class unless a
 * [keep] phrase takes it back.  The publisher is called Acme. */
#include "core/rules.h"

#include <string.h>

static const char rules_directory[] = "conf/rules", rows_directory[] = "tests/rules";
static const char *const strengths[] = {"weak", "ordinary", "idiom"};
static const struct {
  const char *name;
  uint8_t topic;
} topics[] = {{"unsubscribe", LL_TOPIC_UNSUBSCRIBE}, {"preferences", LL_TOPIC_PREFERENCES},
              {"view", LL_TOPIC_VIEW},               {"legal", LL_TOPIC_LEGAL},
              {"provenance", LL_TOPIC_PROVENANCE},   {"code", LL_TOPIC_CODE},
              {"pitch", LL_TOPIC_PITCH},             {"keep", LL_TOPIC_KEEP},
              {"object", LL_TOPIC_OBJECT},           {"refuse", LL_TOPIC_REFUSE},
              {"greeting", LL_TOPIC_GREETING},       {"more", LL_TOPIC_MORE},
              {"letter", LL_TOPIC_LETTER},           {"masthead", LL_TOPIC_MASTHEAD},
              {"quoted", LL_TOPIC_QUOTED},           {"sign in", LL_TOPIC_SIGN_IN},
              {"mentioned", LL_TOPIC_MENTIONED}};

/* What was found in a sentence: per topic 1 + the best strength, and a rule that says it. */
struct found {
  uint8_t best[LL_N_TOPICS];
  const struct ll_rule *rule[LL_N_TOPICS];
};

static void find(const ll_rules *rules, const char *sentence, struct found *found) {
  g_autoptr(ll_words) words = ll_words_new(), acme = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(struct ll_match));
  ll_words_append(acme, "Acme", 4);
  ll_words_append(words, sentence, strlen(sentence));
  ll_rules_match(rules, words, &(struct ll_names){.publisher = acme, .domain = acme}, matches);
  for (guint i = 0; i < matches->len; i++) {
    const struct ll_rule *rule = g_array_index(matches, struct ll_match, i).rule;
    if (rule->strength >= found->best[rule->topic]) {
      found->best[rule->topic] = (uint8_t)(rule->strength + 1);
      found->rule[rule->topic] = rule;
    }
  }
}

static char *wrong_content(const struct found *found) {
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (found->best[c] == LL_IDIOM + 1 && !found->best[LL_TOPIC_KEEP])
      return g_strdup_printf("is a %s idiom by %s:%u", ll_class_names[c], found->rule[c]->file, found->rule[c]->line);
  return NULL;
}

static char *wrong_class(const struct found *found, enum ll_class class, const char *strength) {
  if (found->best[LL_TOPIC_KEEP])
    return g_strdup_printf("is kept by %s:%u", found->rule[LL_TOPIC_KEEP]->file, found->rule[LL_TOPIC_KEEP]->line);
  if (!found->best[class])
    return g_strdup("is not found");
  const char *got = strengths[found->best[class] - 1];
  return g_str_equal(got, strength) ? NULL
                                    : g_strdup_printf("is %s by %s:%u", got, found->rule[class]->file, found->rule[class]->line);
}

/* What is wrong, owned, or NULL. */
static char *judge(const ll_rules *rules, const char *expected, const char *sentence) {
  struct found found = {0};
  find(rules, sentence, &found);
  if (g_str_equal(expected, "-"))
    return wrong_content(&found);
  const char *name = g_str_has_prefix(expected, "protect ") ? expected + strlen("protect ") : expected;
  for (size_t i = 0; i < G_N_ELEMENTS(topics); i++)
    if (g_str_equal(name, topics[i].name))
      return found.best[topics[i].topic] ? NULL : g_strdup("is not found");
  g_auto(GStrv) words = g_strsplit(expected, " ", 2);
  enum ll_class class = words[0] ? ll_class_find(words[0]) : LL_N_CLASSES;
  if (class == LL_N_CLASSES || !words[1])
    return g_strdup("expects what is no topic");
  return wrong_class(&found, class, words[1]);
}

static const ll_rules *shared_rules(void) {
  static ll_rules *rules;
  g_autoptr(GError) error = NULL;
  if (!rules)
    rules = ll_rules_load(rules_directory, &error);
  g_assert_no_error(error);
  return rules;
}

static void test_file(gconstpointer name) {
  g_autofree char *path = g_build_filename(rows_directory, name, NULL), *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  unsigned rows = 0, failed = 0;
  for (int i = 0; lines[i]; i++) {
    char *tab = strchr(lines[i], '\t');
    if (!tab || *lines[i] == '#')
      continue;
    *tab = 0;
    rows++;
    g_autofree char *wrong = judge(shared_rules(), lines[i], tab + 1);
    if (!wrong)
      continue;
    failed++;
    g_test_message("%s:%d: [%s] %s: %s", (const char *)name, i + 1, lines[i], wrong, tab + 1);
  }
  g_test_message("%s: %u of %u sentences as expected", (const char *)name, rows - failed, rows);
  g_assert_cmpuint(rows, >, 0);
  if (failed)
    g_test_fail();
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions(); /* all languages are reported */
  g_autoptr(GDir) dir = g_dir_open(rows_directory, 0, NULL);
  g_assert_nonnull(dir);
  for (const char *name; (name = g_dir_read_name(dir));)
    if (g_str_has_suffix(name, ".tsv")) {
      g_autofree char *test = g_strdup_printf("/sentences/%s", name);
      g_test_add_data_func_full(test, g_strdup(name), test_file, g_free);
    }
  return g_test_run();
}
