/* SPDX-License-Identifier: MIT
 * Stacks as linked lists with shared tails: nothing is ever changed in place. */
#include "core/stack.h"
#include "core/token.h"
#include <string.h>

uint64_t ll_mix(uint64_t a, uint64_t b) {
  uint64_t x = a * UINT64_C(0x9e3779b97f4a7c15) + b;
  x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
  return x ^ (x >> 32);
}

void ll_give_up(struct ll_builder *b) {
  b->state->mode = LL_MODE_UNKNOWN;
}

/* ---- open elements ---------------------------------------------------------------------------- */

static const struct ll_open *make_open(struct ll_builder *b, const struct ll_open *below,
                                       struct ll_open element) {
  struct ll_open *open = ll_pool_take(b->pool, sizeof *open);
  *open = element;
  open->below = below;
  open->depth = (uint16_t)(below->depth + 1);
  return open;
}

void ll_open_push(struct ll_builder *b, uint16_t tag, uint64_t id) {
  if (b->state->open->depth >= LL_MAX_OPEN) {
    ll_give_up(b);
    return;
  }
  b->state->open = make_open(b, b->state->open, (struct ll_open){.tag = tag, .id = id});
}

void ll_foster(struct ll_builder *b) {
  if (b->foster && (ll_kinds(ll_current(b)) & LL_KIND_FOSTERS))
    b->effect.flags |= LL_EFFECT_FOSTER;
}

void ll_open_insert(struct ll_builder *b) {
  ll_foster(b);
  ll_open_push(b, b->token.tag, (uint64_t)b->index + 1);
}

void ll_open_set_foreign(struct ll_builder *b) {
  if (b->state->mode == LL_MODE_UNKNOWN)
    return;
  struct ll_open foreign = *b->state->open;
  foreign.foreign = true;
  b->state->open = make_open(b, foreign.below, foreign);
}

void ll_open_imply(struct ll_builder *b, uint16_t tag) {
  ll_open_push(b, tag, ll_mix(b->state->open->id, tag) | UINT64_C(1) << 63);
}

void ll_open_pop_until(struct ll_builder *b, uint16_t tag) {
  while (ll_current(b) != tag && b->state->open->below != NULL)
    ll_open_pop(b);
  ll_open_pop(b);
}

void ll_open_clear_to(struct ll_builder *b, uint16_t one, uint16_t two, uint16_t three) {
  while (b->state->open->below != NULL && ll_current(b) != one && ll_current(b) != two &&
         ll_current(b) != three)
    ll_open_pop(b);
}

bool ll_in_scope(const struct ll_builder *b, uint16_t tag, unsigned borders) {
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below) {
    if (open->tag == tag)
      return true;
    if (ll_kinds(open->tag) & borders)
      return false;
  }
  return false;
}

bool ll_is_in_scope(const struct ll_builder *b, const struct ll_open *element) {
  const struct ll_open *open = b->state->open;
  while (open != element && !(ll_kinds(open->tag) & LL_IN_SCOPE))
    open = open->below;
  return open == element;
}

bool ll_heading_in_scope(const struct ll_builder *b) {
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below) {
    if (ll_kinds(open->tag) & LL_KIND_HEADING)
      return true;
    if (ll_kinds(open->tag) & LL_IN_SCOPE)
      return false;
  }
  return false;
}

void ll_imply_ends(struct ll_builder *b, uint16_t except) {
  while ((ll_kinds(ll_current(b)) & LL_KIND_IMPLIED_END) && ll_current(b) != except)
    ll_open_pop(b);
}

const struct ll_open *ll_open_find(const struct ll_builder *b, uint64_t id) {
  const struct ll_open *open = b->state->open;
  while (open != NULL && open->id != id)
    open = open->below;
  return open;
}

void ll_open_remove(struct ll_builder *b, const struct ll_open *element) {
  const struct ll_open *above[LL_MAX_OPEN], *open = b->state->open;
  unsigned n = 0;
  for (; open != element; open = open->below)
    above[n++] = open;
  open = element->below;
  while (n > 0)
    open = make_open(b, open, *above[--n]);
  b->state->open = open;
}

/* ---- active formatting elements ---------------------------------------------------------------- */

