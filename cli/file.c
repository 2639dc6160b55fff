/* SPDX-License-Identifier: MIT
 * Messages in files. */
#include "file.h"
#include <leanletter/leanletter.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(GError **error, const char *what) {
  g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: %s", what, g_strerror(errno));
  return false;
}

/* ---- reading ---- */

void mail_clear(struct mail *mail) {
  g_clear_pointer(&mail->all, g_bytes_unref);
  g_clear_pointer(&mail->message, g_bytes_unref);
}

static bool read_fd(int fd, GByteArray *bytes, GError **error) {
  guint8 buffer[65536];
  ssize_t n = 0;
  while (bytes->len <= MAIL_MAX && ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)))
    if (n > 0)
      g_byte_array_append(bytes, buffer, (guint)n);
  if (bytes->len > MAIL_MAX) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "is larger than %d MB", MAIL_MAX / 1024 / 1024);
    return false;
  }
  return n == 0 || fail(error, "cannot be read");
}

/* The bytes of an mbox From_ line at the start, its end included; 0: there is none. */
static size_t from_line(GBytes *bytes) {
  size_t length;
  const char *data = g_bytes_get_data(bytes, &length);
  if (length < 5 || memcmp(data, "From ", 5) != 0)
    return 0;
  const char *end = memchr(data, '\n', length);
  return end ? (size_t)(end - data) + 1 : 0;
}

GBytes *mail_without_from(GBytes *all) {
  size_t prefix = from_line(all);
  return g_bytes_new_from_bytes(all, prefix, g_bytes_get_size(all) - prefix);
}

bool mail_read(const char *name, struct mail *mail, GError **error) {
  bool standard = strcmp(name, "-") == 0;
  int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail(error, "cannot be opened");
  GByteArray *bytes = g_byte_array_new();
  bool done = read_fd(fd, bytes, error);
  if (!standard)
    close(fd);
  mail->all = g_byte_array_free_to_bytes(bytes);
  mail->message = mail_without_from(mail->all);
  return done;
}

/* ---- what is no message ---- */

size_t mail_next(GBytes *all, size_t start) {
  size_t length;
  const char *data = g_bytes_get_data(all, &length), *end = data + length, *p = data + start;
  while (p < end && (p = memmem(p, (size_t)(end - p), "\nFrom ", 6))) {
    bool empty_before = p > data && (p[-1] == '\n' || (p[-1] == '\r' && p - 1 > data && p[-2] == '\n'));
    const char *line = memchr(p + 1, '\n', (size_t)(end - p - 1));
    if (empty_before && line && ll_field_starts(line + 1, (size_t)(end - line - 1)))
      return (size_t)(p + 1 - data);
    p++;
  }
  return length;
}

const char *mail_problem(const struct mail *mail) {
  size_t length;
  const char *data = g_bytes_get_data(mail->message, &length);
  if (length == 0)
    return "is empty";
  if (g_bytes_get_size(mail->all) > length && mail_next(mail->message, 0) < length)
    return "is an mbox of several messages; take it apart first, for instance with formail -s leanletter "
           "clean";
  const char *p = data, *end = data + length;
  if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
    p += 3;
  while (p < end && g_ascii_isspace(*p))
    p++;
  if (p < end && *p == '<')
    return "is HTML and not a message: a mail starts with its header";
  return ll_field_starts(p, (size_t)(end - p)) ? NULL : "is not a message: it does not start with a header field";
}

GBytes *mail_with(const struct mail *mail, GBytes *lean) {
  size_t prefix = g_bytes_get_size(mail->all) - g_bytes_get_size(mail->message), length;
  const guint8 *data = g_bytes_get_data(lean, &length);
  GByteArray *bytes = g_byte_array_new();
  if (prefix)
    g_byte_array_append(bytes, g_bytes_get_data(mail->all, NULL), (guint)prefix);
  if (length)
    g_byte_array_append(bytes, data, (guint)length);
  return g_byte_array_free_to_bytes(bytes);
}

/* ---- writing ---- */

bool write_all(int fd, GBytes *bytes, GError **error) {
  size_t length;
  const char *data = g_bytes_get_data(bytes, &length);
  while (length) {
    ssize_t n = write(fd, data, length);
    if (n < 0 && errno != EINTR)
      return fail(error, "cannot be written");
    data += MAX(n, 0);
    length -= (size_t)MAX(n, 0);
  }
  return true;
}

