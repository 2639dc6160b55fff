/* SPDX-License-Identifier: MIT
 * Compares the lean document with the original one minus the cuts. */
#include "core/verify.h"
#include <string.h>

static void add_text(const char *text, size_t length, GString *out) {
  size_t before = out->len;
  g_string_set_size(out, before + length);
  char *to = out->str + before;
  for (size_t i = 0; i < length; i++) {
    *to = text[i];
    to += !g_ascii_isspace(text[i]);
  }
  g_string_truncate(out, (gsize)(to - out->str));
}

/* What a reader gets from a document: text without blanks, then targets and sources, each ended by a NUL. */
static void add_node(const ll_doc *doc, int32_t index, GString *out) {
  const struct ll_node *node = ll_doc_node(doc, index);
  if (node->tag == LL_TAG_TEXT) {
    add_text(node->text, node->text_length, out);
    return;
  }
  for (uint32_t a = 0; a < node->n_attributes; a++) {
    const struct ll_attribute *at = &g_array_index(doc->attributes, struct ll_attribute, node->attributes + a);
    if (strcmp(at->name, "href") == 0 || strcmp(at->name, "src") == 0) {
      g_string_append(out, at->value);
      g_string_append_c(out, '\0');
    }
  }
}

static GString *content_of(const ll_doc *doc, const GArray *without) {
  GString *out = g_string_sized_new(doc->length);
  guint next = 0;
  for (guint i = 1; i < doc->nodes->len; i++) {
    const struct ll_node *node = ll_doc_node(doc, (int32_t)i);
    while (next < without->len && g_array_index(without, struct ll_range, next).end <= node->token)
      next++;
    bool cut = next < without->len && g_array_index(without, struct ll_range, next).start <= node->token;
    if (!cut && node->tag != LL_TAG_COMMENT)
      add_node(doc, (int32_t)i, out);
  }
  return out;
}

const char *ll_verify(const ll_doc *before, ll_cutter *cutter, const GArray *ranges, GBytes *after,
                      const struct ll_limits *limits) {
  if (!ll_ranges_in_order(ranges))
    return "verify-order";
  if (!ll_cutter_allows_all(cutter, ranges))
    return "verify-state";
  const char *reason = NULL;
  g_autoptr(ll_doc) lean = ll_doc_parse(after, before->charset, limits, &reason);
  if (!lean)
    return "verify-parse";
  g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  GString *want = content_of(before, ranges), *got = content_of(lean, none);
  bool same = g_string_equal(want, got);
  g_string_free(want, TRUE);
  g_string_free(got, TRUE);
  return same ? NULL : "verify-content";
}
