/* SPDX-License-Identifier: MIT
 * leanletter undo, and the record that it reads. */
#include "undo.h"
#include "command.h"
#include "file.h"
#include <string.h>
#include <unistd.h>

static const char magic[] = "leanletter-undo 1";

static bool broken(GError **error, const char *what) {
  g_set_error_literal(error, LL_ERROR, LL_ERROR_EDIT, what);
  return false;
}

/* ---- writing ---- */

static void append_spans(GString *out, const char *key, const GArray *spans) {
  for (unsigned i = 0; i < spans->len; i++) {
    struct ll_span s = g_array_index(spans, struct ll_span, i);
    g_string_append_printf(out, "%s %zu %zu\n", key, s.start, s.end);
  }
}

GBytes *undo_record(const ll_edit *edit, GBytes *raw, GBytes *lean, GError **error) {
  g_autoptr(GBytes) removed = ll_edit_removed(edit, raw, error);
  if (!removed)
    return NULL;
  g_autofree char *before = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
  g_autofree char *after = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, lean);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%s\nbefore %s\nafter %s\nencoding %s\npart %zu %zu\n", magic, before, after,
                         ll_encoding_names[edit->encoding], edit->part.start, edit->part.end);
  append_spans(out, "cut", edit->cuts);
  append_spans(out, "range", edit->ranges);
  if (edit->tail)
    g_string_append_printf(out, "tail %zu\n", g_bytes_get_size(edit->tail));
  g_string_append_c(out, '\n');
  g_string_append_len(out, g_bytes_get_data(removed, NULL), (gssize)g_bytes_get_size(removed));
  return g_string_free_to_bytes(out);
}

/* ---- reading ---- */

struct record {
  char *before, *after;
  ll_edit *edit;
  size_t tail; /* bytes of the tail in the lean message; SIZE_MAX: none */
  GBytes *removed;
};

static void record_clear(struct record *r) {
  g_free(r->before);
  g_free(r->after);
  g_clear_pointer(&r->edit, ll_edit_free);
  g_clear_pointer(&r->removed, g_bytes_unref);
}

static bool parse_number(const char *text, size_t *number) {
  guint64 value;
  if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXSSIZE, &value, NULL))
    return false;
  *number = value;
  return true;
}

static bool parse_span(char **words, struct ll_span *span) {
  struct ll_span s;
  if (g_strv_length(words) != 3 || !parse_number(words[1], &s.start) || !parse_number(words[2], &s.end) ||
      s.end < s.start)
    return false;
  *span = s;
  return true;
}

static bool parse_encoding(const char *name, enum ll_encoding *encoding) {
  for (int i = 0; i < LL_N_ENCODINGS; i++)
    if (strcmp(ll_encoding_names[i], name) == 0) {
      *encoding = (enum ll_encoding)i;
      return true;
    }
  return false;
}

static bool parse_line(struct record *r, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", 3);
  struct ll_span span;
  const char *key = words[0], *value = key ? words[1] : NULL;
  if (!value)
    return false;
  if (strcmp(key, "before") == 0)
    return g_free(r->before), (r->before = g_strdup(value)) != NULL;
  if (strcmp(key, "after") == 0)
    return g_free(r->after), (r->after = g_strdup(value)) != NULL;
  if (strcmp(key, "encoding") == 0)
    return parse_encoding(value, &r->edit->encoding);
  if (strcmp(key, "tail") == 0)
    return parse_number(value, &r->tail);
  if (!parse_span(words, &span))
    return false;
  if (strcmp(key, "part") == 0)
    return r->edit->part = span, true;
  bool cut = strcmp(key, "cut") == 0;
  g_array_append_val(cut ? r->edit->cuts : r->edit->ranges, span);
  return cut || strcmp(key, "range") == 0;
}

static bool parse_record(GBytes *bytes, struct record *r, GError **error) {
  size_t length;
  const char *data = g_bytes_get_data(bytes, &length);
  const char *end = length ? memmem(data, length, "\n\n", 2) : NULL;
  if (!end || !g_str_has_prefix(data, magic))
    return broken(error, "is no undo record");
  r->edit = g_new0(ll_edit, 1);
  r->edit->cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  r->edit->ranges = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  g_autofree char *head = g_strndup(data, (gsize)(end - data));
  g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
  for (char **line = lines + 1; *line; line++)
    if (!parse_line(r, *line))
      return broken(error, "the undo record is damaged");
  size_t start = (size_t)(end - data) + 2;
  r->removed = g_bytes_new_from_bytes(bytes, start, length - start);
  return (r->before && r->after && r->edit->ranges->len) || broken(error, "the undo record is damaged");
}

/* The tail is in the lean message, after all that the ranges before the last one took away. */
static bool find_tail(struct record *r, GBytes *lean) {
  if (r->tail == SIZE_MAX)
    return true;
  size_t gone = 0;
  const struct ll_span *ranges = (const struct ll_span *)r->edit->ranges->data;
  for (unsigned i = 0; i + 1 < r->edit->ranges->len; i++)
    gone += ranges[i].end - ranges[i].start;
  size_t start = ranges[r->edit->ranges->len - 1].start;
  if (start < gone || start - gone > g_bytes_get_size(lean) ||
      r->tail > g_bytes_get_size(lean) - (start - gone))
    return false;
  r->edit->tail = g_bytes_new_from_bytes(lean, start - gone, r->tail);
  return true;
}

static bool has_digest(GBytes *bytes, const char *digest) {
  g_autofree char *is = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  return strcmp(is, digest) == 0;
}

static GBytes *restore(struct record *r, GBytes *bytes, GBytes *lean, GError **error) {
  if (!parse_record(bytes, r, error))
    return NULL;
  if (!has_digest(lean, r->after))
    return broken(error, "is not the message that the undo record was made for"), NULL;
  if (!find_tail(r, lean))
    return broken(error, "the undo record is damaged"), NULL;
  g_autoptr(GBytes) original = ll_edit_undo(r->edit, lean, r->removed, error);
  if (original && !has_digest(original, r->before))
    return broken(error, "the undo record is damaged"), NULL;
  return g_steal_pointer(&original);
}

GBytes *undo_apply(GBytes *record, GBytes *lean, GError **error) {
  struct record r = {.tail = SIZE_MAX};
  GBytes *original = restore(&r, record, lean, error);
  record_clear(&r);
  return original;
}

/* ---- the command ---- */

static bool undo(const char *record_name, const char *name, GError **error) {
  struct mail record = {NULL}, mail = {NULL};
  g_autoptr(GBytes) original = NULL, all = NULL;
  bool done = mail_read(record_name, &record, error) && mail_read(name, &mail, error) &&
              (original = undo_apply(record.all, mail.message, error)) != NULL;
  if (done) {
    all = mail_with(&mail, original);
    done = write_all(STDOUT_FILENO, all, error);
  }
  mail_clear(&record);
  mail_clear(&mail);
  return done;
}

int undo_main(int argc, char **argv) {
  g_autofree char *record = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry own[] = {
      {"record", 'r', 0, G_OPTION_ARG_FILENAME, &record, "What leanletter clean --undo wrote", "FILE"},
      {NULL}};
  if (!options_parse(NULL, own, "[LEAN]", "Writes the original of a cleaned message to standard output.",
                     &argc, &argv))
    return EXIT_USAGE;
  if (!record || argc > 2) {
    complain(NULL, "undo needs --record FILE and at most one message");
    return EXIT_USAGE;
  }
  const char *name = argc == 2 ? argv[1] : "-";
  if (undo(record, name, &error))
    return EXIT_DONE;
  complain(name, error->message);
  return EXIT_ERROR;
}
