/* SPDX-License-Identifier: MIT
 * Authentication-Results (RFC 8601), read with suspicion: what does not parse says nothing. */
#pragma once
#include <stdbool.h>

struct ll_authres {
  bool passed;       /* dmarc=pass or dkim=pass */
  char *dkim_domain; /* d= of a signature that passed, lower case; owned, NULL: none */
};

/* Reads the value of one Authentication-Results field.  False, and nothing in `*result`, unless it was written by one
 * of `authserv_ids` (NULL-terminated, compared without case) and parses to its end. */
bool ll_authres_read(const char *value, const char *const *authserv_ids, struct ll_authres *result);
