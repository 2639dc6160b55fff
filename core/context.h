/* SPDX-License-Identifier: MIT
 * What the lines above say of a line. */
#pragma once
#include "core/signal.h"

/* A walk over the lines from the first to the last, those above counted. */
struct ll_context {
  const enum ll_policy *policy; /* one a class; borrowed */
  bool listing, following;      /* private: in such a list, in such a row */
};

/* Is the line a part of the pitch above it: an item of the list that it announces, "click here", or the way in for those
 * who have what it offers (marks.signs_in is set)? */
bool ll_context_explains(ll_signals *signals, uint32_t atom, struct ll_context *context);

/* Is it a linked icon and no more, in the row below "follow us"? */
bool ll_context_follows(const ll_signals *signals, uint32_t atom, struct ll_context *context);

/* As small as icons are. */
bool ll_is_icon(const struct ll_image *image);
