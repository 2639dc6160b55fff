/* SPDX-License-Identifier: MIT
 * rules-try DIRECTORY|FILE [-p PUBLISHER] [-d DOMAIN] [-t N]: loads rule files and prints for each line of standard
 * input the matches as FILE:LINE TOPIC STRENGTH "words".  A line that starts with http:, https: or mailto: is looked
 * up as a link.  Of one file all errors are shown, of a directory the first.  -t N: reads all input first, matches it N times and prints the time.  For authors of rules. */
#include "core/rules.h"

#include <stdio.h>
#include <string.h>

static const char *const topics[] = {"unsubscribe", "preferences", "view",   "legal",  "provenance",
                                     "code",        "pitch",       "keep",   "object", "refuse",
                                     "greeting",    "more",        "content"};
static const char *const strengths[] = {"weak", "ordinary", "idiom"};

static const char *topic_name(unsigned topic) {
  return topic < LL_N_CLASSES ? ll_class_names[topic] : topics[topic - LL_N_CLASSES];
}

/* Blanks the line that the message names; false when it names none. */
static bool blank(char *text, const char *message) {
  const char *colon = strchr(message, ':');
  guint64 line = colon ? g_ascii_strtoull(colon + 1, NULL, 10) : 0;
  for (guint64 i = 1; text && i < line; i++)
    text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
  if (line == 0 || !text || *text == '#' || *text == '\n')
    return false;
  memset(text, '#', strcspn(text, "\r\n"));
  return true;
}

/* One file: all errors are printed. */
static ll_rules *load_file(const char *path, GError **error) {
  g_autofree char *text = NULL, *name = g_path_get_basename(path);
  if (!g_file_get_contents(path, &text, NULL, error))
    return NULL;
  for (;;) {
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) wrong = NULL;
    if (ll_rules_parse(rules, name, text, &wrong))
      return g_steal_pointer(&rules);
    fprintf(stderr, "%s\n", wrong->message);
    if (!blank(text, wrong->message)) {
      g_propagate_error(error, g_steal_pointer(&wrong));
      return NULL;
    }
  }
}

static ll_rules *load(const char *path, GError **error) {
  return g_file_test(path, G_FILE_TEST_IS_DIR) ? ll_rules_load(path, error) : load_file(path, error);
}

static void print_match(const ll_words *words, const struct ll_match *match) {
  printf("  %s:%u %s", match->rule->file, match->rule->line, topic_name(match->rule->topic));
  if (match->rule->topic < LL_N_CLASSES)
    printf(" %s", strengths[match->rule->strength]);
  printf(" \"");
  for (uint32_t i = match->first; i < match->end; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    printf("%s%s", i > match->first && !word->solid ? " " : "", word->text);
  }
  printf("\"  {%s}\n", match->rule->pattern);
}

static void try_line(const ll_rules *rules, const struct ll_names *names, const char *line) {
  const struct ll_rule *rule = NULL;
  printf("%s\n", line);
  if (g_regex_match_simple("^(https?|mailto|sms|whatsapp):", line, 0, 0)) {
    int topic = ll_rules_link(rules, line, &rule);
    if (topic >= 0)
      printf("  %s:%u %s  {%s}\n", rule->file, rule->line, topic_name((unsigned)topic), rule->pattern);
    return;
  }
  g_autoptr(ll_words) words = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  ll_words_append(words, line, strlen(line));
  ll_rules_match(rules, words, names, matches);
  for (guint i = 0; i < matches->len; i++)
    print_match(words, &g_array_index(matches, struct ll_match, i));
}

static ll_words *words_of(const char *text) {
  ll_words *words = ll_words_new();
  ll_words_append(words, text, strlen(text));
  return words;
}

static void time_input(const ll_rules *rules, const struct ll_names *names, int rounds) {
  g_autoptr(ll_words) words = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  char line[65536];
  while (fgets(line, sizeof line, stdin)) {
    ll_words_append(words, line, strlen(line));
    ll_words_break(words);
  }
  gint64 start = g_get_monotonic_time();
  for (int i = 0; i < rounds; i++) {
    g_array_set_size(matches, 0);
    ll_rules_match(rules, words, names, matches);
  }
  double each = (double)(g_get_monotonic_time() - start) / rounds;
  printf("%u words, %u matches, %.1f us, %.0f ns a word\n", words->words->len, matches->len, each,
         words->words->len ? each * 1000 / words->words->len : 0);
}

int main(int argc, char **argv) {
  char *publisher = NULL, *domain = NULL;
  int rounds = 0;
  /* file names, because strings would be converted from the locale */
  const GOptionEntry options[] = {{"publisher", 'p', 0, G_OPTION_ARG_FILENAME, &publisher, "name", NULL},
                                  {"domain", 'd', 0, G_OPTION_ARG_FILENAME, &domain, "label", NULL},
                                  {"time", 't', 0, G_OPTION_ARG_INT, &rounds, "rounds", NULL},
                                  {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("DIRECTORY|FILE");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, options, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2) {
    fprintf(stderr, "rules-try: %s\n", error ? error->message : "one directory or file is expected");
    return 2;
  }
  gint64 start = g_get_monotonic_time();
  g_autoptr(ll_rules) rules = load(argv[1], &error);
  if (!rules) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  fprintf(stderr, "%s: loaded in %.1f ms\n", argv[1], (double)(g_get_monotonic_time() - start) / 1000);
  g_autoptr(ll_words) publishers = words_of(publisher ? publisher : "");
  g_autoptr(ll_words) domains = words_of(domain ? domain : "");
  struct ll_names names = {.publisher = publishers, .domain = domains};
  if (rounds > 0)
    time_input(rules, &names, rounds);
  char line[65536];
  while (rounds == 0 && fgets(line, sizeof line, stdin))
    try_line(rules, &names, g_strchomp(line));
  return 0;
}
