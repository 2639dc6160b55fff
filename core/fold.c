/* SPDX-License-Identifier: MIT
 * Characters for core/words.c: classes, decomposition, case and accents. */
#include "core/fold.h"

struct range {
  gunichar first, last;
};

/* Scripts without spaces, where every character is a token.  Sorted. */
static const struct range alone[] = {
    {0x0e01, 0x0eff}, {0x1000, 0x109f}, {0x1100, 0x11ff}, {0x1780, 0x17d3}, {0x17dc, 0x17df},
    {0x19e0, 0x19ff}, {0x2e80, 0x2fdf}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3031, 0x303c},
    {0x3041, 0x3096}, {0x3099, 0x309f}, {0x30a1, 0x30ff}, {0x3105, 0x312f}, {0x3131, 0x318e},
    {0x31a0, 0x31bf}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa960, 0xa97f},
    {0xa9e0, 0xa9ff}, {0xaa60, 0xaa7f}, {0xac00, 0xd7ff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};

/* Letters that folding does not change: the quick way.  Sorted. */
static const struct range plain[] = {{0x03b1, 0x03c1}, {0x03c3, 0x03c9}, {0x0430, 0x0438}, {0x043a, 0x044f},
                                     {0x05d0, 0x05ea}, {0x0628, 0x063a}, {0x0641, 0x0648}, {0x3041, 0x3096},
                                     {0x30a1, 0x30fe}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3}};

struct kind {
  gunichar first, last;
  enum ll_char kind;
};

/* Exceptions to what the general category says.  Sorted. */
static const struct kind kinds[] = {
    {0x00a1, 0x00a1, LL_CHAR_BORDER}, /* ¡ */
    {0x00a6, 0x00a6, LL_CHAR_BORDER}, {0x00ab, 0x00ab, LL_CHAR_QUOTE},
    {0x00b7, 0x00b7, LL_CHAR_DOT},    {0x00bb, 0x00bb, LL_CHAR_ITEM},
    {0x00bf, 0x00bf, LL_CHAR_BORDER},                                   /* ¿ */
    {0x02b9, 0x02bf, LL_CHAR_OTHER},                                    /* modifier apostrophes */
    {0x034f, 0x034f, LL_CHAR_DROP},                                     /* combining grapheme joiner */
    {0x037e, 0x037e, LL_CHAR_STOP},                                     /* Greek question mark */
    {0x0387, 0x0387, LL_CHAR_BORDER},                                   /* Greek ano teleia */
    {0x055b, 0x055c, LL_CHAR_DROP},   {0x055e, 0x055e, LL_CHAR_DROP},   /* Armenian tone marks, inside words */
    {0x0589, 0x0589, LL_CHAR_BORDER},                                   /* Armenian full stop */
    {0x05f3, 0x05f4, LL_CHAR_OTHER},  {0x061b, 0x061b, LL_CHAR_BORDER}, /* Arabic ; and ? */
    {0x061e, 0x061f, LL_CHAR_BORDER}, {0x0640, 0x0640, LL_CHAR_DROP},   /* tatweel */
    {0x06d4, 0x06d4, LL_CHAR_BORDER},                                   /* Urdu full stop */
    {0x0964, 0x0965, LL_CHAR_BORDER},                                   /* danda */
    {0x104a, 0x104b, LL_CHAR_BORDER},                                   /* Myanmar section signs */
    {0x115f, 0x1160, LL_CHAR_SPACE},                                    /* Hangul fillers */
    {0x1362, 0x1362, LL_CHAR_BORDER},                                   /* Ethiopic full stop */
    {0x17d4, 0x17d6, LL_CHAR_BORDER},                                   /* Khmer khan */
    {0x180b, 0x180e, LL_CHAR_DROP},   {0x2022, 0x2023, LL_CHAR_BORDER}, /* bullets */
    {0x2025, 0x2026, LL_CHAR_STOP},                                     /* ellipsis */
    {0x2027, 0x2027, LL_CHAR_DOT},    {0x2028, 0x2029, LL_CHAR_BORDER}, /* line and paragraph separator */
    {0x203a, 0x203a, LL_CHAR_ITEM},   {0x203c, 0x203d, LL_CHAR_STOP},
    {0x2043, 0x2043, LL_CHAR_BORDER}, {0x2047, 0x2049, LL_CHAR_STOP},
    {0x2190, 0x21ff, LL_CHAR_BORDER}, /* arrows */
    {0x2219, 0x2219, LL_CHAR_BORDER}, {0x22c5, 0x22c5, LL_CHAR_BORDER},
    {0x23af, 0x23af, LL_CHAR_BORDER}, {0x2500, 0x257f, LL_CHAR_BORDER}, /* box drawing */
    {0x25a0, 0x25ff, LL_CHAR_BORDER},                                   /* geometric shapes */
    {0x2794, 0x27be, LL_CHAR_BORDER},                                   /* dingbat arrows */
    {0x2800, 0x2800, LL_CHAR_SPACE},                                    /* blank braille */
    {0x2b00, 0x2b2f, LL_CHAR_BORDER},                                   /* arrows, squares */
    {0x3001, 0x3001, LL_CHAR_OTHER},  {0x3002, 0x3002, LL_CHAR_BORDER},
    {0x30fb, 0x30fb, LL_CHAR_OTHER},                                    /* katakana middle dot */
    {0x3164, 0x3164, LL_CHAR_SPACE},  {0xfe00, 0xfe0f, LL_CHAR_DROP},   /* variation selectors */
    {0xff01, 0xff01, LL_CHAR_BORDER},                                   /* fullwidth ! */
    {0xff0e, 0xff0e, LL_CHAR_STOP},   {0xff1a, 0xff1b, LL_CHAR_BORDER}, /* fullwidth : ; */
    {0xff1f, 0xff1f, LL_CHAR_BORDER},                                   /* fullwidth ? */
    {0xff5c, 0xff5c, LL_CHAR_BORDER},                                   /* fullwidth | */
    {0xff61, 0xff61, LL_CHAR_BORDER}, {0xffa0, 0xffa0, LL_CHAR_SPACE},
    {0xe0100, 0xe01ef, LL_CHAR_DROP}};

