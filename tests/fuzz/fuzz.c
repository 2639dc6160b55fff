/* SPDX-License-Identifier: MIT
 * Invariants of edits, and random numbers. */
#include "tests/fuzz/fuzz.h"
#include "core/codec.h"
#include "core/splice.h"
#include <string.h>

GRand *fuzz_rand(const uint8_t *data, size_t size) {
  guint32 hash = 2166136261u;
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619u;
  return g_rand_new_with_seed(hash);
}

static int by_number(gconstpointer a, gconstpointer b) {
  const size_t *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

GArray *fuzz_spans(GRand *rand, size_t length) {
  GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (int n = 2 * g_rand_int_range(rand, 1, 5); n > 0 && length > 0; n--) {
    size_t at = (size_t)g_rand_int_range(rand, 0, (gint32)length + 1);
    g_array_append_val(ends, at);
  }
  g_array_sort(ends, by_number);
  for (guint i = 0; i + 1 < ends->len; i += 2) {
    struct ll_span span = {g_array_index(ends, size_t, i), g_array_index(ends, size_t, i + 1)};
    bool apart = spans->len == 0 || span.start > g_array_index(spans, struct ll_span, spans->len - 1).end;
    if (apart && span.end > span.start)
      g_array_append_val(spans, span);
  }
  return spans;
}

static GBytes *decoded(GBytes *raw, struct ll_span part, enum ll_encoding encoding) {
  g_autoptr(ll_text) text = ll_text_decode(raw, part, encoding, NULL);
  g_assert_nonnull(text);
  return g_bytes_ref(text->bytes);
}

GBytes *fuzz_check_edit(const ll_edit *edit, GBytes *raw) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, &error), removed = ll_edit_removed(edit, raw, &error);
  g_assert_no_error(error);
  g_autoptr(GBytes) again = ll_edit_undo(edit, lean, removed, &error);
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(again, raw));
  g_assert_true(ll_edit_check(edit, raw, &error));
  size_t n, m;
  const char *before = g_bytes_get_data(raw, &n), *after = g_bytes_get_data(lean, &m);
  g_assert_cmpuint(m, <=, n);
  g_assert_cmpuint(n - m, <=, edit->part.end - edit->part.start);
  g_assert_cmpmem(before, edit->part.start, after, edit->part.start);
  size_t rest = n - edit->part.end;
  g_assert_cmpmem(before + edit->part.end, rest, after + m - rest, rest);
  g_autoptr(GBytes) text = decoded(raw, edit->part, edit->encoding);
  g_autoptr(GBytes) want = ll_splice(text, edit->cuts);
  g_autoptr(GBytes) got = decoded(lean, (struct ll_span){edit->part.start, edit->part.end - (n - m)}, edit->encoding);
  g_assert_true(g_bytes_equal(want, got));
  return g_steal_pointer(&lean);
}
