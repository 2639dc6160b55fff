/* SPDX-License-Identifier: MIT
 * The weights, and how they are fitted. */
#pragma once
#include "tests/fit/table.h"
#include <stdio.h>

struct weights {
  double *now;  /* one a feature */
  double *hand; /* those set by hand: where the fit starts, and what it is drawn to */
  char *head;   /* the lines of the file before the first weight */
};

/* Those of a weights.rules: "name = number", or "name = number  # by hand: number".  Without the latter the number is set
 * by hand.  NULL and `error` when a feature has none. */
struct weights *weights_read(const char *file, const GPtrArray *features, GError **error);
void weights_free(struct weights *weights);
/* The file that weights_read() reads, with the weights `now`, in the order of the features. */
void weights_print(const struct weights *weights, const double *now, const GPtrArray *features, FILE *out);
/* As they will be printed. */
void weights_round(double *now, guint n);

/* The chance that a reader would want the row gone. */
double model_chance(const double *weights, const struct row *row, guint n_features);
/* Is all that the row holds to go? */
bool model_goes(const struct row *row);

/* Weights that make the labels of all mails likely, save those of `without_fold` (-1: of all): a logistic regression with
 * a normal prior around `hand`.  `strength` is the prior's precision for a weight whose feature is 1 where it is not 0.
 * A weight does not change its sign.  Returns owned. */
double *model_fit(const struct table *table, const double *hand, double strength, int without_fold);

/* Mean log loss over the mails of a fold (-1: all), each mail weighing the same. */
double model_loss(const struct table *table, const double *weights, int fold);
