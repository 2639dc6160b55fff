/* SPDX-License-Identifier: MIT
 * The patterns compiled: tries over items that share their beginnings.
 *
 * A pattern is a path from a root; an edge is an item: a word of the vocabulary, a gap, a built-in or a group.  A
 * group (alternatives, a named set) is a trie of its own, stored once however many patterns use it, so memory grows
 * with what is written, not with its combinations.  Matching (core/match.c) follows all edges at once with a set of
 * positions, 64 bits wide, relative to the first word: every trie node is visited at most once for a first word.
 *
 * Masks are Bloom filters of 62 bits over the vocabulary numbers that may come next, and two special bits. */
#pragma once
#include "core/vocab.h"

/* An item: kind in the upper four bits, value in the others.  Words come first. */
enum ll_item_kind {
  LL_ITEM_WORD,  /* vocabulary number */
  LL_ITEM_GROUP, /* index of the group */
  LL_ITEM_GAP,   /* up to so many words */
  LL_ITEM_ANY,   /* exactly one word */
  LL_ITEM_NUMBER,
  LL_ITEM_PUBLISHER,
  LL_ITEM_DOMAIN
};
#define LL_ITEM(kind, value) ((uint32_t)(kind) << 28 | (uint32_t)(value))
#define LL_ITEM_KIND(item)   ((enum ll_item_kind)((item) >> 28))
#define LL_ITEM_VALUE(item)  ((item)&0xfffffff)

#define LL_MASK_END (UINT64_C(1) << 63) /* the pattern or group may end here */
#define LL_MASK_ANY (UINT64_C(1) << 62) /* any word may come */

/* The bit of a vocabulary number. */
static inline uint64_t ll_mask_of(uint32_t number) {
  return UINT64_C(1) << (number * 2654435769u >> 16) % 62;
}

/* How a node of a pattern is reached, and what ends there. */
struct ll_birth {
  uint32_t from, item; /* LL_NET_NONE: a root */
  uint32_t accept;     /* 0: nothing; else 1 + index into accepts */
};
#define LL_NET_NONE UINT32_MAX

/* A node for matching: its edges lie in a row, those that are words before the others, each sorted by item; those of
 * the node behind it follow. */
struct ll_node {
  uint64_t mask;
  uint32_t words, others; /* index of the first */
  uint32_t accept;        /* as in a birth; in a group 0 or 1 */
};
#define LL_NET_LEAF UINT32_MAX /* in a group: it ends there, and there only */

struct ll_word_edge {
  uint32_t number, to;
};

struct ll_edge {
  uint32_t item, to;
  uint64_t mask; /* what may come next, if this edge is taken */
};

struct ll_accept {
  uint32_t rule;
  bool at_end;   /* only at the end of a sentence */
  uint32_t next; /* another pattern that ends here: 1 + index, or 0 */
};

struct ll_group {
  uint32_t node; /* its root in ll_net.inner; that and those up to the next group's are its own */
  uint8_t depth; /* of groups inside it */
  bool empty;    /* may match nothing */
  bool gap_first, gap_last;
};

enum { LL_ROOT, LL_ROOT_SENTENCE /* patterns that stand at the start of a sentence */, LL_N_ROOTS };

/* A way for a word to begin a pattern. */
struct ll_first {
  uint32_t to;    /* a child of a root */
  uint32_t other; /* 1 + index of the edge to it, 0 when that is the word itself */
  uint64_t mask;  /* what may come after the word */
};

/* Nodes for matching, and one behind the last, for where the edges end. */
struct ll_trie {
  struct ll_node *nodes;
  struct ll_word_edge *words;
  struct ll_edge *others;
  uint32_t n_nodes;
};

typedef struct ll_net {
  /* As written. */
  GArray *births;  /* of struct ll_birth, one a node of a pattern; the roots first, children behind their parents */
  GArray *accepts; /* of struct ll_accept */
  GArray *groups;  /* of struct ll_group; one in another before that */
  /* For matching, once the net is closed: numbered so that a path lies together. */
  struct ll_trie paths;    /* the patterns */
  struct ll_trie inner;    /* the groups, one behind the other */
  struct ll_first *firsts; /* by number, then root, then node */
  uint32_t *first_index;   /* where number and root start in firsts: LL_N_ROOTS x number + root, and one behind the last */
  uint32_t *parents;       /* of a node of a pattern */
  uint32_t *numbers;       /* of a node as it was born */
  struct ll_net_keys *keys; /* private: which nodes there are */
  struct ll_net_made *made; /* private: which groups, and `inner` as it grows */
} ll_net;

ll_net *ll_net_new(void);
void ll_net_free(ll_net *net);

/* So many bytes of rules are to come: makes room at once. */
void ll_net_expect(ll_net *net, size_t bytes);

/* The node at the end of a path from a root, made as needed. */
uint32_t ll_net_path(ll_net *net, uint32_t root, const uint32_t *items, size_t n);

/* The group of these alternatives: items, each alternative closed by LL_NET_OR; the same for the same key. */
#define LL_NET_OR UINT32_MAX
uint32_t ll_net_group(ll_net *net, const uint32_t *key, size_t n);

/* What a sequence of items may do. */
bool ll_net_empty(const ll_net *net, const uint32_t *items, size_t n);
bool ll_net_gap_first(const ll_net *net, const uint32_t *items, size_t n);
bool ll_net_gap_last(const ll_net *net, const uint32_t *items, size_t n);

/* Makes the net ready for matching, after any number of additions; may be called again after more of them. */
void ll_net_close(ll_net *net, uint32_t vocabulary);

/* Frees what only additions need; none may follow. */
void ll_net_seal(ll_net *net);
