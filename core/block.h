/* SPDX-License-Identifier: MIT
 * Stage 6: the page as a reader sees it.
 *
 * Atoms are its lines: inline content between line borders (block elements, br, hr), and each item of a row of links.
 * Boxes are the elements that hold them (rows, cells, divs, lists, inline wrappers with breaks inside); every box lists
 * its items, atoms and boxes, in order.  Whatever may be cut is an interval of items of one box. */
#pragma once
#include "core/html.h"
#include "core/look.h"
#include "core/words.h"

struct ll_link {
  int32_t node;
  const char *href;       /* borrowed; "" when it has none */
  uint32_t word, end;     /* its words */
  uint16_t images;        /* visible images in it */
  bool button;            /* looks like one */
};

struct ll_image {
  int32_t node;
  int32_t link;           /* index of the link around it, or -1 */
  uint32_t word, end;     /* words of its alt text */
  const char *src;
  uint16_t width, height; /* 0: not said */
};

enum ll_atom_flag {
  LL_ATOM_HIDDEN = 1,   /* nobody sees it: preheaders */
  LL_ATOM_TOGGLED = 2,  /* some devices only */
  LL_ATOM_HEADING = 4,  /* h1 to h6, or short, bold or big, alone on its line */
  LL_ATOM_TITLE = 8,    /* h1, or the biggest type of the page */
  LL_ATOM_SMALL = 16,   /* small print */
  LL_ATOM_BUTTON = 32,  /* a button and nothing else */
  LL_ATOM_FORM = 64,    /* holds a control */
  LL_ATOM_LIST = 128,   /* in a list item */
  LL_ATOM_PIECE = 256,  /* an item of a row */
  LL_ATOM_BOLD = 512,
  LL_ATOM_LINK = 1024,  /* one link and nothing else */
  LL_ATOM_RULED = 2048, /* a rule (hr) stands before it */
};

struct ll_atom {
  uint32_t token, token_end;
  uint32_t word, word_end;
  uint32_t link, link_end;   /* links it touches */
  uint32_t image, image_end; /* visible images */
  int32_t box;
  uint16_t flags;
  uint16_t words;            /* for a reader: text and alt text */
  uint8_t size;              /* biggest type, px */
};

struct ll_item {
  int32_t box;               /* or -1: an atom */
  uint32_t atom, atom_end;
};

struct ll_box {
  int32_t node;
  int32_t parent;            /* box, -1 for the first */
  uint32_t token, token_end;
  uint32_t atom, atom_end;
  uint32_t item, n_items;    /* in ll_page.items; filled when the box is complete */
  bool look;                 /* fill or frame of its own */
  bool row;                  /* tr or li */
  bool links;                /* a row of links */
  bool hidden;
};

typedef struct ll_page {
  const ll_doc *doc;
  struct ll_look *looks;
  ll_words *words;
  GArray *atoms;   /* of struct ll_atom */
  GArray *boxes;   /* of struct ll_box; box 0 holds everything */
  GArray *items;   /* of struct ll_item */
  GArray *links;   /* of struct ll_link */
  GArray *images;  /* of struct ll_image: the visible ones */
  unsigned pixels; /* images of one pixel */
  unsigned n_words; /* for a reader */
  char *title;     /* text of <title>; may be NULL */
} ll_page;

/* The page of a document (borrowed), or NULL and a static reason: "too-many-blocks", "too-many-words".  Owned. */
ll_page *ll_page_new(const ll_doc *doc, const struct ll_limits *limits, const char **reason);
void ll_page_free(ll_page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_page, ll_page_free)

static inline struct ll_atom *ll_page_atom(const ll_page *page, uint32_t i) {
  return &g_array_index(page->atoms, struct ll_atom, i);
}
static inline struct ll_box *ll_page_box(const ll_page *page, int32_t i) {
  return &g_array_index(page->boxes, struct ll_box, i);
}
static inline struct ll_item *ll_page_item(const ll_page *page, uint32_t i) {
  return &g_array_index(page->items, struct ll_item, i);
}
static inline struct ll_link *ll_page_link(const ll_page *page, uint32_t i) {
  return &g_array_index(page->links, struct ll_link, i);
}
static inline struct ll_word *ll_page_word(const ll_page *page, uint32_t i) {
  return &g_array_index(page->words->words, struct ll_word, i);
}
