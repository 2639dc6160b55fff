/* SPDX-License-Identifier: MIT
 * Text to normalised tokens, in one pass; ASCII letters take the quick way. */
#include "core/words.h"
#include "core/fold.h"
#include "core/grow.h"

#include <string.h>

/* Between the last word and the next. */
enum { BORDER_NONE, BORDER_STOP /* a full stop, no white space yet */, BORDER_SENTENCE };

enum {
  FIRST_SLOTS = 64,
  UNIT = 8,          /* bytes that are hashed at once */
  BETWEEN_BYTES = 8, /* printed between two words */
};

enum { FOLDS = 256, FOLD_CHARS = 3 };

/* What a character without marks becomes inside a word: a text uses few, and folding takes long. */
struct ll_fold {
  gunichar from; /* 0: free */
  uint32_t n;
  gunichar to[FOLD_CHARS];
};

struct reader {
  ll_words *list;
  const char *at, *end;
  uint32_t base; /* position of at[0] of the text in the list */
  const char *text;
  char word[LL_WORD_BYTES + UNIT];
  size_t length; /* of word; 0: not in a word */
  uint32_t start, stop;
  bool sentence, solid, number;
};

ll_words *ll_words_new(void) {
  ll_words *words = g_new0(ll_words, 1);
  words->words = g_array_new(false, false, sizeof(struct ll_word));
  words->terms = g_array_new(false, false, sizeof(struct ll_term));
  words->n_slots = FIRST_SLOTS;
  words->slots = g_new0(uint32_t, FIRST_SLOTS);
  words->strings = g_string_chunk_new(1024);
  words->source = g_string_new(NULL);
  words->border = BORDER_SENTENCE;
  words->spaced = true;
  return words;
}

void ll_words_free(ll_words *words) {
  if (!words)
    return;
  g_array_unref(words->words);
  g_array_unref(words->terms);
  g_free(words->slots);
  g_free(words->folds);
  g_string_chunk_free(words->strings);
  g_string_free(words->source, TRUE);
  g_free(words);
}

/* ---- terms ---- */

/* Of a word with UNIT zero bytes behind it.  The address of the list is part of the hash, so that nobody can prepare words
 * that collide. */
static uint64_t hash_of(const ll_words *words, const char *word, size_t length) {
  uint64_t hash = (uint64_t)(uintptr_t)words * UINT64_C(0x9e3779b97f4a7c15), unit;
  for (size_t i = 0; i < length; i += UNIT) {
    memcpy(&unit, word + i, UNIT);
    hash = (hash ^ unit) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
  }
  return hash;
}

static uint64_t head_of(const char *word) {
  uint64_t head;
  memcpy(&head, word, UNIT);
  return head;
}

/* Where the term is, or would be.  Most words are no longer than their head. */
static uint32_t *slot_of(const ll_words *words, uint64_t hash, const char *word, size_t length) {
  for (uint32_t i = (uint32_t)hash & (words->n_slots - 1);; i = (i + 1) & (words->n_slots - 1)) {
    uint32_t *slot = &words->slots[i]; /* 1 + number, 0: free */
    if (*slot == 0)
      return slot;
    const struct ll_term *term = &g_array_index(words->terms, struct ll_term, *slot - 1);
    if (term->hash == hash && term->length == length && term->head == head_of(word) &&
        (length <= UNIT || memcmp(term->text + UNIT, word + UNIT, length - UNIT) == 0))
      return slot;
  }
}

static void grow_slots(ll_words *words) {
  g_free(words->slots);
  words->n_slots *= 4;
  words->slots = g_new0(uint32_t, words->n_slots);
  for (guint i = 0; i < words->terms->len; i++) {
    const struct ll_term *term = &g_array_index(words->terms, struct ll_term, i);
    uint32_t at = (uint32_t)term->hash & (words->n_slots - 1);
    while (words->slots[at] != 0)
      at = (at + 1) & (words->n_slots - 1);
    words->slots[at] = i + 1;
  }
}

static uint8_t letters_of(const char *word, size_t length) {
  return ll_char_alone(g_utf8_get_char(word)) ? 2 : (uint8_t)g_utf8_strlen(word, (gssize)length);
}

