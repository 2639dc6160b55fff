/* SPDX-License-Identifier: MIT
 * From the words of a message to the paths that they may complete, then the same for a sentence among those. */
#include "core/live.h"

static uint64_t *bits_new(uint32_t n) {
  return g_new0(uint64_t, n / 64 + 1);
}

static inline bool has(const uint64_t *bits, uint32_t i) {
  return bits[i / 64] >> (i % 64) & 1;
}

/* False when it is set already. */
static inline bool set(uint64_t *bits, uint32_t i) {
  uint64_t bit = UINT64_C(1) << (i % 64), before = bits[i / 64];
  bits[i / 64] = before | bit;
  return !(before & bit);
}

static inline void push(struct ll_list *list, uint32_t value) {
  if (list->n == list->room) {
    list->room = MAX(2 * list->room, 256);
    list->values = g_renew(uint32_t, list->values, list->room);
  }
  list->values[list->n++] = value;
}

void ll_live_init(ll_live *live, const ll_triggers *t) {
  uint32_t nodes = t->net->nodes->len;
  *live = (ll_live){.triggers = t,
                    .present = bits_new(t->n_things),
                    .explored = bits_new(t->net->groups->len),
                    .starts = bits_new(nodes),
                    .asked = bits_new(t->n_things),
                    .wake = g_new(uint32_t, t->n_things + 1),
                    .wakes = g_array_new(FALSE, TRUE, sizeof(struct ll_wake)),
                    .nodes = bits_new(nodes),
                    .here = bits_new(t->n_things)};
  g_array_set_size(live->wakes, LL_WAKES_NOTHING + 1);
}

void ll_live_clear(ll_live *live) {
  g_free(live->present);
  g_free(live->explored);
  g_free(live->numbers.values);
  g_free(live->starts);
  g_free(live->asked);
  g_free(live->wake);
  g_array_unref(live->wakes);
  g_free(live->woken.values);
  g_free(live->nodes);
  g_free(live->here);
  g_free(live->had.values);
  g_free(live->marked.values);
}

/* ---- the message ---- */

void ll_live_know(ll_live *live, uint32_t number) {
  if (set(live->present, number))
    push(&live->numbers, number);
}

static bool may_end(ll_live *live, uint32_t node);

static bool group_is_present(ll_live *live, uint32_t index) {
  const ll_triggers *t = live->triggers;
  if (set(live->explored, index) && may_end(live, g_array_index(t->net->groups, struct ll_group, index).root))
    set(live->present, t->words + index);
  return has(live->present, t->words + index);
}

/* Has the message something for the item? */
static bool is_present(ll_live *live, uint32_t item) {
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_WORD:
    return has(live->present, LL_ITEM_VALUE(item));
  case LL_ITEM_GROUP:
    return group_is_present(live, LL_ITEM_VALUE(item));
  case LL_ITEM_NUMBER:
    return has(live->present, LL_VOCAB_NUMBER);
  case LL_ITEM_PUBLISHER:
    return has(live->present, LL_VOCAB_PUBLISHER);
  case LL_ITEM_DOMAIN:
    return has(live->present, LL_VOCAB_DOMAIN);
  case LL_ITEM_GAP:
  case LL_ITEM_ANY:
    break;
  }
  return true;
}

/* Is there a way from a node of a group to an end of it?  As deep as a pattern is long, and groups in each other. */
static bool may_end(ll_live *live, uint32_t index) {
  const ll_net *net = live->triggers->net;
  const struct ll_node *node = &g_array_index(net->nodes, struct ll_node, index);
  const struct ll_edge *edges = &g_array_index(net->edges, struct ll_edge, node->edges);
  if (node->accept)
    return true;
  for (uint32_t e = 0; e < node->n_words; e++)
    if (has(live->present, edges[e].item) && may_end(live, edges[e].to))
      return true;
  for (uint32_t e = node->n_words; e < node->n_words + node->n_other; e++)
    if (is_present(live, edges[e].item) && may_end(live, edges[e].to))
      return true;
  return false;
}

