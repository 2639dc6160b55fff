/* SPDX-License-Identifier: MIT
 * core/charset.c and core/jis.c: labels, which charset a part is in, conversion, ISO-2022-JP. */
#include "core/charset.h"
#include <string.h>

static const struct {
  const char *label, *name; /* name NULL: leave alone */
} labels[] = {
    {"UTF-8", "utf-8"},
    {"utf8", "utf-8"},
    {"\"utf-8\"", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"us-ascii", "us-ascii"},
    {"ANSI_X3.4-1968", "us-ascii"},
    {"ISO-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1:1987", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"ISO-8859-15", "iso-8859-15"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"tis-620", "windows-874"},
    {"windows-874", "windows-874"},
    {"cp1251", "windows-1251"},
    {"KOI8-R", "koi8-r"},
    {"gb2312", "gb18030"},
    {"GBK", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"Big5-HKSCS", "big5"},
    {"x-sjis", "shift_jis"},
    {"Windows-31J", "shift_jis"},
    {"ks_c_5601-1987", "euc-kr"},
    {"windows-949", "euc-kr"},
    {"EUC-JP", "euc-jp"},
    {"ISO-2022-JP", "iso-2022-jp"},
    {"utf-7", NULL},
    {"utf-16", NULL},
    {"UTF-16LE", NULL},
    {"utf-32", NULL},
    {"hz-gb-2312", NULL},
    {"iso-2022-kr", NULL},
    {"x-unknown", NULL},
    {"x-user-defined", NULL},
    {"8859", NULL},
    {"", NULL},
    {"-", NULL},
};

static void test_labels(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
    g_test_message("%s", labels[i].label);
    const ll_charset *charset = ll_charset_find(labels[i].label);
    g_assert_cmpstr(charset ? ll_charset_name(charset) : NULL, ==, labels[i].name);
  }
}

#define META(x) "<html><head><meta charset=" x "></head>"

static const struct {
  const char *name, *label, *bytes, *charset; /* charset NULL: leave alone */
} parts[] = {
    {"by label", "koi8-r", "\xc1", "koi8-r"},
    {"label over meta", "utf-8", META("koi8-r"), "utf-8"},
    {"unknown label", "x-unknown", "a", NULL},
    {"meta", NULL, META("\"KOI8-R\"") "\xc1", "koi8-r"},
    {"meta in single quotes", NULL, META("'koi8-r' /") "\xc1", "koi8-r"},
    {"meta, old form", NULL, "<META http-equiv=Content-Type content='text/html; charset = big5'>", "big5"},
    {"second meta", NULL, "<meta name=x content=y><meta charset=big5>", "big5"},
    {"unknown meta", NULL, META("x-unknown") "\xc3\xa4", "utf-8"},
    {"meta cut off", NULL, "<meta charset=big5", "utf-8"},
    {"no label, utf-8", NULL, "\xc3\xa4", "utf-8"},
    {"no label, not utf-8", NULL, "\xe4", "windows-1252"},
    {"empty label", "", "\xe4", "windows-1252"},
    {"us-ascii", "us-ascii", "abc", "us-ascii"},
    {"us-ascii that is utf-8", "us-ascii", "\xc3\xa4", "utf-8"},
    {"us-ascii that is not", "us-ascii", "\xe4", "windows-1252"},
    {"us-ascii with meta", "us-ascii", META("koi8-r") "\xc1", "koi8-r"},
    {"meta us-ascii that is not", NULL, META("us-ascii") "\xe4", "windows-1252"},
    {"broken utf-8", "utf-8", "a\xc3<b>", "utf-8"},
    {"utf-16 mark", "utf-8",
     "\xff\xfe"
     "ab",
     NULL},
    {"gb2312", "gb2312", "\xc4\xe3<b>", "gb18030"},
    {"four bytes", "gb18030", "\x81\x30\x81\x30<b>", "gb18030"},
    {"lead byte before markup, gbk", "gbk", "\xc4<b>", NULL},
    {"lead byte before markup, big5", "big5", "\xa4<b>", NULL},
    {"lead byte before markup, shift_jis", "shift_jis", "\x83<b>", NULL},
    {"lead byte before markup, euc-kr", "euc-kr", "\xb0<b>", NULL},
    {"lead byte before markup, euc-jp", "euc-jp", "\xb0<b>", NULL},
    {"lead byte at the end", "gbk", "a\xc4", NULL},
    {"utf-8 called gbk", "gbk", "\xe4\xb8<b>", "gb18030"},
    {"kana of one byte", "shift_jis", "\xb1<b>", "shift_jis"},
    {"backslash as second byte", "shift_jis", "\x83\x5c<b>", "shift_jis"},
    {"iso-2022-jp", "iso-2022-jp", "a\x1b$B<>\x1b(Bb", "iso-2022-jp"},
    {"iso-2022-jp that ends in kanji", "iso-2022-jp", "a\x1b$B<>", NULL},
    {"iso-2022-jp with 8-bit", "iso-2022-jp", "a\xb1", NULL},
    {"iso-2022-jp, half a kanji", "iso-2022-jp", "\x1b$B<\x1b(B", NULL},
    {"iso-2022-jp, line end in kanji", "iso-2022-jp", "\x1b$B<>\n\x1b(B", NULL},
    {"iso-2022-jp, unknown escape", "iso-2022-jp", "\x1b$A<>\x1b(B", NULL},
    {"iso-2022-jp, shift out", "iso-2022-jp", "\x0e", NULL},
    {"escapes under another name", "us-ascii", "a\x1b$B<>\x1b(B", NULL},
    {"nothing", NULL, "", "us-ascii"},
};

