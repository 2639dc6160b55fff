/* SPDX-License-Identifier: MIT
 * Tokens of the HTML bytes, and how libxml2 nests them: two flat arrays with exact byte spans.
 *
 * core/token.c runs over the source once.  core/align.c feeds libxml2's pull parser (SAX, no tree) a copy of nothing but
 * the tags and aligns its events with the tokens; where the two disagree the document is refused.  Text and attribute
 * values are UTF-8 with character references resolved, in one arena. */
#pragma once
#include "core/charset.h"
#include "core/intern.h"
#include <leanletter/config.h>

/* Tags: those of core/tags.def, then one number for each other name of the document. */
enum ll_tag {
  LL_TAG_NONE,
  LL_TAG_TEXT,    /* nodes only: a run of text */
  LL_TAG_COMMENT, /* nodes only: comment, doctype, <![if ...]>, <? */
#define LL_TAG(id, name) LL_TAG_##id,
#include "core/tags.def"
#undef LL_TAG
  LL_TAG_OTHERS
};

enum ll_token_kind {
  LL_TOKEN_TEXT,
  LL_TOKEN_START,
  LL_TOKEN_END,
  LL_TOKEN_COMMENT,
  LL_TOKEN_DOCTYPE,
  LL_TOKEN_BOGUS
};

struct ll_token {
  uint32_t start, end; /* bytes of the source */
  uint16_t tag;        /* start and end tags; else LL_TAG_NONE */
  uint8_t kind;        /* enum ll_token_kind */
  bool self_closing;   /* "/>" */
  int32_t node;        /* start tag: its element, -1 for an html, head or body tag beside the first; text and
                          comment: their node; end tag: the element it ended, or -1 */
};

struct ll_attribute {
  const char *name;  /* lower case, interned in the document */
  const char *value; /* UTF-8, references resolved, trimmed of nothing; "" when it has none */
};

struct ll_node {
  int32_t parent, first, last, previous, next; /* indices, -1: none; node 0 is the document itself */
  uint32_t token, end; /* its tokens, half-open, start and end tag included; an element that libxml2 implied and the
                          source does not write has no tags of its own: the range is that of its content, possibly
                          empty.  Ranges nest like the nodes */
  uint16_t tag;
  bool implied;        /* start tag not in the source */
  bool closed;         /* explicit end tag, void or self-closing */
  uint16_t n_attributes;
  uint32_t attributes; /* index of the first in ll_doc.attributes */
  uint32_t depth;
  const char *text;    /* LL_TAG_TEXT: UTF-8, not NUL-terminated; script and style content is not text.  Borrowed */
  uint32_t text_length;
};

typedef struct ll_doc {
  const char *bytes;  /* source; borrowed from the GBytes it was made of */
  const char *markup; /* the same, where tags are looked for: what ISO-2022-JP does not mean as ASCII blotted out */
  size_t length;
  const ll_charset *charset;
  GArray *tokens;     /* of struct ll_token: they tile the source without gap */
  GArray *nodes;      /* of struct ll_node, in document order */
  GArray *attributes; /* of struct ll_attribute */
  GBytes *source;
  GBytes *mask;       /* what `markup` lies in */
  GString *style;     /* the contents of all <style> elements, UTF-8 */
  GStringChunk *strings;
  ll_intern *names;   /* of tags, numbered as enum ll_tag */
  ll_intern *attribute_names;
} ll_doc;

/* The document, or NULL and a static reason ("html-ambiguous", "html-misaligned", "html-stopped", "html-unused-tag",
 * "html-too-large", "too-many-tokens", "too-many-attributes", "too-many-names", "too-deep").  Returns owned. */
ll_doc *ll_doc_parse(GBytes *source, const ll_charset *charset, const struct ll_limits *limits, const char **reason);

/* The same with no attributes but href and src: what a reader gets. */
ll_doc *ll_doc_parse_content(GBytes *source, const ll_charset *charset, const struct ll_limits *limits,
                             const char **reason);
void ll_doc_free(ll_doc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_doc, ll_doc_free)

/* An attribute value of a node (name in lower case), or NULL. */
const char *ll_doc_attribute(const ll_doc *doc, int32_t node, const char *name);
const char *ll_tag_name(const ll_doc *doc, uint16_t tag);

static inline const struct ll_node *ll_doc_node(const ll_doc *doc, int32_t i) {
  return &g_array_index(doc->nodes, struct ll_node, i);
}
static inline const struct ll_token *ll_doc_token(const ll_doc *doc, uint32_t i) {
  return &g_array_index(doc->tokens, struct ll_token, i);
}
