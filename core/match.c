/* SPDX-License-Identifier: MIT
 * Runs the net of core/net.h over words.
 *
 * From each first word the tries are walked once, with the set of positions that are reachable so far as a 64-bit mask
 * relative to that word: gaps smear it, groups map it, so nothing is ever walked twice and time is linear in the words
 * whatever the patterns.  Only paths are followed that the words of the sentence can complete (core/live.h).  A
 * word that no such path starts with, and a second word that does not go on, cost next to nothing; most words are
 * such. */
#include "core/match.h"
#include "core/live.h"
#include "core/publisher.h"

#include <string.h>

/* A term of the text against the vocabulary. */
struct known {
  uint64_t bits;  /* what masks are compared with */
  uint32_t first; /* its numbers, in `numbers` */
  uint32_t n;
  bool wakes; /* one of them brings patterns to life */
};

/* One of the numbers of a term.  The ways to begin a pattern with it that the message may complete are
 * [first[root], first[root + 1]) of `firsts`. */
struct number {
  uint32_t number;
  uint32_t wake; /* of core/live.h */
  uint32_t first[LL_N_ROOTS + 1];
};

#define WORD_BITS (~(LL_MASK_ANY | LL_MASK_END))

struct hit {
  uint32_t node;
  uint64_t positions;
};

struct matcher {
  const ll_rules *rules;
  const ll_net *net;
  const struct ll_word *words;
  size_t n;
  struct ll_publisher names;
  struct known *known; /* one a term */
  GArray *numbers;     /* of struct number */
  GArray *firsts;      /* of struct ll_first: those of the numbers, a copy */
  GArray *hits;        /* of struct hit: a stack */
  GArray *matches;
  ll_live live; /* what the sentence may match */
  size_t at; /* first word */
  size_t sentence_end;
  unsigned reach; /* words from `at` to the end of the sentence, at most LL_MATCH_SPAN */
  unsigned found; /* matches that start at `at` */
};

static void walk(struct matcher *m, uint32_t index, uint64_t positions, uint64_t *ends);

/* ---- words ---- */

static bool is_number(const char *text) {
  static const char *const units[] = {"",   "k",   "m",   "mm",  "mn",     "mio",
                                      "bn", "mil", "tsd", "tys", "\u043a", "\u043c"};
  size_t digits = strspn(text, "0123456789");
  if (digits == 0)
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_equal(text + digits, units[i]))
      return true;
  return false;
}

static struct known know(struct matcher *m, const struct ll_term *term) {
  const char *text = term->text;
  uint32_t numbers[LL_VOCAB_FITS + LL_VOCAB_FIRST];
  size_t n = ll_vocab_find(m->rules->vocab, text, term->length, numbers);
  if (is_number(text))
    numbers[n++] = LL_VOCAB_NUMBER;
  if (ll_publisher_name_starts(&m->names, text))
    numbers[n++] = LL_VOCAB_PUBLISHER;
  if (ll_publisher_domain_starts(&m->names, text))
    numbers[n++] = LL_VOCAB_DOMAIN;
  struct known known = {.bits = LL_MASK_ANY | LL_MASK_END, .first = m->numbers->len, .n = (uint32_t)n};
  for (size_t i = 0; i < n; i++) {
    struct number number = {.number = numbers[i]};
    g_array_append_val(m->numbers, number);
    known.bits |= ll_mask_of(numbers[i]);
    ll_live_know(&m->live, numbers[i]);
  }
  return known;
}

static struct number *number_at(const struct matcher *m, uint32_t i) {
  return &g_array_index(m->numbers, struct number, i);
}

