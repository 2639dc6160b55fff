/* SPDX-License-Identifier: MIT
 * Maximum-weight disjoint intervals on the tree of boxes, bottom up; boxes stand before what they hold, so one loop
 * backwards over the array is bottom up. */
#include "core/plan.h"
#include "core/section.h"
#include <math.h>

enum { MAX_RUN = 12, MAX_WORDS = 250, MAX_ATOMS = 80, WORDS_PER_IMAGE = 2 };

struct choice { /* for item k of a box: the best way to treat the items up to it */
  double value;
  uint32_t run; /* items of the cut that ends here; 0: none ends here */
};

struct planner {
  const ll_scorer *scorer;
  const ll_page *page;
  const enum ll_policy *policy;
  double least;           /* the threshold; below it when all that was weighed is to be accounted for */
  double lambda;          /* how many kept words one lost word is worth */
  ll_cutter *cutter;
  double *best;           /* a box */
  struct choice *choices; /* an item, parallel to page->items */
  uint32_t *long_runs;    /* an item: items of a section that ends there and is longer than other runs; 0: none */
  enum ll_explain explain;
  GArray *others; /* of struct ll_pick: what was asked for and is not cut here */
};

/* Does the item, or a box that is all it holds, have a look of its own? */
static bool has_look(const ll_page *page, const struct ll_item *item) {
  for (int32_t b = item->box; b >= 0;) {
    const struct ll_box *box = ll_page_box(page, b);
    if (box->look)
      return true;
    b = box->n_items == 1 ? ll_page_item(page, box->item)->box : -1;
  }
  return false;
}

static bool is_cell(const ll_page *page, int32_t box) {
  if (box < 0 || ll_page_box(page, box)->links)
    return false;
  uint16_t tag = ll_doc_node(page->doc, ll_page_box(page, box)->node)->tag;
  return tag == LL_TAG_TD || tag == LL_TAG_TH;
}

static struct ll_range item_range(const ll_page *page, const struct ll_item *item) {
  if (item->box < 0)
    return (struct ll_range){ll_page_atom(page, item->atom)->token, ll_page_atom(page, item->atom)->token_end};
  const struct ll_box *box = ll_page_box(page, item->box);
  if (!is_cell(page, item->box))
    return (struct ll_range){box->token, box->token_end};
  const struct ll_node *cell = ll_doc_node(page->doc, box->node);
  return (struct ll_range){cell->token + !cell->implied, cell->end - (cell->closed ? 1 : 0)};
}

/* Items [first, first + run) of the array as a candidate. */
static struct ll_pick pick_of(const struct planner *p, uint32_t first, uint32_t run) {
  const struct ll_item *a = ll_page_item(p->page, first), *z = ll_page_item(p->page, first + run - 1);
  struct ll_pick pick = {.candidate = {.first = a->atom, .end = z->atom_end, .whole = run == 1 && a->box >= 0,
                                       .look = run == 1 && has_look(p->page, a)},
                         .range = {item_range(p->page, a).start, item_range(p->page, z).end}};
  return pick;
}

/* False when the pick cannot be worth making: its score does not pass the threshold. */
static bool weigh(const struct planner *p, struct ll_pick *pick) {
  unsigned images = 0;
  if (!ll_scorer_passes(p->scorer, &pick->candidate, p->least, &pick->score))
    return false;
  for (uint32_t a = pick->candidate.first; a < pick->candidate.end; a++)
    images += ll_page_atom(p->page, a)->image_end - ll_page_atom(p->page, a)->image;
  pick->size = MAX(MAX(pick->score.words, WORDS_PER_IMAGE * images), 1);
  return true;
}

static bool is_too_long(const struct ll_score *score) {
  return score->words > MAX_WORDS && !score->section;
}

static bool may_go(const struct planner *p, const struct ll_score *score) {
  return score->class != LL_N_CLASSES && p->policy[score->class] != LL_POLICY_KEEP && !is_too_long(score);
}

static double utility(const struct planner *p, const struct ll_pick *pick) {
  double chance = 1 / (1 + exp(-pick->score.sum));
  return pick->size * (chance - p->lambda * (1 - chance));
}

/* Keeps for the account a block that stays, or all that was weighed. */
static void list(struct planner *p, struct ll_pick *pick, uint32_t run, bool allowed) {
  bool runs = p->explain == LL_EXPLAIN_RUNS, blocks = p->explain == LL_EXPLAIN_BLOCKS;
  pick->open = runs && may_go(p, &pick->score) && !pick->score.barred && ll_cutter_allows(p->cutter, pick->range);
  if (runs || (blocks && run == 1 && !allowed && !is_too_long(&pick->score)))
    g_array_append_val(p->others, *pick);
}

/* Needs the run no score?  One that is too long to go, is_too_long(), is weighed only for an account of all runs. */
static bool is_hopeless(const struct planner *p, uint32_t first, uint32_t run) {
  uint32_t atom = ll_page_item(p->page, first)->atom, end = ll_page_item(p->page, first + run - 1)->atom_end;
  if (end - atom > MAX_ATOMS || !ll_scorer_worth(p->scorer, atom, end))
    return true;
  return p->explain != LL_EXPLAIN_RUNS && ll_scorer_words(p->scorer, atom, end) > MAX_WORDS &&
         !ll_scorer_is_section(p->scorer, atom, end);
}

