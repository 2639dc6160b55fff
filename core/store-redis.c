/* SPDX-License-Identifier: MIT
 * Records in Redis or Valkey: one key a stream, PREFIX{STREAM}.
 *
 * A look-up is one GET.  A write is one script that compares the revision and sets, one round trip as well: what the
 * look-up has fetched a moment ago is kept, and whoever was overtaken gets the newer record as the answer.  Connections
 * are kept and shared by the threads; each waits for at most the deadline. */
#include "core/redis-link.h"
#include <string.h>

enum { CACHE_BYTES = 8 * 1024 * 1024, SCAN_COUNT = 512, DAY_SECONDS = 86400 };

struct redis {
  ll_backend backend;
  ll_redis_links *links;
  char *prefix;
  char life[16];        /* of a key, s */
  pthread_mutex_t lock; /* of the cache */
  GHashTable *cache;    /* name of key -> GBytes * */
  size_t cached;        /* bytes */
};

static const char swap[] =
    "local now = redis.call('GETRANGE', KEYS[1], 8, 15) "
    "if ARGV[1] ~= '*' and now ~= ARGV[1] then return redis.call('GET', KEYS[1]) or '' end "
    "if ARGV[2] == '' then redis.call('DEL', KEYS[1]) "
    "else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end return 1";

static char *name_of(const struct redis *r, const struct ll_key *stream) {
  GString *name = g_string_new(r->prefix);
  g_string_append_c(name, '{');
  ll_key_print(stream, name);
  g_string_append_c(name, '}');
  return g_string_free(name, FALSE);
}

