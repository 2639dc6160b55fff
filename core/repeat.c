/* SPDX-License-Identifier: MIT
 * Finds exact copies of lines and boxes by their joined words. */
#include "core/repeat.h"

enum { MIN_WORDS = 12, MAX_WORDS = 120, MAX_ATOMS = 40 };

/* The words of atoms [first, end) as one string; NULL when they are too few or too many, when they hold no link, or when
 * some devices do not show them. */
static char *key_of(const ll_signals *s, uint32_t first, uint32_t end) {
  unsigned words = 0;
  bool link = false;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    words += atom->words;
    link |= atom->link_end > atom->link;
    if (atom->flags & (LL_ATOM_HIDDEN | LL_ATOM_TOGGLED))
      return NULL;
  }
  if (words < MIN_WORDS || words > MAX_WORDS || !link)
    return NULL;
  GString *key = g_string_new(NULL);
  for (uint32_t w = ll_page_atom(s->page, first)->word; w < ll_page_atom(s->page, end - 1)->word_end; w++) {
    g_string_append(key, ll_page_word(s->page, w)->text);
    g_string_append_c(key, ' ');
  }
  return g_string_free(key, FALSE);
}

/* Marks atoms [first, end) when the same was printed before them. */
static void look_for_copy(ll_signals *s, GHashTable *seen, uint32_t first, uint32_t end) {
  char *key = end > first && end - first <= MAX_ATOMS ? key_of(s, first, end) : NULL;
  if (!key)
    return;
  gpointer before;
  if (!g_hash_table_lookup_extended(seen, key, NULL, &before)) {
    g_hash_table_insert(seen, key, GUINT_TO_POINTER(end));
    return;
  }
  g_free(key);
  for (uint32_t a = first; a < end && GPOINTER_TO_UINT(before) <= first; a++)
    s->marks[a].repeat = 1;
}

void ll_repeats(ll_signals *s) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint b = 0; b < s->page->boxes->len; b++) { /* a box stands before those that it holds */
    const struct ll_box *box = ll_page_box(s->page, (int32_t)b);
    look_for_copy(s, seen, box->atom, box->atom_end);
  }
  for (guint a = 0; a < s->page->atoms->len; a++) /* a headline stands in the contents, too */
    if (!(ll_page_atom(s->page, a)->flags & LL_ATOM_HEADING))
      look_for_copy(s, seen, a, a + 1);
}
