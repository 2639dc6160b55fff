/* SPDX-License-Identifier: MIT
 * The secret that keys the hashes of an installation. */
#include <leanletter/store.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(GError **error, const char *name, const char *what) {
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: %s", name, what);
  return false;
}

bool ll_secret_draw(uint8_t secret[LL_SECRET_SIZE], GError **error) {
  uint8_t drawn[LL_SECRET_SIZE];
  if (getrandom(drawn, sizeof drawn, 0) != sizeof drawn)
    return fail(error, "random numbers", g_strerror(errno));
  memcpy(secret, drawn, sizeof drawn);
  return true;
}

static bool read_secret(const char *name, int fd, uint8_t secret[LL_SECRET_SIZE], GError **error) {
  uint8_t got[LL_SECRET_SIZE + 1];
  struct stat status;
  if (fstat(fd, &status) != 0)
    return fail(error, name, g_strerror(errno));
  if (status.st_mode & 077)
    return fail(error, name, "may be read by others; its mode has to be 0600");
  ssize_t n = read(fd, got, sizeof got);
  if (n != LL_SECRET_SIZE)
    return fail(error, name, n < 0 ? g_strerror(errno) : "does not hold 32 bytes");
  memcpy(secret, got, LL_SECRET_SIZE);
  return true;
}

/* A complete file appears under the name, or none; whoever comes second finds that of the first. */
static bool make_secret(const char *directory, const char *name, GError **error) {
  uint8_t secret[LL_SECRET_SIZE];
  g_autofree char *temporary = g_build_filename(directory, ".secret-XXXXXX", NULL);
  if (!ll_secret_draw(secret, error))
    return false;
  int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(error, directory, g_strerror(errno));
  bool done = write(fd, secret, sizeof secret) == sizeof secret && fsync(fd) == 0;
  close(fd);
  done = done && (link(temporary, name) == 0 || errno == EEXIST);
  int cause = errno;
  unlink(temporary);
  return done || fail(error, name, g_strerror(cause));
}

bool ll_secret_load(const char *directory, uint8_t secret[LL_SECRET_SIZE], GError **error) {
  g_autofree char *name = g_build_filename(directory, "secret", NULL);
  if (g_mkdir_with_parents(directory, 0700) != 0)
    return fail(error, directory, g_strerror(errno));
  int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 && errno == ENOENT) {
    if (!make_secret(directory, name, error))
      return false;
    fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  }
  if (fd < 0)
    return fail(error, name, g_strerror(errno));
  bool done = read_secret(name, fd, secret, error);
  close(fd);
  return done;
}
