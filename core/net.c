/* SPDX-License-Identifier: MIT
 * Building the tries of core/net.h: paths, shared groups, and at the end sorted edges, masks and the index of first
 * words. */
#include "core/net.h"

#include <string.h>

struct ll_child {
  uint32_t from, item, to; /* to 0: free (no edge leads to a root) */
};

#define NODE(net, i)  (&g_array_index((net)->nodes, struct ll_node, i))
#define EDGE(net, i)  (&g_array_index((net)->edges, struct ll_edge, i))
#define GROUP(net, i) (&g_array_index((net)->groups, struct ll_group, i))

static uint32_t new_node(ll_net *net) {
  struct ll_node node = {0};
  g_array_append_val(net->nodes, node);
  return net->nodes->len - 1;
}

ll_net *ll_net_new(void) {
  ll_net *net = g_new0(ll_net, 1);
  net->nodes = g_array_new(false, false, sizeof(struct ll_node));
  net->edges = g_array_new(false, false, sizeof(struct ll_edge));
  net->accepts = g_array_new(false, false, sizeof(struct ll_accept));
  net->groups = g_array_new(false, false, sizeof(struct ll_group));
  for (int root = 0; root < LL_N_ROOTS; root++) {
    net->firsts[root] = g_array_new(false, false, sizeof(struct ll_first));
    net->first_index[root] = g_array_new(false, true, sizeof(uint32_t));
    new_node(net);
  }
  net->group_keys = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  net->children_size = 1024;
  net->children = g_new0(struct ll_child, net->children_size);
  return net;
}

void ll_net_free(ll_net *net) {
  if (!net)
    return;
  g_array_unref(net->nodes);
  g_array_unref(net->edges);
  g_array_unref(net->accepts);
  g_array_unref(net->groups);
  for (int root = 0; root < LL_N_ROOTS; root++) {
    g_array_unref(net->firsts[root]);
    g_array_unref(net->first_index[root]);
  }
  g_hash_table_unref(net->group_keys);
  g_free(net->children);
  g_free(net);
}

static struct ll_child *child_slot(ll_net *net, uint32_t from, uint32_t item) {
  size_t mask = net->children_size - 1;
  uint64_t hash = ((uint64_t)from << 32 | item) * UINT64_C(0x9e3779b97f4a7c15);
  for (size_t slot = (hash >> 32) & mask;; slot = (slot + 1) & mask) {
    struct ll_child *child = &net->children[slot];
    if (child->to == 0 || (child->from == from && child->item == item))
      return child;
  }
}

static void grow_children(ll_net *net) {
  g_autofree struct ll_child *old = net->children;
  size_t n = net->children_size;
  net->children_size *= 2;
  net->children = g_new0(struct ll_child, net->children_size);
  for (size_t i = 0; i < n; i++)
    if (old[i].to != 0)
      *child_slot(net, old[i].from, old[i].item) = old[i];
}

static uint32_t child_of(ll_net *net, uint32_t from, uint32_t item) {
  g_assert(net->children);
  if (net->children_used * 4 >= net->children_size * 3)
    grow_children(net);
  struct ll_child *child = child_slot(net, from, item);
  if (child->to == 0) {
    *child = (struct ll_child){.from = from, .item = item, .to = new_node(net)};
    net->children_used++;
    struct ll_edge edge = {.from = from, .item = item, .to = child->to};
    g_array_append_val(net->edges, edge);
  }
  return child->to;
}

uint32_t ll_net_path(ll_net *net, uint32_t node, const uint32_t *items, size_t n) {
  for (size_t i = 0; i < n; i++)
    node = child_of(net, node, items[i]);
  return node;
}

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
  NODE(net, last)->accept = 1;
  group->empty |= ll_net_empty(net, items, n);
  group->gap_first |= ll_net_gap_first(net, items, n);
  group->gap_last |= ll_net_gap_last(net, items, n);
  for (size_t i = 0; i < n; i++) {
    const struct ll_group *inner = group_of(net, items[i]);
    if (inner)
      group->depth = MAX(group->depth, (uint8_t)(inner->depth + 1));
  }
}

