/* SPDX-License-Identifier: MIT
 * Device twins go together or not at all.  The pick is the element with id p; q is another. */
#include "core/twin.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"
#include <string.h>

#define STYLE "<style>@media print{.m{display:none}}</style>"

/* `want`: the words of all picks; a pick whose twin cannot go is none. */
static const struct {
  const char *name, *html, *want;
} rows[] = {
    {"twin", STYLE "<div id=p>Sign up now</div><p>Boats</p><div class=m>Sign up now</div>", "{sign up now}{sign up now}"},
    {"twin before", STYLE "<div class=m>Sign up now</div><p>Boats</p><div id=p>Sign up now</div>", "{sign up now}{sign up now}"},
    {"the pick is switched", STYLE "<div id=p class=m>Sign up now</div><p>Boats</p><div>Sign up now</div>",
     "{sign up now}{sign up now}"},
    {"hidden twin", "<div id=p>Sign up now</div><p>Boats</p><div style='display:none'>Sign up now</div>",
     "{sign up now}{sign up now}"},
    {"twin of several lines", STYLE "<div id=p><p>Sign up</p><p>Now please</p></div><div class=m><p>Sign up now</p><p>Please</p></div>",
     "{sign up now please}{sign up now please}"},
    {"copy for all devices", "<div id=p>Sign up now</div><p>Boats</p><div>Sign up now</div>", "{sign up now}"},
    {"other words", STYLE "<div id=p>Sign up now</div><div class=m>Sign up here</div>", "{sign up now}"},
    {"more words", STYLE "<div id=p>Sign up now</div><div class=m>Sign up now please</div>", "{sign up now}"},
    {"too few words", STYLE "<div id=p>Sign up</div><p>Boats</p><div class=m>Sign up</div>", "{sign up}"},
    {"twin that holds another cut", STYLE "<div id=p><p>Sign up</p><p>Now please</p></div><div class=m><p>Sign up</p><p id=q>Now please</p></div>",
     "{sign up now please}{now please}"},
    {"twin that cannot go", STYLE "<div id=p>Sign up now</div><div class=m><b>Sign up now</div>Boats</b>", ""},
};

static struct ll_range range_of(const ll_doc *doc, const char *id) {
  for (guint i = 0; i < doc->nodes->len; i++)
    if (g_strcmp0(ll_doc_attribute(doc, (int32_t)i, "id"), id) == 0)
      return (struct ll_range){ll_doc_node(doc, (int32_t)i)->token, ll_doc_node(doc, (int32_t)i)->end};
  g_assert_not_reached();
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    paper_read(&paper, rows[i].html, NULL, NULL);
    g_autoptr(ll_cutter) cutter = ll_cutter_new(paper.doc);
    g_autoptr(ll_plan) plan = g_new0(ll_plan, 1);
    g_autoptr(GString) got = g_string_new(NULL);
    struct ll_pick pick = {.candidate = paper_candidate(&paper, "p"), .range = range_of(paper.doc, "p")};
    plan->picks = g_array_new(FALSE, FALSE, sizeof pick);
    plan->others = g_array_new(FALSE, FALSE, sizeof pick);
    g_array_append_val(plan->picks, pick);
    if (strstr(rows[i].html, "id=q")) {
      struct ll_pick other = {.candidate = paper_candidate(&paper, "q"), .range = range_of(paper.doc, "q")};
      g_array_append_val(plan->picks, other);
    }
    ll_twins(paper.page, cutter, plan);
    for (guint k = 0; k < plan->picks->len; k++) {
      const struct ll_candidate *c = &g_array_index(plan->picks, struct ll_pick, k).candidate;
      g_autofree char *words = paper_words(paper.page, c->first, c->end);
      g_string_append_printf(got, "{%s}", words);
      g_assert_true(k == 0 || c->first >= g_array_index(plan->picks, struct ll_pick, k - 1).candidate.end);
    }
    tree_equal(rows[i].name, got->str, rows[i].want);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/twin/rows", test_rows);
  return g_test_run();
}
