/* SPDX-License-Identifier: MIT
 * One hash table for whole words, stems, endings and inner pieces.  The hash of a stem is the running hash of the
 * word read forwards, that of an ending backwards, that of an inner piece the hash of its first three bytes; so a
 * word of n bytes costs about 3n cheap look-ups, whatever the number of patterns. */
#include "core/vocab.h"
#include "core/grow.h"

#include <string.h>

enum { INSIDE_KEY = 3, N_AFFIXES = 4, BUILT_IN_CHARACTERS = 4 };

struct entry {
  uint32_t hash;
  uint32_t text;   /* offset in the pool */
  uint32_t number; /* 0: free */
  uint8_t length;
  uint8_t affix;
};

struct ll_vocab {
  struct entry *table;
  size_t size; /* of the table, a power of two */
  size_t used;
  GString *pool;
  uint32_t next;               /* number */
  GByteArray *characters;      /* of each number: how many, at most 254, and 1 more for a whole word */
  uint64_t lengths[N_AFFIXES]; /* bit n: there is a piece of n bytes (63: or more) */
  uint64_t inside[64];         /* which keys of inner pieces exist, by the low 12 bits of the hash */
  uint64_t hashes[1 << 12];    /* which hashes exist, by their upper 18 bits: most look-ups end here */
};

ll_vocab *ll_vocab_new(void) {
  ll_vocab *vocab = g_new0(ll_vocab, 1);
  vocab->size = 1024;
  vocab->table = g_new0(struct entry, vocab->size);
  vocab->pool = g_string_new(NULL);
  vocab->characters = g_byte_array_new();
  g_byte_array_set_size(vocab->characters, LL_VOCAB_FIRST);
  memset(vocab->characters->data, BUILT_IN_CHARACTERS, LL_VOCAB_FIRST);
  vocab->next = LL_VOCAB_FIRST;
  return vocab;
}

void ll_vocab_expect(ll_vocab *vocab, size_t pieces) {
  g_assert(vocab->used == 0);
  g_free(vocab->table);
  vocab->size = ll_slots_for(pieces + pieces / 2);
  vocab->table = g_new0(struct entry, vocab->size);
}

void ll_vocab_free(ll_vocab *vocab) {
  if (!vocab)
    return;
  g_free(vocab->table);
  g_string_free(vocab->pool, true);
  g_byte_array_unref(vocab->characters);
  g_free(vocab);
}

/* Each letter more makes a word rarer, up to a dozen. */
uint32_t ll_vocab_commonness(const ll_vocab *vocab, uint32_t number) {
  unsigned letters = MIN(vocab->characters->data[number], 13);
  return 1 + (1u << (26 - 2 * letters) >> 4);
}

uint32_t ll_vocab_size(const ll_vocab *vocab) {
  return vocab->next;
}

static uint32_t start_hash(enum ll_affix affix) {
  return 2166136261u ^ ((uint32_t)affix << 20);
}

static uint32_t add_byte(uint32_t hash, char byte) {
  return (hash ^ (guchar)byte) * 16777619u;
}

static uint32_t hash_piece(enum ll_affix affix, const char *text, size_t length) {
  uint32_t hash = start_hash(affix);
  if (affix == LL_AFFIX_END)
    for (size_t i = length; i > 0; i--)
      hash = add_byte(hash, text[i - 1]);
  else
    for (size_t i = 0; i < (affix == LL_AFFIX_INSIDE ? (size_t)INSIDE_KEY : length); i++)
      hash = add_byte(hash, text[i]);
  return hash;
}

static size_t slot_of(const ll_vocab *vocab, uint32_t hash) {
  return (hash * 2654435769u >> 7) & (vocab->size - 1);
}

static bool has_hash(const ll_vocab *vocab, uint32_t hash) {
  return vocab->hashes[hash >> 20] >> (hash >> 14 & 63) & 1;
}

static void place(ll_vocab *vocab, const struct entry *entry) {
  size_t slot = slot_of(vocab, entry->hash);
  while (vocab->table[slot].number != 0)
    slot = (slot + 1) & (vocab->size - 1);
  vocab->table[slot] = *entry;
  vocab->used++;
}

static void grow(ll_vocab *vocab) {
  g_autofree struct entry *old = vocab->table;
  size_t n = vocab->size;
  vocab->size *= 2;
  vocab->used = 0;
  vocab->table = g_new0(struct entry, vocab->size);
  for (size_t i = 0; i < n; i++)
    if (old[i].number != 0)
      place(vocab, &old[i]);
}

static bool same(const ll_vocab *vocab, const struct entry *entry, enum ll_affix affix, uint32_t hash,
                 const char *text, size_t length) {
  return entry->hash == hash && entry->affix == affix && entry->length == length &&
         memcmp(vocab->pool->str + entry->text, text, length) == 0;
}