uint32_t ll_net_group(ll_net *net, const uint32_t *key, size_t n) {
  g_autoptr(GBytes) bytes = g_bytes_new(key, n * sizeof *key);
  uint32_t known = GPOINTER_TO_UINT(g_hash_table_lookup(net->group_keys, bytes));
  if (known)
    return known - 1;
  struct ll_group group = {.root = new_node(net), .depth = 1};
  for (size_t start = 0, i = 0; i < n; i++)
    if (key[i] == LL_NET_OR) {
      add_alternative(net, &group, key + start, i - start);
      start = i + 1;
    }
  group.last = net->nodes->len - 1;
  g_array_append_val(net->groups, group);
  g_hash_table_insert(net->group_keys, g_bytes_ref(bytes), GUINT_TO_POINTER(net->groups->len));
  return net->groups->len - 1;
}

static void sort(GArray *array, int (*compare)(const void *, const void *)) {
  if (array->len > 0)
    qsort(array->data, array->len, g_array_get_element_size(array), compare);
}

static int by_item(const void *a, const void *b) {
  const struct ll_edge *one = a, *other = b;
  return one->item < other->item ? -1 : one->item > other->item;
}

/* Counts the edges of each node and gives it room for them in a row. */
static void make_room(ll_net *net) {
  for (guint i = 0; i < net->nodes->len; i++)
    NODE(net, i)->n_words = NODE(net, i)->n_other = 0;
  for (guint i = 0; i < net->edges->len; i++) {
    struct ll_node *node = NODE(net, EDGE(net, i)->from);
    if (LL_ITEM_KIND(EDGE(net, i)->item) == LL_ITEM_WORD)
      node->n_words++;
    else
      node->n_other++;
  }
  uint32_t at = 0;
  for (guint i = 0; i < net->nodes->len; i++) {
    NODE(net, i)->edges = at;
    at += NODE(net, i)->n_words + NODE(net, i)->n_other;
  }
}

/* By node, then item: a counting sort by node, then each node's few. */
static void sort_edges(ll_net *net) {
  make_room(net);
  GArray *sorted = g_array_sized_new(false, false, sizeof(struct ll_edge), net->edges->len);
  g_array_set_size(sorted, net->edges->len);
  struct ll_edge *to = (struct ll_edge *)(void *)sorted->data;
  for (guint i = 0; i < net->edges->len; i++)
    to[NODE(net, EDGE(net, i)->from)->edges++] = *EDGE(net, i);
  for (guint i = 0; i < net->nodes->len; i++) {
    struct ll_node *node = NODE(net, i);
    uint32_t n = node->n_words + node->n_other;
    node->edges -= n;
    if (n > 1)
      qsort(to + node->edges, n, sizeof *to, by_item);
  }
  g_array_unref(net->edges);
  net->edges = sorted;
}

