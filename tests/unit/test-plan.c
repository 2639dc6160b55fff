/* SPDX-License-Identifier: MIT
 * What is picked: boxes whole, runs of siblings, cells one by one; and the twins of what is picked. */
#include "core/plan.h"
#include "core/twin.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

#define THRESHOLD 1.0

/* Prose, different for each n. */
#define PROSE(n)                                                                                                          \
  "<p>Number " #n " of the boats left the harbour in the night and nobody on the pier saw it come back, though many "    \
  "waited with lamps until the fog lifted and the gulls of pier " #n " came in from the east.</p>"
#define A PROSE(one)
#define B PROSE(two)
#define C PROSE(three)
#define BUTTON "<p><a href='https://x.example/signup' style='background:#123456;padding:9px'>Sign up</a></p>"
#define PITCH  "<h3>Sign up for our newsletter</h3><p>And never miss a thing</p>" BUTTON
#define SAID   "{sign up for our newsletter and never miss a thing sign up}"

static const struct {
  const char *name, *html, *keep, *want;
} rows[] = {
    {"nothing", A B, NULL, ""},
    {"a line", A "<p>Sign up for our newsletter</p>" B, NULL, "{sign up for our newsletter}"},
    {"a box whole", A "<div style='background:#eeeeee'>" PITCH "<p>Boats sail</p></div>" B, NULL,
     "{sign up for our newsletter and never miss a thing sign up boats sail}"},
    {"a box or not at all", A "<div style='background:#eeeeee'>" PITCH "<p>All rights reserved</p></div>" B, NULL, SAID},
    {"an article in the box before", A "<div style='background:#eeeeee'>" B PITCH "</div>", NULL, SAID},
    {"an article in the box behind", A "<div style='background:#eeeeee'>" PITCH B "</div>", NULL, SAID},
    {"a run of siblings", A PITCH B, NULL, SAID},
    {"two runs", A PITCH B PITCH C, NULL, SAID SAID},
    {"not over prose", A "<p>Sign up for our newsletter</p>" B "<p>Follow us</p>" C, NULL,
     "{sign up for our newsletter}{follow us}"},
    {"a button right below a proof", A "<p>Sign up for our newsletter</p><p><a href='https://t.example/1' style='background:#123456;"
     "padding:9px'>Join the boats</a></p>" B, NULL, "{sign up for our newsletter join the boats}"},
    {"a button elsewhere", A "<p>Boats are sold here</p><p><a href='https://t.example/1' style='background:#123456;"
     "padding:9px'>Join the boats</a></p>" B, NULL, ""},
    {"not over prose before the next heading", A BUTTON B PITCH C, NULL, "{sign up}" SAID},
    {"not over a headline", A "<p>Sign up for our newsletter</p><h2><a href='https://x.example/a'>Gulls</a></h2>"
                                  "<p>Follow us</p>" B, NULL, "{sign up for our newsletter}{follow us}"},
    {"not the way out", A "<p>Sign up for our newsletter</p><p><a href='https://x.example/unsubscribe'>Leave</a></p>"
                              "<p>Follow us</p>", NULL, "{sign up for our newsletter}{follow us}"},
    {"a row of links with the way out",
     A "<p><a href='https://facebook.com/us'>Facebook</a> | <a href='https://x.example/unsubscribe'>Leave</a></p>", NULL, ""},
    {"a class that is kept", A "<p>Follow us</p>" B, "social", ""},
    {"cells one by one",
     "<table><tr><td>Sign up for our newsletter</td><td>Follow us</td><td>" A "</td></tr></table>" B, NULL,
     "{sign up for our newsletter}{follow us}"},
    {"a cell beside prose", "<table><tr><td>" A "</td><td>" PITCH "</td></tr></table>" B, NULL, SAID},
    {"weak evidence", A "<p>We join hands</p>" B, NULL, ""},
    {"empty", "", NULL, ""},
};

static char *print(const struct paper *paper, const GArray *picks) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < picks->len; i++) {
    const struct ll_candidate *c = &g_array_index(picks, struct ll_pick, i).candidate;
    g_autofree char *words = paper_words(paper->page, c->first, c->end);
    g_string_append_printf(out, "{%s}", words);
  }
  return g_string_free(out, FALSE);
}

