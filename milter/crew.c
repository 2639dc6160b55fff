/* SPDX-License-Identifier: MIT
 * Hands out cleaners, one message at a time. */
#include "crew.h"
#include "control.h"
#include "wait.h"
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

struct ll_crew {
  pthread_mutex_t lock;
  pthread_cond_t came;
  GQueue idle; /* of struct ll_helper; the one used last is on top: it is warm */
  int control;
  unsigned max_messages;
};

ll_crew *ll_crew_new(int control, unsigned max_messages) {
  ll_crew *crew = g_new0(ll_crew, 1);
  pthread_mutex_init(&crew->lock, NULL);
  ll_wait_init(&crew->came);
  g_queue_init(&crew->idle);
  crew->control = control;
  crew->max_messages = max_messages;
  return crew;
}

static void put(ll_crew *crew, struct ll_helper *helper) {
  pthread_mutex_lock(&crew->lock);
  g_queue_push_head(&crew->idle, helper);
  pthread_cond_signal(&crew->came);
  pthread_mutex_unlock(&crew->lock);
}

void ll_crew_add(ll_crew *crew, int fd, pid_t pid) {
  struct ll_helper *helper = g_new0(struct ll_helper, 1);
  *helper = (struct ll_helper){.fd = fd, .pid = pid};
  fcntl(fd, F_SETFL, O_NONBLOCK);
  put(crew, helper);
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

static struct ll_helper *pop_living(ll_crew *crew) {
  struct ll_helper *helper;
  while ((helper = g_queue_pop_head(&crew->idle)) != NULL && !is_alive(helper))
    let_go(helper);
  return helper;
}

/* Waits under the lock; false when the time is over. */
static bool wait_for_one(ll_crew *crew, const struct ll_patience *patience) {
  const int64_t now = g_get_monotonic_time();
  const int64_t slice = now + LL_TICK_MS * 1000;
  const int64_t until = patience->until == 0 ? slice : MIN(slice, patience->until);
  if (ll_wait_until(&crew->came, &crew->lock, until))
    return true;
  if (patience->until != 0 && until >= patience->until)
    return false;
  if (patience->tick) {
    pthread_mutex_unlock(&crew->lock);
    patience->tick(patience->data);
    pthread_mutex_lock(&crew->lock);
  }
  return true;
}

struct ll_helper *ll_crew_take(ll_crew *crew, const struct ll_patience *patience) {
  pthread_mutex_lock(&crew->lock);
  struct ll_helper *helper = pop_living(crew);
  while (helper == NULL && wait_for_one(crew, patience))
    helper = pop_living(crew);
  pthread_mutex_unlock(&crew->lock);
  return helper;
}

void ll_crew_return(ll_crew *crew, struct ll_helper *helper) {
  if (++helper->served >= crew->max_messages)
    let_go(helper); /* it reads the end and exits */
  else
    put(crew, helper);
}

void ll_crew_discard(ll_crew *crew, struct ll_helper *helper) {
  ll_order_send(crew->control, (struct ll_order){.kind = LL_TELL_KILL, .number = (int32_t)helper->pid}, -1);
  let_go(helper);
}
