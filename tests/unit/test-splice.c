/* SPDX-License-Identifier: MIT
 * Token ranges to bytes, and what stays. */
#include "core/splice.h"
#include "tests/unit/marks.h"
#include "tests/unit/tree.h"
#include <string.h>

/* Cuts stand between [[ and ]]; `spans` are the bytes, those that touch joined. */
static const struct {
  const char *name, *html, *spans, *rest;
} rows[] = {
    {"none", "<p>a</p>", "", "<p>a</p>"},
    {"one", "<p>a</p>[[<p>b</p>]]<p>c</p>", "8-16", "<p>a</p><p>c</p>"},
    {"everything", "[[<p>a</p>]]", "0-8", ""},
    {"first and last", "[[<p>a</p>]]<p>b</p>[[<p>c</p>]]", "0-8 16-24", "<p>b</p>"},
    {"neighbours are one", "[[<p>a</p>]][[<p>b</p>]]<p>c</p>", "0-16", "<p>c</p>"},
    {"content", "<p>[[a]]</p>", "3-4", "<p></p>"},
    {"more than one byte a character", "<p>\xc3\xa4</p>[[<p>\xe2\x82\xac</p>]]b", "9-19", "<p>\xc3\xa4</p>b"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct marked marked;
    marks_parse(rows[i].html, &marked);
    g_autoptr(GArray) spans = ll_splice_spans(marked.doc, marked.cuts);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint k = 0; k < spans->len; k++) {
      const struct ll_span *span = &g_array_index(spans, struct ll_span, k);
      g_string_append_printf(got, "%s%zu-%zu", k ? " " : "", span->start, span->end);
    }
    tree_equal(rows[i].name, got->str, rows[i].spans);
    g_autoptr(GBytes) rest = ll_splice(marked.doc->source, spans);
    gsize n;
    const char *bytes = g_bytes_get_data(rest, &n);
    g_autofree char *text = g_strndup(bytes ? bytes : "", n);
    tree_equal(rows[i].name, text, rows[i].rest);
    marks_clear(&marked);
  }
}

/* Bytes that are no text stay as they are. */
static void test_bytes(void) {
  static const char source[] = {0, 'a', (char)0xff, 'b', 0};
  static const char want[] = {0, (char)0xff, 0};
  g_autoptr(GBytes) bytes = g_bytes_new(source, sizeof source);
  g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  struct ll_span cuts[] = {{1, 2}, {3, 4}};
  g_array_append_vals(spans, cuts, G_N_ELEMENTS(cuts));
  g_autoptr(GBytes) rest = ll_splice(bytes, spans);
  g_assert_cmpmem(g_bytes_get_data(rest, NULL), g_bytes_get_size(rest), want, sizeof want);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/splice/rows", test_rows);
  g_test_add_func("/splice/bytes", test_bytes);
  return g_test_run();
}
