/* SPDX-License-Identifier: MIT
 * leanletter memory: what is remembered of the streams. */
#include "command.h"
#include "file.h"
#include "recall.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct job {
  struct options options;
  gboolean all;
  ll_config *config;
  struct recall *recall;
};

/* ---- printing ---- */

static void print_key(const struct ll_key *key, int bytes) {
  for (int i = 0; i < bytes; i++)
    printf("%02x", key->bytes[i]);
}

static const char *day_text(uint32_t day, char text[16]) {
  g_autoptr(GDateTime) date = day ? g_date_time_new_from_unix_utc((gint64)day * 86400) : NULL;
  g_autofree char *formatted = date ? g_date_time_format(date, "%F") : NULL;
  g_strlcpy(text, formatted ? formatted : "-", 16);
  return text;
}

static void print_stream(void *data, const struct ll_stream_info *info) {
  char day[16];
  print_key(&info->stream, LL_KEY_BYTES);
  printf("  %6u issues  %5u blocks  last %s\n", info->issues, info->n_blocks, day_text(info->last_day, day));
}

static int by_issues(const void *a, const void *b) {
  const struct ll_block_info *x = a, *y = b;
  if (x->issues != y->issues)
    return x->issues > y->issues ? -1 : 1;
  return x->last_day > y->last_day ? -1 : x->last_day < y->last_day;
}

static void print_blocks(const struct ll_stream_info *info) {
  g_array_sort(info->blocks, by_issues);
  printf("block             issues   days  recent  words  first       last\n");
  for (guint i = 0; i < info->blocks->len; i++) {
    const struct ll_block_info *b = &g_array_index(info->blocks, struct ll_block_info, i);
    char first[16], last[16];
    print_key(&b->text, 8);
    printf("  %6u %6u   %u/%u    %5u  %s  %s\n", b->issues, b->days, b->recent, b->recent_of, b->words,
           day_text(b->first_day, first), day_text(b->last_day, last));
  }
}

/* ---- the verbs: each gets its arguments and returns an exit code; `error` is printed ---- */

static int show_one(struct job *job, const char *name, GError **error) {
  g_autoptr(GArray) keys = ll_stream_keys(name, job->recall->secret);
  bool found = false;
  for (guint i = 0; i < keys->len && !*error; i++) {
    struct ll_stream_info *info =
        ll_store_show(job->recall->store, &g_array_index(keys, struct ll_key, i), error);
    if (!info)
      continue;
    print_stream(NULL, info);
    print_blocks(info);
    ll_stream_info_free(info);
    found = true;
  }
  if (!found && !*error)
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: nothing is remembered of it", name);
  return found ? EXIT_DONE : EXIT_ERROR;
}

static int show(struct job *job, char **arguments, int n, GError **error) {
  if (n == 1)
    return show_one(job, arguments[0], error);
  return ll_store_list(job->recall->store, print_stream, NULL, error) ? EXIT_DONE : EXIT_ERROR;
}

static int forget_one(struct job *job, const char *name, GError **error) {
  g_autoptr(GArray) keys = ll_stream_keys(name, job->recall->secret);
  bool any = false;
  for (guint i = 0; i < keys->len; i++) {
    bool found = false;
    if (!ll_store_forget(job->recall->store, &g_array_index(keys, struct ll_key, i), &found, error))
      return EXIT_ERROR;
    any |= found;
  }
  if (!any)
    g_set_error(error, LL_ERROR, LL_ERROR_STORE, "%s: nothing is remembered of it", name);
  return any ? EXIT_DONE : EXIT_ERROR;
}

static int forget(struct job *job, char **arguments, int n, GError **error) {
  if (job->all == (n == 1)) {
    complain(NULL, "memory forget takes a STREAM, or --all");
    return EXIT_USAGE;
  }
  if (n == 1)
    return forget_one(job, arguments[0], error);
  return ll_store_forget(job->recall->store, NULL, NULL, error) ? EXIT_DONE : EXIT_ERROR;
}

