/* SPDX-License-Identifier: MIT
 * Making or taking over the listening socket. */
#include "listen.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static char *made; /* path of a socket to remove at the end */

static int fail(GError **error, const char *socket, const char *what) {
  g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "socket %s: %s: %s", socket, what, g_strerror(errno));
  return -1;
}

static int open_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Whether somebody answers there. */
static bool is_served(const struct sockaddr_un *address) {
  const int fd = open_socket(AF_UNIX);
  const bool served =
      fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0 || errno == EAGAIN);
  if (fd >= 0)
    close(fd);
  return served;
}

/* Nobody may connect between bind and the right mode. */
static bool bind_path(int fd, const struct sockaddr_un *address, unsigned mode) {
  const mode_t before = umask(0777 & ~mode);
  const int r = bind(fd, (const struct sockaddr *)address, sizeof *address);
  const int e = errno;
  umask(before);
  errno = e;
  return r == 0 && chmod(address->sun_path, mode) == 0;
}

static int listen_unix(const char *path, const struct ll_milter_settings *settings,
                       const struct ll_identity *owner, GError **error) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return fail(error, settings->socket, "cannot be used");
  }
  if (is_served(&address)) {
    errno = EADDRINUSE;
    return fail(error, settings->socket, "another program serves it");
  }
  struct stat there;
  if (lstat(path, &there) == 0 && S_ISSOCK(there.st_mode))
    unlink(path);
  const int fd = open_socket(AF_UNIX);
  if (fd < 0 || !bind_path(fd, &address, settings->socket_mode) || listen(fd, BACKLOG) != 0 ||
      (owner->name && chown(path, owner->uid, owner->gid) != 0)) {
    fail(error, settings->socket, "cannot listen");
    if (fd >= 0)
      close(fd);
    return -1;
  }
  made = g_strdup(path);
  return fd;
}

static int listen_at(const struct addrinfo *a) {
  const int yes = 1;
  const int fd = open_socket(a->ai_family);
  if (fd < 0)
    return -1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
    return fd;
  const int e = errno;
  close(fd);
  errno = e;
  return -1;
}

/* `place` is port@host. */
static int listen_inet(int family, const char *place, const char *name, GError **error) {
  g_auto(GStrv) parts = g_strsplit(place, "@", 2);
  const struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
  struct addrinfo *found = NULL;
  const int r = getaddrinfo(parts[0] ? parts[1] : NULL, parts[0], &hints, &found);
  if (r != 0) {
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "socket %s: %s", name, gai_strerror(r));
    return -1;
  }
  const int fd = listen_at(found);
  if (fd < 0)
    fail(error, name, "cannot listen");
  freeaddrinfo(found);
  return fd;
}

static int take_from_systemd(int n, GError **error) {
  const int fd = SD_LISTEN_FDS_START;
  if (n > 1 || sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0) {
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM,
                "systemd has to hand over exactly one listening stream socket, not %d descriptors", n);
    return -1;
  }
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

int ll_listen(const struct ll_milter_settings *settings, const struct ll_identity *owner, GError **error) {
  const int handed = sd_listen_fds(1);
  if (handed > 0)
    return take_from_systemd(handed, error);
  const char *place = strchr(settings->socket, ':') + 1;
  if (g_str_has_prefix(settings->socket, "inet6:"))
    return listen_inet(AF_INET6, place, settings->socket, error);
  if (g_str_has_prefix(settings->socket, "inet:"))
    return listen_inet(AF_INET, place, settings->socket, error);
  return listen_unix(place, settings, owner, error);
}

void ll_listen_end(void) {
  if (made)
    unlink(made);
  g_clear_pointer(&made, g_free);
}
