/* SPDX-License-Identifier: MIT
 * Authentication-Results (RFC 8601), read with suspicion: what does not parse says nothing. */
#pragma once
#include <stdbool.h>

/* Whether the value of one Authentication-Results field was written by one of `authserv_ids` (NULL-terminated,
 * compared without case) and says dmarc=pass or dkim=pass. */
bool ll_authres_passes(const char *value, const char *const *authserv_ids);