/* Letters that neither decomposition nor lower case makes plain: after both. */
static const struct {
  gunichar from;
  char to[3];
} letters[] = {{0x00df, "ss"}, {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"},  {0x0111, "d"},
               {0x0127, "h"},  {0x0131, "i"},  {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"},
               {0x0180, "b"},  {0x019a, "l"},  {0x0237, "j"}, {0x1e9e, "ss"}};

static const gunichar c1[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

static bool in_ranges(const struct range *ranges, size_t n, gunichar c) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c > ranges[middle].last)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n && c >= ranges[low].first;
}

gunichar ll_char_c1(gunichar c) {
  return c >= 0x80 && c <= 0x9f ? c1[c - 0x80] : c;
}

bool ll_char_alone(gunichar c) {
  return c >= 0x0e01 && in_ranges(alone, G_N_ELEMENTS(alone), c);
}

static enum ll_char kind_by_category(gunichar c) {
  switch (g_unichar_type(c)) {
  case G_UNICODE_UPPERCASE_LETTER:
  case G_UNICODE_LOWERCASE_LETTER:
  case G_UNICODE_TITLECASE_LETTER:
  case G_UNICODE_MODIFIER_LETTER:
  case G_UNICODE_OTHER_LETTER:
  case G_UNICODE_NON_SPACING_MARK:
  case G_UNICODE_SPACING_MARK:
  case G_UNICODE_ENCLOSING_MARK:
  case G_UNICODE_DECIMAL_NUMBER:
  case G_UNICODE_LETTER_NUMBER:
  case G_UNICODE_OTHER_NUMBER:
    return LL_CHAR_WORD;
  case G_UNICODE_FORMAT:
    return LL_CHAR_DROP;
  case G_UNICODE_SPACE_SEPARATOR:
    return LL_CHAR_SPACE;
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return LL_CHAR_BORDER;
  default:
    return LL_CHAR_OTHER;
  }
}

static enum ll_char ascii_kind(gunichar c) {
  if (g_ascii_isalnum(c))
    return LL_CHAR_WORD;
  if (g_ascii_isspace(c))
    return LL_CHAR_SPACE;
  switch (c) {
  case '.':
  case '!':
  case '?':
  case ':':
  case ';':
    return LL_CHAR_STOP;
  case '|':
    return LL_CHAR_BORDER;
  case '>':
    return LL_CHAR_ITEM;
  default:
    return LL_CHAR_OTHER;
  }
}

enum ll_char ll_char_kind(gunichar c) {
  if (c < 0x80)
    return ascii_kind(c);
  if (in_ranges(plain, G_N_ELEMENTS(plain), c) && c != 0x30fb)
    return LL_CHAR_WORD;
  size_t low = 0, high = G_N_ELEMENTS(kinds);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c > kinds[middle].last)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < G_N_ELEMENTS(kinds) && c >= kinds[low].first)
    return kinds[low].kind;
  return kind_by_category(c);
}

