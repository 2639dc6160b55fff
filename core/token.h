/* SPDX-License-Identifier: MIT
 * Cuts HTML bytes into tokens by the rules on which all readers of HTML agree (WHATWG HTML, 13.2.5); a document in
 * which they would not agree is refused.  Linear time; knows nothing of nesting. */
#pragma once
#include "core/html.h"

/* Appends the tokens (of struct ll_token, `node` -1) of `bytes` to `tokens`, tiling them without gap; `names` must come
 * from ll_tag_names_new().  A tag that the end of the bytes cuts off is a LL_TOKEN_BOGUS.  NULL, or a static reason:
 * "html-ambiguous", "too-many-tokens", "too-many-attributes", "too-many-names". */
const char *ll_tokenize(const char *bytes, uint32_t length, const struct ll_limits *limits, ll_intern *names,
                        GArray *tokens);

/* A table in which the names of tags.def have their enum ll_tag as number.  Returns owned. */
ll_intern *ll_tag_names_new(void);

/* The attributes of a start tag, one after the other, where they stand.  Begins at the "<"; `at` ends behind the ">",
 * or, when there is none, at `end` with `open` set. */
struct ll_tag_scan {
  const char *at, *end;
  bool self_closing, open;
};
struct ll_raw_attribute {
  const char *name, *value; /* value: without quotes; NULL when there is no "=" */
  uint32_t name_length, value_length;
  char quote; /* 0 when it has none */
  bool odd;   /* the name has a quote or "<" in it */
};
void ll_tag_scan_begin(struct ll_tag_scan *scan, const char *tag, const char *end);
bool ll_tag_scan_next(struct ll_tag_scan *scan, struct ll_raw_attribute *attribute);

/* Is the content of this element no markup: script, style, title, textarea, xmp, iframe, noembed, noframes? */
bool ll_tag_is_raw(uint16_t tag);
/* Has it no content and no end tag by definition: br, img, input ...? */
bool ll_tag_is_void(uint16_t tag);

static inline bool ll_is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
