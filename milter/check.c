/* SPDX-License-Identifier: MIT
 * Distrustful application of a cleaner's reply. */
#include "check.h"
#include "part.h"
#include <string.h>

struct bytes {
  const uint8_t *at;
  size_t n;
};

static struct bytes bytes_of(GBytes *b) {
  struct bytes s;
  s.at = g_bytes_get_data(b, &s.n);
  return s;
}

static bool fail(GError **error, const char *what) {
  g_set_error_literal(error, LL_ERROR, LL_ERROR_EDIT, what);
  return false;
}

/* ---- a second opinion on transfer encodings (RFC 2045, 6.7 and 6.8); broken input was refused before ---- */

static bool is_escape(const uint8_t *in, size_t left) {
  return left >= 3 && g_ascii_isxdigit((char)in[1]) && g_ascii_isxdigit((char)in[2]);
}

/* Length of a soft line break at `in`, or 0. */
static size_t soft_break(const uint8_t *in, size_t left) {
  if (left == 1 || in[1] == '\n')
    return MIN(left, 2);
  return left >= 3 && in[1] == '\r' && in[2] == '\n' ? 3 : 0;
}

static void decode_quoted_printable(const uint8_t *in, size_t n, GByteArray *out) {
  for (size_t i = 0; i < n;) {
    uint8_t byte = in[i];
    size_t size = byte == '=' ? soft_break(in + i, n - i) : 0;
    if (size > 0) {
      i += size;
      continue;
    }
    size = 1;
    if (byte == '=' && is_escape(in + i, n - i)) {
      byte = (uint8_t)(g_ascii_xdigit_value((char)in[i + 1]) * 16 + g_ascii_xdigit_value((char)in[i + 2]));
      size = 3;
    }
    g_byte_array_append(out, &byte, 1);
    i += size;
  }
}

static void decode_base64(const uint8_t *in, size_t n, GByteArray *out) {
  gint state = 0;
  guint save = 0;
  g_byte_array_set_size(out, (guint)(n / 4 * 3 + 6));
  const gsize written = g_base64_decode_step((const char *)in, n, out->data, &state, &save);
  g_byte_array_set_size(out, (guint)written);
}

static GByteArray *decode(GBytes *message, struct ll_span part, enum ll_encoding encoding) {
  const uint8_t *in = bytes_of(message).at + part.start;
  const size_t n = part.end - part.start;
  GByteArray *out = g_byte_array_sized_new((guint)n + 8);
  if (encoding == LL_QUOTED_PRINTABLE)
    decode_quoted_printable(in, n, out);
  else if (encoding == LL_BASE64)
    decode_base64(in, n, out);
  else
    g_byte_array_append(out, in, (guint)n);
  return out;
}

/* ---- the checks ---- */

/* Whether `after` is `before` without the cuts. */
static bool is_rest(const GByteArray *before, const GArray *cuts, const GByteArray *after) {
  size_t from = 0, to = 0;
  for (guint i = 0; i <= cuts->len; i++) {
    const bool last = i == cuts->len;
    const struct ll_span end = {before->len, before->len};
    const struct ll_span cut = last ? end : g_array_index(cuts, struct ll_span, i);
    if (cut.start < from || cut.start > cut.end || cut.end > before->len)
      return false;
    const size_t n = cut.start - from;
    if (n > after->len - to || (n > 0 && memcmp(before->data + from, after->data + to, n) != 0))
      return false;
    from = cut.end;
    to += n;
  }
  return to == after->len;
}

static bool decoded_fits(const struct ll_reply *reply, GBytes *raw, GBytes *lean, struct ll_span lean_part,
                         GError **error) {
  g_autoptr(GByteArray) before = decode(raw, reply->part, reply->encoding);
  g_autoptr(GByteArray) after = decode(lean, lean_part, reply->encoding);
  return is_rest(before, reply->cuts, after) ||
         fail(error, "the part decodes to something else than the original less the cuts");
}

static bool surroundings_kept(GBytes *raw, GBytes *lean, struct ll_span part, GError **error) {
  const struct bytes r = bytes_of(raw), l = bytes_of(lean);
  const size_t after = r.n - part.end;
  if (l.n >= r.n || l.n < part.start + after)
    return fail(error, "the message would not get smaller, or lose more than the part");
  if (memcmp(r.at, l.at, part.start) != 0 || memcmp(r.at + part.end, l.at + l.n - after, after) != 0)
    return fail(error, "bytes around the part would change");
  return true;
}

static bool can_be_undone(const ll_edit *edit, GBytes *raw, GBytes *lean, GError **error) {
  g_autoptr(GBytes) removed = ll_edit_removed(edit, raw, error);
  if (removed == NULL)
    return false;
  g_autoptr(GBytes) again = ll_edit_undo(edit, lean, removed, error);
  if (again == NULL)
    return false;
  return g_bytes_equal(again, raw) || fail(error, "the edit cannot be undone");
}

GBytes *ll_check_apply(const struct ll_reply *reply, GBytes *raw, size_t body, GError **error) {
  const size_t size = g_bytes_get_size(raw);
  if (!reply->edit || !ll_part_is_html(raw, body, reply->part, reply->encoding)) {
    fail(error, "what is named is not the HTML part");
    return NULL;
  }
  g_autoptr(ll_edit) edit = ll_edit_new(raw, reply->part, reply->encoding, reply->cuts, error);
  if (edit == NULL)
    return NULL;
  g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, error);
  if (lean == NULL || !surroundings_kept(raw, lean, reply->part, error))
    return NULL;
  const struct ll_span lean_part = {reply->part.start, reply->part.end - (size - g_bytes_get_size(lean))};
  if (!decoded_fits(reply, raw, lean, lean_part, error) || !can_be_undone(edit, raw, lean, error))
    return NULL;
  return g_steal_pointer(&lean);
}
