/* SPDX-License-Identifier: MIT
 * What makes a promo of what comes back: the element with id p, with what the memory says about its lines put in. */
#include "core/recurring.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

#define LINK(text)   "<p><a href='https://x.example/b'>" text "</a></p>"
#define BUTTON(text) "<p><a href='https://x.example/b' style='background:#123456;padding:9px'>" text "</a></p>"
#define SHOP         "<p>Visit our shop for the new tote</p>" /* ordinary, seven words */
#define SHOP_LINK    "<p><a href='https://x.example/b'>Visit our shop for the new tote</a></p>"
#define MEMBER       "<p>Become a member for four crowns a month</p>" /* idiom, eight words */
#define TEN          "<p>boat gull fog pier slip rope sail mast deck hull</p>" /* plain words, no prose */
#define PROSE                                                                                                             \
  "<p>One of the boats left the harbour in the night and nobody on the pier saw it come back, though many waited with "  \
  "lamps.</p>"

/* `recurring`: per cent of the issues that had each line; `first`: of the first line alone, if it is not 0. */
static const struct {
  const char *name, *html, *keep;
  unsigned recurring, first;
  bool boxed, want;
} rows[] = {
    /* what it takes */
    {"ordinary phrase and link", SHOP_LINK, NULL, 100, 0, false, true},
    {"idiom and link", MEMBER LINK("Look inside"), NULL, 100, 0, false, true},
    {"target of a class", "<p>See how the harbour looks <a href='https://apps.example.com/h'>today</a></p>", NULL, 100, 0, false, true},
    {"a profile in running text", "<p>See how the harbour looks <a href='https://facebook.com/us'>today</a></p>", NULL, 100, 0, false,
     false},
    {"weak words and a button", "<p>Come to us and join now</p>" BUTTON("Boats"), NULL, 100, 0, false, true},
    {"weak words and a link", "<p>Come to us and join now</p>" LINK("Boats"), NULL, 100, 0, false, false},
    {"path and a button", "<p>The boats sail <a href='https://x.example/signup'>on Sunday</a></p>" BUTTON("Boats"), NULL, 100, 0,
     false, true},
    {"path alone", "<p>The boats sail <a href='https://x.example/signup'>on Sunday</a></p>", NULL, 100, 0, false, false},
    {"no link", SHOP, NULL, 100, 0, false, false},
    {"no words of a promo", "<p>The boats sail on Sunday at nine</p>" BUTTON("Boats"), NULL, 100, 0, false, false},
    /* how often */
    {"in none of the last issues", SHOP_LINK, NULL, 0, 0, false, false},
    {"in less than half", SHOP_LINK, NULL, 49, 0, false, false},
    {"in half", SHOP_LINK, NULL, 50, 0, false, true},
    {"a tenth of the words is new", "<p>Boats</p><p>Visit</p>" SHOP_LINK "<p>Come</p>", NULL, 100, 1, false, true},
    {"a fifth of the words is new", "<p>Boats sail</p>" SHOP_LINK, NULL, 100, 1, false, false},
    /* how long */
    {"five words", LINK("Visit our shop today, please"), NULL, 100, 0, false, false},
    {"six words", LINK("Visit our shop today, please do"), NULL, 100, 0, false, true},
    {"67 words", SHOP_LINK TEN TEN TEN TEN TEN TEN, NULL, 100, 0, true, true},
    {"77 words", SHOP_LINK TEN TEN TEN TEN TEN TEN TEN, NULL, 100, 0, true, false},
    /* what stays whatever comes back */
    {"prose", SHOP_LINK PROSE, NULL, 100, 0, false, false},
    {"prose in a box", SHOP_LINK PROSE, NULL, 100, 0, true, true},
    {"way out", SHOP_LINK "<p><a href='https://x.example/unsubscribe'>Unsubscribe</a></p>", NULL, 100, 0, true, false},
    {"legal line", SHOP_LINK "<p>All rights reserved</p>", NULL, 100, 0, true, false},
    {"greeting", "<p>Dear reader</p>" SHOP_LINK, NULL, 100, 0, true, false},
    {"words of the subject", "<p>Ferry slip to reopen</p>" SHOP_LINK, NULL, 100, 0, true, false},
    {"words of the subject with an idiom", "<p>Ferry slip to reopen: follow us</p>" SHOP_LINK, NULL, 100, 0, true, false},
    {"title", "<h1>Boats</h1>" SHOP_LINK, NULL, 100, 0, true, false},
    {"headline with a link", "<h3><a href='https://x.example/a'>Boats</a></h3>" SHOP_LINK, NULL, 100, 0, true, false},
    {"heading without one", "<h3>Boats</h3>" SHOP_LINK, NULL, 100, 0, true, true},
    {"what nobody sees is not asked", "<p style='display:none'>Dear reader</p>" SHOP_LINK, NULL, 100, 0, true, true},
    /* classes that are kept */
    {"recurring is kept", SHOP_LINK, "recurring", 100, 0, true, false},
    {"its class is kept", SHOP_LINK, "house", 100, 0, true, true},
    {"advertising that is cut", "<p>Sponsored by the boats of the bay</p>" LINK("Look"), NULL, 100, 0, true, true},
    {"advertising that is kept", "<p>Sponsored by the boats of the bay</p>" LINK("Look"), "sponsor", 100, 0, true, false},
    {"kept advertising in a promo", SHOP_LINK "<p>Sponsored</p>", "sponsor", 100, 0, true, false},
    {"a rail that is kept", "<p>More stories from the pier</p>" SHOP_LINK, "related", 100, 0, true, false},
    {"gifts that are kept", "<p>Please donate to the boats</p>" LINK("Give"), "donate", 100, 0, true, false},
    {"gifts that are cut", "<p>Please donate to the boats</p>" LINK("Give"), NULL, 100, 0, true, true},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    g_autofree char *html = g_strdup_printf("<h1>Harbour</h1><div id=p>%s</div>" PROSE, rows[i].html);
    g_test_message("row %s", rows[i].name);
    paper_read(&paper, html, NULL, rows[i].keep);
    struct ll_candidate p = paper_candidate(&paper, "p");
    for (uint32_t a = p.first; a < p.end; a++)
      paper.signals->marks[a].recurring = (uint8_t)rows[i].recurring;
    if (rows[i].first)
      paper.signals->marks[p.first].recurring = (uint8_t)rows[i].first;
    bool got = ll_recurring_promo(paper.signals, paper.policy, p.first, p.end, rows[i].boxed);
    tree_equal(rows[i].name, got ? "promo" : "none", rows[i].want ? "promo" : "none");
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/recurring/rows", test_rows);
  return g_test_run();
}
