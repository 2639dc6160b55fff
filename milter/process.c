/* SPDX-License-Identifier: MIT
 * Descriptors, privileges and signals of one process. */
#include "process.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <leanletter/types.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LAST_QUIET = STDOUT_FILENO };
#else
enum { LAST_QUIET = STDERR_FILENO };
#endif

bool ll_identity_find(const char *user, struct ll_identity *identity, GError **error) {
  char buffer[4096];
  struct passwd entry, *found = NULL;
  const int r = getpwnam_r(user, &entry, buffer, sizeof buffer, &found);
  if (found == NULL) {
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "user: there is no account \"%s\"%s%s", user, r ? ": " : "",
                r ? g_strerror(r) : "");
    return false;
  }
  *identity = (struct ll_identity){.name = g_strdup(user), .uid = entry.pw_uid, .gid = entry.pw_gid};
  return true;
}

bool ll_identity_take(const struct ll_identity *identity, GError **error) {
  if (identity->name == NULL)
    return true;
  if (initgroups(identity->name, identity->gid) == 0 &&
      setresgid(identity->gid, identity->gid, identity->gid) == 0 &&
      setresuid(identity->uid, identity->uid, identity->uid) == 0)
    return true;
  g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "user: cannot become \"%s\": %s", identity->name,
              g_strerror(errno));
  return false;
}

void ll_quiet(void) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; null >= 0 && fd <= LAST_QUIET; fd++)
    if (fd != null)
      dup2(null, fd);
  if (null > STDERR_FILENO)
    close(null);
}

static bool kept(int fd, const int *keep, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (keep[i] == fd)
      return true;
  return false;
}

static void close_others(const int *keep, size_t n) {
  int highest = STDERR_FILENO;
  for (size_t i = 0; i < n; i++)
    highest = MAX(highest, keep[i]);
  for (int fd = STDERR_FILENO + 1; fd < highest; fd++)
    if (!kept(fd, keep, n))
      close(fd);
  close_range((unsigned)highest + 1, ~0u, 0);
}

void ll_child_begin(const int *keep, size_t n, const char *name) {
  close_others(keep, n);
  for (int s = 1; s < NSIG; s++)
    if (s != SIGKILL && s != SIGSTOP && s != SIGSEGV && s != SIGBUS && s != SIGFPE && s != SIGILL &&
        s != SIGABRT)
      signal(s, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  prctl(PR_SET_NAME, name);
}
