/* SPDX-License-Identifier: MIT
 * Appending to a GArray of many small elements without a call for each. */
#pragma once
#include <glib.h>

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
#define LL_ARRAY_ADD(array, type, room) ((type *)(void *)ll_array_grow((array), sizeof(type), (room)))
