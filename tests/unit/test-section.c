/* SPDX-License-Identifier: MIT
 * Sections known by a label or by their shape. */
#include "core/section.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

#define PROSE(n)                                                                                                          \
  "<p>Number " #n " of the boats left the harbour in the night and nobody on the pier saw it come back, though many "    \
  "waited with lamps until the fog lifted and the gulls came in from the east over the old customs house.</p>"
#define ARTICLE  "<h1>Ferry slip to reopen</h1>" PROSE(1) PROSE(2) PROSE(3) PROSE(4)
#define NO_TITLE "<h1>Boats and gulls</h1>" PROSE(1) PROSE(2) PROSE(3) PROSE(4)
#define T(n)                                                                                                              \
  "<p><a href='https://x.example/" #n "'>Number " #n " of our long stories about boats, gulls and the people that "      \
  "live with them on the bay</a></p>"
#define RAIL  T(1) T(2) T(3) T(4)
#define SHORT "<p>We sell rope and sail cloth at the harbour.</p>"
#define LINK  "<p><a href='https://x.example/r'>Rope and sail cloth</a></p>"
#define BLURB "<p>Nobody on the pier saw it come back, though many waited there with lamps until the heavy fog lifted again at midnight.</p>"
#define LINKED "<h3><a href='https://x.example/r'>Another long story</a></h3>" PROSE(9)

#define BUTTON(text) "<p><a href='https://x.example/b' style='background:#06c;padding:9px'>" text "</a></p>"
#define SIDE(inner)                                                                                                       \
  "<table><tr><td width=440>" PROSE(1) PROSE(2) "</td><td width=150>" inner "</td></tr></table>"
#define NAME(n) "<p><a href='https://x.example/" #n "'>Harbour " #n "</a></p>"
#define MENU    NAME(1) NAME(2) NAME(3) NAME(4) NAME(5)

#define CARD    "<div style='border:1px solid'><h3>Rope</h3><p>All of it new.</p>" BUTTON("Order") "</div>"

