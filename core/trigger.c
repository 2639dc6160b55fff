/* SPDX-License-Identifier: MIT
 * Chooses triggers, and turns words of a sentence into live paths.
 *
 * A thing is a number of the vocabulary, or a group: its number is the vocabulary's size plus the index of the group.
 * A sentence has a group when it has one of the members of the group, one for each alternative. */
#include "core/trigger.h"
#include <string.h>

enum { NONE = UINT32_MAX, NEVER = UINT32_MAX, DEAR = 1 << 30 };

/* The least common thing on the path to a node. */
struct best {
  uint32_t thing, cost;
};
static const struct best nothing = {NONE, NEVER};

/* Lists in one array: those of a thing are [index[thing], index[thing + 1]). */
struct lists {
  uint32_t *index, *values;
};

struct ll_triggers {
  uint32_t n_nodes, n_things;
  uint32_t *parent;         /* of each node that is in no group; a root is its own */
  struct lists groups;      /* of a thing: the groups that have it as a member, as things */
  struct lists patterns;    /* of a thing: the nodes where patterns end that it triggers */
};

struct chooser {
  const ll_net *net;
  const ll_vocab *vocab;
  uint32_t words, n_things; /* things below `words` are numbers of the vocabulary */
  struct best *best;        /* one a node */
  uint32_t *group_cost;
  uint32_t *uses;           /* of a number: how many edges have it */
  bool *used;               /* one a group: it is a trigger, or a member of one */
  ll_triggers *triggers;
};

#define NODE(net, i)  (&g_array_index((net)->nodes, struct ll_node, i))
#define EDGE(net, i)  (&g_array_index((net)->edges, struct ll_edge, i))
#define GROUP(net, i) (&g_array_index((net)->groups, struct ll_group, i))

/* ---- choosing ---- */

/* How common a word is nobody tells: short ones are, and those that the rules themselves use often. */
static uint32_t commonness(const struct chooser *c, uint32_t number) {
  uint64_t cost = (uint64_t)ll_vocab_commonness(c->vocab, number) * c->uses[number];
  return (uint32_t)MIN(cost, DEAR);
}

/* What an item needs of a sentence. */
static struct best best_of(const struct chooser *c, uint32_t item) {
  uint32_t value = LL_ITEM_VALUE(item);
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_WORD:
    return (struct best){value, commonness(c, value)};
  case LL_ITEM_GROUP:
    return (struct best){c->words + value, c->group_cost[value]};
  case LL_ITEM_NUMBER:
    return (struct best){LL_VOCAB_NUMBER, commonness(c, LL_VOCAB_NUMBER)};
  case LL_ITEM_PUBLISHER:
    return (struct best){LL_VOCAB_PUBLISHER, commonness(c, LL_VOCAB_PUBLISHER)};
  case LL_ITEM_DOMAIN:
    return (struct best){LL_VOCAB_DOMAIN, commonness(c, LL_VOCAB_DOMAIN)};
  case LL_ITEM_GAP:
  case LL_ITEM_ANY:
    break;
  }
  return nothing;
}

static void count_uses(struct chooser *c) {
  for (guint e = 0; e < c->net->edges->len; e++) {
    uint32_t item = EDGE(c->net, e)->item;
    if (LL_ITEM_KIND(item) == LL_ITEM_WORD)
      c->uses[LL_ITEM_VALUE(item)]++;
    else if (LL_ITEM_KIND(item) >= LL_ITEM_NUMBER)
      c->uses[LL_ITEM_KIND(item) - LL_ITEM_NUMBER + LL_VOCAB_NUMBER]++;
  }
}

