/* SPDX-License-Identifier: MIT
 *
 * The front's own idea of the HTML part, without a MIME parser: what stands around the bytes that a cleaner names must
 * be what stands around an HTML part with the encoding that it names.
 */
#pragma once
#include <leanletter/edit.h>

/* Whether `part` follows a header (of the message, whose body starts at `body`, or of a part after its boundary line)
 * that says text/html and this encoding, and reaches to the next line with that boundary, or to the end of the message
 * where there is none. */
bool ll_part_is_html(GBytes *raw, size_t body, struct ll_span part, enum ll_encoding encoding);
