/* SPDX-License-Identifier: MIT
 * Metrics over HTTP. */
#include "metrics.h"
#include "counters.h"
#include <microhttpd.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>

enum { MAX_CONNECTIONS = 16, TIMEOUT_S = 10 };

static struct MHD_Daemon *server;

static const struct {
  const char *name, *help;
  size_t offset;
} plain[] = {
#define PLAIN(name, help)                                                                                    \
  { #name, help, offsetof(struct ll_counters, name) }
    PLAIN(connections, "Connections of the mail server."),
    PLAIN(bytes_before, "Bytes of the messages that were cut, as they came."),
    PLAIN(bytes_after, "Bytes of the messages that were cut, as they went on."),
    PLAIN(cleaner_crashes, "Cleaners that ended on their own: crash, memory, forbidden system call."),
    PLAIN(cleaner_kills, "Cleaners ended because they did not answer in time, or not well."),
    PLAIN(front_crashes, "Fronts that ended on their own."),
    PLAIN(reloads, "Reloads of the configuration."),
    PLAIN(reload_failures, "Reloads refused because the configuration is wrong."),
    PLAIN(archived, "Originals written to the archive."),
    PLAIN(memory_look_ups, "Questions to the stream memory."),
    PLAIN(memory_failures, "Questions that it did not answer, or not in time."),
    PLAIN(memory_skipped, "Questions that were not asked because the breaker was open."),
    PLAIN(memory_lessons, "Messages that the stream memory learned from."),
    PLAIN(memory_lost, "Messages that it could not learn from: store down or full, or too many at once."),
    PLAIN(memory_opened, "Times that the breaker in front of the stream memory opened."),
    PLAIN(memory_closed, "Times that it closed again."),
#undef PLAIN
};

static void head(GString *out, const char *name, const char *help, const char *type) {
  g_string_append_printf(out, "# HELP leanletter_%s %s\n# TYPE leanletter_%s %s\n", name, help, name, type);
}

static void add_plain(GString *out) {
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
    const void *counter = (const char *)ll_counters() + plain[i].offset;
    g_autofree char *name = g_strconcat(plain[i].name, "_total", NULL);
    head(out, name, plain[i].help, "counter");
    g_string_append_printf(out, "leanletter_%s %" G_GUINT64_FORMAT "\n", name,
                           (guint64)atomic_load((const atomic_uint_fast64_t *)counter));
  }
}

static void add_labelled(GString *out) {
  const struct ll_counters *c = ll_counters();
  head(out, "messages_total", "Messages, by how they ended.", "counter");
  for (int i = 0; i < LL_N_ENDINGS; i++)
    g_string_append_printf(out, "leanletter_messages_total{ending=\"%s\"} %" G_GUINT64_FORMAT "\n",
                           ll_ending_names[i], (guint64)atomic_load(&c->endings[i]));
  head(out, "cuts_total", "Blocks cut, by class.", "counter");
  for (int i = 0; i < LL_N_CLASSES; i++)
    g_string_append_printf(out, "leanletter_cuts_total{class=\"%s\"} %" G_GUINT64_FORMAT "\n",
                           ll_class_names[i], (guint64)atomic_load(&c->cuts[i]));
}

static void add_times(GString *out) {
  const struct ll_counters *c = ll_counters();
  guint64 n = 0;
  head(out, "message_seconds", "Time at the end of a message, the wait for a cleaner included.", "histogram");
  for (int i = 0; i < LL_N_TIMES; i++) {
    n += atomic_load(&c->times[i]);
    g_string_append_printf(out, "leanletter_message_seconds_bucket{le=\"%g\"} %" G_GUINT64_FORMAT "\n",
                           ll_times_ms[i] / 1000.0, n);
  }
  n += atomic_load(&c->times[LL_N_TIMES]);
  g_string_append_printf(out, "leanletter_message_seconds_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n", n);
  g_string_append_printf(
      out, "leanletter_message_seconds_sum %g\nleanletter_message_seconds_count %" G_GUINT64_FORMAT "\n",
      (double)atomic_load(&c->time_us) / 1e6, n);
}

static void add_state(GString *out) {
  head(out, "memory_open", "1 while the breaker in front of the stream memory is open.", "gauge");
  g_string_append_printf(out, "leanletter_memory_open %" G_GUINT64_FORMAT "\n",
                         (guint64)atomic_load(&ll_counters()->memory_open));
}

char *ll_metrics_text(void) {
  GString *out = g_string_new(NULL);
  add_labelled(out);
  add_times(out);
  add_plain(out);
  add_state(out);
  return g_string_free(out, FALSE);
}

static enum MHD_Result serve(void *data, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload, size_t *upload_size,
                             void **state) {
  const bool found = strcmp(url, "/metrics") == 0;
  if (strcmp(method, "GET") != 0)
    return MHD_NO;
  char *text = found ? ll_metrics_text() : g_strdup("leanletter: see /metrics\n");
  struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_COPY);
  g_free(text);
  MHD_add_response_header(response, "Content-Type", "text/plain; version=0.0.4");
  const enum MHD_Result r =
      MHD_queue_response(connection, found ? MHD_HTTP_OK : MHD_HTTP_NOT_FOUND, response);
  MHD_destroy_response(response);
  return r;
}

static struct addrinfo *resolve(const char *address, GError **error) {
  g_autofree char *host = g_strdup(address);
  char *colon = strrchr(host, ':');
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
  struct addrinfo *found = NULL;
  *colon = '\0';
  const bool bracketed = host[0] == '[' && colon > host && colon[-1] == ']';
  if (bracketed)
    colon[-1] = '\0';
  const int r = getaddrinfo(host + bracketed, colon + 1, &hints, &found);
  if (r != 0)
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "metrics %s: %s", address, gai_strerror(r));
  return found;
}

bool ll_metrics_start(const char *address, GError **error) {
  struct addrinfo *place = resolve(address, error);
  if (place == NULL)
    return false;
  const unsigned flags = MHD_USE_EPOLL | (place->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0);
  server = MHD_start_daemon(flags, 0, NULL, NULL, serve, NULL, MHD_OPTION_SOCK_ADDR, place->ai_addr,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S, MHD_OPTION_END);
  freeaddrinfo(place);
  if (server == NULL)
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "metrics %s: cannot listen there", address);
  return server != NULL;
}

void ll_metrics_stop(void) {
  g_clear_pointer(&server, MHD_stop_daemon);
}

int ll_metrics_fd(void) {
  return server ? MHD_get_daemon_info(server, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd : -1;
}

int ll_metrics_wait(void) {
  MHD_UNSIGNED_LONG_LONG ms = 0;
  return server && MHD_get_timeout(server, &ms) == MHD_YES ? (int)MIN(ms, 60000) : -1;
}

void ll_metrics_run(void) {
  if (server)
    MHD_run(server);
}
