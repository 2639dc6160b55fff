/* SPDX-License-Identifier: MIT
 * Stage 1: parse the MIME structure with GMime (RFC 2045, 2046) and find the one HTML leaf that may be cleaned. */
#pragma once
#include "core/header.h"
#include <leanletter/config.h>
#include <leanletter/edit.h>

typedef struct ll_message {
  GBytes *raw;
  ll_header *header;
  struct ll_span part;       /* encoded body of the HTML leaf, in raw bytes */
  enum ll_encoding encoding; /* of the leaf */
  char *charset;             /* of its Content-Type, lower case; NULL: not given */
} ll_message;

/* The message, or NULL and a reason to leave it alone in `*reason` (a static string: "signed", "encrypted", "no-html",
 * "too-many-parts" ...).  The caps of `limits` are asked before anything is parsed.  Returns owned. */
ll_message *ll_message_parse(GBytes *raw, const struct ll_limits *limits, const char **reason);
void ll_message_free(ll_message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_message, ll_message_free)

/* What the header of the message alone says: a reason to leave it alone, or NULL when the body has to be seen. */
const char *ll_message_refused(const ll_header *header);
