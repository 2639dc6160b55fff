/* SPDX-License-Identifier: MIT
 * leanletter restore and leanletter archive: the originals that the daemon kept. */
#include "command.h"
#include "file.h"
#include <leanletter/archive.h>
#include <leanletter/leanletter.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What both commands work on. */
struct job {
  struct options options;
  char *directory;
  ll_config *config;
  ll_archive *archive;
};

static bool job_open(struct job *job, GError **error) {
  job->config = options_load(&job->options, error);
  if (job->config == NULL)
    return false;
  if (job->directory) {
    g_free(job->config->archive.directory);
    job->config->archive.directory = g_strdup(job->directory);
  }
  const char *directory = job->config->archive.directory;
  if (directory && !g_file_test(directory, G_FILE_TEST_IS_DIR)) {
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: there is no such directory", directory);
    return false;
  }
  job->archive = ll_archive_open(&job->config->archive, error);
  return job->archive != NULL;
}

static void job_clear(struct job *job) {
  g_clear_pointer(&job->archive, ll_archive_free);
  g_clear_pointer(&job->config, ll_config_free);
  options_clear(&job->options);
  g_free(job->directory);
}

static bool parse(struct job *job, const char *arguments, const char *summary, int *argc, char ***argv) {
  const GOptionEntry own[] = {{"directory", 'd', 0, G_OPTION_ARG_FILENAME, &job->directory,
                               "Directory of the archive, instead of that of the configuration", "DIR"},
                              {NULL}};
  return options_parse(&job->options, own, arguments, summary, argc, argv);
}

/* ---- restore ---- */

/* The value of the first field of that name in a message; owned, or NULL. */
static char *find_field(GBytes *message, const char *name) {
  size_t n;
  const char *bytes = g_bytes_get_data(message, &n);
  return bytes ? ll_field_find(bytes, n, name) : NULL;
}

/* The queue id that our field of a lean message names; owned, or NULL. */
static char *find_queue_id(GBytes *message, const char *field) {
  g_autofree char *value = find_field(message, field);
  const char *id = value ? strstr(value, "id=") : NULL;
  return id ? g_strndup(id + 3, strcspn(id + 3, " \t\r\n;")) : NULL;
}

/* The entry that a lean message came from: both its ids have to be right, since queue ids come again. */
static const struct ll_archived *find_entry(const GPtrArray *entries, const char *queue_id,
                                            const char *message_id) {
  for (guint i = entries->len; i-- > 0;) {
    const struct ll_archived *entry = g_ptr_array_index(entries, i);
    const bool nameless = strcmp(entry->message_id, "-") == 0;
    if (ll_archived_is(entry, queue_id) && (nameless || (message_id && ll_archived_is(entry, message_id))))
      return entry;
  }
  return NULL;
}

static GBytes *restore_file(struct job *job, GBytes *lean, GError **error) {
  g_autofree char *queue_id = find_queue_id(lean, job->config->milter.header_field);
  g_autofree char *message_id = find_field(lean, "Message-ID");
  if (queue_id == NULL) {
    g_set_error(error, LL_ERROR, LL_ERROR_MESSAGE, "has no field %s: the daemon did not cut it",
                job->config->milter.header_field);
    return NULL;
  }
  g_autoptr(GPtrArray) entries = ll_archive_list(job->archive, error);
  const struct ll_archived *entry = entries ? find_entry(entries, queue_id, message_id) : NULL;
  if (entries && entry == NULL)
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "the archive does not have the original of %s", queue_id);
  return entry ? ll_archive_read(job->archive, entry, error) : NULL;
}

static GBytes *restore(struct job *job, const char *name, GError **error) {
  if (strcmp(name, "-") != 0 && !g_file_test(name, G_FILE_TEST_IS_REGULAR))
    return ll_archive_get(job->archive, name, error);
  struct mail mail = {NULL};
  GBytes *original = mail_read(name, &mail, error) ? restore_file(job, mail.message, error) : NULL;
  mail_clear(&mail);
  return original;
}

int restore_main(int argc, char **argv) {
  struct job job = {.directory = NULL};
  g_autoptr(GError) error = NULL;
  if (!parse(&job, "ID|FILE",
             "Writes the original of a message that the daemon cut to standard output: by its queue id or\n"
             "Message-ID, or for the lean message in a file.",
             &argc, &argv))
    return EXIT_USAGE;
  int code = EXIT_USAGE;
  if (argc != 2)
    complain(NULL, "restore needs a queue id, a Message-ID or a file");
  else {
    g_autoptr(GBytes) original = job_open(&job, &error) ? restore(&job, argv[1], &error) : NULL;
    const bool done = original && write_all(STDOUT_FILENO, original, &error);
    code = done ? EXIT_DONE : EXIT_ERROR;
    if (!done)
      complain(argv[1], error->message);
  }
  job_clear(&job);
  return code;
}

/* ---- archive ---- */

static bool list(struct job *job, GError **error) {
  g_autoptr(GPtrArray) entries = ll_archive_list(job->archive, error);
  for (guint i = 0; entries && i < entries->len; i++) {
    const struct ll_archived *entry = g_ptr_array_index(entries, i);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(entry->time);
    g_autofree char *text = time ? g_date_time_format(time, "%FT%TZ") : g_strdup("-");
    printf("%s  %-16s %9" G_GUINT64_FORMAT "  %s\n", text, entry->queue_id, (guint64)entry->bytes,
           entry->message_id);
  }
  return entries != NULL;
}

static bool purge(struct job *job, GError **error) {
  unsigned removed;
  if (!ll_archive_purge(job->archive, g_get_real_time(), &removed, error))
    return false;
  printf("%u removed\n", removed);
  return true;
}

static const struct {
  const char *name;
  bool (*run)(struct job *job, GError **error);
} verbs[] = {{"list", list}, {"purge", purge}};

static int run_verb(struct job *job, const char *name) {
  g_autoptr(GError) error = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
    if (strcmp(verbs[i].name, name) != 0)
      continue;
    if (job_open(job, &error) && verbs[i].run(job, &error))
      return EXIT_DONE;
    complain("archive", error->message);
    return EXIT_ERROR;
  }
  complain(name, "is neither list nor purge");
  return EXIT_USAGE;
}

int archive_main(int argc, char **argv) {
  struct job job = {.directory = NULL};
  if (!parse(&job, "list|purge",
             "list: the originals that the daemon kept, oldest first.  purge: removes those that are older, "
             "or more,\n"
             "than the configuration keeps.",
             &argc, &argv))
    return EXIT_USAGE;
  int code = EXIT_USAGE;
  if (argc != 2)
    complain(NULL, "archive needs list or purge");
  else
    code = run_verb(&job, argv[1]);
  job_clear(&job);
  return code;
}
