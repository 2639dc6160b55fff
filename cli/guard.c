/* SPDX-License-Identifier: MIT
 * The engine in a child process. */
#include "guard.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What goes through the pipe: the lengths, NONE for a piece that is not there, then the pieces. */
struct sizes {
  uint64_t length[GUARD_ANSWERS];
};
static const uint64_t NONE = UINT64_MAX;

static bool send_answers(int fd, GBytes *answers[GUARD_ANSWERS]) {
  struct sizes sizes;
  for (int i = 0; i < GUARD_ANSWERS; i++)
    sizes.length[i] = answers[i] ? g_bytes_get_size(answers[i]) : NONE;
  g_autoptr(GBytes) head = g_bytes_new(&sizes, sizeof sizes);
  bool done = write_all(fd, head, NULL);
  for (int i = 0; done && i < GUARD_ANSWERS; i++)
    done = !answers[i] || write_all(fd, answers[i], NULL);
  return done;
}

static bool read_all(int fd, void *data, size_t length) {
  char *at = data;
  while (length) {
    ssize_t n = read(fd, at, length);
    if (n == 0 || (n < 0 && errno != EINTR))
      return false;
    at += MAX(n, 0);
    length -= (size_t)MAX(n, 0);
  }
  return true;
}

static void clear(GBytes *answers[GUARD_ANSWERS]) {
  for (int i = 0; i < GUARD_ANSWERS; i++)
    g_clear_pointer(&answers[i], g_bytes_unref);
}

static bool receive_answers(int fd, GBytes *answers[GUARD_ANSWERS]) {
  struct sizes sizes;
  GBytes *got[GUARD_ANSWERS] = {NULL};
  if (!read_all(fd, &sizes, sizeof sizes))
    return false;
  for (int i = 0; i < GUARD_ANSWERS; i++) {
    if (sizes.length[i] == NONE)
      continue;
    guint8 *data = sizes.length[i] <= MAIL_MAX ? g_malloc(sizes.length[i] + 1) : NULL;
    bool done = data && read_all(fd, data, sizes.length[i]);
    got[i] = g_bytes_new_take(data, done ? sizes.length[i] : 0);
    if (!done) {
      clear(got);
      return false;
    }
  }
  memcpy(answers, got, sizeof got);
  return true;
}

G_GNUC_NORETURN static void child(int fd, guard_work work, const void *data) {
  struct rlimit time = {GUARD_SECONDS, GUARD_SECONDS};
  setrlimit(RLIMIT_CPU, &time);
  GBytes *answers[GUARD_ANSWERS] = {NULL};
  work(data, answers);
  bool done = send_answers(fd, answers);
  clear(answers);
  fflush(NULL);
  _exit(!done);
}

static void say_how_it_ended(int status, GError **error) {
  int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "cleaning broke off (%s)",
              number ? strsignal(number) : "no answer");
}

bool guard_run(guard_work work, const void *data, GBytes *answers[GUARD_ANSWERS], GError **error) {
  int ends[2];
  fflush(NULL);
  pid_t pid = pipe(ends) == 0 ? fork() : -1;
  if (pid < 0) {
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "no process for cleaning: %s", g_strerror(errno));
    return false;
  }
  if (pid == 0) {
    close(ends[0]);
    child(ends[1], work, data);
  }
  close(ends[1]);
  bool done = receive_answers(ends[0], answers);
  close(ends[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  if (!done)
    say_how_it_ended(status, error);
  return done;
}