/* Sorted, disjoint, allowed, above the threshold, nothing protected. */
static void check_picks(const struct paper *paper, ll_cutter *cutter, const GArray *picks) {
  uint32_t token = 0;
  for (guint i = 0; i < picks->len; i++) {
    const struct ll_pick *pick = &g_array_index(picks, struct ll_pick, i);
    g_assert_cmpuint(pick->range.start, >=, token);
    g_assert_cmpuint(pick->range.end, >, pick->range.start);
    g_assert_true(ll_cutter_allows(cutter, pick->range));
    g_assert_cmpfloat(pick->score.sum, >=, THRESHOLD);
    for (uint32_t a = pick->candidate.first; a < pick->candidate.end; a++)
      g_assert_false(paper->signals->marks[a].protected);
    token = pick->range.end;
  }
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    paper_read(&paper, rows[i].html, NULL, rows[i].keep);
    g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
    g_autoptr(ll_cutter) cutter = ll_cutter_new(paper.doc);
    g_autoptr(ll_plan) plan = ll_plan_make(scorer, paper.signals, paper.policy, THRESHOLD, cutter, LL_EXPLAIN_BLOCKS);
    g_autofree char *got = print(&paper, plan->picks);
    tree_equal(rows[i].name, got, rows[i].want);
    check_picks(&paper, cutter, plan->picks);
    paper_clear(&paper);
  }
}

/* What stays though something speaks for it is told when asked for. */
static void test_others(void) {
  struct paper paper;
  paper_read(&paper, A "<p>We join hands</p>" B, NULL, NULL);
  g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
  g_autoptr(ll_cutter) cutter = ll_cutter_new(paper.doc);
  for (int explain = 0; explain < 2; explain++) {
    g_autoptr(ll_plan) plan = ll_plan_make(scorer, paper.signals, paper.policy, THRESHOLD, cutter, (enum ll_explain)explain);
    g_assert_cmpuint(plan->picks->len, ==, 0);
    g_assert_true((plan->others->len > 0) == (explain == 1));
  }
  paper_clear(&paper);
}

/* Those who fit weights see every run that was weighed, what is picked too, and whether more than the score decides. */
static void test_runs(void) {
  static const struct {
    const char *words;
    bool open;
  } want[] = {{"{follow us}", true}, {"{boats sail follow us}", false}, {"{we join hands}", false}};
  for (size_t i = 0; i < G_N_ELEMENTS(want); i++) {
    struct paper paper;
    paper_read(&paper, A "<p>Boats sail</p><p>Follow us</p>" B "<p>We join hands</p>", NULL, NULL);
    g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
    g_autoptr(ll_cutter) cutter = ll_cutter_new(paper.doc);
    g_autoptr(ll_plan) plan = ll_plan_make(scorer, paper.signals, paper.policy, THRESHOLD, cutter, LL_EXPLAIN_RUNS);
    bool found = false;
    for (guint k = 0; k < plan->others->len; k++) {
      g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(struct ll_pick));
      g_array_append_val(one, g_array_index(plan->others, struct ll_pick, k));
      g_autofree char *words = print(&paper, one);
      if (!g_str_equal(words, want[i].words))
        continue;
      found = true;
      g_assert_cmpint(g_array_index(one, struct ll_pick, 0).open, ==, want[i].open);
    }
    g_test_message("row %s", want[i].words);
    g_assert_true(found);
    paper_clear(&paper);
  }
}

/* A higher threshold never cuts more. */
static void test_threshold(void) {
  struct paper paper;
  paper_read(&paper, A PITCH B "<p>Sign up</p><p>Follow us</p>" C, NULL, NULL);
  g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
  g_autoptr(ll_cutter) cutter = ll_cutter_new(paper.doc);
  unsigned before = G_MAXUINT;
  for (double threshold = -2; threshold < 12; threshold += 0.5) {
    g_autoptr(ll_plan) plan = ll_plan_make(scorer, paper.signals, paper.policy, threshold, cutter, LL_EXPLAIN_CUTS);
    unsigned words = 0;
    for (guint i = 0; i < plan->picks->len; i++)
      words += g_array_index(plan->picks, struct ll_pick, i).score.words;
    g_test_message("threshold %g: %u words", threshold, words);
    g_assert_cmpuint(words, <=, before);
    before = words;
  }
  g_assert_cmpuint(before, ==, 0);
  paper_clear(&paper);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/plan/rows", test_rows);
  g_test_add_func("/plan/others", test_others);
  g_test_add_func("/plan/runs", test_runs);
  g_test_add_func("/plan/threshold", test_threshold);
  return g_test_run();
}
