/* SPDX-License-Identifier: MIT
 * From cuts of the decoded text to ranges of the encoded part, one function an encoding (RFC 2045, 6.7 and 6.8). */
#include "core/recode.h"
#include <string.h>

enum { QP_LINE = 76 }; /* characters, the `=` of a soft line break included */

static const struct ll_span *cut_at(const ll_edit *edit, unsigned i) {
  return &g_array_index(edit->cuts, struct ll_span, i);
}

/* Adds a range of the part; one that touches the last is joined to it. */
static void add_range(ll_edit *edit, size_t start, size_t end) {
  struct ll_span range = {edit->part.start + start, edit->part.start + end};
  if (start == end)
    return;
  unsigned n = edit->ranges->len;
  struct ll_span *last = n > 0 ? &g_array_index(edit->ranges, struct ll_span, n - 1) : NULL;
  if (last && last->end == range.start)
    last->end = range.end;
  else
    g_array_append_val(edit->ranges, range);
}

static void recode_identity(ll_edit *edit) {
  for (unsigned i = 0; i < edit->cuts->len; i++)
    add_range(edit, cut_at(edit, i)->start, cut_at(edit, i)->end);
}

/* A walk over the encoded part: every byte before `at` is either kept or dropped. */
struct walk {
  ll_edit *edit;
  const char *in;
  size_t length, at;
  size_t column; /* characters kept of the line that is being written */
  char last;     /* of them */
};

static void keep(struct walk *walk, size_t end) {
  const char *start = walk->in + walk->at;
  size_t n = end - walk->at;
  if (n == 0)
    return;
  const char *lf = memrchr(start, '\n', n);
  walk->column = lf ? (size_t)(start + n - (lf + 1)) : walk->column + n;
  walk->last = start[n - 1];
  walk->at = end;
}

static void drop(struct walk *walk, size_t end) {
  add_range(walk->edit, walk->at, end);
  walk->at = end;
}

/* Bytes of a line end at `at`; 0: there is none. */
static size_t line_end_at(const struct walk *walk, size_t at) {
  if (at < walk->length && walk->in[at] == '\n')
    return 1;
  return at + 1 < walk->length && walk->in[at] == '\r' && walk->in[at + 1] == '\n' ? 2 : 0;
}

/* Characters from `at` to the end of the line or to `end`. */
static size_t rest_of_line(const struct walk *walk, size_t at, size_t end) {
  const char *lf = memchr(walk->in + at, '\n', end - at);
  size_t n = lf ? (size_t)(lf - walk->in) - at : end - at;
  return lf && n > 0 && lf[-1] == '\r' ? n - 1 : n;
}

/* Finds bytes before `end` that make a soft line break when all others between them go: the last one that is there,
 * or the first `=` and the last line end. */
static bool find_break(const struct walk *walk, size_t end, size_t *equals, size_t *line_end) {
  const char *start = walk->in + walk->at, *stop = walk->in + end;
  const char *first = memchr(start, '=', end - walk->at), *lf = memrchr(start, '\n', end - walk->at);
  if (!first || !lf || first > lf)
    return false;
  *equals = (size_t)(first - walk->in);
  *line_end = (size_t)(lf - walk->in) - (lf[-1] == '\r');
  for (const char *p = first; p; p = memchr(p + 1, '=', (size_t)(stop - (p + 1)))) {
    size_t after = (size_t)(p - walk->in) + 1, size = line_end_at(walk, after);
    if (size > 0 && after + size <= end) {
      *equals = after - 1;
      *line_end = after;
    }
  }
  return true;
}

/* Would the line that joins what is kept so far to what follows `end` be too long, or end in a blank that some
 * decoders drop? */
static bool wants_break(const struct walk *walk, size_t end, size_t next) {
  if (walk->column == 0)
    return false;
  if (walk->column + rest_of_line(walk, end, next) > QP_LINE)
    return true;
  return (walk->last == ' ' || walk->last == '\t') && (end == walk->length || line_end_at(walk, end) > 0);
}

