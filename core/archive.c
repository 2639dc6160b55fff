/* SPDX-License-Identifier: MIT
 * The archive of originals: zstd files by day and one index; see leanletter/archive.h for the format. */
#include <leanletter/archive.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { LEVEL = 3, MAX_MESSAGE_ID = 990, MAX_WORD = 60, MAX_ORIGINAL = 1 << 30 };

struct ll_archive {
  const struct ll_archive_settings *settings;
  int directory;
  gint added; /* atomic */
};

static bool fail(GError **error, const char *what, const char *name) {
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s %s: %s", what, name, g_strerror(errno));
  return false;
}

static void close_fd(int *fd) {
  if (*fd >= 0)
    close(*fd);
}
typedef int descriptor;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(descriptor, close_fd)

ll_archive *ll_archive_open(const struct ll_archive_settings *settings, GError **error) {
  if (settings->directory == NULL) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, "[archive] directory is not set");
    return NULL;
  }
  if (mkdir(settings->directory, 0700) != 0 && errno != EEXIST) {
    fail(error, "cannot make", settings->directory);
    return NULL;
  }
  const int fd = open(settings->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    fail(error, "cannot open", settings->directory);
    return NULL;
  }
  ll_archive *archive = g_new0(ll_archive, 1);
  archive->settings = settings;
  archive->directory = fd;
  return archive;
}

void ll_archive_free(ll_archive *archive) {
  if (archive == NULL)
    return;
  close(archive->directory);
  g_free(archive);
}

/* ---- adding ---- */

/* What root makes for somebody else's archive belongs to that somebody, who has to go on writing it. */
static bool give_to_owner(const ll_archive *archive, int fd) {
  struct stat owner;
  if (geteuid() != 0)
    return true;
  return fstat(archive->directory, &owner) == 0 && fchown(fd, owner.st_uid, owner.st_gid) == 0;
}

/* The index, locked: shared by those who add a line, alone for who purges.  Purging puts a new file in its place, so a
 * lock counts only if the file is still the index. */
static int open_index(const ll_archive *archive, int lock, GError **error) {
  for (;;) {
    g_auto(descriptor) fd =
        openat(archive->directory, "index", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    struct stat mine, there;
    if (fd < 0 || !give_to_owner(archive, fd) || flock(fd, lock) != 0 || fstat(fd, &mine) != 0) {
      fail(error, "cannot open", "index");
      return -1;
    }
    if (fstatat(archive->directory, "index", &there, 0) == 0 && there.st_ino == mine.st_ino) {
      const int locked = fd;
      fd = -1;
      return locked;
    }
  }
}

static bool write_all(int fd, const void *bytes, size_t n) {
  const char *at = bytes;
  while (n > 0) {
    const ssize_t done = write(fd, at, n);
    if (done < 0 && errno != EINTR)
      return false;
    if (done > 0) {
      at += done;
      n -= (size_t)done;
    }
  }
  return true;
}

static GBytes *compress(GBytes *raw, GError **error) {
  size_t n;
  const void *bytes = g_bytes_get_data(raw, &n);
  const size_t room = ZSTD_compressBound(n);
  g_autofree void *out = g_malloc(room);
  const size_t size = ZSTD_compress(out, room, bytes, n, LEVEL);
  if (ZSTD_isError(size)) {
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "cannot compress: %s", ZSTD_getErrorName(size));
    return NULL;
  }
  return g_bytes_new_take(g_realloc(g_steal_pointer(&out), size), size);
}

/* The subdirectory of a day, on disk. */
static int open_day(const ll_archive *archive, const char *day, GError **error) {
  const bool made = mkdirat(archive->directory, day, 0700) == 0;
  const int fd = openat(archive->directory, day, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || (made && fsync(archive->directory) != 0)) {
    fail(error, "cannot open", day);
    if (fd >= 0)
      close(fd);
    return -1;
  }
  return fd;
}

