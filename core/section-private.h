/* SPDX-License-Identifier: MIT
 * What the files that look for sections share. */
#pragma once
#include "core/section.h"
#include "core/shape.h"

enum { LL_SECTION_LINES = 40 /* items that one section may have */ };

/* One page, what is known of it, and what was found so far. */
struct ll_finder {
  const ll_signals *s;
  const ll_page *page;
  struct ll_shapes shapes;
  bool *side;    /* one a box: in a narrow column beside a bigger one */
  GArray *found; /* of struct ll_section */
  GArray *framed; /* of struct ll_section: promos known by their frame alone */
  unsigned cards; /* of those without a phrase of any class; a frame around a frame counts once */
  uint32_t last_card;
};

/* A run of items of one box, and the lines they hold. */
struct ll_stretch {
  uint32_t item, run, first, end;
};

struct ll_stretch ll_stretch_of(const struct ll_finder *f, uint32_t item, uint32_t run);
unsigned ll_stretch_words(const struct ll_finder *f, const struct ll_stretch *at);

/* The first atom of [a, end) that shows words, or the last. */
uint32_t ll_skip_blank(const struct ll_finder *f, uint32_t a, uint32_t end);

/* Takes the stretch for a section. */
void ll_finder_add(struct ll_finder *f, const struct ll_stretch *at, int kind, int class);

/* The menus in a box that is a side column. */
void ll_menus_read(struct ll_finder *f, const struct ll_box *box);

/* Grades at `item`, with the question before them, which does not begin before item `begin`. */
void ll_rating_read(struct ll_finder *f, uint32_t item, uint32_t begin);
