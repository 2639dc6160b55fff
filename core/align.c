/* SPDX-License-Identifier: MIT
 * libxml2's pull parser reads a copy of the document in which nothing is left but the bare tags and one character for
 * each text; where each of its SAX events happens tells to which token it belongs. */
#include "core/align.h"
#include "core/grow.h"
#include "core/token.h"
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

static const char misaligned[] = "html-misaligned";

struct aligner {
  ll_doc *doc;
  const struct ll_limits *limits;
  htmlParserCtxtPtr parser;
  GString *copy;
  uint32_t *at;      /* for each token, and the end, where it begins in the copy */
  uint32_t token;    /* the token of the current event */
  uint32_t attached; /* texts and comments before this token have their node */
  GArray *open;      /* of int32_t: the open nodes, outermost first */
  guint node_room, open_room;
  GArray *
      deferred; /* of int32_t: nodes closed at the end tag `token`, which may yet turn out to close an outer one */
  const char *reason;
};

static struct ll_token *token_at(const struct aligner *a, uint32_t i) {
  return &g_array_index(a->doc->tokens, struct ll_token, i);
}

static struct ll_node *node_at(const struct aligner *a, int32_t i) {
  return &g_array_index(a->doc->nodes, struct ll_node, i);
}

static int32_t top(const struct aligner *a) {
  return g_array_index(a->open, int32_t, a->open->len - 1);
}

/* ---- the copy -------------------------------------------------------------------------------- */

/* libxml2 2.9 closes an `a` where a table or a cell begins, so it gets to see another inline element in its place, and
 * that one gets the name of a third. */
static const char *spelled(const ll_doc *doc, uint16_t tag) {
  return tag == LL_TAG_A ? "dfn" : tag == LL_TAG_DFN ? "samp" : ll_tag_name(doc, tag);
}

static bool is_blank_text(const ll_doc *doc, const struct ll_token *token) {
  uint32_t i = token->start;
  while (i < token->end && ll_is_blank(doc->markup[i]))
    i++;
  return token->kind != LL_TOKEN_TEXT || i == token->end;
}

static void put(GString *copy, const char *text) {
  size_t n = strlen(text);
  if (copy->len + n >= copy->allocated_len) {
    g_string_append_len(copy, text, (gssize)n);
    return;
  }
  memcpy(copy->str + copy->len, text, n + 1);
  copy->len += n;
}

static void copy_tag(struct aligner *a, const struct ll_token *token, bool *in_a) {
  const char *name = spelled(a->doc, token->tag);
  if (token->tag == LL_TAG_A && token->kind == LL_TOKEN_START && *in_a)
    put(a->copy, "</dfn>"); /* an `a` ends the one before it */
  if (token->tag == LL_TAG_A)
    *in_a = token->kind == LL_TOKEN_START && !token->self_closing;
  put(a->copy, token->kind == LL_TOKEN_END ? "</" : "<");
  put(a->copy, name);
  bool empty = token->kind == LL_TOKEN_START && (token->self_closing || ll_tag_is_void(token->tag));
  put(a->copy, empty ? "/>" : ">");
}

static void copy_tokens(struct aligner *a) {
  bool in_a = false, raw = false;
  for (uint32_t i = 0; i < a->doc->tokens->len; i++) {
    const struct ll_token *token = token_at(a, i);
    a->at[i] = (uint32_t)a->copy->len;
    if (token->kind == LL_TOKEN_START || token->kind == LL_TOKEN_END)
      copy_tag(a, token, &in_a);
    else
      g_string_append_c(a->copy, raw || is_blank_text(a->doc, token) ? ' ' : 'x');
    raw = token->kind == LL_TOKEN_START && (token->tag == LL_TAG_SCRIPT || token->tag == LL_TAG_STYLE);
  }
  a->at[a->doc->tokens->len] = (uint32_t)a->copy->len;
}

/* ---- nodes ------------------------------------------------------------------------------------ */

