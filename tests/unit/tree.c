/* SPDX-License-Identifier: MIT
 * Documents for tests. */
#include "tests/unit/tree.h"

const struct ll_limits test_limits = {.message_size = 32u << 20,
                                      .header_size = 1u << 18,
                                      .html_size = 2u << 20,
                                      .parts = 1000,
                                      .boundaries = 50,
                                      .part_depth = 30,
                                      .tokens = 50000,
                                      .attributes = 100,
                                      .depth = 256,
                                      .blocks = 4000,
                                      .words = 100000};

ll_doc *tree_parse(const char *html, size_t length, const char **reason) {
  g_autoptr(GBytes) bytes = g_bytes_new(html, length);
  return ll_doc_parse(bytes, ll_charset_find("utf-8"), &test_limits, reason);
}

static void print_node(const ll_doc *doc, int32_t index, GString *out) {
  const struct ll_node *node = ll_doc_node(doc, index);
  if (node->tag == LL_TAG_TEXT) {
    g_string_append_printf(out, "\"%.*s\"", (int)node->text_length, node->text);
    return;
  }
  if (node->tag == LL_TAG_COMMENT) {
    g_string_append(out, "<!>");
    return;
  }
  g_string_append_printf(out, "%s%s%s[%u-%u]", ll_tag_name(doc, node->tag), node->implied ? "+" : "",
                         node->closed ? "!" : "", node->token, node->end);
  if (node->first < 0)
    return;
  g_string_append_c(out, '(');
  for (int32_t child = node->first; child >= 0; child = ll_doc_node(doc, child)->next) {
    if (child != node->first)
      g_string_append_c(out, ' ');
    print_node(doc, child, out);
  }
  g_string_append_c(out, ')');
}

char *tree_print(const ll_doc *doc) {
  GString *out = g_string_new(NULL);
  for (int32_t child = ll_doc_node(doc, 0)->first; child >= 0; child = ll_doc_node(doc, child)->next) {
    g_string_append(out, out->len > 0 ? " " : "");
    print_node(doc, child, out);
  }
  return g_string_free(out, FALSE);
}

static void check_tokens(const ll_doc *doc) {
  uint32_t at = 0;
  for (guint i = 0; i < doc->tokens->len; i++) {
    const struct ll_token *token = ll_doc_token(doc, i);
    g_assert_cmpuint(token->start, ==, at);
    g_assert_cmpuint(token->end, >, at);
    at = token->end;
    if (token->node < 0) {
      g_assert_true(token->kind == LL_TOKEN_END || token->kind == LL_TOKEN_START);
      continue;
    }
    const struct ll_node *node = ll_doc_node(doc, token->node);
    g_assert_true(node->token <= i && i < node->end);
    if (token->kind == LL_TOKEN_END)
      g_assert_true(node->closed && node->end == i + 1 && node->tag == token->tag);
    else
      g_assert_cmpuint(node->token, ==, i);
    if (token->kind == LL_TOKEN_START)
      g_assert_true(node->tag == token->tag && !node->implied);
  }
  g_assert_cmpuint(at, ==, doc->length);
}

static void check_links(const ll_doc *doc, int32_t index) {
  const struct ll_node *node = ll_doc_node(doc, index), *parent = ll_doc_node(doc, node->parent);
  g_assert_cmpint(node->parent, <, index);
  g_assert_cmpuint(node->depth, ==, parent->depth + 1);
  g_assert_true(node->previous >= 0 ? ll_doc_node(doc, node->previous)->next == index
                                    : parent->first == index);
  g_assert_true(node->next >= 0 ? ll_doc_node(doc, node->next)->previous == index : parent->last == index);
}

static void check_range(const ll_doc *doc, int32_t index) {
  const struct ll_node *node = ll_doc_node(doc, index), *parent = ll_doc_node(doc, node->parent);
  g_assert_cmpuint(node->token, <=, node->end);
  g_assert_cmpuint(node->token, >=, parent->token);
  g_assert_cmpuint(node->end, <=, parent->end);
  if (node->previous >= 0)
    g_assert_cmpuint(ll_doc_node(doc, node->previous)->end, <=, node->token);
  if (!node->implied)
    g_assert_cmpint(ll_doc_token(doc, node->token)->node, ==, index);
}

static void check_text(const struct ll_node *node) {
  if (node->tag == LL_TAG_TEXT)
    g_assert_true(g_utf8_validate_len(node->text, node->text_length, NULL));
}

void tree_check(const ll_doc *doc) {
  check_tokens(doc);
  for (guint i = 1; i < doc->nodes->len; i++) {
    check_links(doc, (int32_t)i);
    check_range(doc, (int32_t)i);
    check_text(ll_doc_node(doc, (int32_t)i));
  }
  for (guint i = 0; i < doc->attributes->len; i++)
    g_assert_true(g_utf8_validate(g_array_index(doc->attributes, struct ll_attribute, i).value, -1, NULL));
}

void tree_equal(const char *row, const char *got, const char *want) {
  if (g_strcmp0(got, want) == 0)
    return;
  g_test_message("row:  %s\ngot:  %s\nwant: %s", row, got, want);
  g_test_fail();
}
