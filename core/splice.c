/* SPDX-License-Identifier: MIT
 * Token ranges to bytes, and the bytes that stay. */
#include "core/splice.h"

GArray *ll_splice_spans(const ll_doc *doc, const GArray *ranges) {
  GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *r = &g_array_index(ranges, struct ll_range, i);
    struct ll_span span = {ll_doc_token(doc, r->start)->start, ll_doc_token(doc, r->end - 1)->end};
    struct ll_span *last = spans->len ? &g_array_index(spans, struct ll_span, spans->len - 1) : NULL;
    if (last && last->end == span.start)
      last->end = span.end;
    else
      g_array_append_val(spans, span);
  }
  return spans;
}

GBytes *ll_splice(GBytes *source, const GArray *spans) {
  gsize n, at = 0;
  const char *bytes = g_bytes_get_data(source, &n);
  GByteArray *out = g_byte_array_sized_new((guint)n);
  for (guint i = 0; i < spans->len; i++) {
    const struct ll_span *span = &g_array_index(spans, struct ll_span, i);
    g_assert(span->start >= at && span->end <= n);
    g_byte_array_append(out, (const guint8 *)bytes + at, (guint)(span->start - at));
    at = span->end;
  }
  g_byte_array_append(out, (const guint8 *)bytes + at, (guint)(n - at));
  return g_byte_array_free_to_bytes(out);
}
