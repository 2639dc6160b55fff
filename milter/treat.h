/* SPDX-License-Identifier: MIT
 *
 * Everything that is done about a message before the mail server is told anything: ask a cleaner, check what it says,
 * make the lean message, archive the original.  Whatever goes wrong, the message passes as it came.
 */
#pragma once
#include "consult.h"
#include "counters.h"
#include "session.h"
#include <leanletter/archive.h>

/* What a front works with; constant while it runs. */
struct ll_front {
  const ll_config *config;
  ll_crew *crew;
  ll_recollection *recall; /* NULL: no stream memory */
  ll_archive *archive;     /* NULL: off */
  int control;             /* socket to the master */
};

struct ll_treatment {
  enum ll_ending ending;
  char *reason;  /* one word */
  char *detail;  /* for people; NULL: none */
  GBytes *lean;  /* the lean message; NULL: nothing changes */
  size_t before; /* bytes of the message as it came */
  size_t body;   /* where the body starts, in both */
  unsigned cut[LL_N_CLASSES], reported[LL_N_CLASSES];
  ll_lesson *lesson; /* for the stream memory; NULL: none */
};

/* Treats the message of the session, whose bytes are taken. */
struct ll_treatment ll_treat(const struct ll_front *front, ll_session *session,
                             const struct ll_patience *patience);
void ll_treatment_clear(struct ll_treatment *treatment);

/* The value of our own header field for a message that was cut, folded with LF TAB; without a leading space. */
char *ll_treatment_field(const struct ll_treatment *treatment, const char *queue_id);

/* Writes the line of the log and counts.  `treatment` NULL: the session passes for the reason it has. */
void ll_treatment_report(const struct ll_treatment *treatment, const ll_session *session);
