/* SPDX-License-Identifier: MIT
 * The choice of cuts, on the rows of a table, and its figures. */
#include "tests/fit/figures.h"
#include <math.h>
#include <stdio.h>

enum { BLOCK_PERCENT = 90 };

struct cut {
  const struct row *row;
  double value; /* of this one alone */
  double best;  /* of those up to this one */
  guint before; /* how many end where this one starts, or earlier */
  bool taken;   /* in that best choice */
};

static int by_end(gconstpointer a, gconstpointer b) {
  const struct cut *x = a, *y = b;
  if (x->row->end != y->row->end)
    return x->row->end < y->row->end ? -1 : 1;
  return x->row->start > y->row->start ? -1 : x->row->start < y->row->start;
}

/* The rows worth cutting, by their ends. */
static GArray *worth(const struct table *t, const struct mail *mail, const double *weights, double threshold) {
  GArray *cuts = g_array_new(FALSE, FALSE, sizeof(struct cut));
  for (guint i = mail->row; i < mail->row_end; i++) {
    const struct row *row = table_row(t, i);
    double chance = weights ? model_chance(weights, row, t->features->len) : model_goes(row) && row->gold.must->len;
    struct cut cut = {row, row->size * (chance - exp(threshold) * (1 - chance)), 0, 0, false};
    if (row->open && cut.value > 0)
      g_array_append_val(cuts, cut);
  }
  g_array_sort(cuts, by_end);
  return cuts;
}

/* Disjoint intervals of the largest value. */
static void choose(GArray *cuts) {
  for (guint i = 0; i < cuts->len; i++) {
    struct cut *cut = &g_array_index(cuts, struct cut, i);
    double without = i ? cut[-1].best : 0;
    while (cut->before < i && g_array_index(cuts, struct cut, cut->before).row->end <= cut->row->start)
      cut->before++;
    double with = cut->value + (cut->before ? g_array_index(cuts, struct cut, cut->before - 1).best : 0);
    cut->taken = with > without + 1e-9;
    cut->best = cut->taken ? with : without;
  }
}

static void count(struct figures *figures, const struct mail *mail, GArray *cuts) {
  unsigned lost = 0;
  g_autoptr(GHashTable) gone = g_hash_table_new(NULL, NULL);
  for (guint i = cuts->len; i > 0;) {
    const struct cut *cut = &g_array_index(cuts, struct cut, i - 1);
    if (!cut->taken) {
      i--;
      continue;
    }
    const struct gold *gold = &cut->row->gold;
    lost += gold->keep;
    for (guint k = 0; k < gold->must->len; k++) {
      struct part part = g_array_index(gold->must, struct part, k);
      gpointer key = GUINT_TO_POINTER(part.entry);
      g_hash_table_insert(gone, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(gone, key)) + part.words));
    }
    i = cut->before;
  }
  for (guint k = 0; k < mail->all.must->len; k++) {
    struct part part = g_array_index(mail->all.must, struct part, k);
    unsigned words = GPOINTER_TO_UINT(g_hash_table_lookup(gone, GUINT_TO_POINTER(part.entry)));
    figures->must += part.words;
    figures->gone += words;
    figures->blocks++;
    figures->blocks_gone += words * 100 >= part.words * BLOCK_PERCENT;
  }
  figures->lost += lost;
  figures->mails++;
  figures->clean += lost == 0;
}

void figures_add(struct figures *figures, const struct table *t, const struct mail *mail, const double *weights, double threshold) {
  g_autoptr(GArray) cuts = worth(t, mail, weights, threshold);
  choose(cuts);
  count(figures, mail, cuts);
}

void figures_sum(struct figures *sum, const struct figures *some) {
  sum->must += some->must;
  sum->gone += some->gone;
  sum->lost += some->lost;
  sum->blocks += some->blocks;
  sum->blocks_gone += some->blocks_gone;
  sum->mails += some->mails;
  sum->clean += some->clean;
}

double figures_recall(const struct figures *f) {
  return f->must ? (double)f->gone / f->must : 1;
}

double figures_precision(const struct figures *f) {
  return f->gone + f->lost ? (double)f->gone / (f->gone + f->lost) : 1;
}

void figures_print(const char *name, const struct figures *f) {
  printf("%-24s blocks %3u/%-3u  words %4u/%-4u  lost %3u  recall %.3f  precision %.3f  zero-loss %.3f\n", name, f->blocks_gone,
         f->blocks, f->gone, f->must, f->lost, figures_recall(f), figures_precision(f), f->mails ? (double)f->clean / f->mails : 1);
}

bool figures_better(const struct figures *a, const struct figures *b) {
  return figures_precision(a) >= figures_precision(b) && a->clean >= b->clean && a->gone > b->gone;
}
