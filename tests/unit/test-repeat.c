/* SPDX-License-Identifier: MIT
 * Which lines count as printed again. */
#include "core/repeat.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

#define TWELVE "One two three four five six seven eight nine ten eleven twelve"
#define LINK   " <a href='https://x.example/a'>boats</a>"
#define P      "<p>" TWELVE LINK "</p>"

/* One digit an atom. */
static const struct {
  const char *name, *html, *want;
} rows[] = {
    {"copy", P "<p>Boats</p>" P, "001"},
    {"two copies", P P P, "011"},
    {"other case and marks", P "<p>ONE two, three four five six seven eight nine ten eleven twelve!" LINK "</p>", "01"},
    {"other markup", P "<div>One <b>two three</b> four five six seven eight nine ten eleven twelve" LINK "</div>", "01"},
    {"nothing to click", "<p>" TWELVE "</p><p>" TWELVE "</p>", "00"},
    {"box of lines", "<div><p>" TWELVE "</p><p>Old" LINK "</p></div><div><p>" TWELVE "</p><p>Old" LINK "</p></div>", "0011"},
    {"eleven words", "<p>One two three four five six seven eight nine ten" LINK "</p>"
                     "<p>One two three four five six seven eight nine ten" LINK "</p>", "00"},
    {"another word", P "<p>One two three four five six seven eight nine ten eleven gulls" LINK "</p>", "00"},
    {"a word more", P "<p>" TWELVE " thirteen" LINK "</p>", "00"},
    {"hidden copy first", "<div style='display:none'>" P "</div>" P, "00"},
    {"device twins", "<style>@media print{.m{display:none}}</style><div class=m>" P "</div>" P, "00"},
    {"image with the words", P "<p><img src=a.png width=300 alt='" TWELVE "'>" LINK "</p>", "01"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    g_autoptr(GString) got = g_string_new(NULL);
    paper_read(&paper, rows[i].html, NULL, NULL);
    for (guint a = 0; a < paper.page->atoms->len; a++)
      g_string_append_printf(got, "%u", paper.signals->marks[a].repeat);
    tree_equal(rows[i].name, got->str, rows[i].want);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/repeat/rows", test_rows);
  return g_test_run();
}
