/* SPDX-License-Identifier: MIT
 * Starting, watching and ending the processes of a generation. */
#include "generation.h"
#include "cleaner.h"
#include "counters.h"
#include "front.h"
#include "log.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  SOON_US = 2000000,      /* a child that ends so soon after its start is a failure */
  FIRST_DELAY_US = 50000, /* doubled with each failure */
  LAST_DELAY_US = 5000000,
};

ll_generation *ll_generation_new(struct ll_settings *settings, unsigned number) {
  ll_generation *g = g_new0(ll_generation, 1);
  settings->users++;
  g->settings = settings;
  g->number = number;
  g->control = -1;
  g->cleaners = g_array_new(FALSE, FALSE, sizeof(struct ll_cleaner));
  return g;
}

static struct ll_cleaner *cleaner_at(const ll_generation *g, guint i) {
  return &g_array_index(g->cleaners, struct ll_cleaner, i);
}

/* Without its front a cleaner is of no use. */
static void end_cleaners(ll_generation *g) {
  for (guint i = 0; i < g->cleaners->len; i++)
    kill(cleaner_at(g, i)->pid, SIGKILL);
  g_array_set_size(g->cleaners, 0);
}

void ll_generation_free(ll_generation *g) {
  if (g->front > 0)
    kill(g->front, SIGKILL);
  end_cleaners(g);
  if (g->control >= 0)
    close(g->control);
  g_array_unref(g->cleaners);
  if (--g->settings->users == 0) {
    ll_config_free(g->settings->config);
    g_free(g->settings);
  }
  g_free(g);
}

/* ---- backoff ---- */

static void note_end(struct ll_backoff *backoff, int64_t start, bool in_order) {
  const int64_t now = g_get_monotonic_time();
  if (in_order || now - start > SOON_US) {
    *backoff = (struct ll_backoff){0};
    return;
  }
  const int64_t delay = (int64_t)FIRST_DELAY_US << MIN(backoff->failures, 10);
  backoff->not_before = now + MIN(delay, LAST_DELAY_US);
  backoff->failures++;
}

/* ---- starting ---- */

static bool become(const struct ll_identity *identity) {
  g_autoptr(GError) error = NULL;
  const bool became = ll_identity_take(identity, &error);
  if (!became)
    ll_log(LOG_ERR, "%s", error->message);
  return became;
}

static G_GNUC_NORETURN void be_front(const ll_generation *g, int listening, int control,
                                     const struct ll_identity *identity) {
  const int keep[] = {listening, control, ll_log_fd()};
  ll_child_begin(keep, G_N_ELEMENTS(keep), "leanlet-front");
  _exit(become(identity) ? ll_front_run(g->settings->config, listening, control) : 1);
}

static G_GNUC_NORETURN void be_cleaner(const ll_generation *g, int fd, const struct ll_identity *identity) {
  const int keep[] = {fd, ll_log_fd()};
  ll_child_begin(keep, G_N_ELEMENTS(keep), "leanlet-cleaner");
  _exit(become(identity) ? ll_cleaner_run(g->settings->config, fd) : 1);
}

static void start_front(ll_generation *g, int listening, const struct ll_identity *identity) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    ll_log(LOG_ERR, "cannot start a front: %s", g_strerror(errno));
    note_end(&g->front_backoff, g_get_monotonic_time(), false);
    return;
  }
  const pid_t pid = fork();
  if (pid == 0)
    be_front(g, listening, pair[1], identity);
  close(pair[1]);
  g->front_start = g_get_monotonic_time();
  if (pid < 0) {
    ll_log(LOG_ERR, "cannot start a front: %s", g_strerror(errno));
    close(pair[0]);
    note_end(&g->front_backoff, g->front_start, false);
    return;
  }
  g->front = pid;
  g->control = pair[0];
  g->ready = false;
}

static bool start_cleaner(ll_generation *g, const struct ll_identity *identity) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return false;
  const pid_t pid = fork();
  if (pid == 0)
    be_cleaner(g, pair[1], identity);
  if (pid > 0) {
    const struct ll_cleaner cleaner = {.pid = pid, .start = g_get_monotonic_time()};
    g_array_append_val(g->cleaners, cleaner);
    ll_order_send(g->control, (struct ll_order){.kind = LL_ORDER_CLEANER, .number = (int32_t)pid}, pair[0]);
  }
  close(pair[0]);
  close(pair[1]);
  return pid > 0;
}

