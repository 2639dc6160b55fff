/* SPDX-License-Identifier: MIT
 * The header block of a message as a list of fields (RFC 5322, 2.2), without GMime: raw, unfolded on demand. */
#pragma once
#include <leanletter/types.h>

struct ll_field {
  const char *name;  /* as written */
  const char *value; /* unfolded, trimmed; raw bytes, not decoded */
};

typedef struct ll_header {
  GArray *fields; /* of struct ll_field, in order */
  GStringChunk *text;
  size_t size; /* bytes of the block, the empty line included */
} ll_header;

/* Parses the header block at the start of `raw`.  NULL and LL_ERROR_MESSAGE when it passes `max` bytes or a line is
 * no field.  Returns owned. */
ll_header *ll_header_parse(GBytes *raw, size_t max, GError **error);
void ll_header_free(ll_header *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_header, ll_header_free)

/* The first value of a field (case-insensitive), or NULL; how many there are; its RFC 2047 decoded UTF-8 form
 * (owned, NULL when absent). */
const char *ll_header_get(const ll_header *header, const char *name);
unsigned ll_header_count(const ll_header *header, const char *name);
char *ll_header_text(const ll_header *header, const char *name);

/* The Date field (RFC 5322, 3.6.1) in seconds since 1970-01-01 UTC; 0 when there is none that can be read. */
int64_t ll_header_date(const ll_header *header);
