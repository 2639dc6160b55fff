/* SPDX-License-Identifier: MIT
 * What a reader sees of single nodes, and what invisible ones are good for. */
#pragma once
#include "core/html.h"

/* Does the node by itself, its children aside, show something? */
bool ll_node_shows(const ll_doc *doc, int32_t node);

/* What something invisible does between visible things. */
enum ll_filler {
  LL_FILLER_NOTHING, /* white space, comments */
  LL_FILLER_GAP,     /* br, spacers, empty boxes */
  LL_FILLER_DIVIDER, /* hr; border or background on an empty box; text like "|" or "* * *" */
  LL_FILLER_FIXED,   /* not to be touched: anchors that links lead to, styles, hidden controls ... */
};
enum ll_filler ll_filler_of(const ll_doc *doc, int32_t node);

/* A text of nothing but separators: "|", a bullet, dashes ... */
bool ll_is_separator(const ll_doc *doc, int32_t node);

/* The first node behind the node and its descendants. */
int32_t ll_node_after(const ll_doc *doc, int32_t node);

/* Is the token a conditional comment that holds nothing but the tags of tables and boxes, or the end of one? */
bool ll_comment_is_frame(const ll_doc *doc, uint32_t token);
