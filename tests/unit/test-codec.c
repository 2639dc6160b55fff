/* SPDX-License-Identifier: MIT
 * core/codec.c: names of encodings, decoding with its map, refusals, and GMime's decoder as a second opinion. */
#include "core/codec.h"
#include <gmime/gmime.h>
#include <string.h>

static const struct {
  const char *value;
  int encoding; /* -1: unknown */
} names[] = {
    {NULL, LL_7BIT},        {"", LL_7BIT},
    {"7bit", LL_7BIT},      {"7-bit", LL_7BIT},
    {" 7BIT ", LL_7BIT},    {"8bit", LL_8BIT},
    {"8bits", LL_8BIT},     {"8-Bit", LL_8BIT},
    {"\"8bit\"", LL_8BIT},  {"binary", LL_BINARY},
    {"BASE64", LL_BASE64},  {"\"base64\"", LL_BASE64},
    {"base64 ", LL_BASE64}, {"Quoted-Printable", LL_QUOTED_PRINTABLE},
    {"x-uuencode", -1},     {"quoted printable", -1},
    {"base64; x=y", -1},    {"7bit 8bit", -1},
    {"x-gzip64", -1},
};

static void test_names(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    enum ll_encoding encoding = LL_N_ENCODINGS;
    g_test_message("%s", names[i].value ? names[i].value : "(none)");
    g_assert_cmpint(ll_encoding_find(names[i].value, &encoding), ==, names[i].encoding >= 0);
    g_assert_cmpint(encoding, ==, names[i].encoding >= 0 ? names[i].encoding : LL_N_ENCODINGS);
  }
}

static const struct {
  const char *name;
  enum ll_encoding encoding;
  const char *raw, *text; /* text NULL: refused */
} rows[] = {
    {"7bit", LL_7BIT, "a=3Db\r\n", "a=3Db\r\n"},
    {"8bit", LL_8BIT, "\xe4\xff", "\xe4\xff"},
    {"binary", LL_BINARY, "a\rb", "a\rb"},
    {"nothing", LL_QUOTED_PRINTABLE, "", ""},
    {"escapes", LL_QUOTED_PRINTABLE, "a=3Db=E4=e4=0D=0A", "a=b\xe4\xe4\r\n"},
    {"soft breaks", LL_QUOTED_PRINTABLE, "a=\r\nb=\nc", "abc"},
    {"hard breaks", LL_QUOTED_PRINTABLE, "a\r\nb\nc\r\n", "a\r\nb\nc\r\n"},
    {"soft break at the end", LL_QUOTED_PRINTABLE, "a=", "a"},
    {"soft break and line end at the end", LL_QUOTED_PRINTABLE, "a=\r\n", "a"},
    {"blank before a line end", LL_QUOTED_PRINTABLE, "a \t\r\nb", "a \t\r\nb"},
    {"8-bit in quoted-printable", LL_QUOTED_PRINTABLE, "\xc3\xa4=C3=A4", "\xc3\xa4\xc3\xa4"},
    {"plain equals sign", LL_QUOTED_PRINTABLE, "?id=XY&n=4Z;", "?id=XY&n=4Z;"},
    {"equals sign before an escape", LL_QUOTED_PRINTABLE, "a==3D", NULL},
    {"half an escape before another", LL_QUOTED_PRINTABLE, "a=4=3D", NULL},
    {"blank after the equals sign", LL_QUOTED_PRINTABLE, "a= \r\nb", NULL},
    {"half an escape at a line end", LL_QUOTED_PRINTABLE, "a=4\r\nb", NULL},
    {"half an escape at the end", LL_QUOTED_PRINTABLE, "a=4", NULL},
    {"lone carriage return after the equals sign", LL_QUOTED_PRINTABLE, "a=\rb", NULL},
    {"base64", LL_BASE64, "SGVsbG8=", "Hello"},
    {"two bytes", LL_BASE64, "SGU=", "He"},
    {"one byte", LL_BASE64, "SA==", "H"},
    {"three bytes", LL_BASE64, "SGVs", "Hel"},
    {"no bytes", LL_BASE64, "\r\n", ""},
    {"lines", LL_BASE64, "SGVs\r\nbG8=\r\n", "Hello"},
    {"lines that split quanta", LL_BASE64, "SG\nVsb\nG8=\n\n", "Hello"},
    {"blanks", LL_BASE64, " SGVs \tbG8= ", "Hello"},
    {"padding on its own line", LL_BASE64, "SGVsbG8\r\n=", "Hello"},
    {"loose bits", LL_BASE64, "SGVsbG9=", "Hello"},
    {"no padding", LL_BASE64, "SGVsbG8", NULL},
    {"half the padding", LL_BASE64, "SA=", NULL},
    {"too much padding", LL_BASE64, "SGVsbG8==", NULL},
    {"padding alone", LL_BASE64, "=", NULL},
    {"one digit", LL_BASE64, "SGVsS===", NULL},
    {"text after the padding", LL_BASE64, "SGVsbG8=SGVs", NULL},
    {"other characters", LL_BASE64, "SGVs*bG8=", NULL},
    {"other alphabet", LL_BASE64, "SG-_", NULL},
    {"dots", LL_BASE64, "SGVs\r\n.\r\n", NULL},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    g_autoptr(GError) error = NULL;
    g_autofree char *framed = g_strconcat("<<", rows[i].raw, ">>", NULL);
    g_autoptr(GBytes) raw = g_bytes_new_static(framed, strlen(framed));
    struct ll_span part = {2, strlen(framed) - 2};
    g_autoptr(ll_text) text = ll_text_decode(raw, part, rows[i].encoding, &error);
    if (!rows[i].text) {
      g_assert_null(text);
      g_assert_error(error, LL_ERROR, LL_ERROR_MESSAGE);
      continue;
    }
    g_assert_no_error(error);
    size_t length;
    const void *bytes = g_bytes_get_data(text->bytes, &length);
    g_assert_cmpmem(bytes, length, rows[i].text, strlen(rows[i].text));
  }
}

