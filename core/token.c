/* SPDX-License-Identifier: MIT
 * The tokenizer.  Where HTML5, libxml2 and older readers part ways the answer is "html-ambiguous". */
#include "core/token.h"
#include "core/grow.h"
#include <string.h>

enum { MAX_NAME = 100 }; /* bytes of a tag name; libxml2 cuts longer ones */

static const char ambiguous[] = "html-ambiguous";
static const char *const tag_names[] = {
    "#none",
    "#text",
    "#comment",
#define LL_TAG(id, name) name,
#include "core/tags.def"
#undef LL_TAG
};
G_STATIC_ASSERT(G_N_ELEMENTS(tag_names) == LL_TAG_OTHERS);

struct lexer {
  const char *bytes, *at, *end;
  const struct ll_limits *limits;
  ll_intern *names;
  GArray *tokens;
  guint room;   /* of tokens */
  uint16_t raw; /* the tag whose raw content comes next, or LL_TAG_NONE */
};

ll_intern *ll_tag_names_new(void) {
  ll_intern *names = ll_intern_new();
  for (uint32_t i = 0; i < LL_TAG_OTHERS; i++) {
    uint32_t number = ll_intern_number(names, tag_names[i], strlen(tag_names[i]));
    g_assert(number == i);
  }
  return names;
}

bool ll_tag_is_raw(uint16_t tag) {
  switch (tag) {
  case LL_TAG_SCRIPT:
  case LL_TAG_STYLE:
  case LL_TAG_TITLE:
  case LL_TAG_TEXTAREA:
  case LL_TAG_XMP:
  case LL_TAG_IFRAME:
  case LL_TAG_NOEMBED:
  case LL_TAG_NOFRAMES:
    return true;
  default:
    return false;
  }
}

bool ll_tag_is_void(uint16_t tag) {
  switch (tag) {
  case LL_TAG_AREA:
  case LL_TAG_BASE:
  case LL_TAG_BASEFONT:
  case LL_TAG_BGSOUND:
  case LL_TAG_BR:
  case LL_TAG_COL:
  case LL_TAG_EMBED:
  case LL_TAG_FRAME:
  case LL_TAG_HR:
  case LL_TAG_IMAGE:
  case LL_TAG_IMG:
  case LL_TAG_INPUT:
  case LL_TAG_KEYGEN:
  case LL_TAG_LINK:
  case LL_TAG_META:
  case LL_TAG_PARAM:
  case LL_TAG_SOURCE:
  case LL_TAG_TRACK:
  case LL_TAG_WBR:
    return true;
  default:
    return false;
  }
}

static bool ends_name(char c) {
  return ll_is_blank(c) || c == '/' || c == '>';
}

static const char *skip_name(const char *at, const char *end) {
  while (at < end && !ends_name(*at))
    at++;
  return at;
}

static const char *skip_blanks(const char *at, const char *end) {
  while (at < end && ll_is_blank(*at))
    at++;
  return at;
}

void ll_tag_scan_begin(struct ll_tag_scan *scan, const char *tag, const char *end) {
  const char *name = tag + 1 + (tag + 1 < end && tag[1] == '/');
  *scan = (struct ll_tag_scan){.at = skip_name(name, end), .end = end};
}

/* WHATWG HTML, 13.2.5.37 to 13.2.5.39: the value behind "=", blanks skipped, and the quotes if any. */
static void scan_value(struct ll_tag_scan *scan, struct ll_raw_attribute *attribute) {
  const char *at = skip_blanks(scan->at, scan->end), *end = scan->end;
  attribute->value = at;
  if (at < end && (*at == '"' || *at == '\'')) {
    const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
    attribute->quote = *at;
    attribute->value = at + 1;
    at = close != NULL ? close : end;
    attribute->value_length = (uint32_t)(at - attribute->value);
    scan->at = close != NULL ? close + 1 : end;
    return;
  }
  while (at < end && !ll_is_blank(*at) && *at != '>')
    at++;
  attribute->value_length = (uint32_t)(at - attribute->value);
  scan->at = at;
}

/* Skips what stands between attributes.  False at the end of the tag. */
static bool scan_gap(struct ll_tag_scan *scan) {
  const char *at = scan->at, *end = scan->end;
  while (at < end && (ll_is_blank(*at) || *at == '/')) {
    scan->self_closing = *at == '/' && at + 1 < end && at[1] == '>';
    at++;
  }
  scan->open = at == end;
  scan->at = at < end && *at == '>' ? at + 1 : at;
  return scan->at == at && at < end;
}

