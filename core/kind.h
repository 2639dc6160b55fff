/* SPDX-License-Identifier: MIT
 * What the tree construction rules (WHATWG HTML, 13.2.6.4.7) do with a tag "in body", and which of its element
 * categories it is in. */
#pragma once
#include "core/html.h"

/* Rules for start tags. */
enum ll_start_rule {
  LL_START_ORDINARY, /* reopen formatting, push */
  LL_START_BLOCK,    /* close a p, push */
  LL_START_HEADING,
  LL_START_FORM,
  LL_START_LI,
  LL_START_DD,
  LL_START_BUTTON,
  LL_START_A,
  LL_START_FORMAT,
  LL_START_NOBR,
  LL_START_MARKED, /* applet, marquee, object */
  LL_START_TABLE,
  LL_START_VOID,
  LL_START_VOID_PLAIN, /* void; does not reopen formatting */
  LL_START_HR,
  LL_START_RAW, /* raw text, formatting not reopened */
  LL_START_XMP,
  LL_START_SELECT,
  LL_START_OPTION,
  LL_START_RUBY_BASE,
  LL_START_RUBY_TEXT,
  LL_START_SVG,
  LL_START_IGNORED, /* parts of tables and of the document */
  LL_START_UNKNOWN,
};

/* Rules for end tags. */
enum ll_end_rule {
  LL_END_ORDINARY,
  LL_END_BLOCK,
  LL_END_BODY,
  LL_END_HTML,
  LL_END_FORM,
  LL_END_P,
  LL_END_LI,
  LL_END_DD,
  LL_END_HEADING,
  LL_END_FORMAT,
  LL_END_MARKED,
  LL_END_BR,
  LL_END_UNKNOWN,
};

enum {
  LL_KIND_SPECIAL = 1,
  LL_KIND_SCOPE = 2,        /* ends "in scope" */
  LL_KIND_LIST_SCOPE = 4,   /* ends "in list item scope" in addition */
  LL_KIND_BUTTON_SCOPE = 8, /* ends "in button scope" in addition */
  LL_KIND_TABLE_SCOPE = 16, /* ends "in table scope" */
  LL_KIND_IMPLIED_END = 32, /* closed by "generate implied end tags" */
  LL_KIND_HEADING = 64,
  LL_KIND_FOSTERS = 128,  /* table, tbody, tfoot, thead, tr */
  LL_KIND_BREAKOUT = 256, /* ends foreign content */
};

struct ll_kind {
  uint8_t start, end; /* enum ll_start_rule, enum ll_end_rule */
  uint16_t kinds;
};

/* By enum ll_tag; a name that is not in tags.def is LL_START_ORDINARY, LL_END_ORDINARY, without kinds. */
const struct ll_kind *ll_kind_of(uint16_t tag);
