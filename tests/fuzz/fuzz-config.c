/* SPDX-License-Identifier: MIT
 * Configuration files and rule files.  What --print-config prints of any configuration has to be read back as the same. */
#include "core/rules.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/quick.h"
#include <glib/gstdio.h>
#include <string.h>

enum { MAX_WORDS = 2000 };

static char *file;

static void clean_up(void) {
  g_unlink(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  const int fd = g_file_open_tmp("leanletter-fuzz-XXXXXX", &file, NULL);
  g_assert_true(g_close(fd, NULL));
  return atexit(clean_up);
}

static ll_config *load(const char *text, size_t n) {
  static const char *const weights[] = {"weights", NULL};
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_set_contents_full(file, text, (gssize)n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  ll_config *config = ll_config_load_with(file, (const char *const[]){quick_rules(weights), NULL}, &error);
  g_assert_true((config == NULL) == (error != NULL));
  return config;
}

/* Secrets are not printed, so the first print is the one to compare with. */
static void check_config(const char *text, size_t n) {
  g_autoptr(ll_config) config = load(text, n);
  if (!config)
    return;
  g_autofree char *first = ll_config_print(config);
  g_autoptr(ll_config) again = load(first, strlen(first));
  g_assert_nonnull(again);
  g_autofree char *second = ll_config_print(again);
  g_autoptr(ll_config) third = load(second, strlen(second));
  g_assert_nonnull(third);
  g_autofree char *last = ll_config_print(third);
  g_assert_cmpstr(second, ==, last);
}

static void check_rules(const char *text, size_t n) {
  g_autofree char *copy = g_strndup(text, n);
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_rules) rules = ll_rules_new();
  bool ok = ll_rules_parse(rules, "fuzz", copy, &error);
  g_assert_true(ok == (error == NULL));
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, text, n);
  g_array_set_size(words->words, MIN(words->words->len, MAX_WORDS));
  g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(struct ll_match));
  struct ll_names names = {.publisher = words, .domain = words};
  ll_rules_match(rules, words, &names, matches);
  for (guint i = 0; i < matches->len; i++) {
    const struct ll_match *m = &g_array_index(matches, struct ll_match, i);
    g_assert_true(m->first < m->end && m->end <= words->words->len && m->end - m->first <= 63);
    g_assert_true(i == 0 || g_array_index(matches, struct ll_match, i - 1).first <= m->first);
  }
  g_auto(GStrv) lines = g_strsplit(copy, "\n", 20);
  for (char **line = lines; *line; line++)
    ll_rules_link(rules, *line, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_config((const char *)data, size);
  check_rules((const char *)data, size);
  return 0;
}
