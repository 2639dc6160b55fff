/* SPDX-License-Identifier: MIT
 * The adoption agency algorithm (WHATWG HTML, 13.2.6.4.7) on the two stacks: what becomes of misnested formatting. */
#include "core/stack.h"
#include <string.h>

enum { ROUNDS = 8, CLONES = 3, NONE = -1 };

/* The stacks as arrays, outermost and oldest first, to be changed and written back. */
struct work {
  struct ll_open opens[LL_MAX_OPEN + 1];
  struct ll_format formats[LL_MAX_FORMATS + 1];
  int n_opens, n_formats;
  int block;    /* index of the furthest block in `opens` */
  int bookmark; /* where the clone of the formatting element goes in `formats` */
};

static void load(const struct ll_builder *b, struct work *work) {
  work->n_opens = b->state->open->depth;
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below)
    work->opens[open->depth - 1] = *open;
  work->n_formats = b->state->formats != NULL ? b->state->formats->depth : 0;
  for (const struct ll_format *format = b->state->formats; format != NULL; format = format->below)
    work->formats[format->depth - 1] = *format;
}

/* Stacks share their tails: what did not change is taken from the state as it was. */
static void store(struct ll_builder *b, const struct work *work) {
  int same = 0;
  while (same < work->n_opens && work->opens[same].depth == same + 1)
    same++;
  while (b->state->open->depth > same)
    ll_open_pop(b);
  for (int i = same; i < work->n_opens; i++)
    ll_open_push(b, work->opens[i].tag, work->opens[i].id);
  b->state->formats = NULL;
  for (int i = 0; i < work->n_formats; i++)
    ll_format_append(b, work->formats[i]);
}

static void remove_open(struct work *work, int i) {
  memmove(work->opens + i, work->opens + i + 1, sizeof *work->opens * (size_t)(--work->n_opens - i));
  for (; i < work->n_opens; i++)
    work->opens[i].depth = 0; /* changed: not as in the state */
}

static void insert_open(struct work *work, int i, struct ll_open open) {
  memmove(work->opens + i + 1, work->opens + i, sizeof *work->opens * (size_t)(work->n_opens++ - i));
  work->opens[i] = open;
  for (; i < work->n_opens; i++)
    work->opens[i].depth = 0;
}

static void remove_format(struct work *work, int i) {
  memmove(work->formats + i, work->formats + i + 1, sizeof *work->formats * (size_t)(--work->n_formats - i));
  work->bookmark -= i < work->bookmark;
}

static void insert_format(struct work *work, int i, struct ll_format format) {
  memmove(work->formats + i + 1, work->formats + i, sizeof format * (size_t)(work->n_formats++ - i));
  work->formats[i] = format;
}

static int find_open(const struct work *work, uint64_t id) {
  int i = work->n_opens - 1;
  while (i >= 0 && work->opens[i].id != id)
    i--;
  return i;
}

static int find_format(const struct work *work, uint64_t id) {
  int i = work->n_formats - 1;
  while (i >= 0 && (work->formats[i].tag == LL_TAG_NONE || work->formats[i].id != id))
    i--;
  return i;
}

static int furthest_block(const struct work *work, int formatting) {
  for (int i = formatting + 1; i < work->n_opens; i++)
    if (ll_kinds(work->opens[i].tag) & LL_KIND_SPECIAL)
      return i;
  return NONE;
}

static uint64_t clone_id(const struct ll_builder *b, const struct ll_format *format, int number) {
  return ll_mix(ll_mix((uint64_t)format->token + 1, b->index), (uint64_t)number + 1) | UINT64_C(1) << 63;
}

/* The inner loop: between the formatting element and the block, formatting elements are cloned; others, and from
 * the fourth on all, leave the stacks. */
static void clone_between(struct ll_builder *b, struct work *work, int formatting, int round) {
  bool first = true;
  int counter = 0;
  for (int i = work->block - 1; i > formatting; i--) {
    int entry = find_format(work, work->opens[i].id);
    if (++counter > CLONES && entry != NONE) {
      remove_format(work, entry);
      entry = NONE;
    }
    if (entry == NONE) {
      remove_open(work, i);
      work->block--;
      continue;
    }
    uint64_t id = clone_id(b, &work->formats[entry], round * ROUNDS + counter);
    work->opens[i].id = work->formats[entry].id = id;
    work->opens[i].depth = 0;
    if (first)
      work->bookmark = entry + 1;
    first = false;
  }
}

static void adopt_block(struct ll_builder *b, struct work *work, uint64_t id, int round) {
  int formatting = find_open(work, id), entry = find_format(work, id);
  const struct ll_open *block = &work->opens[work->block];
  uint32_t moved = block->id >> 63 ? work->formats[entry].token : (uint32_t)(block->id - 1);
  b->effect.flags |= LL_EFFECT_ADOPTION;
  b->effect.reach = MIN(b->effect.reach, moved);
  work->bookmark = entry;
  clone_between(b, work, formatting, round);
  entry = find_format(work, id);
  struct ll_format clone = work->formats[entry];
  clone.id = clone_id(b, &clone, round * ROUNDS);
  remove_format(work, entry);
  insert_format(work, work->bookmark, clone);
  remove_open(work, formatting);
  insert_open(work, work->block,
              (struct ll_open){.tag = clone.tag, .id = clone.id}); /* above the block, moved down */
}

/* One round of the outer loop.  False: done. */
static bool adopt_once(struct ll_builder *b, uint16_t tag, int round) {
  const struct ll_format *format = ll_format_find(b, tag);
  if (format == NULL) {
    ll_end_ordinary(b, tag);
    return false;
  }
  const struct ll_open *open = ll_open_find(b, format->id);
  if (open == NULL) {
    ll_format_remove(b, format);
    return false;
  }
  if (!ll_is_in_scope(b, open))
    return false;
  struct work work;
  load(b, &work);
  work.block = furthest_block(&work, open->depth - 1);
  if (work.block == NONE) {
    b->state->open = open->below;
    ll_format_remove(b, format);
    return false;
  }
  adopt_block(b, &work, format->id, round);
  store(b, &work);
  return b->state->mode != LL_MODE_UNKNOWN;
}

void ll_adopt(struct ll_builder *b, uint16_t tag) {
  if (ll_current(b) == tag && ll_format_of(b, b->state->open->id) == NULL) {
    ll_open_pop(b);
    return;
  }
  for (int round = 0; round < ROUNDS && adopt_once(b, tag, round); round++)
    continue;
}
