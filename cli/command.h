/* SPDX-License-Identifier: MIT
 * The commands of leanletter(1), and what they share. */
#pragma once
#include <leanletter/explain.h>

/* Exit codes. */
enum { EXIT_DONE = 0, EXIT_ERROR = 1, EXIT_USAGE = 2 };

/* Each gets the command line from its own name on and returns the exit code. */
int clean_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int undo_main(int argc, char **argv);
int check_config_main(int argc, char **argv);
int config_main(int argc, char **argv);
int rules_main(int argc, char **argv);
int learn_main(int argc, char **argv);
int memory_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int archive_main(int argc, char **argv);

/* Options of every command that cleans.  Zero before parsing. */
struct options {
  char *config, *rules, *profile, *sender;
  char *memory;    /* directory of the stream memory; NULL: none but what the configuration says */
  char **settings; /* GROUP.KEY=VALUE */
  gboolean assume_newsletter;
};
void options_clear(struct options *options);

/* Parses a command line: the options of `own` (may be NULL) and, unless `options` is NULL, the common ones.  What is left
 * stays in argv.  False: the usage error was printed. */
bool options_parse(struct options *options, const GOptionEntry *own, const char *arguments,
                   const char *summary, int *argc, char ***argv);

/* The configuration as the options want it.  Returns owned. */
ll_config *options_load(const struct options *options, GError **error);

/* A message with what the options say about it.  Borrows both. */
struct ll_input options_input(const struct options *options, GBytes *raw);

/* One line on standard error: "leanletter: WHAT: text". */
void complain(const char *what, const char *text);
