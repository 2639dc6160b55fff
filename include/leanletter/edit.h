/* SPDX-License-Identifier: MIT
 *
 * An edit: which bytes of which part go.  It can only take away.
 *
 * 7bit, 8bit, binary and quoted-printable (RFC 2045) parts: raw byte ranges of the message are deleted and nothing
 * else happens.  base64: the bytes from the start of the encoded line that holds the first cut byte (where lines part
 * its group of four characters: of the last line before that starts with a whole group) to the end of the part are
 * replaced by the re-encoding, in the part's own line length and line ends, of what is left of them; the replacement
 * is always computed from the message and the cuts, never taken from anyone.
 */
#pragma once
#include <leanletter/types.h>

enum ll_encoding { LL_7BIT, LL_8BIT, LL_BINARY, LL_QUOTED_PRINTABLE, LL_BASE64, LL_N_ENCODINGS };
extern const char *const ll_encoding_names[LL_N_ENCODINGS];

/* The encoding of a Content-Transfer-Encoding value; NULL or "" is 7bit; spellings of real mail are known (`8bits`,
 * `7-bit`, `"base64"`).  False: unknown, leave alone. */
bool ll_encoding_find(const char *value, enum ll_encoding *encoding);

typedef struct ll_edit {
  struct ll_span part;       /* the encoded body of the HTML part, in raw bytes of the message */
  enum ll_encoding encoding; /* of that part */
  GArray *cuts;              /* of struct ll_span: bytes of the decoded part; sorted, disjoint, not empty */
  GArray *ranges;            /* of struct ll_span: raw bytes of the message that go; sorted, disjoint */
  GBytes *tail;              /* base64 only: what stands in place of the last range; else NULL */
} ll_edit;
void ll_edit_free(ll_edit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_edit, ll_edit_free)

/* Narrows cuts of a part that is not encoded (7bit, 8bit, binary): where the lines at both ends of a cut would make one that
 * ll_edit_new() refuses for its length, a line end of the cut stays, if it has one.  Returns an owned array; of an encoded
 * part that of the cuts as they are. */
GArray *ll_edit_fit_lines(GBytes *text, enum ll_encoding encoding, const GArray *cuts);

/* Makes the edit that takes `cuts` (of struct ll_span, decoded bytes, sorted and disjoint) out of the part at `part`.
 * For quoted-printable, ranges are chosen so that a joined line of more than 76 characters keeps or gains a soft
 * line break made of bytes of the cut.  The result is decoded and compared before it is returned.
 * NULL and LL_ERROR_EDIT when a cut does not fit, or a line that is joined would pass 998 octets (RFC 5322, 2.1.1) and
 * be longer than both its lines were, or begin like a MIME delimiter ("--") or an mbox separator ("From "), or when the
 * re-encoded part would be larger; NULL and LL_ERROR_MESSAGE when the encoding is broken.  Returns owned. */
ll_edit *ll_edit_new(GBytes *raw, struct ll_span part, enum ll_encoding encoding, const GArray *cuts,
                     GError **error);

/* Recomputes the edit from its part, encoding and cuts and compares: true only when `edit` is exactly what
 * ll_edit_new() would make of them for this message.  For edits that come from a process that is not trusted. */
bool ll_edit_check(const ll_edit *edit, GBytes *raw, GError **error);

/* The lean message.  NULL and LL_ERROR_EDIT if the edit does not fit.  Returns owned. */
GBytes *ll_edit_apply(const ll_edit *edit, GBytes *raw, GError **error);

/* The bytes that the edit takes away, in order: with them ll_edit_undo() gives back the original.  Both
 * return NULL and LL_ERROR_EDIT when edit, message and bytes do not fit together.  Return owned. */
GBytes *ll_edit_removed(const ll_edit *edit, GBytes *raw, GError **error);
GBytes *ll_edit_undo(const ll_edit *edit, GBytes *lean, GBytes *removed, GError **error);
