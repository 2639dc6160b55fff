/* SPDX-License-Identifier: MIT
 * Sections of short lines to click: menus in side columns, grades under a question. */
#include "core/section-private.h"

enum { MENU_HEAD_WORDS = 4, QUESTION_WORDS = 15 };

/* ---- menus ---- */

/* Each line of the item is a link of few words, or says nothing. */
static bool is_menu_item(const struct ll_finder *f, uint32_t item) {
  const struct ll_item *it = ll_page_item(f->page, item);
  for (uint32_t a = it->atom; a < it->atom_end; a++) {
    const struct ll_atom *atom = ll_page_atom(f->page, a);
    bool bare = atom->words <= 1 || ((atom->flags & LL_ATOM_LINK) && atom->words <= 2 * MENU_HEAD_WORDS);
    if (!bare || f->s->marks[a].protected)
      return false;
  }
  return true;
}

static bool is_menu_head(const struct ll_finder *f, uint32_t item) {
  const struct ll_item *it = ll_page_item(f->page, item);
  unsigned words = ll_shapes_words(&f->shapes, it->atom, it->atom_end);
  return words > 0 && words <= MENU_HEAD_WORDS && !f->s->marks[it->atom].protected && !is_menu_item(f, item);
}

static void add_menu(struct ll_finder *f, uint32_t item, uint32_t end) {
  if (item == end)
    return;
  struct ll_stretch at = ll_stretch_of(f, item, end - item);
  uint32_t head = ll_skip_blank(f, at.first, at.end);
  if (ll_shapes_is_menu(&f->shapes, head, at.end) && !ll_shapes_is_contents(&f->shapes, head, at.end))
    ll_finder_add(f, &at, LL_SECTION_RAIL, LL_RELATED);
}

/* The whole of it, and each list between the boxes in it, should the whole not be one piece of markup. */
void ll_menus_read(struct ll_finder *f, const struct ll_box *box) {
  uint32_t end = box->item + box->n_items;
  for (uint32_t item = box->item; item < end;) {
    uint32_t next = item + is_menu_head(f, item), from = next;
    while (next < end && next - item < LL_SECTION_LINES && is_menu_item(f, next)) {
      if (ll_page_item(f->page, next)->box >= 0) {
        add_menu(f, from, next);
        from = next + 1;
      }
      next++;
    }
    add_menu(f, item, next);
    if (from > item)
      add_menu(f, from, next);
    item = MAX(next, item + 1);
  }
}

/* ---- grades ---- */

void ll_rating_read(struct ll_finder *f, uint32_t item, uint32_t begin) {
  struct ll_stretch at = ll_stretch_of(f, item, 1);
  if (!ll_shapes_is_rating(&f->shapes, at.first, at.end))
    return;
  bool question = false;
  for (uint32_t a = at.first; a < at.end; a++)
    question |= f->s->marks[a].plain + f->s->marks[a].pitch > 1;
  if (!question && item > begin) {
    struct ll_stretch before = ll_stretch_of(f, item - 1, 1);
    unsigned words = ll_stretch_words(f, &before);
    if (words == 0 || words > QUESTION_WORDS || ll_shapes_links(&f->shapes, before.first, before.end))
      return;
    at = ll_stretch_of(f, item - 1, 2);
  } else if (!question) {
    return;
  }
  ll_finder_add(f, &at, LL_SECTION_RAIL, LL_SURVEY);
}
