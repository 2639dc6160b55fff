/* SPDX-License-Identifier: MIT
 * Names of a document (tags, attributes), ASCII lower-cased, numbered in the order of their first use. */
#pragma once
#include <leanletter/types.h>

enum { LL_INTERN_MAX = 4096 }; /* distinct names; a document with more is hostile */

typedef struct ll_intern ll_intern;
ll_intern *ll_intern_new(void);
void ll_intern_free(ll_intern *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_intern, ll_intern_free)

/* The number of the name, entered when it is new; LL_INTERN_MAX when there is no more room. */
uint32_t ll_intern_number(ll_intern *names, const char *name, size_t length);

/* The name of a number that ll_intern_number() returned; lives as long as `names`. */
const char *ll_intern_name(const ll_intern *names, uint32_t number);
