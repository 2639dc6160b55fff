/* SPDX-License-Identifier: MIT
 * Writing the tries of core/net.h: paths and shared groups.  (Making them ready for matching is in net-close.c.) */
#include "core/net.h"
#include "core/grow.h"

#include <string.h>

enum { FIRST_SLOTS = 1024 };

/* Hash tables.  A slot is free when it is 0. */
struct ll_net_keys {
  uint32_t *children; /* nodes, by parent and item; none is a root */
  uint32_t n_children, used;
  uint32_t *groups; /* 1 + index, by key */
  uint32_t n_groups;
  GArray *items;  /* of uint32_t: the keys of the groups, one behind the other */
  GArray *starts; /* of struct start, one a group */
  guint node_room;
};

struct start {
  uint32_t hash, at, n;
};

#define BIRTH(net, i) (&g_array_index((net)->births, struct ll_birth, i))
#define GROUP(net, i) (&g_array_index((net)->groups, struct ll_group, i))

static uint32_t new_node(ll_net *net, uint32_t from, uint32_t item) {
  *LL_ARRAY_ADD(net->births, struct ll_birth, &net->keys->node_room) = (struct ll_birth){.from = from, .item = item};
  return net->births->len - 1;
}

static struct ll_net_keys *keys_new(void) {
  struct ll_net_keys *keys = g_new0(struct ll_net_keys, 1);
  keys->n_children = keys->n_groups = FIRST_SLOTS;
  keys->children = g_new0(uint32_t, FIRST_SLOTS);
  keys->groups = g_new0(uint32_t, FIRST_SLOTS);
  keys->items = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  keys->starts = g_array_new(FALSE, FALSE, sizeof(struct start));
  return keys;
}

static void keys_free(struct ll_net_keys *keys) {
  if (!keys)
    return;
  g_free(keys->children);
  g_free(keys->groups);
  g_array_unref(keys->items);
  g_array_unref(keys->starts);
  g_free(keys);
}

ll_net *ll_net_new(void) {
  ll_net *net = g_new0(ll_net, 1);
  net->births = g_array_new(FALSE, FALSE, sizeof(struct ll_birth));
  net->accepts = g_array_new(FALSE, FALSE, sizeof(struct ll_accept));
  net->groups = g_array_new(FALSE, FALSE, sizeof(struct ll_group));
  net->keys = keys_new();
  for (int root = 0; root < LL_N_ROOTS; root++)
    new_node(net, LL_NET_NONE, 0);
  return net;
}

void ll_net_free(ll_net *net) {
  if (!net)
    return;
  ll_net_seal(net);
  g_array_unref(net->accepts);
  g_array_unref(net->groups);
  g_free(net->nodes);
  g_free(net->words);
  g_free(net->others);
  g_free(net->firsts);
  g_free(net->first_index);
  g_free(net->parents);
  g_free(net);
}

void ll_net_seal(ll_net *net) {
  g_clear_pointer(&net->births, g_array_unref);
  g_clear_pointer(&net->keys, keys_free);
  g_clear_pointer(&net->numbers, g_free);
}

/* ---- paths ---- */

static uint32_t *child_slot(const ll_net *net, uint32_t from, uint32_t item) {
  uint32_t mask = net->keys->n_children - 1;
  uint64_t hash = ((uint64_t)from << 32 | item) * UINT64_C(0x9e3779b97f4a7c15);
  const struct ll_birth *births = (const struct ll_birth *)(const void *)net->births->data;
  for (uint32_t i = (uint32_t)(hash >> 32) & mask;; i = (i + 1) & mask) {
    uint32_t *slot = &net->keys->children[i];
    if (*slot == 0 || (births[*slot].from == from && births[*slot].item == item))
      return slot;
  }
}

static void grow_children(ll_net *net) {
  struct ll_net_keys *keys = net->keys;
  keys->n_children *= 2;
  g_free(keys->children);
  keys->children = g_new0(uint32_t, keys->n_children);
  for (uint32_t i = LL_N_ROOTS; i < net->births->len; i++)
    if (BIRTH(net, i)->from != LL_NET_NONE)
      *child_slot(net, BIRTH(net, i)->from, BIRTH(net, i)->item) = i;
}

