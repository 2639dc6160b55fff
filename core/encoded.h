/* SPDX-License-Identifier: MIT
 * Encoded words of header fields (RFC 2047), as real mail has them. */
#pragma once
#include <leanletter/types.h>

/* The UTF-8 text of a field value.  Words side by side are one text, so that a character may be split between them; a
 * word in a charset that core/charset.h does not know stays as it is written; bytes beyond ASCII outside of the words
 * are UTF-8, else windows-1252.  Returns owned, valid UTF-8. */
char *ll_encoded_text(const char *value);
