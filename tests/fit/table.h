/* SPDX-License-Identifier: MIT
 * The table that table.py writes: blocks of labelled mail, their features, and which of their words may go. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct part { /* words of one entry of the label */
  unsigned entry, words;
};

struct gold {
  unsigned keep;  /* words that have to stay */
  unsigned may;   /* words that may go or stay */
  GArray *must;   /* of struct part */
};

struct row {
  size_t start, end; /* bytes */
  double size;
  bool open;         /* the score alone decides */
  double score;      /* what the engine gave it */
  struct gold gold;
  double weight;     /* in the fit; 0: not in it */
  double *values;    /* one a feature */
};

struct mail {
  char *name;
  unsigned sender, fold;
  struct gold all;
  unsigned row, row_end;
};

struct table {
  GPtrArray *features; /* of char *, as the first line of the table has them */
  GPtrArray *senders;  /* of char * */
  GArray *mails;       /* of struct mail */
  GArray *rows;        /* of struct row */
};

/* NULL and `error` when it is no such table. */
struct table *table_read(const char *file, GError **error);
void table_free(struct table *table);

/* Gives every mail its fold, 0 to n - 1: all mails of a sender the same, and as many mails in each as can be. */
void table_fold(struct table *table, unsigned n);

static inline struct mail *table_mail(const struct table *t, guint i) { return &g_array_index(t->mails, struct mail, i); }
static inline struct row *table_row(const struct table *t, guint i) { return &g_array_index(t->rows, struct row, i); }
