/* SPDX-License-Identifier: MIT
 * When is a line a row of links, and where are its pieces. */
#include "core/row.h"

enum { MAX_GAP = 2, MAX_LEAD = 6, MAX_TRAIL = 2, MAX_PIECES = 24 };

/* The link, or the inline wrapper that holds nothing else of the line. */
static struct ll_range_of {
  uint32_t token, end;
} wrapper_of(const ll_page *page, const struct ll_atom *row, uint32_t link) {
  int32_t node = ll_page_link(page, link)->node;
  for (;;) {
    int32_t up = ll_doc_node(page->doc, node)->parent;
    if (up < 0 || page->looks[up].block)
      break;
    const struct ll_node *parent = ll_doc_node(page->doc, up);
    bool inside = parent->token >= row->token && parent->end <= row->token_end;
    bool alone = true;
    for (uint32_t l = row->link; l < row->link_end && alone; l++) {
      const struct ll_node *other = ll_doc_node(page->doc, ll_page_link(page, l)->node);
      alone = l == link || other->token < parent->token || other->token >= parent->end;
    }
    if (!inside || !alone)
      break;
    node = up;
  }
  return (struct ll_range_of){ll_doc_node(page->doc, node)->token, ll_doc_node(page->doc, node)->end};
}

static bool is_row(const ll_page *page, const struct ll_atom *row) {
  uint32_t n = row->link_end - row->link, at = row->word;
  if (n < 2 || n > MAX_PIECES)
    return false;
  for (uint32_t l = row->link; l < row->link_end; l++) {
    const struct ll_link *link = ll_page_link(page, l);
    bool inside = link->word >= at && link->end >= link->word && link->end <= row->word_end;
    bool shown = link->end > link->word || link->images;
    if (!inside || !shown || link->word - at > (l == row->link ? MAX_LEAD : MAX_GAP) || link->end - link->word > 8)
      return false;
    const struct ll_node *node = ll_doc_node(page->doc, link->node);
    if (node->token < row->token || node->end > row->token_end)
      return false;
    at = link->end;
  }
  return row->word_end - at <= MAX_TRAIL;
}

static void take_images(const ll_page *page, struct ll_atom *piece, uint32_t from, uint32_t to) {
  piece->image = from;
  while (piece->image < to) {
    const struct ll_image *image = &g_array_index(page->images, struct ll_image, piece->image);
    if (ll_doc_node(page->doc, image->node)->token >= piece->token)
      break;
    piece->image++;
  }
  piece->image_end = piece->image;
  while (piece->image_end < to) {
    const struct ll_image *image = &g_array_index(page->images, struct ll_image, piece->image_end);
    if (ll_doc_node(page->doc, image->node)->token >= piece->token_end)
      break;
    piece->image_end++;
  }
}

unsigned ll_row_split(ll_page *page) {
  struct ll_atom row = *ll_page_atom(page, page->atoms->len - 1);
  if (!is_row(page, &row))
    return 0;
  g_array_set_size(page->atoms, page->atoms->len - 1);
  unsigned pieces = 0;
  uint32_t word = row.word, token = row.token;
  for (uint32_t l = row.link; l < row.link_end; l++) {
    const struct ll_link *link = ll_page_link(page, l);
    struct ll_range_of at = wrapper_of(page, &row, l);
    struct ll_atom piece = row;
    piece.flags |= LL_ATOM_PIECE;
    if (l == row.link && link->word > row.word) { /* the text before */
      piece.token_end = at.token;
      piece.word_end = link->word;
      piece.link = piece.link_end = l;
      take_images(page, &piece, row.image, row.image_end);
      piece.words = row.words ? (uint16_t)(piece.word_end - piece.word) : 0;
      g_array_append_val(page->atoms, piece);
      pieces++;
      word = link->word;
      token = at.token;
    }
    piece.token = l == row.link ? at.token : token;
    piece.token_end = at.end;
    piece.word = word;
    piece.word_end = l + 1 == row.link_end ? row.word_end : link->end;
    piece.link = l;
    piece.link_end = l + 1;
    take_images(page, &piece, row.image, row.image_end);
    piece.words = row.words ? (uint16_t)(piece.word_end - piece.word) : 0;
    g_array_append_val(page->atoms, piece);
    pieces++;
    word = piece.word_end;
    token = at.end;
  }
  return pieces;
}
