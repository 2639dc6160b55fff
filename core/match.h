/* SPDX-License-Identifier: MIT
 * Finding patterns in words: the part of ll_rules_match() that runs the net. */
#pragma once
#include "core/rules-private.h"

/* A match spans at most so many words, and at most so many matches start at one word; more are dropped. */
enum { LL_MATCH_SPAN = 63, LL_MATCH_STARTS = 128 };

/* Appends every match (struct ll_match) in order of first words; of one pattern at one first word only the longest. */
void ll_match_all(const ll_rules *rules, const ll_words *words, const struct ll_names *names,
                  GArray *matches);
