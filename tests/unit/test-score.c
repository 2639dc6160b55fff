/* SPDX-License-Identifier: MIT
 * Features of a candidate: the element with id s in a page with an article before and after it. */
#include "core/score.h"
#include "tests/unit/paper.h"
#include <math.h>
#include <string.h>

#define PROSE                                                                                                             \
  "<p>One of the boats left the harbour in the night and nobody on the pier saw it come back, though many waited with "  \
  "lamps until the fog lifted and the gulls came in from the east.</p>"
#define LINKED                                                                                                            \
  "<p>The hall holds a hundred people, and the <a href='https://x.example/h'>new plans for the old hall</a> hang in the " \
  "library until the last day of the month.</p>"
#define BUTTON(text) "<p><a href='https://x.example/b' style='background:#123456;padding:9px'>" text "</a></p>"
#define ICON(host)   "<a href='https://" host "/us'><img src=i.png width=24 height=24></a> "

/* `want`: "feature=value"; "class=..."; "families=n"; "capped" and "section" with 1 or 0; separated by blanks. */
static const struct {
  const char *name, *html, *keep, *want;
} rows[] = {
    /* evidence */
    {"idiom", "<p>Sign up for our newsletter</p>", NULL, "class=signup idiom=1 ordinary=0 bias=1 whole=1 families=1 capped=0"},
    {"two idioms", "<p>Sign up for our newsletter</p><p>Follow us</p>", NULL, "idiom=1 idioms=1"},
    {"one family is capped", "<p>Sign up</p>", NULL, "ordinary=1 families=1"},
    {"two families", "<p>Sign up</p><p><a href='https://x.example/signup'>Here</a></p>", NULL,
     "ordinary=1 path=1 families=2 capped=0"},
    {"combo", "<p>Sign up for letters sent every Monday</p>", NULL, "combo=1 capped=0"},
    {"promise below a button", BUTTON("Sign up") "<p style='font-size:11px'>Unsubscribe whenever you like</p>", NULL,
     "combo=1"},
    {"button that shares", BUTTON("Facebook"), NULL, "action=1"},
    {"address is a second family", "<p>Facebook @boats</p>", NULL, "families=2"},
    {"combo beside an idiom", "<p>Sign up for letters sent every Monday. Sign up for our newsletter</p>", NULL, "combo=0 idiom=1"},
    {"target", "<p><a href='https://facebook.com/us'>Facebook</a></p>", NULL, "class=social link=1 path=0"},
    {"button", "<p>Sign up</p>" BUTTON("Join"), NULL, "button=1 button.phrase=1 families=2"},
    {"button of no class", "<p>Sign up</p>" BUTTON("Boats"), NULL, "button=1 button.phrase=0"},
    {"form", "<form><p>Sign up</p><input name=e></form>", NULL, "form=1 families=2"},
    {"publisher", "<p>Sign up here, says HarbourLetter</p>", NULL, "publisher=1"},
    {"most evidence leads", "<p>Facebook</p><p>Sign up for our newsletter</p>", NULL, "class=signup"},
    {"no evidence", "<p>Boats</p>", NULL, "class=none families=0"},
    /* classes that are kept */
    {"kept class against", "<p>Visit our shop</p><p>Sign up</p>", "house", "other=1 ordinary=1"},
    {"kept class is no evidence", "<p>Visit our shop</p>", "house", "ordinary=0 other=1 families=0"},
    {"the same class cut", "<p>Visit our shop</p>", NULL, "ordinary=1 other=0 class=house"},
    /* a row of icons */
    {"icons", "<p>" ICON("facebook.com") ICON("twitter.com") "</p>", NULL, "icons=1 class=social families=2 capped=0"},
    {"icons beside prose", "<p>" ICON("facebook.com") ICON("twitter.com") "</p>" PROSE, NULL, "icons=0"},
    {"icons beside a content link", "<p>" ICON("facebook.com") ICON("twitter.com") ICON("x.example") "</p>"
     "<p><a href='https://x.example/a'>Boats</a></p>", NULL, "icons=0 content.link=2"},
    {"one icon", "<p>" ICON("facebook.com") "</p>", NULL, "icons=1"},
    /* words that nothing explains */
    {"plain words in a box", "<p>Boats sail</p><p>Sign up</p><p>Gulls cry loud</p>", NULL,
     "plain.inner=5 plain.lead=0 plain.trail=0"},
    {"prose in a box", PROSE "<p>Sign up</p>", NULL, "prose.box=1 prose=0"},
    {"content", "<p><a href='https://x.example/a'>Boats</a> <img src=a.png width=300></p><p>Sign up</p>", NULL,
     "content.link=1 content.image=1"},
    {"read more", "<p>Sign up</p><p>Read more</p>", NULL, "more=1"},
    {"greeting", "<p>Dear reader</p><p>Sign up</p>", NULL, "greeting=1"},
    {"greeting that pitches", "<p>Dear reader, sign up for our newsletter</p>", NULL, "greeting=0"},
    {"greeting over a pitch", "<h3>Dear reader</h3><p>Sign up for our newsletter</p>", NULL, "greeting=0"},
    {"subject", "<h2>Ferry slip to reopen</h2><p>Sign up</p>", NULL, "subject=1"},
    {"second heading", "<h3>Sign up</h3><p>Boats</p><h3>Gulls</h3>", NULL, "heading=1"},
    {"headline", "<h3><a href='https://x.example/a'>Gulls</a></h3><p>Sign up</p>", NULL, "headline=1"},
    {"headline under a path of pitches", "<h3><a href='https://x.example/signup'>Sign up? The sums on tea and rope</a></h3>", NULL,
     "path=1 headline=1"},
    {"pitch under such a path", "<h3><a href='https://x.example/signup'>Sign up for our newsletter</a></h3>", NULL, "path=1 headline=0"},
    /* headings that only say it */
    {"inert heading", "<h3>Follow us</h3><p>One two three four five six seven eight nine ten eleven twelve thirteen</p>", NULL,
     "inert=1"},
    {"heading with a link below", "<h3>Follow us</h3><p>One two three four five six seven eight nine ten eleven twelve "
     "<a href='https://facebook.com/us'>Facebook</a></p>", NULL, "inert=0"},
    {"idiom outside the heading", "<h3>Boats</h3><p>Follow us</p>", NULL, "inert=0"},
    /* printed again */
    {"repeat", LINKED, NULL, "repeat=1 class=repeat"},
    /* sections */
    {"label explains", "<p>Sponsored</p><p>We sell rope and sail cloth here.</p>", NULL,
     "class=sponsor section=1 label=1 plain.inner=0"},
    {"label of a class that is kept", "<p>Sponsored</p><p>We sell rope and sail cloth here.</p>", "sponsor",
     "section=0 label=0"},
    /* how it looks */
    {"box", "<table bgcolor='#eeeeee'><tr><td>Sign up</td></tr></table>", NULL, "ordinary=1"},
};

