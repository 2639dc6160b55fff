/* SPDX-License-Identifier: MIT
 * Rule files, loaded and asked.  Reading is in rules-parse.c, matching in match.c; here is which matches count. */
#include "core/rules.h"
#include "core/match.h"

#include <glib/gstdio.h>
#include <string.h>

enum { MOST_EXPECTED = 64 << 20 /* bytes of rules that room is made for before they come */ };

/* Makes the rules ready for matching. */
static void close_net(ll_rules *rules) {
  if (!rules->open)
    return;
  ll_net_close(rules->net, ll_vocab_size(rules->vocab));
  ll_triggers_free(rules->triggers);
  rules->triggers = ll_triggers_new(rules->net, rules->vocab);
  rules->open = false;
}

ll_rules *ll_rules_new(void) {
  ll_rules *rules = g_new0(ll_rules, 1);
  rules->vocab = ll_vocab_new();
  rules->spellings = ll_spellings_new(rules->vocab);
  rules->net = ll_net_new();
  rules->links = ll_links_new();
  rules->rules = g_ptr_array_new();
  rules->pool = ll_pool_new();
  rules->strings = g_string_chunk_new(1024);
  rules->texts = g_ptr_array_new_with_free_func(g_free);
  rules->weights = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (unsigned i = 0; i < LL_N_ROLLS; i++)
    rules->rolls[i] = g_ptr_array_new();
  rules->open = true;
  close_net(rules);
  return rules;
}

void ll_rules_free(ll_rules *rules) {
  if (!rules)
    return;
  ll_spellings_free(rules->spellings);
  ll_vocab_free(rules->vocab);
  ll_net_free(rules->net);
  ll_triggers_free(rules->triggers);
  ll_links_free(rules->links);
  g_ptr_array_unref(rules->rules);
  ll_pool_free(rules->pool);
  g_string_chunk_free(rules->strings);
  g_ptr_array_unref(rules->texts);
  g_hash_table_unref(rules->weights);
  for (unsigned i = 0; i < LL_N_ROLLS; i++)
    g_ptr_array_unref(rules->rolls[i]);
  g_free(rules);
}

bool ll_rules_parse(ll_rules *rules, const char *name, const char *text, GError **error) {
  bool ok = ll_rules_read(rules, name, g_strdup(text), strlen(text), error);
  close_net(rules);
  return ok;
}

static int by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the rule files of a directory, sorted; NULL and `error` when it cannot be read. */
static GPtrArray *rule_files(const char *directory, GError **error) {
  GError *wrong = NULL;
  g_autoptr(GDir) dir = g_dir_open(directory, 0, &wrong);
  if (!dir) {
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s", wrong->message);
    g_error_free(wrong);
    return NULL;
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(dir)) && names->len <= LL_RULES_FILES;)
    if (g_str_has_suffix(name, ".rules") && *name != '.')
      g_ptr_array_add(names, g_strdup(name));
  if (names->len == 0 || names->len > LL_RULES_FILES) {
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s: %s", directory,
                names->len ? "more than 1,000 *.rules files" : "no *.rules file in this directory");
    return NULL;
  }
  g_ptr_array_sort(names, by_name);
  return g_steal_pointer(&names);
}

/* How large the files are together; one that cannot be asked is told when it is read. */
static size_t bytes_of(const char *directory, const GPtrArray *names) {
  size_t bytes = 0;
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(directory, g_ptr_array_index(names, i), NULL);
    GStatBuf about;
    if (g_stat(path, &about) == 0 && about.st_size > 0)
      bytes += (size_t)MIN(about.st_size, (goffset)LL_RULES_FILE_BYTES);
  }
  return MIN(bytes, (size_t)MOST_EXPECTED);
}

static bool load_file(ll_rules *rules, const char *directory, const char *name, GError **error) {
  g_autofree char *path = g_build_filename(directory, name, NULL);
  char *text;
  size_t length;
  GError *wrong = NULL;
  if (g_file_get_contents(path, &text, &length, &wrong))
    return ll_rules_read(rules, name, text, length, error);
  g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s", wrong->message);
  g_error_free(wrong);
  return false;
}

