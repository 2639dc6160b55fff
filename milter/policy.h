/* SPDX-License-Identifier: MIT
 * Whose mail is touched at all: clients, submitters, recipients, authentication. */
#pragma once
#include <leanletter/config.h>

/* What is known about a message beside its bytes.  Borrowed. */
struct ll_circumstances {
  const char *client; /* address in text; NULL: not over the network */
  bool submitted;     /* by an authenticated user ({auth_authen}) */
  bool unwanted;      /* a recipient is not in only-recipients */
  bool authenticated; /* see ll_policy_authenticated() */
};

/* Why a message passes as it came ("client", "submitted", "recipients", "not-authenticated"), or NULL. */
const char *ll_policy_passes(const ll_config *config, const struct ll_circumstances *circumstances);

/* Whether only-recipients has this address (with or without <>). */
bool ll_policy_wants(const ll_config *config, const char *recipient);

/* Whether a trusted one among the Authentication-Results `values` (of char *) says that the sender is who it says.
 * `*dkim_domain`: the domain of a signature that passed, owned by the caller, or NULL. */
bool ll_policy_authenticated(const ll_config *config, const GPtrArray *values, char **dkim_domain);
