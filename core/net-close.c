/* SPDX-License-Identifier: MIT
 * Makes the tries of core/net.h ready for matching: sorted edges, nodes that are used together side by side, masks, and the
 * index of first words. */
#include "core/net-private.h"
#include "core/grow.h"

struct closer {
  ll_net *net;
  const struct ll_birth *births;
  uint32_t n;          /* births */
  uint32_t vocabulary; /* its size */
  uint32_t *children;  /* nodes by parent, then item */
  uint32_t *index;     /* where those of a node start in `children`; and one behind the last */
  uint64_t *masks;     /* one a birth */
  uint32_t *order;     /* births in the order of their numbers */
  uint32_t n_order;
  GArray *firsts;      /* of struct entry */
  guint room;          /* of it */
};

/* ---- children ---- */

/* Items in their order as small numbers. */
enum { ITEM_VALUES = 32 }; /* of each kind but words and groups */

static uint32_t item_key(const struct closer *c, uint32_t item) {
  uint32_t value = LL_ITEM_VALUE(item), groups = c->net->groups->len;
  switch (LL_ITEM_KIND(item)) {
  case LL_ITEM_WORD:
    return value;
  case LL_ITEM_GROUP:
    return c->vocabulary + value;
  default:
    return c->vocabulary + groups + (LL_ITEM_KIND(item) - LL_ITEM_GAP) * ITEM_VALUES + value;
  }
}

/* A counting sort, stable.  `index` has two more than there are keys: where each key starts. */
static void sort_by(const uint32_t *keys, uint32_t n_keys, const uint32_t *in, uint32_t *out, uint32_t n, uint32_t *index) {
  for (uint32_t i = 0; i < n; i++)
    index[keys[in[i]] + 2]++;
  for (uint32_t k = 2; k < n_keys + 2; k++)
    index[k] += index[k - 1];
  for (uint32_t i = 0; i < n; i++)
    out[index[keys[in[i]] + 1]++] = in[i];
}

static void sort_children(struct closer *c) {
  uint32_t n = 0, n_keys = c->vocabulary + c->net->groups->len + (LL_ITEM_DOMAIN - LL_ITEM_GAP + 1) * ITEM_VALUES;
  g_autofree uint32_t *keys = g_new(uint32_t, c->n), *by_item = g_new(uint32_t, c->n), *index = g_new0(uint32_t, n_keys + 2);
  for (uint32_t i = 0; i < c->n; i++)
    if (c->births[i].from != LL_NET_NONE) {
      keys[i] = item_key(c, c->births[i].item);
      c->children[n++] = i;
    }
  sort_by(keys, n_keys, c->children, by_item, n, index);
  for (uint32_t i = 0; i < c->n; i++)
    keys[i] = c->births[i].from;
  sort_by(keys, c->n, by_item, c->children, n, c->index);
}

/* ---- numbers ---- */

static void number(struct closer *c, uint32_t node) {
  c->net->numbers[node] = c->n_order;
  c->order[c->n_order++] = node;
}

static uint32_t push_children(const struct closer *c, uint32_t node, uint32_t *stack, uint32_t n) {
  for (uint32_t i = c->index[node + 1]; i > c->index[node]; i--)
    stack[n++] = c->children[i - 1];
  return n;
}

/* Numbers all below a root, children behind their parent, in order. */
static void number_below(struct closer *c, uint32_t root, uint32_t *stack) {
  for (uint32_t n = push_children(c, root, stack, 0); n > 0;) {
    uint32_t node = stack[--n];
    number(c, node);
    n = push_children(c, node, stack, n);
  }
}

static void number_all(struct closer *c) {
  ll_net *net = c->net;
  g_autofree uint32_t *stack = g_new(uint32_t, c->n);
  for (uint32_t root = 0; root < LL_N_ROOTS; root++)
    number(c, root);
  for (uint32_t root = 0; root < LL_N_ROOTS; root++)
    number_below(c, root, stack);
  net->parents = g_renew(uint32_t, net->parents, c->n);
  for (uint32_t i = 0; i < c->n; i++)
    net->parents[i] = i < LL_N_ROOTS ? LL_NET_NONE : net->numbers[c->births[c->order[i]].from];
}

