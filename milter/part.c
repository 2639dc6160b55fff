/* SPDX-License-Identifier: MIT
 * Looks at the bytes around an HTML part. */
#include "part.h"
#include <leanletter/leanletter.h>
#include <string.h>

struct text {
  const char *at;
  size_t n;
};

static bool is_line_end(const char *at) {
  return *at == '\n';
}

/* A header block ends with its first empty line. */
static bool has_empty_line(struct text block) {
  for (size_t i = 0; i < block.n; i++) {
    const bool line_start = i == 0 || block.at[i - 1] == '\n';
    const bool crlf = block.at[i] == '\r' && i + 1 < block.n && block.at[i + 1] == '\n';
    if (line_start && (crlf || block.at[i] == '\n'))
      return true;
  }
  return false;
}

/* The header block that ends where the part starts; without its empty line. */
static bool find_header(struct text raw, size_t body, size_t part, struct text *header,
                        struct text *boundary) {
  size_t end = part;
  if (end < 2 || !is_line_end(&raw.at[--end]))
    return false;
  end -= raw.at[end - 1] == '\r';
  if (end == 0 || !is_line_end(&raw.at[end - 1]))
    return false;
  *boundary = (struct text){NULL, 0};
  *header = (struct text){raw.at, end};
  if (part == body)
    return true;
  const char *dashes = raw.at + end;
  while (dashes > raw.at + body && !(dashes[-1] == '\n' && dashes[0] == '-' && dashes[1] == '-'))
    dashes--;
  const char *line_end = memchr(dashes, '\n', (size_t)(raw.at + end - dashes));
  if (line_end == NULL || dashes[0] != '-' || dashes[1] != '-')
    return false;
  *header = (struct text){line_end + 1, (size_t)(raw.at + end - line_end - 1)};
  *boundary = (struct text){dashes, (size_t)(line_end - dashes)};
  while (boundary->n > 2 && strchr(" \t\r", boundary->at[boundary->n - 1]))
    boundary->n--;
  return boundary->n > 2 && !has_empty_line(*header);
}

static bool says_html(struct text header, enum ll_encoding encoding) {
  g_autofree char *type = ll_field_find(header.at, header.n, "Content-Type");
  g_autofree char *transfer = ll_field_find(header.at, header.n, "Content-Transfer-Encoding");
  static const char html[] = "text/html";
  enum ll_encoding said;
  return type && g_ascii_strncasecmp(type, html, sizeof html - 1) == 0 &&
         !g_ascii_isalnum(type[sizeof html - 1]) && ll_encoding_find(transfer, &said) && said == encoding;
}

static bool is_boundary(const char *line, size_t left, struct text boundary) {
  if (left < boundary.n || memcmp(line, boundary.at, boundary.n) != 0)
    return false;
  const char *rest = line + boundary.n;
  left -= boundary.n;
  return left == 0 || (*rest && strchr(" \t\r\n", *rest)) || (left >= 2 && rest[0] == '-' && rest[1] == '-');
}

/* Where the first line with the boundary starts after `from`, or the end; the line end before it is its own. */
static size_t next_boundary(struct text raw, struct text boundary, size_t from) {
  size_t at = from;
  while (boundary.n > 0 && at < raw.n) {
    const bool starts = at == from || raw.at[at - 1] == '\n';
    if (starts && is_boundary(raw.at + at, raw.n - at, boundary))
      return at;
    const char *line_end = memchr(raw.at + at, '\n', raw.n - at);
    at = line_end ? (size_t)(line_end - raw.at) + 1 : raw.n;
  }
  return raw.n;
}

bool ll_part_is_html(GBytes *bytes, size_t body, struct ll_span part, enum ll_encoding encoding) {
  struct text raw, header, boundary;
  raw.at = g_bytes_get_data(bytes, &raw.n);
  if (part.start < body || part.end > raw.n || part.start >= part.end)
    return false;
  if (!find_header(raw, body, part.start, &header, &boundary) || !says_html(header, encoding))
    return false;
  const size_t end = next_boundary(raw, boundary, part.start);
  const size_t gap = end - part.end;
  const char *after = raw.at + part.end;
  if (part.end > end || (boundary.n > 0 && end == raw.n))
    return false;
  return gap == 0 || (gap == 1 && after[0] == '\n') || (gap == 2 && after[0] == '\r' && after[1] == '\n');
}
