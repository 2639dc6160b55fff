/* SPDX-License-Identifier: MIT
 * Issues and blocks of one stream. */
#include "core/history.h"
#include "core/similar.h"
#include <stdlib.h>
#include <string.h>

enum { SAME_ISSUE_PERCENT = 80, SAME_ISSUE_DAYS = 3, MIN_SET = 3 };

ll_history *ll_history_new(void) {
  ll_history *h = g_new0(ll_history, 1);
  h->blocks = g_array_new(FALSE, TRUE, sizeof(struct ll_memento));
  return h;
}

void ll_history_free(ll_history *h) {
  if (!h)
    return;
  g_array_unref(h->blocks);
  g_free(h);
}

static struct ll_memento *block_at(const ll_history *h, guint i) {
  return &g_array_index(h->blocks, struct ll_memento, i);
}

/* ---- which block is which ---- */

struct pair {
  uint32_t block, print;
  float likeness;
};

static int by_likeness(const void *a, const void *b) {
  const struct pair *x = a, *y = b;
  if (x->likeness != y->likeness)
    return x->likeness > y->likeness ? -1 : 1;
  if (x->block != y->block)
    return x->block < y->block ? -1 : 1;
  return x->print < y->print ? -1 : x->print > y->print;
}

/* All pairs of a known block and a print that are alike, the most alike first. */
static GArray *find_pairs(const ll_history *h, const ll_lesson *lesson) {
  GArray *pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
  g_autoptr(ll_similar) similar =
      ll_similar_new((const struct ll_print *)(void *)lesson->prints->data, lesson->prints->len);
  for (guint b = 0; b < h->blocks->len; b++) {
    size_t n;
    const struct ll_hit *hits = ll_similar_find(similar, &block_at(h, b)->print, &n);
    for (size_t i = 0; i < n; i++) {
      struct pair pair = {b, hits[i].print, hits[i].likeness};
      g_array_append_val(pairs, pair);
    }
  }
  g_array_sort(pairs, by_likeness);
  return pairs;
}

/* One block a print, one print a block: the print of each block + 1, 0 for none.  `used` has one byte a print. */
static uint32_t *assign(const ll_history *h, const GArray *pairs, uint8_t *used) {
  uint32_t *print_of = g_new0(uint32_t, h->blocks->len + 1);
  for (guint i = 0; i < pairs->len; i++) {
    const struct pair *pair = &g_array_index(pairs, struct pair, i);
    if (print_of[pair->block] || used[pair->print])
      continue;
    print_of[pair->block] = pair->print + 1;
    used[pair->print] = 1;
  }
  return print_of;
}

/* ---- which issue is which ---- */

static bool has_key(const struct ll_key *key) {
  static const struct ll_key none;
  return memcmp(key, &none, sizeof none) != 0;
}

static bool near_in_time(uint32_t a, uint32_t b) {
  return a == 0 || b == 0 || (a > b ? a - b : b - a) <= SAME_ISSUE_DAYS;
}

/* Copies of a print in the same message count once. */
static unsigned count_distinct(const ll_lesson *lesson) {
  g_autoptr(GHashTable) texts =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  for (guint i = 0; i < lesson->prints->len; i++)
    g_hash_table_add(
        texts, g_bytes_new_static(&g_array_index(lesson->prints, struct ll_print, i).text, LL_KEY_BYTES));
  return g_hash_table_size(texts);
}

static bool same_set(const ll_history *h, unsigned issue, const uint32_t *print_of, unsigned n_prints) {
  unsigned known = 0, common = 0;
  for (guint b = 0; b < h->blocks->len; b++)
    if (block_at(h, b)->recent >> issue & 1) {
      known++;
      common += print_of[b] != 0;
    }
  return n_prints >= MIN_SET && known >= MIN_SET &&
         common * 100 >= (n_prints + known - common) * SAME_ISSUE_PERCENT;
}

/* Which of the recent issues the lesson is of; -1: none.  The same Message-ID, or nearly the same blocks within days. */
static int find_issue(const ll_history *h, const ll_lesson *lesson, const uint32_t *print_of) {
  unsigned n_prints = count_distinct(lesson);
  for (unsigned i = 0; i < h->n_recent; i++)
    if (has_key(&lesson->issue) && memcmp(&h->recent[i].key, &lesson->issue, sizeof lesson->issue) == 0)
      return (int)i;
  for (unsigned i = 0; i < h->n_recent; i++)
    if (near_in_time(h->recent[i].day, lesson->day) && same_set(h, i, print_of, n_prints))
      return (int)i;
  return -1;
}

/* ---- looking up ---- */

static struct ll_seen seen_of(const ll_history *h, const struct ll_memento *block, int own) {
  unsigned counted = h->n_recent, mask = block->recent, low, after = 0;
  struct ll_seen seen = {.issues = block->issues, .days = block->days};
  if (own >= 0) {
    unsigned had = mask >> own & 1;
    seen.issues -= (uint16_t)MIN(had, seen.issues);
    seen.days -= (uint16_t)MIN(had, seen.days);
    low = mask & ((1u << own) - 1);
    after = mask >> (own + 1);
    mask = low | after << own;
    counted--;
  }
  seen.recent_of = (uint16_t)MIN(counted, LL_COUNTED);
  seen.recent = (uint16_t)__builtin_popcount(mask & ((1u << LL_COUNTED) - 1));
  return seen;
}

