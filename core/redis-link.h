/* SPDX-License-Identifier: MIT
 * Connections to the Redis servers of the configuration, shared by threads. */
#pragma once
#include "core/backend.h"
#include <hiredis/hiredis.h>

struct ll_argument {
  const char *data;
  size_t length;
};
#define LL_TEXT(text) ((struct ll_argument){(text), strlen(text)})

typedef struct ll_redis_links ll_redis_links;

/* Connects when first asked: to the servers in order, the one that answered last first.  A server whose keys were made
 * under another secret (`mark`) is refused. */
ll_redis_links *ll_redis_links_new(const struct ll_memory_settings *settings, const struct ll_key *mark);
void ll_redis_links_free(ll_redis_links *links);

/* One command, one round trip, of at most the deadline; a connection that the server closed meanwhile is made anew once.
 * The reply is owned (freeReplyObject), and no error reply. */
redisReply *ll_redis_call(ll_redis_links *links, const struct ll_argument *command, size_t n, GError **error);
