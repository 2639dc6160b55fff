/* SPDX-License-Identifier: MIT
 * Undo a transfer encoding (RFC 2045, 6) with a map back to the encoded bytes; ll_edit_new() of edit.c cuts with it. */
#pragma once
#include <leanletter/edit.h>

/* From decoded byte `decoded` on, up to the next of these, the encoded form of decoded byte d starts at
 * encoded + d - decoded, counted from the start of the part. */
struct ll_jump {
  uint32_t decoded, encoded;
};

typedef struct ll_text {
  GBytes *bytes; /* decoded */
  GArray *jumps; /* of struct ll_jump, quoted-printable only; the others have NULL */
} ll_text;

/* Decodes the part.  NULL and LL_ERROR_MESSAGE when the encoding is broken in a way on which decoders differ.
 * quoted-printable: an `=` before anything but two hexadecimal digits (of any case) or a line end stands for itself,
 * as RFC 2045 6.7 advises, if two printing characters other than `=` follow; else the part is refused, also for blanks
 * between `=` and the line end.  A blank before a line end counts as text, here and to most readers; 6.7 lets some
 * drop it, which in HTML changes nothing.
 * base64: refused are characters outside the alphabet other than line ends and blanks, anything after the padding,
 * and padding that is missing. */
ll_text *ll_text_decode(GBytes *raw, struct ll_span part, enum ll_encoding encoding, GError **error);
/* Quoted-printable: where the encoded form of a decoded byte starts; `decoded` may be the end. */
size_t ll_text_encoded(const ll_text *text, size_t decoded);

void ll_text_free(ll_text *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_text, ll_text_free)
