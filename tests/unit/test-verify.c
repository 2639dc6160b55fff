/* SPDX-License-Identifier: MIT
 * Each invariant, kept and broken. */
#include "core/verify.h"
#include "core/splice.h"
#include "tests/unit/marks.h"
#include "tests/unit/tree.h"
#include <string.h>

/* Cuts stand between [[ and ]].  `after` NULL: what is left without them. */
static const struct {
  const char *name, *html, *after, *want;
} rows[] = {
    {"no cut", "<p>a</p>", NULL, NULL},
    {"a paragraph", "<p>a</p>[[<p>b</p>]]<p>c</p>", NULL, NULL},
    {"two", "[[<p>a</p>]]<p>b</p>[[<p>c</p>]]", NULL, NULL},
    {"blanks do not count", "<p>a b</p>[[<p>c</p>]]", "<p>a  b</p>\n", NULL},
    {"comments do not count", "<p>a</p><!-- x -->[[<p>c</p>]]", "<p>a</p>", NULL},
    {"markup does not count", "<p>a</p>[[<p>c</p>]]", "<p style='x:y'>a</p>", NULL},
    {"half an element", "<p>a[[</p><p>]]b</p>", NULL, "verify-state"},
    {"start tag alone", "[[<b>]]a</b>", NULL, "verify-state"},
    {"each safe alone", "<b>a[[</b><b>]]c[[</b><i>]]d</i>", NULL, "verify-state"},
    {"broken after", "[[<p>a</p>]]<p>b</p>", "<p>b</ p>", "verify-parse"},
    {"a word lost", "<p>a</p>[[<p>b</p>]]", "", "verify-content"},
    {"a word more", "<p>a</p>[[<p>b</p>]]", "<p>ax</p>", "verify-content"},
    {"a cut word still there", "<p>a</p>[[<p>b</p>]]", "<p>a</p><p>b</p>", "verify-content"},
    {"order of words", "<p>a</p><p>b</p>[[<p>c</p>]]", "<p>b</p><p>a</p>", "verify-content"},
    {"link target", "<a href='x'>a</a>[[<p>b</p>]]", "<a href='y'>a</a>", "verify-content"},
    {"link lost", "<a href='x'>a</a>[[<p>b</p>]]", "<a>a</a>", "verify-content"},
    {"image", "<img src='x'>[[<p>b</p>]]", "<img src='y'>", "verify-content"},
    {"text that became a target", "<p>ax</p><img>[[<p>b</p>]]", "<p>a</p><img src='x'>", "verify-content"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct marked marked;
    marks_parse(rows[i].html, &marked);
    g_autofree char *left = marks_left(&marked);
    const char *after = rows[i].after ? rows[i].after : left;
    g_autoptr(GBytes) lean = g_bytes_new(after, strlen(after));
    g_autoptr(ll_cutter) cutter = ll_cutter_new(marked.doc);
    tree_equal(rows[i].name, ll_verify(marked.doc, cutter, marked.cuts, lean, &test_limits), rows[i].want);
    marks_clear(&marked);
  }
}

/* Ranges that are not sorted, not disjoint, or empty. */
static void test_order(void) {
  static const struct {
    const char *name;
    struct ll_range a, b;
    const char *want;
  } orders[] = {{"sorted", {0, 3}, {6, 9}, NULL},
                {"touching", {0, 3}, {3, 6}, NULL},
                {"swapped", {6, 9}, {0, 3}, "verify-order"},
                {"twice", {0, 3}, {0, 3}, "verify-order"},
                {"overlapping", {0, 6}, {3, 9}, "verify-order"},
                {"empty", {0, 0}, {3, 6}, "verify-order"},
                {"backwards", {0, 3}, {6, 5}, "verify-order"}};
  for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
    struct marked marked;
    marks_parse("<p>a</p><p>b</p><p>c</p>", &marked);
    g_array_append_val(marked.cuts, orders[i].a);
    g_array_append_val(marked.cuts, orders[i].b);
    g_autofree char *left = orders[i].want ? g_strdup("") : marks_left(&marked);
    g_autoptr(GBytes) lean = g_bytes_new(left, strlen(left));
    g_autoptr(ll_cutter) cutter = ll_cutter_new(marked.doc);
    tree_equal(orders[i].name, ll_verify(marked.doc, cutter, marked.cuts, lean, &test_limits), orders[i].want);
    marks_clear(&marked);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/verify/rows", test_rows);
  g_test_add_func("/verify/order", test_order);
  return g_test_run();
}