static void test_parts(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_test_message("%s", parts[i].name);
    const ll_charset *charset = ll_charset_of_part(parts[i].label, parts[i].bytes, strlen(parts[i].bytes));
    g_assert_cmpstr(charset ? ll_charset_name(charset) : NULL, ==, parts[i].charset);
  }
  g_assert_null(ll_charset_of_part("utf-8", "a\0b", 3));
}

#define BAD "\xef\xbf\xbd"

static const struct {
  const char *label, *bytes, *text;
} texts[] = {
    {"utf-8", "a\xc3\xa4\xe2\x82\xac", "aä€"},
    {"utf-8", "a\xc3<\xff>\xe2\x82", "a" BAD "<" BAD ">" BAD BAD},
    {"us-ascii", "abc", "abc"},
    {"iso-8859-1", "\x80\x93\xe4\xff", "€“äÿ"},
    {"windows-1252", "\x81\x8d\x8f\x90\x9d", "\xc2\x81\xc2\x8d\xc2\x8f\xc2\x90\xc2\x9d"},
    {"windows-1253", "\xc1\xaa", "Α" BAD},
    {"windows-1255", "\xf9\xc8", "\xd7\xa9\xd6\xb8"},
    {"windows-1258", "\xe2\xec", "\xc3\xa2\xcc\x81"},
    {"iso-8859-2", "\xb1\xe6", "ąć"},
    {"koi8-r", "\xf0\xd2\xc9", "При"},
    {"windows-874", "\xa1\xd2", "กา"},
    {"gb2312", "\xc4\xe3\xba\xc3<", "你好<"},
    {"gb18030", "\x81\x30\x84\x36", "¥"},
    {"gbk", "\xfe\xfe!", NULL},
    {"big5", "\xa7\x41\xa6\x6e", "你好"},
    {"shift_jis", "\x83\x5c\x87\x40\xb1", "ソ①ｱ"},
    {"euc-jp", "\xa5\xbd\xad\xa1\x8e\xb1", "ソ①ｱ"},
    {"euc-kr", "\xbe\xc8\xb3\xe7\x8c\x63", "안녕똠"},
    {"iso-2022-jp", "a\x1b$B%=-!\x1b(Bb", "aソ①b"},
    {"iso-2022-jp", "\x1b(I1\x1b(J\\\x1b(B", "ｱ\\"},
    {"iso-2022-jp", "\x1b$B%", BAD},
};

static char *convert(const char *label, const char *bytes, size_t length) {
  g_autoptr(ll_converter) converter = ll_converter_new(ll_charset_find(label));
  GString *out = g_string_new("");
  ll_converter_append(converter, out, bytes, length);
  return g_string_free(out, false);
}

