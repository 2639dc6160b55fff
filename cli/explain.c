/* SPDX-License-Identifier: MIT
 * leanletter explain. */
#include "command.h"
#include "file.h"
#include "guard.h"
#include "recall.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct job {
  struct options options;
  gboolean as[LL_N_FORMATS];
  enum ll_format format;
  bool color;
  ll_config *config;
  struct recall *recall; /* NULL: no stream memory */
};

struct message {
  const struct job *job;
  GBytes *raw;
};

static void work(const void *data, GBytes *answers[GUARD_ANSWERS]) {
  const struct message *m = data;
  struct ll_input input = options_input(&m->job->options, m->raw);
  input.explain = m->job->format == LL_FORMAT_FEATURES ? LL_EXPLAIN_RUNS : LL_EXPLAIN_BLOCKS;
  struct ll_memory memory;
  if (m->job->recall && recall_in_child(m->job->recall, &memory, NULL))
    input.memory = &memory;
  g_autoptr(ll_outcome) outcome = ll_clean(m->job->config, &input);
  char *text = ll_explain(outcome, m->raw, m->job->format, m->job->color);
  answers[0] = g_bytes_new_take(text, strlen(text));
}

/* The explanation of one message, owned; NULL when there is none. */
static GBytes *explanation(const struct job *job, const char *name, GError **error) {
  struct mail mail = {NULL};
  GBytes *answers[GUARD_ANSWERS] = {NULL};
  if (mail_read(name, &mail, error)) {
    const char *problem = mail_problem(&mail);
    struct message message = {job, mail.message};
    if (problem)
      g_set_error_literal(error, LL_ERROR, LL_ERROR_MESSAGE, problem);
    else
      guard_run(work, &message, answers, error);
  }
  mail_clear(&mail);
  return answers[0];
}

static bool explain_file(const struct job *job, const char *name, bool many) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) text = explanation(job, name, &error);
  if (many && job->format != LL_FORMAT_JSON)
    printf("== %s\n", name);
  if (text)
    fwrite(g_bytes_get_data(text, NULL), 1, g_bytes_get_size(text), stdout);
  else if (many && job->format == LL_FORMAT_JSON)
    puts("null");
  if (!error && fflush(stdout) != 0)
    g_set_error_literal(&error, LL_ERROR, LL_ERROR_SYSTEM, "standard output cannot be written");
  if (error)
    complain(name, error->message);
  return !error;
}

static bool explain_all(struct job *job, char **names, int n) {
  g_autoptr(GError) error = NULL;
  if (!ll_init(&error) || !(job->config = options_load(&job->options, &error)) ||
      (job->options.memory && !(job->recall = recall_open(job->config, &error)))) {
    complain(NULL, error->message);
    return false;
  }
  bool done = n > 0 || explain_file(job, "-", false);
  for (int i = 0; i < n; i++)
    done = explain_file(job, names[i], n > 1) && done;
  return done;
}

static int run(struct job *job, int argc, char **argv) {
  int formats = 0;
  for (int i = 0; i < LL_N_FORMATS; i++)
    if (job->as[i]) {
      formats++;
      job->format = (enum ll_format)i;
    }
  if (formats > 1) {
    complain(NULL, "explain takes one format");
    return EXIT_USAGE;
  }
  job->color = isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR");
  return explain_all(job, argv + 1, argc - 1) ? EXIT_DONE : EXIT_ERROR;
}

int explain_main(int argc, char **argv) {
  struct job job = {.format = LL_FORMAT_TEXT};
  const GOptionEntry own[] = {
      {"json", 'j', 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_JSON],
       "One JSON object; leanletter(1) has its fields", NULL},
      {"brief", 'b', 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_BRIEF],
       "One line for each block that is cut or reported", NULL},
      {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &job.options.memory,
       "Use what earlier issues had; DIR holds the memory, which learns nothing by it", "DIR"},
      {"features", 0, 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_FEATURES],
       "A table: one line a block, separated by tabs", NULL},
      {NULL}};
  bool parsed = options_parse(&job.options, own, "[FILE...]",
                              "Says what would be cut from a message, what stays, and why.", &argc, &argv);
  int code = parsed ? run(&job, argc, argv) : EXIT_USAGE;
  g_clear_pointer(&job.recall, recall_close);
  g_clear_pointer(&job.config, ll_config_free);
  options_clear(&job.options);
  return code;
}
