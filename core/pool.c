/* SPDX-License-Identifier: MIT
 * Pages that are kept until the pool is freed. */
#include "core/pool.h"

enum { PAGE = 32768, LARGEST = 1024 };

struct ll_pool {
  GPtrArray *pages; /* each of PAGE bytes */
  size_t used;      /* counted as if the pages were one */
};

ll_pool *ll_pool_new(void) {
  ll_pool *pool = g_new0(ll_pool, 1);
  pool->pages = g_ptr_array_new_with_free_func(g_free);
  return pool;
}

void ll_pool_free(ll_pool *pool) {
  if (pool == NULL)
    return;
  g_ptr_array_unref(pool->pages);
  g_free(pool);
}

void *ll_pool_take(ll_pool *pool, size_t size) {
  size = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
  g_assert(size <= LARGEST);
  if (pool->used % PAGE + size > PAGE || pool->used == 0 || pool->used % PAGE == 0)
    pool->used = (pool->used + PAGE - 1) / PAGE * PAGE;
  if (pool->used / PAGE == pool->pages->len)
    g_ptr_array_add(pool->pages, g_malloc(PAGE));
  char *page = g_ptr_array_index(pool->pages, pool->used / PAGE);
  void *at = page + pool->used % PAGE;
  pool->used += size;
  return at;
}

size_t ll_pool_mark(const ll_pool *pool) {
  return pool->used;
}

void ll_pool_release(ll_pool *pool, size_t mark) {
  pool->used = mark;
}
