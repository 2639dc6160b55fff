/* SPDX-License-Identifier: MIT
 * The two stacks of a tree builder: open elements and active formatting elements.  For core/state.c and its parts. */
#pragma once
#include "core/kind.h"
#include "core/state.h"

static inline unsigned ll_kinds(uint16_t tag) {
  return ll_kind_of(tag)->kinds;
}

/* A number made of two; the same two always make the same. */
uint64_t ll_mix(uint64_t a, uint64_t b);

/* Goes to LL_MODE_UNKNOWN for good. */
void ll_give_up(struct ll_builder *b);

/* ---- open elements ---- */

/* Opens an element.  When it passes LL_MAX_OPEN the builder gives up. */
void ll_open_push(struct ll_builder *b, uint16_t tag, uint64_t id);
/* Opens the element of the current start tag; notes when it is put before a table instead of into it. */
void ll_open_insert(struct ll_builder *b);
/* Marks the current element as svg. */
void ll_open_set_foreign(struct ll_builder *b);
/* Opens an element that the source does not write; the same parent always gets the same. */
void ll_open_imply(struct ll_builder *b, uint16_t tag);
/* Would content be put before a table now?  Then notes it. */
void ll_foster(struct ll_builder *b);

static inline uint16_t ll_current(const struct ll_builder *b) {
  return b->state->open->tag;
}
static inline void ll_open_pop(struct ll_builder *b) {
  if (b->state->open->below != NULL)
    b->state->open = b->state->open->below;
}
/* Pops until an element of this tag, it included, or until html. */
void ll_open_pop_until(struct ll_builder *b, uint16_t tag);
/* Pops until the current element is of one of these tags (LL_TAG_NONE fills up) or html. */
void ll_open_clear_to(struct ll_builder *b, uint16_t one, uint16_t two, uint16_t three);
/* Is an element of this tag open, with no element of these kinds above it? */
bool ll_in_scope(const struct ll_builder *b, uint16_t tag, unsigned borders);
/* The same of one open element. */
bool ll_is_in_scope(const struct ll_builder *b, const struct ll_open *element);
bool ll_heading_in_scope(const struct ll_builder *b);
/* Closes elements whose end tag may be missing, except those of one tag. */
void ll_imply_ends(struct ll_builder *b, uint16_t except);
/* Takes one element out of the middle. */
void ll_open_remove(struct ll_builder *b, const struct ll_open *element);
const struct ll_open *ll_open_find(const struct ll_builder *b, uint64_t id);

enum {
  LL_IN_SCOPE = LL_KIND_SCOPE,
  LL_IN_LIST_SCOPE = LL_KIND_SCOPE | LL_KIND_LIST_SCOPE,
  LL_IN_BUTTON_SCOPE = LL_KIND_SCOPE | LL_KIND_BUTTON_SCOPE,
  LL_IN_TABLE_SCOPE = LL_KIND_TABLE_SCOPE,
};

/* ---- active formatting elements ---- */

/* Enters the current element, made by the current start tag (with the "Noah's Ark clause"). */
void ll_format_push(struct ll_builder *b);
void ll_format_mark(struct ll_builder *b);
void ll_format_clear_to_mark(struct ll_builder *b);
/* Enters a copy of this one.  When it passes LL_MAX_FORMATS the builder gives up. */
void ll_format_append(struct ll_builder *b, struct ll_format entry);
void ll_format_remove(struct ll_builder *b, const struct ll_format *entry);
/* The last one of the tag behind the last marker, or NULL. */
const struct ll_format *ll_format_find(const struct ll_builder *b, uint16_t tag);
const struct ll_format *ll_format_of(const struct ll_builder *b, uint64_t id);
/* "Reconstruct the active formatting elements". */
void ll_format_reopen(struct ll_builder *b);
/* Would that do anything? */
bool ll_format_is_missing(const struct ll_builder *b);

/* ---- parts of the rules ---- */

/* Opens the element of the current start tag, whose content is raw text. */
void ll_start_raw(struct ll_builder *b);
/* The adoption agency algorithm for the end tag (or `a`, `nobr`) of a formatting element. */
void ll_adopt(struct ll_builder *b, uint16_t tag);
/* Any end tag without a rule of its own. */
void ll_end_ordinary(struct ll_builder *b, uint16_t tag);
/* "Reset the insertion mode appropriately". */
void ll_reset_mode(struct ll_builder *b);
/* Each handles the token of the builder; true: it is to be handled again, in the new mode. */
typedef bool ll_mode_rule(struct ll_builder *b);
ll_mode_rule ll_in_body, ll_in_head, ll_in_table, ll_in_caption, ll_in_column_group, ll_in_table_body,
    ll_in_row, ll_in_cell, ll_in_select;
