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

typedef struct ll_crew ll_crew;

/* `control` is the socket to the master; a cleaner is let go after `max_messages`. */
ll_crew *ll_crew_new(int control, unsigned max_messages);

/* A new cleaner; takes `fd`. */
void ll_crew_add(ll_crew *crew, int fd, pid_t pid);

/* A free one, or NULL when none came free in time. */
struct ll_helper *ll_crew_take(ll_crew *crew, const struct ll_patience *patience);

/* It answered and is free again. */
void ll_crew_return(ll_crew *crew, struct ll_helper *helper);

/* It did not answer or not well: the master is told to end it and starts another. */
void ll_crew_discard(ll_crew *crew, struct ll_helper *helper);
