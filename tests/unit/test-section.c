/* SPDX-License-Identifier: MIT
 * Sections known by a label or by their shape.  The section is the element with id s. */
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
#define RAIL  "<div id=s>" T(1) T(2) T(3) T(4) "</div>"
#define SHORT "<p>We sell rope and sail cloth at the harbour.</p>"
#define LINK  "<p><a href='https://x.example/r'>Rope and sail cloth</a></p>"

static const struct {
  const char *name, *html;
  bool whole;
  const char *want;
} rows[] = {
    {"label over", ARTICLE "<div id=s><p>Sponsored</p>" SHORT "</div>" PROSE(5), true, "label sponsor"},
    {"label over, not whole", ARTICLE "<div id=s><p>Sponsored</p>" SHORT "</div>" PROSE(5), false, "none"},
    {"label over two linked lines, not whole", ARTICLE "<div id=s><p>Sponsored</p>" LINK LINK "</div>" PROSE(5), false,
     "label sponsor"},
    {"label under", ARTICLE "<div id=s>" SHORT "<p>Sponsored</p></div>" PROSE(5), true, "label sponsor"},
    {"label under, not whole", ARTICLE "<div id=s>" SHORT "<p>Sponsored</p></div>" PROSE(5), false, "none"},
    {"label behind a picture", ARTICLE "<div id=s><p><img src=a.png width=300></p><p>Sponsored</p>" SHORT "</div>" PROSE(5),
     true, "label sponsor"},
    {"label alone", ARTICLE "<div id=s><p>Sponsored</p></div>" PROSE(5), true, "none"},
    {"label in a sentence", ARTICLE "<div id=s><p>The new pier was sponsored by our town, they say</p>" SHORT "</div>", true,
     "none"},
    {"label by an idiom", ARTICLE "<div id=s><p>More stories</p>" LINK LINK "</div>" PROSE(5), true, "label related"},
    {"ordinary phrase as a label", ARTICLE "<div id=s><p>Visit our shop</p>" LINK LINK "</div>" PROSE(5), true, "none"},
    {"label over long prose", ARTICLE "<div id=s><p>Sponsored</p>" PROSE(5) PROSE(6) PROSE(7) PROSE(8) PROSE(9) "</div>", true,
     "none"},
    {"rail behind an article", ARTICLE RAIL, true, "rail related"},
    {"rail, and small print behind it", ARTICLE RAIL "<p>All rights reserved</p>" SHORT, true, "rail related"},
    {"no rail in a digest", NO_TITLE RAIL, true, "none"},
    {"no rail before an article", ARTICLE RAIL PROSE(5) PROSE(6), true, "none"},
    {"no rail of three", ARTICLE "<div id=s>" T(1) T(2) T(3) "</div>", true, "none"},
    {"no rail with prose inside", ARTICLE "<div id=s>" T(1) T(2) PROSE(5) PROSE(6) T(3) T(4) "</div>", true, "none"},
    {"most of the message", "<h1>Ferry slip to reopen</h1><div id=s><p>Sponsored</p>" SHORT "</div>", true, "none"},
};

static void test_rows(void) {
  static const char *const kinds[] = {"none", "label", "rail"};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    paper_read(&paper, rows[i].html, NULL, NULL);
    struct ll_candidate c = paper_candidate(&paper, "s");
    struct ll_section section = ll_section_of(paper.signals, c.first, c.end, rows[i].whole);
    g_autofree char *got = section.kind == LL_SECTION_NONE
                               ? g_strdup("none")
                               : g_strdup_printf("%s %s", kinds[section.kind], ll_class_names[section.class]);
    tree_equal(rows[i].name, got, rows[i].want);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/section/rows", test_rows);
  return g_test_run();
}