static double value_of(const struct ll_score *score, const char *name) {
  for (int f = 0; f < LL_N_FEATURES; f++)
    if (g_str_equal(ll_feature_names[f], name))
      return score->values[f];
  if (g_str_equal(name, "families"))
    return score->families;
  if (g_str_equal(name, "capped"))
    return score->capped;
  g_assert_cmpstr(name, ==, "section");
  return score->section;
}

static void check(const char *row, const struct ll_score *score, const char *want) {
  g_auto(GStrv) items = g_strsplit(want, " ", -1);
  for (char **item = items; *item; item++) {
    g_auto(GStrv) pair = g_strsplit(*item, "=", 2);
    const char *class = score->class == LL_N_CLASSES ? "none" : ll_class_names[score->class];
    bool same = g_str_equal(pair[0], "class") ? g_str_equal(pair[1], class)
                                              : fabs(value_of(score, pair[0]) - g_ascii_strtod(pair[1], NULL)) < 1e-6;
    if (same)
      continue;
    g_autofree char *got = g_str_equal(pair[0], "class") ? g_strdup(class) : g_strdup_printf("%g", value_of(score, pair[0]));
    g_test_message("row %s: want %s, got %s", row, *item, got);
    g_test_fail();
  }
}

/* A sum is that of its features, or capped. */
static void check_sum(const char *row, const struct ll_score *score, const ll_scorer *scorer) {
  double sum = 0;
  for (int f = 0; f < LL_N_FEATURES; f++)
    sum += score->values[f] * ll_scorer_weight(scorer, (enum ll_feature)f);
  g_test_message("row %s: sum %g, score %g", row, sum, score->sum);
  g_assert_true(score->capped ? score->sum <= -1 && sum > score->sum : fabs(sum - score->sum) < 1e-6);
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    g_autofree char *html = g_strdup_printf(PROSE LINKED "<div id=s>%s</div>" PROSE, rows[i].html);
    paper_read(&paper, html, NULL, rows[i].keep);
    g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
    struct ll_candidate c = paper_candidate(&paper, "s");
    struct ll_score score = ll_scorer_score(scorer, &c);
    check(rows[i].name, &score, rows[i].want);
    check_sum(rows[i].name, &score, scorer);
    paper_clear(&paper);
  }
}

