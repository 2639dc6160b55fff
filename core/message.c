/* SPDX-License-Identifier: MIT
 * One walk over the parts that GMime found.  Whatever another reader could see differently is a reason to leave the
 * message alone, and the span of the leaf is proved without GMime before it is believed. */
#include "core/message.h"
#include "core/caps.h"
#include "core/codec.h"
#include <gmime/gmime.h>
#include <string.h>

static const struct {
  const char *type; /* ends in "/": every subtype that has no row before */
  const char *reason;
} media[] = {
    {"multipart/mixed", NULL},
    {"multipart/alternative", NULL},
    {"multipart/related", NULL},
    {"multipart/signed", "signed"},
    {"multipart/encrypted", "encrypted"},
    {"multipart/report", "report"},
    {"multipart/", "unusual-multipart"},
    {"application/pkcs7-signature", "signed"},
    {"application/x-pkcs7-signature", "signed"},
    {"application/pgp-signature", "signed"},
    {"application/pkcs7-mime", "encrypted"},
    {"application/x-pkcs7-mime", "encrypted"},
    {"application/pgp-encrypted", "encrypted"},
    {"application/ics", "calendar"},
    {"text/calendar", "calendar"},
    {"text/x-vcalendar", "calendar"},
    {"message/partial", "partial-message"},
    {"message/", "attached-message"},
};

/* Why a message with a part of this type is left alone, or NULL. */
static const char *refuse_media(const char *type) {
  for (size_t i = 0; i < G_N_ELEMENTS(media); i++) {
    size_t n = strlen(media[i].type);
    if (g_ascii_strncasecmp(type, media[i].type, n) == 0 && (media[i].type[n - 1] == '/' || type[n] == '\0'))
      return media[i].reason;
  }
  return NULL;
}

const char *ll_message_refused(const ll_header *header) {
  if (ll_header_count(header, "Content-Type") > 1)
    return "duplicate-content-type";
  if (ll_header_count(header, "Content-Transfer-Encoding") > 1)
    return "duplicate-encoding";
  const char *value = ll_header_get(header, "Content-Type");
  g_autofree char *type = g_strndup(value ? value : "", value ? strcspn(value, "; \t") : 0);
  const char *reason = refuse_media(type);
  bool may_hold =
      g_ascii_strcasecmp(type, "text/html") == 0 || g_ascii_strncasecmp(type, "multipart/", 10) == 0;
  return reason || may_hold ? reason : "no-html";
}

static bool has_armor(GBytes *bytes) {
  static const char armor[] = "-----BEGIN PGP ";
  size_t length;
  const char *data = g_bytes_get_data(bytes, &length);
  return data && memmem(data, length, armor, sizeof armor - 1);
}

/* ---- the walk ---- */

struct finder {
  GBytes *raw;
  const struct ll_limits *limits;
  const char *reason; /* to leave the message alone; the walk ends with the first */
  unsigned parts;
  unsigned html;        /* leaves that are displayed */
  bool attached;        /* there is HTML that is not displayed */
  GPtrArray *path;      /* of char: boundaries of the multiparts around the current part.  Owned */
  GMimePart *leaf;      /* the first HTML leaf */
  GPtrArray *leaf_path; /* its path */
};

static unsigned count_header(GMimeObject *object, const char *name) {
  GMimeHeaderList *list = g_mime_object_get_header_list(object);
  unsigned count = 0;
  for (int i = 0; i < g_mime_header_list_get_count(list); i++)
    count += g_ascii_strcasecmp(g_mime_header_get_name(g_mime_header_list_get_header_at(list, i)), name) == 0;
  return count;
}

static unsigned count_parameter(GMimeContentType *type, const char *name) {
  GMimeParamList *list = g_mime_content_type_get_parameters(type);
  unsigned count = 0;
  for (int i = 0; i < g_mime_param_list_length(list); i++)
    count +=
        g_ascii_strcasecmp(g_mime_param_get_name(g_mime_param_list_get_parameter_at(list, i)), name) == 0;
  return count;
}

