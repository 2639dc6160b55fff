/* SPDX-License-Identifier: MIT
 * An outcome in words: for people and for machines.  What machines get is documented in leanletter(1). */
#pragma once
#include <leanletter/leanletter.h>

enum ll_format {
  LL_FORMAT_TEXT, /* verdict, then each block with its signals */
  LL_FORMAT_BRIEF, /* verdict, then one line a block that is cut or reported: no numbers that a new weight would change */
  LL_FORMAT_FEATURES, /* a table for fitting weights: a line of names, then one a run of blocks */
  LL_FORMAT_JSON,     /* one object */
  LL_N_FORMATS
};

/* The outcome of cleaning `raw`, UTF-8, with a final newline; `color`: the text format with terminal colors.  Control
 * characters of the mail never get through.  Returns owned. */
char *ll_explain(const ll_outcome *outcome, GBytes *raw, enum ll_format format, bool color);

/* The classes that were cut with the number of blocks, "signup:2,repeat:1"; empty when nothing was.  Returns owned. */
char *ll_explain_classes(const ll_outcome *outcome);