static int export(struct job *job, char **arguments, int n, GError **error) {
  g_autoptr(GBytes) text = ll_store_export(job->recall->store, error);
  bool done =
      text && (n == 1 ? file_write(arguments[0], text, NULL, error) : write_all(STDOUT_FILENO, text, error));
  return done ? EXIT_DONE : EXIT_ERROR;
}

static int import(struct job *job, char **arguments, int n, GError **error) {
  struct mail mail = {NULL};
  unsigned streams = 0;
  bool done = mail_read(n == 1 ? arguments[0] : "-", &mail, error) &&
              ll_store_import(job->recall->store, mail.all, &streams, error);
  mail_clear(&mail);
  if (done)
    printf("%u streams taken in\n", streams);
  return done ? EXIT_DONE : EXIT_ERROR;
}

static int stats(struct job *job, char **arguments, int n, GError **error) {
  struct ll_store_stats s;
  char first[16], last[16];
  if (!ll_store_stats(job->recall->store, &s, error))
    return EXIT_ERROR;
  printf("backend  %s\nstreams  %" G_GUINT64_FORMAT "\nissues   %" G_GUINT64_FORMAT
         "\nblocks   %" G_GUINT64_FORMAT "\nbytes    %" G_GUINT64_FORMAT "\n",
         job->config->memory.backend, s.streams, s.issues, s.blocks, s.bytes);
  if (s.room)
    printf("on disk  %" G_GUINT64_FORMAT "\n", s.room);
  printf("last     %s to %s\n", day_text(s.first_day, first), day_text(s.last_day, last));
  return EXIT_DONE;
}

static int compact(struct job *job, char **arguments, int n, GError **error) {
  struct ll_compaction done;
  uint32_t today = (uint32_t)(g_get_real_time() / G_USEC_PER_SEC / 86400);
  if (!ll_store_compact(job->recall->store, today, &done, error))
    return EXIT_ERROR;
  printf("%" G_GUINT64_FORMAT " streams and %" G_GUINT64_FORMAT " blocks forgotten\n", done.streams,
         done.blocks);
  return EXIT_DONE;
}

static const struct {
  const char *name;
  int (*run)(struct job *job, char **arguments, int n, GError **error);
  int max; /* arguments */
} verbs[] = {{"show", show, 1},     {"forget", forget, 1}, {"export", export, 1},
             {"import", import, 1}, {"stats", stats, 0},   {"compact", compact, 0}};

/* ---- the command ---- */

static bool open_job(struct job *job, GError **error) {
  job->config = options_load(&job->options, error);
  job->recall = job->config ? recall_open(job->config, error) : NULL;
  return job->recall != NULL;
}

static int run(struct job *job, int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS(verbs); i++) {
    if (strcmp(verbs[i].name, argv[1]) != 0 || argc - 2 > verbs[i].max)
      continue;
    GError *error = NULL;
    int code = open_job(job, &error) ? verbs[i].run(job, argv + 2, argc - 2, &error) : EXIT_ERROR;
    if (error)
      complain("memory", error->message);
    g_clear_error(&error);
    return fflush(stdout) == 0 ? code : EXIT_ERROR;
  }
  complain(
      NULL,
      "memory needs one of show [STREAM], forget STREAM, forget --all, export [FILE], import [FILE], stats, "
      "compact");
  return EXIT_USAGE;
}

int memory_main(int argc, char **argv) {
  struct job job = {.all = FALSE};
  const GOptionEntry own[] = {
      {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &job.options.memory, "Directory of the memory", "DIR"},
      {"all", 0, 0, G_OPTION_ARG_NONE, &job.all, "Forget every stream", NULL},
      {NULL}};
  bool parsed = options_parse(
      &job.options, own, "show|forget|export|import|stats|compact [STREAM|FILE]",
      "What is remembered of newsletters; a STREAM is named by its List-Id or From address.", &argc, &argv);
  int code = parsed ? run(&job, argc, argv) : EXIT_USAGE;
  g_clear_pointer(&job.recall, recall_close);
  g_clear_pointer(&job.config, ll_config_free);
  options_clear(&job.options);
  return code;
}
