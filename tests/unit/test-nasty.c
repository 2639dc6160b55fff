/* SPDX-License-Identifier: MIT
 * Hostile documents: each ends in a document that can be worked with, or in a reason, in bounded memory. */
#include "core/climb.h"
#include "tests/unit/oracle.h"
#include "tests/unit/tree.h"
#include <string.h>
#include <sys/resource.h>

enum { MEMORY = 400u << 20 }; /* address space; a document that needs more ends the test */

#define OPENER "<!--[if !mso]><!-->"
#define CLOSER "<!--<![endif]-->"

/* before, piece as often as `times` (%d in it counts), behind; the reason to refuse it, NULL: none. */
static const struct {
  const char *name, *before, *piece;
  int times;
  const char *behind, *reason;
} rows[] = {
    {"nested elements", "", "<div>", 100000, "", "too-many-tokens"},
    {"nested elements, fewer", "", "<div>", 40000, "", "too-deep"},
    {"nested elements, allowed", "", "<div>", 250, "x", NULL},
    {"nested tables", "", "<table><tr><td>", 80, "x", NULL},
    {"nested tables, many", "", "<table><tr><td>", 10000, "x", "too-deep"},
    {"nested names", "", "<x%d>", 3000, "", "too-deep"},
    {"names", "", "<x%d></x%d>", 5000, "", "too-many-names"},
    {"attribute names", "", "<p a%d>x", 5000, "", "too-many-names"},
    {"cells", "<table><tr>", "<td>", 1000000, "", "html-too-large"},
    {"cells, fewer", "<table><tr>", "<td>", 49000, "", NULL},
    {"cells without table", "", "<td>x", 20000, "", NULL},
    {"rows", "<table>", "<tr><td>x", 16000, "", NULL},
    {"attributes", "<p ", "a%d=1 ", 100000, ">", "too-many-attributes"},
    {"attributes, no end", "<p ", "a ", 100000, "", "too-many-attributes"},
    {"values", "", "<p a='%d' b=\"%d\" c=%d>", 10000, "", NULL},
    {"quotes", "<p a=\"", "'", 1000000, "", NULL},
    {"comments", "", "<!-- a -->", 100000, "", "too-many-tokens"},
    {"comments, fewer", "", "<!-- a -->", 40000, "", NULL},
    {"comment without end", "<!--", "<!-- - -- ->", 100000, "", NULL},
    {"dashes", "<!--", "-", 1000000, "", NULL},
    {"references", "", "&amp;", 300000, "", NULL},
    {"ampersands", "", "&", 1000000, "", NULL},
    {"long names of references", "", "&CounterClockwiseContourIntegralx", 60000, "", NULL},
    {"numbers", "", "&#9", 300000, "", NULL},
    {"long number", "&#", "9", 1000000, ";", NULL},
    {"less-than", "", "<", 1000000, "", NULL},
    {"end tags", "", "</x>", 49000, "", NULL},
    {"end tags of paragraphs", "", "</p>", 49000, "", NULL},
    {"breaks", "", "<br>", 49000, "", NULL},
    {"end tags under nesting", "<div><div><div><div><div><div><div><div><div>", "</b>", 49000, "", NULL},
    {"paragraphs", "", "<p>x", 24000, "", NULL},
    {"items", "<ul>", "<li>x", 24000, "", NULL},
    {"terms", "<dl>", "<dt>x<dd>y", 12000, "", NULL},
    {"options", "<select>", "<option>x", 24000, "", NULL},
    {"links", "", "<a href=%d>x", 24000, "", NULL},
    {"links, nothing in them", "", "<a>", 49000, "", NULL},
    {"formatting never closed", "", "<font size=%d>x", 24000, "", "too-deep"},
    {"formatting closed by cells", "<table><tr>", "<td><font size=%d><b><i>x", 9000, "", NULL},
    {"formatting in paragraphs", "", "<p><b>x</p>", 12000, "", NULL},
    {"formatting opened again and again",
     "<p><font a=1><font a=2><font a=3><font a=4><font a=5><font a=6></p>", "<p>x</p>", 16000, "", NULL},
    {"misnested formatting", "", "<b><i>x</b>y</i>", 8000, "", NULL},
    {"misnested blocks", "", "<b><p>x</b>y</p>", 8000, "", NULL},
    {"misnested blocks, one in the other", "", "<b><div>", 120,
     "</b></b></b></b></b></b></b></b></b></b></b></b>", NULL},
    {"adoption under adoption", "<a><b><i><u><em><font><tt><s><code><div>", "<p>x</a></b></i></u></em>", 7000,
     "", NULL},
    {"text in tables", "<table>", "x<tr>", 24000, "", NULL},
    {"tables in text", "", "x<table>", 120, "", NULL},
    {"openers", "", OPENER, 24000, "x", NULL},
    {"closers", "", CLOSER, 24000, "x", NULL},
    {"pairs", "", OPENER "x" CLOSER, 16000, "x", NULL},
    {"cells for Outlook", "<!--[if mso]><table><tr>", "<td>", 300000, "<![endif]-->x", NULL},
    {"nesting for Outlook", "<!--[if mso]>", "<div>", 100000, "<![endif]-->x", NULL},
    {"formatting for Outlook", "<!--[if mso]>", "<b><p>", 100000, "<![endif]-->x", NULL},
    {"brackets in a condition", "<!--[if ", "(", 500000, "]><p><![endif]-->x", NULL},
    {"negations in a condition", "<!--[if ", "!", 500000, "mso]><p><![endif]-->x", NULL},
    {"style", "<style>", "p{a:b}</", 200000, "</style>x", NULL},
    {"styles", "", "<style>p{a:b}</style>", 12000, "x", NULL},
    {"script without end", "<script>", "</", 500000, "", NULL},
    {"title without end", "<title>", "x", 500000, "", "html-ambiguous"},
    {"svg", "<svg>", "<g>", 200, "x", NULL},
    {"text", "", "x", 2000000, "", NULL},
    {"bodies", "", "<body a=%d>x", 12000, "", NULL},
    {"forms", "", "<form>x", 200, "", NULL},
    {"buttons", "", "<button>x", 200, "", NULL},
    {"cut off tags", "", "<p a=", 100000, "", "too-many-attributes"},
};

