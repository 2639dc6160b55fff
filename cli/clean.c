/* SPDX-License-Identifier: MIT
 * leanletter clean and leanletter learn.
 *
 * Whatever goes wrong, the message comes out as it went in: standard input is always copied to standard output, a file
 * that cannot be cleaned is copied or left as it is. */
#include "command.h"
#include "file.h"
#include "guard.h"
#include "letters.h"
#include "recall.h"
#include "undo.h"
#include <string.h>
#include <unistd.h>

struct job {
  struct options options;
  char *output_dir, *undo; /* undo: a file, or a directory when several messages are cleaned */
  gboolean in_place, verbose;
  bool many;
  bool learn; /* nothing is written but the memory */
  ll_config *config;
  struct recall *recall; /* NULL: no stream memory */
};

/* ---- one message ---- */

enum { LEAN, REPORT, UNDO, LESSON };

struct message {
  const struct job *job;
  GBytes *raw;
};

/* In the child: the lean message if there is one, the report, the undo record. */
static void work(const void *data, GBytes *answers[GUARD_ANSWERS]) {
  const struct message *m = data;
  struct ll_input input = options_input(&m->job->options, m->raw);
  struct ll_memory memory;
  g_autoptr(GError) error = NULL;
  if (m->job->recall && recall_in_child(m->job->recall, &memory, &error))
    input.memory = &memory;
  if (error)
    complain("memory", error->message);
  g_clear_error(&error);
  g_autoptr(ll_outcome) outcome = ll_clean(m->job->config, &input);
  if (outcome->lesson)
    answers[LESSON] = recall_pack(outcome->lesson);
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
  if (!job->undo || !record || job->learn)
    return true;
  if (!job->many)
    return file_write(job->undo, record, name, error);
  g_autofree char *base = g_path_get_basename(name), *file = g_strconcat(job->undo, "/", base, ".undo", NULL);
  return file_write(file, record, name, error);
}

static bool write_lean(const struct job *job, const char *name, GBytes *bytes, bool changed, GError **error) {
  if (job->in_place)
    return !changed || file_replace(name, bytes, error);
  if (!job->output_dir)
    return write_all(STDOUT_FILENO, bytes, error);
  g_autofree char *base = g_path_get_basename(name), *file = g_build_filename(job->output_dir, base, NULL);
  return file_write(file, bytes, name, error);
}

static void report(const struct job *job, const char *name, GBytes *text) {
  if (!job->verbose)
    return;
  g_autofree char *line = g_strndup(g_bytes_get_data(text, NULL), g_bytes_get_size(text));
  complain(strcmp(name, "-") == 0 ? NULL : name, line);
}

/* The lean form of a message that was read; the message itself (a new reference) when it stays as it is or, with
 * `error` set, when cleaning failed.  `lesson`: what memory may learn once it is delivered (owned), or NULL. */
static GBytes *lean_form(const struct job *job, const char *name, const struct mail *mail, GBytes **lesson,
                         GError **error) {
  const char *problem = mail_problem(mail);
  struct message message = {job, mail->message};
  GBytes *answers[GUARD_ANSWERS] = {NULL};
  GBytes *result = NULL;
  if (problem)
    g_set_error_literal(error, LL_ERROR, LL_ERROR_MESSAGE, problem);
  else if (guard_run(work, &message, answers, error) && write_undo(job, name, answers[UNDO], error)) {
    report(job, name, answers[REPORT]);
    result = answers[LEAN] ? mail_with(mail, answers[LEAN]) : NULL;
    *lesson = g_steal_pointer(&answers[LESSON]);
  }
  for (int i = 0; i < GUARD_ANSWERS; i++)
    g_clear_pointer(&answers[i], g_bytes_unref);
  return result ? result : g_bytes_ref(mail->all);
}

/* A memory that cannot be written is no reason to fail, unless writing it is all that is to be done. */
static bool learn(const struct job *job, GBytes *lesson) {
  g_autoptr(GError) error = NULL;
  if (!job->recall || recall_learn(job->recall, lesson, &error))
    return true;
  complain("memory", error->message);
  return !job->learn;
}

/* How it went with a message; what was not delivered is not learned. */
static bool settle(const struct job *job, const char *name, GBytes *lesson, const GError *error,
                   const GError *trouble) {
  if (error)
    complain(name, error->message);
  if (trouble)
    complain(name, trouble->message);
  return !error && !trouble && learn(job, lesson);
}

/* Cleans one file.  On failure the original still goes where the lean message would have gone, if it can be read. */
static bool clean_file(const struct job *job, const char *name) {
  struct mail mail = {NULL};
  g_autoptr(GError) error = NULL, trouble = NULL;
  g_autoptr(GBytes) lesson = NULL;
  bool read = mail_read(name, &mail, &error);
  if (read) {
    g_autoptr(GBytes) bytes = lean_form(job, name, &mail, &lesson, &error);
    if (!job->learn)
      write_lean(job, name, bytes, bytes != mail.all, &trouble);
  } else if (strcmp(name, "-") == 0 && !job->learn) {
    pass_through(&mail, &trouble);
  }
  mail_clear(&mail);
  return settle(job, name, lesson, error, trouble);
}

