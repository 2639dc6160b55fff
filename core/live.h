/* SPDX-License-Identifier: MIT
 * Which paths of the net the words of a message can complete, and which of those the words of one sentence.
 *
 * Of the patterns that a word triggers (core/trigger.h) only those are kept whose every item the message has something
 * for.  In running text that leaves few, and matching follows no other path. */
#pragma once
#include "core/trigger.h"

/* A growing array. */
struct ll_list {
  uint32_t *values, n, room;
};

/* What a thing wakes in a sentence: nodes [patterns, groups) of ll_live.woken, then other wakes [groups, end). */
struct ll_wake {
  uint32_t patterns, groups, end;
};
enum { LL_WAKES_NOTHING = 0 };

typedef struct ll_live {
  const ll_triggers *triggers;
  /* of the message */
  uint64_t *present;       /* bits of things */
  uint64_t *explored;      /* bits of groups: it is known whether they are present */
  struct ll_list numbers;  /* those that are present */
  uint64_t *starts;      /* bits of nodes: the first of a path that the message may complete */
  uint64_t *asked;       /* bits of things: it is known what it wakes */
  uint32_t *wake;        /* of a thing that was asked: its place in `wakes` */
  GArray *wakes;         /* of struct ll_wake */
  struct ll_list woken;
  /* of the sentence */
  uint64_t *nodes;       /* bits of nodes: on a path that it may complete */
  uint64_t *here;        /* bits of wakes: those of its words, and what those wake */
  struct ll_list had;    /* the same */
  struct ll_list marked; /* what it has set in `nodes` */
} ll_live;

void ll_live_init(ll_live *live, const ll_triggers *triggers);
void ll_live_clear(ll_live *live);

/* Adds a number that words of the message have; when all are there, ll_live_ready() finds out what follows. */
void ll_live_know(ll_live *live, uint32_t number);
void ll_live_ready(ll_live *live);

/* From then on: the wake of a number that was added.  May the message complete a path that starts with this node? */
uint32_t ll_live_wake(const ll_live *live, uint32_t number);
bool ll_live_starts(const ll_live *live, uint32_t node);

/* Begins a sentence; adds the wakes of its words; then says whether any pattern remains. */
void ll_live_begin(ll_live *live);
void ll_live_add(ll_live *live, uint32_t wake);
bool ll_live_end(ll_live *live);

/* May the sentence complete a path through this node, which is in no group? */
static inline bool ll_live_at(const ll_live *live, uint32_t node) {
  return live->nodes[node / 64] >> (node % 64) & 1;
}
