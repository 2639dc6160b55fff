/* SPDX-License-Identifier: MIT
 * The header block as a list of fields.  The empty line, or the end of the data, ends it. */
#include "core/header.h"
#include "core/encoded.h"
#include <gmime/gmime.h>
#include <leanletter/leanletter.h>
#include <string.h>

/* A line of the block without its line end, which may be LF or CRLF; `next` is where the following one starts. */
struct line {
  const char *start;
  size_t length;
  size_t next;
};

static struct line line_at(const char *data, size_t length, size_t offset) {
  const char *start = data + offset;
  const char *lf = memchr(start, '\n', length - offset);
  size_t n = lf ? (size_t)(lf - start) : length - offset;
  struct line line = {.start = start, .length = n, .next = offset + n + (lf != NULL)};
  if (lf && n > 0 && start[n - 1] == '\r')
    line.length--;
  return line;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/* Bytes of the name at the start of a field line (RFC 5322, 3.6.8), 0 when it is no field.  Blanks before the colon
 * are the obsolete syntax of 4.5: some readers take them, so they may not hide a field from us. */
static size_t name_length(const char *line, size_t length, size_t *colon) {
  size_t n = 0;
  while (n < length && line[n] > ' ' && line[n] < 127 && line[n] != ':')
    n++;
  size_t end = n;
  while (end < length && is_blank(line[end]))
    end++;
  *colon = end;
  return end < length && line[end] == ':' ? n : 0;
}

/* Adds one field: its lines are joined without their line ends, and the value is trimmed. */
static void add_field(ll_header *header, GString *unfolded) {
  size_t colon;
  size_t name = name_length(unfolded->str, unfolded->len, &colon);
  const char *value = unfolded->str + colon + 1;
  size_t length = unfolded->len - colon - 1;
  while (length > 0 && is_blank(*value))
    value++, length--;
  while (length > 0 && is_blank(value[length - 1]))
    length--;
  struct ll_field field = {
      .name = g_string_chunk_insert_len(header->text, unfolded->str, (gssize)name),
      .value = g_string_chunk_insert_len(header->text, value, (gssize)length),
  };
  g_array_append_val(header->fields, field);
}

/* May the line stand in a header?  No NUL, and not blanks alone, where some readers see the end of the header. */
static bool is_sound(struct line line) {
  size_t i = 0;
  while (i < line.length && is_blank(line.start[i]))
    i++;
  return i < line.length && !memchr(line.start, '\0', line.length);
}

/* Takes one line into the field that is being read, or starts the next.  False: it is neither. */
static bool take_line(ll_header *header, GString *unfolded, struct line line) {
  size_t colon;
  if (!is_sound(line))
    return false;
  if (is_blank(*line.start)) {
    g_string_append_len(unfolded, line.start, (gssize)line.length);
    return unfolded->len > line.length;
  }
  if (unfolded->len > 0)
    add_field(header, unfolded);
  g_string_truncate(unfolded, 0);
  g_string_append_len(unfolded, line.start, (gssize)line.length);
  return name_length(line.start, line.length, &colon) > 0;
}

static ll_header *header_new(void) {
  ll_header *header = g_new0(ll_header, 1);
  header->fields = g_array_new(false, false, sizeof(struct ll_field));
  header->text = g_string_chunk_new(4096);
  return header;
}

ll_header *ll_header_parse(GBytes *raw, size_t max, GError **error) {
  g_autoptr(ll_header) header = header_new();
  g_autoptr(GString) unfolded = g_string_new(NULL);
  size_t length;
  const char *data = g_bytes_get_data(raw, &length);
  for (bool ended = false; !ended && header->size < length;) {
    struct line line = line_at(data, length, header->size);
    if (line.next > max) {
      g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "the header is longer than %zu bytes", max);
      return NULL;
    }
    ended = line.length == 0;
    if (!ended && !take_line(header, unfolded, line)) {
      g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "byte %zu: this line is no header field", header->size);
      return NULL;
    }
    header->size = line.next;
  }
  if (unfolded->len > 0)
    add_field(header, unfolded);
  return g_steal_pointer(&header);
}

void ll_header_free(ll_header *header) {
  if (!header)
    return;
  g_array_unref(header->fields);
  g_string_chunk_free(header->text);
  g_free(header);
}

const char *ll_header_get(const ll_header *header, const char *name) {
  for (unsigned i = 0; i < header->fields->len; i++) {
    const struct ll_field *field = &g_array_index(header->fields, struct ll_field, i);
    if (g_ascii_strcasecmp(field->name, name) == 0)
      return field->value;
  }
  return NULL;
}

unsigned ll_header_count(const ll_header *header, const char *name) {
  unsigned count = 0;
  for (unsigned i = 0; i < header->fields->len; i++)
    count += g_ascii_strcasecmp(g_array_index(header->fields, struct ll_field, i).name, name) == 0;
  return count;
}

char *ll_header_text(const ll_header *header, const char *name) {
  const char *value = ll_header_get(header, name);
  return value ? ll_encoded_text(value) : NULL;
}

bool ll_field_starts(const char *line, size_t n) {
  size_t colon;
  return name_length(line, n, &colon) > 0;
}

char *ll_field_find(const char *header, size_t n, const char *name) {
  const size_t length = strlen(name);
  const char *end = header + n;
  for (const char *line = header; line < end && *line != '\n' && *line != '\r';) {
    size_t colon;
    const char *next = memchr(line, '\n', (size_t)(end - line));
    while (next && next + 1 < end && is_blank(next[1]))
      next = memchr(next + 1, '\n', (size_t)(end - next - 1));
    const size_t size = (size_t)((next ? next : end) - line);
    if (name_length(line, size, &colon) == length && g_ascii_strncasecmp(line, name, length) == 0)
      return g_strstrip(g_strndup(line + colon + 1, size - colon - 1));
    line = next ? next + 1 : end;
  }
  return NULL;
}

int64_t ll_header_date(const ll_header *header) {
  const char *date = ll_header_get(header, "Date");
  g_autoptr(GDateTime) when = date ? g_mime_utils_header_decode_date(date) : NULL;
  return when ? g_date_time_to_unix(when) : 0;
}

int64_t ll_message_date(GBytes *message) {
  enum { MAX_HEADER = 1024 * 1024 };
  g_autoptr(ll_header) header = ll_header_parse(message, MAX_HEADER, NULL);
  return header ? ll_header_date(header) : 0;
}