static uint64_t edge_mask(const ll_net *net, const struct ll_edge *edge) {
  uint64_t after = NODE(net, edge->to)->mask;
  const struct ll_group *group = group_of(net, edge->item);
  switch (LL_ITEM_KIND(edge->item)) {
  case LL_ITEM_WORD:
    return ll_mask_of(LL_ITEM_VALUE(edge->item));
  case LL_ITEM_GROUP:
    return (NODE(net, group->root)->mask & ~LL_MASK_END) | (group->empty ? after : 0);
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

/* Children have higher numbers than their parents, so backwards all is known that is needed. */
static void make_masks(ll_net *net, uint32_t first, uint32_t last) {
  for (uint32_t i = last + 1; i-- > first;) {
    struct ll_node *node = NODE(net, i);
    node->mask = node->accept ? LL_MASK_END : 0;
    for (uint32_t e = node->edges; e < node->edges + node->n_words + node->n_other; e++) {
      EDGE(net, e)->mask = edge_mask(net, EDGE(net, e));
      node->mask |= EDGE(net, e)->mask;
    }
  }
}

struct collector {
  ll_net *net;
  GArray *out;
  uint32_t edge, to; /* of the root */
};

static void collect_edge(struct collector *c, const struct ll_edge *edge, uint64_t follow);

static void collect_node(struct collector *c, uint32_t index, uint64_t follow) {
  const struct ll_node *node = NODE(c->net, index);
  for (uint32_t e = node->edges; e < node->edges + node->n_words + node->n_other; e++)
    collect_edge(c, EDGE(c->net, e), follow);
}

/* All words that can come first on this edge, each with what may come after it; `follow` is what comes after the
 * trie that the edge is part of. */
static void collect_edge(struct collector *c, const struct ll_edge *edge, uint64_t follow) {
  uint64_t after = NODE(c->net, edge->to)->mask;
  if (after & LL_MASK_END)
    after = (after & ~LL_MASK_END) | follow;
  struct ll_first first = {.edge = c->edge, .to = c->to, .mask = after};
  const struct ll_group *group = group_of(c->net, edge->item);
  switch (LL_ITEM_KIND(edge->item)) {
  case LL_ITEM_WORD:
    first.number = LL_ITEM_VALUE(edge->item);
    break;
  case LL_ITEM_GROUP:
    collect_node(c, group->root, after);
    if (group->empty)
      collect_node(c, edge->to, follow);
    return;
  case LL_ITEM_NUMBER:
    first.number = LL_VOCAB_NUMBER;
    first.mask |= ll_mask_of(LL_VOCAB_NUMBER);
    break;
  case LL_ITEM_PUBLISHER:
    first.number = LL_VOCAB_PUBLISHER;
    first.mask = ~UINT64_C(0); /* names have any words */
    break;
  case LL_ITEM_DOMAIN:
    first.number = LL_VOCAB_DOMAIN;
    first.mask = ~UINT64_C(0);
    break;
  default:
    g_assert_not_reached(); /* no pattern starts with a gap */
  }
  g_array_append_val(c->out, first);
}

static int by_number_and_edge(const void *a, const void *b) {
  const struct ll_first *one = a, *other = b;
  if (one->number != other->number)
    return one->number < other->number ? -1 : 1;
  return one->edge < other->edge ? -1 : one->edge > other->edge;
}

static void merge_firsts(GArray *firsts) {
  guint n = 0;
  struct ll_first *all = (struct ll_first *)(void *)firsts->data;
  for (guint i = 0; i < firsts->len; i++)
    if (n > 0 && all[n - 1].number == all[i].number && all[n - 1].edge == all[i].edge)
      all[n - 1].mask |= all[i].mask;
    else
      all[n++] = all[i];
  g_array_set_size(firsts, n);
}

static void index_firsts(ll_net *net, int root, uint32_t vocabulary) {
  GArray *firsts = net->firsts[root], *index = net->first_index[root];
  g_array_set_size(firsts, 0);
  const struct ll_node *node = NODE(net, root);
  for (uint32_t e = node->edges; e < node->edges + node->n_words + node->n_other; e++) {
    struct collector c = {.net = net, .out = firsts, .edge = e, .to = EDGE(net, e)->to};
    collect_edge(&c, EDGE(net, e), LL_MASK_END);
  }
  sort(firsts, by_number_and_edge);
  merge_firsts(firsts);
  g_array_set_size(index, vocabulary + 1);
  uint32_t at = 0;
  for (uint32_t number = 0; number <= vocabulary; number++) {
    while (at < firsts->len && g_array_index(firsts, struct ll_first, at).number < number)
      at++;
    g_array_index(index, uint32_t, number) = at;
  }
}

void ll_net_close(ll_net *net, uint32_t vocabulary) {
  sort_edges(net);
  for (guint i = 0; i < net->groups->len; i++)
    make_masks(net, GROUP(net, i)->root, GROUP(net, i)->last);
  make_masks(net, 0, net->nodes->len - 1);
  for (int root = 0; root < LL_N_ROOTS; root++)
    index_firsts(net, root, vocabulary);
}

void ll_net_seal(ll_net *net) {
  g_clear_pointer(&net->children, g_free);
  g_hash_table_remove_all(net->group_keys);
}
