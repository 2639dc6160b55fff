/* SPDX-License-Identifier: MIT
 * Appending to a GArray of many small elements without a call for each. */
#pragma once
#include <glib.h>
#include <stdint.h>

/* Room for one element more: its address.  `room` is how many elements the array is known to have room for, 0 at first; only
 * for arrays that are neither cleared nor zero-terminated. */
static inline void *ll_array_grow(GArray *array, guint element_size, guint *room) {
  if (array->len >= *room) {
    guint length = array->len;
    *room = MAX(2 * length, 64);
    g_array_set_size(array, *room);
    g_array_set_size(array, length);
  }
  return array->data + (gsize)array->len++ * element_size;
}
/* Makes room for `n` elements before the first one comes: memory that is not used then costs nothing. */
static inline void ll_array_expect(GArray *array, guint n, guint *room) {
  if (array->len > 0 || n <= *room)
    return;
  g_array_set_size(array, n);
  g_array_set_size(array, 0);
  *room = n;
}

/* The least power of two that is no less. */
static inline uint32_t ll_slots_for(size_t n) {
  uint32_t slots = 1024;
  while (slots < n && slots < UINT32_C(1) << 30)
    slots *= 2;
  return slots;
}
#define LL_ARRAY_ADD(array, type, room) ((type *)(void *)ll_array_grow((array), sizeof(type), (room)))
