/* SPDX-License-Identifier: MIT
 * leanletter explain. */
#include "command.h"
#include "file.h"
#include "guard.h"
#include <string.h>
#include <unistd.h>

struct job {
  struct options options;
  gboolean as[LL_N_FORMATS];
  enum ll_format format;
  ll_config *config;
  struct mail mail;
};

static void work(const void *data, GBytes *answers[GUARD_ANSWERS]) {
  const struct job *job = data;
  struct ll_input input = {.raw = job->mail.message,
                           .sender = job->options.sender,
                           .assume_newsletter = job->options.assume_newsletter,
                           .explain = true};
  g_autoptr(ll_outcome) outcome = ll_clean(job->config, &input);
  bool color = isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR");
  char *text = ll_explain(outcome, job->mail.message, job->format, color);
  answers[0] = g_bytes_new_take(text, strlen(text));
}

static bool explain(struct job *job, const char *name, GError **error) {
  GBytes *answers[GUARD_ANSWERS] = {NULL};
  if (!ll_init(error) || !(job->config = options_load(&job->options, error)) || !mail_read(name, &job->mail, error))
    return false;
  const char *problem = mail_problem(&job->mail);
  if (problem) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_MESSAGE, problem);
    return false;
  }
  if (!guard_run(work, job, answers, error))
    return false;
  bool done = write_all(STDOUT_FILENO, answers[0], error);
  g_bytes_unref(answers[0]);
  return done;
}

static int run(struct job *job, int argc, char **argv) {
  int formats = 0;
  for (int i = 0; i < LL_N_FORMATS; i++)
    if (job->as[i]) {
      formats++;
      job->format = (enum ll_format)i;
    }
  if (formats > 1 || argc > 2) {
    complain(NULL, "explain takes one format and one message");
    return EXIT_USAGE;
  }
  g_autoptr(GError) error = NULL;
  const char *name = argc == 2 ? argv[1] : "-";
  if (explain(job, name, &error))
    return EXIT_DONE;
  complain(error->domain == LL_ERROR && error->code == LL_ERROR_CONFIG ? NULL : name, error->message);
  return EXIT_ERROR;
}

int explain_main(int argc, char **argv) {
  struct job job = {.format = LL_FORMAT_TEXT};
  const GOptionEntry own[] = {
      {"json", 'j', 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_JSON], "One JSON object; leanletter(1) has its fields", NULL},
      {"brief", 'b', 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_BRIEF], "One line for each block that is cut or reported", NULL},
      {"features", 0, 0, G_OPTION_ARG_NONE, &job.as[LL_FORMAT_FEATURES], "A table: one line a block, separated by tabs",
       NULL},
      {NULL}};
  bool parsed = options_parse(&job.options, own, "[FILE]", "Says what would be cut from a message, what stays, and why.",
                              &argc, &argv);
  int code = parsed ? run(&job, argc, argv) : EXIT_USAGE;
  g_clear_pointer(&job.config, ll_config_free);
  options_clear(&job.options);
  mail_clear(&job.mail);
  return code;
}