/* Has the message something for each item on the path to the node?  The words are asked first, that is quick. */
static bool is_possible(ll_live *live, uint32_t end) {
  const struct ll_step *steps = live->triggers->steps;
  uint32_t first = end;
  for (uint32_t node = end; node >= LL_N_ROOTS; node = steps[node].parent) {
    if (LL_ITEM_KIND(steps[node].item) == LL_ITEM_WORD && !is_present(live, steps[node].item))
      return false;
    first = node;
  }
  for (uint32_t node = end; node >= LL_N_ROOTS; node = steps[node].parent)
    if (!is_present(live, steps[node].item))
      return false;
  set(live->starts, first);
  return true;
}

/* Finds out what a thing wakes.  As deep as groups in each other. */
static void ask(ll_live *live, uint32_t thing) {
  const ll_triggers *t = live->triggers;
  if (!set(live->asked, thing))
    return;
  for (uint32_t i = t->groups.index[thing]; i < t->groups.index[thing + 1]; i++)
    ask(live, t->groups.values[i]);
  struct ll_wake wake = {.patterns = live->woken.n};
  for (uint32_t i = t->patterns.index[thing]; i < t->patterns.index[thing + 1]; i++)
    if (is_possible(live, t->patterns.values[i]))
      push(&live->woken, t->patterns.values[i]);
  wake.groups = live->woken.n;
  for (uint32_t i = t->groups.index[thing]; i < t->groups.index[thing + 1]; i++)
    if (live->wake[t->groups.values[i]] != LL_WAKES_NOTHING)
      push(&live->woken, live->wake[t->groups.values[i]]);
  wake.end = live->woken.n;
  live->wake[thing] = wake.end > wake.patterns ? live->wakes->len : LL_WAKES_NOTHING;
  if (wake.end > wake.patterns)
    g_array_append_val(live->wakes, wake);
}

void ll_live_ready(ll_live *live) {
  for (uint32_t i = 0; i < live->numbers.n; i++)
    ask(live, live->numbers.values[i]);
  ask(live, live->triggers->n_things); /* patterns that need nothing */
}

uint32_t ll_live_wake(const ll_live *live, uint32_t number) {
  return live->wake[number];
}

bool ll_live_starts(const ll_live *live, uint32_t node) {
  return has(live->starts, node);
}

/* ---- a sentence ---- */

static void unset(uint64_t *bits, struct ll_list *list) {
  for (uint32_t i = 0; i < list->n; i++)
    bits[list->values[i] / 64] &= ~(UINT64_C(1) << (list->values[i] % 64));
  list->n = 0;
}

void ll_live_begin(ll_live *live) {
  unset(live->here, &live->had);
  unset(live->nodes, &live->marked);
}

void ll_live_add(ll_live *live, uint32_t wake) {
  if (wake != LL_WAKES_NOTHING && set(live->here, wake))
    push(&live->had, wake);
}

/* Marks the path to a node. */
static void mark(ll_live *live, uint32_t node) {
  for (; node >= LL_N_ROOTS && set(live->nodes, node); node = live->triggers->steps[node].parent)
    push(&live->marked, node);
}

bool ll_live_end(ll_live *live) {
  ll_live_add(live, live->wake[live->triggers->n_things]);
  for (uint32_t n = 0; n < live->had.n; n++) { /* grows on the way */
    const struct ll_wake *wake = &g_array_index(live->wakes, struct ll_wake, live->had.values[n]);
    for (uint32_t i = wake->patterns; i < wake->groups; i++)
      mark(live, live->woken.values[i]);
    for (uint32_t i = wake->groups; i < wake->end; i++)
      ll_live_add(live, live->woken.values[i]);
  }
  return live->marked.n > 0;
}
