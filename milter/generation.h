/* SPDX-License-Identifier: MIT
 *
 * A generation: one configuration, the front that works with it and that front's cleaners.  A reload starts a new
 * one and retires the old, whose front finishes its connections.  The master has the processes of all generations.
 */
#pragma once
#include "control.h"
#include "process.h"
#include <leanletter/config.h>

/* A configuration that generations share. */
struct ll_settings {
  ll_config *config;
  unsigned users;
};

/* How a kind of child that keeps dying is slowed down. */
struct ll_backoff {
  unsigned failures;  /* in a row, each soon after its start */
  int64_t not_before; /* monotonic us */
};

typedef struct ll_generation {
  struct ll_settings *settings;
  unsigned number;
  pid_t front;         /* 0: none now */
  int control;         /* socket to it; -1: none */
  int64_t front_start; /* monotonic us */
  bool ready;          /* the front takes connections */
  bool retired;        /* it takes no new ones */
  bool stopped;        /* and has been given a time to end */
  GArray *cleaners;    /* of struct ll_cleaner */
  struct ll_backoff front_backoff, cleaner_backoff;
} ll_generation;

struct ll_cleaner {
  pid_t pid;
  int64_t start;  /* monotonic us */
  bool condemned; /* by the front; its end is no surprise */
};

ll_generation *ll_generation_new(struct ll_settings *settings, unsigned number);

/* Kills what is left of it. */
void ll_generation_free(ll_generation *generation);

/* Starts what is missing and may be started now; returns when to come again (monotonic us, INT64_MAX: no need). */
int64_t ll_generation_fill(ll_generation *generation, int listening, const struct ll_identity *identity);

/* A child has ended; false: it is none of this generation. */
bool ll_generation_reaped(ll_generation *generation, pid_t pid, int status);

/* Takes what the front says. */
void ll_generation_hear(ll_generation *generation);

/* No new connections; `seconds` 0: the present ones take their time. */
void ll_generation_retire(ll_generation *generation, unsigned seconds);
