/* SPDX-License-Identifier: MIT
 * ISO-2022-JP (RFC 1468, with JIS X 0201 katakana and JIS X 0212): the one charset here that has states. */
#pragma once
#include <leanletter/types.h>

/* Only 7-bit bytes, known escape sequences and whole characters, ASCII or JIS-Roman at every line end, and ASCII at the
 * end?  Anything else is read differently by different programs. */
bool ll_jis_is_sound(const uint8_t *p, size_t length);

/* The same bytes with escape sequences, kanji and kana overwritten by 0xFF.  Returns owned. */
GBytes *ll_jis_mask(GBytes *source);

/* Is the text in ASCII state after `offset` bytes, and not inside of an escape sequence? */
bool ll_jis_ascii_at(const uint8_t *p, size_t offset);

/* The text in EUC-JP, for which iconv has the wider tables.  Starts in ASCII state.  Returns owned. */
GByteArray *ll_jis_to_euc(const uint8_t *p, size_t length);