/* The number of the term; `word` has room for UNIT bytes more. */
static uint32_t term_of(ll_words *words, char *word, size_t length) {
  memset(word + length, 0, UNIT);
  uint64_t hash = hash_of(words, word, length);
  uint32_t *slot = slot_of(words, hash, word, length);
  if (*slot != 0)
    return *slot - 1;
  struct ll_term term = {.text = g_string_chunk_insert_len(words->strings, word, (gssize)length),
                         .hash = hash,
                         .head = head_of(word),
                         .length = (uint8_t)length,
                         .letters = letters_of(word, length)};
  g_array_append_val(words->terms, term);
  *slot = words->terms->len;
  if (words->terms->len * 2 > words->n_slots)
    grow_slots(words);
  return words->terms->len - 1;
}

int32_t ll_words_term(const ll_words *words, const char *text) {
  char word[LL_WORD_BYTES + UNIT] = {0};
  size_t length = strlen(text);
  if (length > LL_WORD_BYTES)
    return LL_TERM_NONE;
  memcpy(word, text, length);
  return (int32_t)*slot_of(words, hash_of(words, word, length), word, length) - 1;
}

/* ---- words ---- */

void ll_words_break(ll_words *words) {
  words->open = false;
  words->border = BORDER_SENTENCE;
  words->spaced = true;
  words->quoted = false;
}

static void end_word(struct reader *r, bool full) {
  if (r->length == 0)
    return;
  uint32_t term = term_of(r->list, r->word, r->length);
  *LL_ARRAY_ADD(r->list->words, struct ll_word, &r->list->room) =
      (struct ll_word){.text = g_array_index(r->list->terms, struct ll_term, term).text,
                       .term = term,
                       .start = r->start,
                       .end = r->stop,
                       .sentence = r->sentence,
                       .solid = r->solid,
                       .full = full};
  r->length = 0;
}

static void start_word(struct reader *r, const char *from) {
  ll_words *list = r->list;
  r->start = r->base + (uint32_t)(from - r->text);
  r->sentence = list->border == BORDER_SENTENCE;
  r->solid = !list->spaced;
  r->number = true;
  list->border = BORDER_NONE;
  list->spaced = false;
}

/* Takes the word that the text before left open back into the reader. */
static void reopen(struct reader *r) {
  GArray *words = r->list->words;
  if (!r->list->open || words->len == 0)
    return;
  const struct ll_word *last = &g_array_index(words, struct ll_word, words->len - 1);
  r->length = strlen(last->text);
  memcpy(r->word, last->text, r->length);
  r->start = last->start;
  r->stop = last->end;
  r->sentence = last->sentence;
  r->solid = last->solid;
  r->number = strspn(last->text, "0123456789") == r->length;
  g_array_set_size(words, words->len - 1);
}

static void add_char(struct reader *r, const char *from, gunichar c) {
  if (r->length == 0)
    start_word(r, from);
  r->stop = r->base + (uint32_t)(r->at - r->text);
  if (!(c < 0x80 && g_ascii_isdigit(c)))
    r->number = false;
  char utf8[6];
  size_t n = (size_t)g_unichar_to_utf8(c, utf8);
  if (r->length + n > LL_WORD_BYTES)
    return;
  memcpy(r->word + r->length, utf8, n);
  r->length += n;
}

/* A folded character: part of a word, or a word. */
static void put(struct reader *r, const char *from, gunichar c) {
  if (!ll_char_alone(c)) {
    add_char(r, from, c);
    return;
  }
  end_word(r, true);
  add_char(r, from, c);
  end_word(r, !g_unichar_ismark(c));
}

static bool goes_on(char byte) {
  return ((guchar)byte & 0xc0) == 0x80;
}

/* The character at `at`, C1 undone; 0 when there is none or the bytes are no UTF-8 (one byte long). */
static gunichar peek(const struct reader *r, const char *at, size_t *size) {
  *size = 1;
  if (at >= r->end)
    return 0;
  gunichar c = (guchar)*at;
  if (c < 0x80)
    return c;
  if (c >= 0xc2 && c < 0xe0 && r->end - at > 1 && goes_on(at[1])) {
    *size = 2;
    return ll_char_c1((c & 0x1f) << 6 | ((guchar)at[1] & 0x3f));
  }
  c = g_utf8_get_char_validated(at, r->end - at);
  if (c >= (gunichar)-2)
    return 0;
  *size = (size_t)g_unichar_to_utf8(c, NULL);
  return ll_char_c1(c);
}

