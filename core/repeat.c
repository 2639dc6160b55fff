/* SPDX-License-Identifier: MIT
 * Finds exact copies by the joined words of an atom. */
#include "core/repeat.h"

enum { MIN_WORDS = 12 };

static char *key_of(const ll_signals *s, const struct ll_atom *atom) {
  GString *key = g_string_new(NULL);
  for (uint32_t w = atom->word; w < atom->word_end; w++)
    g_string_append_printf(key, "%s ", ll_page_word(s->page, w)->text);
  return g_string_free(key, FALSE);
}

void ll_repeats(ll_signals *s) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    if (atom->words < MIN_WORDS || (atom->flags & (LL_ATOM_HIDDEN | LL_ATOM_TOGGLED)))
      continue;
    char *key = key_of(s, atom);
    if (g_hash_table_contains(seen, key))
      s->marks[a].repeat = 1;
    g_hash_table_add(seen, key);
  }
}
