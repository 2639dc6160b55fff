/* SPDX-License-Identifier: MIT
 * Options that the commands share, and the configuration made of them. */
#include "command.h"
#include <string.h>

void options_clear(struct options *options) {
  g_free(options->config);
  g_free(options->rules);
  g_free(options->profile);
  g_free(options->sender);
  g_free(options->memory);
  g_strfreev(options->settings);
}

static void add_common(GOptionContext *context, struct options *o) {
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &o->config,
       "Configuration file (default: none, all settings at default)", "FILE"},
      {"set", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->settings, "Change one setting; may be repeated",
       "GROUP.KEY=VALUE"},
      {"rules", 0, 0, G_OPTION_ARG_FILENAME, &o->rules, "Directory of the rule files", "DIR"},
      {"profile", 0, 0, G_OPTION_ARG_FILENAME, &o->profile, "gentle, standard or strict", "NAME"},
      {"sender", 0, 0, G_OPTION_ARG_FILENAME, &o->sender, "Envelope sender, where it is known", "ADDRESS"},
      {"assume-newsletter", 0, 0, G_OPTION_ARG_NONE, &o->assume_newsletter,
       "Do not ask whether this is a newsletter", NULL},
      {NULL}};
  g_option_context_add_main_entries(context, entries, NULL);
}

bool options_parse(struct options *options, const GOptionEntry *own, const char *arguments,
                   const char *summary, int *argc, char ***argv) {
  g_autofree char *name = g_strconcat("leanletter ", (*argv)[0], NULL);
  g_autoptr(GOptionContext) context = g_option_context_new(arguments);
  g_autoptr(GError) error = NULL;
  g_set_prgname(name);
  g_option_context_set_summary(context, summary);
  if (own)
    g_option_context_add_main_entries(context, own, NULL);
  if (options)
    add_common(context, options);
  if (g_option_context_parse(context, argc, argv, &error))
    return true;
  complain(NULL, error->message);
  return false;
}

ll_config *options_load(const struct options *options, GError **error) {
  g_autoptr(GPtrArray) settings = g_ptr_array_new_with_free_func(g_free);
  for (char **s = options->settings; s && *s; s++)
    g_ptr_array_add(settings, g_strdup(*s));
  if (options->profile)
    g_ptr_array_add(settings, g_strconcat("classes.profile=", options->profile, NULL));
  if (options->rules) {
    g_autofree char *directory = g_canonicalize_filename(options->rules, NULL);
    g_ptr_array_add(settings, g_strconcat("cleaning.rules=", directory, NULL));
  }
  if (options->memory) {
    g_autofree char *directory = g_canonicalize_filename(options->memory, NULL);
    g_ptr_array_add(settings, g_strconcat("memory.directory=", directory, NULL));
  }
  g_ptr_array_add(settings, NULL);
  ll_config *config = ll_config_load_with(options->config, (const char *const *)settings->pdata, error);
  if (config && options->memory && strcmp(config->memory.backend, "none") == 0) {
    g_free(config->memory.backend);
    config->memory.backend = g_strdup("lmdb");
  }
  return config;
}

struct ll_input options_input(const struct options *options, GBytes *raw) {
  return (struct ll_input){
      .raw = raw, .sender = options->sender, .assume_newsletter = options->assume_newsletter};
}