static struct ll_fold *fold_slot(const struct reader *r, gunichar c) {
  return &r->list->folds[c % FOLDS];
}

static bool is_folded(const struct reader *r, gunichar c) {
  return r->list->folds && fold_slot(r, c)->from == c;
}

static void note_fold(struct reader *r, gunichar c, const gunichar *folded, size_t n) {
  if (!r->list->folds)
    r->list->folds = g_new0(struct ll_fold, FOLDS);
  if (n > FOLD_CHARS)
    return;
  struct ll_fold *fold = fold_slot(r, c);
  fold->from = c;
  fold->n = (uint32_t)n;
  memcpy(fold->to, folded, n * sizeof *folded);
}

/* A word character that is not plain ASCII, with the marks on it. */
static void read_unit(struct reader *r, gunichar c, size_t size) {
  const char *from = r->at;
  gunichar unit[LL_UNIT_CHARS] = {c};
  size_t n = 1;
  r->at += size;
  for (gunichar next; (next = peek(r, r->at, &size)) != 0 && ll_char_joins(unit[n - 1], next); r->at += size)
    if (n < LL_UNIT_CHARS)
      unit[n++] = next;
  gunichar folded[LL_UNIT_MAX];
  const gunichar *to = folded;
  bool known = n == 1 && is_folded(r, c);
  if (known) {
    n = fold_slot(r, c)->n;
    to = fold_slot(r, c)->to;
  } else {
    bool alone = n == 1;
    n = ll_char_fold(unit, n, folded);
    if (alone)
      note_fold(r, c, folded, n);
  }
  for (size_t i = 0; i < n; i++)
    put(r, from, to[i]);
}

/* Inside a number: how many bytes of separator go on with it, 0 for none. */
static size_t group_separator(const struct reader *r, gunichar c, size_t size) {
  bool loose = c == ',' || c == '.';
  if (!loose && c != '\'' && c != 0x2019 && c != 0xa0 && c != 0x2009 && c != 0x202f)
    return 0;
  const char *at = r->at + size;
  size_t digits = 0;
  while (digits < 4 && at + digits < r->end && g_ascii_isdigit(at[digits]))
    digits++;
  return loose ? (digits > 0 ? size : 0) : (digits == 3 ? size : 0);
}

static bool space_follows(const struct reader *r, size_t size) {
  size_t unused;
  const char *next = r->at + size;
  return next >= r->end || ll_char_kind(peek(r, next, &unused)) == LL_CHAR_SPACE;
}

/* At a blank after a stop: is it that of "No. 4", "Vol. 12", a short word and a number behind it? */
static bool is_abbreviation(const struct reader *r) {
  enum { SHORT_WORD = 3 };
  const GArray *words = r->list->words;
  const char *next = r->at;
  while (next < r->end && (g_ascii_isspace(*next) || (guchar)*next == 0xc2 || (guchar)*next == 0xa0))
    next++;
  if (!words->len || r->at == r->text || r->at[-1] != '.' || next >= r->end || !g_ascii_isdigit(*next))
    return false;
  const struct ll_word *last = &g_array_index(words, struct ll_word, words->len - 1);
  return strlen(last->text) <= SHORT_WORD && !g_ascii_isdigit(last->text[0]);
}

/* What a blank makes of a stop before it. */
static void stop_at_space(struct reader *r) {
  if (r->list->border == BORDER_STOP)
    r->list->border = is_abbreviation(r) ? BORDER_NONE : BORDER_SENTENCE;
}

/* The borders that a character outside words makes. */
static void between(struct reader *r, enum ll_char kind, size_t size) {
  ll_words *list = r->list;
  bool border = kind == LL_CHAR_BORDER || kind == LL_CHAR_DOT;
  if (kind == LL_CHAR_ITEM) {
    border = !list->quoted && space_follows(r, size);
    list->quoted = false;
  }
  if (kind == LL_CHAR_SPACE) {
    list->spaced = true;
    stop_at_space(r);
  }
  if (kind == LL_CHAR_QUOTE)
    list->quoted = true;
  if (kind == LL_CHAR_STOP && list->border == BORDER_NONE)
    list->border = BORDER_STOP;
  if (border)
    list->border = BORDER_SENTENCE;
}