void ll_history_look_up(const ll_history *h, const ll_lesson *lesson, struct ll_seen *seen) {
  guint n = lesson->prints->len;
  memset(seen, 0, n * sizeof *seen);
  if (h->n_recent == 0)
    return;
  g_autoptr(GArray) pairs = find_pairs(h, lesson);
  g_autofree uint8_t *used = g_new0(uint8_t, n + 1);
  g_autofree uint32_t *print_of = assign(h, pairs, used);
  int own = find_issue(h, lesson, print_of);
  for (guint i = 0; i < pairs->len; i++) {
    const struct pair *pair = &g_array_index(pairs, struct pair, i);
    struct ll_seen known = seen_of(h, block_at(h, pair->block), own), *best = &seen[pair->print];
    if (known.recent > best->recent || (known.recent == best->recent && known.issues > best->issues))
      *best = known;
  }
}

/* ---- learning ---- */

static void begin_issue(ll_history *h, const ll_lesson *lesson, uint32_t day) {
  memmove(h->recent + 1, h->recent, (LL_RECENT - 1) * sizeof *h->recent);
  h->recent[0] = (struct ll_issue){lesson->issue, day};
  h->n_recent = MIN(h->n_recent + 1, LL_RECENT);
  h->issues++;
  for (guint b = 0; b < h->blocks->len; b++)
    block_at(h, b)->recent = (uint16_t)(block_at(h, b)->recent << 1);
}

/* The block was in this issue, too. */
static bool count_block(struct ll_memento *block, const struct ll_print *print, unsigned issue,
                        uint32_t day) {
  if (block->recent >> issue & 1)
    return false;
  bool other_day = day && (day > block->last_day || day < block->first_day);
  block->recent |= (uint16_t)(1u << issue);
  block->issues = (uint16_t)MIN(block->issues + 1, UINT16_MAX);
  block->days = (uint16_t)MIN(block->days + other_day, UINT16_MAX);
  if (day)
    block->first_day = block->first_day ? MIN(block->first_day, day) : day;
  block->last_day = MAX(block->last_day, day);
  if (issue == 0)
    block->print = *print;
  return true;
}

static bool is_copy(const ll_lesson *lesson, guint print) {
  const struct ll_print *prints = (const struct ll_print *)(void *)lesson->prints->data;
  for (guint i = 0; i < print; i++)
    if (ll_likeness(&prints[i], &prints[print]) >= 1)
      return true;
  return false;
}

static bool add_blocks(ll_history *h, const ll_lesson *lesson, const uint8_t *used, unsigned issue) {
  guint before = h->blocks->len;
  uint32_t day = h->recent[issue].day;
  for (guint i = 0; i < lesson->prints->len && h->blocks->len < LL_HISTORY_BLOCKS; i++) {
    if (used[i] || is_copy(lesson, i))
      continue;
    struct ll_memento block = {.print = g_array_index(lesson->prints, struct ll_print, i),
                               .first_day = day,
                               .last_day = day,
                               .issues = 1,
                               .days = day != 0,
                               .recent = (uint16_t)(1u << issue)};
    g_array_append_val(h->blocks, block);
  }
  return h->blocks->len > before;
}

bool ll_history_learn(ll_history *h, const ll_lesson *lesson, const struct ll_retention *retention,
                      uint32_t today) {
  g_autoptr(GArray) pairs = find_pairs(h, lesson);
  g_autofree uint8_t *used = g_new0(uint8_t, lesson->prints->len + 1);
  g_autofree uint32_t *print_of = assign(h, pairs, used);
  int known = find_issue(h, lesson, print_of);
  unsigned issue = (unsigned)MAX(known, 0);
  bool changed = known < 0;
  if (known < 0)
    begin_issue(h, lesson, MIN(lesson->day, today));
  for (guint b = 0; b < h->blocks->len; b++)
    if (print_of[b])
      changed |= count_block(block_at(h, b), &g_array_index(lesson->prints, struct ll_print, print_of[b] - 1),
                             issue, h->recent[issue].day);
  changed |= add_blocks(h, lesson, used, issue);
  if (!changed)
    return false;
  h->last_day = MAX(h->last_day, lesson->day ? MIN(lesson->day, today) : today);
  h->revision++;
  ll_history_prune(h, retention, today);
  return true;
}

/* ---- forgetting ---- */

/* The more worth keeping: in more of the recent issues, then seen later. */
static int by_worth(const void *a, const void *b) {
  const struct ll_memento *x = a, *y = b;
  int in_x = __builtin_popcount(x->recent), in_y = __builtin_popcount(y->recent);
  if (in_x != in_y)
    return in_y - in_x;
  int age_x = __builtin_ctz(x->recent | 1u << LL_RECENT), age_y = __builtin_ctz(y->recent | 1u << LL_RECENT);
  return age_x != age_y ? age_x - age_y : memcmp(&x->print.text, &y->print.text, sizeof x->print.text);
}

bool ll_history_prune(ll_history *h, const struct ll_retention *retention, uint32_t today) {
  guint before = h->blocks->len, kept = 0, cap = MIN(retention->blocks, LL_HISTORY_BLOCKS);
  for (guint b = 0; b < before; b++) {
    const struct ll_memento *block = block_at(h, b);
    bool old = block->last_day && today > block->last_day && today - block->last_day > retention->days;
    if (block->recent && !old)
      *block_at(h, kept++) = *block;
  }
  g_array_set_size(h->blocks, kept);
  if (kept > cap) {
    g_array_sort(h->blocks, by_worth);
    g_array_set_size(h->blocks, cap);
  }
  return h->blocks->len < before;
}
