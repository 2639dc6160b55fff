/* SPDX-License-Identifier: MIT
 * An open-addressing table of lower-cased names. */
#include "core/intern.h"
#include <string.h>

enum { SLOTS = 4 * LL_INTERN_MAX, FIRST_SLOTS = 1024 };

struct entry {
  uint64_t hash;
  const char *name;
  size_t length;
};

struct ll_intern {
  uint16_t *slots; /* number + 1 of an entry, 0: free */
  uint32_t n_slots;
  GArray *entries; /* of struct entry */
  GStringChunk *text;
};

ll_intern *ll_intern_new(void) {
  ll_intern *names = g_new0(ll_intern, 1);
  names->n_slots = FIRST_SLOTS;
  names->slots = g_new0(uint16_t, FIRST_SLOTS);
  names->entries = g_array_sized_new(FALSE, FALSE, sizeof(struct entry), 256);
  names->text = g_string_chunk_new(2048);
  return names;
}

void ll_intern_free(ll_intern *names) {
  if (names == NULL)
    return;
  g_free(names->slots);
  g_array_unref(names->entries);
  g_string_chunk_free(names->text);
  g_free(names);
}

static inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The address of the table is part of the hash, so that nobody can prepare names that collide. */
static uint64_t hash_name(const ll_intern *names, const char *name, size_t length) {
  uint64_t hash = (uint64_t)(uintptr_t)names * UINT64_C(0x9e3779b97f4a7c15);
  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ (uint8_t)lower(name[i])) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 29;
  }
  return hash;
}

static bool matches(const struct entry *entry, uint64_t hash, const char *name, size_t length) {
  if (entry->hash != hash || entry->length != length)
    return false;
  for (size_t i = 0; i < length; i++)
    if (entry->name[i] != lower(name[i]))
      return false;
  return true;
}

static uint32_t slot_of(const ll_intern *names, uint64_t hash, const char *name, size_t length) {
  uint32_t slot = hash & (names->n_slots - 1);
  while (names->slots[slot] != 0 &&
         !matches(&g_array_index(names->entries, struct entry, names->slots[slot] - 1), hash, name, length))
    slot = (slot + 1) & (names->n_slots - 1);
  return slot;
}

static void grow(ll_intern *names) {
  names->n_slots *= 2;
  g_assert(names->n_slots <= SLOTS);
  g_free(names->slots);
  names->slots = g_new0(uint16_t, names->n_slots);
  for (guint i = 0; i < names->entries->len; i++) {
    const struct entry *entry = &g_array_index(names->entries, struct entry, i);
    names->slots[slot_of(names, entry->hash, entry->name, entry->length)] = (uint16_t)(i + 1);
  }
}

static uint32_t enter(ll_intern *names, uint32_t slot, uint64_t hash, const char *name, size_t length) {
  char *copy = g_string_chunk_insert_len(names->text, name, (gssize)length);
  for (size_t i = 0; i < length; i++)
    copy[i] = lower(copy[i]);
  struct entry entry = {.hash = hash, .name = copy, .length = length};
  g_array_append_val(names->entries, entry);
  names->slots[slot] = (uint16_t)names->entries->len;
  return names->entries->len - 1;
}

uint32_t ll_intern_number(ll_intern *names, const char *name, size_t length) {
  uint64_t hash = hash_name(names, name, length);
  uint32_t slot = slot_of(names, hash, name, length);
  if (names->slots[slot] != 0)
    return names->slots[slot] - 1u;
  if (names->entries->len == LL_INTERN_MAX)
    return LL_INTERN_MAX;
  if (2 * names->entries->len >= names->n_slots) {
    grow(names);
    slot = slot_of(names, hash, name, length);
  }
  return enter(names, slot, hash, name, length);
}

const char *ll_intern_name(const ll_intern *names, uint32_t number) {
  return g_array_index(names->entries, struct entry, number).name;
}
