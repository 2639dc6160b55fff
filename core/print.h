/* SPDX-License-Identifier: MIT
 * Fingerprints of blocks, for stream memory: keyed hashes of normalised words, word pairs, link skeleton and shape. */
#pragma once
#include "core/block.h"
#include "core/header.h"
#include <leanletter/memory.h>

/* A block that is remembered: a line or a small box. */
struct ll_unit {
  uint32_t first, end; /* atoms */
};

typedef struct ll_prints {
  GArray *units;  /* of struct ll_unit */
  GArray *prints; /* of struct ll_print, parallel */
} ll_prints;

/* The units of a page: every line of 6 to 80 words, every largest box of 6 to 80 words, every image-only line; at most
 * 512.  Digits, what varies in link targets, and the recipient's name and address (of To) are left out.  Owned. */
ll_prints *ll_prints_new(const ll_page *page, const ll_header *header, const uint8_t secret[32]);
void ll_prints_free(ll_prints *prints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_prints, ll_prints_free)

/* The key of the stream: List-Id (RFC 2919), else the authenticated DKIM domain (may be NULL) and the From address,
 * else the From address; never a display name.  False when the header has neither. */
bool ll_stream_key(const ll_header *header, const char *dkim_domain, const uint8_t secret[32], struct ll_key *key);

/* What is to be remembered of this message; shares the prints' array.  Returns owned. */
ll_lesson *ll_lesson_new(const ll_header *header, const struct ll_key *stream, const ll_prints *prints,
                         const struct ll_memory *memory);