static bool is_jamo(gunichar c) {
  return c >= 0x1100 && c <= 0x11ff;
}

static bool is_voicing(gunichar c) {
  return c == 0x3099 || c == 0x309a || c == 0xff9e || c == 0xff9f;
}

bool ll_char_joins(gunichar before, gunichar next) {
  if (next < 0x300)
    return false;
  if (g_unichar_ismark(next) || is_voicing(next))
    return true;
  return next >= 0x1161 && next <= 0x11ff && (is_jamo(before) || (before >= 0xac00 && before <= 0xd7a3));
}

/* True for accents and points that a reader does without. */
static bool is_accent(gunichar c) {
  if (c < 0x300 || is_voicing(c) || !g_unichar_ismark(c))
    return false;
  if (c == 0x093c) /* nukta: many leave it out */
    return true;
  switch (g_unichar_get_script(c)) {
  case G_UNICODE_SCRIPT_COMMON:
  case G_UNICODE_SCRIPT_INHERITED:
  case G_UNICODE_SCRIPT_LATIN:
  case G_UNICODE_SCRIPT_GREEK:
  case G_UNICODE_SCRIPT_CYRILLIC:
  case G_UNICODE_SCRIPT_HEBREW:
  case G_UNICODE_SCRIPT_ARABIC:
    return true;
  default:
    return false;
  }
}

/* One decomposed character: case, native digits, letters with strokes, Persian and Arabic forms of one letter. */
static size_t fold_one(gunichar c, gunichar *out) {
  c = g_unichar_tolower(c);
  int digit = c >= 0x80 ? g_unichar_digit_value(c) : -1;
  if (digit >= 0)
    c = '0' + (gunichar)digit;
  else if (c == 0x03c2) /* final sigma */
    c = 0x03c3;
  else if (c == 0x06cc || c == 0x0649) /* Persian yeh, alef maksura */
    c = 0x064a;
  else if (c == 0x06a9) /* Persian kaf */
    c = 0x0643;
  else if (c == 0x0901) /* candrabindu, for which many write anusvara */
    c = 0x0902;
  for (size_t i = 0; c >= 0x80 && c <= 0x1e9e && i < G_N_ELEMENTS(letters); i++)
    if (letters[i].from == c) {
      size_t n = 0;
      for (const char *to = letters[i].to; *to; to++)
        out[n++] = (guchar)*to;
      return n;
    }
  out[0] = c;
  return 1;
}

static size_t decompose(const gunichar *unit, size_t n, gunichar out[LL_UNIT_MAX]) {
  size_t length = 0;
  for (size_t i = 0; i < n && length + G_UNICHAR_MAX_DECOMPOSITION_LENGTH <= LL_UNIT_MAX; i++)
    length += g_unichar_fully_decompose(unit[i], true, out + length, G_UNICHAR_MAX_DECOMPOSITION_LENGTH);
  for (size_t i = 1; i < length; i++) /* canonical order of marks */
    for (size_t j = i; j > 0; j--) {
      int class = g_unichar_combining_class(out[j]);
      if (class == 0 || g_unichar_combining_class(out[j - 1]) <= class)
        break;
      gunichar other = out[j];
      out[j] = out[j - 1];
      out[j - 1] = other;
    }
  return length;
}

size_t ll_char_fold(const gunichar *unit, size_t n, gunichar out[LL_UNIT_MAX]) {
  if (n == 1 && in_ranges(plain, G_N_ELEMENTS(plain), unit[0])) {
    out[0] = unit[0];
    return 1;
  }
  gunichar parts[LL_UNIT_MAX];
  size_t length = decompose(unit, n, parts), written = 0;
  for (size_t i = 0; i < length && written + 2 <= LL_UNIT_MAX; i++) {
    gunichar c = parts[i], whole;
    if (is_accent(c) || ll_char_kind(c) != LL_CHAR_WORD)
      continue;
    if (written > 0 && (is_voicing(c) || is_jamo(c)) && g_unichar_compose(out[written - 1], c, &whole))
      out[written - 1] = whole;
    else
      written += fold_one(c, out + written);
  }
  return written;
}
