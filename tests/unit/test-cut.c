/* SPDX-License-Identifier: MIT
 * The state rule: what may go. */
#include "core/cut.h"
#include "core/condition.h"
#include "tests/unit/marks.h"
#include "tests/unit/tree.h"
#include <string.h>

/* What stands between [[ and ]] is to go, all of it together. */
static const struct {
  const char *html;
  bool want;
} cases[] = {
    /* balanced */
    {"<body><p>a</p>[[<p>b</p>]]<p>c</p>", true},
    {"<body><p>a</p>[[<p>b</p><p>c</p>]]", true},
    {"<body>a[[b]]", false}, /* no border there */
    {"<body><p>a</p>[[b]]<p>c</p>", true},
    {"<body><div>[[<img><br>]]x</div>", true},
    {"<body><p>a [[<b>b</b>]] c</p>", true},
    {"<body><p>a [[<b>b]]</b> c</p>", true}, /* a stray </b> does nothing */
    {"<body><p>a [[<b>]]b</b> c</p>", false},
    {"<body>[[<p>a]]</p>", false}, /* </p> alone would make a paragraph */
    /* implied ends */
    {"<body><p>a[[<p>b]]<p>c", true},
    {"<body><p>a[[<p>b]]c", false},
    {"<body><ul><li>a[[<li>b]]<li>c</ul>", true},
    {"<body><ul><li>a[[<li>b]]</ul>c", true},
    {"<body><dl><dt>a<dd>b[[<dt>c<dd>d]]</dl>", true},
    {"<body><p>a[[<div>b</div>]]c", false}, /* c would join the paragraph */
    {"<body><p>a</p>[[<div>b</div>]]c", true},
    /* never closed */
    {"<body><center><font size=2>[[<p>a</p>]]<p>b</p>", true},
    {"<body><center>[[<font size=2><p>a</p>]]<p>b</p>", false},
    {"<body><b><div>[[<p>a</p>]]<p>b</p>", true},
    /* tables */
    {"<body><table>[[<tr><td>a</td></tr>]]<tr><td>b</td></tr></table>", true},
    {"<body><table><tr><td>a</td></tr>[[<tr><td>b</td></tr>]]</table>", true},
    {"<body><table>[[<tr><td>a</td></tr>]]</table>", true},
    {"<body><table><tr><td>a</td>[[<td>b</td>]]</tr></table>", true},
    {"<body><table><tr>[[<td>a]]<td>b</table>", true},
    {"<body><table>[[<td>a]]<td>b</table>", true},
    {"<body><table><tr><td>[[<table><tr><td>a</table>]]b</table>", true},
    {"<body><table><tr><td>a</td></tr>[[</table><table>]]<tr><td>b</td></tr></table>", false},
    {"<body><table><tr><td>a[[</td><td>]]b</table>", false},
    {"<body><table>[[x]]<tr><td>b</td></tr></table>", true},
    {"<body><table>[[<tr>]]x</tr></table>", false},
    {"<body><table><tr><td>a</td></tr>[[<form><tr><td>b</td></tr>]]<tr><td><form>c</form></td></tr></table>",
     false},
    {"<body><table><caption>a</caption>[[<tr><td>b</td></tr>]]<tr><td>c</td></tr></table>", true},
    /* quirks: does a table close a paragraph? */
    {"<body><p>a[[<div>b</div>]]<table><tr><td>c</table>", false},
    {"<body><p>a[[</p>]]<table><tr><td>c</table>", false},
    {"<body><p>a</p>[[<p>b</p>]]<table><tr><td>c</table>", true},
    /* links */
    {"<body><a href=1>x</a>[[<a href=2>y</a>]]<a href=3>z</a>", true},
    {"<body><a href=1>x[[</a> <a href=2>y]]</a>", false},
    {"<body><a href=1>x [[<img>]]</a>", true},
    {"<body><a href=1><table><tr><td>[[<p>y</p>]]z</table></a>", true},
    {"<body><a href=1>x[[<a href=2>y</a>]]z", false},
    {"<body><p><a href=1>x[[<p>y</p>]]z", false},
    /* misnested formatting: what stays would move */
    {"<body><b><p>a[[</b>b]]</p>c", false},
    {"<body><b>a[[<p>b</b>c</p>]]d", false},
    {"<body>a[[<b><p>b</b>c</p>]]d", true},
    {"<body><b>a[[</b> <b>b]]</b>c", true},
    /* the frame of the document */
    {"[[<p>a</p>]]<p>b</p>", true},
    {"[[<html>]]<body>b", false},
    {"<html>[[<body>]]b", false},
    {"<body>a[[</body>]]", false},
    {"<body>a[[<style>p{}</style>]]b", false},
    {"<body>a[[<script>p</script>]]b", true},
    {"<body>a<script>[[p]]</script>b", false},
    {"<body>[[<select><option>a</select>]]b", true},
    {"<body><select>[[<option>a]]<option>b</select>", false},
    {"<body><select><div></div></select>[[<p>a</p>]]<p>b</p>", false},
    {"<body>[[<p>a</p>]]<p>b</p><select><div></div></select>", true},
    {"<body>[[<svg><path d='a'/><g><rect/></g></svg>]]b", true},
    {"<body><svg>[[<g></g>]]</svg>b", false},
    {"<body>[[<form>a<input></form>]]b", true},
    {"<body><form>[[<p>a<input></p>]]b</form>", true},
    {"<body><form>a[[</form><form>]]b</form>", false},
    /* bytes that meet */
    {"<body>a &am[[<br>]]p; b", false},
    {"<body>a &amp[[<br>]]x", false},
    {"<body>a &amp;[[<br>]]x", true},
    {"<body>a <[[<br>]]b>c", false},
    {"<body>a <[[<br>]]<b>c</b>", true},
    {"<body>a <[[<br>]]<i>c</i>[[<br>]]d", true},
    /* the Outlook view */
    {"<body><p>a</p>[[<!--[if mso]><table><tr><td><![endif]--><p>b</p>]]<!--[if "
     "mso]></table><![endif]--><p>c</p>",
     false},
    {"<body><p>a</p><!--[if mso]><table><tr><td><![endif]-->[[<p>b</p>]]<!--[if "
     "mso]></table><![endif]--><p>c</p>",
     true},
    {"<body>a[[<!--[if mso]><table><tr><td><![endif]--><p>b</p><!--[if mso]></table><![endif]-->]]<p>c</p>",
     true},
    {"<body>a[[<!--[if IE]><table><tr><td><![endif]-->]]<p>b</p><!--[if IE]></table><![endif]--><p>c</p>",
     true},
    {"<body>a[[<!--[if mso]><p>b</p><![endif]-->]]c", true},
    {"<body>a[[<!--[if !mso]><!--><p>b</p><!--<![endif]-->]]<p>c</p>", true},
    {"<body>a[[<!--[if !mso]><!--><p>b</p>]]<!--<![endif]--><p>c</p>", false},
    {"<body>a<!--[if !mso]><!-->[[<p>b</p>]]<!--<![endif]--><p>c</p>", true},
    {"<body>a<!--[if !mso]><!--><p>b</p>[[<!--<![endif]-->]]<p>c</p>", false},
    {"<body>a[[<![if !mso]><p>b</p>]]<![endif]><p>c</p>", false},
    {"<body>a[[<![if !mso]><p>b</p><![endif]>]]<p>c</p>", true},
    {"<body><p>a</p>[[<!--<![endif]--><p>b</p>]]c", false},
    {"<body><!--[if !mso]><!--><div><!--<![endif]-->[[<p>b</p>]]<!--[if !mso]><!--></div><!--<![endif]-->",
     true},
    {"<body><!--[if mso]><p>[<![endif]-->[[<div>x</div>]]<p>y</p>", true},
    /* several at once: each alone would do */
    {"<body><p>a[[<p>b]]<p>c[[<p>d]]<p>e", true},
    {"<body>[[<p>a</p>]] [[<p>b</p>]]<p>c", true},
    {"<body><table>[[<tr><td>a</tr>]][[<tr><td>b</tr>]]</table>", true},
    {"<body>&am[[<i>a</i>]]<i>b</i>[[<i>c</i>]]p;", true},
};

