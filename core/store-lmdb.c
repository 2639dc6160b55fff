/* SPDX-License-Identifier: MIT
 * Records in one LMDB file.
 *
 * The file is as long as the map from the start (sparse), so that a truncated one reads as zeros, which LMDB and the
 * checksums find, and not as a bus error.  Readers wait for nobody.  Writers of all processes take turns by flock(2) on
 * the file, which, unlike LMDB's own lock, need not be waited for without end. */
#include "core/backend.h"
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Asked often, since whoever writes all the time lets go for moments only; in all for two seconds and more. */
enum { LOCK_TRIES = 2000, LOCK_PAUSE_US = 1000 };

struct lmdb {
  ll_backend backend;
  char *file;
  MDB_env *env;
  MDB_dbi dbi;
  pthread_mutex_t writing;
  int lock; /* descriptor of the file, of our own */
};

/* The key of the record that says what the file is: no stream has one so short. */
static const char mark_key[] = "mark";
static const char mark_magic[4] = "LLm1";

static bool fail(const struct lmdb *l, int code, GError **error) {
  const char *what = code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID
                         ? "is damaged; move it away and memory starts anew"
                     : code == MDB_VERSION_MISMATCH ? "was written by another version of LMDB"
                     : code == MDB_MAP_FULL         ? "is full (see map-size)"
                                                    : mdb_strerror(code);
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: %s", l->file, what);
  return false;
}

static MDB_val val_of(const void *data, size_t n) {
  return (MDB_val){n, (void *)data};
}

/* ---- reading ---- */

static int begin_reading(struct lmdb *l, MDB_txn **txn) {
  int dead, r = mdb_txn_begin(l->env, NULL, MDB_RDONLY, txn);
  if (r == MDB_READERS_FULL && mdb_reader_check(l->env, &dead) == 0)
    r = mdb_txn_begin(l->env, NULL, MDB_RDONLY, txn);
  return r;
}

static bool get(ll_backend *self, const struct ll_key *stream, bool cached, GBytes **record, GError **error) {
  struct lmdb *l = (struct lmdb *)self;
  MDB_txn *txn;
  int r = begin_reading(l, &txn);
  if (r != 0)
    return fail(l, r, error);
  MDB_val key = val_of(stream, sizeof *stream), value;
  r = mdb_get(txn, l->dbi, &key, &value);
  GBytes *found = r == 0 ? g_bytes_new(value.mv_data, value.mv_size) : NULL;
  mdb_txn_abort(txn);
  if (r != 0 && r != MDB_NOTFOUND)
    return fail(l, r, error);
  *record = found;
  return true;
}

static bool each(ll_backend *self, bool whole, ll_visit visit, void *data, GError **error) {
  struct lmdb *l = (struct lmdb *)self;
  MDB_txn *txn;
  MDB_cursor *cursor = NULL;
  MDB_val key, value;
  int r = begin_reading(l, &txn);
  if (r != 0)
    return fail(l, r, error);
  bool going = true;
  r = mdb_cursor_open(txn, l->dbi, &cursor);
  while (r == 0 && going && (r = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0)
    if (key.mv_size == sizeof(struct ll_key))
      going = visit(data, key.mv_data, value.mv_data, value.mv_size, value.mv_size, error);
  if (cursor)
    mdb_cursor_close(cursor);
  mdb_txn_abort(txn);
  return going && (r == MDB_NOTFOUND || fail(l, r, error));
}

/* ---- writing ---- */

/* Has somebody put another file in its place? */
static bool still_there(const struct lmdb *l) {
  struct stat by_name, by_fd;
  return stat(l->file, &by_name) == 0 && fstat(l->lock, &by_fd) == 0 && by_name.st_ino == by_fd.st_ino &&
         by_name.st_dev == by_fd.st_dev;
}

static bool lock(struct lmdb *l, GError **error) {
  if (!still_there(l)) {
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: is gone, or another one is in its place", l->file);
    return false;
  }
  for (int i = 0; i < LOCK_TRIES; i++) {
    if (flock(l->lock, LOCK_EX | LOCK_NB) == 0)
      return true;
    if (errno != EWOULDBLOCK && errno != EINTR)
      break;
    g_usleep(LOCK_PAUSE_US);
  }
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: %s", l->file,
              errno == EWOULDBLOCK ? "is locked by another process" : g_strerror(errno));
  return false;
}