/* ---- lines of a run, which no element holds together ---- */

static const struct {
  const char *name, *html, *want;
} runs[] = {
    {"words before, between, behind", "<p>Old boats</p><p>Sign up</p><p>Gulls cry loud</p><p>Sign up</p><p>Fog</p>",
     "plain.lead=2 plain.inner=3 plain.trail=1"},
    {"strangers between evidence", "<p>Sign up</p><p>Old boats</p><p>Gulls cry</p><p>Fog lifts</p><p>Sign up</p>", "stranger=1"},
    {"a blurb between evidence", "<p>Sign up</p><p>Old boats sail</p><p>Gulls cry loud</p><p>Sign up</p>", "stranger=0"},
    {"line of a pitch", "<p>Sign up</p><p>No spam</p><p>Every Monday</p>", "stranger=0"},
    {"prose in a run", "<p>Sign up</p>" PROSE, "prose=1 prose.box=0 whole=0"},
};

static void test_runs(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
    struct paper paper;
    g_autofree char *html = g_strdup_printf("<div id=s>%s</div>", runs[i].html);
    paper_read(&paper, html, NULL, NULL);
    g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
    struct ll_candidate c = paper_candidate(&paper, "s");
    c.whole = false;
    struct ll_score score = ll_scorer_score(scorer, &c);
    check(runs[i].name, &score, runs[i].want);
    paper_clear(&paper);
  }
}

/* Worth a look: evidence, and nothing protected. */
static void test_worth(void) {
  static const struct {
    const char *name, *html, *keep;
    bool want;
  } worth[] = {
      {"evidence", "<p>Sign up</p>", "related", true},
      {"none", "<p>Boats</p>", "related", false},
      {"of a class that is kept", "<p>Visit our shop</p>", "related house", false},
      {"beside a way out", "<p>Sign up</p><p><a href='https://x.example/unsubscribe'>Leave</a></p>", "related", false},
      {"beside the imprint", "<p>Sign up</p><p>All rights reserved</p>", "related", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(worth); i++) {
    struct paper paper;
    paper_read(&paper, worth[i].html, NULL, worth[i].keep);
    g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
    g_test_message("row %s", worth[i].name);
    g_assert_true(ll_scorer_worth(scorer, 0, paper.page->atoms->len) == worth[i].want);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/score/rows", test_rows);
  g_test_add_func("/score/runs", test_runs);
  g_test_add_func("/score/worth", test_worth);
  return g_test_run();
}
