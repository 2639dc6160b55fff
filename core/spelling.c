/* SPDX-License-Identifier: MIT
 * A hash table from what is written to items. */
#include "core/spelling.h"
#include "core/fold.h"
#include "core/grow.h"

#include <string.h>

enum { FIRST_SLOTS = 1024, UNIT = 8 /* bytes that are hashed at once */, HALF = UNIT / 2, SCRATCH_TERMS = 1000 };

struct entry {
  uint32_t hash, text, items; /* text, items: where they begin in `texts` and `items` */
  uint16_t length, n;         /* n 0: free */
};

/* A letter of two bytes inside a word. */
enum { LETTERS = 0x800, LETTER_BYTES = 6, NO_LETTER = 255 };
struct letter {
  uint8_t bytes; /* 0: not known yet; NO_LETTER: it has to be read with what is around it */
  char text[LETTER_BYTES];
};

struct ll_spellings {
  struct letter letters[LETTERS];
  ll_vocab *vocab;
  struct entry *table;
  uint32_t size, used;
  GString *texts;
  GArray *items;   /* of uint32_t */
  ll_words *words; /* scratch */
};

ll_spellings *ll_spellings_new(ll_vocab *vocab) {
  ll_spellings *s = g_new0(ll_spellings, 1);
  s->vocab = vocab;
  s->size = FIRST_SLOTS;
  s->table = g_new0(struct entry, s->size);
  s->texts = g_string_new(NULL);
  s->items = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  s->words = ll_words_new();
  return s;
}

void ll_spellings_free(ll_spellings *s) {
  if (!s)
    return;
  g_free(s->table);
  g_string_free(s->texts, TRUE);
  g_array_unref(s->items);
  ll_words_free(s->words);
  g_free(s);
}

/* Rules as they are written have about so many bytes for a different word. */
enum { BYTES_A_WORD = 40 };

void ll_spellings_expect(ll_spellings *s, size_t bytes) {
  g_assert(s->used == 0);
  g_free(s->table);
  s->size = ll_slots_for(bytes / BYTES_A_WORD + bytes / BYTES_A_WORD / 2);
  s->table = g_new0(struct entry, s->size);
  ll_vocab_expect(s->vocab, bytes / BYTES_A_WORD);
}

static bool fail(GError **error, const char *text, const char *what) {
  g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "\"%s\"%s", text, what);
  return false;
}

/* ---- reading ---- */

static size_t characters(const struct ll_word *word) {
  return (size_t)g_utf8_strlen(word->text, -1);
}

static const char *wrong_stars(const struct ll_word *words, guint n, bool before, bool after) {
  for (guint i = 0; i < n; i++)
    if (ll_char_alone(g_utf8_get_char(words[i].text)) && ((before && i == 0) || (after && i + 1 == n)))
      return ": * is not for scripts without spaces: there every character is a word";
  if (before && after && n == 1)
    return characters(words) < 3 ? ": too short for *word*: at least 3 letters" : NULL;
  if ((before && characters(words) < 2) || (after && characters(words + n - 1) < 2))
    return ": too short for a *: at least 2 letters";
  return NULL;
}

/* The words of a text with stars become the scratch list. */
static bool read_words(ll_spellings *s, const char *text, size_t length, bool before, bool after, GError **error) {
  const char *inner = text + before;
  size_t inner_length = length - before - after;
  if (g_str_equal(text, "*")) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_CONFIG, "* alone is no word; write <any>");
    return false;
  }
  if (memchr(inner, '*', inner_length))
    return fail(error, text, ": * stands only at the start or end of a word");
  if (s->words->terms->len > SCRATCH_TERMS) { /* not the words of all files at once */
    ll_words_free(s->words);
    s->words = ll_words_new();
  }
  g_array_set_size(s->words->words, 0);
  ll_words_append(s->words, inner, inner_length);
  ll_words_break(s->words);
  const struct ll_word *words = (const struct ll_word *)(const void *)s->words->words->data;
  guint n = s->words->words->len;
  if (n == 0)
    return fail(error, text, " is no word; leave it out");
  for (guint i = 1; i < n; i++)
    if (words[i].sentence) {
      g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "a sentence ends inside \"%s\"; write two patterns", text);
      return false;
    }
  const char *wrong = wrong_stars(words, n, before, after);
  return wrong ? fail(error, text, wrong) : true;
}

static void add_item(ll_spellings *s, enum ll_affix affix, const char *word, size_t length) {
  uint32_t item = LL_ITEM(LL_ITEM_WORD, ll_vocab_add(s->vocab, affix, word, length));
  g_array_append_val(s->items, item);
}

static enum ll_affix affix_of(bool before, bool after) {
  return before ? (after ? LL_AFFIX_INSIDE : LL_AFFIX_END) : after ? LL_AFFIX_START : LL_AFFIX_NONE;
}

/* Appends the items of the scratch list. */
static void add_items(ll_spellings *s, bool before, bool after) {
  guint n = s->words->words->len;
  for (guint i = 0; i < n; i++) {
    const char *word = g_array_index(s->words->words, struct ll_word, i).text;
    add_item(s, affix_of(before && i == 0, after && i + 1 == n), word, strlen(word));
  }
}

