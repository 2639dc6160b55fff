/* SPDX-License-Identifier: MIT
 * What the files behind core/net.h share. */
#pragma once
#include "core/net.h"

static inline const struct ll_group *ll_net_group_of(const ll_net *net, uint32_t item) {
  return LL_ITEM_KIND(item) == LL_ITEM_GROUP ? &g_array_index(net->groups, struct ll_group, LL_ITEM_VALUE(item)) : NULL;
}

/* What may come next, if an edge is taken that leads to where `after` comes next; for a net that is not sealed. */
uint64_t ll_net_edge_mask(const ll_net *net, uint32_t item, uint64_t after);

void ll_net_groups_init(ll_net *net);
void ll_net_groups_expect(ll_net *net, size_t bytes);
void ll_net_groups_close(ll_net *net); /* fills ll_net.inner */
void ll_net_groups_seal(ll_net *net);
