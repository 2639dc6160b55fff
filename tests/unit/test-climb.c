/* SPDX-License-Identifier: MIT
 * What goes along with a cut: parents, spacers, dividers, comments for Outlook; what is visible. */
#include "core/climb.h"
#include "core/visible.h"
#include "tests/unit/gen.h"
#include "tests/unit/marks.h"
#include "tests/unit/oracle.h"
#include "tests/unit/quick.h"
#include "tests/unit/tree.h"
#include <string.h>

#define IMG "<img src=a.png>"

/* In the bodies: what stands between [[ and ]] goes, between {{ and }} is pinned; what is left. */
static const struct {
  const char *name, *html, *left;
} cases[] = {
    {"nothing else in the parent", "<p>a</p><div><div>[[<p>x</p>]]</div> </div><p>c</p>", "<p>a</p><p>c</p>"},
    {"something else in the parent", "<div><p>a</p>[[<p>x</p>]]</div><p>c</p>",
     "<div><p>a</p></div><p>c</p>"},
    {"something pinned in the parent", "<p>a</p><div>[[<p>x</p>]]{{<p></p>}}</div><p>c</p>",
     "<p>a</p><div><p></p></div><p>c</p>"},
    {"a picture in the parent", "<p>a</p><div>[[<p>x</p>]]" IMG "</div>", "<p>a</p><div>" IMG "</div>"},
    {"a pixel in the parent", "<p>a</p><div>[[<p>x</p>]]<img src=a width=1></div><p>c</p>",
     "<p>a</p><p>c</p>"},
    {"another cut in the parent", "<p>a</p><div>[[<p>x</p>]]<br>[[<p>y</p>]]</div><p>c</p>",
     "<p>a</p><p>c</p>"},
    {"never the body", "[[<p>a</p>]]", ""},
    {"up to the table", "<p>a</p><table><tr><td>[[<p>x</p>]]</td></tr></table><p>c</p>", "<p>a</p><p>c</p>"},
    {"a style in the parent stays", "<p>a</p><div>[[<p>x</p>]]<style>p{}</style></div><p>c</p>",
     "<p>a</p><div><style>p{}</style></div><p>c</p>"},
    {"an unclosed parent", "<p>a</p><div>[[<p>x</p>]]</div><center><p>b", "<p>a</p><center><p>b"},

    {"cell beside a visible cell", "<table><tr><td>a</td>[[<td><p>x</p></td>]]</tr></table>",
     "<table><tr><td>a</td><td></td></tr></table>"},
    {"part of a cell beside a visible cell", "<table><tr><td>a</td><td>[[<p>x</p>]]<br></td></tr></table>",
     "<table><tr><td>a</td><td></td></tr></table>"},
    {"every cell of a row", "<table><tr><td>a</td></tr><tr>[[<td>x</td><td>y</td>]]</tr></table>",
     "<table><tr><td>a</td></tr></table>"},
    {"every visible cell of a row",
     "<table><tr><td>a</td></tr><tr><td> </td><td>[[<p>x</p>]]</td></tr></table>",
     "<table><tr><td>a</td></tr></table>"},
    {"cells one by one", "<table><tr><td>a<td>[[<p>x</p>]]</tr><tr><td>[[<p>y</p>]]<td>[[<p>z</p>]]</table>",
     "<table><tr><td>a<td></tr></table>"},
    {"a row that another reaches into",
     "<table><tr><td rowspan=2></td><td>[[<p>x</p>]]</td></tr><tr><td>b</td></tr></table>",
     "<table><tr><td rowspan=2></td><td></td></tr><tr><td>b</td></tr></table>"},

    {"two gaps", "<p>a</p><br>[[<p>x</p>]]<br><p>c</p>", "<p>a</p><br><p>c</p>"},
    {"one gap", "<p>a</p><br>[[<p>x</p>]]<p>c</p>", "<p>a</p><br><p>c</p>"},
    {"two dividers", "<p>a</p><hr>[[<p>x</p>]]<hr><p>c</p>", "<p>a</p><hr><p>c</p>"},
    {"a gap, then a divider", "<p>a</p><br>[[<p>x</p>]]<hr><p>c</p>", "<p>a</p><hr><p>c</p>"},
    {"a divider, then a gap", "<p>a</p><hr>[[<p>x</p>]]<br><p>c</p>", "<p>a</p><hr><p>c</p>"},
    {"last", "<div><p>a</p><hr>[[<p>x</p>]] </div><p>c</p>", "<div><p>a</p> </div><p>c</p>"},
    {"first", "<div>[[<p>x</p>]]<hr><p>a</p></div><p>c</p>", "<div><p>a</p></div><p>c</p>"},
    {"double line breaks", "<div>a<br><br>[[<b>x</b>]]<br><br>c</div>", "<div>a<br><br>c</div>"},
    {"spacer rows",
     "<table><tr><td>a</td></tr><tr><td height=9></td></tr>[[<tr><td>x</td></tr>]]<tr><td "
     "height=9>&nbsp;</td></tr><tr><td>c</td></tr></table>",
     "<table><tr><td>a</td></tr><tr><td height=9></td></tr><tr><td>c</td></tr></table>"},
    {"pinned gap", "<p>a</p><br>[[<p>x</p>]]{{<br>}}<p>c</p>", "<p>a</p><br><br><p>c</p>"},
    {"an anchor that links lead to", "<p>a</p><br>[[<p>x</p>]]<br><a name=y></a><br><p>c</p>",
     "<p>a</p><br><a name=y></a><br><p>c</p>"},
    {"two cuts with a gap between", "<p>a</p>[[<p>x</p>]]<br>[[<p>y</p>]]<p>c</p>", "<p>a</p><p>c</p>"},
    {"two cuts with something between", "<p>a</p>[[<p>x</p>]]<p>b</p>[[<p>y</p>]]<p>c</p>",
     "<p>a</p><p>b</p><p>c</p>"},

    {"links in a row", "<p><a>a</a> | [[<a>x</a>]] | <a>c</a></p>", "<p><a>a</a> | <a>c</a></p>"},
    {"the last link in a row", "<p><a>a</a> | [[<a>x</a>]] </p>", "<p><a>a</a> </p>"},
    {"the last link on a line", "<p><a>a</a> &bull; [[<a>x</a>]]<br><a>c</a></p>",
     "<p><a>a</a><br><a>c</a></p>"},
    {"the first link in a row", "<p>[[<a>x</a>]]&nbsp;|&nbsp;<a>c</a></p>", "<p><a>c</a></p>"},
    {"the first link on a line", "<p>a<br>[[<a>x</a>]] - <a>c</a></p>", "<p>a<br><a>c</a></p>"},
    {"a word beside a link", "<p><a>a</a> or [[<a>x</a>]] | <a>c</a></p>", "<p><a>a</a> or  | <a>c</a></p>"},
    {"a bullet", "<table><tr><td>a</td></tr><tr><td>&bull;</td><td>[[<b>x</b>]]</td></tr></table>",
     "<table><tr><td>a</td></tr></table>"},

    {"ghost table",
     "<p>a</p><!--[if mso]><table><tr><td><![endif]--><div>[[<p>x</p>]]</div><!--[if "
     "mso]></td></tr></table><![endif]--><p>c</p>",
     "<p>a</p><!--[if mso]><table><tr><td><![endif]--><!--[if mso]></td></tr></table><![endif]--><p>c</p>"},
    {"a twin for Outlook in the parent",
     "<p>a</p><div><!--[if mso]><v:rect>x</v:rect><![endif]-->[[<a href=x>x</a>]]</div><p>c</p>",
     "<p>a</p><p>c</p>"},
    {"a comment with content for Outlook beside it",
     "<p>a</p><br>[[<p>x</p>]]<!--[if mso]><p>o</p><![endif]--><br><p>c</p>",
     "<p>a</p><br><!--[if mso]><p>o</p><![endif]--><br><p>c</p>"},
};

