/* SPDX-License-Identifier: MIT
 * Judging cuts by Gumbo. */
#include "tests/unit/oracle.h"
#include "core/state.h"
#include "core/token.h"
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ANCESTORS = 600 };

GString *oracle_name_texts(const ll_doc *doc) {
  GString *html = g_string_new(NULL);
  bool raw = false;
  for (guint i = 0; i < doc->tokens->len; i++) {
    const struct ll_token *token = ll_doc_token(doc, i);
    const char *start = doc->markup + token->start, *end = doc->markup + token->end;
    if (token->kind == LL_TOKEN_TEXT && !raw && !ll_text_is_blank(doc, token))
      g_string_append_printf(html, "%sw%uw%s", ll_is_blank(*start) ? " " : "", i,
                             ll_is_blank(end[-1]) ? " " : "");
    else
      g_string_append_len(html, start, end - start);
    raw = token->kind == LL_TOKEN_START && ll_tag_is_raw(token->tag);
  }
  return html;
}

/* ---- picking cuts ----------------------------------------------------------------------------- */

static struct ll_range pick_run(GRand *rand, const ll_doc *doc) {
  int32_t first = g_rand_int_range(rand, 1, (gint32)doc->nodes->len), last = first;
  for (int more = g_rand_int_range(rand, 0, 4); more > 0 && ll_doc_node(doc, last)->next >= 0; more--)
    last = ll_doc_node(doc, last)->next;
  return (struct ll_range){ll_doc_node(doc, first)->token, ll_doc_node(doc, last)->end};
}

static struct ll_range pick_any(GRand *rand, const ll_doc *doc) {
  uint32_t n = doc->tokens->len, start = (uint32_t)g_rand_int_range(rand, 0, (gint32)n);
  return (struct ll_range){start, MIN(n, start + 1 + (uint32_t)g_rand_int_range(rand, 0, 12))};
}

static bool fits(const GArray *ranges, struct ll_range range) {
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *other = &g_array_index(ranges, struct ll_range, i);
    if (range.start < other->end && other->start < range.end)
      return false;
  }
  return true;
}

