/* SPDX-License-Identifier: MIT
 * Records in a hash table, for as long as the process lives. */
#include "core/backend.h"
#include <string.h>

struct memory {
  ll_backend backend;
  pthread_mutex_t lock;
  GHashTable *records; /* struct ll_key * -> GBytes * */
};

static unsigned hash_key(gconstpointer key) {
  unsigned value;
  memcpy(&value, key, sizeof value);
  return value;
}

static int equal_keys(gconstpointer a, gconstpointer b) {
  return memcmp(a, b, LL_KEY_BYTES) == 0;
}

static bool get(ll_backend *self, const struct ll_key *stream, bool cached, GBytes **record, GError **error) {
  struct memory *m = (struct memory *)self;
  pthread_mutex_lock(&m->lock);
  GBytes *found = g_hash_table_lookup(m->records, stream);
  *record = found ? g_bytes_ref(found) : NULL;
  pthread_mutex_unlock(&m->lock);
  return true;
}

static enum ll_put put(ll_backend *self, const struct ll_key *stream, GBytes *before, bool force,
                       GBytes *after, GBytes **present, GError **error) {
  struct memory *m = (struct memory *)self;
  pthread_mutex_lock(&m->lock);
  GBytes *found = g_hash_table_lookup(m->records, stream);
  size_t n = 0;
  const void *bytes = found ? g_bytes_get_data(found, &n) : NULL;
  bool same = force || ll_same_revision(before, bytes, n);
  if (!same)
    *present = found ? g_bytes_ref(found) : NULL;
  else if (after)
    g_hash_table_replace(m->records, g_memdup2(stream, sizeof *stream), g_bytes_ref(after));
  else
    g_hash_table_remove(m->records, stream);
  pthread_mutex_unlock(&m->lock);
  return same ? LL_PUT_STORED : LL_PUT_CONFLICT;
}

static bool each(ll_backend *self, bool whole, ll_visit visit, void *data, GError **error) {
  struct memory *m = (struct memory *)self;
  GHashTableIter iter;
  gpointer key, value;
  bool going = true;
  pthread_mutex_lock(&m->lock);
  g_hash_table_iter_init(&iter, m->records);
  while (going && g_hash_table_iter_next(&iter, &key, &value)) {
    size_t n;
    const void *bytes = g_bytes_get_data(value, &n);
    going = visit(data, key, bytes, n, n, error);
  }
  pthread_mutex_unlock(&m->lock);
  return going;
}

static bool clear(ll_backend *self, GError **error) {
  struct memory *m = (struct memory *)self;
  pthread_mutex_lock(&m->lock);
  g_hash_table_remove_all(m->records);
  pthread_mutex_unlock(&m->lock);
  return true;
}

static void close_memory(ll_backend *self) {
  struct memory *m = (struct memory *)self;
  g_hash_table_unref(m->records);
  pthread_mutex_destroy(&m->lock);
  g_free(m);
}

ll_backend *ll_backend_memory(void) {
  struct memory *m = g_new0(struct memory, 1);
  m->backend = (ll_backend){get, put, each, clear, NULL, close_memory};
  m->records = g_hash_table_new_full(hash_key, equal_keys, g_free, (GDestroyNotify)g_bytes_unref);
  pthread_mutex_init(&m->lock, NULL);
  return &m->backend;
}
