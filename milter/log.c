/* SPDX-License-Identifier: MIT
 * Log lines to syslog, standard error or a file. */
#include "log.h"
#include <errno.h>
#include <fcntl.h>
#include <leanletter/types.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

enum { MAX_LINE = 2000 };

static struct {
  int fd;     /* -1: syslog */
  char *file; /* NULL: syslog or standard error */
} sink = {.fd = -1};

static int open_file(const char *file, GError **error) {
  const int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0640);
  if (fd < 0)
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "%s: cannot open the log: %s", file, g_strerror(errno));
  return fd;
}

bool ll_log_open(const char *where, GError **error) {
  if (strcmp(where, "syslog") == 0) {
    openlog("leanletter-milter", LOG_PID | LOG_NDELAY, LOG_MAIL);
    return true;
  }
  const bool to_stderr = strcmp(where, "stderr") == 0;
  const int fd = to_stderr ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : open_file(where, error);
  if (fd < 0)
    return to_stderr; /* a closed standard error is nowhere to write, not a failure */
  sink.fd = fd;
  sink.file = to_stderr ? NULL : g_strdup(where);
  return true;
}

int ll_log_fd(void) {
  return sink.fd;
}

void ll_log_take(int fd) {
  if (sink.fd >= 0)
    dup3(fd, sink.fd, O_CLOEXEC);
  close(fd);
}

bool ll_log_reopen(GError **error) {
  if (sink.file == NULL)
    return true;
  const int fd = open_file(sink.file, error);
  if (fd < 0)
    return false;
  ll_log_take(fd);
  return true;
}

static void to_file(int fd, const char *line) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = g_strdup_printf("%s.%03dZ leanletter-milter[%d]: %s\n", time,
                                          g_date_time_get_microsecond(now) / 1000, (int)getpid(), line);
  const ssize_t written = write(fd, text, strlen(text));
  (void)written; /* a full disk must not stop mail */
}

void ll_log(int priority, const char *format, ...) {
  char line[MAX_LINE];
  va_list args;
  va_start(args, format);
  g_vsnprintf(line, sizeof line, format, args);
  va_end(args);
  for (char *at = line; *at; at++)
    if ((unsigned char)*at < ' ' || *at == 0x7f)
      *at = '?';
  if (sink.fd >= 0)
    to_file(sink.fd, line);
  else
    syslog(priority, "%s", line);
}
