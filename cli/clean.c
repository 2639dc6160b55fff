/* SPDX-License-Identifier: MIT
 * leanletter clean.
 *
 * Whatever goes wrong, the message comes out as it went in: standard input is always copied to standard output, a file
 * that cannot be cleaned is copied or left as it is. */
#include "command.h"
#include "file.h"
#include "guard.h"
#include "undo.h"
#include <string.h>
#include <unistd.h>

struct job {
  struct options options;
  char *output_dir, *undo; /* undo: a file, or a directory when several messages are cleaned */
  gboolean in_place, verbose;
  bool many;
  ll_config *config;
};

/* ---- one message ---- */

enum { LEAN, REPORT, UNDO };

struct message {
  const struct job *job;
  GBytes *raw;
};

/* In the child: the lean message if there is one, the report, the undo record. */
static void work(const void *data, GBytes *answers[GUARD_ANSWERS]) {
  const struct message *m = data;
  const struct options *o = &m->job->options;
  struct ll_input input = {.raw = m->raw, .sender = o->sender, .assume_newsletter = o->assume_newsletter};
  g_autoptr(ll_outcome) outcome = ll_clean(m->job->config, &input);
  g_autoptr(GError) error = NULL;
  char *report = ll_explain(outcome, m->raw, LL_FORMAT_TEXT, false);
  *strchr(report, '\n') = '\0';
  answers[REPORT] = g_bytes_new_take(report, strlen(report));
  if (!outcome->edit)
    return;
  g_autoptr(GBytes) lean = ll_edit_apply(outcome->edit, m->raw, &error);
  g_autoptr(GBytes) undo = lean ? undo_record(outcome->edit, m->raw, lean, &error) : NULL;
  if (undo) {
    answers[LEAN] = g_steal_pointer(&lean);
    answers[UNDO] = g_steal_pointer(&undo);
  }
}

static bool write_undo(const struct job *job, const char *name, GBytes *record, GError **error) {
  if (!job->undo || !record)
    return true;
  if (!job->many)
    return file_write(job->undo, record, error);
  g_autofree char *base = g_path_get_basename(name), *file = g_strconcat(job->undo, "/", base, ".undo", NULL);
  return file_write(file, record, error);
}

static bool write_lean(const struct job *job, const char *name, GBytes *bytes, bool changed, GError **error) {
  if (job->in_place)
    return !changed || file_replace(name, bytes, error);
  if (!job->output_dir)
    return write_all(STDOUT_FILENO, bytes, error);
  g_autofree char *base = g_path_get_basename(name), *file = g_build_filename(job->output_dir, base, NULL);
  return file_write(file, bytes, error);
}

static void report(const struct job *job, const char *name, GBytes *text) {
  if (!job->verbose)
    return;
  g_autofree char *line = g_strndup(g_bytes_get_data(text, NULL), g_bytes_get_size(text));
  complain(strcmp(name, "-") == 0 ? NULL : name, line);
}

/* The lean form of a message that was read; the message itself (a new reference) when it stays as it is or, with
 * `error` set, when cleaning failed. */
static GBytes *lean_form(const struct job *job, const char *name, const struct mail *mail, GError **error) {
  const char *problem = mail_problem(mail);
  struct message message = {job, mail->message};
  GBytes *answers[GUARD_ANSWERS] = {NULL};
  GBytes *result = NULL;
  if (problem)
    g_set_error_literal(error, LL_ERROR, LL_ERROR_MESSAGE, problem);
  else if (guard_run(work, &message, answers, error) && write_undo(job, name, answers[UNDO], error)) {
    report(job, name, answers[REPORT]);
    result = answers[LEAN] ? mail_with(mail, answers[LEAN]) : NULL;
  }
  for (int i = 0; i < GUARD_ANSWERS; i++)
    g_clear_pointer(&answers[i], g_bytes_unref);
  return result ? result : g_bytes_ref(mail->all);
}

/* Cleans one file.  On failure the original still goes where the lean message would have gone, if it can be read. */
static bool clean_file(const struct job *job, const char *name) {
  struct mail mail = {NULL};
  g_autoptr(GError) error = NULL, trouble = NULL;
  bool read = mail_read(name, &mail, &error);
  if (read) {
    g_autoptr(GBytes) bytes = lean_form(job, name, &mail, &error);
    write_lean(job, name, bytes, bytes != mail.all, &trouble);
  } else if (strcmp(name, "-") == 0) {
    pass_through(&mail, &trouble);
  }
  mail_clear(&mail);
  if (error)
    complain(name, error->message);
  if (trouble)
    complain(name, trouble->message);
  return !error && !trouble;
}

/* ---- the command ---- */

/* What is wrong with the combination of options and files (static), or NULL. */
static const char *usage_problem(const struct job *job, int n_names) {
  if (job->in_place && job->output_dir)
    return "--in-place and --output-dir exclude each other";
  if (job->in_place && n_names == 0)
    return "--in-place needs files";
  if (n_names > 1 && !job->in_place && !job->output_dir)
    return "several files need --in-place or --output-dir";
  return NULL;
}

static bool clean_all(struct job *job, char **names) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = files_expand(names, &error);
  if (!files) {
    complain(NULL, error->message);
    return false;
  }
  bool done = true;
  for (guint i = 0; i < files->len; i++)
    done = clean_file(job, files->pdata[i]) && done;
  return done;
}

/* A filter that is called in the wrong way still is a filter. */
static int give_up(int code, bool filter) {
  struct mail nothing = {NULL};
  if (filter && !isatty(STDIN_FILENO))
    pass_through(&nothing, NULL);
  return code;
}

static int run(struct job *job, int argc, char **argv) {
  static char *standard_input[] = {(char *)"-", NULL};
  g_autoptr(GError) error = NULL;
  bool filter = argc == 1 || strcmp(argv[1], "-") == 0;
  const char *problem = usage_problem(job, argc - 1);
  if (problem) {
    complain(NULL, problem);
    return give_up(EXIT_USAGE, filter);
  }
  job->many = job->in_place || job->output_dir;
  if (!ll_init(&error) || !(job->config = options_load(&job->options, &error))) {
    complain(NULL, error->message);
    return give_up(EXIT_ERROR, filter);
  }
  return clean_all(job, filter ? standard_input : argv + 1) ? EXIT_DONE : EXIT_ERROR;
}

int clean_main(int argc, char **argv) {
  struct job job = {.many = false};
  const GOptionEntry own[] = {
      {"in-place", 'i', 0, G_OPTION_ARG_NONE, &job.in_place,
       "Replace the files; a Maildir stands for its messages", NULL},
      {"output-dir", 'd', 0, G_OPTION_ARG_FILENAME, &job.output_dir, "Write each message into this directory",
       "DIR"},
      {"undo", 'u', 0, G_OPTION_ARG_FILENAME, &job.undo,
       "Write what leanletter undo needs; with --in-place or --output-dir a directory", "FILE"},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &job.verbose, "Say on standard error what was done", NULL},
      {NULL}};
  bool parsed = options_parse(
      &job.options, own, "[FILE...]",
      "Takes the clutter out of newsletters: from standard input to standard output, or from files.", &argc,
      &argv);
  int code = parsed ? run(&job, argc, argv) : give_up(EXIT_USAGE, true);
  g_clear_pointer(&job.config, ll_config_free);
  options_clear(&job.options);
  g_free(job.output_dir);
  g_free(job.undo);
  return code;
}
