/* SPDX-License-Identifier: MIT
 * The groups of core/net.h: each one's trie is made ready for matching as soon as it is written, and never touched again. */
#include "core/net-private.h"
#include "core/grow.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, FEW = 24 /* sorted by insertion */ };

struct start {
  uint32_t hash, at, n;
};

struct alternative {
  const uint32_t *items;
  uint32_t n, first; /* item; 0 when there is none */
};

struct ll_net_made {
  uint32_t *slots; /* 1 + index, by key; 0: free */
  uint32_t n_slots;
  GArray *items;        /* of uint32_t: the keys of the groups, one behind the other */
  GArray *starts;       /* of struct start, one a group */
  GArray *alternatives; /* of struct alternative: scratch */
  /* the tries */
  GArray *nodes;  /* of struct ll_node */
  GArray *words;  /* of struct ll_word_edge */
  GArray *others; /* of struct ll_edge */
  guint node_room, word_room, other_room, item_room, alternative_room;
};

void ll_net_groups_init(ll_net *net) {
  struct ll_net_made *made = net->made = g_new0(struct ll_net_made, 1);
  made->n_slots = FIRST_SLOTS;
  made->slots = g_new0(uint32_t, FIRST_SLOTS);
  made->items = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  made->starts = g_array_new(FALSE, FALSE, sizeof(struct start));
  made->alternatives = g_array_new(FALSE, FALSE, sizeof(struct alternative));
  made->nodes = g_array_new(FALSE, FALSE, sizeof(struct ll_node));
  made->words = g_array_new(FALSE, FALSE, sizeof(struct ll_word_edge));
  made->others = g_array_new(FALSE, FALSE, sizeof(struct ll_edge));
}

/* Rules as they are written have about so many bytes for one of each. */
enum { BYTES_A_NODE = 24, BYTES_A_WORD = 8, BYTES_AN_OTHER = 24, BYTES_AN_ITEM = 4, BYTES_A_GROUP = 32 };

void ll_net_groups_expect(ll_net *net, size_t bytes) {
  struct ll_net_made *made = net->made;
  ll_array_expect(made->nodes, (guint)(bytes / BYTES_A_NODE), &made->node_room);
  ll_array_expect(made->words, (guint)(bytes / BYTES_A_WORD), &made->word_room);
  ll_array_expect(made->others, (guint)(bytes / BYTES_AN_OTHER), &made->other_room);
  ll_array_expect(made->items, (guint)(bytes / BYTES_AN_ITEM), &made->item_room);
  if (net->groups->len > 0)
    return;
  g_free(made->slots);
  made->n_slots = ll_slots_for(bytes / BYTES_A_GROUP);
  made->slots = g_new0(uint32_t, made->n_slots);
}

/* The arrays are the net's from then on: additions move them, but the net is closed again after those. */
void ll_net_groups_close(ll_net *net) {
  struct ll_net_made *made = net->made;
  struct ll_node end = {.words = made->words->len, .others = made->others->len};
  *LL_ARRAY_ADD(made->nodes, struct ll_node, &made->node_room) = end;
  g_array_set_size(made->nodes, made->nodes->len - 1);
  net->inner = (struct ll_trie){.nodes = (struct ll_node *)(void *)made->nodes->data,
                                .words = (struct ll_word_edge *)(void *)made->words->data,
                                .others = (struct ll_edge *)(void *)made->others->data,
                                .n_nodes = made->nodes->len};
}

void ll_net_groups_seal(ll_net *net) {
  struct ll_net_made *made = net->made;
  if (!made)
    return;
  ll_net_groups_close(net); /* additions after the last time may have moved the arrays */
  g_free(made->slots);
  g_array_unref(made->items);
  g_array_unref(made->starts);
  g_array_unref(made->alternatives);
  g_array_free(made->nodes, FALSE); /* what they held is in net->inner */
  g_array_free(made->words, FALSE);
  g_array_free(made->others, FALSE);
  g_clear_pointer(&net->made, g_free);
}

/* ---- what a sequence may do ---- */

static bool item_empty(const ll_net *net, uint32_t item) {
  const struct ll_group *group = ll_net_group_of(net, item);
  return group ? group->empty : LL_ITEM_KIND(item) == LL_ITEM_GAP;
}

bool ll_net_empty(const ll_net *net, const uint32_t *items, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!item_empty(net, items[i]))
      return false;
  return true;
}