ll_rules *ll_rules_load(const char *directory, GError **error) {
  g_autoptr(GPtrArray) names = rule_files(directory, error);
  if (!names)
    return NULL;
  g_autoptr(ll_rules) rules = ll_rules_new();
  size_t bytes = bytes_of(directory, names);
  ll_net_expect(rules->net, bytes);
  ll_spellings_expect(rules->spellings, bytes);
  for (guint i = 0; i < names->len; i++)
    if (!load_file(rules, directory, g_ptr_array_index(names, i), error))
      return NULL;
  const char *missing = ll_rules_missing_weight(rules);
  if (missing) {
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG,
                "%s: no weight \"%s\"; copy weights.rules of leanletter here", directory, missing);
    return NULL;
  }
  close_net(rules);
  ll_net_seal(rules->net);
  g_clear_pointer(&rules->spellings, ll_spellings_free);
  return g_steal_pointer(&rules);
}

int ll_rules_link(const ll_rules *rules, const char *url, const struct ll_rule **rule) {
  const struct ll_rule *found = ll_links_find(rules->links, url);
  if (!found || found->topic == LL_TOPIC_CONTENT)
    return -1;
  if (rule)
    *rule = found;
  return found->topic;
}

double ll_rules_weight(const ll_rules *rules, const char *name) {
  const double *weight = g_hash_table_lookup(rules->weights, name);
  g_assert(weight != NULL);
  return *weight;
}

/* ---- which matches count ---- */

/* Of the protect matches: the furthest end of those that start at a word or before; of those that say unsubscribe: the
 * nearest end of those that start at a word or after. */
struct protection {
  uint32_t furthest, nearest;
};

static struct protection *find_protection(const GArray *matches, guint from, guint n_words) {
  struct protection *at = g_new(struct protection, n_words + 1);
  for (guint i = 0; i <= n_words; i++)
    at[i] = (struct protection){.furthest = 0, .nearest = UINT32_MAX};
  for (guint i = from; i < matches->len; i++) {
    const struct ll_match *match = &g_array_index(matches, struct ll_match, i);
    struct protection *start = &at[match->first];
    if (ll_topic_protects(match->rule->topic))
      start->furthest = MAX(start->furthest, match->end);
    if (match->rule->topic == LL_TOPIC_UNSUBSCRIBE)
      start->nearest = MIN(start->nearest, match->end);
  }
  for (guint i = 1; i <= n_words; i++)
    at[i].furthest = MAX(at[i].furthest, at[i - 1].furthest);
  for (guint i = n_words; i > 0; i--)
    at[i - 1].nearest = MIN(at[i - 1].nearest, at[i].nearest);
  return at;
}

/* A clutter phrase inside a protected one, or one that goes over a way to unsubscribe, does not count. */
static void drop_protected(GArray *matches, guint from, guint n_words) {
  g_autofree struct protection *at = find_protection(matches, from, n_words);
  guint kept = from;
  for (guint i = from; i < matches->len; i++) {
    struct ll_match match = g_array_index(matches, struct ll_match, i);
    const struct protection *here = &at[match.first];
    if (match.rule->topic >= LL_N_CLASSES || (here->furthest < match.end && here->nearest > match.end))
      g_array_index(matches, struct ll_match, kept++) = match;
  }
  g_array_set_size(matches, kept);
}

/* Where a match belongs among others: the longest first, then the strongest. */
static unsigned rank_of(const struct ll_match *match) {
  return (LL_MATCH_SPAN - (match->end - match->first)) * (LL_IDIOM + 1) + (LL_IDIOM - match->rule->strength);
}