/* Reasons that a part of any kind may give. */
static const char *refuse_object(GMimeObject *object) {
  g_autofree char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
  const char *reason = refuse_media(type);
  if (reason)
    return reason;
  if (count_header(object, "Content-Type") > 1)
    return "duplicate-content-type";
  if (count_header(object, "Content-Transfer-Encoding") > 1)
    return "duplicate-encoding";
  return count_header(object, "Content-MD5") > 0 ? "content-md5" : NULL;
}

/* RFC 2045, 6.4: a multipart is not encoded; readers that find one that says so differ. */
static bool is_encoded(GMimeMultipart *multipart) {
  enum ll_encoding encoding;
  const char *value = g_mime_object_get_header(GMIME_OBJECT(multipart), "Content-Transfer-Encoding");
  return !ll_encoding_find(value, &encoding) || encoding == LL_QUOTED_PRINTABLE || encoding == LL_BASE64;
}

/* The boundary comes from the header: asked without one, the object would invent it. */
static const char *refuse_multipart(const struct finder *finder, GMimeMultipart *multipart) {
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
  const char *boundary = g_mime_content_type_get_parameter(type, "boundary");
  if (!boundary || !*boundary)
    return "no-boundary";
  if (count_parameter(type, "boundary") > 1)
    return "duplicate-boundary";
  if (is_encoded(multipart))
    return "encoded-multipart";
  if (finder->path->len >= finder->limits->part_depth)
    return "parts-too-deep";
  if (g_ptr_array_find_with_equal_func(finder->path, boundary, g_str_equal, NULL))
    return "repeated-boundary";
  return NULL;
}

static bool is_displayed(GMimeObject *object) {
  const char *disposition = g_mime_object_get_disposition(object);
  return !disposition || g_ascii_strcasecmp(disposition, "inline") == 0;
}

/* RFC 2387: is the root of a multipart/related its first part? */
static bool root_is_first(GMimeMultipart *related) {
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(related));
  const char *start = g_mime_content_type_get_parameter(type, "start");
  if (!start || g_mime_multipart_get_count(related) == 0)
    return true;
  const char *id = g_mime_object_get_content_id(g_mime_multipart_get_part(related, 0));
  g_autofree char *root = g_strdup(start);
  g_strdelimit(root, "<>", ' ');
  return id && strcmp(g_strstrip(root), id) == 0;
}

static void visit(struct finder *finder, GMimeObject *object, bool displayed);

static void visit_multipart(struct finder *finder, GMimeMultipart *multipart, bool displayed) {
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
  bool related = g_mime_content_type_is_type(type, "multipart", "related");
  finder->reason = refuse_multipart(finder, multipart);
  if (!finder->reason && related && displayed && !root_is_first(multipart))
    finder->reason = "related-start";
  if (finder->reason)
    return;
  g_ptr_array_add(finder->path, g_strdup(g_mime_multipart_get_boundary(multipart)));
  int count = g_mime_multipart_get_count(multipart);
  for (int i = 0; i < count && !finder->reason; i++)
    visit(finder, g_mime_multipart_get_part(multipart, i), displayed && (!related || i == 0));
  g_ptr_array_set_size(finder->path, (int)finder->path->len - 1);
}

static struct ll_span span_of(GMimePart *part, GBytes *raw) {
  GMimeDataWrapper *content = g_mime_part_get_content(part);
  if (!content)
    return (struct ll_span){0, 0};
  const GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
  size_t end = stream->bound_end < 0 ? g_bytes_get_size(raw) : (size_t)stream->bound_end;
  return (struct ll_span){(size_t)stream->bound_start, end};
}

/* Inline PGP in base64, where the look at the raw bytes has not seen it. */
static bool hides_armor(GMimePart *part, GBytes *raw) {
  enum ll_encoding encoding;
  const char *value = g_mime_object_get_header(GMIME_OBJECT(part), "Content-Transfer-Encoding");
  if (!ll_encoding_find(value, &encoding) || encoding != LL_BASE64)
    return false;
  g_autoptr(ll_text) text = ll_text_decode(raw, span_of(part, raw), encoding, NULL);
  return text && has_armor(text->bytes);
}

