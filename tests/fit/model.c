/* SPDX-License-Identifier: MIT
 * Newton's method on the log loss and the prior. */
#include "tests/fit/model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 50, MAX_HALVES = 20 };

/* ---- weights.rules ---- */

/* Takes the number behind `mark`, if there is one. */
static bool number_behind(const char *line, const char *mark, double *number) {
  const char *at = strstr(line, mark);
  char *end = NULL;
  double value = at ? g_ascii_strtod(at + strlen(mark), &end) : 0;
  if (!at || end == at + strlen(mark))
    return false;
  *number = value;
  return true;
}

struct weights *weights_read(const char *file, const GPtrArray *features, GError **error) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(file, &text, NULL, error))
    return NULL;
  struct weights *w = g_new0(struct weights, 1);
  w->now = g_new0(double, features->len);
  w->hand = g_new0(double, features->len);
  const char *section = strstr(text, "[weights]\n");
  w->head = section ? g_strndup(text, (gsize)(section - text) + strlen("[weights]\n")) : g_strdup("[weights]\n");
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint f = 0; f < features->len; f++) {
    g_autofree char *mark = g_strconcat(features->pdata[f], " =", NULL);
    char **line = lines;
    while (*line && !g_str_has_prefix(*line, mark))
      line++;
    if (!*line || !number_behind(*line, "=", &w->now[f])) {
      g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s has no weight \"%s\"", file, (char *)features->pdata[f]);
      weights_free(w);
      return NULL;
    }
    w->hand[f] = w->now[f];
    number_behind(*line, "# by hand:", &w->hand[f]);
  }
  return w;
}

void weights_free(struct weights *w) {
  g_free(w->now);
  g_free(w->hand);
  g_free(w->head);
  g_free(w);
}

/* Two digits: those behind the point, or of a small number the first two that are not 0. */
static void print_number(char text[G_ASCII_DTOSTR_BUF_SIZE], double x) {
  g_ascii_formatd(text, G_ASCII_DTOSTR_BUF_SIZE, fabs(x) < 0.0995 && x != 0 ? "%.2g" : "%.2f", x);
}

void weights_round(double *now, guint n) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (guint f = 0; f < n; f++) {
    print_number(text, now[f]);
    now[f] = g_ascii_strtod(text, NULL);
  }
}

void weights_print(const struct weights *w, const double *now, const GPtrArray *features, FILE *out) {
  char text[G_ASCII_DTOSTR_BUF_SIZE], by_hand[G_ASCII_DTOSTR_BUF_SIZE];
  fputs(w->head, out);
  for (guint f = 0; f < features->len; f++) {
    print_number(text, now[f]);
    print_number(by_hand, w->hand[f]);
    g_autofree char *line = g_strdup_printf("%s = %s", (char *)features->pdata[f], text);
    if (g_str_equal(text, by_hand))
      fprintf(out, "%s\n", line);
    else
      fprintf(out, "%-24s # by hand: %s\n", line, by_hand);
  }
}

/* ---- the fit ---- */

double model_chance(const double *weights, const struct row *row, guint n) {
  double sum = 0;
  for (guint f = 0; f < n; f++)
    sum += weights[f] * row->values[f];
  return 1 / (1 + exp(-sum));
}

bool model_goes(const struct row *row) {
  return row->gold.keep == 0;
}

static double loss_of(const struct row *row, double chance) {
  return -log(MAX(model_goes(row) ? chance : 1 - chance, 1e-12));
}

struct fit {
  const struct table *table;
  const double *hand;
  double *prior; /* precision of each weight */
  bool *fixed;   /* at 0: the fit would turn its sign */
  int without;
  guint n;
};

/* Calls for every row of the fit that has a weight. */
static void each_row(const struct table *t, int without, int only, void (*call)(const struct row *row, void *data), void *data) {
  for (guint m = 0; m < t->mails->len; m++) {
    const struct mail *mail = table_mail(t, m);
    if ((without >= 0 && (int)mail->fold == without) || (only >= 0 && (int)mail->fold != only))
      continue;
    for (guint i = mail->row; i < mail->row_end; i++)
      if (table_row(t, i)->weight > 0)
        call(table_row(t, i), data);
  }
}

struct mean_square {
  double *sum, *weight;
  guint n;
};

static void add_square(const struct row *row, void *data) {
  struct mean_square *s = data;
  for (guint f = 0; f < s->n; f++) {
    s->sum[f] += row->weight * row->values[f] * row->values[f];
    s->weight[f] += row->values[f] != 0 ? row->weight : 0;
  }
}

