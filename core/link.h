/* SPDX-License-Identifier: MIT
 * Link patterns: what a link target is, by its host and path.
 *
 * A pattern is HOST, HOST/GLOB, a star followed by GLOB for any host (the glob then lies anywhere behind it, its own
 * host included), or SCHEME:GLOB for schemes other than http and https.  HOST stands for itself and its subdomains; `~`
 * inside it stands for any part of a host name ("pinterest.~").  In a glob `*` is any run of characters, `~` one or more characters
 * up to the next / ? or #, and so one path segment or the rest of one.  A glob that has no ? or # and does not end in *
 * is compared without query, fragment and closing slash.  Targets are lower-cased (ASCII) and %-escapes undone; the
 * first 2,048 bytes are looked at.  A look-up costs time linear in the target, however many patterns there are. */
#pragma once
#include "core/rules.h"

enum { LL_LINK_BYTES = 2048 };

typedef struct ll_links ll_links;
ll_links *ll_links_new(void);
void ll_links_free(ll_links *links);

/* What is wrong with a pattern, with a hint; NULL: nothing. */
const char *ll_links_check(const char *pattern);

/* Adds rule->pattern (checked before, borrowed).  Returns the rule that has the same pattern already, else NULL. */
const struct ll_rule *ll_links_add(ll_links *links, const struct ll_rule *rule);

/* The rule added first of those that fit the target; NULL: none. */
const struct ll_rule *ll_links_find(const ll_links *links, const char *url);
