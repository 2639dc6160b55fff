/* SPDX-License-Identifier: MIT
 * What people ask a store for: figures, listings, one stream, everything as text and back. */
#include "core/backend.h"
#include <string.h>

static const char first_line[] = "leanletter-memory 1 ";

/* ---- figures and listings ---- */

struct listing {
  void (*visit)(void *data, const struct ll_stream_info *info);
  void *data;
};

static bool visit_head(void *data, const struct ll_key *stream, const void *record, size_t n, size_t size,
                       GError **error) {
  const struct listing *listing = data;
  struct ll_history_head head;
  if (!ll_history_peek(record, n, &head))
    return true;
  struct ll_stream_info info = {.stream = *stream,
                                .issues = head.issues,
                                .last_day = head.last_day,
                                .n_blocks = head.blocks,
                                .bytes = size};
  listing->visit(listing->data, &info);
  return true;
}

bool ll_store_list(ll_store *store, void (*visit)(void *data, const struct ll_stream_info *info), void *data,
                   GError **error) {
  struct listing listing = {visit, data};
  return store->backend->each(store->backend, false, visit_head, &listing, error);
}

static void add_figures(void *data, const struct ll_stream_info *info) {
  struct ll_store_stats *stats = data;
  stats->first_day = stats->streams ? MIN(stats->first_day, info->last_day) : info->last_day;
  stats->last_day = MAX(stats->last_day, info->last_day);
  stats->streams++;
  stats->blocks += info->n_blocks;
  stats->issues += info->issues;
  stats->bytes += info->bytes;
}

bool ll_store_stats(ll_store *store, struct ll_store_stats *stats, GError **error) {
  struct ll_store_stats counted = {.room = store->backend->room ? store->backend->room(store->backend) : 0};
  if (!ll_store_list(store, add_figures, &counted, error))
    return false;
  *stats = counted;
  return true;
}

static struct ll_block_info describe(const ll_history *h, const struct ll_memento *block) {
  unsigned mask = block->recent & ((1u << LL_COUNTED) - 1);
  return (struct ll_block_info){.text = block->print.text,
                                .issues = block->issues,
                                .days = block->days,
                                .recent = (unsigned)__builtin_popcount(mask),
                                .recent_of = MIN(h->n_recent, LL_COUNTED),
                                .words = block->print.words,
                                .grams = block->print.n_grams,
                                .first_day = block->first_day,
                                .last_day = block->last_day};
}

struct ll_stream_info *ll_store_show(ll_store *store, const struct ll_key *stream, GError **error) {
  g_autoptr(GBytes) record = NULL;
  if (!store->backend->get(store->backend, stream, false, &record, error) || !record)
    return NULL;
  g_autoptr(ll_history) history = ll_store_read(record, error);
  if (!history)
    return NULL;
  struct ll_stream_info *info = g_new0(struct ll_stream_info, 1);
  *info = (struct ll_stream_info){.stream = *stream,
                                  .issues = history->issues,
                                  .last_day = history->last_day,
                                  .n_blocks = history->blocks->len,
                                  .bytes = g_bytes_get_size(record)};
  info->blocks = g_array_new(FALSE, FALSE, sizeof(struct ll_block_info));
  for (guint i = 0; i < history->blocks->len; i++) {
    struct ll_block_info block = describe(history, &g_array_index(history->blocks, struct ll_memento, i));
    g_array_append_val(info->blocks, block);
  }
  return info;
}

void ll_stream_info_free(struct ll_stream_info *info) {
  if (!info)
    return;
  g_clear_pointer(&info->blocks, g_array_unref);
  g_free(info);
}

/* ---- text: a line with version and mark, then lines "KEY BASE64-OF-RECORD" ---- */

static bool append_record(void *data, const struct ll_key *stream, const void *record, size_t n, size_t size,
                          GError **error) {
  GString *out = data;
  g_autofree char *text = g_base64_encode(record, n);
  ll_key_print(stream, out);
  g_string_append_printf(out, " %s\n", text);
  return true;
}

