/* SPDX-License-Identifier: MIT
 * Stream memory behind the commands. */
#include "recall.h"
#include <signal.h>
#include <string.h>

static bool fail(GError **error, const char *what) {
  g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, what);
  return false;
}

struct recall *recall_open(const ll_config *config, GError **error) {
  if (strcmp(config->memory.backend, "none") == 0) {
    fail(error, "there is no memory: it takes --memory DIR, or [memory] in the file of --config");
    return NULL;
  }
  struct recall *recall = g_new0(struct recall, 1);
  recall->config = config;
  signal(SIGPIPE, SIG_IGN); /* of a Redis server that goes away */
  if (ll_secret_load(config->memory.directory, recall->secret, error))
    recall->store = ll_store_open(&config->memory, recall->secret, error);
  if (recall->store)
    return recall;
  recall_close(recall);
  return NULL;
}

void recall_close(struct recall *recall) {
  if (!recall)
    return;
  ll_store_close(recall->store);
  g_free(recall);
}

static bool look_up(void *data, const ll_lesson *lesson, struct ll_seen *seen) {
  return ll_store_look_up(data, lesson, seen, NULL);
}

bool recall_in_child(struct recall *recall, struct ll_memory *memory, GError **error) {
  bool shared = strcmp(recall->config->memory.backend, "memory") == 0;
  ll_store *store = shared ? recall->store : ll_store_open(&recall->config->memory, recall->secret, error);
  if (!store)
    return false;
  *memory = (struct ll_memory){.look_up = look_up, .data = store, .secret = recall->secret};
  return true;
}

/* Both ends are the same program: the form is that of the structs. */
struct head {
  struct ll_key stream, issue;
  uint32_t day, n;
};

GBytes *recall_pack(const ll_lesson *lesson) {
  GByteArray *out = g_byte_array_new();
  struct head head = {lesson->stream, lesson->issue, lesson->day, lesson->prints->len};
  g_byte_array_append(out, (const guint8 *)&head, sizeof head);
  g_byte_array_append(out, (const guint8 *)lesson->prints->data,
                      lesson->prints->len * (guint)sizeof(struct ll_print));
  return g_byte_array_free_to_bytes(out);
}

static ll_lesson *unpack(GBytes *packed) {
  struct head head;
  size_t n;
  const char *bytes = g_bytes_get_data(packed, &n);
  if (n < sizeof head)
    return NULL;
  memcpy(&head, bytes, sizeof head);
  if ((n - sizeof head) % sizeof(struct ll_print) != 0 ||
      (n - sizeof head) / sizeof(struct ll_print) != head.n)
    return NULL;
  g_autoptr(ll_lesson) lesson = g_new0(ll_lesson, 1);
  lesson->stream = head.stream;
  lesson->issue = head.issue;
  lesson->day = head.day;
  lesson->prints = g_array_new(FALSE, FALSE, sizeof(struct ll_print));
  g_array_append_vals(lesson->prints, bytes + sizeof head, head.n);
  for (guint i = 0; i < head.n; i++)
    if (g_array_index(lesson->prints, struct ll_print, i).n_grams > LL_MAX_GRAMS)
      return NULL;
  return g_steal_pointer(&lesson);
}

bool recall_learn(struct recall *recall, GBytes *packed, GError **error) {
  if (!packed)
    return true;
  g_autoptr(ll_lesson) lesson = unpack(packed);
  return lesson ? ll_store_remember(recall->store, lesson, lesson->day, error)
                : fail(error, "what was learned is damaged");
}