/* A middle dot between two letters goes; anything else between words is looked at. */
static void read_separator(struct reader *r, gunichar c, size_t size) {
  enum ll_char kind = c == 0 ? LL_CHAR_OTHER : ll_char_kind(c);
  size_t skip = r->length > 0 && r->number ? group_separator(r, c, size) : 0;
  if (kind == LL_CHAR_DOT && r->length > 0) {
    size_t unused;
    gunichar next = peek(r, r->at + size, &unused);
    skip = next != 0 && g_unichar_isalpha(next) ? size : 0;
  }
  if (kind == LL_CHAR_DROP)
    skip = size;
  if (skip == 0) {
    end_word(r, true);
    between(r, kind, size);
  }
  r->at += size;
}

/* An ASCII letter in lower case or a digit; 0 for anything else. */
static char ascii_word(char c) {
  guchar lower = (guchar)c | 0x20;
  if (lower >= 'a' && lower <= 'z')
    return (char)lower;
  return c >= '0' && c <= '9' ? c : 0;
}

/* The quick way: a run of ASCII letters and digits, the last left out when marks follow.  False: there is none. */
static bool read_ascii(struct reader *r) {
  const char *from = r->at, *at = from, *end = r->end;
  char *to = r->word + r->length, *room = r->word + LL_WORD_BYTES;
  bool number = true;
  for (char c; at < end && (c = ascii_word(*at)); at++) {
    number &= c <= '9';
    if (to < room)
      *to++ = c;
  }
  size_t unused;
  if (at > from && at < end && (guchar)*at >= 0x80 && ll_char_joins((guchar)at[-1], peek(r, at, &unused))) {
    at--;
    to -= to < room;
  }
  if (at == from)
    return false;
  if (r->length == 0)
    start_word(r, from);
  r->number &= number;
  r->length = (size_t)(to - r->word);
  r->at = at;
  r->stop = r->base + (uint32_t)(at - r->text);
  return true;
}

static void read_space(struct reader *r) {
  end_word(r, true);
  r->list->spaced = true;
  stop_at_space(r);
  r->at++;
}

static void read_one(struct reader *r) {
  if (*r->at == ' ') {
    read_space(r);
    return;
  }
  if (read_ascii(r))
    return;
  size_t size;
  gunichar c = peek(r, r->at, &size);
  if (c != 0 && (is_folded(r, c) || ll_char_kind(c) == LL_CHAR_WORD))
    read_unit(r, c, size);
  else
    read_separator(r, c, size);
}

void ll_words_append(ll_words *words, const char *text, size_t length) {
  if (length == 0)
    return;
  struct reader r = {.list = words, .text = text, .at = text, .end = text + length, .base = (uint32_t)words->source->len};
  reopen(&r);
  while (r.at < r.end)
    read_one(&r);
  words->open = r.length > 0;
  end_word(&r, true);
  g_string_append_len(words->source, text, (gssize)length);
}

/* What stands between two words, unless it is long; a blank where a line ends. */
static void append_between(GString *out, const ll_words *words, const struct ll_word *before, const struct ll_word *word) {
  size_t n = word->start - before->end;
  bool spaced = n > BETWEEN_BYTES || (n == 0 && !word->solid);
  if (n <= BETWEEN_BYTES)
    g_string_append_len(out, words->source->str + before->end, (gssize)n);
  if (spaced || (word->sentence && !g_ascii_isspace(out->str[out->len - 1])))
    g_string_append_c(out, ' ');
}

char *ll_words_printed(const ll_words *words, uint32_t first, uint32_t end, size_t max) {
  GString *out = g_string_new(NULL);
  for (uint32_t w = first; w < end; w++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, w);
    size_t before = out->len;
    if (w > first)
      append_between(out, words, word - 1, word);
    g_string_append_len(out, words->source->str + word->start, (gssize)(word->end - word->start));
    if (out->len > max) {
      g_string_truncate(out, before);
      break;
    }
  }
  return g_string_free(out, FALSE);
}

char ll_words_follows(const ll_words *words, uint32_t word) {
  return words->source->str[g_array_index(words->words, struct ll_word, word).end];
}

char *ll_words_fold(const char *text, gssize length) {
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, text, length < 0 ? strlen(text) : (size_t)length);
  GString *joined = g_string_new(NULL);
  for (guint i = 0; i < words->words->len; i++) {
    if (i > 0)
      g_string_append_c(joined, ' ');
    g_string_append(joined, g_array_index(words->words, struct ll_word, i).text);
  }
  return g_string_free(joined, false);
}
