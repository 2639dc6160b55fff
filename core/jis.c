/* SPDX-License-Identifier: MIT
 * ISO-2022-JP: one reader of units (escape sequence or character), and four uses of it. */
#include "core/jis.h"
#include <string.h>

enum set { ROMAN_SET, ASCII_SET, KANA_SET, KANJI_SET, KANJI_212_SET };

static const struct {
  const char *escape;
  enum set set;
} escapes[] = {
    {"\x1b(B", ASCII_SET}, {"\x1b(J", ROMAN_SET}, {"\x1b(I", KANA_SET},
    {"\x1b$@", KANJI_SET}, {"\x1b$B", KANJI_SET}, {"\x1b$(D", KANJI_212_SET},
};

/* One unit: an escape sequence, which changes `set`, or one character of it. */
struct unit {
  size_t length;
  bool escape;
  bool sound;
};

static struct unit read_escape(const uint8_t *p, size_t n, enum set *set) {
  for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
    size_t length = strlen(escapes[i].escape);
    if (n >= length && memcmp(p, escapes[i].escape, length) == 0) {
      *set = escapes[i].set;
      return (struct unit){length, true, true};
    }
  }
  return (struct unit){1, true, false};
}

static bool is_code(uint8_t byte) {
  return byte >= 0x21 && byte <= 0x7E;
}

static struct unit read_unit(const uint8_t *p, size_t n, enum set *set) {
  if (p[0] == 0x1B)
    return read_escape(p, n, set);
  if (*set == ASCII_SET || *set == ROMAN_SET)
    return (struct unit){1, false, p[0] < 0x80 && p[0] != 0x0E && p[0] != 0x0F};
  if (*set == KANA_SET)
    return (struct unit){1, false, p[0] >= 0x21 && p[0] <= 0x5F};
  bool pair = n >= 2 && is_code(p[0]) && is_code(p[1]);
  return (struct unit){pair ? 2 : 1, false, pair};
}

bool ll_jis_is_sound(const uint8_t *p, size_t length) {
  enum set set = ASCII_SET;
  struct unit unit;
  for (size_t i = 0; i < length; i += unit.length) {
    unit = read_unit(p + i, length - i, &set);
    if (!unit.sound)
      return false;
  }
  return set == ASCII_SET;
}

GBytes *ll_jis_mask(GBytes *source) {
  size_t length;
  const uint8_t *p = g_bytes_get_data(source, &length);
  uint8_t *mask = g_malloc(length);
  enum set set = ASCII_SET;
  struct unit unit;
  for (size_t i = 0; i < length; i += unit.length) {
    unit = read_unit(p + i, length - i, &set);
    if (unit.escape || (set != ASCII_SET && set != ROMAN_SET))
      memset(mask + i, 0xFF, unit.length);
    else
      mask[i] = p[i];
  }
  return g_bytes_new_take(mask, length);
}

bool ll_jis_ascii_at(const uint8_t *p, size_t offset) {
  enum set set = ASCII_SET;
  struct unit unit;
  for (size_t i = 0; i < offset; i += unit.length) {
    unit = read_unit(p + i, offset - i, &set);
    if (unit.escape && !unit.sound)
      return false;
  }
  return set == ASCII_SET;
}

/* Appends one character of `set` in EUC-JP; what is malformed becomes a byte that is, too. */
static void append_euc(GByteArray *euc, const uint8_t *p, struct unit unit, enum set set) {
  static const uint8_t kana = 0x8E, kanji_212 = 0x8F, bad = 0xFF;
  uint8_t high[2] = {p[0] | 0x80, unit.length > 1 ? p[1] | 0x80 : 0};
  bool plain = set == ASCII_SET || set == ROMAN_SET;
  if (!unit.sound) {
    g_byte_array_append(euc, &bad, 1);
    return;
  }
  if (set == KANA_SET || set == KANJI_212_SET)
    g_byte_array_append(euc, set == KANA_SET ? &kana : &kanji_212, 1);
  g_byte_array_append(euc, plain ? p : high, (guint)unit.length);
}

GByteArray *ll_jis_to_euc(const uint8_t *p, size_t length) {
  GByteArray *euc = g_byte_array_new();
  enum set set = ASCII_SET;
  struct unit unit;
  for (size_t i = 0; i < length; i += unit.length) {
    unit = read_unit(p + i, length - i, &set);
    if (!unit.escape)
      append_euc(euc, p + i, unit, set);
  }
  return euc;
}
