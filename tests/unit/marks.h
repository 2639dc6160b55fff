/* SPDX-License-Identifier: MIT
 * Documents with marks: what stands between [[ and ]] is a cut, between {{ and }} is pinned. */
#pragma once
#include "core/cut.h"

struct marked {
  ll_doc *doc;
  GArray *cuts;    /* of struct ll_range */
  uint8_t *pinned; /* one byte a node: those that begin in a pinned stretch */
  bool fits;       /* every mark of a cut stands between tokens */
};

/* Parses the text without its marks; asserts that it can be. */
void marks_parse(const char *text, struct marked *marked);
void marks_clear(struct marked *marked);

/* The source without the tokens of the cuts.  Returns owned. */
char *marks_left(const struct marked *marked);