static bool run(const char *text) {
  struct marked marked;
  marks_parse(text, &marked);
  bool together = false;
  if (marked.fits) {
    g_autoptr(ll_cutter) cutter = ll_cutter_new(marked.doc);
    together = ll_cutter_allows_all(cutter, marked.cuts);
    if (marked.cuts->len == 1)
      g_assert_true(ll_cutter_allows(cutter, g_array_index(marked.cuts, struct ll_range, 0)) == together);
  }
  marks_clear(&marked);
  return together;
}

static void test_cases(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    tree_equal(cases[i].html, run(cases[i].html) ? "yes" : "no", cases[i].want ? "yes" : "no");
}

static void test_conditions(void) {
  static const struct {
    const char *expression;
    bool want;
  } rows[] = {
      {" mso ", true},        {" !mso", false},
      {"gte mso 9", true},    {"lt mso 12", false},
      {"mso 16", true},       {"mso 15", false},
      {"IE", false},          {"(mso)|(IE)", true},
      {"!(IE)", true},        {"(gte mso 9)|(lte ie 8)", true},
      {"(mso)&(IE)", false},  {"gt mso 15", true},
      {"lte mso 15", false},  {"vml", false},
      {"true", true},         {"", false},
      {"!mso 9", true},       {"((((((((((((((((((mso", false},
      {"! gte mso 9", false}, {"gte mso 9999999999", true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    tree_equal(rows[i].expression,
               ll_condition_is_true(rows[i].expression, strlen(rows[i].expression)) ? "true" : "false",
               rows[i].want ? "true" : "false");
}

/* What the planner must not hand on: each of these ranges alone, and in order, may go. */
static void test_order(void) {
  static const struct {
    const char *name;
    int a, b; /* paragraphs, from 0; -1: both, -2: none */
    bool want;
  } rows[] = {
      {"in order", 0, 1, true},      {"in the wrong order", 1, 0, false}, {"the same twice", 0, 0, false},
      {"one in the other", -1, 1, false}, {"an empty one", 0, -2, false},
  };
  struct marked marked;
  marks_parse("<body>[[<p>a</p>]] [[<p>b</p>]]<p>c", &marked);
  g_autoptr(ll_cutter) cutter = ll_cutter_new(marked.doc);
  struct ll_range first = g_array_index(marked.cuts, struct ll_range, 0),
                  second = g_array_index(marked.cuts, struct ll_range, 1);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const int picks[] = {rows[i].a, rows[i].b};
    g_array_set_size(marked.cuts, 0);
    for (int k = 0; k < 2; k++) {
      struct ll_range range = picks[k] == 0    ? first
                              : picks[k] == 1  ? second
                              : picks[k] == -1 ? (struct ll_range){first.start, second.end}
                                               : (struct ll_range){second.end, second.end};
      g_array_append_val(marked.cuts, range);
    }
    tree_equal(rows[i].name, ll_cutter_allows_all(cutter, marked.cuts) ? "yes" : "no", rows[i].want ? "yes" : "no");
    g_assert_true(ll_ranges_in_order(marked.cuts) == rows[i].want);
  }
  marks_clear(&marked);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cut/cases", test_cases);
  g_test_add_func("/cut/conditions", test_conditions);
  g_test_add_func("/cut/order", test_order);
  return g_test_run();
}
