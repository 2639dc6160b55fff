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

static bool is_link_or_source(const struct ll_attribute *attribute) {
  return strcmp(attribute->name, "href") == 0 || strcmp(attribute->name, "src") == 0;
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
    if (is_link_or_source(at)) {
      g_string_append(out, at->value);
      g_string_append_c(out, '\0');
    }
  }
}

/* Walks over the nodes of a document that have content and are not cut. */
struct walk {
  const ll_doc *doc;
  const GArray *without; /* of struct ll_range, in order */
  guint next;            /* of them */
  int32_t node;
};

static bool has_content(const ll_doc *doc, const struct ll_node *node) {
  if (node->tag == LL_TAG_COMMENT)
    return false;
  for (uint32_t i = 0; node->tag == LL_TAG_TEXT && i < node->text_length; i++)
    if (!g_ascii_isspace(node->text[i]))
      return true;
  for (uint32_t i = 0; node->tag != LL_TAG_TEXT && i < node->n_attributes; i++)
    if (is_link_or_source(&g_array_index(doc->attributes, struct ll_attribute, node->attributes + i)))
      return true;
  return false;
}

/* The next such node, NULL at the end. */
static const struct ll_node *next_node(struct walk *w) {
  while (++w->node < (int32_t)w->doc->nodes->len) {
    const struct ll_node *node = ll_doc_node(w->doc, w->node);
    while (w->next < w->without->len && g_array_index(w->without, struct ll_range, w->next).end <= node->token)
      w->next++;
    bool cut = w->next < w->without->len && g_array_index(w->without, struct ll_range, w->next).start <= node->token;
    if (!cut && has_content(w->doc, node))
      return node;
  }
  return NULL;
}

static GString *content_of(const ll_doc *doc, const GArray *without) {
  GString *out = g_string_sized_new(doc->length);
  struct walk w = {.doc = doc, .without = without};
  while (next_node(&w))
    add_node(doc, w.node, out);
  return out;
}

/* Node by node, the usual case; where a cut has joined two texts that does not work out. */
static bool is_same_by_node(struct walk a, struct walk b) {
  g_autoptr(GString) one = g_string_new(NULL), other = g_string_new(NULL);
  for (;;) {
    const struct ll_node *x = next_node(&a), *y = next_node(&b);
    if (!x || !y)
      return x == y;
    if (x->tag == LL_TAG_TEXT && y->tag == LL_TAG_TEXT && x->text_length == y->text_length &&
        memcmp(x->text, y->text, x->text_length) == 0)
      continue;
    g_string_truncate(one, 0);
    g_string_truncate(other, 0);
    add_node(a.doc, a.node, one);
    add_node(b.doc, b.node, other);
    if (!g_string_equal(one, other))
      return false;
  }
}

static bool is_same(const ll_doc *before, const GArray *ranges, const ll_doc *lean) {
  g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  if (is_same_by_node((struct walk){.doc = before, .without = ranges}, (struct walk){.doc = lean, .without = none}))
    return true;
  g_autoptr(GString) want = content_of(before, ranges), got = content_of(lean, none);
  return g_string_equal(want, got);
}

const char *ll_verify(const ll_doc *before, ll_cutter *cutter, const GArray *ranges, GBytes *after,
                      const struct ll_limits *limits) {
  if (!ll_ranges_in_order(ranges))
    return "verify-order";
  if (!ll_cutter_allows_all(cutter, ranges))
    return "verify-state";
  const char *reason = NULL;
  g_autoptr(ll_doc) lean = ll_doc_parse_content(after, before->charset, limits, &reason);
  if (!lean)
    return "verify-parse";
  return is_same(before, ranges, lean) ? NULL : "verify-content";
}
