/* SPDX-License-Identifier: MIT
 * Chooses triggers: one pass over the net for the rarest thing on the path to each node, then lists. */
#include "core/trigger.h"

enum { NONE = UINT32_MAX, NEVER = UINT32_MAX, DEAR = 1 << 30, MAX_NEEDS = 64 };

/* The least common thing on the path to a node. */
struct best {
  uint32_t thing, cost;
};
static const struct best nothing = {NONE, NEVER};

struct chooser {
  const ll_net *net;
  const ll_vocab *vocab;
  ll_triggers *triggers;
  struct best *best;     /* one a node */
  uint32_t *uses;        /* of a number: how many edges have it */
  uint32_t *group_cost;
  bool *useful;          /* one a group: it triggers a pattern, or a group that does */
};

#define NODE(net, i)  (&g_array_index((net)->nodes, struct ll_node, i))
#define EDGE(net, i)  (&g_array_index((net)->edges, struct ll_edge, i))
#define GROUP(net, i) (&g_array_index((net)->groups, struct ll_group, i))

/* ---- choosing ---- */

static void count_uses(struct chooser *c) {
  for (guint e = 0; e < c->net->edges->len; e++) {
    uint32_t item = EDGE(c->net, e)->item;
    if (LL_ITEM_KIND(item) == LL_ITEM_WORD)
      c->uses[LL_ITEM_VALUE(item)]++;
    else if (LL_ITEM_KIND(item) >= LL_ITEM_NUMBER)
      c->uses[LL_ITEM_KIND(item) - LL_ITEM_NUMBER + LL_VOCAB_NUMBER]++;
  }
}

/* How common a word is nobody tells: short ones are, and those that the rules themselves use often. */
static struct best best_of_number(const struct chooser *c, uint32_t number) {
  uint64_t cost = (uint64_t)ll_vocab_commonness(c->vocab, number) * c->uses[number];
  return (struct best){number, (uint32_t)MIN(cost, DEAR)};
}

static struct best best_of(const struct chooser *c, uint32_t item) {
  uint32_t value = LL_ITEM_VALUE(item);
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_WORD:
    return best_of_number(c, value);
  case LL_ITEM_GROUP:
    return (struct best){c->triggers->words + value, c->group_cost[value]};
  case LL_ITEM_NUMBER:
    return best_of_number(c, LL_VOCAB_NUMBER);
  case LL_ITEM_PUBLISHER:
    return best_of_number(c, LL_VOCAB_PUBLISHER);
  case LL_ITEM_DOMAIN:
    return best_of_number(c, LL_VOCAB_DOMAIN);
  case LL_ITEM_GAP:
  case LL_ITEM_ANY:
    break;
  }
  return nothing;
}

static void choose_below(struct chooser *c, uint32_t index) {
  const struct ll_node *node = NODE(c->net, index);
  for (uint32_t e = node->edges; e < node->edges + node->n_words + node->n_other; e++) {
    const struct ll_edge *edge = EDGE(c->net, e);
    struct best best = best_of(c, edge->item);
    c->best[edge->to] = best.cost < c->best[index].cost ? best : c->best[index];
    c->triggers->steps[edge->to] = (struct ll_step){.parent = index, .item = edge->item};
  }
}

/* A group costs what its alternatives cost together; it is no trigger when one of them needs nothing.  Children have
 * higher numbers than their parents, so forwards the way to a node is known before the node. */
static void choose_in_group(struct chooser *c, uint32_t index) {
  const struct ll_group *group = GROUP(c->net, index);
  uint64_t sum = 0;
  c->best[group->root] = nothing;
  for (uint32_t i = group->root; i <= group->last; i++) {
    choose_below(c, i);
    if (NODE(c->net, i)->accept)
      sum += c->best[i].cost;
  }
  c->group_cost[index] = (uint32_t)MIN(sum, NEVER);
}

/* ---- lists ---- */

/* Calls `call` for each node where a pattern ends, with its trigger.  Groups lie in a row, each in one piece. */
static void each_pattern(struct chooser *c, void (*call)(struct chooser *, uint32_t thing, uint32_t node)) {
  guint group = 0;
  for (uint32_t i = 0; i < c->net->nodes->len; i++)
    if (group < c->net->groups->len && i == GROUP(c->net, group)->root)
      i = GROUP(c->net, group++)->last;
    else if (NODE(c->net, i)->accept)
      call(c, c->best[i].thing == NONE ? c->triggers->n_things : c->best[i].thing, i);
}

/* Calls `call` for each trigger of a group that is of use; groups that hold others before those. */
static void each_member(struct chooser *c, void (*call)(struct chooser *, uint32_t thing, uint32_t group)) {
  for (guint g = c->net->groups->len; g-- > 0;)
    for (uint32_t i = GROUP(c->net, g)->root; c->useful[g] && i <= GROUP(c->net, g)->last; i++)
      if (NODE(c->net, i)->accept)
        call(c, c->best[i].thing, c->triggers->words + g);
}

static void use(struct chooser *c, uint32_t thing, uint32_t unused) {
  if (thing >= c->triggers->words && thing < c->triggers->n_things)
    c->useful[thing - c->triggers->words] = true;
}

static void count_pattern(struct chooser *c, uint32_t thing, uint32_t node) {
  c->triggers->patterns.index[thing]++;
}

