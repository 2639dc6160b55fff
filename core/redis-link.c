/* SPDX-License-Identifier: MIT
 * Connections to Redis. */
#include "core/redis-link.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGUMENTS = 8, MAX_IDLE = 16 };

struct ll_redis_links {
  char **servers;
  char *user, *password, *mark_name, *mark;
  char database[12];
  struct timeval timeout;
  pthread_mutex_t lock;
  GQueue idle;   /* of redisContext * */
  guint current; /* the server that answered last */
};

static bool fail(GError **error, const char *server, const char *what) {
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "redis %s: %s", server, what);
  return false;
}

ll_redis_links *ll_redis_links_new(const struct ll_memory_settings *settings, const struct ll_key *mark) {
  ll_redis_links *l = g_new0(ll_redis_links, 1);
  unsigned ms = ll_store_deadline(settings);
  GString *text = g_string_new(NULL);
  ll_key_print(mark, text);
  l->servers = g_strdupv(settings->servers);
  l->user = g_strdup(settings->user);
  l->password = g_strdup(settings->password);
  l->mark_name = g_strconcat(settings->prefix ? settings->prefix : "", "mark", NULL);
  l->mark = g_string_free(text, FALSE);
  g_snprintf(l->database, sizeof l->database, "%u", settings->database);
  l->timeout = (struct timeval){ms / 1000, ms % 1000 * 1000};
  pthread_mutex_init(&l->lock, NULL);
  g_queue_init(&l->idle);
  return l;
}

void ll_redis_links_free(ll_redis_links *l) {
  if (!l)
    return;
  for (redisContext *c; (c = g_queue_pop_head(&l->idle));)
    redisFree(c);
  pthread_mutex_destroy(&l->lock);
  g_strfreev(l->servers);
  g_free(l->user);
  g_free(l->password);
  g_free(l->mark_name);
  g_free(l->mark);
  g_free(l);
}

/* ---- connecting ---- */

static redisContext *connect_to(const ll_redis_links *l, const char *server) {
  if (g_str_has_prefix(server, "unix:"))
    return redisConnectUnixWithTimeout(server + strlen("unix:"), l->timeout);
  const char *colon = strrchr(server, ':');
  g_autofree char *host = colon ? g_strndup(server, (gsize)(colon - server)) : g_strdup(server);
  g_strstrip(g_strdelimit(host, "[]", ' '));
  return redisConnectWithTimeout(host, colon ? atoi(colon + 1) : 6379, l->timeout);
}

/* What is wrong with a reply (borrowed), or NULL. */
static const char *problem_of(const redisContext *c, const redisReply *reply) {
  if (!reply)
    return c->err == REDIS_ERR_IO && c->errstr[0] == '\0' ? "no answer" : c->errstr;
  return reply->type == REDIS_REPLY_ERROR ? reply->str : NULL;
}

/* All that a connection starts with goes out in one piece: who we are, which database, whose hashes. */
static unsigned append_greeting(const ll_redis_links *l, redisContext *c) {
  unsigned n = 3;
  if (l->password && l->user)
    redisAppendCommand(c, "AUTH %s %s", l->user, l->password);
  else if (l->password)
    redisAppendCommand(c, "AUTH %s", l->password);
  n += l->password != NULL;
  redisAppendCommand(c, "SELECT %s", l->database);
  redisAppendCommand(c, "SET %s %s NX", l->mark_name, l->mark);
  redisAppendCommand(c, "GET %s", l->mark_name);
  return n;
}

static bool greet(const ll_redis_links *l, redisContext *c, const char *server, GError **error) {
  unsigned n = append_greeting(l, c);
  bool done = true;
  for (unsigned i = 0; i < n && done; i++) {
    void *got = NULL;
    redisGetReply(c, &got);
    redisReply *reply = got;
    const char *problem = problem_of(c, reply);
    bool last = i + 1 == n;
    if (!problem && last && (reply->type != REDIS_REPLY_STRING || strcmp(reply->str, l->mark) != 0))
      problem = "its keys were made under another secret; every host of a fleet needs the same";
    done = !problem || fail(error, server, problem);
    if (reply)
      freeReplyObject(reply);
  }
  return done;
}

