/* SPDX-License-Identifier: MIT
 * What a stretch of lines looks like, whatever it says: a list of teasers, a table of contents, a rating, a short promo
 * that ends in its button. */
#pragma once
#include "core/signal.h"

struct ll_shapes {
  const ll_signals *signals;
  uint8_t *labels;   /* one an atom: the class that a short line announces, or LL_N_CLASSES */
  uint32_t *words;   /* prefix sums over atoms */
  uint32_t *open;    /* words that are not protected */
  uint32_t *article; /* words of prose without links behind the headline that the subject repeats */
  uint32_t *entries; /* linked headlines and "read more": several make a digest */
  uint32_t *links;
  uint32_t *images;
  GHashTable *headings; /* texts of headings and how often they stand there */
};

void ll_shapes_init(struct ll_shapes *shapes, const ll_signals *signals);
void ll_shapes_clear(struct ll_shapes *shapes);

static inline unsigned ll_shapes_words(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  return shapes->words[end] - shapes->words[first];
}
static inline unsigned ll_shapes_links(const struct ll_shapes *shapes, uint32_t first, uint32_t end) {
  return shapes->links[end] - shapes->links[first];
}

/* Behind one article, and not among the entries of a digest? */
bool ll_shapes_follows_article(const struct ll_shapes *shapes, uint32_t atom);

/* Nothing but protected lines and a few words follow. */
bool ll_shapes_is_last(const struct ll_shapes *shapes, uint32_t end);

/* Every line is linked, short, or follows a linked one: a list of teasers, not an article.  Without an element around it
 * (`whole`) a heading that links to nothing begins the next section, and so does text behind the last teaser.  Sets
 * `*teasers` and `*prose`, the lines of prose between them. */
bool ll_shapes_is_list(const struct ll_shapes *shapes, uint32_t first, uint32_t end, bool whole, unsigned *teasers,
                       unsigned *prose);

/* A list whose lines lead to what this message has further on: they jump there, or stand there again as headings. */
bool ll_shapes_is_contents(const struct ll_shapes *shapes, uint32_t first, uint32_t end);

/* Short lines that are links and nothing else, names rather than headlines. */
bool ll_shapes_is_menu(const struct ll_shapes *shapes, uint32_t first, uint32_t end);

/* A short text and, last, the one line to click. */
bool ll_shapes_is_promo(const struct ll_shapes *shapes, uint32_t first, uint32_t end);

/* Links to numbers or emoji in a row: how did you like it? */
bool ll_shapes_is_rating(const struct ll_shapes *shapes, uint32_t first, uint32_t end);

/* A heading of the page's own kind: neither a button nor a linked headline nor an item of a row. */
bool ll_shapes_is_heading(const struct ll_shapes *shapes, uint32_t atom);

/* One value a box: is it, or what it lies in, a narrow column beside a bigger one?  Returns owned (g_free). */
bool *ll_shapes_sides(const struct ll_shapes *shapes);
