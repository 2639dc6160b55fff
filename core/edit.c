/* SPDX-License-Identifier: MIT
 * Edits: made (core/recode.c chooses the ranges), proved by decoding what they leave, applied, undone. */
#include "core/recode.h"
#include <string.h>

enum { MAX_LINE = 998 }; /* RFC 5322, 2.1.1; octets without the line end */

static const struct ll_span *span_at(const GArray *spans, unsigned i) {
  return &g_array_index(spans, struct ll_span, i);
}

static size_t total(const GArray *spans) {
  size_t sum = 0;
  for (unsigned i = 0; i < spans->len; i++)
    sum += span_at(spans, i)->end - span_at(spans, i)->start;
  return sum;
}

/* Sorted, disjoint, none empty, all inside? */
static bool in_order(const GArray *spans, struct ll_span inside) {
  size_t end = inside.start;
  for (unsigned i = 0; i < spans->len; i++) {
    const struct ll_span *span = span_at(spans, i);
    if (span->start < end || span->end <= span->start || span->end > inside.end)
      return false;
    end = span->end;
  }
  return true;
}

static bool fail(GError **error, const char *what) {
  g_set_error_literal(error, LL_ERROR, LL_ERROR_EDIT, what);
  return false;
}

void ll_edit_free(ll_edit *edit) {
  if (!edit)
    return;
  g_array_unref(edit->cuts);
  g_array_unref(edit->ranges);
  g_clear_pointer(&edit->tail, g_bytes_unref);
  g_free(edit);
}

/* The line around `at` of `bytes`, without its LF. */
static struct ll_span line_around(const char *bytes, size_t length, size_t at) {
  if (length == 0)
    return (struct ll_span){0, 0};
  const char *before = memrchr(bytes, '\n', at);
  const char *lf = memchr(bytes + at, '\n', length - at);
  return (struct ll_span){before ? (size_t)(before + 1 - bytes) : 0, lf ? (size_t)(lf - bytes) : length};
}

static size_t line_length(const char *bytes, size_t length, size_t at) {
  struct ll_span line = line_around(bytes, length, at);
  return line.end - line.start - (line.end > line.start && bytes[line.end - 1] == '\r');
}

/* Is a line of `joined` octets refused where `cut` goes? */
static bool is_too_long(const char *bytes, size_t length, const struct ll_span *cut, size_t joined) {
  return joined > MAX_LINE && joined > line_length(bytes, length, cut->start) &&
         joined > line_length(bytes, length, cut->end);
}

/* Octets that stay between cut i and the next line end that stays. */
static size_t rest_of_line(const char *bytes, size_t length, const GArray *cuts, unsigned i) {
  size_t rest = 0;
  const char *lf = NULL;
  for (; !lf && i < cuts->len; i++) {
    size_t from = span_at(cuts, i)->end, to = i + 1 < cuts->len ? span_at(cuts, i + 1)->start : length;
    lf = memchr(bytes + from, '\n', to - from);
    rest += (lf ? (size_t)(lf - bytes) : to) - from;
  }
  return rest;
}

static void add_span(GArray *spans, size_t start, size_t end) {
  struct ll_span span = {start, end};
  if (start < end)
    g_array_append_val(spans, span);
}

GArray *ll_edit_fit_lines(GBytes *text, enum ll_encoding encoding, const GArray *cuts) {
  size_t n, at = 0, column = 0; /* octets that stay of the line */
  const char *bytes = g_bytes_get_data(text, &n);
  if (encoding == LL_QUOTED_PRINTABLE || encoding == LL_BASE64)
    return g_array_copy((GArray *)cuts);
  GArray *fitting = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  for (unsigned i = 0; i < cuts->len; i++) {
    const struct ll_span *cut = span_at(cuts, i);
    const char *kept = memrchr(bytes + at, '\n', cut->start - at);
    const char *line_end = memrchr(bytes + cut->start, '\n', cut->end - cut->start);
    column = kept ? (size_t)(bytes + cut->start - (kept + 1)) : column + (cut->start - at);
    at = cut->end;
    if (!line_end || column == 0 || !is_too_long(bytes, n, cut, column + rest_of_line(bytes, n, cuts, i))) {
      add_span(fitting, cut->start, cut->end);
      continue;
    }
    size_t stays = (size_t)(line_end - bytes);
    add_span(fitting, cut->start, stays - (stays > cut->start && bytes[stays - 1] == '\r'));
    add_span(fitting, stays + 1, cut->end);
    column = 0;
  }
  return fitting;
}