/* One message of an mbox, which is written when its last one is done. */
static bool clean_part(const struct job *job, const struct letter *letter) {
  struct mbox *mbox = letter->mbox;
  GBytes **part = (GBytes **)&mbox->parts->pdata[letter->part];
  struct mail mail = {.all = g_bytes_ref(*part), .message = mail_without_from(*part)};
  g_autoptr(GError) error = NULL, trouble = NULL;
  g_autoptr(GBytes) lesson = NULL;
  GBytes *lean = lean_form(job, letter->name, &mail, &lesson, &error);
  g_bytes_unref(*part);
  *part = lean;
  mail_clear(&mail);
  if (--mbox->left == 0 && !job->learn) {
    g_autoptr(GBytes) all = mbox_bytes(mbox);
    write_lean(job, letter->name, all, !g_bytes_equal(all, mbox->all), &trouble);
  }
  return settle(job, letter->name, lesson, error, trouble);
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

/* With a memory the oldest message comes first. */
static bool clean_in_order(struct job *job, const GPtrArray *files) {
  struct mail standard = {NULL};
  g_autoptr(GError) error = NULL;
  if (files->len == 1 && strcmp(files->pdata[0], "-") == 0 && !mail_read("-", &standard, &error))
    complain(NULL, error->message);
  struct letters letters = letters_collect(files, standard.all);
  const bool refused = job->undo && letters.mboxes->len > 0;
  if (refused)
    complain(NULL, "there is no --undo for an mbox");
  bool done = !error && !refused;
  for (guint i = 0; !refused && i < letters.letters->len; i++) {
    const struct letter *letter = &g_array_index(letters.letters, struct letter, i);
    done = (letter->mbox ? clean_part(job, letter) : clean_file(job, letter->name)) && done;
    progress_show(i + 1, letters.letters->len);
  }
  letters_clear(&letters);
  mail_clear(&standard);
  return done;
}

static bool clean_all(struct job *job, char **names) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = files_expand(names, &error);
  if (!files) {
    complain(NULL, error->message);
    return false;
  }
  if (job->recall && (job->learn || strcmp(names[0], "-") != 0))
    return clean_in_order(job, files);
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

/* Without its memory a message is cleaned all the same. */
static bool open_memory(struct job *job) {
  g_autoptr(GError) error = NULL;
  if (job->learn || job->options.memory)
    job->recall = recall_open(job->config, &error);
  if (error)
    complain("memory", error->message);
  return job->recall || !job->learn;
}

static int run(struct job *job, int argc, char **argv) {
  static char *standard_input[] = {(char *)"-", NULL};
  g_autoptr(GError) error = NULL;
  bool nameless = argc == 1 || strcmp(argv[1], "-") == 0, filter = nameless && !job->learn;
  const char *problem = job->learn ? NULL : usage_problem(job, argc - 1);
  if (problem) {
    complain(NULL, problem);
    return give_up(EXIT_USAGE, filter);
  }
  job->many = job->in_place || job->output_dir;
  if (!ll_init(&error) || !(job->config = options_load(&job->options, &error))) {
    complain(NULL, error->message);
    return give_up(EXIT_ERROR, filter);
  }
  return open_memory(job) && clean_all(job, nameless ? standard_input : argv + 1) ? EXIT_DONE : EXIT_ERROR;
}

static void job_clear(struct job *job) {
  g_clear_pointer(&job->recall, recall_close);
  g_clear_pointer(&job->config, ll_config_free);
  options_clear(&job->options);
  g_free(job->output_dir);
  g_free(job->undo);
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
      {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &job.options.memory,
       "Use what earlier issues had, and learn, in date order; DIR holds the memory", "DIR"},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &job.verbose, "Say on standard error what was done", NULL},
      {NULL}};
  bool parsed = options_parse(
      &job.options, own, "[FILE...]",
      "Takes the clutter out of newsletters: from standard input to standard output, or from files.", &argc,
      &argv);
  int code = parsed ? run(&job, argc, argv) : give_up(EXIT_USAGE, true);
  job_clear(&job);
  return code;
}

int learn_main(int argc, char **argv) {
  struct job job = {.learn = true};
  const GOptionEntry own[] = {
      {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &job.options.memory, "Directory of the memory", "DIR"},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &job.verbose, "Say what would be done to each", NULL},
      {NULL}};
  bool parsed =
      options_parse(&job.options, own, "[FILE...]",
                    "Learns from newsletters (files, Maildirs, mboxes; the oldest first) and writes no mail.",
                    &argc, &argv);
  int code = parsed ? run(&job, argc, argv) : EXIT_USAGE;
  job_clear(&job);
  return code;
}