bool ll_net_gap_first(const ll_net *net, const uint32_t *items, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const struct ll_group *group = ll_net_group_of(net, items[i]);
    enum ll_item_kind kind = LL_ITEM_KIND(items[i]);
    if (group ? group->gap_first : (kind == LL_ITEM_GAP || kind == LL_ITEM_ANY))
      return true;
    if (!item_empty(net, items[i]))
      return false;
  }
  return false;
}

bool ll_net_gap_last(const ll_net *net, const uint32_t *items, size_t n) {
  for (size_t i = n; i > 0; i--) {
    const struct ll_group *group = ll_net_group_of(net, items[i - 1]);
    if (group ? group->gap_last : LL_ITEM_KIND(items[i - 1]) == LL_ITEM_GAP)
      return true;
    if (!item_empty(net, items[i - 1]))
      return false;
  }
  return false;
}

/* Most alternatives are one word, which says nothing of the group. */
static void note_alternative(const ll_net *net, struct ll_group *group, const struct alternative *a) {
  if (a->n == 1 && LL_ITEM_KIND(a->items[0]) == LL_ITEM_WORD)
    return;
  group->empty |= ll_net_empty(net, a->items, a->n);
  group->gap_first |= ll_net_gap_first(net, a->items, a->n);
  group->gap_last |= ll_net_gap_last(net, a->items, a->n);
  for (uint32_t i = 0; i < a->n; i++) {
    const struct ll_group *inner = ll_net_group_of(net, a->items[i]);
    if (inner)
      group->depth = MAX(group->depth, (uint8_t)(inner->depth + 1));
  }
}

uint64_t ll_net_edge_mask(const ll_net *net, uint32_t item, uint64_t after) {
  const struct ll_group *group = ll_net_group_of(net, item);
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_WORD:
    return ll_mask_of(LL_ITEM_VALUE(item));
  case LL_ITEM_GROUP:
    return (g_array_index(net->made->nodes, struct ll_node, group->node).mask & ~LL_MASK_END) | (group->empty ? after : 0);
  case LL_ITEM_GAP:
    return after | LL_MASK_ANY;
  case LL_ITEM_ANY:
    return LL_MASK_ANY;
  case LL_ITEM_NUMBER:
    return ll_mask_of(LL_VOCAB_NUMBER);
  case LL_ITEM_PUBLISHER:
    return ll_mask_of(LL_VOCAB_PUBLISHER);
  case LL_ITEM_DOMAIN:
    return ll_mask_of(LL_VOCAB_DOMAIN);
  }
  g_assert_not_reached();
}

/* ---- tries ---- */

static int compare(const void *a, const void *b) {
  const struct alternative *one = a, *other = b;
  if (one->first != other->first)
    return one->first < other->first ? -1 : 1;
  for (uint32_t i = 0; i < one->n && i < other->n; i++)
    if (one->items[i] != other->items[i])
      return one->items[i] < other->items[i] ? -1 : 1;
  return (int)one->n - (int)other->n;
}

/* Most are few, and in order: a word that is new has the highest number. */
static void sort(struct alternative *all, guint n) {
  if (n > FEW) {
    qsort(all, n, sizeof *all, compare);
    return;
  }
  for (guint i = 1; i < n; i++) {
    struct alternative here = all[i];
    guint at = i;
    for (; at > 0 && compare(&here, &all[at - 1]) < 0; at--)
      all[at] = all[at - 1];
    all[at] = here;
  }
}

/* Of sorted alternatives [first, end) that begin with the same items: those that have the first one's next item too.  True if
 * they end with it. */
static bool same_next(const struct alternative *all, guint first, guint end, uint32_t depth, guint *same) {
  uint32_t item = all[first].items[depth];
  guint i = first + 1;
  while (i < end && all[i].items[depth] == item)
    i++;
  *same = i;
  return all[i - 1].n == depth + 1;
}

/* Edges lie in a row, so all of a node are there before what they lead to. */
static void add_edges(struct ll_net_made *t, const struct alternative *all, guint first, guint end, uint32_t depth) {
  for (guint i = first, next; i < end; i = next) {
    uint32_t item = all[i].items[depth];
    same_next(all, i, end, depth, &next);
    if (LL_ITEM_KIND(item) == LL_ITEM_WORD)
      *LL_ARRAY_ADD(t->words, struct ll_word_edge, &t->word_room) = (struct ll_word_edge){.number = item, .to = LL_NET_LEAF};
    else
      *LL_ARRAY_ADD(t->others, struct ll_edge, &t->other_room) = (struct ll_edge){.item = item, .to = LL_NET_LEAF};
  }
}

