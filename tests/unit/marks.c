/* SPDX-License-Identifier: MIT
 * Documents with marks. */
#include "tests/unit/marks.h"
#include "tests/unit/tree.h"
#include <string.h>

static bool is_mark(const char *at) {
  return g_str_has_prefix(at, "[[") || g_str_has_prefix(at, "]]") || g_str_has_prefix(at, "{{") ||
         g_str_has_prefix(at, "}}");
}

/* Takes the marks out; the places of [[ and ]] go to `cuts`, those of {{ and }} to `pins` (of gsize). */
static char *without_marks(const char *text, GArray *cuts, GArray *pins) {
  GString *html = g_string_new(NULL);
  for (; *text != '\0'; text++) {
    gsize at = html->len;
    if (!is_mark(text)) {
      g_string_append_c(html, *text);
      continue;
    }
    if (*text == '[' || *text == ']')
      g_array_append_val(cuts, at);
    else
      g_array_append_val(pins, at);
    text++;
  }
  return g_string_free(html, FALSE);
}

static uint32_t token_at(const ll_doc *doc, size_t offset) {
  for (guint i = 0; i < doc->tokens->len; i++)
    if (ll_doc_token(doc, i)->start == offset)
      return i;
  return offset == doc->length ? doc->tokens->len : G_MAXUINT32;
}

static void pin(struct marked *marked, gsize start, gsize end) {
  for (guint i = 1; i < marked->doc->nodes->len; i++) {
    uint32_t token = ll_doc_node(marked->doc, (int32_t)i)->token;
    if (token < marked->doc->tokens->len && ll_doc_token(marked->doc, token)->start >= start &&
        ll_doc_token(marked->doc, token)->start < end)
      marked->pinned[i] = 1;
  }
}

void marks_parse(const char *text, struct marked *marked) {
  g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(gsize)),
                    pins = g_array_new(FALSE, FALSE, sizeof(gsize));
  g_autofree char *html = without_marks(text, cuts, pins);
  const char *reason = NULL;
  marked->doc = tree_parse(html, strlen(html), &reason);
  g_assert_cmpstr(reason, ==, NULL);
  tree_check(marked->doc);
  marked->pinned = g_new0(uint8_t, marked->doc->nodes->len);
  marked->cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  marked->fits = true;
  for (guint i = 0; i + 1 < cuts->len; i += 2) {
    struct ll_range range = {token_at(marked->doc, g_array_index(cuts, gsize, i)),
                             token_at(marked->doc, g_array_index(cuts, gsize, i + 1))};
    marked->fits = marked->fits && range.start != G_MAXUINT32 && range.end != G_MAXUINT32;
    g_array_append_val(marked->cuts, range);
  }
  for (guint i = 0; i + 1 < pins->len; i += 2)
    pin(marked, g_array_index(pins, gsize, i), g_array_index(pins, gsize, i + 1));
}

void marks_clear(struct marked *marked) {
  ll_doc_free(marked->doc);
  g_array_unref(marked->cuts);
  g_free(marked->pinned);
}

char *marks_left(const struct marked *marked) {
  GString *left = g_string_new(NULL);
  guint cut = 0;
  for (uint32_t i = 0; i < marked->doc->tokens->len; i++) {
    while (cut < marked->cuts->len && g_array_index(marked->cuts, struct ll_range, cut).end <= i)
      cut++;
    if (cut < marked->cuts->len && g_array_index(marked->cuts, struct ll_range, cut).start <= i)
      continue;
    const struct ll_token *token = ll_doc_token(marked->doc, i);
    g_string_append_len(left, marked->doc->bytes + token->start, token->end - token->start);
  }
  return g_string_free(left, FALSE);
}
