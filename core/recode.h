/* SPDX-License-Identifier: MIT
 * Cuts of decoded text, turned into ranges of its encoded form; for edit.c, which proves the result. */
#pragma once
#include "core/codec.h"

/* Fills edit->ranges, and for base64 edit->tail, from edit->part, encoding and cuts.  `text` is the decoded part, and
 * the cuts are in order and inside it.
 * 7bit, 8bit, binary: the cuts themselves.
 * quoted-printable: whole encoded characters.  When what is left of two lines would make one of more than 76
 * characters, or one that ends in a blank, a soft line break of the cut stays; if it has none, an `=` and a later line
 * end of it that make one.  If it has neither the line stays long.
 * base64: one range, from the start of the encoded line that holds the first cut byte to the end of the part. */
void ll_recode(ll_edit *edit, GBytes *raw, const ll_text *text);
