/* SPDX-License-Identifier: MIT
 * Documents: nesting, token ranges, text, attributes, refusals. */
#include "tests/unit/tree.h"
#include <string.h>

static const struct {
  const char *html, *want; /* as tree_print(), or "!reason" */
} trees[] = {
    {"", ""},
    {"  ", "\"  \""},
    {"<!-- x -->", "<!>"},
    {"a", "html+[0-1](body+[0-1](p+[0-1](\"a\")))"},
    {"<p>a</p>", "html+[0-3](body+[0-3](p![0-3](\"a\")))"},
    {"<html><head></head><body>a</body></html>", "html![0-7](head![1-3] body![3-6](\"a\"))"},
    {"<body><p>a<p>b</body>", "html+[0-6](body![0-6](p[1-3](\"a\") p[3-5](\"b\")))"},
    {"<body><p>a<div>b</div>", "html+[0-6](body[0-6](p[1-3](\"a\") div![3-6](\"b\")))"},
    {"<body><div><b>x</div>y", "html+[0-6](body[0-6](div![1-5](b[2-4](\"x\")) \"y\"))"},
    {"<body><b>x</i>y</b>", "html+[0-6](body[0-6](b![1-6](\"x\" \"y\")))"},
    {"<body>a<br>b<img/>c", "html+[0-6](body[0-6](\"a\" br![2-3] \"b\" img![4-5] \"c\"))"},
    {"<body><wbr>c<embed>d", "html+[0-5](body[0-5](wbr![1-2] \"c\" embed![3-4] \"d\"))"},
    {"<body><p></p></p>x", "html+[0-5](body[0-5](p![1-3] \"x\"))"},
    {"<body><table><tr><td>a<td>b</table>",
     "html+[0-8](body[0-8](table![1-8](tr[2-7](td[3-5](\"a\") td[5-7](\"b\")))))"},
    {"<body><a><table><tr><td>x</td></tr></table></a>",
     "html+[0-10](body[0-10](a![1-10](table![2-9](tr![3-8](td![4-7](\"x\"))))))"},
    {"<body><a>x<a>y</a>", "html+[0-6](body[0-6](a[1-3](\"x\") a![3-6](\"y\")))"},
    {"<body><dfn>x</dfn><a>y</a>", "html+[0-7](body[0-7](dfn![1-4](\"x\") a![4-7](\"y\")))"},
    {"<body><!-- c --> <p>x</p> <!-- d --></body> <!-- e -->",
     "html+[0-11](body![0-9](<!> \" \" p![3-6](\"x\") \" \" <!>) \" \" <!>)"},
    {"<!doctype html> <html> <!-- a --> <body>x", "<!> \" \" html[2-8](\" \" <!> \" \" body[6-8](\"x\"))"},
    {"<body><o:p>x</o:p><v:rect/>y", "html+[0-6](body[0-6](o:p![1-4](\"x\") v:rect![4-5] \"y\"))"},
    {"<style>a<b</style><body>x", "html+[0-5](head+[0-3](style![0-3](\"\")) body[3-5](\"x\"))"},
    {"<title>a &lt; b</title>", "html+[0-3](head+[0-3](title![0-3](\"a < b\")))"},
    {"<body>a<script>b</script>c", "html+[0-6](body[0-6](\"a\" script![2-5](\"\") \"c\"))"},
    {"<body>a<body>b<html>c", "html+[0-6](body[0-6](\"a\" \"b\" \"c\"))"},
    {"<body>x<p", "html+[0-3](body[0-3](\"x\" <!>))"},
    {"<!-- a --> <!-- b -->x<!-- c -->", "<!> \" \" <!> html+[3-5](body+[3-5](p+[3-5](\"x\" <!>)))"},
    {"<body><select><option>a<option>b</select>",
     "html+[0-7](body[0-7](select![1-7](option[2-4](\"a\") option[4-6](\"b\"))))"},
    {"<p>a<!-->b", "!html-ambiguous"},
};

static void test_trees(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = tree_parse(trees[i].html, strlen(trees[i].html), &reason);
    g_autofree char *got = doc != NULL ? tree_print(doc) : g_strconcat("!", reason, NULL);
    if (doc != NULL)
      tree_check(doc);
    tree_equal(trees[i].html, got, trees[i].want);
  }
}

