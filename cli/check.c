/* SPDX-License-Identifier: MIT
 * leanletter config, check-config and rules: what the configuration is, and whether it is right. */
#include "command.h"
#include <stdio.h>
#include <string.h>

static int refuse(const char *what) {
  complain(NULL, what);
  return EXIT_USAGE;
}

static int check(const struct options *options, const char *what) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) config = options_load(options, &error);
  if (!config) {
    complain(NULL, error->message);
    return EXIT_ERROR;
  }
  printf("%s: ok\n", what);
  return EXIT_DONE;
}

int check_config_main(int argc, char **argv) {
  struct options options = {NULL};
  if (!options_parse(NULL, NULL, "FILE", "Checks a configuration file and the rules that it names.", &argc,
                     &argv))
    return EXIT_USAGE;
  if (argc != 2)
    return refuse("check-config needs one FILE");
  options.config = argv[1];
  return check(&options, argv[1]);
}

int rules_main(int argc, char **argv) {
  struct options options = {NULL};
  if (!options_parse(NULL, NULL, "check [DIR]",
                     "Checks the rule files of a directory, or the installed ones.", &argc, &argv))
    return EXIT_USAGE;
  if (argc < 2 || argc > 3 || strcmp(argv[1], "check") != 0)
    return refuse("rules needs the word check, and takes one DIR");
  options.rules = argc == 3 ? argv[2] : NULL;
  return check(&options, argc == 3 ? argv[2] : "rules");
}

static int print(const struct options *options) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) config = options_load(options, &error);
  if (!config) {
    complain(NULL, error->message);
    return EXIT_ERROR;
  }
  g_autofree char *text = ll_config_print(config);
  return fputs(text, stdout) < 0 || fflush(stdout) != 0 ? EXIT_ERROR : EXIT_DONE;
}

int config_main(int argc, char **argv) {
  struct options options = {NULL};
  gboolean asked = FALSE;
  const GOptionEntry own[] = {
      {"print", 'p', 0, G_OPTION_ARG_NONE, &asked, "Print it, as a commented file", NULL}, {NULL}};
  bool parsed = options_parse(&options, own, NULL,
                              "Prints the configuration, as the file and the options make it.", &argc, &argv);
  int code = !parsed               ? EXIT_USAGE
             : !asked || argc != 1 ? refuse("config needs --print, and takes no file but --config FILE")
                                   : print(&options);
  options_clear(&options);
  return code;
}