void ll_format_append(struct ll_builder *b, struct ll_format entry) {
  const struct ll_format *below = b->state->formats;
  if (below != NULL && below->depth >= LL_MAX_FORMATS) {
    ll_give_up(b);
    return;
  }
  struct ll_format *format = ll_pool_take(b->pool, sizeof *format);
  *format = entry;
  format->below = below;
  format->depth = (uint16_t)(below != NULL ? below->depth + 1 : 1);
  b->state->formats = format;
}

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length) {
  for (; length > 0; bytes += MIN(length, 8), length -= MIN(length, 8)) {
    uint64_t word = 0;
    memcpy(&word, bytes, MIN(length, 8));
    hash = ll_mix(hash, word);
  }
  return hash;
}

/* A hash of the names and values of the current tag's attributes, whatever their order. */
static uint64_t look_of(const struct ll_builder *b) {
  const char *markup = b->stream->doc->markup;
  struct ll_tag_scan scan;
  struct ll_raw_attribute attribute;
  uint64_t look = 0;
  ll_tag_scan_begin(&scan, markup + b->token.start, markup + b->token.end);
  while (ll_tag_scan_next(&scan, &attribute)) {
    uint64_t hash = attribute.value_length;
    for (uint32_t i = 0; i < attribute.name_length; i++)
      hash = ll_mix(hash, (uint8_t)g_ascii_tolower(attribute.name[i]));
    look += hash_bytes(hash, attribute.value, attribute.value_length);
  }
  return look;
}

/* At most three of the same tag and attributes behind the last marker: the first of three makes room. */
static void keep_noahs_ark(struct ll_builder *b, uint64_t look) {
  unsigned n = 0;
  for (const struct ll_format *f = b->state->formats; f != NULL && f->tag != LL_TAG_NONE; f = f->below)
    if (f->tag == b->token.tag && f->look == look && ++n == 3) {
      ll_format_remove(b, f);
      return;
    }
}

void ll_format_push(struct ll_builder *b) {
  uint64_t look = look_of(b);
  keep_noahs_ark(b, look);
  ll_format_append(
      b, (struct ll_format){.id = b->state->open->id, .token = b->index, .look = look, .tag = b->token.tag});
}

void ll_format_mark(struct ll_builder *b) {
  ll_format_append(b, (struct ll_format){.tag = LL_TAG_NONE});
}

void ll_format_clear_to_mark(struct ll_builder *b) {
  const struct ll_format *format = b->state->formats;
  while (format != NULL && format->tag != LL_TAG_NONE)
    format = format->below;
  b->state->formats = format != NULL ? format->below : NULL;
}

void ll_format_remove(struct ll_builder *b, const struct ll_format *entry) {
  const struct ll_format *above[LL_MAX_FORMATS], *format = b->state->formats;
  unsigned n = 0;
  for (; format != entry; format = format->below)
    above[n++] = format;
  b->state->formats = entry->below;
  while (n > 0)
    ll_format_append(b, *above[--n]);
}

const struct ll_format *ll_format_find(const struct ll_builder *b, uint16_t tag) {
  const struct ll_format *format = b->state->formats;
  while (format != NULL && format->tag != LL_TAG_NONE && format->tag != tag)
    format = format->below;
  return format != NULL && format->tag == tag ? format : NULL;
}

const struct ll_format *ll_format_of(const struct ll_builder *b, uint64_t id) {
  const struct ll_format *format = b->state->formats;
  while (format != NULL && (format->tag == LL_TAG_NONE || format->id != id))
    format = format->below;
  return format;
}

static bool is_closed(const struct ll_builder *b, const struct ll_format *format) {
  return format != NULL && format->tag != LL_TAG_NONE && ll_open_find(b, format->id) == NULL;
}

bool ll_format_is_missing(const struct ll_builder *b) {
  return is_closed(b, b->state->formats);
}

void ll_format_reopen(struct ll_builder *b) {
  const struct ll_format *missing[LL_MAX_FORMATS];
  unsigned n = 0;
  for (const struct ll_format *format = b->state->formats; is_closed(b, format); format = format->below) {
    missing[n++] = format;
    b->state->formats = format->below;
  }
  while (n > 0) {
    struct ll_format entry = *missing[--n];
    entry.id = ll_mix(entry.token + 1, b->index) | UINT64_C(1) << 63;
    ll_foster(b);
    ll_open_push(b, entry.tag, entry.id);
    ll_format_append(b, entry);
    b->effect.rebuilt = (uint32_t)ll_mix(b->effect.rebuilt, entry.token + 1) | 1;
  }
}