static void test_cases(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct marked marked;
    g_autofree char *html = g_strconcat("<body>", cases[i].html, NULL);
    g_autofree char *want = g_strconcat("<body>", cases[i].left, NULL);
    marks_parse(html, &marked);
    g_assert_true(marked.fits);
    g_autoptr(ll_cutter) cutter = ll_cutter_new(marked.doc);
    tree_equal(cases[i].name, ll_cutter_allows_all(cutter, marked.cuts) ? "allowed" : "refused", "allowed");
    ll_climb(marked.doc, cutter, marked.pinned, marked.cuts);
    g_autofree char *left = marks_left(&marked);
    tree_equal(cases[i].name, left, want);
    g_assert_true(ll_cutter_allows_all(cutter, marked.cuts));
    g_clear_pointer(&cutter, ll_cutter_free);
    marks_clear(&marked);
  }
}

static void test_visible(void) {
  static const struct {
    const char *html;
    bool want;
  } rows[] = {
      {"<p>a</p>", true},
      {"<p>&nbsp; &zwnj;&#847;&shy;&#65279;</p>", false},
      {"<p>\u3000\u2003\u200b</p>", false},
      {"<p>* * *</p>", false},
      {"<p>|&nbsp;&middot; &mdash;</p>", false},
      {"<p>1</p>", true},
      {"<p><img src=a></p>", true},
      {"<p><img src=a width=3></p>", false},
      {"<p><img src=a width=4 height=\"40\"></p>", true},
      {"<p><img src=a width=\"100%\"></p>", true},
      {"<p><img src=a style='height: 1px; width:200px'></p>", false},
      {"<p><img src=http://x/spacer.gif width=10 height=10></p>", false},
      {"<p><img></p>", false},
      {"<p><input type=hidden name=a></p>", false},
      {"<p><input name=a></p>", true},
      {"<p><button></button></p>", true},
      {"<p><!-- a --><br><hr></p>", false},
      {"<style>p{}</style>", false},
      {"<title>a</title>", false},
      {"<iframe></iframe>", true},
      {"<p>[[a]]</p>", false},
      {"<p>[[a]]<b>b</b></p>", true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct marked marked;
    marks_parse(rows[i].html, &marked);
    tree_equal(rows[i].html, ll_visible(marked.doc, 0, marked.cuts) ? "yes" : "no",
               rows[i].want ? "yes" : "no");
    marks_clear(&marked);
  }
}

static bool holds(const GArray *ranges, uint32_t token) {
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *range = &g_array_index(ranges, struct ll_range, i);
    if (range->start <= token && token < range->end)
      return true;
  }
  return false;
}