static double try_run(struct planner *p, uint32_t first, uint32_t run) {
  if (is_hopeless(p, first, run))
    return 0;
  struct ll_pick pick = pick_of(p, first, run);
  if (!weigh(p, &pick))
    return 0;
  double value = may_go(p, &pick.score) ? utility(p, &pick) : 0;
  bool allowed = value > 0 && ll_cutter_allows(p->cutter, pick.range);
  list(p, &pick, run, allowed);
  return allowed ? value : 0;
}

/* Cells of one row are cut one by one: a run of them would shift the grid. */
static uint32_t longest_run(const struct planner *p, const struct ll_box *box) {
  return is_cell(p->page, ll_page_item(p->page, box->item)->box) ? 1 : MAX_RUN;
}

static void best_of_box(struct planner *p, int32_t index) {
  const struct ll_box *box = ll_page_box(p->page, index);
  double before = 0;
  const struct ll_item *only = box->n_items == 1 ? ll_page_item(p->page, box->item) : NULL;
  if (box->n_items == 0)
    return;
  uint32_t longest = longest_run(p, box);
  for (uint32_t k = 0; k < box->n_items; k++) {
    uint32_t at = box->item + k;
    const struct ll_item *item = ll_page_item(p->page, at);
    struct choice *choice = &p->choices[at];
    *choice = (struct choice){.value = before + (item->box >= 0 ? p->best[item->box] : 0)};
    /* A box with one item is scored as that box by the one that holds it. */
    for (uint32_t run = 1; run <= MIN(k + 1, longest) && !(only && index > 0); run++) {
      double value = try_run(p, at + 1 - run, run) + (k + 1 > run ? p->choices[at - run].value : 0);
      if (value > choice->value + 1e-9)
        *choice = (struct choice){.value = value, .run = run};
    }
    uint32_t run = p->long_runs[at];
    double value = run ? try_run(p, at + 1 - run, run) + (k + 1 > run ? p->choices[at - run].value : 0) : 0;
    if (value > choice->value + 1e-9)
      *choice = (struct choice){.value = value, .run = run};
    before = choice->value;
  }
  p->best[index] = before;
}

static void collect(struct planner *p, int32_t index, GArray *picks) {
  const struct ll_box *box = ll_page_box(p->page, index);
  for (uint32_t k = box->n_items; k > 0;) {
    uint32_t at = box->item + k - 1, run = p->choices[at].run;
    if (run) {
      struct ll_pick pick = pick_of(p, at + 1 - run, run);
      weigh(p, &pick);
      pick.open = true;
      g_array_append_val(picks, pick);
      k -= run;
    } else {
      int32_t inner = ll_page_item(p->page, at)->box;
      if (inner >= 0 && p->best[inner] > 0)
        collect(p, inner, picks);
      k--;
    }
  }
}

static int by_place(gconstpointer a, gconstpointer b) {
  const struct ll_pick *x = a, *y = b;
  return x->candidate.first < y->candidate.first ? -1 : x->candidate.first > y->candidate.first;
}

/* Sections that no run of MAX_RUN items reaches over; the longest of those that end at an item. */
static uint32_t *find_long_runs(const ll_scorer *scorer, const ll_page *page) {
  uint32_t *runs = g_new0(uint32_t, page->items->len + 1);
  const GArray *sections = ll_scorer_sections(scorer);
  for (guint i = 0; sections && i < sections->len; i++) {
    const struct ll_section *s = &g_array_index(sections, struct ll_section, i);
    if (s->run > MAX_RUN)
      runs[s->item + s->run - 1] = MAX(runs[s->item + s->run - 1], s->run);
  }
  return runs;
}

ll_plan *ll_plan_make(const ll_scorer *scorer, const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES],
                      double threshold, ll_cutter *cutter, enum ll_explain explain) {
  const ll_page *page = signals->page;
  g_autofree double *best = g_new0(double, page->boxes->len);
  g_autofree struct choice *choices = g_new0(struct choice, page->items->len + 1);
  g_autofree uint32_t *long_runs = find_long_runs(scorer, page);
  ll_plan *plan = g_new0(ll_plan, 1);
  plan->picks = g_array_new(FALSE, FALSE, sizeof(struct ll_pick));
  plan->others = g_array_new(FALSE, FALSE, sizeof(struct ll_pick));
  struct planner p = {.scorer = scorer, .page = page, .policy = policy, .lambda = exp(threshold),
                      .least = explain == LL_EXPLAIN_CUTS ? threshold : -INFINITY, .cutter = cutter, .best = best,
                      .choices = choices, .long_runs = long_runs, .explain = explain, .others = plan->others};
  for (int32_t b = (int32_t)page->boxes->len; b-- > 0;)
    best_of_box(&p, b);
  if (best[0] > 0)
    collect(&p, 0, plan->picks);
  ll_plan_sort(plan);
  return plan;
}

void ll_plan_sort(ll_plan *plan) {
  g_array_sort(plan->picks, by_place);
  g_array_sort(plan->others, by_place);
}

void ll_plan_free(ll_plan *plan) {
  if (!plan)
    return;
  g_array_unref(plan->picks);
  g_array_unref(plan->others);
  g_free(plan);
}
