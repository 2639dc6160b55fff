/* SPDX-License-Identifier: MIT
 * milter/check.c and milter/part.c: what a front takes from a cleaner, and what it does not. */
#include "milter/check.h"
#include "tests/unit/quick.h"
#include <string.h>

#define HEAD  "From: a@example.org\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n"
#define PLAIN "--B\r\nContent-Type: text/plain\r\n\r\nplain text\r\n"
#define HTML(encoding)                                                                                       \
  "--B\r\nContent-Type: text/html;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: " encoding "\r\n\r\n"
#define END "\r\n--B--\r\n"

/* A message, the part that the cleaner names (from the first character of `part` on), cuts in its decoded bytes, and
 * what comes out; NULL: refused. */
static const struct {
  const char *name, *raw, *part;
  size_t length; /* of the part; 0: as long as `part` */
  enum ll_encoding encoding;
  struct ll_span cuts[3];
  const char *lean;
} rows[] = {
    {"7bit",
     HEAD PLAIN HTML("7bit") "<p>one</p><p>two</p>" END,
     "<p>one",
     20,
     LL_7BIT,
     {{10, 20}},
     HEAD PLAIN HTML("7bit") "<p>one</p>" END},
    {"two cuts",
     HEAD PLAIN HTML("8bit") "<p>one</p><p>two</p>" END,
     "<p>one",
     20,
     LL_8BIT,
     {{0, 3}, {17, 20}},
     HEAD PLAIN HTML("8bit") "one</p><p>two<" END},
    {"quoted-printable",
     HEAD PLAIN HTML("Quoted-Printable") "<p>=C3=A4</p>=\r\n<p>two</p>" END,
     "<p>=C3",
     28,
     LL_QUOTED_PRINTABLE,
     {{9, 19}},
     HEAD PLAIN HTML("Quoted-Printable") "<p>=C3=A4</p>=\r\n" END},
    {"base64",
     HEAD PLAIN HTML("base64") "PHA+b25lPC9wPjxwPnR3bzwvcD4=" END,
     "PHA+",
     28,
     LL_BASE64,
     {{10, 20}},
     HEAD PLAIN HTML("base64") "PHA+b25lPC9wPg==" END},
    {"the message is the part",
     "Content-Type: text/html\n\n<p>one</p><p>two</p>\n",
     "<p>one",
     21,
     LL_7BIT,
     {{0, 10}},
     "Content-Type: text/html\n\n<p>two</p>\n"},
    {"line end before the boundary named, too",
     HEAD PLAIN HTML("7bit") "<p>one</p><p>two</p>" END,
     "<p>one",
     22,
     LL_7BIT,
     {{10, 20}},
     HEAD PLAIN HTML("7bit") "<p>one</p>" END},
    /* where it is */
    {"the header", HEAD PLAIN HTML("7bit") "<p>one</p>" END, "From:", 20, LL_7BIT, {{0, 5}}, NULL},
    {"from the header on", "Content-Type: text/html\n\n<p>one</p>\n", "Content", 36, LL_7BIT, {{0, 5}}, NULL},
    {"the plain part", HEAD PLAIN HTML("7bit") "<p>one</p>" END, "plain text", 10, LL_7BIT, {{0, 5}}, NULL},
    {"beginning inside the part",
     HEAD PLAIN HTML("7bit") "<p>one</p><p>two</p>" END,
     "<p>two",
     10,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"beginning at an empty line of the part",
     HEAD PLAIN HTML("7bit") "<p>one</p>\r\n\r\n<p>two</p>" END,
     "<p>two",
     10,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"ending inside the part",
     HEAD PLAIN HTML("7bit") "<p>one</p><p>two</p>" END,
     "<p>one",
     10,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"ending behind the boundary",
     HEAD PLAIN HTML("7bit") "<p>one</p>" END,
     "<p>one",
     17,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"over two parts",
     HEAD HTML("7bit") "<p>one</p>\r\n" PLAIN "--B--\r\n",
     "<p>one",
     56,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"behind the end", HEAD PLAIN HTML("7bit") "<p>one</p>" END, "<p>one", 1000, LL_7BIT, {{0, 5}}, NULL},
    {"no boundary at the end",
     HEAD PLAIN HTML("7bit") "<p>one</p>\r\n",
     "<p>one",
     12,
     LL_7BIT,
     {{0, 5}},
     NULL},
    {"a boundary with a longer name",
     HEAD PLAIN HTML("7bit") "<p>one</p>\r\n--Bx\r\n",
     "<p>one",
     10,
     LL_7BIT,
     {{0, 5}},
     NULL},
    /* what it is */
    {"another encoding than the part's",
     HEAD PLAIN HTML("base64") "PHA+b25lPC9wPjxwPnR3bzwvcD4=" END,
     "PHA+",
     28,
     LL_7BIT,
     {{4, 8}},
     NULL},
    {"an attached text/htmlx",
     "Content-Type: text/htmlx\n\n<p>one</p>\n",
     "<p>one",
     11,
     LL_7BIT,
     {{0, 3}},
     NULL},
    {"no type", "Subject: x\n\n<p>one</p>\n", "<p>one", 11, LL_7BIT, {{0, 3}}, NULL},
    {"broken base64",
     HEAD PLAIN HTML("base64") "PHA+b25lPC9w*jxwPnR3bzwvcD4=" END,
     "PHA+",
     28,
     LL_BASE64,
     {{10, 12}},
     NULL},
    /* what goes */
    {"a cut behind the end",
     HEAD PLAIN HTML("7bit") "<p>one</p>" END,
     "<p>one",
     10,
     LL_7BIT,
     {{5, 11}},
     NULL},
    {"a cut behind the decoded end",
     HEAD PLAIN HTML("base64") "PHA+b25lPC9wPg==" END,
     "PHA+",
     16,
     LL_BASE64,
     {{5, 11}},
     NULL},
    {"cuts that overlap",
     HEAD PLAIN HTML("7bit") "<p>one</p>" END,
     "<p>one",
     10,
     LL_7BIT,
     {{0, 5}, {4, 8}},
     NULL},
    {"cuts out of order",
     HEAD PLAIN HTML("7bit") "<p>one</p>" END,
     "<p>one",
     10,
     LL_7BIT,
     {{5, 8}, {1, 3}},
     NULL},
    {"an empty cut", HEAD PLAIN HTML("7bit") "<p>one</p>" END, "<p>one", 10, LL_7BIT, {{5, 5}}, NULL},
};