/* Nothing visible or pinned goes that was not to go. */
static void check_growth(const ll_doc *doc, const GArray *before, const GArray *after,
                         const uint8_t *pinned) {
  for (guint i = 1; i < doc->nodes->len; i++) {
    uint32_t token = ll_doc_node(doc, (int32_t)i)->token;
    if (holds(after, token) && !holds(before, token))
      g_assert_false(ll_node_shows(doc, (int32_t)i) || pinned[i]);
  }
  for (guint i = 0; i + 1 < after->len; i++)
    g_assert_cmpuint(g_array_index(after, struct ll_range, i).end, <,
                     g_array_index(after, struct ll_range, i + 1).start);
}

static void test_random(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  unsigned cuts = 0, grown = 0, documents = quick_rounds(1500);
  for (unsigned i = 0; i < documents; i++) {
    const char *reason = NULL;
    g_autoptr(GString) html = gen_html(rand, i % 12);
    g_autoptr(ll_doc) doc = tree_parse(html->str, html->len, &reason);
    if (doc == NULL)
      continue;
    g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
    g_autoptr(GArray) ranges = oracle_pick(rand, doc, cutter, 20);
    if (ranges == NULL)
      continue;
    g_autofree uint8_t *pinned = g_new0(uint8_t, doc->nodes->len);
    for (guint k = 1; k < doc->nodes->len; k++)
      pinned[k] = g_rand_int_range(rand, 0, 50) == 0 && !holds(ranges, ll_doc_node(doc, (int32_t)k)->token);
    g_autoptr(GArray) after = g_array_copy(ranges);
    ll_climb(doc, cutter, pinned, after);
    g_assert_true(after->len == 0 || ll_cutter_allows_all(cutter, after));
    check_growth(doc, ranges, after, pinned);
    cuts++;
    grown += after->len > 0 && memcmp(after->data, ranges->data, sizeof(struct ll_range)) != 0;
  }
  g_test_message("%u lists of cuts, %u grew", cuts, grown);
  g_assert_cmpuint(grown, >, documents / 15);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/climb/cases", test_cases);
  g_test_add_func("/climb/visible", test_visible);
  g_test_add_func("/climb/random", test_random);
  return g_test_run();
}