static guint wanted_cleaners(const ll_generation *g) {
  const guint n = g->settings->config->milter.cleaners;
  return n > 0 ? n : (guint)MAX(get_nprocs(), 1);
}

static void start_cleaners(ll_generation *g, const struct ll_identity *identity) {
  while (g->cleaners->len < wanted_cleaners(g))
    if (!start_cleaner(g, identity)) {
      ll_log(LOG_ERR, "cannot start a cleaner: %s", g_strerror(errno));
      note_end(&g->cleaner_backoff, g_get_monotonic_time(), false);
      return;
    }
}

int64_t ll_generation_fill(ll_generation *g, int listening, const struct ll_identity *identity) {
  const int64_t now = g_get_monotonic_time();
  if (g->front == 0 && !g->retired && now >= g->front_backoff.not_before)
    start_front(g, listening, identity);
  if (g->front == 0)
    return g->retired ? INT64_MAX : g->front_backoff.not_before;
  if (g->cleaners->len < wanted_cleaners(g) && now >= g->cleaner_backoff.not_before)
    start_cleaners(g, identity);
  return g->cleaners->len < wanted_cleaners(g) ? g->cleaner_backoff.not_before : INT64_MAX;
}

/* ---- ending ---- */

static char *describe(int status) {
  if (WIFSIGNALED(status))
    return g_strdup_printf("on signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return g_strdup_printf("with code %d", WEXITSTATUS(status));
}

static void front_ended(ll_generation *g, int status) {
  g_autofree char *how = describe(status);
  const bool in_order = g->retired && status == 0;
  if (!in_order) {
    ll_log(LOG_ERR, "front %d ended %s", (int)g->front, how);
    ll_count(&ll_counters()->front_crashes, 1);
  }
  note_end(&g->front_backoff, g->front_start, in_order);
  g->front = 0;
  g->ready = false;
  close(g->control);
  g->control = -1;
  end_cleaners(g);
}

static void cleaner_ended(ll_generation *g, guint i, int status) {
  const struct ll_cleaner cleaner = *cleaner_at(g, i);
  const bool killed = cleaner.condemned && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  const bool in_order = status == 0 || killed;
  if (!in_order) {
    const bool memory = WIFEXITED(status) && WEXITSTATUS(status) == LL_CLEANER_OUT_OF_MEMORY;
    g_autofree char *how = memory ? g_strdup("at its limit of memory (cleaner-memory)") : describe(status);
    ll_log(LOG_WARNING, "cleaner %d ended %s", (int)cleaner.pid, how);
    ll_count(&ll_counters()->cleaner_crashes, 1);
  }
  if (killed) {
    ll_log(LOG_WARNING, "cleaner %d was killed: it did not answer, or not well", (int)cleaner.pid);
    ll_count(&ll_counters()->cleaner_kills, 1);
  }
  note_end(&g->cleaner_backoff, cleaner.start, in_order);
  g_array_remove_index_fast(g->cleaners, i);
}

bool ll_generation_reaped(ll_generation *g, pid_t pid, int status) {
  if (pid == g->front) {
    front_ended(g, status);
    return true;
  }
  for (guint i = 0; i < g->cleaners->len; i++)
    if (cleaner_at(g, i)->pid == pid) {
      cleaner_ended(g, i, status);
      return true;
    }
  return false;
}

static bool has_ended(pid_t child) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/* Only a child of this generation that is not reaped yet is ever killed: the number cannot be another process's. */
static void condemn(ll_generation *g, pid_t pid) {
  for (guint i = 0; i < g->cleaners->len; i++)
    if (cleaner_at(g, i)->pid == pid && !has_ended(pid)) {
      cleaner_at(g, i)->condemned = true;
      kill(pid, SIGKILL);
    }
}

void ll_generation_hear(ll_generation *g) {
  struct ll_order order;
  int fd;
  while (g->control >= 0 && ll_order_receive(g->control, &order, &fd) == 1) {
    if (fd >= 0)
      close(fd);
    if (order.kind == LL_TELL_READY)
      g->ready = true;
    else if (order.kind == LL_TELL_KILL)
      condemn(g, order.number);
  }
}

void ll_generation_retire(ll_generation *g, unsigned seconds) {
  const enum ll_order_kind kind = seconds > 0 ? LL_ORDER_STOP : LL_ORDER_DRAIN;
  g->retired = true;
  g->stopped = g->stopped || seconds > 0;
  if (g->control >= 0)
    ll_order_send(g->control, (struct ll_order){.kind = kind, .number = (int32_t)seconds}, -1);
}