static int32_t append_node(struct aligner *a, uint32_t token, uint32_t end, uint16_t tag) {
  int32_t parent = top(a), index = (int32_t)a->doc->nodes->len;
  int32_t previous = node_at(a, parent)->last;
  uint32_t depth = node_at(a, parent)->depth + 1;
  *LL_ARRAY_ADD(a->doc->nodes, struct ll_node, &a->node_room) = (struct ll_node){.parent = parent,
                                                                                 .first = -1,
                                                                                 .last = -1,
                                                                                 .previous = previous,
                                                                                 .next = -1,
                                                                                 .token = token,
                                                                                 .end = end,
                                                                                 .tag = tag,
                                                                                 .depth = depth};
  if (previous >= 0)
    node_at(a, previous)->next = index;
  else
    node_at(a, parent)->first = index;
  node_at(a, parent)->last = index;
  return index;
}

/* Gives the texts and comments before token `limit` their node. */
static void attach(struct aligner *a, uint32_t limit) {
  for (; a->attached < limit; a->attached++) {
    struct ll_token *token = token_at(a, a->attached);
    if (token->kind != LL_TOKEN_START && token->kind != LL_TOKEN_END)
      token->node = append_node(a, a->attached, a->attached + 1,
                                token->kind == LL_TOKEN_TEXT ? LL_TAG_TEXT : LL_TAG_COMMENT);
  }
}

static void refuse(struct aligner *a, const char *reason) {
  if (a->reason == NULL)
    a->reason = reason;
  xmlStopParser(a->parser);
}

static void push(struct aligner *a, int32_t node) {
  *LL_ARRAY_ADD(a->open, int32_t, &a->open_room) = node;
  if (a->open->len > a->limits->depth)
    refuse(a, "too-deep");
}

/* ---- events ----------------------------------------------------------------------------------- */

/* Moves on to the token of an event.  Returns where the parser is in the copy. */
static uint32_t locate(struct aligner *a) {
  const xmlParserInput *input = a->parser->input;
  uint32_t at = (uint32_t)(input->consumed + (unsigned long)(input->cur - input->base)), before = a->token;
  while (a->token + 1 < a->doc->tokens->len && a->at[a->token + 1] < at)
    a->token++;
  if (a->token != before)
    g_array_set_size(a->deferred, 0);
  return at;
}

static bool is_name(const struct aligner *a, const xmlChar *name, uint16_t tag) {
  return strcmp((const char *)name, spelled(a->doc, tag)) == 0;
}

static uint16_t implied_tag(const xmlChar *name) {
  static const uint16_t tags[] = {LL_TAG_HTML, LL_TAG_HEAD, LL_TAG_BODY, LL_TAG_P};
  static const char *const names[] = {"html", "head", "body", "p"};
  for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
    if (strcmp((const char *)name, names[i]) == 0)
      return tags[i];
  return LL_TAG_NONE;
}

static void start_implied(struct aligner *a, const xmlChar *name) {
  uint16_t tag = implied_tag(name);
  uint32_t begin = a->attached; /* the text that made libxml2 think of it, or the current tag */
  if (tag == LL_TAG_NONE) {
    refuse(a, misaligned);
    return;
  }
  while (begin < a->token && is_blank_text(a->doc, token_at(a, begin)))
    begin++;
  attach(a, begin);
  int32_t node = append_node(a, begin, begin, tag);
  node_at(a, node)->implied = true;
  push(a, node);
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes) {
  struct aligner *a = data;
  if (a->reason != NULL)
    return;
  uint32_t at = locate(a);
  struct ll_token *token = token_at(a, a->token);
  bool is_written = token->kind == LL_TOKEN_START && token->node < 0 && at > a->at[a->token] &&
                    at < a->at[a->token + 1] && is_name(a, name, token->tag);
  if (!is_written) {
    start_implied(a, name);
    return;
  }
  attach(a, a->token);
  token->node = append_node(a, a->token, a->token + 1, token->tag);
  push(a, token->node);
}

