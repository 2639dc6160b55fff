/* SPDX-License-Identifier: MIT
 * Pages as a reader sees them: atoms in boxes, printed on one line. */
#include "core/block.h"
#include "tests/unit/tree.h"
#include <string.h>

static void print_words(const ll_page *page, const struct ll_atom *a, GString *out) {
  for (uint32_t w = a->word; w < a->word_end; w++)
    g_string_append_printf(out, "%s%s", w > a->word ? " " : "", ll_page_word(page, w)->text);
}

/* {words} with flags: h heading, T title, b button, f form, s small, x hidden, t toggled, p piece; *n images. */
static void print_atom(const ll_page *page, const struct ll_atom *a, GString *out) {
  static const struct {
    uint16_t flag;
    char letter;
  } letters[] = {{LL_ATOM_HIDDEN, 'x'}, {LL_ATOM_TOGGLED, 't'}, {LL_ATOM_BUTTON, 'b'}, {LL_ATOM_FORM, 'f'}, {LL_ATOM_PIECE, 'p'}};
  g_string_append_c(out, '{');
  print_words(page, a, out);
  if (a->image_end > a->image)
    g_string_append_printf(out, "*%u", a->image_end - a->image);
  for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
    if (a->flags & letters[i].flag)
      g_string_append_printf(out, "/%c", letters[i].letter);
  g_string_append_c(out, '}');
}

/* Boxes with one item are left out. */
static void print_box(const ll_page *page, int32_t index, GString *out) {
  const struct ll_box *box = ll_page_box(page, index);
  if (box->n_items != 1)
    g_string_append_c(out, '[');
  for (uint32_t i = 0; i < box->n_items; i++) {
    const struct ll_item *item = ll_page_item(page, box->item + i);
    if (item->box >= 0)
      print_box(page, item->box, out);
    else
      print_atom(page, ll_page_atom(page, item->atom), out);
  }
  if (box->n_items != 1)
    g_string_append_c(out, ']');
}

static const struct {
  const char *name, *html, *want;
} rows[] = {
    {"empty", "", "[]"},
    {"blank", "<p> &nbsp; </p>", "[]"},
    {"paragraphs", "<p>One</p><p>Two</p>", "[{one}{two}]"},
    {"breaks", "One<br>two<br><br>three", "[{one}{two}{three}]"},
    {"inline", "<p>One <b>two</b> three</p>", "{one two three}"},
    {"word over tags", "<p>un<b>sub</b>scribe</p>", "{unsubscribe}"},
    {"wrapper with breaks", "<font>One<br>two</font><br>three", "[[{one}{two}]{three}]"},
    {"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "[[{a}{b}]{c}]"},
    {"link around blocks", "<a href='x'><div>One</div><div>Two</div></a>", "[{one}{two}]"},
    {"image", "<p><img src='a.png' alt='A word'></p>", "{a word*1}"},
    {"block image", "<td><a href=x><img style='display:block' src='a.png' alt='A word'></a></td>", "{a word*1}"},
    {"pixel", "<p>One<img src='t.gif' width=1 height=1></p>", "{one}"},
    {"hidden", "<div style='display:none'>Peek</div><p>One</p>", "[{peek/x}{one}]"},
    {"toggled", "<style>@media print{.m{display:none}}</style><p class=m>One</p><p>Two</p>", "[{one/t}{two}]"},
    {"zero size", "<div style='font-size:0'>Peek<p style='font-size:14px'>One</p></div>", "[{peek/x}{one}]"},
    {"button", "<p><a href='x' style='background:#123456;padding:9px'>Go on</a></p>", "{go on/b}"},
    {"form", "<form><input name=e><input type=submit value='Sign up'></form>", "{sign up/f}"},
    {"hidden control", "<p>One<input type=hidden value=x></p>", "{one}"},
    {"row of links", "<p><a href=1>One</a> | <a href=2>Two</a></p>", "[{one/p}{two/p}]"},
    {"row with lead", "<p>Follow us: <a href=1>One</a> <a href=2>Two</a></p>", "[{follow us/p}{one/p}{two/p}]"},
    {"row of icons", "<p><a href=1><img src=a></a><a href=2><img src=b></a></p>", "[{*1/p}{*1/p}]"},
    {"prose with links", "<p>We met <a href=1>Ann</a> who told us of <a href=2>Bob</a> and his dog.</p>",
     "{we met ann who told us of bob and his dog}"},
    {"style and script", "<style>p{}</style><script>var a</script><p>One</p>", "{one}"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = tree_parse(rows[i].html, strlen(rows[i].html), &reason);
    g_test_message("%s", rows[i].name);
    g_assert_nonnull(doc);
    g_autoptr(ll_page) page = ll_page_new(doc, &test_limits, &reason);
    g_assert_nonnull(page);
    g_autoptr(GString) got = g_string_new(NULL);
    print_box(page, 0, got);
    tree_equal(rows[i].name, got->str, rows[i].want);
  }
}

/* Atoms tile no more than the tokens of their box, in order. */
static void test_order(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = tree_parse(rows[i].html, strlen(rows[i].html), &reason);
    g_autoptr(ll_page) page = ll_page_new(doc, &test_limits, &reason);
    uint32_t token = 0, word = 0;
    g_test_message("%s", rows[i].name);
    for (guint a = 0; a < page->atoms->len; a++) {
      const struct ll_atom *atom = ll_page_atom(page, a);
      g_assert_cmpuint(atom->token, >=, token);
      g_assert_cmpuint(atom->token_end, >, atom->token);
      g_assert_cmpuint(atom->word, >=, word);
      token = atom->token_end;
      word = atom->word_end;
    }
  }
}

static void test_limits_hit(void) {
  const char *reason = NULL, *html = "<p>a b c</p><p>d</p>";
  struct ll_limits limits = test_limits;
  g_autoptr(ll_doc) doc = tree_parse(html, strlen(html), &reason);
  limits.words = 2;
  g_assert_null(ll_page_new(doc, &limits, &reason));
  g_assert_cmpstr(reason, ==, "too-many-words");
  limits = test_limits;
  limits.blocks = 2;
  g_assert_null(ll_page_new(doc, &limits, &reason));
  g_assert_cmpstr(reason, ==, "too-many-blocks");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/block/rows", test_rows);
  g_test_add_func("/block/order", test_order);
  g_test_add_func("/block/limits", test_limits_hit);
  return g_test_run();
}