/* `want`: the sections that lie in no other one of the same class, each as its kind, class, first and last word. */
static const struct {
  const char *name, *html, *want;
} rows[] = {
    /* a label in an element */
    {"label over", ARTICLE "<div><p>Sponsored</p>" SHORT "</div>" PROSE(5), "label sponsor sponsored..harbour"},
    {"label over, not in an element", ARTICLE "<p>Sponsored</p>" SHORT PROSE(5), ""},
    {"label under", ARTICLE "<div>" SHORT "<p>Sponsored</p></div>" PROSE(5), "label sponsor we..sponsored"},
    {"label under, not in an element", ARTICLE SHORT "<p>Sponsored</p>" PROSE(5), ""},
    {"label behind a picture", ARTICLE "<div><p><img src=a.png width=300></p><p>Sponsored</p>" SHORT "</div>" PROSE(5),
     "label sponsor sponsored..harbour"},
    {"label alone", ARTICLE "<div><p>Sponsored</p></div>" PROSE(5), ""},
    {"label in a sentence", ARTICLE "<div><p>The new pier was sponsored by our town, they say</p>" SHORT "</div>", ""},
    {"label by an idiom", ARTICLE "<div><p>More stories</p>" LINK LINK "</div>" PROSE(5), "label related more..cloth"},
    {"ordinary phrase as a label", ARTICLE "<div><p>Visit our shop</p>" LINK LINK "</div>" PROSE(5), ""},
    {"label over long prose", ARTICLE "<div><p>Sponsored</p>" PROSE(5) PROSE(6) PROSE(7) PROSE(8) PROSE(9) "</div>", ""},
    {"most of the message", "<h1>Ferry slip to reopen</h1><div><p>Sponsored</p>" SHORT "</div>", ""},
    {"a second heading in the element", ARTICLE "<div><p>Sponsored</p><h3>Rope</h3>" SHORT "<h3>News</h3>" SHORT "</div>" PROSE(5),
     ""},
    {"a second heading in a framed one",
     ARTICLE "<div style='border:1px solid'><p>Sponsored</p><h3>Rope</h3>" SHORT "<h3>Sails</h3>" SHORT "</div>" PROSE(5),
     "label sponsor sponsored..harbour"},
    {"question with the next article in its element",
     ARTICLE "<div><h3>How was this letter</h3>" LINK "<h3>Boats</h3>" SHORT "</div>" PROSE(5), "label survey how..cloth"},

    /* how far it reaches */
    {"list under a label", ARTICLE "<p>Sponsored</p>" LINK LINK PROSE(5), "label sponsor sponsored..cloth"},
    {"advertisement between rules", ARTICLE "<hr><p>Sponsored</p><h2>Rope</h2>" PROSE(5) LINK "<hr>" PROSE(6) PROSE(7),
     "label sponsor sponsored..cloth"},
    {"advertisement up to a closing label",
     ARTICLE "<p>In partnership with Rope Ltd</p><h2>Rope</h2>" PROSE(5) LINK "<p>Please support our sponsors</p><hr>" PROSE(6) PROSE(7),
     "label sponsor in..sponsors"},
    {"advertisement up to the next heading",
     ARTICLE "<p>In partnership with Rope Ltd</p><h2>Rope</h2>" SHORT LINK "<h2>Boats</h2>" PROSE(6) PROSE(7),
     "label sponsor in..cloth"},
    {"no such before the first article", "<p>In partnership with Rope Ltd</p><h2>Rope</h2>" SHORT LINK "<h2>Boats</h2>" PROSE(6) PROSE(7),
     ""},
    {"no such by an ordinary phrase", ARTICLE "<p>Sponsored</p><h2>Rope</h2>" SHORT LINK "<h2>Boats</h2>" PROSE(6) PROSE(7), ""},
    {"no such with a protected line",
     ARTICLE "<hr><p>Sponsored</p>" SHORT LINK "<p><a href='https://x.example/unsubscribe'>Unsubscribe</a></p><hr>" PROSE(6) PROSE(7), ""},
    {"question and its button", ARTICLE "<h3>How was this letter</h3><p>Three questions.</p>" BUTTON("To the questions") PROSE(5),
     "label survey how..questions"},
    {"question, prose and a button", ARTICLE "<h3>How was this letter</h3>" PROSE(5) PROSE(6) BUTTON("To the questions") PROSE(7), ""},
    {"promo up to its button", ARTICLE "<h3>Also from us</h3><p>Ropes and more.</p>" BUTTON("Order") "<h2>Boats</h2>" PROSE(5),
     "label house also..order"},
    {"about us, at the end", ARTICLE "<h3>About us</h3><p>HarbourLetter comes out on Fridays, and on no other day.</p>",
     "label house about..day"},
    {"about us, which names nobody", ARTICLE "<h3>About us</h3>" PROSE(5), ""},
    {"about us, in the middle", ARTICLE "<h3>About us</h3>" PROSE(5) "<h2>Boats</h2>" PROSE(6) PROSE(7) PROSE(8), ""},

    /* lists */
    {"rail behind an article", ARTICLE "<div>" RAIL "</div>", "rail related number..bay"},
    {"rail, and small print behind it", ARTICLE "<div>" RAIL "</div><p>All rights reserved</p>" SHORT, "rail related number..bay"},
    {"no rail in a digest", NO_TITLE "<div>" RAIL "</div>", ""},
    {"no rail behind entries with more to read", ARTICLE LINKED LINKED LINKED "<div>" RAIL "</div>", ""},
    {"no rail before an article", ARTICLE "<div>" RAIL "</div>" PROSE(5) PROSE(6), ""},
    {"no rail of three", ARTICLE "<div>" T(1) T(2) T(3) "</div>", ""},
    {"no rail with prose inside", ARTICLE "<div>" T(1) T(2) PROSE(5) PROSE(6) T(3) T(4) "</div>", ""},
    {"teasers with texts, behind an article", ARTICLE "<div><p>More stories</p>" LINK BLURB LINK "</div>" PROSE(6),
     "label related more..cloth"},
    {"teasers with texts, in a digest", NO_TITLE "<div><p>More stories</p>" LINK BLURB LINK "</div>" PROSE(6), ""},
    {"list of what comes further down", ARTICLE "<div><p>More stories</p>" LINK LINK "</div><h2>Rope and sail cloth</h2>" PROSE(5), ""},
    {"list that jumps", ARTICLE "<div><p>More stories</p><p><a href='#a'>Rope and sail cloth</a></p></div>" PROSE(5), ""},
    {"most popular, framed", ARTICLE "<div style='border:1px solid'><p>Most popular</p>" LINK LINK LINK "</div>" PROSE(5),
     "label related most..cloth"},
    {"most popular, not framed", ARTICLE "<div><p>Most popular</p>" LINK LINK LINK "</div>" PROSE(5), ""},
    {"menu in a side column", SIDE("<p>Look here</p>" MENU), "rail related look..5"},
    {"menu in a cell whose table is narrow",
     "<table><tr><td>" PROSE(1) PROSE(2) "</td><td><table width=150><tr><td>" MENU "</td></tr></table></td></tr></table>",
     "rail related harbour..5"},
    {"framed menu", ARTICLE "<div style='border:1px solid'>" MENU "</div>" PROSE(5), "rail related harbour..5"},
    {"advertisements under one label", ARTICLE "<p>Sponsored</p>" LINK BLURB LINK BLURB LINK PROSE(5),
     "label sponsor sponsored..cloth"},
    {"text over a button, framed", ARTICLE CARD PROSE(5), "rail house rope..order"},
    {"the same, not framed", ARTICLE "<h3>Rope</h3><p>All of it new.</p>" BUTTON("Order") PROSE(5), ""},
    {"four of them", ARTICLE CARD CARD CARD CARD PROSE(5), ""},
    {"and nothing else", "<p>Sails up.</p>" CARD, ""},
    {"menu that is no side column", ARTICLE "<p>Look here</p>" MENU PROSE(5), ""},
    {"headlines in a side column", SIDE(T(1) T(2) T(3) T(4)), ""},
    {"prose in a side column", SIDE(MENU SHORT), "rail related harbour..5"},

    /* grades */
    {"stars", ARTICLE "<p>And this one? <a href='/1'>\u2605</a> <a href='/2'>\u2605\u2605</a></p>" PROSE(5), "rail survey and..one"},
    {"numbers under a question", ARTICLE "<p>And this one?</p><p><a href='/1'>1</a> <a href='/2'>2</a> <a href='/3'>3</a></p>" PROSE(5),
     "rail survey and..3"},
    {"pages of a list", ARTICLE PROSE(5) "<p><a href='/1'>1</a> <a href='/2'>2</a> <a href='/3'>3</a></p>" PROSE(6), ""},
    {"empty links", ARTICLE "<p>And this one? <a href='/1'></a> <a href='/2'> </a></p>" PROSE(5), ""},
};

