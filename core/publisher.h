/* SPDX-License-Identifier: MIT
 * The names of one message that patterns may mention as <publisher> and <domain>. */
#pragma once
#include "core/rules.h"

enum { LL_PUBLISHER_NAMES = 16, LL_PUBLISHER_WORDS = 12, LL_PUBLISHER_BYTES = 64 };

/* A name to be found; `distinct` is how many of its words make it recognisable, 0: it never is. */
struct ll_publisher_name {
  const char *words[LL_PUBLISHER_WORDS];
  uint8_t n, distinct;
};

struct ll_publisher {
  const ll_rules *rules; /* for the words that tell nobody */
  struct ll_publisher_name publishers[LL_PUBLISHER_NAMES];
  char domains[LL_PUBLISHER_NAMES][LL_PUBLISHER_BYTES]; /* the label without separators */
  unsigned n_publishers, n_domains;
};

/* Reads the names; `list` borrows their words and the rules. */
void ll_publisher_read(struct ll_publisher *list, const struct ll_names *names, const ll_rules *rules);

/* Whether a name may start with the word. */
bool ll_publisher_name_starts(const struct ll_publisher *list, const char *word);
bool ll_publisher_domain_starts(const struct ll_publisher *list, const char *word);

/* How many words at `words` (n there are) can be the name: bit i is set when i words can; bit 0 never is. */
uint64_t ll_publisher_names(const struct ll_publisher *list, const struct ll_word *words, size_t n);
uint64_t ll_publisher_domains(const struct ll_publisher *list, const struct ll_word *words, size_t n);
