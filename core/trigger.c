/* SPDX-License-Identifier: MIT
 * Chooses triggers: one pass over the net for the rarest thing on the path to each node, then lists. */
#include "core/trigger.h"

enum { NONE = UINT32_MAX, NEVER = UINT32_MAX, DEAR = 1 << 30, MAX_NEEDS = 64 };

/* The least common thing on the path to a node. */
struct best {
  uint32_t thing, cost;
};
static const struct best nothing = {NONE, NEVER};

/* Of the alternatives of a group so far. */
struct sum {
  uint64_t cost;
  uint32_t n; /* members of groups */
  bool free;  /* one needs nothing */
};

/* A pattern; its needs are [needs, those of the next). */
struct pattern {
  uint32_t node, thing, needs;
};

struct chooser {
  const ll_net *net;
  const struct ll_birth *births;
  const ll_vocab *vocab;
  ll_triggers *triggers;
  struct best *best;   /* one a birth; first of a group's nodes */
  uint32_t *cost;      /* of a number; first how many edges have it */
  uint32_t *group_cost;
  bool *useful;        /* one a group: it triggers a pattern, or a group that does */
  GArray *patterns;    /* of struct pattern, and one behind the last */
  GArray *needs;       /* of uint32_t */
};

#define GROUP(net, i)   (&g_array_index((net)->groups, struct ll_group, i))
#define PATTERN(c, i)   (&g_array_index((c)->patterns, struct pattern, i))
#define PATTERN_VALUES  3

/* ---- choosing ---- */

/* How common a word is nobody tells: short ones are, and those that the rules themselves use often. */
static void count_edges(struct chooser *c, const struct ll_trie *trie) {
  for (uint32_t i = 0; i < trie->nodes[trie->n_nodes].words; i++)
    c->cost[trie->words[i].number]++;
  for (uint32_t i = 0; i < trie->nodes[trie->n_nodes].others; i++)
    if (LL_ITEM_KIND(trie->others[i].item) >= LL_ITEM_NUMBER)
      c->cost[LL_ITEM_KIND(trie->others[i].item) - LL_ITEM_NUMBER + LL_VOCAB_NUMBER]++;
}

static void find_costs(struct chooser *c) {
  count_edges(c, &c->net->paths);
  count_edges(c, &c->net->inner);
  for (uint32_t number = 0; number < c->triggers->words; number++)
    c->cost[number] = (uint32_t)MIN((uint64_t)ll_vocab_commonness(c->vocab, number) * c->cost[number], DEAR);
}

