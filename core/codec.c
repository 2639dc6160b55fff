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

/* The unit at the start of `in`, which is an `=`: its length, and the byte it stands for. */
static enum unit read_unit(const uint8_t *in, size_t length, size_t *size, uint8_t *byte) {
  size_t line_end = line_end_at(in + 1, length - 1);
  *size = 1;
  *byte = '=';
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

static ll_text *text_new(GBytes *bytes, GArray *jumps) {
  ll_text *text = g_new0(ll_text, 1);
  text->bytes = bytes;
  text->jumps = jumps;
  return text;
}

static ll_text *decode_quoted_printable(const uint8_t *in, size_t length, GError **error) {
  g_autofree uint8_t *out = g_malloc(length + 1);
  g_autoptr(GArray) jumps = g_array_new(false, false, sizeof(struct ll_jump));
  size_t n = 0, size;
  for (size_t i = 0; i < length; i += size) {
    const uint8_t *equals = memchr(in + i, '=', length - i);
    size_t plain = (equals ? (size_t)(equals - in) : length) - i;
    memcpy(out + n, in + i, plain);
    n += plain;
    i += plain;
    if (!equals)
      break;
    enum unit unit = read_unit(equals, length - i, &size, &out[n]);
    if (unit == UNIT_BROKEN) {
      g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "byte %zu of the part: broken quoted-printable escape",
                  i);
      return NULL;
    }
    n += unit == UNIT_BYTE;
    struct ll_jump jump = {(uint32_t)n, (uint32_t)(i + size)};
    g_array_append_val(jumps, jump);
  }
  return text_new(g_bytes_new_take(g_steal_pointer(&out), n), g_steal_pointer(&jumps));
}

size_t ll_text_encoded(const ll_text *text, size_t decoded) {
  guint low = 0, high = text->jumps->len; /* the last jump at or before `decoded` is below `high` */
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_array_index(text->jumps, struct ll_jump, middle).decoded <= decoded)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return decoded;
  struct ll_jump jump = g_array_index(text->jumps, struct ll_jump, low - 1);
  return jump.encoded + (decoded - jump.decoded);
}

/* What each character is worth in base64; the other values are below 0. */
enum { BASE64_BAD = -1, BASE64_BLANK = -2, BASE64_PAD = -3 };

static void fill_base64(int8_t value[256]) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  memset(value, BASE64_BAD, 256);
  for (int i = 0; i < 64; i++)
    value[(uint8_t)digits[i]] = (int8_t)i;
  value['\r'] = value['\n'] = value[' '] = value['\t'] = BASE64_BLANK;
  value['='] = BASE64_PAD;
}

/* Where a base64 text stands while it is read. */
struct base64 {
  uint32_t bits;    /* of the quantum that is being read */
  unsigned digits;  /* of it */
  unsigned padding; /* `=` seen */
};

/* Takes one character; false when it cannot stand there.  Three bytes are written with the fourth digit. */
static bool take_base64(struct base64 *state, int value, uint8_t *out, size_t *n) {
  if (value == BASE64_BLANK)
    return true;
  if (value == BASE64_PAD)
    return state->digits >= 2 && state->digits + ++state->padding <= 4;
  if (value < 0 || state->padding > 0)
    return false;
  state->bits = state->bits << 6 | (uint32_t)value;
  if (++state->digits == 4) {
    out[*n] = (uint8_t)(state->bits >> 16);
    out[*n + 1] = (uint8_t)(state->bits >> 8);
    out[*n + 2] = (uint8_t)state->bits;
    *n += 3;
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
  int8_t value[256];
  struct base64 state = {0};
  size_t n = 0, i = 0;
  fill_base64(value);
  while (i < length && take_base64(&state, value[in[i]], out, &n))
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
  g_clear_pointer(&text->jumps, g_array_unref);
  g_free(text);
}