bool pass_through(const struct mail *mail, GError **error) {
  if (mail->all && !write_all(STDOUT_FILENO, mail->all, error))
    return false;
  guint8 buffer[65536];
  ssize_t n;
  while ((n = read(STDIN_FILENO, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)) {
    g_autoptr(GBytes) chunk = g_bytes_new(buffer, (gsize)MAX(n, 0));
    if (!write_all(STDOUT_FILENO, chunk, error))
      return false;
  }
  return n == 0 || fail(error, "standard input");
}

/* A temporary file beside `name`, complete and synced; its name is owned.  It gets `mode` less the umask, or all attributes of
 * `like` (may be NULL). */
static char *write_beside(const char *name, GBytes *bytes, mode_t mode, const struct stat *like, GError **error) {
  g_autofree char *directory = g_path_get_dirname(name);
  g_autofree char *temporary = g_build_filename(directory, ".leanletter-XXXXXX", NULL);
  int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, (int)mode);
  if (fd < 0) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: no file can be made there: %s", directory, g_strerror(errno));
    return NULL;
  }
  bool done = write_all(fd, bytes, error);
  if (!done && !like && error) /* another file than the one that was read */
    g_prefix_error(error, "%s: ", name);
  if (done && like) {
    struct timespec times[] = {like->st_atim, like->st_mtim};
    int ignored = fchown(fd, like->st_uid, like->st_gid);
    (void)ignored; /* only root may give a file away */
    done = (fchmod(fd, like->st_mode & 07777) == 0 && futimens(fd, times) == 0) || fail(error, temporary);
  }
  done = done && (fsync(fd) == 0 || fail(error, temporary));
  close(fd);
  if (!done)
    unlink(temporary);
  return done ? g_steal_pointer(&temporary) : NULL;
}

bool file_write(const char *name, GBytes *bytes, const char *like, GError **error) {
  struct stat of;
  mode_t mode = like && stat(like, &of) == 0 ? of.st_mode & 0666 : 0666;
  if (g_file_test(name, G_FILE_TEST_EXISTS)) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s: is there already", name);
    return false;
  }
  g_autofree char *temporary = write_beside(name, bytes, mode | S_IWUSR, NULL, error);
  if (!temporary)
    return false;
  if (rename(temporary, name) == 0)
    return true;
  fail(error, name);
  unlink(temporary);
  return false;
}

/* The name of a message once it has `size` bytes: in a Maildir S= tells the size and W= that with CRLF. */
static char *name_for_size(const char *path, size_t size) {
  g_autofree char *directory = g_path_get_dirname(path), *base = g_path_get_basename(path);
  const char *flags = strchr(base, ':');
  g_autofree char *unique = flags ? g_strndup(base, (gsize)(flags - base)) : g_strdup(base);
  if (!strstr(unique, ",S="))
    return g_strdup(path);
  g_auto(GStrv) fields = g_strsplit(unique, ",", -1);
  g_autoptr(GString) name = g_string_new(fields[0]);
  for (char **f = fields + 1; *f; f++)
    if (g_str_has_prefix(*f, "S="))
      g_string_append_printf(name, ",S=%zu", size);
    else if (!g_str_has_prefix(*f, "W="))
      g_string_append_printf(name, ",%s", *f);
  g_string_append(name, flags ? flags : "");
  return g_build_filename(directory, name->str, NULL);
}

/* The new file takes its place; where the name changes the old one goes last, so that nothing is ever missing. */
static bool take_place(const char *temporary, const char *old, const char *new, const struct stat *was,
                       GError **error) {
  struct stat is;
  if (lstat(old, &is) != 0 || is.st_ino != was->st_ino || is.st_mtim.tv_sec != was->st_mtim.tv_sec) {
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "was moved or changed meanwhile");
    return false;
  }
  if (rename(temporary, new) != 0)
    return fail(error, new);
  if (strcmp(old, new) == 0 || unlink(old) == 0)
    return true;
  fail(error, old);
  unlink(new);
  return false;
}

bool file_replace(const char *name, GBytes *bytes, GError **error) {
  g_autofree char *real = g_canonicalize_filename(name, NULL);
  char *resolved = realpath(name, NULL);
  if (resolved) {
    g_free(real);
    real = g_strdup(resolved);
    free(resolved);
  }
  struct stat was;
  if (lstat(real, &was) != 0)
    return fail(error, "cannot be found");
  g_autofree char *new = name_for_size(real, g_bytes_get_size(bytes));
  g_autofree char *temporary = write_beside(real, bytes, 0600, &was, error);
  if (!temporary)
    return false;
  bool done = take_place(temporary, real, new, &was, error);
  if (!done)
    unlink(temporary);
  return done;
}

/* ---- Maildir ---- */

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_directory(const char *directory, GPtrArray *files) {
  GDir *dir = g_dir_open(directory, 0, NULL);
  if (!dir)
    return false;
  for (const char *entry; (entry = g_dir_read_name(dir));)
    if (*entry != '.')
      g_ptr_array_add(files, g_build_filename(directory, entry, NULL));
  g_dir_close(dir);
  return true;
}

static bool add_maildir(const char *name, GPtrArray *files) {
  g_autofree char *cur = g_build_filename(name, "cur", NULL), *new = g_build_filename(name, "new", NULL);
  return add_directory(cur, files) && add_directory(new, files);
}

GPtrArray *files_expand(char **names, GError **error) {
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  for (; *names; names++)
    if (!g_file_test(*names, G_FILE_TEST_IS_DIR)) {
      g_ptr_array_add(files, g_strdup(*names));
    } else {
      guint first = files->len;
      if (!add_maildir(*names, files)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR,
                    "%s: is a directory, and no Maildir (with cur and new)", *names);
        return NULL;
      }
      qsort(files->pdata + first, files->len - first, sizeof *files->pdata, by_name);
    }
  return g_steal_pointer(&files);
}
