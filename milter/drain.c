/* SPDX-License-Identifier: MIT
 * Ending a front without losing a connection. */
#include "drain.h"
#include "log.h"
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
  QUIET_LOOKS = 2,         /* so often in a row nothing may be open: one is in accept(2) perhaps */
  IDLE_GRACE_US = 2000000, /* for connections without a message, when the daemon stops */
};

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  struct sockaddr_un local;
};

struct ll_drain {
  int listening, idle;
  union address address;
  bool begun;
  int64_t since, until; /* monotonic us; until 0: no limit */
  int quiet;
};

/* A listening socket nobody knows: Linux gives it an abstract name. */
static int open_idle(void) {
  const struct sockaddr_un nowhere = {.sun_family = AF_UNIX};
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 &&
      (bind(fd, (const struct sockaddr *)&nowhere, sizeof nowhere.sun_family) != 0 || listen(fd, 1) != 0)) {
    close(fd);
    return -1;
  }
  return fd;
}

static bool local_address(int fd, union address *address) {
  socklen_t n = sizeof *address;
  memset(address, 0, sizeof *address);
  return getsockname(fd, &address->any, &n) == 0;
}

ll_drain *ll_drain_new(int listening) {
  ll_drain *drain = g_new0(ll_drain, 1);
  drain->listening = listening;
  drain->idle = open_idle();
  if (drain->idle >= 0 && local_address(listening, &drain->address))
    return drain;
  ll_log(LOG_ERR, "cannot prepare the end of the front: %s", g_strerror(errno));
  g_free(drain);
  return NULL;
}

void ll_drain_begin(ll_drain *drain, unsigned seconds) {
  const int64_t now = g_get_monotonic_time();
  if (!drain->begun) {
    dup2(drain->idle, drain->listening);
    drain->since = now;
  }
  drain->begun = true;
  if (seconds > 0) {
    drain->until = now + (int64_t)seconds * 1000000;
    drain->since = now;
  }
}

bool ll_drain_begun(const ll_drain *drain) {
  return drain->begun;
}

/* A connection has the local address that the listening socket had; over IP the port tells. */
static bool is_connection(const ll_drain *drain, int fd) {
  union address address;
  const union address *ours = &drain->address;
  if (!local_address(fd, &address) || address.any.sa_family != ours->any.sa_family)
    return false;
  switch (address.any.sa_family) {
  case AF_INET:
    return address.v4.sin_port == ours->v4.sin_port;
  case AF_INET6:
    return address.v6.sin6_port == ours->v6.sin6_port;
  default:
    return *ours->local.sun_path && strcmp(address.local.sun_path, ours->local.sun_path) == 0;
  }
}

static bool any_connection(const ll_drain *drain) {
  DIR *open = opendir("/proc/self/fd");
  if (open == NULL)
    return true; /* no way to know */
  bool found = false;
  for (struct dirent *e; !found && (e = readdir(open)) != NULL;)
    found = g_ascii_isdigit(e->d_name[0]) && is_connection(drain, atoi(e->d_name));
  closedir(open);
  return found;
}

bool ll_drain_is_over(ll_drain *drain, int messages_in_hand) {
  if (!drain->begun)
    return false;
  const int64_t now = g_get_monotonic_time();
  if (drain->until && now >= drain->until) {
    ll_log(LOG_WARNING, "drain-timeout is over; %d messages in hand are left to the sender's next try",
           messages_in_hand);
    return true;
  }
  const bool idle_only = drain->until && messages_in_hand == 0 && now >= drain->since + IDLE_GRACE_US;
  drain->quiet = idle_only || !any_connection(drain) ? drain->quiet + 1 : 0;
  return drain->quiet >= QUIET_LOOKS;
}