static void choose_below(struct chooser *c, uint32_t index) {
  const struct ll_node *node = NODE(c->net, index);
  for (uint32_t e = node->edges; e < node->edges + node->n_words + node->n_other; e++) {
    const struct ll_edge *edge = EDGE(c->net, e);
    struct best best = best_of(c, edge->item);
    c->best[edge->to] = best.cost < c->best[index].cost ? best : c->best[index];
    c->triggers->parent[edge->to] = index;
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

/* The nodes of no group: groups lie in a row, each in one piece. */
static void each_path(struct chooser *c, void (*call)(struct chooser *, uint32_t)) {
  guint group = 0;
  for (uint32_t i = 0; i < c->net->nodes->len; i++)
    if (group < c->net->groups->len && i == GROUP(c->net, group)->root)
      i = GROUP(c->net, group++)->last;
    else
      call(c, i);
}

/* ---- lists ---- */

static void use(struct chooser *c, uint32_t thing) {
  if (thing != NONE && thing >= c->words)
    c->used[thing - c->words] = true;
}

static void use_pattern(struct chooser *c, uint32_t node) {
  if (NODE(c->net, node)->accept)
    use(c, c->best[node].thing);
}

/* Calls `call` for each member of the groups that are used: those that hold others before those. */
static void each_member(struct chooser *c, void (*call)(struct chooser *, uint32_t thing, uint32_t group)) {
  for (guint g = c->net->groups->len; g-- > 0;)
    for (uint32_t i = GROUP(c->net, g)->root; c->used[g] && i <= GROUP(c->net, g)->last; i++)
      if (NODE(c->net, i)->accept)
        call(c, c->best[i].thing, c->words + g);
}

static void use_member(struct chooser *c, uint32_t thing, uint32_t group) {
  use(c, thing);
}

static void count_member(struct chooser *c, uint32_t thing, uint32_t group) {
  c->triggers->groups.index[thing]++;
}

static void list_member(struct chooser *c, uint32_t thing, uint32_t group) {
  c->triggers->groups.values[--c->triggers->groups.index[thing]] = group;
}

/* A pattern that needs nothing is not triggered by a word: it is listed behind all things. */
static uint32_t place_of(const struct chooser *c, uint32_t node) {
  return c->best[node].thing == NONE ? c->n_things : c->best[node].thing;
}

static void count_pattern(struct chooser *c, uint32_t node) {
  if (NODE(c->net, node)->accept)
    c->triggers->patterns.index[place_of(c, node)]++;
}

static void list_pattern(struct chooser *c, uint32_t node) {
  if (NODE(c->net, node)->accept)
    c->triggers->patterns.values[--c->triggers->patterns.index[place_of(c, node)]] = node;
}

/* From how many there are of each to where each one's end; listing, from the end, moves that to the start. */
static uint32_t add_up(uint32_t *index, uint32_t n) {
  for (uint32_t i = 1; i <= n; i++)
    index[i] += index[i - 1];
  return n ? index[n] : 0;
}

static void make_lists(struct chooser *c) {
  ll_triggers *t = c->triggers;
  each_path(c, use_pattern);
  each_member(c, use_member);
  t->groups.index = g_new0(uint32_t, c->n_things + 2);
  each_member(c, count_member);
  t->groups.values = g_new(uint32_t, add_up(t->groups.index, c->n_things + 1) + 1);
  each_member(c, list_member);
  t->patterns.index = g_new0(uint32_t, c->n_things + 2);
  each_path(c, count_pattern);
  t->patterns.values = g_new(uint32_t, add_up(t->patterns.index, c->n_things + 1) + 1);
  each_path(c, list_pattern);
}

ll_triggers *ll_triggers_new(const ll_net *net, const ll_vocab *vocab) {
  ll_triggers *t = g_new0(ll_triggers, 1);
  uint32_t words = ll_vocab_size(vocab);
  t->n_nodes = net->nodes->len;
  t->n_things = words + net->groups->len;
  t->parent = g_new0(uint32_t, t->n_nodes);
  g_autofree struct best *best = g_new(struct best, t->n_nodes);
  g_autofree uint32_t *group_cost = g_new0(uint32_t, net->groups->len + 1);
  g_autofree uint32_t *uses = g_new0(uint32_t, words);
  g_autofree bool *used = g_new0(bool, net->groups->len + 1);
  struct chooser c = {.net = net, .vocab = vocab, .words = words, .n_things = t->n_things, .best = best,
                      .group_cost = group_cost, .uses = uses, .used = used, .triggers = t};
  count_uses(&c);
  for (guint g = 0; g < net->groups->len; g++)
    choose_in_group(&c, g);
  for (uint32_t root = 0; root < LL_N_ROOTS; root++) {
    best[root] = nothing;
    t->parent[root] = root;
  }
  each_path(&c, choose_below);
  make_lists(&c);
  return t;
}

void ll_triggers_free(ll_triggers *t) {
  if (!t)
    return;
  g_free(t->parent);
  g_free(t->groups.index);
  g_free(t->groups.values);
  g_free(t->patterns.index);
  g_free(t->patterns.values);
  g_free(t);
}

static bool list_has(const struct lists *lists, uint32_t thing) {
  return lists->index[thing] < lists->index[thing + 1];
}

bool ll_triggers_watch(const ll_triggers *t, uint32_t number) {
  return list_has(&t->groups, number) || list_has(&t->patterns, number);
}

/* ---- a sentence ---- */

/* Lists have room for every bit there is; the system gives it when it is written to. */
static struct ll_bits bits_new(uint32_t n) {
  return (struct ll_bits){.bits = g_new0(uint64_t, n / 64 + 1), .list = g_new(uint32_t, n + 1)};
}

static void bits_clear(struct ll_bits *set) {
  g_free(set->bits);
  g_free(set->list);
}

static void bits_unset(struct ll_bits *set) {
  for (uint32_t i = 0; i < set->n; i++)
    set->bits[set->list[i] / 64] = 0;
  set->n = 0;
}

/* False when it is set already. */
static inline bool bits_set(struct ll_bits *set, uint32_t i) {
  uint64_t *word = &set->bits[i / 64], bit = UINT64_C(1) << (i % 64);
  if (*word & bit)
    return false;
  *word |= bit;
  set->list[set->n++] = i;
  return true;
}

void ll_live_init(ll_live *live, const ll_triggers *t) {
  live->triggers = t;
  live->things = bits_new(t->n_things);
  live->nodes = bits_new(t->n_nodes);
}

void ll_live_clear(ll_live *live) {
  bits_clear(&live->things);
  bits_clear(&live->nodes);
}

void ll_live_begin(ll_live *live) {
  bits_unset(&live->things);
  bits_unset(&live->nodes);
}

void ll_live_add(ll_live *live, uint32_t number) {
  bits_set(&live->things, number);
}

static void mark_patterns(ll_live *live, uint32_t place) {
  const ll_triggers *t = live->triggers;
  for (uint32_t i = t->patterns.index[place]; i < t->patterns.index[place + 1]; i++)
    for (uint32_t node = t->patterns.values[i]; bits_set(&live->nodes, node);)
      node = t->parent[node];
}

bool ll_live_end(ll_live *live) {
  const ll_triggers *t = live->triggers;
  struct ll_bits *things = &live->things;
  for (uint32_t i = 0; i < things->n; i++) { /* grows on the way: groups may be members of groups */
    uint32_t thing = things->list[i];
    for (uint32_t g = t->groups.index[thing]; g < t->groups.index[thing + 1]; g++)
      bits_set(things, t->groups.values[g]);
  }
  for (uint32_t i = 0; i < things->n; i++)
    mark_patterns(live, things->list[i]);
  mark_patterns(live, t->n_things);
  return live->nodes.n > 0;
}
