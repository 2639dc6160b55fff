/* SPDX-License-Identifier: MIT
 * What would be cut from the mails of a table with given weights, and what that is worth. */
#pragma once
#include "tests/fit/model.h"

struct figures {
  unsigned must, gone, lost;         /* words that should go; that went; that went though they should stay */
  unsigned blocks, blocks_gone;      /* entries that should go; of which nine words in ten went */
  unsigned mails, clean;             /* mails; those that lost no word that should stay */
};

/* Adds the mail.  `weights` NULL: as if every score were right, which is all that weights can reach.  The choice is that of core/plan.c: disjoint ranges of the largest utility, a range's utility being
 * size x (p - lambda (1 - p)).  Not looked at: the budget, twins, and what the verification says. */
void figures_add(struct figures *figures, const struct table *table, const struct mail *mail, const double *weights, double threshold);
void figures_sum(struct figures *sum, const struct figures *some);
void figures_print(const char *name, const struct figures *figures);
double figures_recall(const struct figures *figures);
double figures_precision(const struct figures *figures);
/* At least as good in precision and in mails without loss, and better in words gone? */
bool figures_better(const struct figures *a, const struct figures *b);