/* The text of the first text node, or the value of `name` of the first element with attributes. */
static const struct {
  const char *html, *name, *want;
} values[] = {
    {"a &amp; b&nbsp;c", NULL, "a & b\u00a0c"},
    {"&lt;&LT&GT;&quot;&apos;&copy&copyx;", NULL, "<<>\"'\u00a9\u00a9x;"},
    {"&notit; &notin; &not; &rarr; &rarr x", NULL, "\u00acit; \u2209 \u00ac \u2192 &rarr x"},
    {"&#65;&#x42;&#X43;&#68&#x45 &#;&#x;&#xg", NULL, "ABCDE &#;&#x;&#xg"},
    {"&#128;&#150;&#129;", NULL, "\u20ac\u2013\xc2\x81"},
    {"&#0;&#xd800;&#x110000;&#99999999999;", NULL, "\ufffd\ufffd\ufffd\ufffd"},
    {"&&amp;&unknown;&", NULL, "&&&unknown;&"},
    {"a\r\nb", NULL, "a\r\nb"},
    {"a\xff"
     "b",
     NULL,
     "a\ufffd"
     "b"},
    {"<a href=\"?a=1&copy=2&amp;b=3&lt\">x", "href", "?a=1&copy=2&b=3<"},
    {"<a href='x&copy;y&copyz'>x", "href", "x\u00a9y&copyz"},
    {"<a HREF=x&amp;y/ Title>x", "href", "x&y/"},
    {"<a HREF=x Title>x", "title", ""},
    {"<a alt=1 alt=2>x", "alt", "1"},
    {"<a alt=\" x \">x", "alt", " x "},
    {"<a b=1>x", "c", NULL},
};

static const char *first_value(const ll_doc *doc, const char *name, char **owned) {
  for (guint i = 1; i < doc->nodes->len; i++) {
    const struct ll_node *node = ll_doc_node(doc, (int32_t)i);
    if (name != NULL && node->n_attributes > 0)
      return ll_doc_attribute(doc, (int32_t)i, name);
    if (name == NULL && node->tag == LL_TAG_TEXT)
      return *owned = g_strndup(node->text, node->text_length);
  }
  return NULL;
}

static void test_values(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
    const char *reason = NULL;
    g_autofree char *owned = NULL;
    g_autoptr(ll_doc) doc = tree_parse(values[i].html, strlen(values[i].html), &reason);
    g_assert_nonnull(doc);
    tree_check(doc);
    tree_equal(values[i].html, first_value(doc, values[i].name, &owned), values[i].want);
  }
}

/* Text and attributes are converted from the part's charset; what only looks like markup is none. */
static const struct {
  const char *charset, *html, *name, *want;
} charsets[] = {
    {"iso-8859-1", "<p>caf\xe9 &eacute;", NULL, "caf\u00e9 \u00e9"},
    {"iso-8859-1", "<a title=\"\x80\">x", "title", "\u20ac"},
    {"iso-2022-jp", "<p>\033$B<!\033(B</p>", NULL, "\u6b21"},
    {"iso-2022-jp", "<a title='\033$B<!'!\033(B'>x</a>", "title", "\u6b21\u0410"},
    {"shift_jis", "<p>\x8e\x9f</p>", NULL, "\u6b21"},
    {"utf-8", "<p>\xe6\xac\xa1</p>", NULL, "\u6b21"},
};

static void test_charsets(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
    const char *reason = NULL;
    g_autofree char *owned = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_static(charsets[i].html, strlen(charsets[i].html));
    g_autoptr(ll_doc) doc = ll_doc_parse(bytes, ll_charset_find(charsets[i].charset), &test_limits, &reason);
    g_assert_nonnull(doc);
    tree_check(doc);
    tree_equal(charsets[i].html, first_value(doc, charsets[i].name, &owned), charsets[i].want);
  }
}

static void test_style(void) {
  static const char html[] = "<head><style>a{}</style></head><body><style>b&amp;{}</style>x";
  const char *reason = NULL;
  g_autoptr(ll_doc) doc = tree_parse(html, strlen(html), &reason);
  g_assert_cmpstr(doc->style->str, ==, "a{}\nb&amp;{}\n");
}

static void test_limits_named(void) {
  static const struct {
    const char *piece;
    int times;
    const char *want;
  } rows[] = {
      {"<div>", 200, NULL},
      {"<div>", 300, "too-deep"},
      {"<p>x", 20000, NULL},
      {"<p>x", 30000, "too-many-tokens"},
      {"xxxxxxxxxxxxxxxx", 140000, "html-too-large"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *reason = NULL;
    g_autoptr(GString) html = g_string_new(NULL);
    for (int j = 0; j < rows[i].times; j++)
      g_string_append(html, rows[i].piece);
    g_autoptr(ll_doc) doc = tree_parse(html->str, html->len, &reason);
    g_assert_true((doc == NULL) == (reason != NULL));
    tree_equal(rows[i].piece, reason, rows[i].want);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/html/trees", test_trees);
  g_test_add_func("/html/values", test_values);
  g_test_add_func("/html/charsets", test_charsets);
  g_test_add_func("/html/style", test_style);
  g_test_add_func("/html/limits", test_limits_named);
  return g_test_run();
}
