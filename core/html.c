/* SPDX-License-Identifier: MIT
 * A document: its tokens, its nodes, their text and attributes in UTF-8. */
#include "core/html.h"
#include "core/align.h"
#include "core/entity.h"
#include "core/token.h"
#include <string.h>

/* Turns pieces of the source into text. */
struct reader {
  ll_doc *doc;
  ll_converter *converter;
  bool valid;            /* the source is valid UTF-8 and said to be UTF-8: nothing to convert */
  bool shifts;           /* ISO-2022: bytes below 128 may be no ASCII */
  bool targets_only;     /* of the attributes href and src are read */
  GString *utf8, *clear; /* scratch */
};

static bool is_utf8(const ll_charset *charset) {
  return g_ascii_strcasecmp(ll_charset_name(charset), "utf-8") == 0;
}

static bool is_ascii(const char *bytes, size_t length) {
  uint8_t all = 0;
  for (size_t i = 0; i < length; i++)
    all |= (uint8_t)bytes[i];
  return all < 0x80;
}

enum { BLOCK = 64, TOKEN_BYTES = 24 /* in mail a token has no fewer on average */ };

/* Are these BLOCK bytes ASCII without NUL?  Eight bytes at once: subtracting 1 sets the upper bit of a zero. */
static bool is_plain(const char *bytes) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t upper = 0, eight;
  for (size_t i = 0; i < BLOCK; i += sizeof eight) {
    memcpy(&eight, bytes + i, sizeof eight);
    upper |= eight | (eight - ones);
  }
  return (upper & ones << 7) == 0;
}

/* Valid UTF-8 without NUL.  Plain blocks need no decoding. */
static bool is_valid(const char *bytes, size_t length) {
  for (size_t at = 0, end; at < length; at = end) {
    end = at + MIN((size_t)BLOCK, length - at);
    if (end - at == BLOCK && is_plain(bytes + at))
      continue;
    while (end < length && (uint8_t)bytes[end] >= 0x80) /* no character goes over an ASCII byte */
      end++;
    if (!g_utf8_validate_len(bytes + at, end - at, NULL))
      return false;
  }
  return true;
}

/* The UTF-8 form of a piece of the source; may lie in scratch. */
static const char *convert(struct reader *reader, const char *bytes, size_t *length) {
  if (reader->valid || (!reader->shifts && is_ascii(bytes, *length)))
    return bytes;
  g_string_truncate(reader->utf8, 0);
  ll_converter_append(reader->converter, reader->utf8, bytes, *length);
  *length = reader->utf8->len;
  return reader->utf8->str;
}

/* The same with its references resolved. */
static const char *resolve(struct reader *reader, const char *bytes, size_t *length, bool attribute) {
  const char *text = convert(reader, bytes, length);
  if (memchr(text, '&', *length) == NULL)
    return text;
  g_string_truncate(reader->clear, 0);
  ll_entities_append(reader->clear, text, *length, attribute);
  *length = reader->clear->len;
  return reader->clear->str;
}

static const char *keep(struct reader *reader, const char *text, size_t length) {
  return g_string_chunk_insert_len(reader->doc->strings, text, (gssize)length);
}

/* ---- attributes ------------------------------------------------------------------------------- */

/* False when there are too many names. */
static bool read_attribute(struct reader *reader, const struct ll_raw_attribute *raw) {
  ll_doc *doc = reader->doc;
  uint32_t name = ll_intern_number(doc->attribute_names, raw->name, raw->name_length);
  size_t length = raw->value_length;
  if (name == LL_INTERN_MAX)
    return false;
  const char *value = "";
  if (length > 0) {
    value = resolve(reader, doc->bytes + (raw->value - doc->markup), &length, true);
    value = keep(reader, value, length);
  }
  struct ll_attribute attribute = {.name = ll_intern_name(doc->attribute_names, name), .value = value};
  g_array_append_val(doc->attributes, attribute);
  return true;
}

static bool is_target(const struct ll_raw_attribute *raw) {
  return (raw->name_length == 4 && g_ascii_strncasecmp(raw->name, "href", 4) == 0) ||
         (raw->name_length == 3 && g_ascii_strncasecmp(raw->name, "src", 3) == 0);
}

static bool read_attributes(struct reader *reader, struct ll_node *node) {
  const struct ll_token *token = ll_doc_token(reader->doc, node->token);
  struct ll_tag_scan scan;
  struct ll_raw_attribute raw;
  node->attributes = reader->doc->attributes->len;
  ll_tag_scan_begin(&scan, reader->doc->markup + token->start, reader->doc->markup + token->end);
  while (ll_tag_scan_next(&scan, &raw))
    if ((!reader->targets_only || is_target(&raw)) && !read_attribute(reader, &raw))
      return false;
  node->n_attributes = (uint16_t)MIN(reader->doc->attributes->len - node->attributes, G_MAXUINT16);
  return true;
}

/* ---- text ------------------------------------------------------------------------------------- */

static bool is_silent(uint16_t tag) {
  return tag != LL_TAG_TITLE && tag != LL_TAG_TEXTAREA && ll_tag_is_raw(tag);
}

