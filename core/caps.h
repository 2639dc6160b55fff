/* SPDX-License-Identifier: MIT
 * What a message may cost before anyone has parsed it: GMime makes an object of 100 to 500 bytes for every part, field
 * and parameter, and has no limits of its own. */
#pragma once
#include <leanletter/config.h>

/* NULL, or the reason (a static string) why the message is not to be parsed: its size, a NUL byte, the number of
 * "boundary=" and of lines that could be delimiters of parts, the size of all lines that could be header fields
 * (twice the cap of the header). */
const char *ll_caps_refused(GBytes *raw, const struct ll_limits *limits);
