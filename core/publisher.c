/* SPDX-License-Identifier: MIT
 * <publisher>: any leading part of a name that has a distinctive word in it, an article before it left out or not.
 * <domain>: words that together spell the domain's own label ("the" "economist" for theeconomist.com). */
#include "core/publisher.h"
#include "core/fold.h"

#include <string.h>

static bool is_distinct(const ll_rules *rules, const char *word) {
  return g_utf8_strlen(word, -1) >= 3 && !g_ascii_isdigit(*word) && !ll_rules_has(rules, LL_ROLL_COMMON, word);
}

static void add_publisher(struct ll_publisher *list, const struct ll_word *words, size_t n) {
  if (list->n_publishers == LL_PUBLISHER_NAMES || n == 0)
    return;
  struct ll_publisher_name name = {0};
  unsigned alone = 0;
  for (; name.n < MIN(n, LL_PUBLISHER_WORDS); name.n++) {
    const char *word = words[name.n].text;
    name.words[name.n] = word;
    alone += ll_char_alone(g_utf8_get_char(word));
    if (name.distinct == 0 && (alone >= 2 || is_distinct(list->rules, word)))
      name.distinct = (uint8_t)(name.n + 1);
  }
  if (name.distinct == 0 && name.n >= 2) /* "The Week": only whole */
    name.distinct = name.n;
  if (name.distinct)
    list->publishers[list->n_publishers++] = name;
}

static void add_domain(struct ll_publisher *list, const struct ll_word *words, size_t n) {
  char *label = list->domains[list->n_domains];
  size_t length = 0;
  for (size_t i = 0; i < n; i++) {
    size_t size = strlen(words[i].text);
    if (length + size >= LL_PUBLISHER_BYTES || list->n_domains == LL_PUBLISHER_NAMES)
      return;
    memcpy(label + length, words[i].text, size);
    length += size;
    label[length] = 0;
  }
  if (length >= 3 && is_distinct(list->rules, label))
    list->n_domains++;
}

/* Calls `add` for every sentence of the list. */
static void each_name(struct ll_publisher *list, const ll_words *words,
                      void (*add)(struct ll_publisher *, const struct ll_word *, size_t)) {
  if (!words)
    return;
  for (guint start = 0, i = 1; start < words->words->len; i++)
    if (i == words->words->len || g_array_index(words->words, struct ll_word, i).sentence) {
      add(list, &g_array_index(words->words, struct ll_word, start), i - start);
      start = i;
    }
}

static void add_publisher_forms(struct ll_publisher *list, const struct ll_word *words, size_t n) {
  add_publisher(list, words, n);
  if (ll_rules_has(list->rules, LL_ROLL_ARTICLES, words[0].text))
    add_publisher(list, words + 1, n - 1);
}

void ll_publisher_read(struct ll_publisher *list, const struct ll_names *names, const ll_rules *rules) {
  list->rules = rules;
  list->n_publishers = list->n_domains = 0;
  if (!names)
    return;
  each_name(list, names->publisher, add_publisher_forms);
  each_name(list, names->domain, add_domain);
}

bool ll_publisher_name_starts(const struct ll_publisher *list, const char *word) {
  for (unsigned i = 0; i < list->n_publishers; i++)
    if (g_str_equal(list->publishers[i].words[0], word))
      return true;
  return false;
}

bool ll_publisher_domain_starts(const struct ll_publisher *list, const char *word) {
  for (unsigned i = 0; i < list->n_domains; i++)
    if (g_str_has_prefix(list->domains[i], word))
      return true;
  return false;
}

uint64_t ll_publisher_names(const struct ll_publisher *list, const struct ll_word *words, size_t n) {
  uint64_t lengths = 0;
  for (unsigned i = 0; i < list->n_publishers; i++) {
    const struct ll_publisher_name *name = &list->publishers[i];
    size_t k = 0;
    while (k < MIN(n, name->n) && g_str_equal(words[k].text, name->words[k])) {
      k++;
      if (k >= name->distinct)
        lengths |= UINT64_C(1) << k;
    }
  }
  return lengths;
}

uint64_t ll_publisher_domains(const struct ll_publisher *list, const struct ll_word *words, size_t n) {
  uint64_t lengths = 0;
  for (unsigned i = 0; i < list->n_domains; i++) {
    const char *rest = list->domains[i];
    size_t k = 0;
    while (*rest && k < MIN(n, LL_PUBLISHER_WORDS) && g_str_has_prefix(rest, words[k].text))
      rest += strlen(words[k++].text);
    if (*rest == 0)
      lengths |= UINT64_C(1) << k;
  }
  return lengths;
}