static int put_value(struct lmdb *l, MDB_txn *txn, const struct ll_key *stream, GBytes *after) {
  MDB_val key = val_of(stream, sizeof *stream), value = {0, NULL};
  if (after) {
    value.mv_data = (void *)g_bytes_get_data(after, &value.mv_size);
    return mdb_put(txn, l->dbi, &key, &value, 0);
  }
  int r = mdb_del(txn, l->dbi, &key, NULL);
  return r == MDB_NOTFOUND ? 0 : r;
}

struct change {
  const struct ll_key *stream;
  GBytes *before, *after, *present;
  bool force, conflict;
};

static int change_value(struct lmdb *l, MDB_txn *txn, struct change *c) {
  MDB_val key = val_of(c->stream, sizeof *c->stream), value = {0, NULL};
  int r = mdb_get(txn, l->dbi, &key, &value);
  if (r != 0 && r != MDB_NOTFOUND)
    return r;
  c->conflict = !c->force && !ll_same_revision(c->before, r == 0 ? value.mv_data : NULL, value.mv_size);
  if (!c->conflict)
    return put_value(l, txn, c->stream, c->after);
  c->present = r == 0 ? g_bytes_new(value.mv_data, value.mv_size) : NULL;
  return 0;
}

static int write_change(struct lmdb *l, struct change *c) {
  MDB_txn *txn;
  int r = mdb_txn_begin(l->env, NULL, 0, &txn);
  if (r != 0)
    return r;
  r = change_value(l, txn, c);
  if (r == 0 && !c->conflict)
    return mdb_txn_commit(txn);
  mdb_txn_abort(txn);
  return r;
}

static enum ll_put put(ll_backend *self, const struct ll_key *stream, GBytes *before, bool force,
                       GBytes *after, GBytes **present, GError **error) {
  struct lmdb *l = (struct lmdb *)self;
  struct change c = {.stream = stream, .before = before, .after = after, .force = force};
  pthread_mutex_lock(&l->writing);
  int r = -1;
  if (lock(l, error)) {
    r = write_change(l, &c);
    flock(l->lock, LOCK_UN);
    if (r != 0)
      fail(l, r, error);
  }
  pthread_mutex_unlock(&l->writing);
  if (r != 0)
    return r == MDB_MAP_FULL ? LL_PUT_FULL : LL_PUT_FAILED;
  if (c.conflict)
    *present = c.present;
  return c.conflict ? LL_PUT_CONFLICT : LL_PUT_STORED;
}

/* Everything but the mark goes. */
static int drop_all(struct lmdb *l) {
  MDB_txn *txn;
  MDB_val key = val_of(mark_key, sizeof mark_key), value;
  int r = mdb_txn_begin(l->env, NULL, 0, &txn);
  if (r != 0)
    return r;
  r = mdb_get(txn, l->dbi, &key, &value);
  g_autoptr(GBytes) mark = r == 0 ? g_bytes_new(value.mv_data, value.mv_size) : NULL;
  if (r == 0)
    r = mdb_drop(txn, l->dbi, 0);
  if (r == 0) {
    value.mv_data = (void *)g_bytes_get_data(mark, &value.mv_size);
    r = mdb_put(txn, l->dbi, &key, &value, 0);
  }
  if (r == 0)
    return mdb_txn_commit(txn);
  mdb_txn_abort(txn);
  return r;
}

static bool clear(ll_backend *self, GError **error) {
  struct lmdb *l = (struct lmdb *)self;
  pthread_mutex_lock(&l->writing);
  bool locked = lock(l, error);
  int r = locked ? drop_all(l) : 0;
  if (locked)
    flock(l->lock, LOCK_UN);
  pthread_mutex_unlock(&l->writing);
  return locked && (r == 0 || fail(l, r, error));
}

static uint64_t room(ll_backend *self) {
  struct stat status;
  return fstat(((struct lmdb *)self)->lock, &status) == 0 ? (uint64_t)status.st_blocks * 512 : 0;
}

/* ---- opening ---- */

