/* SPDX-License-Identifier: MIT
 * What runs of lines add up to, against their lines one by one; and that a score passes what it is above. */
#include "core/score.h"
#include "core/tally.h"
#include "tests/unit/paper.h"
#include <math.h>

#define CLICK "<p><a href='https://x.example/b' style='background:#123456;padding:9px'>Sign up</a></p>"

static const char page[] =
    "<h3>Boats</h3><p>Old boats sail</p><h3>Join the crew</h3>" CLICK "<p>Facebook</p>" CLICK
    "<h2>Gulls</h2><h2>Fog</h2><p style='display:none'>Sign up</p><p>Sign up for our newsletter</p><p>&nbsp;</p>"
    "<h4>More stories</h4><p>Visit our shop</p>" CLICK "<p><a href='https://facebook.com/us'>Facebook</a></p><p>Rope</p>";

static void check_run(const ll_tally *tally, uint32_t first, uint32_t end) {
  struct ll_sums sums = ll_tally_sums(tally, first, end), want = {0};
  struct ll_plain plain = ll_tally_plain(tally, first, end);
  uint32_t first_evidence = end, last_evidence = first, strange = 0;
  for (uint32_t a = first; a < end; a++) {
    struct ll_sums line = ll_tally_sums(tally, a, a + 1);
    for (size_t i = 0; i < sizeof want / sizeof(uint32_t); i++)
      ((uint32_t *)&want)[i] += ((const uint32_t *)&line)[i];
    strange += ll_tally_plain(tally, a, a + 1).strange;
    if (ll_tally_first_evidence(tally, a, a + 1) > a)
      continue;
    first_evidence = MIN(first_evidence, a);
    last_evidence = a;
  }
  g_assert_cmpuint(sums.words, ==, want.words);
  g_assert_cmpuint(sums.plain, ==, want.plain);
  g_assert_cmpmem(sums.evidence, sizeof sums.evidence, want.evidence, sizeof want.evidence);
  g_assert_cmpmem(sums.phrases, sizeof sums.phrases, want.phrases, sizeof want.phrases);
  g_assert_cmpuint(plain.strange, ==, strange);
  g_assert_cmpuint(ll_tally_first_evidence(tally, first, end), ==, first_evidence);
  g_assert_cmpuint(ll_tally_last_evidence(tally, first, end), ==, last_evidence);
}

static void test_runs(void) {
  struct paper paper;
  paper_read(&paper, page, NULL, "related");
  g_autoptr(ll_tally) tally = ll_tally_new(paper.signals, paper.policy);
  for (uint32_t first = 0; first < paper.page->atoms->len; first++)
    for (uint32_t end = first + 1; end <= paper.page->atoms->len; end++)
      check_run(tally, first, end);
  paper_clear(&paper);
}

/* A heading is a card when the click that ends it stands in the run, too. */
static void test_cards(void) {
  static const struct {
    uint32_t first, end;
    unsigned cards;
  } rows[] = {{0, 4, 1}, {0, 3, 0}, {2, 4, 1}, {3, 6, 0}, {0, 6, 1}, {6, 8, 0}, {2, 3, 0}};
  struct paper paper;
  paper_read(&paper, page, NULL, NULL);
  g_autoptr(ll_tally) tally = ll_tally_new(paper.signals, paper.policy);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    g_assert_cmpuint(ll_tally_sums(tally, rows[i].first, rows[i].end).cards, ==, rows[i].cards);
  paper_clear(&paper);
}

static void test_passes(void) {
  static const double least[] = {-INFINITY, -4, -1, 0, 1.5, 4, INFINITY};
  struct paper paper;
  paper_read(&paper, page, NULL, NULL);
  g_autoptr(ll_scorer) scorer = ll_scorer_new(paper.signals, paper.policy);
  for (uint32_t first = 0; first < paper.page->atoms->len; first++)
    for (uint32_t end = first + 1; end <= paper.page->atoms->len; end++)
      for (size_t i = 0; i < G_N_ELEMENTS(least); i++) {
        struct ll_candidate c = {.first = first, .end = end};
        struct ll_score score, whole = ll_scorer_score(scorer, &c);
        g_assert_true(ll_scorer_passes(scorer, &c, least[i], &score) == (whole.sum > least[i]));
      }
  paper_clear(&paper);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tally/runs", test_runs);
  g_test_add_func("/tally/cards", test_cards);
  g_test_add_func("/tally/passes", test_passes);
  return g_test_run();
}