/* Children have higher numbers than their parents, so backwards all is known that is needed. */
static void make_masks(struct closer *c) {
  for (uint32_t i = c->n; i-- > 0;) {
    const struct ll_birth *birth = &c->births[i];
    if (birth->accept)
      c->masks[i] |= LL_MASK_END;
    if (birth->from != LL_NET_NONE)
      c->masks[birth->from] |= ll_net_edge_mask(c->net, birth->item, c->masks[i]);
  }
}

/* ---- nodes and edges ---- */

static void make_nodes(struct closer *c) {
  struct ll_trie *paths = &c->net->paths;
  uint32_t n_words = 0, n_others = 0;
  paths->n_nodes = c->n;
  paths->nodes = g_renew(struct ll_node, paths->nodes, c->n + 1);
  paths->words = g_renew(struct ll_word_edge, paths->words, c->n);
  paths->others = g_renew(struct ll_edge, paths->others, c->n);
  for (uint32_t i = 0; i < c->n; i++) {
    uint32_t node = c->order[i];
    paths->nodes[i] = (struct ll_node){
        .mask = c->masks[node], .words = n_words, .others = n_others, .accept = c->births[node].accept};
    for (uint32_t at = c->index[node]; at < c->index[node + 1]; at++) {
      uint32_t child = c->children[at], item = c->births[child].item, to = c->net->numbers[child];
      if (LL_ITEM_KIND(item) == LL_ITEM_WORD)
        paths->words[n_words++] = (struct ll_word_edge){.number = LL_ITEM_VALUE(item), .to = to};
      else
        paths->others[n_others++] =
            (struct ll_edge){.item = item, .to = to, .mask = ll_net_edge_mask(c->net, item, c->masks[child])};
    }
  }
  paths->nodes[c->n] = (struct ll_node){.words = n_words, .others = n_others};
}

/* ---- first words ---- */

/* A way to begin: its key is LL_N_ROOTS x number + root. */
struct entry {
  uint32_t key;
  struct ll_first first;
};

struct collector {
  struct closer *closer;
  uint32_t root, to, other; /* as in struct ll_first */
};

static uint64_t mask_at(const struct ll_trie *trie, uint32_t node) {
  return node == LL_NET_LEAF ? LL_MASK_END : trie->nodes[node].mask;
}

/* What may come after an edge; `follow` is what comes after the trie that it is part of. */
static uint64_t mask_after(const struct ll_trie *trie, uint32_t to, uint64_t follow) {
  uint64_t after = mask_at(trie, to);
  return after & LL_MASK_END ? (after & ~LL_MASK_END) | follow : after;
}

static void collect(struct collector *c, uint32_t number, uint64_t mask) {
  *LL_ARRAY_ADD(c->closer->firsts, struct entry, &c->closer->room) =
      (struct entry){.key = LL_N_ROOTS * number + c->root, .first = {.to = c->to, .other = c->other, .mask = mask}};
}

static void collect_node(struct collector *c, const struct ll_trie *trie, uint32_t index, uint64_t follow);

/* All words that can come first on this edge, each with what may come after it. */
static void collect_other(struct collector *c, const struct ll_trie *trie, const struct ll_edge *edge, uint64_t follow) {
  const ll_net *net = c->closer->net;
  uint64_t after = mask_after(trie, edge->to, follow);
  const struct ll_group *group = ll_net_group_of(net, edge->item);
  switch (LL_ITEM_KIND(edge->item)) {
  case LL_ITEM_GROUP:
    collect_node(c, &net->inner, group->node, after);
    if (group->empty)
      collect_node(c, trie, edge->to, follow);
    return;
  case LL_ITEM_NUMBER:
    collect(c, LL_VOCAB_NUMBER, after | ll_mask_of(LL_VOCAB_NUMBER));
    return;
  case LL_ITEM_PUBLISHER:
    collect(c, LL_VOCAB_PUBLISHER, ~UINT64_C(0)); /* names have any words */
    return;
  case LL_ITEM_DOMAIN:
    collect(c, LL_VOCAB_DOMAIN, ~UINT64_C(0));
    return;
  default:
    g_assert_not_reached(); /* no pattern starts with a gap */
  }
}