static void list_pattern(struct chooser *c, uint32_t thing, uint32_t node) {
  c->triggers->patterns.values[--c->triggers->patterns.index[thing]] = node;
}

static void count_group(struct chooser *c, uint32_t thing, uint32_t group) {
  c->triggers->groups.index[thing]++;
}

static void list_group(struct chooser *c, uint32_t thing, uint32_t group) {
  c->triggers->groups.values[--c->triggers->groups.index[thing]] = group;
}

/* From how many there are of each to where each one's end: listing goes from there to the start. */
static void make_room(struct ll_lists *lists, uint32_t n) {
  for (uint32_t i = 1; i <= n; i++)
    lists->index[i] += lists->index[i - 1];
  lists->values = g_new(uint32_t, lists->index[n] + 1);
}

/* Adds a need behind those that are rarer; `at` is where the pattern's begin, `costs` are theirs. */
static void add_need(GArray *needs, uint32_t at, uint32_t *costs, struct best need) {
  uint32_t place = needs->len - at;
  g_array_append_val(needs, need.thing);
  uint32_t *things = &g_array_index(needs, uint32_t, at);
  for (; place > 0 && costs[place - 1] > need.cost; place--) {
    costs[place] = costs[place - 1];
    things[place] = things[place - 1];
  }
  costs[place] = need.cost;
  things[place] = need.thing;
}

static void list_needs(struct chooser *c) {
  ll_triggers *t = c->triggers;
  uint32_t n = t->patterns.index[t->n_things + 1], costs[MAX_NEEDS];
  GArray *needs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  t->needs.index = g_new0(uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t end = t->patterns.values[i], at = needs->len;
    for (uint32_t node = end; node >= LL_N_ROOTS; node = t->steps[node].parent) {
      struct best need = best_of(c, t->steps[node].item);
      if (need.cost != NEVER && need.thing != c->best[end].thing && needs->len - at < MAX_NEEDS)
        add_need(needs, at, costs, need);
    }
    t->needs.index[i + 1] = needs->len;
  }
  t->needs.values = (uint32_t *)(void *)g_array_free(needs, FALSE);
}

static void list_members(struct chooser *c) {
  ll_triggers *t = c->triggers;
  uint32_t n = 0;
  t->members.index = g_new0(uint32_t, c->net->groups->len + 1);
  t->members.values = g_new(uint32_t, c->net->nodes->len + 1);
  for (guint g = 0; g < c->net->groups->len; g++) {
    bool nothing_needed = false;
    for (uint32_t i = GROUP(c->net, g)->root; i <= GROUP(c->net, g)->last; i++)
      if (NODE(c->net, i)->accept) {
        nothing_needed |= c->best[i].thing == NONE;
        t->members.values[n++] = c->best[i].thing;
      }
    n = nothing_needed ? t->members.index[g] : n;
    t->members.index[g + 1] = n;
  }
  t->members.values = g_renew(uint32_t, t->members.values, n + 1);
}

static void make_lists(struct chooser *c) {
  ll_triggers *t = c->triggers;
  t->patterns.index = g_new0(uint32_t, t->n_things + 2);
  t->groups.index = g_new0(uint32_t, t->n_things + 2);
  each_pattern(c, count_pattern);
  make_room(&t->patterns, t->n_things + 1);
  each_pattern(c, list_pattern);
  list_needs(c);
  list_members(c);
  each_pattern(c, use);
  each_member(c, use);
  each_member(c, count_group);
  make_room(&t->groups, t->n_things + 1);
  each_member(c, list_group);
}

/* The nodes of no group. */
static void choose_in_paths(struct chooser *c) {
  guint group = 0;
  for (uint32_t root = 0; root < LL_N_ROOTS; root++)
    c->best[root] = nothing;
  for (uint32_t i = 0; i < c->net->nodes->len; i++)
    if (group < c->net->groups->len && i == GROUP(c->net, group)->root)
      i = GROUP(c->net, group++)->last;
    else
      choose_below(c, i);
}

ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab) {
  ll_triggers *t = g_new0(ll_triggers, 1);
  guint n_groups = net->groups->len;
  t->net = net;
  t->words = ll_vocab_size(vocab);
  t->n_things = t->words + n_groups;
  t->steps = g_new0(struct ll_step, net->nodes->len);
  g_autofree struct best *best = g_new(struct best, net->nodes->len);
  g_autofree uint32_t *group_cost = g_new0(uint32_t, n_groups + 1);
  g_autofree bool *useful = g_new0(bool, n_groups + 1);
  g_autofree uint32_t *uses = g_new0(uint32_t, t->words);
  struct chooser c = {.net = net, .vocab = vocab, .triggers = t, .best = best, .uses = uses, .group_cost = group_cost,
                      .useful = useful};
  count_uses(&c);
  for (guint g = 0; g < n_groups; g++)
    choose_in_group(&c, g);
  choose_in_paths(&c);
  make_lists(&c);
  return t;
}

void ll_triggers_free(ll_triggers *t) {
  if (!t)
    return;
  g_free(t->steps);
  g_free(t->patterns.index);
  g_free(t->patterns.values);
  g_free(t->needs.index);
  g_free(t->needs.values);
  g_free(t->members.index);
  g_free(t->members.values);
  g_free(t->groups.index);
  g_free(t->groups.values);
  g_free(t);
}
