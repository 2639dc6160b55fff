/* SPDX-License-Identifier: MIT
 * Character references (WHATWG HTML, 13.2.5.72 to 13.2.5.80) in UTF-8 text. */
#pragma once
#include <leanletter/types.h>

/* Appends `text` to `out` with its references resolved.  `attribute`: by the rules for attribute values, where
 * "&copy=1" is none.  References to what is no character become U+FFFD, those to 128-159 are read as windows-1252. */
void ll_entities_append(GString *out, const char *text, size_t length, bool attribute);