static void visit_leaf(struct finder *finder, GMimePart *part, bool displayed) {
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  if (g_mime_content_type_is_type(type, "text", "*") && hides_armor(part, finder->raw))
    finder->reason = "pgp-armor";
  if (!g_mime_content_type_is_type(type, "text", "html"))
    return;
  if (!displayed || g_mime_part_get_filename(part)) {
    finder->attached = true;
    return;
  }
  if (finder->html++ > 0)
    return;
  finder->leaf = part;
  finder->leaf_path = g_ptr_array_new_with_free_func(g_free);
  for (unsigned i = 0; i < finder->path->len; i++)
    g_ptr_array_add(finder->leaf_path, g_strdup(g_ptr_array_index(finder->path, i)));
}

static void visit(struct finder *finder, GMimeObject *object, bool displayed) {
  displayed = displayed && is_displayed(object);
  finder->reason = ++finder->parts > finder->limits->parts ? "too-many-parts" : refuse_object(object);
  if (finder->reason)
    return;
  if (GMIME_IS_MULTIPART(object))
    visit_multipart(finder, GMIME_MULTIPART(object), displayed);
  else if (GMIME_IS_PART(object))
    visit_leaf(finder, GMIME_PART(object), displayed);
}

/* ---- the leaf ---- */

static const char *innermost(const struct finder *finder) {
  return finder->leaf_path->len > 0 ? g_ptr_array_index(finder->leaf_path, finder->leaf_path->len - 1) : NULL;
}

/* Does "--" and the boundary stand at `at`? */
static bool is_delimiter(GBytes *raw, size_t at, const char *boundary) {
  size_t length, n = strlen(boundary);
  const char *data = g_bytes_get_data(raw, &length);
  return at + 2 + n <= length && memcmp(data + at, "--", 2) == 0 && memcmp(data + at + 2, boundary, n) == 0;
}

/* Where the line after the last delimiter before the leaf starts, or 0. */
static size_t block_start(GBytes *raw, size_t end, const char *boundary) {
  const char *data = g_bytes_get_data(raw, NULL);
  size_t after = end;
  for (const char *lf = memrchr(data, '\n', end); lf; lf = memrchr(data, '\n', (size_t)(lf - data))) {
    size_t line = (size_t)(lf + 1 - data);
    if (is_delimiter(raw, line, boundary))
      return after;
    after = line;
  }
  return 0;
}

/* The header block of the leaf, read by our own parser, when it ends exactly where GMime says the body starts.
 * `*own` is set when it is not the header of the message. */
static const ll_header *leaf_header(const struct finder *finder, const ll_header *top, struct ll_span part,
                                    ll_header **own) {
  if (!innermost(finder))
    return top->size == part.start ? top : NULL;
  size_t start = block_start(finder->raw, part.start, innermost(finder));
  g_autoptr(GBytes) block = g_bytes_new_from_bytes(finder->raw, start, part.start - start);
  *own = ll_header_parse(block, finder->limits->header_size, NULL);
  return *own && start > 0 && (*own)->size == part.start - start ? *own : NULL;
}

/* Does the part end at a delimiter of the multipart around it, or with the message, and does no line in it look like a
 * delimiter of any multipart around it? */
static const char *refuse_span(const struct finder *finder, struct ll_span part) {
  size_t length;
  const char *data = g_bytes_get_data(finder->raw, &length);
  const char *boundary = innermost(finder);
  size_t next = part.end + (part.end < length && data[part.end] == '\r');
  if (!boundary && part.end != length)
    return "unsure-end";
  if (boundary && (next >= length || data[next] != '\n' || !is_delimiter(finder->raw, next + 1, boundary)))
    return "no-end-boundary";
  for (size_t line = part.start; line < part.end;) {
    for (unsigned i = 0; i < finder->leaf_path->len; i++)
      if (is_delimiter(finder->raw, line, g_ptr_array_index(finder->leaf_path, i)))
        return "boundary-in-html";
    const char *lf = memchr(data + line, '\n', part.end - line);
    line = lf ? (size_t)(lf + 1 - data) : part.end;
  }
  return NULL;
}

