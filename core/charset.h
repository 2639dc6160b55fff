/* SPDX-License-Identifier: MIT
 * Charsets of HTML parts: only those in which markup is ASCII, bytes can be cut and the text be read exactly. */
#pragma once
#include <leanletter/types.h>

typedef struct ll_charset ll_charset; /* a row of the table in charset.c */

/* The charset of a label (any case, quoted, `utf8`, `x-sjis` ...; the WHATWG labels, iso-8859-1 being windows-1252), or
 * NULL when messages in it are to be left alone (UTF-16/32, UTF-7, HZ, unknown). */
const ll_charset *ll_charset_find(const char *label);

/* The charset of a part: its Content-Type label, else what <meta> says, else UTF-8 if valid, else windows-1252.  A
 * label of us-ascii with 8-bit bytes counts as none.  NULL: leave alone; also when
 * - the bytes hold a NUL or start with the mark of UTF-16;
 * - a multibyte charset is broken anywhere: decoders differ on where the next character starts, and one that starts
 *   late eats a `<`.  Broken UTF-8 is not refused: it never hides ASCII;
 * - text under another name has the escapes of ISO-2022-JP. */
const ll_charset *ll_charset_of_part(const char *label, const char *bytes, size_t length);
const char *ll_charset_name(const ll_charset *charset);

/* The bytes as a tokenizer may read them: in ISO-2022-JP the escape sequences and the characters that are no ASCII but
 * look like it are overwritten with 0xFF, at the same length; in every other charset it is `source` itself, because no
 * byte of a character is one of < > " ' & = / or white space there.  Returns owned. */
GBytes *ll_charset_mask(const ll_charset *charset, GBytes *source);

/* A converter for one part; not thread-safe.  Appends the UTF-8 form of `bytes` to `out`; what cannot be converted
 * becomes U+FFFD, NUL becomes a space.  Each call starts anew: `bytes` begin at a character, in ISO-2022-JP in ASCII
 * state, as every token does. */
typedef struct ll_converter ll_converter;
ll_converter *ll_converter_new(const ll_charset *charset);
void ll_converter_append(ll_converter *converter, GString *out, const char *bytes, size_t length);
void ll_converter_free(ll_converter *converter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_converter, ll_converter_free)

/* ISO-2022-JP: may a cut end at `offset`, that is, is the text in ASCII state there?  True for every other charset. */
bool ll_charset_ascii_at(const ll_charset *charset, const char *bytes, size_t length, size_t offset);

/* Opens a converter for every charset and keeps it open for ever: iconv loads modules at first use and drops them
 * again when nobody uses them.  False and LL_ERROR_SYSTEM with the name of the first that this
 * machine lacks. */
bool ll_charset_preload(GError **error);
