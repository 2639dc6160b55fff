/* SPDX-License-Identifier: MIT
 * Histories of streams over a backend that keeps records of bytes. */
#include "core/backend.h"
#include "core/siphash.h"
#include <string.h>

enum { LMDB_MS = 20, REDIS_MS = 50 }; /* of a look-up */
enum { MAX_RACES = 30, SHORTEST_PAUSE = 200 /* us */, DOUBLINGS = 9, EVICT_TO_PERCENT = 75, HOUSEKEEPING = 256 };

bool ll_same_revision(GBytes *record, const void *other, size_t n) {
  struct ll_history_head a, b;
  size_t size = 0;
  const void *bytes = record ? g_bytes_get_data(record, &size) : NULL;
  if (!record || !other)
    return !record && !other;
  return ll_history_peek(bytes, size, &a) && ll_history_peek(other, n, &b) && a.revision == b.revision;
}

void ll_key_print(const struct ll_key *key, GString *out) {
  for (int i = 0; i < LL_KEY_BYTES; i++)
    g_string_append_printf(out, "%02x", key->bytes[i]);
}

/* Stands for the secret and does not tell it. */
static struct ll_key mark_of(const uint8_t secret[LL_SECRET_SIZE]) {
  static const char text[] = "leanletter memory";
  struct ll_key mark;
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, secret, LL_SECRET_SIZE);
  g_hmac_update(hmac, (const guchar *)text, sizeof text);
  g_hmac_get_digest(hmac, digest, &length);
  memcpy(mark.bytes, digest, sizeof mark.bytes);
  return mark;
}

static ll_backend *open_backend(const struct ll_memory_settings *settings, const struct ll_key *mark,
                                GError **error) {
  if (strcmp(settings->backend, "memory") == 0)
    return ll_backend_memory();
  if (strcmp(settings->backend, "lmdb") == 0)
    return ll_backend_lmdb(settings, mark, error);
  if (strcmp(settings->backend, "redis") == 0)
    return ll_backend_redis(settings, mark, error);
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: is no store", settings->backend);
  return NULL;
}

unsigned ll_store_deadline(const struct ll_memory_settings *settings) {
  const unsigned usual = strcmp(settings->backend, "redis") == 0 ? REDIS_MS : LMDB_MS;
  return settings->deadline ? settings->deadline : usual;
}

ll_store *ll_store_open(const struct ll_memory_settings *settings, const uint8_t secret[LL_SECRET_SIZE],
                        GError **error) {
  struct ll_key mark = mark_of(secret);
  ll_backend *backend = open_backend(settings, &mark, error);
  if (!backend)
    return NULL;
  ll_store *store = g_new0(ll_store, 1);
  store->backend = backend;
  store->retention = (struct ll_retention){settings->stream_blocks, settings->days};
  store->cap = settings->blocks;
  store->mark = mark;
  pthread_mutex_init(&store->learning, NULL);
  return store;
}

void ll_store_close(ll_store *store) {
  if (!store)
    return;
  store->backend->close(store->backend);
  pthread_mutex_destroy(&store->learning);
  g_free(store);
}

ll_history *ll_store_read(GBytes *record, GError **error) {
  if (!record)
    return ll_history_new();
  size_t n;
  const void *bytes = g_bytes_get_data(record, &n);
  return ll_history_read(bytes, n, error);
}

/* ---- the two that mail needs ---- */

bool ll_store_look_up(ll_store *store, const ll_lesson *lesson, struct ll_seen *seen, GError **error) {
  g_autoptr(GBytes) record = NULL;
  if (!store->backend->get(store->backend, &lesson->stream, false, &record, error))
    return false;
  g_autoptr(ll_history) history = ll_store_read(record, error);
  if (!history)
    return false;
  ll_history_look_up(history, lesson, seen);
  return true;
}

/* A damaged record is worth as much as none; one of another version is not ours to touch. */
static bool is_foreign(GBytes *record) {
  size_t n;
  const char *bytes = g_bytes_get_data(record, &n);
  return n >= 4 && memcmp(bytes, "LLh", 3) == 0 && bytes[3] != '1';
}

