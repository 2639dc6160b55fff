/* SPDX-License-Identifier: MIT
 * Stream memory behind the commands: a store that the child asks and the parent teaches. */
#pragma once
#include <leanletter/leanletter.h>
#include <leanletter/store.h>

struct recall {
  const ll_config *config;
  ll_store *store;
  uint8_t secret[LL_SECRET_SIZE];
};

/* Opens what [memory] of the configuration (borrowed) names.  NULL and an error, also when it names none. */
struct recall *recall_open(const ll_config *config, GError **error);
void recall_close(struct recall *recall);

/* For the child of guard_run(): the memory to clean with.  The store, of our own unless it is in memory, is borrowed by
 * `memory` and stays open until the child ends. */
bool recall_in_child(struct recall *recall, struct ll_memory *memory, GError **error);

/* A lesson on its way from child to parent. */
GBytes *recall_pack(const ll_lesson *lesson);

/* Learns it; its own day is today, so that old mail can be learned from.  NULL teaches nothing. */
bool recall_learn(struct recall *recall, GBytes *packed, GError **error);