/* May two pieces meet at `join` of the lean message, where `range` of the original went?  The line must not be longer
 * than 998 octets unless it was before, nor begin like a MIME delimiter, nor like a line that mbox files quote. */
static bool join_fits(GBytes *raw, const struct ll_span *range, GBytes *lean, size_t join, GError **error) {
  size_t n_raw, n_lean;
  const char *before = g_bytes_get_data(raw, &n_raw), *after = g_bytes_get_data(lean, &n_lean);
  if (is_too_long(before, n_raw, range, line_length(after, n_lean, join)))
    return fail(error, "a joined line would be longer than 998 octets");
  struct ll_span line = line_around(after, n_lean, join);
  const char *text = after + line.start;
  size_t n = line.end - line.start;
  if (n > 2 && memcmp(text, "--", 2) == 0 && text[2] != '>')
    return fail(error, "a joined line would begin like a MIME delimiter");
  if (n >= 5 && join - line.start < 5 && memcmp(text, "From ", 5) == 0)
    return fail(error, "a joined line would begin with \"From \"");
  return true;
}

static bool joins_fit(const ll_edit *edit, GBytes *raw, GBytes *lean, GError **error) {
  size_t gone = 0;
  for (unsigned i = 0; i < edit->ranges->len; i++) {
    const struct ll_span *range = span_at(edit->ranges, i);
    if (!join_fits(raw, range, lean, range->start - gone, error))
      return false;
    gone += range->end - range->start;
  }
  return true;
}

/* Is `lean` the bytes of `text` without `cuts`? */
static bool is_cut_from(GBytes *text, const GArray *cuts, GBytes *lean) {
  size_t n_text, n_lean, from = 0, at = 0;
  const char *whole = g_bytes_get_data(text, &n_text), *rest = g_bytes_get_data(lean, &n_lean);
  if (n_lean != n_text - total(cuts))
    return false;
  for (unsigned i = 0; i <= cuts->len; i++) {
    size_t to = i < cuts->len ? span_at(cuts, i)->start : n_text;
    if (to > from && memcmp(whole + from, rest + at, to - from) != 0)
      return false;
    at += to - from;
    from = i < cuts->len ? span_at(cuts, i)->end : n_text;
  }
  return true;
}

/* Proves that the edit does what it was made for. */
static bool is_proved(const ll_edit *edit, GBytes *raw, const ll_text *text, GError **error) {
  g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, error);
  if (!lean)
    return false;
  if (g_bytes_get_size(lean) > g_bytes_get_size(raw))
    return fail(error, "the re-encoded part would be larger");
  if (!joins_fit(edit, raw, lean, error))
    return false;
  struct ll_span part = {edit->part.start, edit->part.end + g_bytes_get_size(lean) - g_bytes_get_size(raw)};
  g_autoptr(ll_text) left = ll_text_decode(lean, part, edit->encoding, NULL);
  if (!left || !is_cut_from(text->bytes, edit->cuts, left->bytes))
    return fail(error, "the lean part would not decode to the text without the cuts");
  return true;
}

ll_edit *ll_edit_new(GBytes *raw, struct ll_span part, enum ll_encoding encoding, const GArray *cuts,
                     GError **error) {
  if (part.start > part.end || part.end > g_bytes_get_size(raw) || encoding >= LL_N_ENCODINGS) {
    fail(error, "the part lies outside of the message");
    return NULL;
  }
  g_autoptr(ll_text) text = ll_text_decode(raw, part, encoding, error);
  if (!text)
    return NULL;
  if (cuts->len == 0 || !in_order(cuts, (struct ll_span){0, g_bytes_get_size(text->bytes)})) {
    fail(error, "the cuts are not in order, or lie outside of the part");
    return NULL;
  }
  g_autoptr(ll_edit) edit = g_new0(ll_edit, 1);
  edit->part = part;
  edit->encoding = encoding;
  edit->cuts = g_array_copy((GArray *)cuts);
  edit->ranges = g_array_new(false, false, sizeof(struct ll_span));
  ll_recode(edit, raw, text);
  return is_proved(edit, raw, text, error) ? g_steal_pointer(&edit) : NULL;
}

