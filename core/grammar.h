/* SPDX-License-Identifier: MIT
 * The grammar of a pitch: which lines of a run may stand together.
 *
 *   [heading] [short blurb] evidence [blurb] evidence [button] [small print]
 *
 * A run is neighbouring lines without a box around them, so nothing but this tells where the pitch begins and ends. */
#pragma once
#include "core/signal.h"

/* What the grammar asks of a line, found once. */
struct ll_line {
  uint16_t kin;     /* bits: the classes of whose pitch it may be a part */
  uint16_t letters; /* in words that nothing explains */
  bool stays;       /* asks for what stays: a survey, teasers, an advertisement */
  uint8_t fit;      /* enum ll_line_fit */
  bool heading;     /* of a part of the page: the page's own is no such, nor a headline */
  bool small;       /* small print by its look */
  bool click;       /* button, link or form, and nothing else */
  bool button, ruled, prose;
};

/* One a line of the page.  Owned (g_free). */
struct ll_line *ll_lines_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]);

/* May the line stand in a pitch though it is no evidence: by its words; as small print that promises a way out, where there
 * is such; or not? */
enum ll_line_fit { LL_LINE_STRANGE, LL_LINE_FITS, LL_LINE_PROMISES };
enum ll_line_fit ll_line_fit(const ll_signals *signals, uint32_t atom);

struct ll_run {
  const ll_signals *signals;
  const struct ll_line *lines;  /* of ll_lines_new() */
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

/* [heading] [short blurb] button: do the button's words, the first evidence, speak for the lines above it? */
bool ll_run_is_headed(const struct ll_run *run, uint32_t evidence);

/* A pitch between a heading that says so and its button, perks and more of the kind in between: as good as a box. */
bool ll_run_is_closed(const struct ll_run *run);
