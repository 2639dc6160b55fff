/* SPDX-License-Identifier: MIT
 * Who publishes this: the names that patterns know as <publisher> and <domain>, and the words of the subject. */
#pragma once
#include "core/header.h"
#include "core/words.h"

typedef struct ll_identity {
  ll_words *publisher; /* From display name, List-Id phrase, title of the page */
  ll_words *domain;    /* domain of From without its public suffix */
  ll_words *subject;
  char *address;       /* of From, lower case; NULL when there is none */
} ll_identity;

/* `title` may be NULL.  Returns owned. */
ll_identity *ll_identity_new(const ll_header *header, const char *title);
void ll_identity_free(ll_identity *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_identity, ll_identity_free)
