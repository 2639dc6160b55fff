/* SPDX-License-Identifier: MIT
 * Hands out cleaners, one message at a time. */
#include "pool.h"
#include "control.h"
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { TICK_US = 4000000 };

struct ll_pool {
  GMutex lock;
  GCond came;
  GQueue idle; /* of struct ll_helper; the one used last is on top: it is warm */
  int control;
  unsigned max_messages;
};

ll_pool *ll_pool_new(int control, unsigned max_messages) {
  ll_pool *pool = g_new0(ll_pool, 1);
  g_mutex_init(&pool->lock);
  g_cond_init(&pool->came);
  g_queue_init(&pool->idle);
  pool->control = control;
  pool->max_messages = max_messages;
  return pool;
}

static void put(ll_pool *pool, struct ll_helper *helper) {
  g_mutex_lock(&pool->lock);
  g_queue_push_head(&pool->idle, helper);
  g_cond_signal(&pool->came);
  g_mutex_unlock(&pool->lock);
}

void ll_pool_add(ll_pool *pool, int fd, pid_t pid) {
  struct ll_helper *helper = g_new0(struct ll_helper, 1);
  *helper = (struct ll_helper){.fd = fd, .pid = pid};
  fcntl(fd, F_SETFL, O_NONBLOCK);
  put(pool, helper);
}

static void let_go(struct ll_helper *helper) {
  close(helper->fd);
  g_free(helper);
}

/* An idle cleaner has nothing to say: when its socket can be read it has ended. */
static bool is_alive(const struct ll_helper *helper) {
  struct pollfd p = {.fd = helper->fd, .events = POLLIN};
  return poll(&p, 1, 0) == 0;
}

static struct ll_helper *pop_living(ll_pool *pool) {
  struct ll_helper *helper;
  while ((helper = g_queue_pop_head(&pool->idle)) != NULL && !is_alive(helper))
    let_go(helper);
  return helper;
}

/* Waits under the lock; false when the time is over. */
static bool wait_for_one(ll_pool *pool, const struct ll_patience *patience) {
  const int64_t now = g_get_monotonic_time();
  const int64_t slice = now + TICK_US;
  const int64_t until = patience->until == 0 ? slice : MIN(slice, patience->until);
  const bool came = g_cond_wait_until(&pool->came, &pool->lock, until);
  if (came || g_get_monotonic_time() < until)
    return true;
  if (patience->until != 0 && until >= patience->until)
    return false;
  if (patience->tick) {
    g_mutex_unlock(&pool->lock);
    patience->tick(patience->data);
    g_mutex_lock(&pool->lock);
  }
  return true;
}

struct ll_helper *ll_pool_take(ll_pool *pool, const struct ll_patience *patience) {
  g_mutex_lock(&pool->lock);
  struct ll_helper *helper = pop_living(pool);
  while (helper == NULL && wait_for_one(pool, patience))
    helper = pop_living(pool);
  g_mutex_unlock(&pool->lock);
  return helper;
}

void ll_pool_return(ll_pool *pool, struct ll_helper *helper) {
  if (++helper->served >= pool->max_messages)
    let_go(helper); /* it reads the end and exits */
  else
    put(pool, helper);
}

void ll_pool_discard(ll_pool *pool, struct ll_helper *helper) {
  ll_order_send(pool->control, (struct ll_order){.kind = LL_TELL_KILL, .number = (int32_t)helper->pid}, -1);
  let_go(helper);
}