static void test_map(void) {
  static const char encoded[] = "a=\r\n=3Dbc\r\n=";
  static const size_t want[] = {0, 4, 7, 8, 9, 10, 12};
  g_autoptr(GBytes) raw = g_bytes_new_static(encoded, sizeof encoded - 1);
  struct ll_span part = {0, sizeof encoded - 1};
  g_autoptr(ll_text) text = ll_text_decode(raw, part, LL_QUOTED_PRINTABLE, NULL);
  g_assert_cmpuint(g_bytes_get_size(text->bytes), ==, G_N_ELEMENTS(want) - 1);
  for (size_t i = 0; i < G_N_ELEMENTS(want); i++)
    g_assert_cmpuint(ll_text_encoded(text, i), ==, want[i]);
  g_autoptr(GBytes) plain = g_bytes_new_static("abc", 3);
  g_autoptr(ll_text) same = ll_text_decode(plain, (struct ll_span){0, 3}, LL_QUOTED_PRINTABLE, NULL);
  g_assert_cmpuint(ll_text_encoded(same, 3), ==, 3);
}

/* GMime's decoder has to agree wherever ours does not refuse. */
static void test_second_opinion(void) {
  static const char alphabet[] = "abcAF019=== \t\r\n\r\n<>\"";
  unsigned decoded = 0;
  for (int i = 0; i < 20000; i++) {
    bool quoted = i % 2 == 0;
    g_autoptr(GString) raw = g_string_new(NULL);
    for (int n = g_test_rand_int_range(0, 24); n > 0; n--)
      g_string_append_c(raw, alphabet[g_test_rand_int_range(0, quoted ? sizeof alphabet - 1 : 11)]);
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw->str, raw->len);
    struct ll_span part = {0, raw->len};
    g_autoptr(ll_text) text = ll_text_decode(bytes, part, quoted ? LL_QUOTED_PRINTABLE : LL_BASE64, NULL);
    if (!text)
      continue;
    GMimeEncoding state;
    g_autofree char *out = g_malloc(raw->len + 8);
    g_mime_encoding_init_decode(&state, quoted ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                                               : GMIME_CONTENT_ENCODING_BASE64);
    size_t n = g_mime_encoding_flush(&state, raw->str, raw->len, out);
    size_t length;
    const void *own = g_bytes_get_data(text->bytes, &length);
    if (length != n || (n > 0 && memcmp(own, out, n) != 0))
      g_error("GMime reads \"%s\" as \"%.*s\"", raw->str, (int)n, out);
    decoded++;
  }
  g_assert_cmpuint(decoded, >, 1000);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_mime_init();
  g_test_add_func("/codec/names", test_names);
  g_test_add_func("/codec/rows", test_rows);
  g_test_add_func("/codec/map", test_map);
  g_test_add_func("/codec/second-opinion", test_second_opinion);
  return g_test_run();
}