static bool write_file(int day, const char *name, GBytes *packed, GError **error) {
  size_t n;
  const void *bytes = g_bytes_get_data(packed, &n);
  g_auto(descriptor) fd = openat(day, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(error, "cannot make", name);
  if (write_all(fd, bytes, n) && fsync(fd) == 0 && fsync(day) == 0)
    return true;
  fail(error, "cannot write", name);
  unlinkat(day, name, 0);
  return false;
}

/* What stands between < and > in the value of a Message-ID field, with both; NULL when it is odd. */
static char *read_message_id(const char *value, size_t left) {
  const char *open = memchr(value, '<', MIN(left, MAX_MESSAGE_ID));
  left -= open ? (size_t)(open - value) : 0;
  const char *close = open ? memchr(open, '>', MIN(left, MAX_MESSAGE_ID)) : NULL;
  g_autofree char *id = close ? g_strndup(open, (size_t)(close + 1 - open)) : NULL;
  return id && g_str_is_ascii(id) && strpbrk(id, " \t\r\n") == NULL ? g_steal_pointer(&id) : NULL;
}

/* The Message-ID of a message, for the index; "-" when it has none or an odd one. */
static char *find_message_id(GBytes *raw) {
  static const char name[] = "message-id:";
  const size_t length = sizeof name - 1;
  size_t n;
  const char *line = g_bytes_get_data(raw, &n);
  const char *end = line + n;
  while (line && line < end && *line != '\n' && *line != '\r') {
    if ((size_t)(end - line) > length && g_ascii_strncasecmp(line, name, length) == 0) {
      char *id = read_message_id(line + length, (size_t)(end - line) - length);
      return id ? id : g_strdup("-");
    }
    line = memchr(line, '\n', (size_t)(end - line));
    line += line != NULL;
  }
  return g_strdup("-");
}

/* Only letters, digits and what cannot mislead a file system or the index. */
static char *plain_word(const char *text) {
  char *word = g_strndup(*text ? text : "-", MAX_WORD);
  for (char *at = word; *at; at++)
    if (!g_ascii_isalnum(*at) && (strchr("-_", *at) == NULL))
      *at = '_';
  return word;
}

static bool add_line(int index, const struct ll_archived *entry, GError **error) {
  g_autofree char *line =
      g_strdup_printf("%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%" G_GUINT64_FORMAT "\n", entry->time,
                      entry->queue_id, entry->message_id, entry->file, (guint64)entry->bytes);
  const size_t n = strlen(line);
  if (write(index, line, n) == (ssize_t)n && fsync(index) == 0)
    return true;
  return fail(error, "cannot write", "index");
}

static bool add_file(const ll_archive *archive, const struct ll_archived *entry, GBytes *raw,
                     GError **error) {
  g_autoptr(GBytes) packed = compress(raw, error);
  if (packed == NULL)
    return false;
  g_auto(GStrv) parts = g_strsplit(entry->file, "/", 2);
  g_auto(descriptor) day = open_day(archive, parts[0], error);
  return day >= 0 && write_file(day, parts[1], packed, error);
}

bool ll_archive_add(ll_archive *archive, GBytes *raw, const char *queue_id, int64_t now, GError **error) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(now / 1000000);
  g_autofree char *day = g_date_time_format(time, "%Y-%m-%d");
  g_autofree char *id = plain_word(queue_id);
  g_autofree char *message_id = find_message_id(raw);
  g_autofree char *file = g_strdup_printf("%s/%" G_GINT64_FORMAT "-%s-%d-%d.zst", day, now, id, (int)getpid(),
                                          g_atomic_int_add(&archive->added, 1));
  const struct ll_archived entry = {.time = now / 1000000,
                                    .queue_id = id,
                                    .message_id = message_id,
                                    .file = file,
                                    .bytes = g_bytes_get_size(raw)};
  g_auto(descriptor) index = open_index(archive, LOCK_SH, error);
  return index >= 0 && add_file(archive, &entry, raw, error) && add_line(index, &entry, error);
}

/* ---- reading ---- */

static void free_entry(void *data) {
  struct ll_archived *entry = data;
  g_free(entry->queue_id);
  g_free(entry->message_id);
  g_free(entry->file);
  g_free(entry);
}

/* A line of the index; NULL when it is damaged, which costs that line only. */
static struct ll_archived *parse_line(const char *line) {
  g_auto(GStrv) f = g_strsplit(line, "\t", 6);
  guint64 bytes;
  gint64 time;
  if (g_strv_length(f) != 5 || !g_ascii_string_to_signed(f[0], 10, 0, G_MAXINT64, &time, NULL) ||
      !g_ascii_string_to_unsigned(f[4], 10, 0, MAX_ORIGINAL, &bytes, NULL) || strstr(f[3], "..") ||
      *f[3] == '/')
    return NULL;
  struct ll_archived *entry = g_new0(struct ll_archived, 1);
  *entry = (struct ll_archived){.time = time,
                                .queue_id = g_strdup(f[1]),
                                .message_id = g_strdup(f[2]),
                                .file = g_strdup(f[3]),
                                .bytes = bytes};
  return entry;
}

static GBytes *read_all(int fd) {
  struct stat size;
  if (fstat(fd, &size) != 0 || size.st_size > MAX_ORIGINAL)
    return NULL;
  g_autofree char *bytes = g_malloc((size_t)size.st_size + 1);
  size_t n = 0;
  ssize_t done = 1;
  while (n < (size_t)size.st_size && (done = pread(fd, bytes + n, (size_t)size.st_size - n, (off_t)n)) > 0)
    n += (size_t)done;
  return done < 0 ? NULL : g_bytes_new_take(g_steal_pointer(&bytes), n);
}