static bool stream_of(const struct redis *r, const char *name, size_t n, struct ll_key *stream) {
  size_t prefix = strlen(r->prefix);
  if (n != prefix + 2 * LL_KEY_BYTES + 2 || memcmp(name, r->prefix, prefix) != 0 || name[prefix] != '{')
    return false;
  for (int i = 0; i < LL_KEY_BYTES; i++) {
    int high = g_ascii_xdigit_value(name[prefix + 1 + 2 * i]),
        low = g_ascii_xdigit_value(name[prefix + 2 + 2 * i]);
    if (high < 0 || low < 0)
      return false;
    stream->bytes[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

/* ---- what was fetched lately ---- */

static void remember(struct redis *r, const char *name, GBytes *record) {
  pthread_mutex_lock(&r->lock);
  if (r->cached > CACHE_BYTES) {
    g_hash_table_remove_all(r->cache);
    r->cached = 0;
  }
  if (record) {
    r->cached += g_bytes_get_size(record) + strlen(name);
    g_hash_table_replace(r->cache, g_strdup(name), g_bytes_ref(record));
  } else {
    g_hash_table_remove(r->cache, name);
  }
  pthread_mutex_unlock(&r->lock);
}

static GBytes *recollect(struct redis *r, const char *name) {
  pthread_mutex_lock(&r->lock);
  GBytes *record = g_hash_table_lookup(r->cache, name);
  if (record)
    g_bytes_ref(record);
  pthread_mutex_unlock(&r->lock);
  return record;
}

/* ---- one record ---- */

static GBytes *bytes_of(const redisReply *reply) {
  return reply->type == REDIS_REPLY_STRING && reply->len > 0 ? g_bytes_new(reply->str, (gsize)reply->len)
                                                             : NULL;
}

static bool get(ll_backend *self, const struct ll_key *stream, bool cached, GBytes **record, GError **error) {
  struct redis *r = (struct redis *)self;
  g_autofree char *name = name_of(r, stream);
  GBytes *found = cached ? recollect(r, name) : NULL;
  if (!found) {
    const struct ll_argument command[] = {LL_TEXT("GET"), LL_TEXT(name)};
    redisReply *reply = ll_redis_call(r->links, command, G_N_ELEMENTS(command), error);
    if (!reply)
      return false;
    found = bytes_of(reply);
    freeReplyObject(reply);
    remember(r, name, found);
  }
  *record = found;
  return true;
}

/* Eight bytes of the record; none when there is no record; "*": any. */
static struct ll_argument revision_of(GBytes *before, bool force) {
  if (force)
    return LL_TEXT("*");
  return before ? (struct ll_argument){(const char *)g_bytes_get_data(before, NULL) + 8, 8} : LL_TEXT("");
}

static enum ll_put put(ll_backend *self, const struct ll_key *stream, GBytes *before, bool force,
                       GBytes *after, GBytes **present, GError **error) {
  struct redis *r = (struct redis *)self;
  g_autofree char *name = name_of(r, stream);
  struct ll_argument value = LL_TEXT("");
  if (after)
    value.data = g_bytes_get_data(after, &value.length);
  const struct ll_argument command[] = {
      LL_TEXT("EVAL"), LL_TEXT(swap),   LL_TEXT("1"), LL_TEXT(name), revision_of(before, force),
      value,           LL_TEXT(r->life)};
  redisReply *reply = ll_redis_call(r->links, command, G_N_ELEMENTS(command), error);
  if (!reply)
    return LL_PUT_FAILED;
  bool stored = reply->type == REDIS_REPLY_INTEGER;
  GBytes *other = stored ? NULL : bytes_of(reply);
  freeReplyObject(reply);
  remember(r, name, stored ? after : other);
  if (!stored)
    *present = other;
  return stored ? LL_PUT_STORED : LL_PUT_CONFLICT;
}

/* ---- all records ---- */

/* The names in the square brackets of glob patterns and the like stand for themselves. */
static char *pattern_of(const char *prefix) {
  GString *pattern = g_string_new(NULL);
  for (const char *p = prefix; *p; p++) {
    if (strchr("*?[]\\^-", *p))
      g_string_append_c(pattern, '\\');
    g_string_append_c(pattern, *p);
  }
  g_string_append(pattern, "{*}");
  return g_string_free(pattern, FALSE);
}

/* One step of a scan: the names found, and the cursor of the next step. */
static redisReply *scan(struct redis *r, const char *pattern, const char *cursor, GError **error) {
  g_autofree char *count = g_strdup_printf("%d", SCAN_COUNT);
  const struct ll_argument command[] = {LL_TEXT("SCAN"),  LL_TEXT(cursor),  LL_TEXT("MATCH"),
                                        LL_TEXT(pattern), LL_TEXT("COUNT"), LL_TEXT(count)};
  redisReply *reply = ll_redis_call(r->links, command, G_N_ELEMENTS(command), error);
  if (reply && (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2)) {
    freeReplyObject(reply);
    g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, "redis: SCAN is answered in an unknown way");
    return NULL;
  }
  return reply;
}

struct walk {
  struct redis *redis;
  bool whole;
  ll_visit visit;
  void *data;
  GHashTable *done; /* a scan may name a key twice */
};

static bool visit_name(struct walk *w, const redisReply *name, GError **error) {
  struct ll_key stream;
  if (!stream_of(w->redis, name->str, (size_t)name->len, &stream) ||
      !g_hash_table_add(w->done, g_strndup(name->str, (gsize)name->len)))
    return true;
  g_autofree char *end = g_strdup_printf("%d", w->whole ? -1 : LL_HISTORY_HEAD - 1);
  const struct ll_argument size_command[] = {LL_TEXT("STRLEN"), {name->str, (size_t)name->len}};
  const struct ll_argument command[] = {
      LL_TEXT("GETRANGE"), {name->str, (size_t)name->len}, LL_TEXT("0"), LL_TEXT(end)};
  redisReply *size = ll_redis_call(w->redis->links, size_command, G_N_ELEMENTS(size_command), error);
  redisReply *part = size ? ll_redis_call(w->redis->links, command, G_N_ELEMENTS(command), error) : NULL;
  bool going = part != NULL;
  if (part && part->type == REDIS_REPLY_STRING && part->len > 0)
    going = w->visit(w->data, &stream, part->str, (size_t)part->len, (size_t)size->integer, error);
  if (size)
    freeReplyObject(size);
  if (part)
    freeReplyObject(part);
  return going;
}

static bool walk_names(struct walk *w, GError **error) {
  g_autofree char *pattern = pattern_of(w->redis->prefix), *cursor = g_strdup("0");
  do {
    redisReply *reply = scan(w->redis, pattern, cursor, error);
    if (!reply)
      return false;
    g_free(cursor);
    cursor = g_strdup(reply->element[0]->str);
    bool going = true;
    for (size_t i = 0; going && i < reply->element[1]->elements; i++)
      going = visit_name(w, reply->element[1]->element[i], error);
    freeReplyObject(reply);
    if (!going)
      return false;
  } while (strcmp(cursor, "0") != 0);
  return true;
}

static bool each(ll_backend *self, bool whole, ll_visit visit, void *data, GError **error) {
  g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  struct walk walk = {(struct redis *)self, whole, visit, data, done};
  return walk_names(&walk, error);
}

static bool forget(void *data, const struct ll_key *stream, const void *record, size_t n, size_t size,
                   GError **error) {
  ll_backend *self = data;
  GBytes *present = NULL;
  return self->put(self, stream, NULL, true, NULL, &present, error) == LL_PUT_STORED;
}

static bool clear(ll_backend *self, GError **error) {
  return each(self, false, forget, self, error);
}

static void close_redis(ll_backend *self) {
  struct redis *r = (struct redis *)self;
  ll_redis_links_free(r->links);
  g_hash_table_unref(r->cache);
  pthread_mutex_destroy(&r->lock);
  g_free(r->prefix);
  g_free(r);
}

ll_backend *ll_backend_redis(const struct ll_memory_settings *settings, const struct ll_key *mark,
                             GError **error) {
  if (!settings->servers || !settings->servers[0]) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, "redis: no servers are configured");
    return NULL;
  }
  struct redis *r = g_new0(struct redis, 1);
  r->backend = (ll_backend){get, put, each, clear, NULL, close_redis};
  r->links = ll_redis_links_new(settings, mark);
  r->prefix = g_strdup(settings->prefix ? settings->prefix : "");
  r->cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_snprintf(r->life, sizeof r->life, "%u", MIN(settings->days, 20000) * DAY_SECONDS);
  pthread_mutex_init(&r->lock, NULL);
  return &r->backend;
}