bool ll_tag_scan_next(struct ll_tag_scan *scan, struct ll_raw_attribute *attribute) {
  if (!scan_gap(scan))
    return false;
  const char *name = scan->at, *at = name + (*name == '='), *end = scan->end;
  bool odd = false;
  for (; at < end && !ends_name(*at) && *at != '='; at++)
    odd |= *at == '"' || *at == '\'' || *at == '<';
  *attribute = (struct ll_raw_attribute){.name = name, .name_length = (uint32_t)(at - name), .odd = odd};
  scan->at = at;
  at = skip_blanks(at, end);
  if (at < end && *at == '=') {
    scan->at = at + 1;
    scan_value(scan, attribute);
  }
  return true;
}

static const char *emit(struct lexer *lexer, enum ll_token_kind kind, const char *end, uint16_t tag,
                        bool closing) {
  if (lexer->tokens->len >= lexer->limits->tokens)
    return "too-many-tokens";
  *LL_ARRAY_ADD(lexer->tokens, struct ll_token, &lexer->room) =
      (struct ll_token){.start = (uint32_t)(lexer->at - lexer->bytes),
                        .end = (uint32_t)(end - lexer->bytes),
                        .tag = tag,
                        .kind = (uint8_t)kind,
                        .self_closing = closing,
                        .node = -1};
  lexer->at = end;
  return NULL;
}

static bool has_any(const char *at, const char *end, const char *chars) {
  for (; *chars != '\0'; chars++)
    if (memchr(at, *chars, (size_t)(end - at)) != NULL)
      return true;
  return false;
}

/* The tag name at `at`; its end, or NULL when it has a character or a length on which readers differ. */
static const char *lex_name(struct lexer *lexer, const char *at, uint16_t *tag, const char **reason) {
  const char *end = at;
  while (end < lexer->end &&
         (g_ascii_isalnum(*end) || *end == ':' || *end == '_' || *end == '.' || *end == '-'))
    end++;
  if ((end < lexer->end && !ends_name(*end)) || end - at > MAX_NAME) {
    *reason = ambiguous;
    return NULL;
  }
  uint32_t number = ll_intern_number(lexer->names, at, (size_t)(end - at));
  *tag = (uint16_t)number;
  *reason = number == LL_INTERN_MAX ? "too-many-names" : NULL;
  return *reason == NULL ? end : NULL;
}

/* Quotes or "<" in an attribute's name mean that something went missing: harmless unless markup is quoted, too. */
static const char *check_odd(struct ll_tag_scan scan) {
  struct ll_raw_attribute attribute;
  while (ll_tag_scan_next(&scan, &attribute))
    if (attribute.quote != 0 && has_any(attribute.value, attribute.value + attribute.value_length, "<>"))
      return ambiguous;
  return NULL;
}

static const char *lex_attributes(struct lexer *lexer, struct ll_tag_scan *scan) {
  const struct ll_tag_scan first = *scan;
  struct ll_raw_attribute attribute;
  bool odd = false;
  for (unsigned n = 0; ll_tag_scan_next(scan, &attribute); n++) {
    if (n == lexer->limits->attributes)
      return "too-many-attributes";
    odd |= attribute.odd;
  }
  return odd ? check_odd(first) : NULL;
}

static const char *lex_start(struct lexer *lexer) {
  uint16_t tag = LL_TAG_NONE;
  const char *reason = NULL;
  struct ll_tag_scan scan;
  if (lex_name(lexer, lexer->at + 1, &tag, &reason) == NULL)
    return reason;
  ll_tag_scan_begin(&scan, lexer->at, lexer->end);
  reason = lex_attributes(lexer, &scan);
  if (reason != NULL)
    return reason;
  if (scan.open)
    return emit(lexer, LL_TOKEN_BOGUS, lexer->end, LL_TAG_NONE, false);
  if (tag == LL_TAG_PLAINTEXT || (ll_tag_is_raw(tag) && scan.self_closing))
    return ambiguous;
  lexer->raw = ll_tag_is_raw(tag) ? tag : LL_TAG_NONE;
  return emit(lexer, LL_TOKEN_START, scan.at, tag, scan.self_closing);
}

static const char *lex_end(struct lexer *lexer) {
  uint16_t tag = LL_TAG_NONE;
  const char *reason = NULL, *name = lex_name(lexer, lexer->at + 2, &tag, &reason);
  if (name == NULL)
    return reason;
  const char *close = memchr(name, '>', (size_t)(lexer->end - name));
  if (has_any(name, close != NULL ? close : lexer->end, "\"'"))
    return ambiguous;
  if (close == NULL)
    return emit(lexer, LL_TOKEN_BOGUS, lexer->end, LL_TAG_NONE, false);
  return emit(lexer, LL_TOKEN_END, close + 1, tag, false);
}

static const char *lex_comment(struct lexer *lexer) {
  const char *at = lexer->at + 4, *end = lexer->end;
  if ((at < end && *at == '>') || (at + 1 < end && at[0] == '-' && at[1] == '>'))
    return ambiguous;
  while ((at = memmem(at, (size_t)(end - at), "--", 2)) != NULL) {
    if (at + 2 < end && at[2] == '>')
      return emit(lexer, LL_TOKEN_COMMENT, at + 3, LL_TAG_NONE, false);
    if (at + 3 < end && at[2] == '!' && at[3] == '>')
      return emit(lexer, LL_TOKEN_COMMENT, at + 4, LL_TAG_NONE, false);
    at++;
  }
  return emit(lexer, LL_TOKEN_COMMENT, end, LL_TAG_NONE, false);
}