/* A weight that is counted by the word may move less than one that is there or not. */
static void set_prior(struct fit *fit, double strength) {
  g_autofree double *sum = g_new0(double, fit->n), *weight = g_new0(double, fit->n);
  struct mean_square s = {sum, weight, fit->n};
  each_row(fit->table, fit->without, -1, add_square, &s);
  for (guint f = 0; f < fit->n; f++)
    fit->prior[f] = strength * (weight[f] > 0 ? sum[f] / weight[f] : 1);
}

struct sums {
  const struct fit *fit;
  const double *at;
  double loss, *slope, *curve; /* curve: n x n; NULL: loss only */
};

static void add_row(const struct row *row, void *data) {
  struct sums *s = data;
  guint n = s->fit->n;
  double chance = model_chance(s->at, row, n), off = chance - model_goes(row);
  s->loss += row->weight * loss_of(row, chance);
  if (!s->curve)
    return;
  for (guint f = 0; f < n; f++) {
    s->slope[f] += row->weight * off * row->values[f];
    for (guint g = 0; g < n && row->values[f] != 0; g++)
      s->curve[f * n + g] += row->weight * chance * (1 - chance) * row->values[f] * row->values[g];
  }
}

/* What is to be as small as it can be, at `at`; with `slope` and `curve` its derivatives. */
static double objective(const struct fit *fit, const double *at, double *slope, double *curve) {
  struct sums s = {fit, at, 0, slope, curve};
  each_row(fit->table, fit->without, -1, add_row, &s);
  for (guint f = 0; f < fit->n; f++) {
    double d = at[f] - fit->hand[f];
    s.loss += fit->prior[f] * d * d / 2;
    if (curve) {
      slope[f] += fit->prior[f] * d;
      curve[f * fit->n + f] += fit->prior[f];
    }
  }
  for (guint f = 0; curve && f < fit->n; f++)
    if (fit->fixed[f]) {
      for (guint g = 0; g < fit->n; g++)
        curve[f * fit->n + g] = curve[g * fit->n + f] = f == g;
      slope[f] = 0;
    }
  return s.loss;
}

/* Solves a x = b for a symmetric positive a, n x n, by Cholesky; b becomes x. */
static void solve(double *a, double *b, guint n) {
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j <= i; j++) {
      double sum = a[i * n + j];
      for (guint k = 0; k < j; k++)
        sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
    }
  for (guint i = 0; i < n; i++) {
    for (guint k = 0; k < i; k++)
      b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (guint i = n; i-- > 0;) {
    for (guint k = i + 1; k < n; k++)
      b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
}

static void descend(const struct fit *fit, double *at) {
  g_autofree double *curve = g_new(double, fit->n * fit->n), *slope = g_new(double, fit->n), *next = g_new(double, fit->n);
  for (int step = 0; step < MAX_STEPS; step++) {
    memset(curve, 0, fit->n * fit->n * sizeof *curve);
    memset(slope, 0, fit->n * sizeof *slope);
    double before = objective(fit, at, slope, curve), after = INFINITY, part = 1;
    solve(curve, slope, fit->n);
    for (int i = 0; i < MAX_HALVES && after > before; i++, part /= 2) {
      for (guint f = 0; f < fit->n; f++)
        next[f] = at[f] - part * slope[f];
      after = objective(fit, next, NULL, NULL);
    }
    if (after > before)
      return;
    memcpy(at, next, fit->n * sizeof *at);
    if (before - after < 1e-9)
      return;
  }
}

/* Fixes at 0 what has turned its sign.  False: nothing has. */
static bool fix_signs(struct fit *fit, double *at) {
  bool some = false;
  for (guint f = 0; f < fit->n; f++)
    if (at[f] * fit->hand[f] < 0) {
      at[f] = 0;
      fit->fixed[f] = some = true;
    }
  return some;
}

double *model_fit(const struct table *t, const double *hand, double strength, int without_fold) {
  guint n = t->features->len;
  g_autofree double *prior = g_new0(double, n);
  g_autofree bool *fixed = g_new0(bool, n);
  struct fit fit = {t, hand, prior, fixed, without_fold, n};
  double *at = g_memdup2(hand, n * sizeof *hand);
  set_prior(&fit, strength);
  do
    descend(&fit, at);
  while (fix_signs(&fit, at));
  return at;
}

struct mean {
  const double *weights;
  guint n;
  double loss, weight;
};

static void add_loss(const struct row *row, void *data) {
  struct mean *m = data;
  m->loss += row->weight * loss_of(row, model_chance(m->weights, row, m->n));
  m->weight += row->weight;
}

double model_loss(const struct table *t, const double *weights, int fold) {
  struct mean m = {weights, t->features->len, 0, 0};
  each_row(t, -1, fold, add_loss, &m);
  return m.weight > 0 ? m.loss / m.weight : 0;
}
