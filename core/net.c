/* SPDX-License-Identifier: MIT
 * The paths of core/net.h as they are written.  (Groups are in net-group.c; net-close.c makes all ready for matching.) */
#include "core/net-private.h"
#include "core/grow.h"

enum { FIRST_SLOTS = 1024 };

/* A hash table of nodes by parent and item; a slot is free when it is 0, which is a root. */
struct ll_net_keys {
  uint32_t *children;
  uint32_t n_children, used;
  guint node_room;
};

#define BIRTH(net, i) (&g_array_index((net)->births, struct ll_birth, i))

static uint32_t new_node(ll_net *net, uint32_t from, uint32_t item) {
  *LL_ARRAY_ADD(net->births, struct ll_birth, &net->keys->node_room) = (struct ll_birth){.from = from, .item = item};
  return net->births->len - 1;
}

static struct ll_net_keys *keys_new(void) {
  struct ll_net_keys *keys = g_new0(struct ll_net_keys, 1);
  keys->n_children = FIRST_SLOTS;
  keys->children = g_new0(uint32_t, FIRST_SLOTS);
  return keys;
}

static void keys_free(struct ll_net_keys *keys) {
  g_free(keys->children);
  g_free(keys);
}

ll_net *ll_net_new(void) {
  ll_net *net = g_new0(ll_net, 1);
  net->births = g_array_new(FALSE, FALSE, sizeof(struct ll_birth));
  net->accepts = g_array_new(FALSE, FALSE, sizeof(struct ll_accept));
  net->groups = g_array_new(FALSE, FALSE, sizeof(struct ll_group));
  net->keys = keys_new();
  ll_net_groups_init(net);
  for (int root = 0; root < LL_N_ROOTS; root++)
    new_node(net, LL_NET_NONE, 0);
  return net;
}

static void free_trie(struct ll_trie *trie) {
  g_free(trie->nodes);
  g_free(trie->words);
  g_free(trie->others);
}

void ll_net_free(ll_net *net) {
  if (!net)
    return;
  ll_net_seal(net);
  g_array_unref(net->accepts);
  g_array_unref(net->groups);
  free_trie(&net->paths);
  free_trie(&net->inner);
  g_free(net->firsts);
  g_free(net->first_index);
  g_free(net->parents);
  g_free(net);
}

void ll_net_seal(ll_net *net) {
  g_clear_pointer(&net->births, g_array_unref);
  g_clear_pointer(&net->keys, keys_free);
  g_clear_pointer(&net->numbers, g_free);
  ll_net_groups_seal(net);
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

/* Rules as they are written have about so many bytes for a node. */
enum { BYTES_A_NODE = 24 };

void ll_net_expect(ll_net *net, size_t bytes) {
  struct ll_net_keys *keys = net->keys;
  g_array_set_size(net->births, LL_N_ROOTS + (guint)(bytes / BYTES_A_NODE));
  g_array_set_size(net->births, LL_N_ROOTS);
  keys->node_room = LL_N_ROOTS + (guint)(bytes / BYTES_A_NODE);
  g_free(keys->children);
  keys->n_children = ll_slots_for(bytes / BYTES_A_NODE);
  keys->children = g_new0(uint32_t, keys->n_children);
  ll_net_groups_expect(net, bytes);
}

uint32_t ll_net_path(ll_net *net, uint32_t root, const uint32_t *items, size_t n) {
  uint32_t node = root;
  g_assert(net->keys);
  for (size_t i = 0; i < n; i++)
    node = child_of(net, node, items[i]);
  return node;
}