static uint32_t child_of(ll_net *net, uint32_t from, uint32_t item) {
  struct ll_net_keys *keys = net->keys;
  uint32_t *slot = child_slot(net, from, item);
  if (*slot != 0)
    return *slot;
  uint32_t node = *slot = new_node(net, from, item);
  if (++keys->used * 8 >= keys->n_children * 7)
    grow_children(net);
  return node;
}

uint32_t ll_net_path(ll_net *net, uint32_t node, const uint32_t *items, size_t n) {
  g_assert(net->keys);
  for (size_t i = 0; i < n; i++)
    node = child_of(net, node, items[i]);
  return node;
}

/* ---- groups ---- */

static const struct ll_group *group_of(const ll_net *net, uint32_t item) {
  return LL_ITEM_KIND(item) == LL_ITEM_GROUP ? GROUP(net, LL_ITEM_VALUE(item)) : NULL;
}

static bool item_empty(const ll_net *net, uint32_t item) {
  const struct ll_group *group = group_of(net, item);
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
    const struct ll_group *group = group_of(net, items[i]);
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
    const struct ll_group *group = group_of(net, items[i - 1]);
    if (group ? group->gap_last : LL_ITEM_KIND(items[i - 1]) == LL_ITEM_GAP)
      return true;
    if (!item_empty(net, items[i - 1]))
      return false;
  }
  return false;
}

static void add_alternative(ll_net *net, struct ll_group *group, const uint32_t *items, size_t n) {
  uint32_t last = ll_net_path(net, group->root, items, n);
  BIRTH(net, last)->accept = 1;
  group->empty |= ll_net_empty(net, items, n);
  group->gap_first |= ll_net_gap_first(net, items, n);
  group->gap_last |= ll_net_gap_last(net, items, n);
  for (size_t i = 0; i < n; i++) {
    const struct ll_group *inner = group_of(net, items[i]);
    if (inner)
      group->depth = MAX(group->depth, (uint8_t)(inner->depth + 1));
  }
}

/* Where the group of that key is, or would be. */
static uint32_t *group_slot(const ll_net *net, uint32_t hash, const uint32_t *key, size_t n) {
  const struct ll_net_keys *keys = net->keys;
  for (uint32_t i = hash & (keys->n_groups - 1);; i = (i + 1) & (keys->n_groups - 1)) {
    uint32_t *slot = &keys->groups[i];
    if (*slot == 0)
      return slot;
    const struct start *start = &g_array_index(keys->starts, struct start, *slot - 1);
    if (start->hash == hash && start->n == n &&
        memcmp(&g_array_index(keys->items, uint32_t, start->at), key, n * sizeof *key) == 0)
      return slot;
  }
}

static void grow_groups(struct ll_net_keys *keys) {
  keys->n_groups *= 4;
  g_free(keys->groups);
  keys->groups = g_new0(uint32_t, keys->n_groups);
  for (guint g = 0; g < keys->starts->len; g++) {
    uint32_t i = g_array_index(keys->starts, struct start, g).hash & (keys->n_groups - 1);
    while (keys->groups[i] != 0)
      i = (i + 1) & (keys->n_groups - 1);
    keys->groups[i] = g + 1;
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

static void note_key(struct ll_net_keys *keys, uint32_t hash, const uint32_t *key, size_t n) {
  struct start start = {.hash = hash, .at = keys->items->len, .n = (uint32_t)n};
  g_array_append_vals(keys->items, key, (guint)n);
  g_array_append_val(keys->starts, start);
  if (keys->starts->len * 2 > keys->n_groups)
    grow_groups(keys);
}

uint32_t ll_net_group(ll_net *net, const uint32_t *key, size_t n) {
  uint32_t hash = hash_key(key, n), *slot = group_slot(net, hash, key, n);
  if (*slot != 0)
    return *slot - 1;
  struct ll_group group = {.root = new_node(net, LL_NET_NONE, 0), .depth = 1};
  for (size_t start = 0, i = 0; i < n; i++)
    if (key[i] == LL_NET_OR) {
      add_alternative(net, &group, key + start, i - start);
      start = i + 1;
    }
  group.last = net->births->len - 1;
  g_array_append_val(net->groups, group);
  *slot = net->groups->len;
  note_key(net->keys, hash, key, n);
  return net->groups->len - 1;
}