/* Writes the piece with its number in place of each %d. */
static void append_piece(GString *html, const char *piece, int number) {
  for (const char *mark; (mark = strstr(piece, "%d")) != NULL; piece = mark + 2) {
    g_string_append_len(html, piece, mark - piece);
    g_string_append_printf(html, "%d", number);
  }
  g_string_append(html, piece);
}

static void work_with(const ll_doc *doc, GRand *rand) {
  g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
  uint32_t n = doc->tokens->len;
  struct ll_range whole = {0, n}, most = {n / 3, n - n / 3};
  ll_cutter_allows(cutter, whole);
  ll_cutter_allows(cutter, most);
  ll_visible(doc, 0, NULL);
  for (unsigned i = 0; i < 3; i++) {
    g_autoptr(GArray) ranges = oracle_pick(rand, doc, cutter, 20);
    if (ranges == NULL)
      continue;
    ll_climb(doc, cutter, NULL, ranges);
    g_assert_true(ranges->len == 0 || ll_cutter_allows_all(cutter, ranges));
  }
}

static void test_row(gconstpointer data) {
  size_t row = GPOINTER_TO_SIZE(data);
  g_autoptr(GString) html = g_string_new(rows[row].before);
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  const char *reason = NULL;
  for (int i = 0; i < rows[row].times; i++)
    append_piece(html, rows[row].piece, i);
  g_string_append(html, rows[row].behind);
  g_autoptr(ll_doc) doc = tree_parse(html->str, html->len, &reason);
  tree_equal(rows[row].name, reason, rows[row].reason);
  if (doc == NULL)
    return;
  tree_check(doc);
  work_with(doc, rand);
}

/* Sanitizers reserve more than that for themselves. */
static void limit_memory(void) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  struct rlimit limit = {MEMORY, MEMORY};
  g_assert_cmpint(setrlimit(RLIMIT_AS, &limit), ==, 0);
#endif
}

int main(int argc, char **argv) {
  limit_memory();
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *name = g_strdup_printf("/nasty/%s", rows[i].name);
    g_test_add_data_func(g_strdelimit(name, " ", '-'), GSIZE_TO_POINTER(i), test_row);
  }
  return g_test_run();
}
