/* SPDX-License-Identifier: MIT
 * What the lines of the element with id s look like. */
#include "core/shape.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

#define LINK(n, text) "<p><a href='https://x.example/" #n "'>" text "</a></p>"
#define LONG          "<p>Number one of the boats left the harbour in the night and nobody on the pier saw it come back that day.</p>"
#define BUTTON        "<p><a href='https://x.example/b' style='background:#06c;padding:9px'>Order</a></p>"

static const struct {
  const char *name, *html, *want;
} rows[] = {
    {"teasers", "<div id=s>" LINK(1, "Rope and sail cloth") LINK(2, "Boats and old gulls") "</div>", "list"},
    {"names", "<div id=s>" LINK(1, "Rope") LINK(2, "Sail cloth") LINK(3, "Tar") LINK(4, "Old boats") "</div>", "menu"},
    {"three names", "<div id=s>" LINK(1, "Rope") LINK(2, "Sail cloth") LINK(3, "Tar") "</div>", "none"},
    {"contents by anchor", "<div id=s>" LINK(1, "Rope and tar") "<p><a href='#n'>Boats and old gulls</a></p></div>", "list contents"},
    {"contents by heading", "<div id=s>" LINK(1, "Rope and tar") "</div><h2>Rope and tar</h2>", "list contents"},
    {"a linked heading is no contents of itself", "<div id=s><h2><a href='/1'>Rope and old tar</a></h2></div>", "list"},
    {"promo", "<div id=s><h2>Rope</h2><p>All of it new.</p>" BUTTON "</div>", "promo"},
    {"promo without a button", "<div id=s><h2>Rope</h2><p>All of it new.</p></div>", "none"},
    {"promo with a second heading", "<div id=s><h2>Rope</h2><h2>Tar</h2>" BUTTON "</div>", "none"},
    {"long text", "<div id=s><h2>Rope</h2>" LONG LONG LONG BUTTON "</div>", "none"},
    {"stars", "<p id=s>And? <a href='/1'>\u2605</a> <a href='/2'>\u2606</a></p>", "rating"},
    {"faces", "<p id=s>And? <a href='/1'>\U0001f600</a> <a href='/2'>\U0001f641</a></p>", "rating"},
    {"one star", "<p id=s>And? <a href='/1'>\u2605</a></p>", "none"},
    {"numbers", "<p id=s><a href='/1'>0</a> <a href='/2'>5</a> <a href='/2'>10</a></p>", "rating"},
    {"years", "<p id=s><a href='/1'>1999</a> <a href='/2'>2000</a> <a href='/2'>2001</a></p>", "none"},
    {"pictures", "<p id=s><a href='/1'><img src=a.png width=30></a> <a href='/2'><img src=b.png width=30></a></p>", "none"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    struct ll_shapes shapes;
    unsigned teasers, prose;
    paper_read(&paper, rows[i].html, NULL, NULL);
    ll_shapes_init(&shapes, paper.signals);
    struct ll_candidate c = paper_candidate(&paper, "s");
    g_autoptr(GString) got = g_string_new(NULL);
    if (ll_shapes_is_list(&shapes, c.first, c.end, true, &teasers, &prose) && !ll_shapes_is_menu(&shapes, c.first, c.end) && teasers > 0)
      g_string_append(got, " list");
    if (ll_shapes_is_menu(&shapes, c.first, c.end))
      g_string_append(got, " menu");
    if (ll_shapes_is_contents(&shapes, c.first, c.end))
      g_string_append(got, " contents");
    if (ll_shapes_is_promo(&shapes, c.first, c.end))
      g_string_append(got, " promo");
    if (ll_shapes_is_rating(&shapes, c.first, c.end))
      g_string_append(got, " rating");
    tree_equal(rows[i].name, got->len ? got->str + 1 : "none", rows[i].want);
    ll_shapes_clear(&shapes);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/shape/rows", test_rows);
  return g_test_run();
}