static int by_start(gconstpointer a, gconstpointer b) {
  const struct ll_range *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

GArray *oracle_pick(GRand *rand, const ll_doc *doc, ll_cutter *cutter, unsigned tries) {
  g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  guint wanted = g_rand_int_range(rand, 0, 3) == 0 ? 3 : 1;
  while (doc->nodes->len > 1 && tries-- > 0 && ranges->len < wanted) {
    struct ll_range range = g_rand_boolean(rand) ? pick_any(rand, doc) : pick_run(rand, doc);
    if (!fits(ranges, range) || !ll_cutter_allows(cutter, range))
      continue;
    g_autoptr(GArray) more = g_array_copy(ranges);
    g_array_append_val(more, range);
    g_array_sort(more, by_start);
    if (!ll_cutter_allows_all(cutter, more))
      continue;
    g_array_unref(ranges);
    ranges = g_steal_pointer(&more);
  }
  return ranges->len > 0 ? g_steal_pointer(&ranges) : NULL;
}

static struct ll_span span_of(const ll_doc *doc, const GArray *ranges, guint i) {
  const struct ll_range *range = &g_array_index(ranges, struct ll_range, i);
  return (struct ll_span){ll_doc_token(doc, range->start)->start, ll_doc_token(doc, range->end - 1)->end};
}

GString *oracle_cut(const ll_doc *doc, const GArray *ranges) {
  GString *rest = g_string_new(NULL);
  size_t at = 0;
  for (guint i = 0; i < ranges->len; i++) {
    struct ll_span span = span_of(doc, ranges, i);
    g_string_append_len(rest, doc->bytes + at, (gssize)(span.start - at));
    at = span.end;
  }
  g_string_append_len(rest, doc->bytes + at, (gssize)(doc->length - at));
  return rest;
}

/* ---- gumbo ------------------------------------------------------------------------------------ */

struct reader {
  const ll_doc *doc;
  const GString *html;
  const GArray *ranges;
  bool whole;
  GString *out;
};

/* The place in the whole document of a place in the rest. */
static size_t whole_place(const struct reader *r, size_t at) {
  for (guint i = 0; !r->whole && i < r->ranges->len; i++) {
    struct ll_span span = span_of(r->doc, r->ranges, i);
    if (at >= span.start)
      at += span.end - span.start;
  }
  return at;
}

static bool is_cut(const struct reader *r, size_t at) {
  for (guint i = 0; r->whole && i < r->ranges->len; i++) {
    struct ll_span span = span_of(r->doc, r->ranges, i);
    if (at >= span.start && at < span.end)
      return true;
  }
  return false;
}

static void append_name(const struct reader *r, const GumboElement *element) {
  GumboStringPiece tag = element->original_tag;
  if (element->tag != GUMBO_TAG_UNKNOWN) {
    g_string_append(r->out, gumbo_normalized_tagname(element->tag));
  } else {
    gumbo_tag_from_original_text(&tag);
    g_string_append_len(r->out, tag.data, (gssize)tag.length);
  }
  if (element->tag == GUMBO_TAG_A)
    g_string_append_printf(r->out, "@%zu",
                           whole_place(r, (size_t)(element->original_tag.data - r->html->str)));
}

/* Forms are left out: Gumbo puts the last text of a form behind it (it takes the form off its stack before it writes
 * the text that it holds back). */
static void append_chain(const struct reader *r, const GumboNode *node) {
  for (node = node->parent; node != NULL && node->type == GUMBO_NODE_ELEMENT; node = node->parent) {
    if (node->v.element.tag == GUMBO_TAG_FORM)
      continue;
    g_string_append_c(r->out, '<');
    append_name(r, &node->v.element);
  }
  g_string_append_c(r->out, '\n');
}

/* Words of oracle_name_texts(); text nodes that met in the tree are read one by one. */
static void read_text(const struct reader *r, const GumboNode *node) {
  const char *at = node->v.text.text;
  while ((at = strchr(at, 'w')) != NULL) {
    char *end = NULL;
    unsigned long token = strtoul(at + 1, &end, 10);
    bool named = end > at + 1 && *end == 'w' && token < r->doc->tokens->len;
    if (named && !is_cut(r, ll_doc_token(r->doc, (uint32_t)token)->start)) {
      g_string_append_printf(r->out, "w%lu", token);
      append_chain(r, node);
    }
    at = named ? end + 1 : at + 1;
  }
}

static void read_element(const struct reader *r, const GumboNode *node) {
  GumboTag tag = node->v.element.tag;
  if (tag != GUMBO_TAG_IMG && tag != GUMBO_TAG_INPUT && tag != GUMBO_TAG_SELECT && tag != GUMBO_TAG_BUTTON)
    return;
  size_t at = (size_t)(node->v.element.original_tag.data - r->html->str);
  if (is_cut(r, at))
    return;
  g_string_append_printf(r->out, "%s@%zu", gumbo_normalized_tagname(tag), whole_place(r, at));
  append_chain(r, node);
}

static void read_tree(const struct reader *r, const GumboNode *node, unsigned depth) {
  if (node->type == GUMBO_NODE_TEXT)
    read_text(r, node);
  if (node->type != GUMBO_NODE_ELEMENT || depth > MAX_ANCESTORS)
    return;
  read_element(r, node);
  for (unsigned i = 0; i < node->v.element.children.length; i++)
    read_tree(r, node->v.element.children.data[i], depth + 1);
}

char *oracle_gumbo(const ll_doc *doc, const GString *html, const GArray *ranges, bool whole) {
  struct reader reader = {doc, html, ranges, whole, g_string_new(NULL)};
  GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html->str, html->len);
  read_tree(&reader, output->root, 0);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return g_string_free(reader.out, FALSE);
}

/* ---- spans ------------------------------------------------------------------------------------ */

/* Enters the end of each element that has an end tag, by its beginning. */
static void collect_ends(const GumboNode *node, const char *source, GHashTable *ends, unsigned depth) {
  if (node->type != GUMBO_NODE_ELEMENT || depth > MAX_ANCESTORS)
    return;
  const GumboElement *element = &node->v.element;
  if (element->original_tag.data != NULL && element->original_end_tag.data != NULL)
    g_hash_table_insert(
        ends, GSIZE_TO_POINTER(element->original_tag.data - source + 1),
        GSIZE_TO_POINTER(element->original_end_tag.data + element->original_end_tag.length - source));
  for (unsigned i = 0; i < element->children.length; i++)
    collect_ends(element->children.data[i], source, ends, depth + 1);
}

void oracle_spans(const ll_doc *doc, unsigned *same, unsigned *other) {
  g_autoptr(GHashTable) ends = g_hash_table_new(NULL, NULL);
  GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, doc->markup, doc->length);
  collect_ends(output->root, doc->markup, ends, 0);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  for (guint i = 1; i < doc->nodes->len; i++) {
    const struct ll_node *node = ll_doc_node(doc, (int32_t)i);
    if (!node->closed || node->implied || node->end == node->token + 1 || node->tag == LL_TAG_BODY ||
        node->tag == LL_TAG_HTML || node->tag == LL_TAG_FORM)
      continue;
    gpointer begin = GSIZE_TO_POINTER(ll_doc_token(doc, node->token)->start + 1);
    bool agrees = GPOINTER_TO_SIZE(g_hash_table_lookup(ends, begin)) == ll_doc_token(doc, node->end - 1)->end;
    *(agrees ? same : other) += 1;
  }
}
