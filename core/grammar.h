/* SPDX-License-Identifier: MIT
 * The grammar of a pitch: which lines of a run may stand together.
 *
 *   [heading] [short blurb] evidence [blurb] evidence [button] [small print]
 *
 * A run is neighbouring lines without a box around them, so nothing but this tells where the pitch begins and ends. */
#pragma once
#include "core/signal.h"

struct ll_run {
  const ll_signals *signals;
  const enum ll_policy *policy; /* one a class */
  uint32_t first, end;          /* atoms */
  unsigned words;               /* in them */
  int class;                    /* what it would be a pitch of */
  bool whole;                   /* all that one element holds */
};

/* What the lines of a run say. */
struct ll_reading {
  unsigned strangers; /* lines that speak of something else */
  bool frayed;        /* the first or the last of them does */
  bool trails;        /* the last of them does */
  bool prose;         /* the first or the last is prose about something else */
};

struct ll_reading ll_run_read(const struct ll_run *run);

/* May the line stand in a pitch though it is no evidence? */
bool ll_run_fits(const struct ll_run *run, uint32_t atom);

/* [heading] [short blurb] button: do the button's words, the first evidence, speak for the lines above it? */
bool ll_run_is_headed(const struct ll_run *run, uint32_t evidence);

/* A pitch between a heading that says so and its button, perks and more of the kind in between: as good as a box. */
bool ll_run_is_closed(const struct ll_run *run);
