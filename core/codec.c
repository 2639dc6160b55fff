/* SPDX-License-Identifier: MIT
 * Transfer encodings, undone.  Refused is what decoders read differently; see core/codec.h. */
#include "core/codec.h"
#include <string.h>

/* Spellings of real mail, after lower-casing and without quotes.  Odd ones only where taking the body as it stands is
 * what every reader does. */
static const struct {
  const char *name;
  enum ll_encoding encoding;
} spellings[] = {
    {"", LL_7BIT},         {"7bit", LL_7BIT},     {"7-bit", LL_7BIT},
    {"7bits", LL_7BIT},    {"8bit", LL_8BIT},     {"8-bit", LL_8BIT},
    {"8bits", LL_8BIT},    {"binary", LL_BINARY}, {"quoted-printable", LL_QUOTED_PRINTABLE},
    {"base64", LL_BASE64},
};

bool ll_encoding_find(const char *value, enum ll_encoding *encoding) {
  g_autofree char *name = g_ascii_strdown(value ? value : "", -1);
  g_strdelimit(name, "\"\r\n\t", ' ');
  g_strstrip(name);
  for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
    if (strcmp(spellings[i].name, name) == 0) {
      *encoding = spellings[i].encoding;
      return true;
    }
  return false;
}

/* Quoted-printable: what stands at a place of the encoded text. */
enum unit { UNIT_BROKEN, UNIT_SOFT_BREAK, UNIT_BYTE };

static size_t line_end_at(const uint8_t *in, size_t length) {
  if (length >= 1 && in[0] == '\n')
    return 1;
  return length >= 2 && in[0] == '\r' && in[1] == '\n' ? 2 : 0;
}

/* An `=` that starts neither an escape nor a soft break stands for itself to every decoder, provided that it and the
 * two characters after it cannot be read as parts of another escape or line end. */
static bool is_plain_equals(const uint8_t *in, size_t length) {
  for (size_t i = 1; i <= 2; i++)
    if (i >= length || in[i] <= ' ' || in[i] == '=')
      return false;
  return true;
}

/* The unit at the start of `in`: its length, and the byte it stands for. */
static enum unit read_unit(const uint8_t *in, size_t length, size_t *size, uint8_t *byte) {
  *size = 1;
  *byte = in[0];
  if (in[0] != '=')
    return UNIT_BYTE;
  size_t line_end = line_end_at(in + 1, length - 1);
  if (line_end > 0 || length == 1) {
    *size = 1 + line_end;
    return UNIT_SOFT_BREAK;
  }
  if (length >= 3 && g_ascii_isxdigit(in[1]) && g_ascii_isxdigit(in[2])) {
    *size = 3;
    *byte = (uint8_t)(g_ascii_xdigit_value((char)in[1]) << 4 | g_ascii_xdigit_value((char)in[2]));
    return UNIT_BYTE;
  }
  return is_plain_equals(in, length) ? UNIT_BYTE : UNIT_BROKEN;
}

static ll_text *text_new(GBytes *bytes, uint32_t *map) {
  ll_text *text = g_new0(ll_text, 1);
  text->bytes = bytes;
  text->map = map;
  return text;
}

static ll_text *decode_quoted_printable(const uint8_t *in, size_t length, GError **error) {
  g_autofree uint8_t *out = g_malloc(length + 1);
  g_autofree uint32_t *map = g_new(uint32_t, length + 1);
  size_t n = 0, size;
  for (size_t i = 0; i < length; i += size) {
    enum unit unit = read_unit(in + i, length - i, &size, &out[n]);
    if (unit == UNIT_BROKEN) {
      g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "byte %zu of the part: broken quoted-printable escape",
                  i);
      return NULL;
    }
    map[n] = (uint32_t)i;
    n += unit == UNIT_BYTE;
  }
  map[n] = (uint32_t)length;
  return text_new(g_bytes_new_take(g_steal_pointer(&out), n), g_steal_pointer(&map));
}

static int base64_value(uint8_t c) {
  if (g_ascii_isupper(c))
    return c - 'A';
  if (g_ascii_islower(c))
    return c - 'a' + 26;
  if (g_ascii_isdigit(c))
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Where a base64 text stands while it is read. */
struct base64 {
  uint32_t bits;    /* of the quantum that is being read */
  unsigned digits;  /* of it */
  unsigned padding; /* `=` seen */
};

/* Takes one character; false when it cannot stand there.  Three bytes are written with the fourth digit. */
static bool take_base64(struct base64 *state, uint8_t c, uint8_t *out, size_t *n) {
  if (c == '\r' || c == '\n' || c == ' ' || c == '\t')
    return true;
  if (c == '=')
    return state->digits >= 2 && state->digits + ++state->padding <= 4;
  int value = base64_value(c);
  if (value < 0 || state->padding > 0)
    return false;
  state->bits = state->bits << 6 | (uint32_t)value;
  if (++state->digits == 4) {
    for (int shift = 16; shift >= 0; shift -= 8)
      out[(*n)++] = (uint8_t)(state->bits >> shift);
    state->digits = 0;
    state->bits = 0;
  }
  return true;
}

/* Ends the text: the last quantum may be short, and has its padding.  False when it does not. */
static bool end_base64(const struct base64 *state, uint8_t *out, size_t *n) {
  if (state->digits > 0 && state->digits + state->padding != 4)
    return false;
  uint32_t bits = state->bits << 6 * (4 - state->digits);
  for (unsigned i = 0; i + 1 < state->digits; i++)
    out[(*n)++] = (uint8_t)(bits >> (16 - 8 * i));
  return true;
}

static ll_text *decode_base64(const uint8_t *in, size_t length, GError **error) {
  g_autofree uint8_t *out = g_malloc(length / 4 * 3 + 3);
  struct base64 state = {0};
  size_t n = 0, i = 0;
  while (i < length && take_base64(&state, in[i], out, &n))
    i++;
  if (i < length || !end_base64(&state, out, &n)) {
    g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "byte %zu of the part: broken base64", i);
    return NULL;
  }
  return text_new(g_bytes_new_take(g_steal_pointer(&out), n), NULL);
}

ll_text *ll_text_decode(GBytes *raw, struct ll_span part, enum ll_encoding encoding, GError **error) {
  g_assert(part.start <= part.end && part.end <= g_bytes_get_size(raw));
  const uint8_t *in = (const uint8_t *)g_bytes_get_data(raw, NULL) + part.start;
  size_t length = part.end - part.start;
  if (length >= UINT32_MAX) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_MESSAGE, "the part is longer than 4 GiB");
    return NULL;
  }
  if (encoding == LL_QUOTED_PRINTABLE)
    return decode_quoted_printable(in, length, error);
  if (encoding == LL_BASE64)
    return decode_base64(in, length, error);
  return text_new(g_bytes_new_from_bytes(raw, part.start, length), NULL);
}

void ll_text_free(ll_text *text) {
  if (!text)
    return;
  g_bytes_unref(text->bytes);
  g_free(text->map);
  g_free(text);
}