static redisContext *connect_one(const ll_redis_links *l, const char *server, GError **error) {
  redisContext *c = connect_to(l, server);
  if (c && !c->err && redisSetTimeout(c, l->timeout) == REDIS_OK && greet(l, c, server, error))
    return c;
  if (!c || c->err)
    g_clear_error(error);
  if (!error || !*error)
    fail(error, server, c && c->err ? c->errstr : "cannot be reached");
  if (c)
    redisFree(c);
  return NULL;
}

/* To the servers in order, from the one that answered last. */
static redisContext *connect_any(ll_redis_links *l, GError **error) {
  guint n = g_strv_length(l->servers);
  pthread_mutex_lock(&l->lock);
  guint first = l->current;
  pthread_mutex_unlock(&l->lock);
  for (guint i = 0; i < n; i++) {
    guint server = i == 0 ? first : i <= first ? i - 1 : i;
    g_clear_error(error);
    redisContext *c = connect_one(l, l->servers[server], error);
    if (c) {
      pthread_mutex_lock(&l->lock);
      l->current = server;
      pthread_mutex_unlock(&l->lock);
      return c;
    }
  }
  return NULL;
}

/* ---- calling ---- */

static redisContext *take_idle(ll_redis_links *l) {
  pthread_mutex_lock(&l->lock);
  redisContext *c = g_queue_pop_tail(&l->idle);
  pthread_mutex_unlock(&l->lock);
  return c;
}

static void give_back(ll_redis_links *l, redisContext *c) {
  pthread_mutex_lock(&l->lock);
  bool room = !c->err && g_queue_get_length(&l->idle) < MAX_IDLE;
  if (room)
    g_queue_push_tail(&l->idle, c);
  pthread_mutex_unlock(&l->lock);
  if (!room)
    redisFree(c);
}

/* This server will not do it, but another one may. */
static bool speaks_for_another(const char *problem) {
  static const char *const codes[] = {"READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "MOVED"};
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
    if (g_str_has_prefix(problem, codes[i]))
      return true;
  return false;
}

/* Connections to that server are not used again, and the next one is tried first. */
static void leave_server(ll_redis_links *l) {
  pthread_mutex_lock(&l->lock);
  for (redisContext *c; (c = g_queue_pop_head(&l->idle));)
    redisFree(c);
  l->current = (l->current + 1) % g_strv_length(l->servers);
  pthread_mutex_unlock(&l->lock);
}

static redisReply *call_on(redisContext *c, const struct ll_argument *command, size_t n) {
  const char *data[MAX_ARGUMENTS];
  size_t lengths[MAX_ARGUMENTS];
  g_assert(n <= MAX_ARGUMENTS);
  for (size_t i = 0; i < n; i++) {
    data[i] = command[i].data;
    lengths[i] = command[i].length;
  }
  return redisCommandArgv(c, (int)n, data, lengths);
}

static redisReply *judge(ll_redis_links *l, redisContext *c, redisReply *reply, GError **error) {
  const char *problem = problem_of(c, reply);
  if (problem) {
    fail(error, c->connection_type == REDIS_CONN_UNIX ? c->unix_sock.path : c->tcp.host, problem);
    bool other = reply && speaks_for_another(problem);
    if (reply)
      freeReplyObject(reply);
    give_back(l, c);
    if (other)
      leave_server(l);
    return NULL;
  }
  give_back(l, c);
  return reply;
}

/* The server closed the connection while it was idle. */
static bool was_closed(const redisContext *c) {
  return c->err == REDIS_ERR_EOF || (c->err == REDIS_ERR_IO && (errno == EPIPE || errno == ECONNRESET));
}

redisReply *ll_redis_call(ll_redis_links *l, const struct ll_argument *command, size_t n, GError **error) {
  for (redisContext *c; (c = take_idle(l));) {
    redisReply *reply = call_on(c, command, n);
    if (reply || !was_closed(c))
      return judge(l, c, reply, error);
    redisFree(c);
  }
  g_autoptr(GError) cause = NULL;
  redisContext *c = connect_any(l, &cause);
  if (!c) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
  }
  return judge(l, c, call_on(c, command, n), error);
}
