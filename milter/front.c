/* SPDX-License-Identifier: MIT
 * The process that talks to the mail server. */
#include "front.h"
#include "callbacks.h"
#include <libmilter/mfapi.h>
#include "control.h"
#include "drain.h"
#include "fault.h"
#include "log.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  MAX_PACKET = 1048575,            /* bytes of one header; libmilter's own 64 KiB would end the session */
  READ_TIMEOUT = 7210,             /* s that the mail server may say nothing; libmilter's default */
  LOOK_MS = 100,                   /* how often a drain looks whether it is over */
  HOUSEKEEPING_US = 600 * 1000000, /* how often old originals are removed */
};

static struct {
  struct ll_front front;
  ll_drain *drain;
  int64_t housekeeping; /* when next */
} self;

/* The fronts of one master share the archive: whoever comes first does it. */
static void keep_house(void) {
  const int64_t now = g_get_monotonic_time();
  if (self.front.archive == NULL || now < self.housekeeping)
    return;
  self.housekeeping = now + HOUSEKEEPING_US;
  g_autoptr(GError) error = NULL;
  unsigned removed = 0;
  if (!ll_archive_purge(self.front.archive, g_get_real_time(), &removed, &error))
    ll_log(LOG_WARNING, "archive: %s", error->message);
  else if (removed > 0)
    ll_log(LOG_INFO, "archive: %u originals were old or too many and are gone", removed);
}

/* The process ends here, under libmilter, when nothing is in flight any more. */
static void end_when_drained(void) {
  if (!ll_drain_is_over(self.drain, ll_callbacks_in_hand()))
    return;
  ll_recall_close(self.front.recall);
  _exit(0);
}

static void obey(const struct ll_order *order, int fd) {
  switch (order->kind) {
  case LL_ORDER_CLEANER:
    if (fd >= 0)
      ll_crew_add(self.front.crew, fd, order->number);
    return;
  case LL_ORDER_LOG:
    if (fd >= 0)
      ll_log_take(fd);
    return;
  case LL_ORDER_DRAIN:
    ll_drain_begin(self.drain, 0);
    break;
  case LL_ORDER_STOP:
    ll_drain_begin(self.drain, (unsigned)order->number);
    break;
  }
  if (fd >= 0)
    close(fd);
}

static void *listen_to_master(void *data) {
  bool master = true;
  for (;;) {
    struct pollfd p = {.fd = master ? self.front.control : -1, .events = POLLIN};
    poll(&p, 1, ll_drain_begun(self.drain) ? LOOK_MS : 1000);
    struct ll_order order;
    int fd, r = -1;
    while (master && (r = ll_order_receive(self.front.control, &order, &fd)) == 1)
      obey(&order, fd);
    if (master && r == 0) {
      master = false;
      ll_log(LOG_ERR, "the master is gone: finishing what is in hand");
      ll_drain_begin(self.drain, self.front.config->milter.drain_timeout);
    }
    end_when_drained();
    keep_house();
  }
  return NULL;
}

/* libmilter waits for signals in a thread of its own; no other thread may get one. */
static bool start_listening_to_master(void) {
  sigset_t all, before;
  pthread_t thread;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int r = pthread_create(&thread, NULL, listen_to_master, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return r == 0 && pthread_detach(thread) == 0;
}

/* Stores and archive are opened here: their handles do not survive a fork. */
static bool open_keeping(const ll_config *config) {
  g_autoptr(GError) error = NULL;
  if (config->archive.directory) {
    self.front.archive = ll_archive_open(&config->archive, &error);
    if (self.front.archive == NULL) {
      ll_log(LOG_ERR, "archive: %s", error->message);
      return false;
    }
  }
  self.front.recall = ll_recall_open(config, &error);
  if (error)
    ll_log(LOG_ERR, "memory: %s; going on without", error->message);
  return true;
}

static bool start_milter(int listening) {
  g_autofree char *connection = g_strdup_printf("fd:%d", listening);
  smfi_settimeout(READ_TIMEOUT);
  smfi_setmaxdatasize(MAX_PACKET);
  return smfi_setconn(connection) == MI_SUCCESS && smfi_register(ll_callbacks(&self.front)) == MI_SUCCESS &&
         smfi_opensocket(false) == MI_SUCCESS;
}

int ll_front_run(const ll_config *config, int listening, int control) {
  self.front = (struct ll_front){
      .config = config, .crew = ll_crew_new(control, config->milter.max_messages), .control = control};
  self.drain = ll_drain_new(listening);
  if (self.drain == NULL || !open_keeping(config))
    return 1;
  if (!start_milter(listening)) {
    ll_log(LOG_ERR,
           "libmilter does not take the socket as fd:%d; it has to know that notation, as Debian's does",
           listening);
    return 1;
  }
  if (!start_listening_to_master() || !ll_order_send(control, (struct ll_order){.kind = LL_TELL_READY}, -1))
    return 1;
  return smfi_main() == MI_SUCCESS ? 0 : 1;
}
