/* SPDX-License-Identifier: MIT
 * The cleaners that are free, as the front sees them.  From any thread. */
#pragma once
#include "frame.h"
#include <sys/types.h>

struct ll_helper {
  int fd; /* does not block */
  pid_t pid;
  unsigned served; /* messages */
};

typedef struct ll_pool ll_pool;

/* `control` is the socket to the master; a cleaner is let go after `max_messages`. */
ll_pool *ll_pool_new(int control, unsigned max_messages);

/* A new cleaner; takes `fd`. */
void ll_pool_add(ll_pool *pool, int fd, pid_t pid);

/* A free one, or NULL when none came free in time. */
struct ll_helper *ll_pool_take(ll_pool *pool, const struct ll_patience *patience);

/* It answered and is free again. */
void ll_pool_return(ll_pool *pool, struct ll_helper *helper);

/* It did not answer or not well: the master is told to end it and starts another. */
void ll_pool_discard(ll_pool *pool, struct ll_helper *helper);