/* What the term wakes, and what can begin with it, once all that the message has is known. */
static void prepare(struct matcher *m, struct known *known) {
  for (uint32_t i = known->first; i < known->first + known->n; i++) {
    struct number *number = number_at(m, i);
    number->wake = ll_live_wake(&m->live, number->number);
    known->wakes |= number->wake != LL_WAKES_NOTHING;
    number->first[0] = m->firsts->len;
    const uint32_t *index = m->net->first_index + LL_N_ROOTS * number->number;
    for (int root = 0; root < LL_N_ROOTS; root++) {
      for (const struct ll_first *first = m->net->firsts + index[root]; first < m->net->firsts + index[root + 1]; first++)
        if (ll_live_starts(&m->live, first->to))
          g_array_append_val(m->firsts, *first);
      number->first[root + 1] = m->firsts->len;
    }
  }
}

static const struct known *known_at(const struct matcher *m, size_t word) {
  return &m->known[m->words[word].term];
}

/* ---- one first word ---- */

static uint64_t up_to(unsigned n) {
  return n >= 63 ? ~UINT64_C(0) : (UINT64_C(1) << (n + 1)) - 1;
}

/* What may be compared with masks at a position: past the sentence only its end. */
static uint64_t bits_at(const struct matcher *m, unsigned position) {
  return position < m->reach ? known_at(m, m->at + position)->bits : LL_MASK_END;
}

static bool is_single(uint64_t positions) {
  return (positions & (positions - 1)) == 0;
}

/* The bits of all the positions together. */
static uint64_t bits_of(const struct matcher *m, uint64_t positions) {
  uint64_t bits = 0;
  for (; positions; positions &= positions - 1)
    bits |= bits_at(m, (unsigned)__builtin_ctzll(positions));
  return bits;
}

static uint64_t filter(const struct matcher *m, uint64_t positions, uint64_t mask) {
  uint64_t kept = 0;
  for (uint64_t left = positions; left; left &= left - 1) {
    unsigned position = (unsigned)__builtin_ctzll(left);
    if (bits_at(m, position) & mask)
      kept |= UINT64_C(1) << position;
  }
  return kept;
}

static bool word_has(const struct matcher *m, unsigned position, uint32_t number) {
  const struct known *known = known_at(m, m->at + position);
  for (uint32_t i = 0; i < known->n; i++)
    if (number_at(m, known->first + i)->number == number)
      return true;
  return false;
}

static uint64_t step_numbers(const struct matcher *m, uint64_t positions) {
  uint64_t ends = 0;
  for (; positions; positions &= positions - 1)
    for (unsigned p = (unsigned)__builtin_ctzll(positions); p < m->reach && word_has(m, p, LL_VOCAB_NUMBER);
         p++)
      ends |= UINT64_C(1) << (p + 1);
  return ends;
}

static uint64_t step_names(const struct matcher *m, enum ll_item_kind kind, uint64_t positions) {
  uint64_t ends = 0;
  for (; positions; positions &= positions - 1) {
    unsigned p = (unsigned)__builtin_ctzll(positions);
    if (p >= m->reach)
      break;
    const struct ll_word *words = m->words + m->at + p;
    uint64_t lengths = kind == LL_ITEM_DOMAIN ? ll_publisher_domains(&m->names, words, m->reach - p)
                                              : ll_publisher_names(&m->names, words, m->reach - p);
    ends |= lengths << p;
  }
  return ends;
}

/* Where an edge that is no word leads from these positions. */
static uint64_t step(struct matcher *m, uint32_t item, uint64_t positions) {
  uint64_t ends = 0;
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_GROUP:
    walk(m, g_array_index(m->net->groups, struct ll_group, LL_ITEM_VALUE(item)).node, positions, &ends);
    return ends;
  case LL_ITEM_GAP:
    ends = positions;
    for (uint32_t i = 0; i < LL_ITEM_VALUE(item); i++)
      ends |= ends << 1;
    return ends & up_to(m->reach);
  case LL_ITEM_ANY:
    return positions << 1 & up_to(m->reach);
  case LL_ITEM_NUMBER:
    return step_numbers(m, positions);
  case LL_ITEM_PUBLISHER:
  case LL_ITEM_DOMAIN:
    return step_names(m, LL_ITEM_KIND(item), positions);
  case LL_ITEM_WORD:
    break;
  }
  g_assert_not_reached();
}