static bool same_spans(const GArray *a, const GArray *b) {
  return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(struct ll_span)) == 0);
}

bool ll_edit_check(const ll_edit *edit, GBytes *raw, GError **error) {
  g_autoptr(ll_edit) own = ll_edit_new(raw, edit->part, edit->encoding, edit->cuts, error);
  if (!own)
    return false;
  bool same_tail = own->tail && edit->tail ? g_bytes_equal(own->tail, edit->tail) : own->tail == edit->tail;
  return same_tail && same_spans(own->ranges, edit->ranges)
             ? true
             : fail(error, "the edit is not what its cuts make");
}

/* Do the ranges lie in the part, and is there a tail only where there may be one? */
static bool fits(const ll_edit *edit, size_t length, GError **error) {
  if (length >= G_MAXINT || edit->part.end > length || !in_order(edit->ranges, edit->part))
    return fail(error, "the edit does not fit the message");
  if (edit->tail && (edit->encoding != LL_BASE64 || edit->ranges->len != 1))
    return fail(error, "only a base64 part may be re-encoded");
  return true;
}

GBytes *ll_edit_apply(const ll_edit *edit, GBytes *raw, GError **error) {
  size_t length, at = 0;
  const uint8_t *data = g_bytes_get_data(raw, &length);
  if (!fits(edit, length, error))
    return NULL;
  size_t n_tail = edit->tail ? g_bytes_get_size(edit->tail) : 0;
  GByteArray *lean = g_byte_array_sized_new((guint)(length - total(edit->ranges) + n_tail));
  for (unsigned i = 0; i < edit->ranges->len; i++) {
    const struct ll_span *range = span_at(edit->ranges, i);
    g_byte_array_append(lean, data + at, (guint)(range->start - at));
    at = range->end;
  }
  if (n_tail > 0)
    g_byte_array_append(lean, g_bytes_get_data(edit->tail, NULL), (guint)n_tail);
  g_byte_array_append(lean, data + at, (guint)(length - at));
  return g_byte_array_free_to_bytes(lean);
}

GBytes *ll_edit_removed(const ll_edit *edit, GBytes *raw, GError **error) {
  size_t length;
  const uint8_t *data = g_bytes_get_data(raw, &length);
  if (!fits(edit, length, error))
    return NULL;
  GByteArray *removed = g_byte_array_sized_new((guint)total(edit->ranges));
  for (unsigned i = 0; i < edit->ranges->len; i++) {
    const struct ll_span *range = span_at(edit->ranges, i);
    g_byte_array_append(removed, data + range->start, (guint)(range->end - range->start));
  }
  return g_byte_array_free_to_bytes(removed);
}

GBytes *ll_edit_undo(const ll_edit *edit, GBytes *lean, GBytes *removed, GError **error) {
  size_t n_lean, n_removed, from = 0, taken = 0;
  const uint8_t *left = g_bytes_get_data(lean, &n_lean), *gone = g_bytes_get_data(removed, &n_removed);
  size_t n_tail = edit->tail ? g_bytes_get_size(edit->tail) : 0;
  if (n_lean < n_tail || n_removed != total(edit->ranges) ||
      !fits(edit, n_lean - n_tail + n_removed, error)) {
    g_clear_error(error);
    fail(error, "the edit does not fit the lean message");
    return NULL;
  }
  GByteArray *raw = g_byte_array_sized_new((guint)(n_lean - n_tail + n_removed));
  for (unsigned i = 0; i < edit->ranges->len; i++) {
    const struct ll_span *range = span_at(edit->ranges, i);
    size_t kept = range->start - raw->len, length = range->end - range->start;
    g_byte_array_append(raw, left + from, (guint)kept);
    g_byte_array_append(raw, gone + taken, (guint)length);
    from += kept;
    taken += length;
  }
  g_byte_array_append(raw, left + from + n_tail, (guint)(n_lean - n_tail - from));
  return g_byte_array_free_to_bytes(raw);
}