static enum ll_put learn(ll_store *store, const ll_lesson *lesson, uint32_t today, GBytes **record,
                         GError **error) {
  g_autoptr(GError) damage = NULL;
  g_autoptr(ll_history) history = ll_store_read(*record, &damage);
  bool damaged = !history;
  if (damaged && is_foreign(*record)) {
    g_propagate_error(error, g_steal_pointer(&damage));
    return LL_PUT_FAILED;
  }
  if (damaged)
    history = ll_history_new();
  if (!ll_history_learn(history, lesson, &store->retention, today))
    return LL_PUT_STORED;
  g_autoptr(GBytes) after = ll_history_write(history);
  GBytes *present = NULL;
  enum ll_put r =
      store->backend->put(store->backend, &lesson->stream, *record, damaged, after, &present, error);
  if (r == LL_PUT_CONFLICT) {
    g_clear_pointer(record, g_bytes_unref);
    *record = present;
  }
  return r;
}

/* Lets another process finish: for a time that differs from issue to issue, longer after each race that was lost. */
static void give_way(const ll_lesson *lesson, int races) {
  uint64_t hash = ll_siphash(lesson->issue.bytes, &races, sizeof races);
  g_usleep((gulong)(hash % (SHORTEST_PAUSE << MIN(races, DOUBLINGS))));
}

static enum ll_put learn_against_others(ll_store *store, const ll_lesson *lesson, uint32_t today,
                                        GError **error) {
  g_autoptr(GBytes) record = NULL;
  if (!store->backend->get(store->backend, &lesson->stream, true, &record, error))
    return LL_PUT_FAILED;
  for (int i = 0; i < MAX_RACES; i++) {
    enum ll_put r = learn(store, lesson, today, &record, error);
    if (r != LL_PUT_CONFLICT)
      return r;
    give_way(lesson, i);
  }
  g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, "others write to this stream all the time");
  return LL_PUT_FAILED;
}

/* Threads of one process wait for each other, so that only other processes can come first. */
static enum ll_put learn_in_turn(ll_store *store, const ll_lesson *lesson, uint32_t today, GError **error) {
  pthread_mutex_lock(&store->learning);
  enum ll_put r = learn_against_others(store, lesson, today, error);
  pthread_mutex_unlock(&store->learning);
  return r;
}

/* ---- forgetting ---- */

struct tenant {
  struct ll_key stream;
  uint32_t last_day;
  unsigned blocks;
};

static bool note_tenant(void *data, const struct ll_key *stream, const void *record, size_t n, size_t size,
                        GError **error) {
  struct tenant tenant = {.stream = *stream};
  struct ll_history_head head;
  if (ll_history_peek(record, n, &head)) {
    tenant.last_day = head.last_day;
    tenant.blocks = head.blocks;
  }
  g_array_append_val((GArray *)data, tenant);
  return true;
}

static int by_age(const void *a, const void *b) {
  const struct tenant *x = a, *y = b;
  return x->last_day < y->last_day ? -1 : x->last_day > y->last_day;
}

static GArray *list_tenants(ll_store *store, GError **error) {
  g_autoptr(GArray) tenants = g_array_new(FALSE, FALSE, sizeof(struct tenant));
  if (!store->backend->each(store->backend, false, note_tenant, tenants, error))
    return NULL;
  g_array_sort(tenants, by_age);
  return g_steal_pointer(&tenants);
}

static uint64_t blocks_of(const GArray *tenants) {
  uint64_t blocks = 0;
  for (guint i = 0; i < tenants->len; i++)
    blocks += g_array_index(tenants, struct tenant, i).blocks;
  return blocks;
}

static bool drop(ll_store *store, const struct ll_key *stream, GError **error) {
  GBytes *present = NULL;
  return store->backend->put(store->backend, stream, NULL, true, NULL, &present, error) == LL_PUT_STORED;
}

static bool is_old(const ll_store *store, uint32_t last_day, uint32_t today) {
  return last_day < today && today - last_day > store->retention.days;
}