static GPtrArray *read_index(int fd, GError **error) {
  g_autoptr(GBytes) bytes = read_all(fd);
  if (bytes == NULL) {
    fail(error, "cannot read", "index");
    return NULL;
  }
  GPtrArray *entries = g_ptr_array_new_with_free_func(free_entry);
  g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    struct ll_archived *entry = parse_line(*line);
    if (entry)
      g_ptr_array_add(entries, entry);
  }
  return entries;
}

GPtrArray *ll_archive_list(ll_archive *archive, GError **error) {
  g_auto(descriptor) index = open_index(archive, LOCK_SH, error);
  return index < 0 ? NULL : read_index(index, error);
}

static GBytes *unpack(GBytes *packed, uint64_t size) {
  size_t n;
  const void *bytes = g_bytes_get_data(packed, &n);
  g_autofree void *out = g_malloc(size + 1);
  const size_t got = ZSTD_decompress(out, size, bytes, n);
  return ZSTD_isError(got) || got != size ? NULL : g_bytes_new_take(g_steal_pointer(&out), size);
}

GBytes *ll_archive_read(ll_archive *archive, const struct ll_archived *entry, GError **error) {
  g_auto(descriptor) fd = openat(archive->directory, entry->file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    fail(error, "cannot open", entry->file);
    return NULL;
  }
  g_autoptr(GBytes) packed = read_all(fd);
  GBytes *raw = packed ? unpack(packed, entry->bytes) : NULL;
  if (raw == NULL)
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s is damaged", entry->file);
  return raw;
}

bool ll_archived_is(const struct ll_archived *entry, const char *id) {
  g_autofree char *bracketed = g_strdup_printf("<%s>", id);
  g_autofree char *plain = plain_word(id);
  if (*id == '\0' || strcmp(id, "-") == 0)
    return false;
  return strcmp(entry->queue_id, plain) == 0 || strcmp(entry->message_id, id) == 0 ||
         strcmp(entry->message_id, bracketed) == 0;
}

GBytes *ll_archive_get(ll_archive *archive, const char *id, GError **error) {
  g_autoptr(GPtrArray) entries = ll_archive_list(archive, error);
  for (guint i = entries ? entries->len : 0; i-- > 0;)
    if (ll_archived_is(g_ptr_array_index(entries, i), id))
      return ll_archive_read(archive, g_ptr_array_index(entries, i), error);
  if (entries)
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "the archive has no message \"%s\"", id);
  return NULL;
}

/* ---- purging ---- */

static uint64_t size_on_disk(const ll_archive *archive, const struct ll_archived *entry) {
  struct stat there;
  return fstatat(archive->directory, entry->file, &there, 0) == 0 ? (uint64_t)there.st_size : 0;
}

/* How many of the oldest entries have to go. */
static guint count_old(const ll_archive *archive, const GPtrArray *entries, int64_t now) {
  const int64_t days = archive->settings->days;
  const uint64_t room = (uint64_t)archive->settings->size << 20;
  uint64_t kept = 0;
  guint i = entries->len;
  while (i > 0) {
    const struct ll_archived *entry = g_ptr_array_index(entries, i - 1);
    kept += size_on_disk(archive, entry);
    if ((days > 0 && entry->time < now / 1000000 - days * 86400) || (room > 0 && kept > room))
      break;
    i--;
  }
  return i;
}

static bool write_index(const ll_archive *archive, const GPtrArray *entries, guint from, GError **error) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = from; i < entries->len; i++) {
    const struct ll_archived *e = g_ptr_array_index(entries, i);
    g_string_append_printf(text, "%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%" G_GUINT64_FORMAT "\n", e->time,
                           e->queue_id, e->message_id, e->file, (guint64)e->bytes);
  }
  g_auto(descriptor) fd =
      openat(archive->directory, "index.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0 && give_to_owner(archive, fd) && write_all(fd, text->str, text->len) && fsync(fd) == 0 &&
      renameat(archive->directory, "index.new", archive->directory, "index") == 0 &&
      fsync(archive->directory) == 0)
    return true;
  return fail(error, "cannot write", "index");
}

static void remove_file(const ll_archive *archive, const char *file) {
  g_autofree char *day = g_path_get_dirname(file);
  unlinkat(archive->directory, file, 0);
  unlinkat(archive->directory, day, AT_REMOVEDIR); /* does nothing until it is empty */
}

bool ll_archive_purge(ll_archive *archive, int64_t now, unsigned *removed, GError **error) {
  g_auto(descriptor) index = open_index(archive, LOCK_EX, error);
  if (index < 0)
    return false;
  g_autoptr(GPtrArray) entries = read_index(index, error);
  if (entries == NULL)
    return false;
  const guint old = count_old(archive, entries, now);
  if (old > 0 && !write_index(archive, entries, old, error))
    return false;
  for (guint i = 0; i < old; i++)
    remove_file(archive, ((const struct ll_archived *)g_ptr_array_index(entries, i))->file);
  *removed = old;
  return true;
}