static void test_texts(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *text = convert(texts[i].label, texts[i].bytes, strlen(texts[i].bytes));
    g_test_message("%s: %s, %s", texts[i].label, text, texts[i].text);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    if (texts[i].text)
      g_assert_cmpstr(text, ==, texts[i].text);
  }
  g_autofree char *utf8 = convert("utf-8", "a\0b", 3), *latin = convert("latin1", "a\0b", 3);
  g_autofree char *gbk = convert("gbk", "a\0b", 3);
  g_assert_cmpstr(utf8, ==, "a b");
  g_assert_cmpstr(latin, ==, "a b");
  g_assert_cmpstr(gbk, ==, "a b");
}

/* More than one buffer, and the same converter again. */
static void test_long(void) {
  g_autoptr(GString) bytes = g_string_new(NULL), out = g_string_new(NULL), want = g_string_new(NULL);
  for (int i = 0; i < 5000; i++) {
    g_string_append(bytes, "\xc4\xe3x");
    g_string_append(want, "你x");
  }
  g_autoptr(ll_converter) converter = ll_converter_new(ll_charset_find("gbk"));
  ll_converter_append(converter, out, bytes->str, bytes->len);
  ll_converter_append(converter, out, bytes->str, 2);
  g_string_append(want, "你");
  g_assert_cmpstr(out->str, ==, want->str);
}

/* Whatever the bytes are, ASCII that is not part of a character stays, and the result is valid. */
static void test_noise(void) {
  static const char *const all[] = {"utf-8", "latin1", "windows-1258", "gbk",        "big5",
                                    "sjis",  "euc-jp", "euc-kr",       "iso-2022-jp"};
  for (int i = 0; i < 4000; i++) {
    const char *label = all[i % (int)G_N_ELEMENTS(all)];
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (int n = g_test_rand_int_range(0, 40); n > 0; n--)
      g_string_append_c(bytes, (char)(g_test_rand_bit() ? "<>a1\x1b$B("[g_test_rand_int_range(0, 8)]
                                                        : g_test_rand_int_range(0, 256)));
    const ll_charset *charset = ll_charset_of_part(label, bytes->str, bytes->len);
    g_autofree char *text = convert(label, bytes->str, bytes->len);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    if (!charset)
      continue;
    g_autoptr(GBytes) source = g_bytes_new(bytes->str, bytes->len), mask = ll_charset_mask(charset, source);
    g_assert_cmpuint(g_bytes_get_size(mask), ==, bytes->len);
    unsigned before = 0, after = 0;
    for (size_t j = 0; j < bytes->len; j++)
      before += ((const char *)g_bytes_get_data(mask, NULL))[j] == '<';
    for (const char *p = text; *p; p++)
      after += *p == '<';
    g_assert_cmpuint(before, ==, after);
  }
}

static void test_jis(void) {
  static const char bytes[] = "a\x1b$B<>\x1b(B<\x1b(J<\x1b(Bb";
  static const char mask[] = "a\xff\xff\xff\xff\xff\xff\xff\xff<\xff\xff\xff<\xff\xff\xff"
                             "b";
  static const char ascii[] = "11000000011000"
                              "00011";
  const ll_charset *charset = ll_charset_find("iso-2022-jp");
  g_autoptr(GBytes) source = g_bytes_new_static(bytes, sizeof bytes - 1),
                    masked = ll_charset_mask(charset, source);
  size_t n;
  const void *data = g_bytes_get_data(masked, &n);
  g_assert_cmpmem(data, n, mask, sizeof mask - 1);
  for (size_t i = 0; i < sizeof bytes; i++) {
    g_test_message("offset %zu", i);
    g_assert_cmpint(ll_charset_ascii_at(charset, bytes, sizeof bytes - 1, i), ==, ascii[i] == '1');
  }
  g_assert_true(ll_charset_ascii_at(ll_charset_find("gbk"), "\xc4\xe3", 2, 1));
}

static void test_preload(void) {
  g_autoptr(GError) error = NULL;
  g_assert_true(ll_charset_preload(&error));
  g_assert_true(ll_charset_preload(&error));
  g_assert_no_error(error);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/charset/labels", test_labels);
  g_test_add_func("/charset/parts", test_parts);
  g_test_add_func("/charset/texts", test_texts);
  g_test_add_func("/charset/long", test_long);
  g_test_add_func("/charset/noise", test_noise);
  g_test_add_func("/charset/jis", test_jis);
  g_test_add_func("/charset/preload", test_preload);
  return g_test_run();
}
