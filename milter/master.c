/* SPDX-License-Identifier: MIT
 * The event loop of the master. */
#include "master.h"
#include "counters.h"
#include "generation.h"
#include "listen.h"
#include "log.h"
#include "metrics.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum {
  MAX_RETIRED = 8,         /* fronts that finish; past it the oldest is given drain-timeout */
  HOPELESS = 10,           /* fronts that end soon after their start, in a row */
  HOPELESS_AT_START = 3,   /* the same when none has ever served: the administrator is looking */
  LAST_GRACE_US = 3000000, /* after drain-timeout, until what is left is killed */
};

struct state {
  struct ll_master *master;
  GPtrArray *generations; /* of ll_generation, oldest first; the youngest may not be ready yet */
  unsigned number;        /* of the youngest */
  int signals;
  bool told_ready;      /* systemd, and whoever started us */
  bool reload, replace; /* asked for, waiting until the youngest generation is ready */
  int64_t end;          /* stopping: when to kill the rest (monotonic us); 0: not stopping */
};

static ll_generation *generation_at(const struct state *s, guint i) {
  return g_ptr_array_index(s->generations, i);
}

static ll_generation *youngest(const struct state *s) {
  return generation_at(s, s->generations->len - 1);
}

static void free_generation(void *generation) {
  ll_generation_free(generation);
}

static void begin_generation(struct state *s, struct ll_settings *settings) {
  g_ptr_array_add(s->generations, ll_generation_new(settings, ++s->number));
}

static struct ll_settings *settings_of(ll_config *config) {
  struct ll_settings *settings = g_new0(struct ll_settings, 1);
  settings->config = config;
  return settings;
}

/* ---- what changes ---- */

static bool same(const char *a, const char *b) {
  return g_strcmp0(a, b) == 0;
}

/* What is set up once cannot be changed by a reload. */
static void warn_of_fixed(const struct ll_milter_settings *old, const struct ll_milter_settings *new) {
  const struct {
    const char *key;
    bool same;
  } fixed[] = {
      {"socket", same(old->socket, new->socket)}, {"socket-mode", old->socket_mode == new->socket_mode},
      {"user", same(old->user, new->user)},       {"pid-file", same(old->pid_file, new->pid_file)},
      {"log", same(old->log, new->log)},          {"metrics", same(old->metrics, new->metrics)}};
  for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
    if (!fixed[i].same)
      ll_log(LOG_WARNING, "reload: [milter] %s has changed and needs a restart", fixed[i].key);
}

static void reload(struct state *s) {
  g_autoptr(GError) error = NULL;
  s->reload = false;
  sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());
  ll_config *config = ll_config_load(s->master->config_file, &error);
  if (config == NULL) {
    ll_count(&ll_counters()->reload_failures, 1);
    ll_log(LOG_ERR, "reload: %s; the old configuration stays", error->message);
    sd_notifyf(0, "READY=1\nSTATUS=Reload refused, the old configuration stays: %s", error->message);
    return;
  }
  warn_of_fixed(&youngest(s)->settings->config->milter, &config->milter);
  ll_count(&ll_counters()->reloads, 1);
  begin_generation(s, settings_of(config));
}

/* The last resort against connections that never end. */
static void limit_retired(struct state *s) {
  guint waiting = 0;
  for (guint i = s->generations->len; i-- > 0;) {
    ll_generation *g = generation_at(s, i);
    if (g->retired && !g->stopped && ++waiting > MAX_RETIRED)
      ll_generation_retire(g, g->settings->config->milter.drain_timeout);
  }
}

static void tell_started(struct state *s) {
  sd_notifyf(0, "READY=1\nSTATUS=Serving, generation %u", youngest(s)->number);
  ll_log(LOG_INFO, "serving, generation %u", youngest(s)->number);
  if (!s->told_ready && s->master->started >= 0) {
    const ssize_t n = write(s->master->started, "", 1);
    (void)n;
    close(s->master->started);
  }
  s->told_ready = true;
}

/* The front of a generation takes connections: those before it need not any more. */
static void take_over(struct state *s) {
  for (guint i = 0; i + 1 < s->generations->len; i++)
    if (!generation_at(s, i)->retired)
      ll_generation_retire(generation_at(s, i), 0);
  limit_retired(s);
  tell_started(s);
}

static void hear(struct state *s, ll_generation *g) {
  const bool before = g->ready;
  ll_generation_hear(g);
  if (g->ready && !before && g == youngest(s) && s->end == 0)
    take_over(s);
}

/* ---- signals ---- */

static void reap(struct state *s) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
    for (guint i = 0; i < s->generations->len; i++)
      if (ll_generation_reaped(generation_at(s, i), pid, status))
        break;
}

static void stop(struct state *s) {
  const unsigned seconds = youngest(s)->settings->config->milter.drain_timeout;
  const bool again = s->end != 0;
  sd_notify(0, "STOPPING=1\nSTATUS=Finishing messages in hand");
  ll_log(LOG_INFO, again ? "ending at once" : "finishing messages in hand");
  s->end = g_get_monotonic_time() + (again ? 0 : (int64_t)seconds * 1000000 + LAST_GRACE_US);
  for (guint i = 0; i < s->generations->len; i++)
    ll_generation_retire(generation_at(s, i), seconds);
}

