/* SPDX-License-Identifier: MIT
 * What a backend of the store does: keeps one record of bytes a stream.  Knows nothing of blocks. */
#pragma once
#include "core/history.h"
#include <leanletter/store.h>
#include <pthread.h>

/* How a write went. */
enum ll_put {
  LL_PUT_STORED,
  LL_PUT_CONFLICT, /* another writer came first */
  LL_PUT_FULL,     /* no room; `error` is set, too */
  LL_PUT_FAILED,   /* `error` is set */
};

/* A record as it is visited: `n` bytes of `size` in all; only the head is given when that was asked for. */
typedef bool (*ll_visit)(void *data, const struct ll_key *stream, const void *record, size_t n, size_t size,
                         GError **error);

typedef struct ll_backend ll_backend;
struct ll_backend {
  /* The record of a stream (owned), NULL when there is none.  `cached`: what a look-up has fetched lately will do. */
  bool (*get)(ll_backend *self, const struct ll_key *stream, bool cached, GBytes **record, GError **error);
  /* Replaces `before` (NULL: none) by `after` (NULL: none), unless the record has become another one: then `*present` is
   * that (owned; NULL: none).  `force`: whatever there is. */
  enum ll_put (*put)(ll_backend *self, const struct ll_key *stream, GBytes *before, bool force, GBytes *after,
                     GBytes **present, GError **error);
  /* Visits all records, or until `visit` says no; no other call may be made meanwhile. */
  bool (*each)(ll_backend *self, bool whole, ll_visit visit, void *data, GError **error);
  bool (*clear)(ll_backend *self, GError **error);
  uint64_t (*room)(ll_backend *self); /* bytes on disk; may be NULL: not known */
  void (*close)(ll_backend *self);
};

/* `mark`: 16 bytes that stand for the secret. */
ll_backend *ll_backend_memory(void);
ll_backend *ll_backend_lmdb(const struct ll_memory_settings *settings, const struct ll_key *mark,
                            GError **error);
ll_backend *ll_backend_redis(const struct ll_memory_settings *settings, const struct ll_key *mark,
                             GError **error);

/* A key in hexadecimal. */
void ll_key_print(const struct ll_key *key, GString *out);

/* Whether two records are of the same revision; NULL is a record that is not there. */
bool ll_same_revision(GBytes *record, const void *other, size_t n);

struct ll_store {
  ll_backend *backend;
  struct ll_retention retention;
  uint64_t cap;             /* blocks overall */
  struct ll_key mark;       /* stands for the secret */
  pthread_mutex_t learning; /* one lesson at a time; not GLib's, which ThreadSanitizer cannot see */
};

/* The history in a record; NULL is a record that is not there.  Returns owned. */
ll_history *ll_store_read(GBytes *record, GError **error);
