/* SPDX-License-Identifier: MIT
 * A reader for as much CSS as mail clients agree on: declarations, and which classes are switched off. */
#pragma once
#include <leanletter/types.h>

/* One declaration, `name: value`; lengths in bytes, white space trimmed, `!important` cut off. */
struct ll_declaration {
  const char *name, *value;
  size_t name_length, value_length;
};

/* Reads the next declaration at *text (NUL-terminated); false at the end. */
bool ll_style_next(const char **text, struct ll_declaration *declaration);
bool ll_declaration_is(const struct ll_declaration *declaration, const char *name);
/* Whether the value holds `word`, in any case. */
bool ll_declaration_has(const struct ll_declaration *declaration, const char *word);
/* The value as px (pt, em and rem converted; 16 px an em); -1 when it is no length. */
double ll_declaration_px(const struct ll_declaration *declaration);

enum { LL_CLASS_HIDDEN = 1, LL_CLASS_TOGGLED = 2 };

/* The classes that the style sheet hides always (LL_CLASS_HIDDEN) or in some @media or only there shows
 * (LL_CLASS_TOGGLED).  Returns an owned table from class name to those bits. */
GHashTable *ll_style_classes(const char *sheet);
