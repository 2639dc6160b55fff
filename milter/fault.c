/* SPDX-License-Identifier: MIT
 * Fault injection (see fault.h); empty in every build but V=fault. */
#include "fault.h"
#ifdef LL_FAULT
#include <dirent.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ll_fault_is(const char *point) {
  const char *wanted = getenv("LL_FAULT_POINT");
  return wanted && strcmp(wanted, point) == 0;
}

/* Removing a file succeeds for one process only. */
static bool take_token(void) {
  const char *directory = getenv("LL_FAULT_TOKENS");
  if (directory == NULL)
    return true;
  DIR *open = opendir(directory);
  bool taken = false;
  for (struct dirent *e; open && !taken && (e = readdir(open));)
    taken = unlinkat(dirfd(open), e->d_name, 0) == 0;
  if (open)
    closedir(open);
  return taken;
}

/* The cleaner that was asked last: the one to kill at a point where none is in hand. */
static atomic_int asked;

void ll_fault_at(const char *point, pid_t cleaner) {
  if (cleaner > 0)
    atomic_store(&asked, cleaner);
  if (!ll_fault_is(point) || !take_token())
    return;
  const char *who = getenv("LL_FAULT_KILL");
  if (who && strcmp(who, "master") == 0)
    kill(getppid(), SIGKILL);
  else if (who && strcmp(who, "cleaner") == 0)
    kill(atomic_load(&asked), SIGKILL);
  else
    kill(getpid(), SIGKILL);
}
#endif
