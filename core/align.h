/* SPDX-License-Identifier: MIT
 * The nesting of the tokens as libxml2 sees it.  The only file that uses libxml2. */
#pragma once
#include "core/html.h"

/* Fills doc->nodes (without text and attributes) and the `node` of doc->tokens.  NULL, or a static reason:
 * "html-misaligned", "html-stopped", "html-unused-tag", "too-deep". */
const char *ll_align(ll_doc *doc, const struct ll_limits *limits);