static void recode_quoted_printable(struct walk *walk, const ll_text *text) {
  const ll_edit *edit = walk->edit;
  for (unsigned i = 0; i < edit->cuts->len; i++) {
    size_t end = ll_text_encoded(text, cut_at(edit, i)->end), equals, line_end;
    size_t next = i + 1 < edit->cuts->len ? ll_text_encoded(text, cut_at(edit, i + 1)->start) : walk->length;
    keep(walk, ll_text_encoded(text, cut_at(edit, i)->start));
    if (wants_break(walk, end, next) && find_break(walk, end, &equals, &line_end)) {
      drop(walk, equals);
      keep(walk, equals + 1);
      drop(walk, line_end);
      keep(walk, line_end + line_end_at(walk, line_end));
    }
    drop(walk, end);
  }
}

static bool is_base64(char c) {
  return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
}

/* Where the re-encoding starts: a line start between two quanta at or before digit `digit`; `*digits` come before. */
static size_t first_line(const struct walk *walk, size_t digit, size_t *digits) {
  size_t at = 0, seen = 0;
  *digits = 0;
  for (size_t i = 0; i < walk->length && seen <= digit; i++) {
    seen += is_base64(walk->in[i]);
    if (walk->in[i] == '\n' && seen % 4 == 0 && seen <= digit) {
      at = i + 1;
      *digits = seen;
    }
  }
  return at;
}

/* The length of the first line that has text, and how it ends; 0: nothing ends it. */
static size_t line_format(const struct walk *walk, const char **line_end) {
  size_t start = 0, length;
  while (start < walk->length && !is_base64(walk->in[start]))
    start++;
  length = rest_of_line(walk, start, walk->length);
  size_t size = line_end_at(walk, start + length);
  *line_end = size == 2 ? "\r\n" : "\n";
  return size > 0 ? length : 0;
}

/* Appends the base64 form of `left` in lines of `width` characters, the last without line end. */
static void append_base64(GByteArray *tail, const GByteArray *left, size_t width, const char *line_end) {
  g_autofree char *text = left->len > 0 ? g_base64_encode(left->data, left->len) : g_strdup("");
  size_t n = strlen(text);
  for (size_t i = 0; i < n; i += width) {
    if (i > 0)
      g_byte_array_append(tail, (const uint8_t *)line_end, (guint)strlen(line_end));
    width = width > 0 ? width : n;
    g_byte_array_append(tail, (const uint8_t *)text + i, (guint)MIN(width, n - i));
  }
}

/* What the cuts leave of the decoded bytes from `from` on. */
static GByteArray *left_of(const ll_edit *edit, GBytes *bytes, size_t from) {
  size_t n;
  const uint8_t *data = g_bytes_get_data(bytes, &n);
  GByteArray *left = g_byte_array_new();
  for (unsigned i = 0; i < edit->cuts->len; i++) {
    g_byte_array_append(left, data + from, (guint)(cut_at(edit, i)->start - from));
    from = cut_at(edit, i)->end;
  }
  g_byte_array_append(left, data + from, (guint)(n - from));
  return left;
}

static void recode_base64(struct walk *walk, const ll_text *text) {
  size_t digits, end = walk->length;
  const char *line_end;
  size_t start = first_line(walk, cut_at(walk->edit, 0)->start / 3 * 4, &digits);
  size_t width = line_format(walk, &line_end);
  g_autoptr(GByteArray) left = left_of(walk->edit, text->bytes, digits / 4 * 3);
  GByteArray *tail = g_byte_array_new();
  append_base64(tail, left, width, line_end);
  while (end > start && !is_base64(walk->in[end - 1]))
    end--;
  g_byte_array_append(tail, (const uint8_t *)walk->in + end, (guint)(walk->length - end));
  walk->edit->tail = g_byte_array_free_to_bytes(tail);
  add_range(walk->edit, start, walk->length);
}

void ll_recode(ll_edit *edit, GBytes *raw, const ll_text *text) {
  struct walk walk = {
      .edit = edit,
      .in = (const char *)g_bytes_get_data(raw, NULL) + edit->part.start,
      .length = edit->part.end - edit->part.start,
  };
  if (edit->encoding == LL_QUOTED_PRINTABLE)
    recode_quoted_printable(&walk, text);
  else if (edit->encoding == LL_BASE64)
    recode_base64(&walk, text);
  else
    recode_identity(edit);
}