static bool is_inside(const GArray *sections, guint i) {
  const struct ll_section *s = &g_array_index(sections, struct ll_section, i);
  for (guint k = 0; k < sections->len; k++) {
    const struct ll_section *o = &g_array_index(sections, struct ll_section, k);
    bool same = o->first == s->first && o->end == s->end;
    if (k != i && o->class == s->class && o->first <= s->first && o->end >= s->end && (!same || k < i))
      return true;
  }
  return false;
}

static void print_section(const struct paper *paper, const struct ll_section *s, GString *text) {
  static const char *const kinds[] = {"none", "label", "rail"};
  g_autofree char *words = paper_words(paper->page, s->first, s->end);
  g_auto(GStrv) all = g_strsplit(words, " ", -1);
  g_string_append_printf(text, "%s%s %s %s..%s", text->len ? "; " : "", kinds[s->kind], ll_class_names[s->class], all[0],
                         all[g_strv_length(all) - 1]);
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    paper_read(&paper, rows[i].html, NULL, NULL);
    g_autoptr(GArray) sections = ll_sections_find(paper.signals);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint k = 0; k < sections->len; k++)
      if (!is_inside(sections, k))
        print_section(&paper, &g_array_index(sections, struct ll_section, k), got);
    tree_equal(rows[i].name, got->str, rows[i].want);
    paper_clear(&paper);
  }
}

/* Of sections with the same lines the one that is asked for. */
static void test_at(void) {
  struct ll_section all[] = {{.first = 2, .end = 4, .class = LL_HOUSE}, {.first = 2, .end = 5, .class = LL_HOUSE},
                             {.first = 2, .end = 5, .class = LL_SPONSOR}, {.first = 3, .end = 4, .class = LL_SURVEY}};
  g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof *all);
  g_array_append_vals(sections, all, G_N_ELEMENTS(all));
  g_assert_cmpint(ll_sections_at(sections, 2, 5, 1u << LL_SPONSOR)->class, ==, LL_SPONSOR);
  g_assert_cmpint(ll_sections_at(sections, 2, 5, ~0u)->class, ==, LL_HOUSE);
  g_assert_cmpint(ll_sections_at(sections, 3, 4, ~0u)->class, ==, LL_SURVEY);
  g_assert_null(ll_sections_at(sections, 3, 4, 1u << LL_HOUSE));
  g_assert_null(ll_sections_at(sections, 1, 4, ~0u));
  g_assert_null(ll_sections_at(sections, 9, 10, ~0u));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/section/rows", test_rows);
  g_test_add_func("/section/at", test_at);
  return g_test_run();
}