static GArray *cuts_of(const struct ll_span cuts[3]) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof *cuts);
  for (int i = 0; i < 3 && (cuts[i].end > 0 || cuts[i].start > 0); i++)
    g_array_append_val(list, cuts[i]);
  return list;
}

static size_t body_of(const char *raw) {
  const char *crlf = strstr(raw, "\r\n\r\n"), *lf = strstr(raw, "\n\n");
  return crlf ? (size_t)(crlf - raw) + 4 : (size_t)(lf - raw) + 2;
}

/* Without a cut that fits nothing may come out: the original is delivered. */
static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static(rows[i].raw, strlen(rows[i].raw));
    g_autoptr(GArray) cuts = cuts_of(rows[i].cuts);
    const size_t start = (size_t)(strstr(rows[i].raw, rows[i].part) - rows[i].raw);
    struct ll_reply reply = {
        .edit = true, .part = {start, start + rows[i].length}, .encoding = rows[i].encoding, .cuts = cuts};
    g_autoptr(GBytes) lean = ll_check_apply(&reply, raw, body_of(rows[i].raw), &error);
    g_autofree char *text = lean ? g_strndup(g_bytes_get_data(lean, NULL), g_bytes_get_size(lean)) : NULL;
    if (g_strcmp0(text, rows[i].lean) != 0)
      g_test_message("row \"%s\": %s%s", rows[i].name,
                     text ? text : "refused: ", error ? error->message : "");
    g_assert_cmpstr(text, ==, rows[i].lean);
    g_assert_true((lean == NULL) == (error != NULL));
  }
}

/* Whatever bytes of whatever length are named: no crash, and what comes out is never longer, and around the part the
 * same. */
static void test_random(void) {
  static const char raw_text[] = HEAD PLAIN HTML("quoted-printable") "<p>=C3=A4</p>=\r\n<p>two</p> x=3D1" END;
  g_autoptr(GBytes) raw = g_bytes_new_static(raw_text, sizeof raw_text - 1);
  g_autoptr(GRand) rand = g_rand_new_with_seed(4);
  unsigned applied = 0, all = quick_rounds(200000);
  for (unsigned i = 0; i < all; i++) {
    const size_t n = sizeof raw_text + 5;
    struct ll_span cut = {(size_t)g_rand_int_range(rand, 0, 40), (size_t)g_rand_int_range(rand, 0, 40)};
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof cut);
    g_array_append_val(cuts, cut);
    const bool right = i % 4 == 0; /* the right part, and a random cut */
    const size_t html = (size_t)(strstr(raw_text, "<p>=C3") - raw_text);
    struct ll_reply reply = {
        .edit = true,
        .part = {right ? html : (size_t)g_rand_int_range(rand, 0, (int)n),
                 right ? sizeof raw_text - sizeof END : (size_t)g_rand_int_range(rand, 0, (int)n)},
        .encoding = right ? LL_QUOTED_PRINTABLE : (enum ll_encoding)g_rand_int_range(rand, 0, LL_N_ENCODINGS),
        .cuts = cuts};
    g_autoptr(GBytes) lean = ll_check_apply(&reply, raw, sizeof HEAD - 1, NULL);
    if (lean == NULL)
      continue;
    applied++;
    g_assert_cmpuint(g_bytes_get_size(lean), <, g_bytes_get_size(raw));
    g_assert_cmpint(memcmp(g_bytes_get_data(lean, NULL), raw_text, html), ==, 0);
  }
  g_assert_cmpuint(applied, >, all / 200);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/check/rows", test_rows);
  g_test_add_func("/check/random", test_random);
  return g_test_run();
}
