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
  uint32_t nodes = t->net->paths.n_nodes;
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

/* Has the message the thing?  A group it has when it has what triggers one of its alternatives.  As deep as groups in each
 * other. */
static bool is_present(ll_live *live, uint32_t thing) {
  const ll_triggers *t = live->triggers;
  if (thing < t->words || !set(live->explored, thing - t->words))
    return has(live->present, thing);
  uint32_t at = t->members.index[thing - t->words], end = t->members.index[thing - t->words + 1];
  bool present = at == end;
  for (; at < end && !present; at++)
    present = is_present(live, t->members.values[at]);
  if (present)
    set(live->present, thing);
  return present;
}

static bool are_present(ll_live *live, const uint32_t *things, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (!is_present(live, things[i]))
      return false;
  return true;
}

/* What things trigger lies here and there: asked for at once, it comes at once. */
static void prefetch(const ll_triggers *t, const uint32_t *things, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    __builtin_prefetch(t->things.index + things[i]);
  for (uint32_t i = 0; i < n; i++)
    __builtin_prefetch(t->things.values + t->things.index[things[i]]);
}

/* Finds out what a thing wakes.  As deep as groups in each other. */
static void ask(ll_live *live, uint32_t thing) {
  const ll_triggers *t = live->triggers;
  if (!set(live->asked, thing))
    return;
  const uint32_t *groups = t->things.values + t->things.index[thing] + 1, *at = groups + groups[-1];
  const uint32_t *end = t->things.values + t->things.index[thing + 1];
  prefetch(t, groups, groups[-1]);
  for (const uint32_t *group = groups; group < groups + groups[-1]; group++)
    ask(live, *group);
  struct ll_wake wake = {.patterns = live->woken.n};
  for (; at < end; at += 3 + at[2]) /* see core/trigger.h */
    if (are_present(live, at + 3, at[2])) {
      push(&live->woken, at[0]);
      set(live->starts, at[1]);
    }
  wake.groups = live->woken.n;
  for (const uint32_t *group = groups; group < groups + groups[-1]; group++)
    if (live->wake[*group] != LL_WAKES_NOTHING)
      push(&live->woken, live->wake[*group]);
  wake.end = live->woken.n;
  live->wake[thing] = wake.end > wake.patterns ? live->wakes->len : LL_WAKES_NOTHING;
  if (wake.end > wake.patterns)
    g_array_append_val(live->wakes, wake);
}

void ll_live_ready(ll_live *live) {
  prefetch(live->triggers, live->numbers.values, live->numbers.n);
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
  for (; node >= LL_N_ROOTS && set(live->nodes, node); node = live->triggers->net->parents[node])
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