static void read_style(struct reader *reader, const struct ll_token *token) {
  size_t length = token->end - token->start;
  const char *text = convert(reader, reader->doc->bytes + token->start, &length);
  g_string_append_len(reader->doc->style, text, (gssize)length);
  g_string_append_c(reader->doc->style, '\n');
}

static void read_text(struct reader *reader, struct ll_node *node) {
  const struct ll_token *token = ll_doc_token(reader->doc, node->token);
  const char *bytes = reader->doc->bytes + token->start;
  uint16_t parent = ll_doc_node(reader->doc, node->parent)->tag;
  node->text = "";
  if (parent == LL_TAG_STYLE)
    read_style(reader, token);
  if (is_silent(parent))
    return;
  size_t length = token->end - token->start;
  const char *text = resolve(reader, bytes, &length, false);
  node->text = text == bytes ? bytes : keep(reader, text, length);
  node->text_length = (uint32_t)length;
}

/* NULL, or the reason to refuse. */
static const char *read_nodes(ll_doc *doc, bool targets_only) {
  g_autoptr(ll_converter) converter = ll_converter_new(doc->charset);
  g_autoptr(GString) utf8 = g_string_new(NULL), clear = g_string_new(NULL);
  struct reader reader = {
      .doc = doc, .converter = converter, .utf8 = utf8, .clear = clear, .shifts = doc->mask != doc->source,
      .targets_only = targets_only};
  reader.valid = is_utf8(doc->charset) && is_valid(doc->bytes, doc->length);
  for (guint i = 0; i < doc->nodes->len; i++) {
    struct ll_node *node = &g_array_index(doc->nodes, struct ll_node, i);
    if (node->tag == LL_TAG_TEXT)
      read_text(&reader, node);
    else if (node->tag > LL_TAG_COMMENT && !node->implied && !read_attributes(&reader, node))
      return "too-many-names";
  }
  return NULL;
}

/* ---- the document ----------------------------------------------------------------------------- */

static ll_doc *doc_new(GBytes *source, const ll_charset *charset) {
  ll_doc *doc = g_new0(ll_doc, 1);
  doc->source = g_bytes_ref(source);
  doc->bytes = g_bytes_get_data(source, &doc->length);
  doc->mask = ll_charset_mask(charset, source);
  doc->markup = g_bytes_get_data(doc->mask, NULL);
  doc->charset = charset;
  doc->tokens = g_array_sized_new(FALSE, FALSE, sizeof(struct ll_token), (guint)(doc->length / TOKEN_BYTES));
  doc->nodes = g_array_new(FALSE, FALSE, sizeof(struct ll_node));
  doc->attributes = g_array_new(FALSE, FALSE, sizeof(struct ll_attribute));
  doc->style = g_string_new(NULL);
  doc->strings = g_string_chunk_new(4096);
  doc->names = ll_tag_names_new();
  doc->attribute_names = ll_intern_new();
  return doc;
}

void ll_doc_free(ll_doc *doc) {
  if (doc == NULL)
    return;
  g_bytes_unref(doc->source);
  g_bytes_unref(doc->mask);
  g_array_unref(doc->tokens);
  g_array_unref(doc->nodes);
  g_array_unref(doc->attributes);
  g_string_free(doc->style, TRUE);
  g_string_chunk_free(doc->strings);
  ll_intern_free(doc->names);
  ll_intern_free(doc->attribute_names);
  g_free(doc);
}

static ll_doc *parse(GBytes *source, const ll_charset *charset, const struct ll_limits *limits, bool targets_only,
                     const char **reason) {
  if (g_bytes_get_size(source) > MIN(limits->html_size, (unsigned)G_MAXINT32)) {
    *reason = "html-too-large";
    return NULL;
  }
  g_autoptr(ll_doc) doc = doc_new(source, charset);
  const char *why = ll_tokenize(doc->markup, (uint32_t)doc->length, limits, doc->names, doc->tokens);
  if (why == NULL)
    why = ll_align(doc, limits);
  if (why == NULL)
    why = read_nodes(doc, targets_only);
  if (why != NULL) {
    *reason = why;
    return NULL;
  }
  return g_steal_pointer(&doc);
}

ll_doc *ll_doc_parse(GBytes *source, const ll_charset *charset, const struct ll_limits *limits,
                     const char **reason) {
  return parse(source, charset, limits, false, reason);
}

ll_doc *ll_doc_parse_content(GBytes *source, const ll_charset *charset, const struct ll_limits *limits,
                             const char **reason) {
  return parse(source, charset, limits, true, reason);
}

const char *ll_doc_attribute(const ll_doc *doc, int32_t node, const char *name) {
  const struct ll_node *n = ll_doc_node(doc, node);
  for (uint32_t i = 0; i < n->n_attributes; i++) {
    const struct ll_attribute *attribute =
        &g_array_index(doc->attributes, struct ll_attribute, n->attributes + i);
    if (strcmp(attribute->name, name) == 0)
      return attribute->value;
  }
  return NULL;
}

const char *ll_tag_name(const ll_doc *doc, uint16_t tag) {
  return ll_intern_name(doc->names, tag);
}
