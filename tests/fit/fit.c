/* SPDX-License-Identifier: MIT
 * fit COMMAND TABLE RULES: fits the weights of RULES (a weights.rules) to the labels of TABLE (table.py makes it).
 *
 *   cross     how well weights do that are fitted to other senders, fold by fold, beside those set by hand
 *   fitted    prints RULES with weights fitted to all mails
 *   write     prints RULES with fitted weights where the cross-validation says they are better, else with those set by hand
 *   folds     writes the weights of each fold to DIR/N/weights.rules, and to DIR/mails the fold and the name of each mail
 *   ablate    what each feature carries: the figures with its weight at 0
 *   curve     the figures for several thresholds */
#include "tests/fit/figures.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct job {
  double strength, threshold;
  int folds;
  char *directory;
  struct table *table;
  struct weights *weights;
};

/* Of the mails of a fold (-1: all). */
static struct figures figures_of(const struct job *job, const double *weights, double threshold, int fold) {
  struct figures figures = {0};
  for (guint m = 0; m < job->table->mails->len; m++)
    if (fold < 0 || (int)table_mail(job->table, m)->fold == fold)
      figures_add(&figures, job->table, table_mail(job->table, m), weights, threshold);
  return figures;
}

/* Rounded as they would be written; `fold`: fitted without its mails. */
static double *fitted(const struct job *job, int fold) {
  double *w = model_fit(job->table, job->weights->hand, job->strength, fold);
  weights_round(w, job->table->features->len);
  return w;
}

/* ---- cross-validation ---- */

struct cross {
  struct figures hand, fit; /* fit: with the weights of the fold that a mail is in */
  double hand_loss, fit_loss;
};

/* Says where the two differ. */
static void print_difference(const char *mail, const struct figures *hand, const struct figures *fit) {
  if (hand->gone != fit->gone || hand->lost != fit->lost)
    printf("  %-40s of %3u words  by hand %3u, lost %2u   fitted %3u, lost %2u\n", mail, hand->must, hand->gone, hand->lost, fit->gone,
           fit->lost);
}

static struct cross cross_validate(const struct job *job, bool print) {
  struct cross cross = {0};
  const struct table *t = job->table;
  for (int k = 0; k < job->folds; k++) {
    g_autofree double *w = fitted(job, k);
    double hand_loss = model_loss(t, job->weights->hand, k), fit_loss = model_loss(t, w, k);
    cross.hand_loss += hand_loss / job->folds;
    cross.fit_loss += fit_loss / job->folds;
    if (print)
      printf("fold %d: log loss by hand %.4f, fitted %.4f\n", k, hand_loss, fit_loss);
    for (guint m = 0; m < t->mails->len; m++) {
      const struct mail *mail = table_mail(t, m);
      if ((int)mail->fold != k)
        continue;
      struct figures hand = {0}, fit = {0};
      figures_add(&hand, t, mail, job->weights->hand, job->threshold);
      figures_add(&fit, t, mail, w, job->threshold);
      figures_sum(&cross.hand, &hand);
      figures_sum(&cross.fit, &fit);
      if (print)
        print_difference(mail->name, &hand, &fit);
    }
  }
  return cross;
}

static bool cross(struct job *job) {
  printf("%u mails of %u senders in %d folds; strength %g, threshold %g\n", job->table->mails->len,
         job->table->senders->len, job->folds, job->strength, job->threshold);
  struct cross cross = cross_validate(job, true);
  printf("log loss by hand %.4f, fitted %.4f\n", cross.hand_loss, cross.fit_loss);
  g_autofree double *all = fitted(job, -1);
  struct figures same = figures_of(job, all, job->threshold, -1), most = figures_of(job, NULL, job->threshold, -1);
  figures_print("by hand", &cross.hand);
  figures_print("fitted, senders held out", &cross.fit);
  figures_print("fitted, on its own mails", &same);
  figures_print("if every score were right", &most);
  puts(figures_better(&cross.fit, &cross.hand) ? "better: the fitted weights" : "no better: the weights set by hand stay");
  return true;
}

static bool print_fitted(struct job *job) {
  g_autofree double *w = fitted(job, -1);
  weights_print(job->weights, w, job->table->features, stdout);
  return true;
}

static bool write_rules(struct job *job) {
  struct cross cross = cross_validate(job, false);
  if (figures_better(&cross.fit, &cross.hand))
    return print_fitted(job);
  weights_print(job->weights, job->weights->hand, job->table->features, stdout);
  return true;
}

