/* SPDX-License-Identifier: MIT
 * The expressions of conditional comments. */
#pragma once
#include <leanletter/types.h>

/* What Outlook makes of the expression of an [if ...], e.g. "gte mso 9", "(mso)|(IE)", "!mso".  It is Word of version
 * 16, not Internet Explorer; what it does not know is false. */
bool ll_condition_is_true(const char *expression, size_t length);