GBytes *ll_store_export(ll_store *store, GError **error) {
  g_autoptr(GString) out = g_string_new(first_line);
  ll_key_print(&store->mark, out);
  g_string_append_c(out, '\n');
  if (!store->backend->each(store->backend, true, append_record, out, error))
    return NULL;
  return g_string_free_to_bytes(g_steal_pointer(&out));
}

static bool broken(GError **error, unsigned line, const char *what) {
  g_set_error(error, LL_ERROR, LL_ERROR_STORE, "line %u: %s", line, what);
  return false;
}

static bool read_key(const char *hex, struct ll_key *key) {
  for (int i = 0; i < LL_KEY_BYTES; i++) {
    int high = g_ascii_xdigit_value(hex[2 * i]), low = high < 0 ? -1 : g_ascii_xdigit_value(hex[2 * i + 1]);
    if (low < 0)
      return false;
    key->bytes[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

/* Of two histories of a stream the one with more issues stays. */
static bool import_record(ll_store *store, const struct ll_key *stream, GBytes *record, bool *taken,
                          GError **error) {
  g_autoptr(GBytes) known = NULL;
  GBytes *present = NULL;
  struct ll_history_head ours = {0}, theirs = {0};
  if (!store->backend->get(store->backend, stream, false, &known, error))
    return false;
  if (known)
    ll_history_peek(g_bytes_get_data(known, NULL), g_bytes_get_size(known), &ours);
  ll_history_peek(g_bytes_get_data(record, NULL), g_bytes_get_size(record), &theirs);
  *taken = !known || theirs.issues > ours.issues;
  return !*taken ||
         store->backend->put(store->backend, stream, known, true, record, &present, error) == LL_PUT_STORED;
}

/* One line: the record in it is read in full before it is stored. */
static bool import_line(ll_store *store, const char *line, unsigned number, unsigned *streams,
                        GError **error) {
  struct ll_key stream;
  gsize n = 0;
  bool taken = false;
  if (strlen(line) < 2 * LL_KEY_BYTES + 2 || !read_key(line, &stream) || line[2 * LL_KEY_BYTES] != ' ')
    return broken(error, number, "is no stream and record");
  guchar *bytes = g_base64_decode(line + 2 * LL_KEY_BYTES + 1, &n);
  g_autoptr(GBytes) record = g_bytes_new_take(bytes, n);
  g_autoptr(GError) damage = NULL;
  g_autoptr(ll_history) history = ll_store_read(record, &damage);
  if (!history)
    return broken(error, number, damage->message);
  if (!import_record(store, &stream, record, &taken, error))
    return false;
  *streams += taken;
  return true;
}

static const char *problem_of_head(const ll_store *store, const char *line) {
  struct ll_key mark;
  size_t n = strlen(first_line);
  if (strncmp(line, first_line, n) != 0)
    return "is not what leanletter memory export writes";
  if (strlen(line + n) != 2 * LL_KEY_BYTES || !read_key(line + n, &mark))
    return "is damaged";
  return memcmp(&mark, &store->mark, sizeof mark) == 0
             ? NULL
             : "was exported under another secret, which has to be copied first";
}

bool ll_store_import(ll_store *store, GBytes *text, unsigned *streams, GError **error) {
  g_autofree char *copy = g_strndup(g_bytes_get_data(text, NULL), g_bytes_get_size(text));
  unsigned number = 1, taken = 0;
  char *rest = copy, *line = strsep(&rest, "\n");
  const char *problem = problem_of_head(store, line);
  if (problem)
    return broken(error, number, problem);
  while ((line = strsep(&rest, "\n"))) {
    number++;
    if (*line && !import_line(store, line, number, &taken, error))
      return false;
  }
  *streams = taken;
  return true;
}