static struct best best_of_number(const struct chooser *c, uint32_t number) {
  return (struct best){number, c->cost[number]};
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

static struct best rarer(struct best here, struct best above) {
  return here.cost < above.cost ? here : above;
}

/* What an alternative that ends needs triggers the group. */
static void end_alternative(struct chooser *c, struct best best, struct sum *sum) {
  ll_triggers *t = c->triggers;
  sum->cost += best.cost;
  sum->free |= best.thing == NONE;
  t->members.values[sum->n++] = best.thing;
}

/* An edge of a group: what is known of it is known where it leads. */
static void follow(struct chooser *c, uint32_t to, struct best best, struct sum *sum) {
  if (to == LL_NET_LEAF)
    end_alternative(c, best, sum);
  else
    c->best[to] = best;
}

/* A group costs what its alternatives cost together; it is no trigger when one of them needs nothing. */
static void choose_of_group(struct chooser *c, guint g, uint32_t first, uint32_t end) {
  const struct ll_trie *trie = &c->net->inner;
  uint32_t *index = c->triggers->members.index;
  struct sum sum = {.n = index[g]};
  c->best[first] = nothing;
  for (uint32_t i = first; i < end; i++) {
    const struct ll_node *node = &trie->nodes[i];
    struct best above = c->best[i];
    if (node->accept)
      end_alternative(c, above, &sum);
    for (uint32_t e = node[0].words; e < node[1].words; e++)
      follow(c, trie->words[e].to, rarer(best_of_number(c, trie->words[e].number), above), &sum);
    for (uint32_t e = node[0].others; e < node[1].others; e++)
      follow(c, trie->others[e].to, rarer(best_of(c, trie->others[e].item), above), &sum);
  }
  c->group_cost[g] = (uint32_t)MIN(sum.cost, NEVER);
  index[g + 1] = sum.free ? index[g] : sum.n;
}

/* Groups in others go first, and nodes have higher numbers than their parents, so forwards all is known that is needed. */
static void choose(struct chooser *c) {
  const ll_net *net = c->net;
  const struct ll_node *end = &net->inner.nodes[net->inner.n_nodes];
  ll_triggers *t = c->triggers;
  guint n_groups = net->groups->len;
  t->members.index = g_new0(uint32_t, n_groups + 1);
  t->members.values = g_new(uint32_t, end->words + end->others + n_groups + 1);
  for (guint g = 0; g < n_groups; g++)
    choose_of_group(c, g, GROUP(net, g)->node, g + 1 < n_groups ? GROUP(net, g + 1)->node : net->inner.n_nodes);
  t->members.values = g_renew(uint32_t, t->members.values, t->members.index[n_groups] + 1);
  for (uint32_t i = 0; i < net->births->len; i++) {
    const struct ll_birth *birth = &c->births[i];
    c->best[i] = birth->from == LL_NET_NONE ? nothing : rarer(best_of(c, birth->item), c->best[birth->from]);
  }
}

/* ---- lists ---- */

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

/* A pattern ends at the node. */
static void add_pattern(struct chooser *c, uint32_t node) {
  uint32_t costs[MAX_NEEDS], at = c->needs->len, trigger = c->best[node].thing;
  struct pattern pattern = {.node = node, .thing = trigger == NONE ? c->triggers->n_things : trigger, .needs = at};
  g_array_append_val(c->patterns, pattern);
  for (uint32_t i = node; c->births[i].from != LL_NET_NONE; i = c->births[i].from) {
    struct best need = best_of(c, c->births[i].item);
    if (need.cost != NEVER && need.thing != trigger && c->needs->len - at < MAX_NEEDS)
      add_need(c->needs, at, costs, need);
  }
}

static void add_patterns(struct chooser *c) {
  for (uint32_t i = 0; i < c->net->births->len; i++)
    if (c->births[i].accept)
      add_pattern(c, i);
  struct pattern end = {.needs = c->needs->len};
  g_array_append_val(c->patterns, end);
}

static void use(struct chooser *c, uint32_t thing) {
  if (thing >= c->triggers->words && thing < c->triggers->n_things)
    c->useful[thing - c->triggers->words] = true;
}

/* What has a use: groups that hold others before those. */
static void find_useful(struct chooser *c) {
  const struct ll_lists *members = &c->triggers->members;
  for (guint i = 0; i + 1 < c->patterns->len; i++)
    use(c, PATTERN(c, i)->thing);
  for (guint g = c->net->groups->len; g-- > 0;)
    for (uint32_t i = members->index[g]; c->useful[g] && i < members->index[g + 1]; i++)
      use(c, members->values[i]);
}

/* From how many values there are of each thing to where each one's are. */
static void make_room(struct ll_lists *lists, uint32_t n) {
  uint32_t at = 0;
  for (uint32_t i = 0; i <= n; i++) {
    uint32_t size = lists->index[i];
    lists->index[i] = at;
    at += size;
  }
  lists->index[n + 1] = at;
  lists->values = g_new0(uint32_t, at + 1);
}

static void count_values(struct chooser *c) {
  ll_triggers *t = c->triggers;
  for (uint32_t i = 0; i <= t->n_things; i++)
    t->things.index[i] = 1;
  for (guint g = 0; g < c->net->groups->len; g++)
    for (uint32_t i = t->members.index[g]; c->useful[g] && i < t->members.index[g + 1]; i++)
      t->things.index[t->members.values[i]]++;
  for (guint i = 0; i + 1 < c->patterns->len; i++)
    t->things.index[PATTERN(c, i)->thing] += PATTERN_VALUES + PATTERN(c, i + 1)->needs - PATTERN(c, i)->needs;
}

static void list_pattern(const struct chooser *c, const struct pattern *pattern, uint32_t *to) {
  const ll_net *net = c->net;
  uint32_t node = net->numbers[pattern->node], start = node, n = pattern[1].needs - pattern->needs;
  while (net->parents[start] >= LL_N_ROOTS)
    start = net->parents[start];
  to[0] = node;
  to[1] = start;
  to[2] = n;
  for (uint32_t i = 0; i < n; i++)
    to[PATTERN_VALUES + i] = g_array_index(c->needs, uint32_t, pattern->needs + i);
}

static void list_things(struct chooser *c) {
  ll_triggers *t = c->triggers;
  t->things.index = g_new(uint32_t, t->n_things + 2);
  count_values(c);
  make_room(&t->things, t->n_things);
  g_autofree uint32_t *next = g_new(uint32_t, t->n_things + 1); /* where a thing's next value goes */
  for (uint32_t i = 0; i <= t->n_things; i++)
    next[i] = t->things.index[i] + 1;
  for (guint g = 0; g < c->net->groups->len; g++)
    for (uint32_t i = t->members.index[g]; c->useful[g] && i < t->members.index[g + 1]; i++) {
      uint32_t thing = t->members.values[i];
      t->things.values[next[thing]++] = t->words + g;
      t->things.values[t->things.index[thing]]++;
    }
  for (guint i = 0; i + 1 < c->patterns->len; i++) {
    const struct pattern *pattern = PATTERN(c, i);
    list_pattern(c, pattern, t->things.values + next[pattern->thing]);
    next[pattern->thing] += PATTERN_VALUES + pattern[1].needs - pattern->needs;
  }
}

ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab) {
  ll_triggers *t = g_new0(ll_triggers, 1);
  guint n_groups = net->groups->len;
  t->net = net;
  t->words = ll_vocab_size(vocab);
  t->n_things = t->words + n_groups;
  g_autofree struct best *best = g_new(struct best, MAX(net->births->len, net->inner.n_nodes));
  g_autofree uint32_t *group_cost = g_new0(uint32_t, n_groups + 1), *cost = g_new0(uint32_t, t->words);
  g_autofree bool *useful = g_new0(bool, n_groups + 1);
  g_autoptr(GArray) patterns = g_array_new(FALSE, FALSE, sizeof(struct pattern));
  g_autoptr(GArray) needs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  struct chooser c = {.net = net, .births = (const struct ll_birth *)(const void *)net->births->data, .vocab = vocab,
                      .triggers = t, .best = best, .cost = cost, .group_cost = group_cost, .useful = useful,
                      .patterns = patterns, .needs = needs};
  find_costs(&c);
  choose(&c);
  add_patterns(&c);
  find_useful(&c);
  list_things(&c);
  return t;
}

void ll_triggers_free(ll_triggers *t) {
  if (!t)
    return;
  g_free(t->things.index);
  g_free(t->things.values);
  g_free(t->members.index);
  g_free(t->members.values);
  g_free(t);
}
