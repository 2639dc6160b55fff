/* SPDX-License-Identifier: MIT
 * Likeness of blocks.  The word pairs of all prints stand in one hash table behind a bit filter, so that a known block
 * is compared with all of them in about as many steps as it has word pairs.  Word pairs are hashes under a secret: their
 * bits serve as they are, and nobody can fill one chain on purpose. */
#include "core/similar.h"
#include <string.h>

enum { FILTER_BITS = 16, CHAIN_BITS = 11, PERCENT_SAME_LINKS = 60, PERCENT_OTHER_LINKS = 75, MIN_GRAMS = 4 };

struct posting {
  uint32_t gram, print;
  uint32_t next; /* the next one of the chain + 1; 0: none */
};

struct ll_similar {
  const struct ll_print *prints;
  size_t n;
  struct posting *postings;
  size_t n_postings;
  uint32_t chains[1 << CHAIN_BITS]; /* by the low bits of a gram: first posting + 1 */
  uint8_t filter[1 << (FILTER_BITS - 3)];
  GHashTable *texts; /* struct ll_key * -> first print with that text + 1 */
  uint32_t *next;    /* one a print: the next one with the same text + 1; 0: none */
  uint16_t *common;  /* one a print; all 0 between calls */
  uint32_t *touched;
  struct ll_hit *hits;
};

static bool same(const struct ll_key *a, const struct ll_key *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static bool same_text(const struct ll_print *a, const struct ll_print *b) {
  return same(&a->text, &b->text) &&
         (a->words > 0 || (same(&a->links, &b->links) && same(&a->shape, &b->shape)));
}

static float jaccard(const struct ll_print *a, const struct ll_print *b, unsigned common) {
  unsigned all = (unsigned)a->n_grams + b->n_grams - common;
  unsigned least = same(&a->links, &b->links) ? PERCENT_SAME_LINKS : PERCENT_OTHER_LINKS;
  bool alike = MIN(a->n_grams, b->n_grams) >= MIN_GRAMS && common * 100 >= all * least;
  return alike ? MIN((float)common / (float)all, 0.999f) : 0;
}

float ll_likeness(const struct ll_print *a, const struct ll_print *b) {
  unsigned common = 0;
  if (same_text(a, b))
    return 1;
  for (unsigned i = 0, j = 0; i < a->n_grams && j < b->n_grams;) {
    common += a->grams[i] == b->grams[j];
    uint32_t x = a->grams[i], y = b->grams[j];
    i += x <= y;
    j += y <= x;
  }
  return jaccard(a, b, common);
}

static unsigned hash_key(gconstpointer key) {
  unsigned value;
  memcpy(&value, key, sizeof value);
  return value;
}

static int equal_keys(gconstpointer a, gconstpointer b) {
  return same(a, b);
}

static unsigned bit_of(uint32_t gram) {
  return gram >> (32 - FILTER_BITS);
}

static uint32_t *chain_of(ll_similar *s, uint32_t gram) {
  return &s->chains[gram & ((1u << CHAIN_BITS) - 1)];
}

static void add_print(ll_similar *s, uint32_t i) {
  const struct ll_print *print = &s->prints[i];
  s->next[i] = GPOINTER_TO_UINT(g_hash_table_lookup(s->texts, &print->text));
  g_hash_table_insert(s->texts, (gpointer)&print->text, GUINT_TO_POINTER(i + 1));
  for (unsigned g = 0; g < print->n_grams; g++) {
    uint32_t *chain = chain_of(s, print->grams[g]);
    s->postings[s->n_postings++] = (struct posting){print->grams[g], i, *chain};
    *chain = (uint32_t)s->n_postings;
    s->filter[bit_of(print->grams[g]) / 8] |= (uint8_t)(1u << bit_of(print->grams[g]) % 8);
  }
}

ll_similar *ll_similar_new(const struct ll_print *prints, size_t n) {
  ll_similar *s = g_new0(ll_similar, 1);
  size_t grams = 0;
  for (size_t i = 0; i < n; i++)
    grams += prints[i].n_grams;
  s->prints = prints;
  s->n = n;
  s->postings = g_new(struct posting, grams + 1);
  s->texts = g_hash_table_new(hash_key, equal_keys);
  s->next = g_new0(uint32_t, n + 1);
  s->common = g_new0(uint16_t, n + 1);
  s->touched = g_new(uint32_t, n + 1);
  s->hits = g_new(struct ll_hit, 2 * n + 1);
  for (size_t i = 0; i < n; i++)
    add_print(s, (uint32_t)i);
  return s;
}

void ll_similar_free(ll_similar *s) {
  if (!s)
    return;
  g_hash_table_unref(s->texts);
  g_free(s->postings);
  g_free(s->next);
  g_free(s->common);
  g_free(s->touched);
  g_free(s->hits);
  g_free(s);
}

/* Counts the common word pairs of `known` and every print; returns how many prints have one. */
static size_t count_common(ll_similar *s, const struct ll_print *known) {
  size_t touched = 0;
  for (unsigned g = 0; g < known->n_grams; g++) {
    uint32_t gram = known->grams[g];
    if (!(s->filter[bit_of(gram) / 8] >> bit_of(gram) % 8 & 1))
      continue;
    const struct posting *p;
    for (uint32_t next = *chain_of(s, gram); next; next = p->next) {
      p = &s->postings[next - 1];
      if (p->gram == gram && s->common[p->print]++ == 0)
        s->touched[touched++] = p->print;
    }
  }
  return touched;
}

const struct ll_hit *ll_similar_find(ll_similar *s, const struct ll_print *known, size_t *n) {
  size_t found = 0, touched = count_common(s, known);
  uint32_t i = GPOINTER_TO_UINT(g_hash_table_lookup(s->texts, &known->text));
  for (; i; i = s->next[i - 1])
    if (same_text(known, &s->prints[i - 1]))
      s->hits[found++] = (struct ll_hit){i - 1, 1};
  for (size_t t = 0; t < touched; t++) {
    const struct ll_print *print = &s->prints[s->touched[t]];
    float likeness = same_text(known, print) ? 0 : jaccard(known, print, s->common[s->touched[t]]);
    s->common[s->touched[t]] = 0;
    if (likeness > 0)
      s->hits[found++] = (struct ll_hit){s->touched[t], likeness};
  }
  *n = found;
  return s->hits;
}