/* Adds the node that sorted alternatives [first, end) lead to with `depth` items, and all behind it.  What may come next is
 * out. */
static uint32_t add_node(ll_net *net, guint first, guint end, uint32_t depth, uint64_t *mask) {
  struct ll_net_made *t = net->made;
  const struct alternative *all = (const struct alternative *)(const void *)net->made->alternatives->data;
  uint32_t node = t->nodes->len, word = t->words->len, other = t->others->len;
  bool accept = all[first].n == depth;
  uint64_t here = accept ? LL_MASK_END : 0;
  *LL_ARRAY_ADD(t->nodes, struct ll_node, &t->node_room) = (struct ll_node){.words = word, .others = other, .accept = accept};
  while (first < end && all[first].n == depth)
    first++;
  add_edges(t, all, first, end, depth);
  for (guint i = first, next; i < end; i = next) {
    uint32_t item = all[i].items[depth], to = LL_NET_LEAF;
    uint64_t after = LL_MASK_END;
    if (!same_next(all, i, end, depth, &next))
      to = add_node(net, i, next, depth + 1, &after);
    if (LL_ITEM_KIND(item) == LL_ITEM_WORD) {
      g_array_index(t->words, struct ll_word_edge, word++).to = to;
      here |= ll_mask_of(item);
    } else {
      struct ll_edge *edge = &g_array_index(t->others, struct ll_edge, other++);
      edge->to = to;
      edge->mask = ll_net_edge_mask(net, item, after);
      here |= edge->mask;
    }
  }
  g_array_index(t->nodes, struct ll_node, node).mask = *mask = here;
  return node;
}

/* ---- the table ---- */

/* Where the group of that key is, or would be. */
static uint32_t *slot_of(const ll_net *net, uint32_t hash, const uint32_t *key, size_t n) {
  const struct ll_net_made *made = net->made;
  for (uint32_t i = hash & (made->n_slots - 1);; i = (i + 1) & (made->n_slots - 1)) {
    uint32_t *slot = &made->slots[i];
    if (*slot == 0)
      return slot;
    const struct start *start = &g_array_index(made->starts, struct start, *slot - 1);
    if (start->hash == hash && start->n == n &&
        memcmp(&g_array_index(made->items, uint32_t, start->at), key, n * sizeof *key) == 0)
      return slot;
  }
}

static void grow(struct ll_net_made *made) {
  made->n_slots *= 4;
  g_free(made->slots);
  made->slots = g_new0(uint32_t, made->n_slots);
  for (guint g = 0; g < made->starts->len; g++) {
    uint32_t i = g_array_index(made->starts, struct start, g).hash & (made->n_slots - 1);
    while (made->slots[i] != 0)
      i = (i + 1) & (made->n_slots - 1);
    made->slots[i] = g + 1;
  }
}

static uint32_t hash_key(const uint32_t *key, size_t n) {
  uint64_t hash = n;
  for (size_t i = 0; i < n; i++) {
    hash = (hash ^ key[i]) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
  }
  return (uint32_t)hash;
}

static void note_key(struct ll_net_made *made, uint32_t hash, const uint32_t *key, size_t n) {
  struct start start = {.hash = hash, .at = made->items->len, .n = (uint32_t)n};
  for (size_t i = 0; i < n; i++)
    *LL_ARRAY_ADD(made->items, uint32_t, &made->item_room) = key[i];
  g_array_append_val(made->starts, start);
  if (made->starts->len * 2 > made->n_slots)
    grow(made);
}

uint32_t ll_net_group(ll_net *net, const uint32_t *key, size_t n) {
  uint32_t hash = hash_key(key, n), *slot = slot_of(net, hash, key, n);
  if (*slot != 0)
    return *slot - 1;
  GArray *alternatives = net->made->alternatives;
  struct ll_group group = {.depth = 1};
  uint64_t mask;
  g_array_set_size(alternatives, 0);
  for (size_t start = 0, i = 0; i < n; i++)
    if (key[i] == LL_NET_OR) {
      struct alternative a = {.items = key + start, .n = (uint32_t)(i - start), .first = i > start ? key[start] : 0};
      note_alternative(net, &group, &a);
      *LL_ARRAY_ADD(alternatives, struct alternative, &net->made->alternative_room) = a;
      start = i + 1;
    }
  sort((struct alternative *)(void *)alternatives->data, alternatives->len);
  group.node = add_node(net, 0, alternatives->len, 0, &mask);
  g_array_append_val(net->groups, group);
  *slot = net->groups->len;
  note_key(net->made, hash, key, n);
  return net->groups->len - 1;
}
