/* SPDX-License-Identifier: MIT
 * Finds exact copies of lines and boxes by their joined words. */
#include "core/repeat.h"

enum { MIN_WORDS = 12, MAX_WORDS = 120, MAX_ATOMS = 40 };

/* The words of some atoms in a row. */
struct text {
  const ll_words *words;
  uint32_t word, word_end;
};

static uint32_t term_at(const struct text *text, uint32_t i) {
  return g_array_index(text->words->words, struct ll_word, text->word + i).term;
}

static guint hash_text(gconstpointer key) {
  const struct text *text = key;
  uint64_t hash = 0;
  for (uint32_t i = 0; i < text->word_end - text->word; i++)
    hash = (hash ^ term_at(text, i)) * UINT64_C(0x9e3779b97f4a7c15) >> 7;
  return (guint)hash;
}

static gboolean same_text(gconstpointer a, gconstpointer b) {
  const struct text *one = a, *other = b;
  if (one->word_end - one->word != other->word_end - other->word)
    return false;
  for (uint32_t i = 0; i < one->word_end - one->word; i++)
    if (term_at(one, i) != term_at(other, i))
      return false;
  return true;
}

/* The words of atoms [first, end); false when they are too few or too many, when they hold no link, or when some devices
 * do not show them. */
static bool read_text(const ll_signals *s, uint32_t first, uint32_t end, struct text *text) {
  unsigned words = 0;
  bool link = false;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    words += atom->words;
    link |= atom->link_end > atom->link;
    if (atom->flags & (LL_ATOM_HIDDEN | LL_ATOM_TOGGLED))
      return false;
  }
  *text = (struct text){s->page->words, ll_page_atom(s->page, first)->word, ll_page_atom(s->page, end - 1)->word_end};
  return words >= MIN_WORDS && words <= MAX_WORDS && link;
}

/* Marks atoms [first, end) when the same was printed before them. */
static void look_for_copy(ll_signals *s, GHashTable *seen, uint32_t first, uint32_t end) {
  struct text text;
  gpointer before;
  if (end <= first || end - first > MAX_ATOMS || !read_text(s, first, end, &text))
    return;
  if (!g_hash_table_lookup_extended(seen, &text, NULL, &before)) {
    g_hash_table_insert(seen, g_memdup2(&text, sizeof text), GUINT_TO_POINTER(end));
    return;
  }
  for (uint32_t a = first; a < end && GPOINTER_TO_UINT(before) <= first; a++)
    s->marks[a].repeat = 1;
}

void ll_repeats(ll_signals *s) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, same_text, g_free, NULL);
  for (guint b = 0; b < s->page->boxes->len; b++) { /* a box stands before those that it holds */
    const struct ll_box *box = ll_page_box(s->page, (int32_t)b);
    const struct ll_box *outer = b > 0 ? box - 1 : NULL; /* often the same lines: nothing new */
    if (outer && outer->atom == box->atom && outer->atom_end == box->atom_end)
      continue;
    look_for_copy(s, seen, box->atom, box->atom_end);
  }
  for (guint a = 0; a < s->page->atoms->len; a++) /* a headline stands in the contents, too */
    if (!(ll_page_atom(s->page, a)->flags & LL_ATOM_HEADING))
      look_for_copy(s, seen, a, a + 1);
}