/* Streams that are too old, and the oldest until no more than `cap` blocks are left; those leave `tenants`. */
static bool evict(ll_store *store, GArray *tenants, uint64_t cap, uint32_t today, struct ll_compaction *done,
                  GError **error) {
  uint64_t left = blocks_of(tenants);
  guint gone = 0;
  for (; gone < tenants->len; gone++) {
    const struct tenant *t = &g_array_index(tenants, struct tenant, gone);
    if (left <= cap && !is_old(store, t->last_day, today))
      break;
    if (!drop(store, &t->stream, error))
      return false;
    left -= t->blocks;
    done->streams++;
    done->blocks += t->blocks;
  }
  g_array_remove_range(tenants, 0, gone);
  return true;
}

static bool prune_stream(ll_store *store, const struct ll_key *stream, uint32_t today,
                         struct ll_compaction *done, GError **error) {
  g_autoptr(GBytes) record = NULL, after = NULL;
  GBytes *present = NULL;
  if (!store->backend->get(store->backend, stream, false, &record, error))
    return false;
  g_autoptr(ll_history) history = ll_store_read(record, NULL);
  guint before = history ? history->blocks->len : 0;
  if (!history || !ll_history_prune(history, &store->retention, today))
    return true;
  history->revision++;
  after = history->blocks->len ? ll_history_write(history) : NULL;
  enum ll_put r = store->backend->put(store->backend, stream, record, false, after, &present, error);
  g_clear_pointer(&present, g_bytes_unref);
  if (r == LL_PUT_STORED) {
    done->blocks += before - history->blocks->len;
    done->streams += after == NULL;
  }
  return r == LL_PUT_STORED || r == LL_PUT_CONFLICT; /* who came first has pruned it */
}

bool ll_store_compact(ll_store *store, uint32_t today, struct ll_compaction *done, GError **error) {
  struct ll_compaction counts = {0};
  g_autoptr(GArray) tenants = list_tenants(store, error);
  if (!tenants || !evict(store, tenants, store->cap, today, &counts, error))
    return false;
  for (guint i = 0; i < tenants->len; i++)
    if (!prune_stream(store, &g_array_index(tenants, struct tenant, i).stream, today, &counts, error))
      return false;
  *done = counts;
  return true;
}

/* Room for a lesson where there is none: the streams unseen for longest go. */
static bool make_room(ll_store *store, uint32_t today, GError **error) {
  struct ll_compaction counts = {0};
  g_autoptr(GArray) tenants = list_tenants(store, error);
  return tenants && evict(store, tenants, blocks_of(tenants) * EVICT_TO_PERCENT / 100, today, &counts, error);
}

/* The overall cap, looked at once in a while; which lesson does it is as good as drawn by lot. */
static bool keep_house(ll_store *store, const ll_lesson *lesson, uint32_t today, GError **error) {
  struct ll_compaction counts = {0};
  if ((lesson->issue.bytes[0] | lesson->issue.bytes[1] << 8) % HOUSEKEEPING != 1)
    return true;
  g_autoptr(GArray) tenants = list_tenants(store, error);
  return tenants && evict(store, tenants, store->cap, today, &counts, error);
}

bool ll_store_remember(ll_store *store, const ll_lesson *lesson, uint32_t today, GError **error) {
  g_autoptr(GError) full = NULL;
  if (lesson->prints->len == 0)
    return true;
  enum ll_put r = learn_in_turn(store, lesson, today, &full);
  if (r == LL_PUT_FULL && make_room(store, today, NULL)) {
    g_clear_error(&full);
    r = learn_in_turn(store, lesson, today, &full);
  }
  if (r == LL_PUT_STORED)
    return keep_house(store, lesson, today, error);
  g_propagate_error(error, g_steal_pointer(&full));
  return false;
}

bool ll_store_forget(ll_store *store, const struct ll_key *stream, bool *found, GError **error) {
  g_autoptr(GBytes) record = NULL;
  if (!stream)
    return store->backend->clear(store->backend, error);
  if (!store->backend->get(store->backend, stream, false, &record, error))
    return false;
  if (record && !drop(store, stream, error))
    return false;
  if (found)
    *found = record != NULL;
  return true;
}
