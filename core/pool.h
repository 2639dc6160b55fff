/* SPDX-License-Identifier: MIT
 * Small constant things allocated in a row and given back together. */
#pragma once
#include <leanletter/types.h>

typedef struct ll_pool ll_pool;
ll_pool *ll_pool_new(void);
void ll_pool_free(ll_pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_pool, ll_pool_free)

/* Memory for `size` bytes (at most 1 KiB), not initialised, aligned for pointers. */
void *ll_pool_take(ll_pool *pool, size_t size);

/* Bytes taken so far; ll_pool_release() gives back all that was taken since. */
size_t ll_pool_mark(const ll_pool *pool);
void ll_pool_release(ll_pool *pool, size_t mark);