static void close_lmdb(ll_backend *self) {
  struct lmdb *l = (struct lmdb *)self;
  if (l->env)
    mdb_env_close(l->env);
  if (l->lock >= 0)
    close(l->lock);
  pthread_mutex_destroy(&l->writing);
  g_free(l->file);
  g_free(l);
}

struct mark {
  char magic[sizeof mark_magic];
  struct ll_key key;
};

/* 0, MDB_NOTFOUND in a new file, MDB_BAD_VALSIZE: not ours, MDB_BAD_RSLOT: of another secret. */
static int compare_mark(struct lmdb *l, MDB_txn *txn, const struct mark *want) {
  MDB_val key = val_of(mark_key, sizeof mark_key), value;
  int r = mdb_get(txn, l->dbi, &key, &value);
  if (r != 0)
    return r;
  if (value.mv_size != sizeof *want || memcmp(value.mv_data, want->magic, sizeof want->magic) != 0)
    return MDB_BAD_VALSIZE;
  return memcmp(value.mv_data, want, sizeof *want) == 0 ? 0 : MDB_BAD_RSLOT;
}

static int read_mark(struct lmdb *l, const struct mark *want) {
  MDB_txn *txn;
  int r = begin_reading(l, &txn);
  if (r != 0)
    return r;
  r = mdb_dbi_open(txn, NULL, 0, &l->dbi);
  if (r == 0)
    r = compare_mark(l, txn, want);
  mdb_txn_commit(txn); /* keeps the handle */
  return r;
}

static int write_mark(struct lmdb *l, const struct mark *mark) {
  MDB_txn *txn;
  int r = mdb_txn_begin(l->env, NULL, 0, &txn);
  if (r != 0)
    return r;
  r = compare_mark(l, txn, mark);
  if (r == MDB_NOTFOUND) {
    MDB_val key = val_of(mark_key, sizeof mark_key), value = val_of(mark, sizeof *mark);
    r = mdb_put(txn, l->dbi, &key, &value, 0);
    if (r == 0)
      return mdb_txn_commit(txn);
  }
  mdb_txn_abort(txn);
  return r;
}

static bool prepare(struct lmdb *l, const struct ll_key *key, GError **error) {
  struct mark mark = {.key = *key};
  memcpy(mark.magic, mark_magic, sizeof mark.magic);
  int dead, r = read_mark(l, &mark);
  if (r == MDB_NOTFOUND) {
    if (!lock(l, error))
      return false;
    r = write_mark(l, &mark);
    flock(l->lock, LOCK_UN);
  }
  mdb_reader_check(l->env, &dead);
  if (r == 0)
    return true;
  if (r != MDB_BAD_VALSIZE && r != MDB_BAD_RSLOT)
    return fail(l, r, error);
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: %s", l->file,
              r == MDB_BAD_RSLOT ? "was filled under another secret"
                                 : "was written by another version of leanletter");
  return false;
}

static bool open_env(struct lmdb *l, const struct ll_memory_settings *settings, GError **error) {
  size_t size = (size_t)settings->map_size * 1024 * 1024;
  struct stat status;
  int r = mdb_env_create(&l->env);
  if (r == 0)
    r = mdb_env_set_mapsize(l->env, size);
  if (r == 0)
    r = mdb_env_open(l->env, l->file, MDB_NOSUBDIR | MDB_NOTLS, 0600);
  if (r != 0)
    return fail(l, r, error);
  if (fstat(l->lock, &status) != 0 || ((size_t)status.st_size < size && ftruncate(l->lock, (off_t)size) != 0))
    return fail(l, errno, error);
  return true;
}

ll_backend *ll_backend_lmdb(const struct ll_memory_settings *settings, const struct ll_key *mark,
                            GError **error) {
  struct lmdb *l = g_new0(struct lmdb, 1);
  l->backend = (ll_backend){get, put, each, clear, room, close_lmdb};
  l->file = g_build_filename(settings->directory, "memory.lmdb", NULL);
  pthread_mutex_init(&l->writing, NULL);
  l->lock = open(l->file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (l->lock < 0)
    fail(l, errno, error);
  else if (open_env(l, settings, error) && prepare(l, mark, error))
    return &l->backend;
  close_lmdb(&l->backend);
  return NULL;
}