static bool write_fold(const struct job *job, int fold) {
  g_autofree char *directory = g_strdup_printf("%s/%d", job->directory, fold);
  g_autofree char *name = g_strconcat(directory, "/weights.rules", NULL);
  g_autofree double *w = fitted(job, fold);
  FILE *out = g_mkdir_with_parents(directory, 0777) == 0 ? fopen(name, "w") : NULL;
  if (out)
    weights_print(job->weights, w, job->table->features, out);
  return out && fclose(out) == 0;
}

static bool folds(struct job *job) {
  bool good = job->directory != NULL;
  g_autoptr(GString) mails = g_string_new(NULL);
  for (int k = 0; good && k < job->folds; k++)
    good = write_fold(job, k);
  for (guint m = 0; m < job->table->mails->len; m++)
    g_string_append_printf(mails, "%u %s\n", table_mail(job->table, m)->fold, table_mail(job->table, m)->name);
  g_autofree char *name = g_strconcat(job->directory ? job->directory : ".", "/mails", NULL);
  return good && g_file_set_contents(name, mails->str, -1, NULL);
}

/* ---- what the weights in use do ---- */

static void print_without(const struct job *job, guint f, const struct figures *all, double all_loss) {
  g_autofree double *w = g_memdup2(job->weights->now, job->table->features->len * sizeof *w);
  g_autofree char *name = g_strconcat("without ", job->table->features->pdata[f], NULL);
  unsigned rows = 0;
  for (guint i = 0; i < job->table->rows->len; i++)
    rows += table_row(job->table, i)->open && table_row(job->table, i)->values[f] != 0;
  w[f] = 0;
  struct figures without = figures_of(job, w, job->threshold, -1);
  figures_print(name, &without);
  printf("    %u rows have it; log loss %+.4f%s\n", rows, model_loss(job->table, w, -1) - all_loss,
         without.gone == all->gone && without.lost == all->lost ? "; carries nothing here" : "");
}

static bool ablate(struct job *job) {
  struct figures all = figures_of(job, job->weights->now, job->threshold, -1);
  double loss = model_loss(job->table, job->weights->now, -1);
  figures_print("all features", &all);
  for (guint f = 0; f < job->table->features->len; f++)
    print_without(job, f, &all, loss);
  return true;
}

static bool curve(struct job *job) {
  for (int half = -2; half <= 10; half++) {
    struct figures f = figures_of(job, job->weights->now, half / 2.0, -1);
    g_autofree char *name = g_strdup_printf("threshold %.1f", half / 2.0);
    figures_print(name, &f);
  }
  struct figures most = figures_of(job, NULL, 0, -1);
  figures_print("if every score were right", &most);
  return true;
}

static const struct {
  const char *name;
  bool (*run)(struct job *job);
} commands[] = {{"cross", cross}, {"fitted", print_fitted}, {"write", write_rules}, {"folds", folds}, {"ablate", ablate}, {"curve", curve}};

static bool run(struct job *job, char **argv, GError **error) {
  bool done = false;
  if (!(job->table = table_read(argv[2], error)))
    return false;
  job->weights = weights_read(argv[3], job->table->features, error);
  table_fold(job->table, (unsigned)job->folds);
  for (size_t i = 0; i < G_N_ELEMENTS(commands) && job->weights; i++)
    if (g_str_equal(commands[i].name, argv[1]))
      done = commands[i].run(job);
  g_clear_pointer(&job->weights, weights_free);
  table_free(job->table);
  return done;
}

int main(int argc, char **argv) {
  struct job job = {.strength = 5, .threshold = 1.5, .folds = 10};
  const GOptionEntry entries[] = {
      {"strength", 's', 0, G_OPTION_ARG_DOUBLE, &job.strength, "Of the prior (5)", "X"},
      {"threshold", 't', 0, G_OPTION_ARG_DOUBLE, &job.threshold, "As in leanletter.conf (1.5)", "X"},
      {"folds", 'k', 0, G_OPTION_ARG_INT, &job.folds, "Of the cross-validation (10)", "N"},
      {"directory", 'd', 0, G_OPTION_ARG_FILENAME, &job.directory, "Where folds writes", "DIR"},
      {NULL}};
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new("cross|fitted|write|folds|ablate|curve TABLE RULES");
  g_option_context_add_main_entries(context, entries, NULL);
  bool parsed = g_option_context_parse(context, &argc, &argv, &error);
  bool done = parsed && argc == 4 && job.folds > 1 && run(&job, argv, &error);
  g_free(job.directory);
  if (!done)
    fprintf(stderr, "fit: %s\n", error ? error->message : "see the head of tests/fit/fit.c");
  return !done;
}