/* The number of that piece, 0 when there is none. */
static uint32_t look_up(const ll_vocab *vocab, enum ll_affix affix, uint32_t hash, const char *text,
                        size_t length) {
  for (size_t slot = slot_of(vocab, hash); vocab->table[slot].number != 0;
       slot = (slot + 1) & (vocab->size - 1))
    if (same(vocab, &vocab->table[slot], affix, hash, text, length))
      return vocab->table[slot].number;
  return 0;
}

uint32_t ll_vocab_add(ll_vocab *vocab, enum ll_affix affix, const char *text, size_t length) {
  g_assert(length > 0 && length <= 255 && (affix != LL_AFFIX_INSIDE || length >= INSIDE_KEY));
  uint32_t hash = hash_piece(affix, text, length), known = look_up(vocab, affix, hash, text, length);
  if (known)
    return known;
  struct entry entry = {.hash = hash,
                        .text = (uint32_t)vocab->pool->len,
                        .number = vocab->next++,
                        .length = (uint8_t)length,
                        .affix = (uint8_t)affix};
  g_string_append_len(vocab->pool, text, (gssize)length);
  guint8 characters = (guint8)MIN(g_utf8_strlen(text, (gssize)length) + (affix == LL_AFFIX_NONE), 255);
  g_byte_array_append(vocab->characters, &characters, 1);
  vocab->hashes[hash >> 20] |= UINT64_C(1) << (hash >> 14 & 63);
  vocab->lengths[affix] |= UINT64_C(1) << MIN(length, 63);
  if (affix == LL_AFFIX_INSIDE)
    vocab->inside[hash >> 6 & 63] |= UINT64_C(1) << (hash & 63);
  if (vocab->used * 3 >= vocab->size * 2)
    grow(vocab);
  place(vocab, &entry);
  return entry.number;
}

struct fits {
  uint32_t *numbers;
  size_t n;
};

static void fit(struct fits *fits, uint32_t number) {
  for (size_t i = 0; i < fits->n; i++)
    if (fits->numbers[i] == number)
      return;
  if (number != 0 && fits->n < LL_VOCAB_FITS)
    fits->numbers[fits->n++] = number;
}

static bool has_length(const ll_vocab *vocab, enum ll_affix affix, size_t length) {
  return vocab->lengths[affix] >> MIN(length, 63) & 1;
}

static void find_starts(const ll_vocab *vocab, const char *word, size_t length, struct fits *fits) {
  uint32_t hash = start_hash(LL_AFFIX_START);
  for (size_t n = 1; n <= length; n++) {
    hash = add_byte(hash, word[n - 1]);
    if (has_hash(vocab, hash) && has_length(vocab, LL_AFFIX_START, n))
      fit(fits, look_up(vocab, LL_AFFIX_START, hash, word, n));
  }
}

static void find_ends(const ll_vocab *vocab, const char *word, size_t length, struct fits *fits) {
  uint32_t hash = start_hash(LL_AFFIX_END);
  for (size_t n = 1; n <= length; n++) {
    hash = add_byte(hash, word[length - n]);
    if (has_hash(vocab, hash) && has_length(vocab, LL_AFFIX_END, n))
      fit(fits, look_up(vocab, LL_AFFIX_END, hash, word + length - n, n));
  }
}

static void find_inside(const ll_vocab *vocab, const char *word, size_t length, struct fits *fits) {
  for (size_t at = 0; at + INSIDE_KEY <= length; at++) {
    uint32_t hash = hash_piece(LL_AFFIX_INSIDE, word + at, INSIDE_KEY);
    if (!(vocab->inside[hash >> 6 & 63] >> (hash & 63) & 1))
      continue;
    for (size_t slot = slot_of(vocab, hash); vocab->table[slot].number != 0;
         slot = (slot + 1) & (vocab->size - 1)) {
      const struct entry *entry = &vocab->table[slot];
      if (entry->length <= length - at && same(vocab, entry, LL_AFFIX_INSIDE, hash, word + at, entry->length))
        fit(fits, entry->number);
    }
  }
}

size_t ll_vocab_find(const ll_vocab *vocab, const char *word, size_t length, uint32_t fits[LL_VOCAB_FITS]) {
  struct fits found = {.numbers = fits};
  fit(&found, look_up(vocab, LL_AFFIX_NONE, hash_piece(LL_AFFIX_NONE, word, length), word, length));
  if (vocab->lengths[LL_AFFIX_START])
    find_starts(vocab, word, length, &found);
  if (vocab->lengths[LL_AFFIX_END])
    find_ends(vocab, word, length, &found);
  if (vocab->lengths[LL_AFFIX_INSIDE])
    find_inside(vocab, word, length, &found);
  return found.n;
}