/* The end tag `token` has closed a node: the one of its name, or one within that. */
static void end_at_tag(struct aligner *a, int32_t index, bool same_name) {
  struct ll_node *node = node_at(a, index);
  node->end = a->token + 1;
  if (!same_name) {
    g_array_append_val(a->deferred, index);
    return;
  }
  node->closed = true;
  token_at(a, a->token)->node = index;
  for (guint i = 0; i < a->deferred->len; i++)
    node_at(a, g_array_index(a->deferred, int32_t, i))->end = a->token;
  g_array_set_size(a->deferred, 0);
}

static void end_elsewhere(struct aligner *a, int32_t index, uint32_t end) {
  struct ll_node *node = node_at(a, index);
  const struct ll_token *token = token_at(a, a->token);
  node->end = MAX(end, node->token);
  node->closed =
      token->node == index && end == a->token + 1 && (token->self_closing || ll_tag_is_void(token->tag));
}

static void on_end(void *data, const xmlChar *name) {
  struct aligner *a = data;
  if (a->reason != NULL)
    return;
  uint32_t at = locate(a), end = a->at[a->token + 1] <= at ? a->token + 1 : a->token;
  attach(a, end);
  int32_t index = top(a);
  if (index == 0 || !is_name(a, name, node_at(a, index)->tag)) {
    refuse(a, misaligned);
    return;
  }
  a->open->len--;
  const struct ll_token *token = token_at(a, a->token);
  if (end == a->token + 1 && token->kind == LL_TOKEN_END && token->node < 0)
    end_at_tag(a, index, token->tag == node_at(a, index)->tag);
  else
    end_elsewhere(a, index, end);
}

/* ---- the run ---------------------------------------------------------------------------------- */

static void run_parser(struct aligner *a) {
  a->parser = htmlNewParserCtxt();
  g_assert(a->parser != NULL);
  memset(a->parser->sax, 0, sizeof *a->parser->sax);
  a->parser->sax->startElement = on_start;
  a->parser->sax->endElement = on_end;
  a->parser->userData = a;
  htmlCtxtUseOptions(a->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    HTML_PARSE_NONET | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
  inputPush(a->parser, xmlNewStringInputStream(a->parser, (const xmlChar *)a->copy->str));
  htmlParseDocument(a->parser);
  if (a->reason == NULL && locate(a) != a->copy->len)
    a->reason = "html-stopped";
  htmlFreeParserCtxt(a->parser);
}

static const char *check_used(const struct aligner *a) {
  for (uint32_t i = 0; i < a->doc->tokens->len; i++) {
    const struct ll_token *token = token_at(a, i);
    if (token->kind == LL_TOKEN_START && token->node < 0 && token->tag != LL_TAG_HTML &&
        token->tag != LL_TAG_HEAD && token->tag != LL_TAG_BODY)
      return "html-unused-tag";
  }
  return NULL;
}

static void append_root(struct aligner *a) {
  struct ll_node root = {.parent = -1,
                         .first = -1,
                         .last = -1,
                         .previous = -1,
                         .next = -1,
                         .token = 0,
                         .end = a->doc->tokens->len,
                         .implied = true};
  int32_t index = 0;
  a->node_room = a->doc->tokens->len; /* about as many nodes as tokens at most: end tags have none */
  g_array_set_size(a->doc->nodes, a->node_room);
  g_array_set_size(a->doc->nodes, 0);
  g_array_append_val(a->doc->nodes, root);
  g_array_append_val(a->open, index);
}

const char *ll_align(ll_doc *doc, const struct ll_limits *limits) {
  uint32_t n = doc->tokens->len;
  g_autofree uint32_t *at = g_new(uint32_t, (size_t)n + 1);
  g_autoptr(GString) copy = g_string_sized_new((size_t)n * 8 + 16);
  g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(int32_t));
  g_autoptr(GArray) deferred = g_array_new(FALSE, FALSE, sizeof(int32_t));
  struct aligner a = {
      .doc = doc, .limits = limits, .copy = copy, .at = at, .open = open, .deferred = deferred};
  append_root(&a);
  copy_tokens(&a);
  if (n > 0 && !(n == 1 && copy->str[0] == ' '))
    run_parser(&a);
  if (a.reason != NULL)
    return a.reason;
  attach(&a, n);
  return check_used(&a);
}
