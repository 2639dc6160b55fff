/* SPDX-License-Identifier: MIT
 * The tokenizer: where tokens begin and end, what is refused. */
#include "core/token.h"
#include "tests/unit/tree.h"
#include <string.h>

/* Tokens as <kind letter><bytes>, divided by "|": T text, S start, / self-closing start, E end, C comment, D doctype,
 * B bogus; or "!reason". */
static const struct {
  const char *html, *want;
} cases[] = {
    {"", ""},
    {"a", "Ta"},
    {"a < b <> <3", "Ta < b <> <3"},
    {"<p>x</p>", "S<p>|Tx|E</p>"},
    {"<BR/><br />", "/<BR/>|/<br />"},
    {"<a href=x/>y", "S<a href=x/>|Ty"},
    {"<a href=\"a>b\">", "S<a href=\"a>b\">"},
    {"<a href='a>b' x=\"'\">", "S<a href='a>b' x=\"'\">"},
    {"<a href = 'x' y>", "S<a href = 'x' y>"},
    {"<a href=>x", "S<a href=>|Tx"},
    {"<a =x>y", "S<a =x>|Ty"},
    {"<a / b>y", "S<a / b>|Ty"},
    {"<td width=\"100\"\">x", "S<td width=\"100\"\">|Tx"},
    {"<o:p></o:p >", "S<o:p>|E</o:p >"},
    {"<http://a/b>x", "S<http://a/b>|Tx"},
    {"<p", "B<p"},
    {"x<p a=\"", "Tx|B<p a=\""},
    {"</p", "B</p"},
    {"x</", "Tx</"},
    {"x<", "Tx<"},
    {"<!-- a > b -->c", "C<!-- a > b -->|Tc"},
    {"<!-- a --!>c", "C<!-- a --!>|Tc"},
    {"<!--a--b----->c", "C<!--a--b----->|Tc"},
    {"<!-- a", "C<!-- a"},
    {"<!---->x", "C<!---->|Tx"},
    {"<!--[if !mso]><!-->x<!--<![endif]-->", "C<!--[if !mso]><!-->|Tx|C<!--<![endif]-->"},
    {"<!--[if mso]><p><![endif]-->", "C<!--[if mso]><p><![endif]-->"},
    {"<![if !mso]>x<![endif]>", "B<![if !mso]>|Tx|B<![endif]>"},
    {"<!DOCTYPE html><?xml?>", "D<!DOCTYPE html>|B<?xml?>"},
    {"<script>a<b</c></script>d", "S<script>|Ta<b</c>|E</script>|Td"},
    {"<style>a</styles></STYLE >d", "S<style>|Ta</styles>|E</STYLE >|Td"},
    {"<style></style>", "S<style>|E</style>"},
    {"<style>p{}", "S<style>|Tp{}"},
    {"<title>a &amp; b</title>", "S<title>|Ta &amp; b|E</title>"},
    {"<script><!-- x --></script>", "S<script>|T<!-- x -->|E</script>"},
    {"</p a>", "E</p a>"},
    {"</p\n<b>x", "E</p\n<b>|Tx"},
    {"<p <b>x", "S<p <b>|Tx"},
    /* refused: readers differ */
    {"<!-->x-->", "!html-ambiguous"},
    {"<!--->x-->", "!html-ambiguous"},
    {"</ p>", "!html-ambiguous"},
    {"</>", "!html-ambiguous"},
    {"</p a='>'>", "!html-ambiguous"},
    {"<p <b a='>'>", "!html-ambiguous"},
    {"<name@host>", "!html-ambiguous"},
    {"<![CDATA[ x ]]>", "!html-ambiguous"},
    {"<!x <b> >", "!html-ambiguous"},
    {"<title>a<b>c</title>", "!html-ambiguous"},
    {"<title>a<p>x", "!html-ambiguous"},
    {"<textarea>a", "!html-ambiguous"},
    {"<style/>p{}</style>", "!html-ambiguous"},
    {"<plaintext>", "!html-ambiguous"},
    {"<script><!-- <script> --></script>", "!html-ambiguous"},
    {"<a href=\"x>y</a> <b class=\"z\">", "!html-ambiguous"},
    {"<a hre\"=\"x>y\">", "!html-ambiguous"},
};

static char *print(const char *html, const GArray *tokens) {
  static const char kinds[] = "TSECDB";
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++) {
    const struct ll_token *token = &g_array_index(tokens, struct ll_token, i);
    g_string_append(out, i > 0 ? "|" : "");
    g_string_append_c(out, token->self_closing ? '/' : kinds[token->kind]);
    g_string_append_len(out, html + token->start, token->end - token->start);
  }
  return g_string_free(out, FALSE);
}

static char *run(const char *html, const struct ll_limits *limits) {
  g_autoptr(ll_intern) names = ll_tag_names_new();
  g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct ll_token));
  const char *reason = ll_tokenize(html, (uint32_t)strlen(html), limits, names, tokens);
  return reason != NULL ? g_strconcat("!", reason, NULL) : print(html, tokens);
}

static void test_cases(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *got = run(cases[i].html, &test_limits);
    tree_equal(cases[i].html, got, cases[i].want);
  }
}

static void test_tags(void) {
  g_autoptr(ll_intern) names = ll_tag_names_new();
  g_assert_cmpuint(ll_intern_number(names, "TD", 2), ==, LL_TAG_TD);
  g_assert_cmpuint(ll_intern_number(names, "o:p", 3), ==, LL_TAG_OTHERS);
  g_assert_cmpuint(ll_intern_number(names, "O:P", 3), ==, LL_TAG_OTHERS);
  g_assert_cmpstr(ll_intern_name(names, LL_TAG_OTHERS), ==, "o:p");
  g_assert_cmpstr(ll_intern_name(names, LL_TAG_WBR), ==, "wbr");
}

static void test_limits_named(void) {
  struct ll_limits limits = test_limits;
  limits.tokens = 3;
  limits.attributes = 2;
  g_autofree char *fits = run("<p a b>x</p>", &limits), *tokens = run("<p>x</p>y", &limits);
  g_autofree char *attributes = run("<p a b c>", &limits);
  g_assert_cmpstr(fits, ==, "S<p a b>|Tx|E</p>");
  g_assert_cmpstr(tokens, ==, "!too-many-tokens");
  g_assert_cmpstr(attributes, ==, "!too-many-attributes");
}

static void test_many_names(void) {
  g_autoptr(GString) html = g_string_new(NULL);
  for (int i = 0; i < 3000; i++)
    g_string_append_printf(html, "<x%d>", i);
  g_autofree char *fits = run(html->str, &test_limits);
  g_assert_cmpint(fits[0], ==, 'S');
  for (int i = 0; i < 2000; i++)
    g_string_append_printf(html, "<y%d>", i);
  g_autofree char *many = run(html->str, &test_limits);
  g_assert_cmpstr(many, ==, "!too-many-names");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/token/cases", test_cases);
  g_test_add_func("/token/tags", test_tags);
  g_test_add_func("/token/limits", test_limits_named);
  g_test_add_func("/token/many-names", test_many_names);
  return g_test_run();
}