static bool begins(const struct lexer *lexer, const char *what) {
  size_t length = strlen(what);
  return (size_t)(lexer->end - lexer->at) >= length && g_ascii_strncasecmp(lexer->at, what, length) == 0;
}

/* "<!" and "<?": to the next ">". */
static const char *lex_declaration(struct lexer *lexer) {
  const char *close = memchr(lexer->at, '>', (size_t)(lexer->end - lexer->at));
  const char *end = close != NULL ? close + 1 : lexer->end;
  if (has_any(lexer->at + 2, end, "<") || begins(lexer, "<![CDATA["))
    return ambiguous;
  enum ll_token_kind kind = close != NULL && begins(lexer, "<!doctype") ? LL_TOKEN_DOCTYPE : LL_TOKEN_BOGUS;
  return emit(lexer, kind, end, LL_TAG_NONE, false);
}

static bool is_markup(const char *at, const char *end) {
  if (at + 1 < end && at[1] == '/')
    return at + 2 < end;
  return at + 1 < end && (g_ascii_isalpha(at[1]) || at[1] == '!' || at[1] == '?');
}

static const char *lex_text(struct lexer *lexer) {
  const char *at = lexer->at;
  do
    at = memchr(at + 1, '<', (size_t)(lexer->end - at - 1));
  while (at != NULL && !is_markup(at, lexer->end));
  return emit(lexer, LL_TOKEN_TEXT, at != NULL ? at : lexer->end, LL_TAG_NONE, false);
}

static const char *lex_markup(struct lexer *lexer) {
  switch (lexer->at[1]) {
  case '/':
    return g_ascii_isalpha(lexer->at[2]) ? lex_end(lexer) : ambiguous;
  case '!':
    return begins(lexer, "<!--") ? lex_comment(lexer) : lex_declaration(lexer);
  case '?':
    return lex_declaration(lexer);
  default:
    return lex_start(lexer);
  }
}

/* The "</name" that ends raw content (WHATWG HTML, 13.2.5.11), or NULL. */
static const char *find_raw_end(const struct lexer *lexer, const char *name, size_t length) {
  const char *at = lexer->at;
  while ((at = memmem(at, (size_t)(lexer->end - at), "</", 2)) != NULL) {
    size_t left = (size_t)(lexer->end - at);
    if (left > 2 + length && g_ascii_strncasecmp(at + 2, name, length) == 0 && ends_name(at[2 + length]))
      return at;
    at += 2;
  }
  return NULL;
}

/* Only style and script are raw to everyone; and a script that quotes "<!--" and "<script" ends late (13.2.5.17). */
static bool raw_is_ambiguous(const struct lexer *lexer, const char *end, bool closed) {
  size_t length = (size_t)(end - lexer->at);
  if (lexer->raw == LL_TAG_STYLE)
    return false;
  if (lexer->raw == LL_TAG_SCRIPT)
    return memmem(lexer->at, length, "<!--", 4) != NULL && memmem(lexer->at, length, "<script", 7) != NULL;
  if (lexer->raw == LL_TAG_IFRAME) /* every mail reader drops it with what it holds */
    return !closed;
  return !closed || memchr(lexer->at, '<', length) != NULL;
}

static const char *lex_raw(struct lexer *lexer) {
  const char *name = tag_names[lexer->raw];
  const char *close = find_raw_end(lexer, name, strlen(name)), *end = close != NULL ? close : lexer->end;
  if (raw_is_ambiguous(lexer, end, close != NULL))
    return ambiguous;
  lexer->raw = LL_TAG_NONE;
  return end > lexer->at ? emit(lexer, LL_TOKEN_TEXT, end, LL_TAG_NONE, false) : NULL;
}

static const char *lex(struct lexer *lexer) {
  if (lexer->raw != LL_TAG_NONE)
    return lex_raw(lexer);
  return *lexer->at == '<' && is_markup(lexer->at, lexer->end) ? lex_markup(lexer) : lex_text(lexer);
}

const char *ll_tokenize(const char *bytes, uint32_t length, const struct ll_limits *limits, ll_intern *names,
                        GArray *tokens) {
  const char *end = length > 0 ? bytes + length : bytes; /* of nothing, `bytes` may be NULL */
  struct lexer lexer = {
      .bytes = bytes, .at = bytes, .end = end, .limits = limits, .names = names, .tokens = tokens};
  const char *reason = NULL;
  while (reason == NULL && lexer.at < lexer.end)
    reason = lex(&lexer);
  return reason;
}
