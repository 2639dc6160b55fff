/* SPDX-License-Identifier: MIT
 * leanletter-milter(8): options, and what has to be done before the master's loop. */
#include "counters.h"
#include "listen.h"
#include "log.h"
#include "master.h"
#include "metrics.h"
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <leanletter/leanletter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OK = 0, FAILED = 1, USAGE = 2 };

static struct {
  char *config;
  gboolean foreground, test, version;
} options;

static const GOptionEntry entries[] = {
    {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Read this configuration", "FILE"},
    {"foreground", 'f', 0, G_OPTION_ARG_NONE, &options.foreground, "Stay in the foreground", NULL},
    {"test", 't', 0, G_OPTION_ARG_NONE, &options.test, "Check the configuration and exit", NULL},
    {"check", 'n', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.test, NULL, NULL},
    {"version", 'V', 0, G_OPTION_ARG_NONE, &options.version, "Print the version and exit", NULL},
    {NULL}};

static int complain(int code, const char *what) {
  fprintf(stderr, "leanletter-milter: %s\n", what);
  return code;
}

static bool parse_options(int *argc, char ***argv, GError **error) {
  g_autoptr(GOptionContext) context = g_option_context_new("- newsletter filter for mail servers");
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, argc, argv, error))
    return false;
  if (*argc > 1)
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "\"%s\" is no option; see --help", (*argv)[1]);
  return *argc == 1;
}

/* Root hands its privileges to nobody; children never keep them. */
static bool find_identity(const ll_config *config, struct ll_identity *identity, GError **error) {
  if (geteuid() != 0)
    return true;
  if (config->milter.user == NULL) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_SYSTEM,
                        "refusing to run as root: set [milter] user, or start as another user");
    return false;
  }
  if (!ll_identity_find(config->milter.user, identity, error))
    return false;
  if (identity->uid == 0)
    g_set_error_literal(error, LL_ERROR, LL_ERROR_SYSTEM, "refusing to run as root: [milter] user is root");
  return identity->uid != 0;
}

static bool check_sandbox(const ll_config *config, GError **error) {
  if (ll_sandbox_possible())
    return true;
  if (config->milter.require_seccomp) {
    g_set_error_literal(
        error, LL_ERROR, LL_ERROR_SYSTEM,
        "this kernel offers no system call filter (seccomp) for the cleaners; to go on without, set "
        "[milter] require-seccomp = no");
    return false;
  }
  ll_log(LOG_WARNING,
         "this kernel offers no system call filter (seccomp): cleaners are confined by limits only");
  return true;
}

/* Into the background; the parent ends when connections are taken, or with an error.  Returns where to say so. */
static int go_to_background(void) {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0)
    exit(complain(FAILED, g_strerror(errno)));
  const pid_t child = fork();
  if (child < 0)
    exit(complain(FAILED, g_strerror(errno)));
  if (child > 0) {
    char byte;
    close(ready[1]);
    const bool came = read(ready[0], &byte, 1) == 1;
    _exit(came ? OK : complain(FAILED, "it did not start; see the log"));
  }
  close(ready[0]);
  setsid();
  if (chdir("/") != 0)
    exit(complain(FAILED, g_strerror(errno)));
  return ready[1];
}

static bool write_pid(const char *file, GError **error) {
  if (file == NULL)
    return true;
  g_autofree char *text = g_strdup_printf("%d\n", (int)getpid());
  return g_file_set_contents(file, text, -1, error);
}

/* Everything that can fail at start, in the order of what depends on what. */
static bool prepare(struct ll_master *master, GError **error) {
  const struct ll_milter_settings *settings = &master->config->milter;
  if (!find_identity(master->config, &master->identity, error) || !ll_log_open(settings->log, error) ||
      !check_sandbox(master->config, error) || !ll_init(error))
    return false;
  master->listening = ll_listen(settings, &master->identity, error);
  return master->listening >= 0 && (settings->metrics == NULL || ll_metrics_start(settings->metrics, error));
}

static int serve(struct ll_master *master) {
  g_autoptr(GError) error = NULL;
  if (!prepare(master, &error))
    return complain(FAILED, error->message);
  if (!options.foreground)
    master->started = go_to_background();
  if (!write_pid(master->config->milter.pid_file, &error))
    return complain(FAILED, error->message);
  g_autofree char *pid_file = g_strdup(master->config->milter.pid_file);
  ll_quiet();
  const int code = ll_master_run(master);
  if (pid_file)
    unlink(pid_file);
  return code;
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  if (!parse_options(&argc, &argv, &error))
    return complain(USAGE, error->message);
  if (options.version) {
    puts("leanletter-milter " LL_VERSION);
    return OK;
  }
  ll_config *config = ll_config_load(options.config, &error);
  if (config == NULL)
    return complain(FAILED, error->message);
  if (options.test) {
    ll_config_free(config);
    puts("the configuration is good");
    return OK;
  }
  ll_counters_share();
  struct ll_master master = {.config_file = options.config, .config = config, .listening = -1, .started = -1};
  return serve(&master);
}
