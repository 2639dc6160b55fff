/* SPDX-License-Identifier: MIT
 * leanletter(1): the commands. */
#include "command.h"
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *summary;
} commands[] = {
    {"clean", clean_main, "take the clutter out of messages"},
    {"explain", explain_main, "say what would be cut from a message, and why"},
    {"undo", undo_main, "give back the original of a message that was cleaned"},
    {"restore", restore_main, "give back the original that the daemon kept"},
    {"archive", archive_main, "list the originals that the daemon kept, or remove old ones"},
    {"learn", learn_main, "learn from newsletters what comes back in every issue"},
    {"memory", memory_main, "look at, move and clear what was learned"},
    {"config", config_main, "print the configuration"},
    {"check-config", check_config_main, "check a configuration file"},
    {"rules", rules_main, "check a directory of rule files"},
};

static void usage(FILE *out) {
  fputs("usage: leanletter COMMAND [OPTION...] [FILE...]\n\ncommands:\n", out);
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    fprintf(out, "  %-13s %s\n", commands[i].name, commands[i].summary);
  fputs("\nleanletter COMMAND --help lists the options of a command; leanletter(1) has the manual.\n", out);
}

void complain(const char *what, const char *text) {
  fprintf(stderr, "leanletter: %s%s%s\n", what ? what : "", what ? ": " : "", text);
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    if (strcmp(commands[i].name, name) == 0)
      return commands[i].run(argc - 1, argv + 1);
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
    return puts("leanletter " LL_VERSION) < 0;
  bool asked = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0;
  if (*name && !asked)
    complain(name, "there is no such command");
  usage(asked ? stdout : stderr);
  return asked ? EXIT_DONE : EXIT_USAGE;
}