/* By rank; those of one rank stay in the order of their first words, in which they come. */
static void sort_by_rank(struct ll_match *all, guint n) {
  guint next[(LL_MATCH_SPAN + 1) * (LL_IDIOM + 1)] = {0}; /* where the next match of a rank goes */
  g_autofree struct ll_match *before = g_memdup2(all, n * sizeof *all);
  for (guint i = 0; i < n; i++)
    next[rank_of(&all[i])]++;
  for (guint rank = 0, sum = 0; rank < G_N_ELEMENTS(next); rank++) {
    guint count = next[rank];
    next[rank] = sum;
    sum += count;
  }
  for (guint i = 0; i < n; i++)
    all[next[rank_of(&before[i])]++] = before[i];
}

static int by_place(const void *a, const void *b) {
  const struct ll_match *one = a, *other = b;
  if (one->first != other->first)
    return one->first < other->first ? -1 : 1;
  if (one->end != other->end)
    return one->end > other->end ? -1 : 1;
  if (one->rule->topic != other->rule->topic)
    return one->rule->topic < other->rule->topic ? -1 : 1;
  return (int)other->rule->strength - (int)one->rule->strength;
}

/* Marks the words of a match with 1 + its strength; false, and no marks, when one that is as strong is there. */
static bool claim(uint8_t *marks, const struct ll_match *match) {
  uint8_t mark = (uint8_t)(match->rule->strength + 1);
  for (uint32_t i = match->first; i < match->end; i++)
    if (marks[i] >= mark)
      return false;
  memset(marks + match->first, mark, match->end - match->first);
  return true;
}

static void drop_shorter(GArray *matches, guint from, guint n_words) {
  struct ll_match *all = (struct ll_match *)(void *)matches->data;
  uint8_t *marks[LL_N_TOPICS] = {NULL};
  guint kept = from;
  if (matches->len == from)
    return;
  sort_by_rank(all + from, matches->len - from);
  for (guint i = from; i < matches->len; i++) {
    uint8_t topic = all[i].rule->topic;
    if (!marks[topic])
      marks[topic] = g_malloc0(n_words);
    if (claim(marks[topic], &all[i]))
      all[kept++] = all[i];
  }
  for (unsigned topic = 0; topic < LL_N_TOPICS; topic++)
    g_free(marks[topic]);
  g_array_set_size(matches, kept);
  qsort(all + from, kept - from, sizeof *all, by_place);
}

/* "Read more" inside an idiom of a class ("subscribe to read more") is a part of it. */
static void drop_told(GArray *matches, guint from) {
  struct ll_match told = {0}; /* the idiom so far that ends last */
  guint kept = from;
  for (guint i = from; i < matches->len; i++) {
    struct ll_match match = g_array_index(matches, struct ll_match, i);
    if (match.rule->topic < LL_N_CLASSES && match.rule->strength == LL_IDIOM && match.end > told.end)
      told = match;
    bool inside = match.end <= told.end && (match.first > told.first || match.end < told.end);
    if (match.rule->topic != LL_TOPIC_MORE || !inside)
      g_array_index(matches, struct ll_match, kept++) = match;
  }
  g_array_set_size(matches, kept);
}

void ll_rules_match(const ll_rules *rules, const ll_words *words, const struct ll_names *names,
                    GArray *matches) {
  g_assert(!rules->open);
  guint from = matches->len;
  ll_match_all(rules, words, names, matches);
  drop_protected(matches, from, words->words->len);
  drop_shorter(matches, from, words->words->len);
  drop_told(matches, from);
}

uint32_t ll_rules_topics(const ll_rules *rules, const ll_words *words) {
  uint32_t topics = 0;
  g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(struct ll_match));
  ll_rules_match(rules, words, &(struct ll_names){NULL, NULL}, matches);
  for (guint i = 0; i < matches->len; i++)
    topics |= 1u << g_array_index(matches, struct ll_match, i).rule->topic;
  return topics;
}

const GPtrArray *ll_rules_roll(const ll_rules *rules, enum ll_roll roll) {
  static const GPtrArray none = {NULL, 0};
  return rules ? rules->rolls[roll] : &none;
}

bool ll_rules_has(const ll_rules *rules, enum ll_roll roll, const char *name) {
  const GPtrArray *names = ll_rules_roll(rules, roll);
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal(g_ptr_array_index(names, i), name))
      return true;
  return false;
}