/* A letter of two bytes that stands alone becomes the same in every word: finds out what. */
static void learn_letter(struct letter *letter, gunichar c) {
  gunichar folded[LL_UNIT_MAX];
  size_t n = 0;
  letter->bytes = NO_LETTER;
  if (ll_char_c1(c) == c && ll_char_kind(c) == LL_CHAR_WORD && !ll_char_alone(c) && !ll_char_joins(c, c))
    n = ll_char_fold(&c, 1, folded);
  uint8_t bytes = 0;
  for (size_t i = 0; i < n; i++) {
    if (ll_char_alone(folded[i]) || bytes + g_unichar_to_utf8(folded[i], NULL) > LETTER_BYTES)
      return;
    bytes += (uint8_t)g_unichar_to_utf8(folded[i], letter->text + bytes);
  }
  if (n > 0)
    letter->bytes = bytes;
}

/* The quick way for a word of letters and digits of at most two bytes, without marks: its normal form.  How long that is is
 * returned, 0: the word is none of these. */
static size_t fold_quickly(ll_spellings *s, const char *text, size_t length, char word[LL_WORD_BYTES], size_t *n_letters) {
  size_t n = 0, letters = 0;
  for (size_t i = 0; i < length; i++, letters++) {
    guchar byte = (guchar)text[i];
    if (n + LETTER_BYTES > LL_WORD_BYTES)
      return 0;
    if (byte < 0x80) {
      if (!g_ascii_isalnum(byte))
        return 0;
      word[n++] = g_ascii_tolower(text[i]);
      continue;
    }
    if (byte < 0xc2 || byte >= 0xe0 || i + 1 == length)
      return 0;
    gunichar c = (byte & 0x1f) << 6 | ((guchar)text[++i] & 0x3f);
    struct letter *letter = &s->letters[c];
    if (letter->bytes == 0)
      learn_letter(letter, c);
    if (letter->bytes == NO_LETTER)
      return 0;
    memcpy(word + n, letter->text, LETTER_BYTES);
    n += letter->bytes;
  }
  *n_letters = letters;
  return n;
}

static bool read_items(ll_spellings *s, const char *text, size_t length, GError **error) {
  enum { ENOUGH = 3 /* letters with a * */ };
  char word[LL_WORD_BYTES];
  bool before = length > 1 && text[0] == '*', after = length > 1 && text[length - 1] == '*';
  size_t letters, n = fold_quickly(s, text + before, length - before - after, word, &letters);
  if (n > 0 && ((!before && !after) || MIN(letters, n) >= ENOUGH)) {
    add_item(s, affix_of(before, after), word, n);
    return true;
  }
  g_autofree char *copy = g_strndup(text, length);
  if (!read_words(s, copy, length, before, after, error))
    return false;
  add_items(s, before, after);
  return true;
}

/* ---- the table ---- */

static uint32_t hash_of(const char *text, size_t length) {
  uint64_t hash = length, unit;
  for (; length >= UNIT; text += UNIT, length -= UNIT) {
    memcpy(&unit, text, UNIT);
    hash = (hash ^ unit) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
  }
  unit = 0;
  if (length >= HALF) { /* its ends, that may overlap */
    uint32_t ends[2];
    memcpy(ends, text, HALF);
    memcpy(ends + 1, text + length - HALF, HALF);
    unit = (uint64_t)ends[0] << 32 | ends[1];
  } else {
    for (; length > 0; length--)
      unit = unit << 8 | (uint8_t)*text++;
  }
  hash = (hash ^ unit) * UINT64_C(0xff51afd7ed558ccd);
  return (uint32_t)(hash >> 32);
}

static struct entry *slot_of(const ll_spellings *s, uint32_t hash, const char *text, size_t length) {
  for (uint32_t i = hash & (s->size - 1);; i = (i + 1) & (s->size - 1)) {
    struct entry *entry = &s->table[i];
    if (entry->n == 0 || (entry->hash == hash && entry->length == length &&
                          memcmp(s->texts->str + entry->text, text, length) == 0))
      return entry;
  }
}

static void grow(ll_spellings *s) {
  g_autofree struct entry *old = s->table;
  uint32_t n = s->size;
  s->size *= 2;
  s->table = g_new0(struct entry, s->size);
  for (uint32_t i = 0; i < n; i++)
    if (old[i].n != 0)
      *slot_of(s, old[i].hash, s->texts->str + old[i].text, old[i].length) = old[i];
}

const uint32_t *ll_spellings_find(ll_spellings *s, const char *text, size_t length, uint32_t *n, GError **error) {
  uint32_t hash = hash_of(text, length);
  struct entry *entry = slot_of(s, hash, text, length);
  if (entry->n == 0) {
    guint items = s->items->len;
    if (!read_items(s, text, length, error))
      return NULL;
    *entry = (struct entry){.hash = hash, .text = (uint32_t)s->texts->len, .items = items, .length = (uint16_t)length,
                            .n = (uint16_t)(s->items->len - items)};
    g_string_append_len(s->texts, text, (gssize)length);
    if (++s->used * 4 > s->size * 3) {
      grow(s);
      entry = slot_of(s, hash, text, length);
    }
  }
  *n = entry->n;
  return &g_array_index(s->items, uint32_t, entry->items);
}