static void collect_node(struct collector *c, const struct ll_trie *trie, uint32_t index, uint64_t follow) {
  if (index == LL_NET_LEAF)
    return;
  const struct ll_node *node = &trie->nodes[index];
  for (uint32_t e = node[0].words; e < node[1].words; e++)
    collect(c, trie->words[e].number, mask_after(trie, trie->words[e].to, follow));
  for (uint32_t e = node[0].others; e < node[1].others; e++)
    collect_other(c, trie, &trie->others[e], follow);
}

static void collect_root(struct closer *c, uint32_t root) {
  const struct ll_trie *trie = &c->net->paths;
  const struct ll_node *node = &trie->nodes[root];
  for (uint32_t e = node[0].words; e < node[1].words; e++) {
    struct collector here = {.closer = c, .root = root, .to = trie->words[e].to};
    collect(&here, trie->words[e].number, mask_after(trie, here.to, LL_MASK_END));
  }
  for (uint32_t e = node[0].others; e < node[1].others; e++) {
    struct collector here = {.closer = c, .root = root, .to = trie->others[e].to, .other = e + 1};
    collect_other(&here, trie, &trie->others[e], LL_MASK_END);
  }
}

/* Puts what was collected in order, the ways of a key in that of their nodes, as they were found; what goes the same way is
 * put together. */
static void index_firsts(struct closer *c) {
  ll_net *net = c->net;
  uint32_t n_keys = LL_N_ROOTS * c->vocabulary, n = c->firsts->len, kept = 0, at = 0;
  const struct entry *entries = (const struct entry *)(const void *)c->firsts->data;
  g_autofree uint32_t *index = g_new0(uint32_t, n_keys + 2);
  g_autofree struct ll_first *sorted = g_new(struct ll_first, n + 1);
  for (uint32_t i = 0; i < n; i++)
    index[entries[i].key + 2]++;
  for (uint32_t k = 2; k < n_keys + 2; k++)
    index[k] += index[k - 1];
  for (uint32_t i = 0; i < n; i++)
    sorted[index[entries[i].key + 1]++] = entries[i].first;
  net->first_index = g_renew(uint32_t, net->first_index, n_keys + 1);
  for (uint32_t key = 0; key < n_keys; key++) {
    net->first_index[key] = kept;
    for (; at < index[key + 1]; at++)
      if (kept > net->first_index[key] && sorted[kept - 1].to == sorted[at].to)
        sorted[kept - 1].mask |= sorted[at].mask;
      else
        sorted[kept++] = sorted[at];
  }
  net->first_index[n_keys] = kept;
  g_free(net->firsts);
  net->firsts = g_renew(struct ll_first, g_steal_pointer(&sorted), kept + 1);
}

void ll_net_close(ll_net *net, uint32_t vocabulary) {
  uint32_t n = net->births->len;
  g_autofree uint32_t *children = g_new(uint32_t, n), *index = g_new0(uint32_t, n + 2), *order = g_new(uint32_t, n);
  g_autofree uint64_t *masks = g_new0(uint64_t, n);
  g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(struct entry));
  struct closer c = {.net = net, .births = (const struct ll_birth *)(const void *)net->births->data, .n = n,
                     .vocabulary = vocabulary, .children = children, .index = index, .order = order, .masks = masks,
                     .firsts = firsts};
  net->numbers = g_renew(uint32_t, net->numbers, n);
  sort_children(&c);
  number_all(&c);
  make_masks(&c);
  make_nodes(&c);
  ll_net_groups_close(net);
  for (uint32_t root = 0; root < LL_N_ROOTS; root++)
    collect_root(&c, root);
  index_firsts(&c);
}
