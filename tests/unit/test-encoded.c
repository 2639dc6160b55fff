/* SPDX-License-Identifier: MIT
 * core/encoded.c: encoded words, well formed and as they are met. */
#include "core/encoded.h"

static const struct {
  const char *name, *value, *text;
} rows[] = {
    {"plain", "Hello", "Hello"},
    {"nothing", "", ""},
    {"quoted", "=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Wien", "Grüße aus Wien"},
    {"base64", "=?UTF-8?B?44OL44Ol44O844K5?=", "ニュース"},
    {"underscores", "=?utf-8?Q?a_b=5Fc?=", "a b_c"},
    {"two words", "=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
    {"two words folded", "=?utf-8?q?a?=\t =?utf-8?b?Yg==?= c", "ab c"},
    {"two charsets", "=?utf-8?q?=C3=A4?= =?iso-8859-1?q?=E4?=", "ää"},
    {"text between", "=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"},
    {"split character", "=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"},
    {"split base64", "=?utf-8?b?44OL44M=?= =?utf-8?b?pQ==?=", "ニュ"},
    {"iso-2022-jp", "=?iso-2022-jp?b?GyRCJUslZSE8JTkbKEI=?=", "ニュース"},
    {"gb2312", "=?gb2312?B?xOO6ww==?=", "你好"},
    {"language", "=?utf-8*de?q?=C3=A4?=", "ä"},
    {"blanks inside", "=?utf-8?q?a b?=", "a b"},
    {"starts with an escape", "=?utf-8?q?=41?=", "A"},
    {"inside a word", "x=?utf-8?q?a?=y", "xay"},
    {"unknown charset", "=?x-unknown?q?a?= b", "=?x-unknown?q?a?= b"},
    {"unknown encoding", "=?utf-8?x?a?=", "=?utf-8?x?a?="},
    {"no end", "=?utf-8?q?a", "=?utf-8?q?a"},
    {"no text", "=?utf-8?q", "=?utf-8?q"},
    {"no encoding", "=?utf-8?", "=?utf-8?"},
    {"start alone", "a =?", "a =?"},
    {"empty words",
     "=?utf-8?q?"
     "?= =?utf-8?b?"
     "?=",
     ""},
    {"broken escape", "=?utf-8?q?=4?=", "=4"},
    {"raw utf-8", "Grüße", "Grüße"},
    {"raw latin-1",
     "Gr\xfc\xdf"
     "e",
     "Grüße"},
    {"nul", "=?utf-8?q?a=00b?=", "a b"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    g_autofree char *text = ll_encoded_text(rows[i].value);
    g_assert_cmpstr(text, ==, rows[i].text);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/encoded/rows", test_rows);
  return g_test_run();
}
