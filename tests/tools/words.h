/* SPDX-License-Identifier: MIT
 * What a reader sees of an HTML document, word by word, and the marks in its comments. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum seen_tier { SEEN_KEEP, SEEN_MUST, SEEN_MAY };

enum { SEEN_OTHER = 13, SEEN_N_CLASSES };
extern const char *const seen_class_names[SEEN_N_CLASSES];

struct seen_word {
  char *text; /* case folded */
  enum seen_tier tier;
  unsigned class; /* SEEN_N_CLASSES: none */
  unsigned block; /* number of the run of words with the same mark, or without one */
  bool gone;      /* for who compares */
};

struct seen {
  GPtrArray *words;   /* of struct seen_word */
  GPtrArray *links;   /* of char *: targets of anchors */
  GPtrArray *guarded; /* of char *: those that must never be lost */
  const char *wrong;  /* with the marks; NULL: nothing */
};

/* `html` is UTF-8.  Returns owned. */
struct seen *seen_new(const char *html);
void seen_free(struct seen *seen);

/* For g_ptr_array_sort() of strings. */
int seen_compare_names(const char *const *a, const char *const *b);
