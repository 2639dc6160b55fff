/* SPDX-License-Identifier: MIT
 * Collecting one message. */
#include "session.h"
#include <string.h>

enum { MAX_QUEUE_ID = 60, MAX_SENDER = 1000 };

ll_session *ll_session_new(void) {
  ll_session *s = g_new0(ll_session, 1);
  s->signatures = g_ptr_array_new_with_free_func(g_free);
  s->results = g_ptr_array_new_with_free_func(g_free);
  s->queue_id = g_strdup("-");
  return s;
}

void ll_session_reset(ll_session *s) {
  g_clear_pointer(&s->raw, g_byte_array_unref);
  g_clear_pointer(&s->sender, g_free);
  g_clear_pointer(&s->dkim_domain, g_free);
  g_free(s->queue_id);
  s->queue_id = g_strdup("-");
  g_ptr_array_set_size(s->signatures, 0);
  g_ptr_array_set_size(s->results, 0);
  s->own_fields = 0;
  s->body = 0;
  s->in_hand = s->unwanted = s->authenticated = false;
  s->pass = NULL;
}

void ll_session_free(ll_session *s) {
  ll_session_reset(s);
  g_ptr_array_unref(s->signatures);
  g_ptr_array_unref(s->results);
  g_free(s->queue_id);
  g_free(s->client);
  g_free(s);
}

void ll_session_begin(ll_session *s, const char *sender) {
  ll_session_reset(s);
  s->in_hand = true;
  s->start = g_get_monotonic_time();
  s->raw = g_byte_array_new();
  if (sender == NULL || strlen(sender) > MAX_SENDER)
    return;
  const size_t n = strlen(sender);
  const bool angle = n >= 2 && sender[0] == '<' && sender[n - 1] == '>';
  s->sender = angle ? g_strndup(sender + 1, n - 2) : g_strdup(sender);
}

void ll_session_name(ll_session *s, const char *queue_id) {
  if (queue_id == NULL || *queue_id == '\0')
    return;
  g_free(s->queue_id);
  s->queue_id = g_strndup(queue_id, MAX_QUEUE_ID);
  for (char *at = s->queue_id; *at; at++)
    if (!g_ascii_isalnum(*at) && strchr("-._", *at) == NULL)
      *at = '?';
}

static void append(ll_session *s, const char *bytes, size_t n) {
  if (n > 0)
    g_byte_array_append(s->raw, (const guint8 *)bytes, (guint)n);
}

/* Folded lines come with LF between them. */
static void append_value(ll_session *s, const char *value) {
  for (const char *lf; (lf = strchr(value, '\n')) != NULL; value = lf + 1) {
    append(s, value, (size_t)(lf - value) - (lf > value && lf[-1] == '\r'));
    append(s, "\r\n", 2);
  }
  append(s, value, strlen(value));
}

/* Bytes that a field takes: each LF becomes two. */
static size_t length_of(const char *name, const char *value) {
  size_t n = strlen(name) + strlen(value) + strlen(": \r\n");
  for (const char *lf = value; (lf = strchr(lf, '\n')) != NULL; lf++)
    n++;
  return n;
}

static void note_field(ll_session *s, const char *name, const char *value) {
  if (g_ascii_strcasecmp(name, "DKIM-Signature") == 0)
    g_ptr_array_add(s->signatures, g_strdup(value));
  else if (g_ascii_strcasecmp(name, "Authentication-Results") == 0)
    g_ptr_array_add(s->results, g_strdup(value));
}

void ll_session_header(ll_session *s, const ll_config *config, const char *name, const char *value) {
  if (s->raw == NULL)
    return;
  s->own_fields += g_ascii_strcasecmp(name, config->milter.header_field) == 0;
  if (s->raw->len + length_of(name, value) > config->limits.header_size) {
    s->pass = "header-size";
    return;
  }
  note_field(s, name, value);
  append(s, name, strlen(name));
  append(s, ": ", s->lead_space ? 1 : 2);
  append_value(s, value);
  append(s, "\r\n", 2);
}

GBytes *ll_session_header_end(ll_session *s) {
  append(s, "\r\n", 2);
  s->body = s->raw->len;
  return g_bytes_new(s->raw->data, s->raw->len);
}

void ll_session_body(ll_session *s, const ll_config *config, const uint8_t *bytes, size_t n) {
  if (s->raw == NULL || s->pass)
    return;
  if (n > config->limits.message_size || s->raw->len > config->limits.message_size - n) {
    s->pass = "message-size";
    g_byte_array_set_size(s->raw, 0);
    return;
  }
  append(s, (const char *)bytes, n);
}

GBytes *ll_session_take(ll_session *s) {
  return g_byte_array_free_to_bytes(g_steal_pointer(&s->raw));
}