static void reopen_log(struct state *s) {
  g_autoptr(GError) error = NULL;
  if (!ll_log_reopen(&error)) {
    ll_log(LOG_ERR, "%s", error->message);
    return;
  }
  for (guint i = 0; ll_log_fd() >= 0 && i < s->generations->len; i++)
    if (generation_at(s, i)->control >= 0)
      ll_order_send(generation_at(s, i)->control, (struct ll_order){.kind = LL_ORDER_LOG}, ll_log_fd());
}

static void take_signals(struct state *s) {
  struct signalfd_siginfo info;
  while (read(s->signals, &info, sizeof info) == sizeof info)
    switch (info.ssi_signo) {
    case SIGHUP:
      s->reload = true;
      break;
    case SIGUSR1:
      reopen_log(s);
      break;
    case SIGUSR2:
      s->replace = true;
      break;
    case SIGTERM:
    case SIGINT:
      stop(s);
      break;
    }
  reap(s);
}

static int open_signals(void) {
  static const int wanted[] = {SIGHUP, SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGCHLD};
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
    sigaddset(&set, wanted[i]);
  signal(SIGPIPE, SIG_IGN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* ---- the loop ---- */

/* Retired generations whose front has ended go; a new one that cannot come up gives way to the one before. */
static void bury(struct state *s) {
  for (guint i = s->generations->len; i-- > 0;) {
    const ll_generation *g = generation_at(s, i);
    const bool over = g->retired && g->front == 0;
    const bool vain = !g->ready && i > 0 && s->end == 0 && g == youngest(s) &&
                      g->front_backoff.failures > 2 && !generation_at(s, i - 1)->retired;
    if (vain)
      ll_log(LOG_ERR, "generation %u does not come up; generation %u stays", g->number,
             generation_at(s, i - 1)->number);
    if ((over && (s->end != 0 || g != youngest(s))) || vain)
      g_ptr_array_remove_index(s->generations, i);
  }
}

/* One change at a time: the next waits until the youngest generation serves. */
static void change(struct state *s) {
  if (s->end != 0 || s->generations->len == 0 || !youngest(s)->ready)
    return;
  if (s->reload)
    reload(s);
  else if (s->replace) {
    s->replace = false;
    begin_generation(s, youngest(s)->settings);
  }
}

static int64_t fill(struct state *s) {
  int64_t next = s->end ? s->end : INT64_MAX;
  for (guint i = 0; i < s->generations->len; i++)
    next = MIN(next, ll_generation_fill(generation_at(s, i), s->master->listening, &s->master->identity));
  return next;
}

static int wait_ms(int64_t next) {
  const int metrics = ll_metrics_wait();
  if (next == INT64_MAX)
    return metrics;
  const int64_t ms = CLAMP((next - g_get_monotonic_time()) / 1000 + 1, 0, 60000);
  return metrics < 0 ? (int)ms : (int)MIN(ms, metrics);
}

static void wait_and_serve(struct state *s, int64_t next) {
  const guint n = s->generations->len;
  g_autofree struct pollfd *p = g_new0(struct pollfd, n + 2);
  p[0] = (struct pollfd){.fd = s->signals, .events = POLLIN};
  p[1] = (struct pollfd){.fd = ll_metrics_fd(), .events = POLLIN};
  for (guint i = 0; i < n; i++)
    p[i + 2] = (struct pollfd){.fd = generation_at(s, i)->control, .events = POLLIN};
  poll(p, n + 2, wait_ms(next));
  for (guint i = 0; i < n; i++)
    if (p[i + 2].revents & POLLIN)
      hear(s, generation_at(s, i));
  take_signals(s);
  ll_metrics_run();
}

/* 0 or 1: the exit code; -1: go on. */
static int verdict(const struct state *s) {
  if (s->end != 0)
    return s->generations->len == 0 || g_get_monotonic_time() >= s->end ? 0 : -1;
  const unsigned failures = youngest(s)->front_backoff.failures;
  if (failures < (s->told_ready ? HOPELESS : HOPELESS_AT_START))
    return -1;
  ll_log(LOG_ERR, "the front does not stay up; giving up");
  return 1;
}

int ll_master_run(struct ll_master *master) {
  struct state s = {.master = master, .signals = open_signals()};
  s.generations = g_ptr_array_new_with_free_func(free_generation);
  begin_generation(&s, settings_of(master->config));
  int code;
  while ((code = verdict(&s)) < 0) {
    const int64_t next = fill(&s);
    wait_and_serve(&s, next);
    bury(&s);
    change(&s);
  }
  g_ptr_array_unref(s.generations);
  ll_metrics_stop();
  ll_listen_end();
  ll_log(LOG_INFO, "ended");
  return code;
}