static void report(struct matcher *m, uint32_t accept, uint64_t positions) {
  unsigned longest = 63 - (unsigned)__builtin_clzll(positions);
  bool ended = m->at + longest == m->sentence_end;
  while (accept) {
    const struct ll_accept *a = &g_array_index(m->net->accepts, struct ll_accept, accept - 1);
    if ((!a->at_end || ended) && m->found < LL_MATCH_STARTS) {
      struct ll_match match = {.first = (uint32_t)m->at,
                               .end = (uint32_t)(m->at + longest),
                               .rule = g_ptr_array_index(m->rules->rules, a->rule)};
      g_array_append_val(m->matches, match);
      m->found++;
    }
    accept = a->next;
  }
}

/* Where a word leads from a node; 0: nowhere. */
static uint32_t word_leads(const struct ll_trie *trie, const struct ll_node *node, uint32_t number) {
  const struct ll_word_edge *edges = trie->words;
  uint32_t low = node[0].words, high = node[1].words;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (edges[middle].number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low < node[1].words && edges[low].number == number ? edges[low].to : 0;
}

static void add_hit(struct matcher *m, guint base, uint32_t node, uint64_t position) {
  for (guint i = base; i < m->hits->len; i++) {
    struct hit *hit = &g_array_index(m->hits, struct hit, i);
    if (hit->node == node) {
      hit->positions |= position;
      return;
    }
  }
  struct hit hit = {node, position};
  g_array_append_val(m->hits, hit);
}

/* Is there anything to find there?  In a group there may always be. */
static bool leads_on(const struct matcher *m, uint32_t to, const uint64_t *ends) {
  return ends || ll_live_at(&m->live, to);
}

/* All that follows; at a leaf nothing does. */
static void go_on(struct matcher *m, uint32_t to, uint64_t positions, uint64_t *ends) {
  if (to == LL_NET_LEAF)
    *ends |= positions;
  else
    walk(m, to, positions, ends);
}

/* Goes on at the nodes that the word at a position leads to. */
static void take_word(struct matcher *m, const struct ll_trie *trie, const struct ll_node *node, unsigned position, uint64_t *ends) {
  const struct known *known = known_at(m, m->at + position);
  for (uint32_t i = 0; i < known->n; i++) {
    uint32_t to = word_leads(trie, node, number_at(m, known->first + i)->number);
    if (to && leads_on(m, to, ends))
      go_on(m, to, UINT64_C(1) << (position + 1), ends);
  }
}

/* The same for several positions: what they lead to is put together first, so that each node is walked once. */
static void take_words(struct matcher *m, const struct ll_trie *trie, const struct ll_node *node, uint64_t positions, uint64_t *ends) {
  guint base = m->hits->len;
  for (; positions; positions &= positions - 1) {
    unsigned p = (unsigned)__builtin_ctzll(positions);
    if (p >= m->reach)
      break;
    const struct known *known = known_at(m, m->at + p);
    if (!(known->bits & node->mask & WORD_BITS))
      continue;
    for (uint32_t i = 0; i < known->n; i++) {
      uint32_t to = word_leads(trie, node, number_at(m, known->first + i)->number);
      if (to && leads_on(m, to, ends))
        add_hit(m, base, to, UINT64_C(1) << (p + 1));
    }
  }
  guint top = m->hits->len;
  for (guint i = base; i < top; i++) {
    struct hit hit = g_array_index(m->hits, struct hit, i);
    go_on(m, hit.node, hit.positions, ends);
  }
  g_array_set_size(m->hits, base);
}

static void take_other(struct matcher *m, const struct ll_edge *edge, uint64_t positions, uint64_t *ends) {
  uint64_t usable = filter(m, positions, edge->mask);
  uint64_t next = usable ? step(m, edge->item, usable) : 0;
  if (next)
    go_on(m, edge->to, next, ends);
}

/* All that follows a node that was reached at these positions.  In a group (`ends` is not NULL) the positions where it
 * may end are collected, else matches are reported. */
static void walk(struct matcher *m, uint32_t index, uint64_t positions, uint64_t *ends) {
  const struct ll_trie *trie = ends ? &m->net->inner : &m->net->paths;
  const struct ll_node *node = &trie->nodes[index];
  if (node->accept && ends)
    *ends |= positions;
  else if (node->accept)
    report(m, node->accept, positions);
  uint64_t bits = bits_of(m, positions);
  for (uint32_t e = node[0].others; e < node[1].others; e++)
    if ((trie->others[e].mask & bits) && leads_on(m, trie->others[e].to, ends))
      take_other(m, &trie->others[e], positions, ends);
  if (node[0].words == node[1].words || !(node->mask & bits & WORD_BITS))
    return;
  if (is_single(positions))
    take_word(m, trie, node, (unsigned)__builtin_ctzll(positions), ends);
  else
    take_words(m, trie, node, positions, ends);
}

static void start_root(struct matcher *m, int root, const struct number *number, uint64_t next) {
  for (uint32_t i = number->first[root]; i < number->first[root + 1]; i++) {
    const struct ll_first *first = &g_array_index(m->firsts, struct ll_first, i);
    if (!(first->mask & next) || !ll_live_at(&m->live, first->to))
      continue;
    if (first->other)
      take_other(m, &m->net->paths.others[first->other - 1], 1, NULL);
    else
      walk(m, first->to, 2, NULL);
  }
}

static void start_word(struct matcher *m) {
  const struct known *known = known_at(m, m->at);
  uint64_t next = bits_at(m, 1);
  m->found = 0;
  for (uint32_t i = 0; i < known->n; i++) {
    const struct number *number = number_at(m, known->first + i);
    start_root(m, LL_ROOT, number, next);
    if (m->words[m->at].sentence || m->at == 0)
      start_root(m, LL_ROOT_SENTENCE, number, next);
  }
}

/* Finds where the sentence at m->at ends, and what it may match; false: nothing. */
static bool begin_sentence(struct matcher *m) {
  size_t end = m->at + 1;
  while (end < m->n && !m->words[end].sentence)
    end++;
  m->sentence_end = end;
  ll_live_begin(&m->live);
  for (size_t w = m->at; w < end; w++) {
    const struct known *known = known_at(m, w);
    for (uint32_t i = 0; known->wakes && i < known->n; i++)
      ll_live_add(&m->live, number_at(m, known->first + i)->wake);
  }
  return ll_live_end(&m->live);
}

static void match_sentence(struct matcher *m) {
  for (; m->at < m->sentence_end; m->at++) {
    m->reach = (unsigned)MIN(m->sentence_end - m->at, (size_t)LL_MATCH_SPAN);
    if (known_at(m, m->at)->n)
      start_word(m);
  }
}

void ll_match_all(const ll_rules *rules, const ll_words *words, const struct ll_names *names,
                  GArray *matches) {
  struct matcher m = {.rules = rules, .net = rules->net, .n = words->words->len, .matches = matches};
  m.words = (const struct ll_word *)(const void *)words->words->data;
  g_autofree struct known *known = g_new(struct known, words->terms->len + 1);
  g_autoptr(GArray) numbers = g_array_new(false, false, sizeof(struct number));
  g_autoptr(GArray) firsts = g_array_new(false, false, sizeof(struct ll_first));
  g_autoptr(GArray) hits = g_array_new(false, false, sizeof(struct hit));
  m.known = known;
  m.numbers = numbers;
  m.firsts = firsts;
  m.hits = hits;
  ll_publisher_read(&m.names, names, rules);
  ll_live_init(&m.live, rules->triggers);
  for (guint i = 0; i < words->terms->len; i++)
    known[i] = know(&m, &g_array_index(words->terms, struct ll_term, i));
  ll_live_ready(&m.live);
  for (guint i = 0; i < words->terms->len; i++)
    prepare(&m, &known[i]);
  for (; m.at < m.n; m.at = m.sentence_end)
    if (begin_sentence(&m))
      match_sentence(&m);
  ll_live_clear(&m.live);
}