static bool is_blank(GBytes *raw, struct ll_span part) {
  const char *data = g_bytes_get_data(raw, NULL);
  while (part.start < part.end && g_ascii_isspace(data[part.start]))
    part.start++;
  return part.start == part.end;
}

/* Fills in what the message knows of its leaf; a reason when it cannot be sure. */
static const char *take_leaf(ll_message *message, const struct finder *finder) {
  g_autoptr(ll_header) own = NULL;
  message->part = span_of(finder->leaf, finder->raw);
  if (message->part.start > message->part.end || is_blank(finder->raw, message->part))
    return "empty-html";
  const ll_header *header = leaf_header(finder, message->header, message->part, &own);
  if (!header)
    return "unsure-start";
  if (ll_header_count(header, "Content-Type") != 1)
    return "duplicate-content-type";
  if (ll_header_count(header, "Content-Transfer-Encoding") > 1)
    return "duplicate-encoding";
  if (!ll_encoding_find(ll_header_get(header, "Content-Transfer-Encoding"), &message->encoding))
    return "unknown-encoding";
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(finder->leaf));
  if (count_parameter(type, "charset") > 1)
    return "duplicate-charset";
  const char *charset = g_mime_content_type_get_parameter(type, "charset");
  message->charset = charset ? g_ascii_strdown(charset, -1) : NULL;
  return refuse_span(finder, message->part);
}

/* Parses without copying: what is returned (owned, NULL on failure) borrows the bytes. */
static GMimeMessage *parse(GByteArray *borrowed) {
  g_autoptr(GObject) stream = G_OBJECT(g_mime_stream_mem_new_with_byte_array(borrowed));
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), false);
  g_autoptr(GObject) parser = G_OBJECT(g_mime_parser_new_with_stream(GMIME_STREAM(stream)));
  return g_mime_parser_construct_message(GMIME_PARSER(parser), NULL);
}

/* Walks the parts and takes the leaf, or says why not. */
static const char *find_leaf(ll_message *message, const struct ll_limits *limits) {
  size_t length;
  const void *data = g_bytes_get_data(message->raw, &length);
  GByteArray borrowed = {(guint8 *)data, (guint)length};
  GMimeMessage *parsed = parse(&borrowed);
  g_autoptr(GObject) owner = parsed ? G_OBJECT(parsed) : NULL;
  GMimeObject *top = parsed ? g_mime_message_get_mime_part(parsed) : NULL;
  if (!top)
    return "no-html";
  g_autoptr(GPtrArray) path = g_ptr_array_new_with_free_func(g_free);
  struct finder finder = {.raw = message->raw, .limits = limits, .path = path};
  visit(&finder, top, true);
  g_autoptr(GPtrArray) leaf_path = finder.leaf_path;
  if (finder.reason || has_armor(message->raw))
    return finder.reason ? finder.reason : "pgp-armor";
  if (finder.html != 1)
    return finder.html > 1 ? "several-html" : finder.attached ? "html-attached" : "no-html";
  return take_leaf(message, &finder);
}

ll_message *ll_message_parse(GBytes *raw, const struct ll_limits *limits, const char **reason) {
  const char *why = ll_caps_refused(raw, limits);
  g_autoptr(ll_header) header = why ? NULL : ll_header_parse(raw, limits->header_size, NULL);
  if (!why)
    why = header ? ll_message_refused(header) : "broken-header";
  if (why) {
    *reason = why;
    return NULL;
  }
  g_autoptr(ll_message) message = g_new0(ll_message, 1);
  message->raw = g_bytes_ref(raw);
  message->header = g_steal_pointer(&header);
  why = find_leaf(message, limits);
  if (why) {
    *reason = why;
    return NULL;
  }
  return g_steal_pointer(&message);
}

void ll_message_free(ll_message *message) {
  if (!message)
    return;
  g_bytes_unref(message->raw);
  ll_header_free(message->header);
  g_free(message->charset);
  g_free(message);
}
