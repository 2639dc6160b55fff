/* SPDX-License-Identifier: MIT
 * leanletter(1): the commands. */
#include "command.h"
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* Rules are 40 MiB of small things, made anew for a mail or a few: a heap of large pages, where the system has them, takes a
 * third off the start.  Where it has none nothing changes. */
static void use_large_pages(void) {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  enum { HEAP = 48 << 20, LARGEST = 32 << 20 /* in the heap; the most that mallopt takes */ };
  char *from = sbrk(0);
  mallopt(M_MMAP_THRESHOLD, LARGEST);
  mallopt(M_TRIM_THRESHOLD, 2 * HEAP);
  mallopt(M_TOP_PAD, HEAP);
  g_free(g_malloc(LARGEST / 2)); /* makes it grow */
  char *to = sbrk(0);
  mallopt(M_TOP_PAD, 0);
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = ((uintptr_t)from + page - 1) & ~(page - 1);
  if ((uintptr_t)to > start)
    (void)madvise((void *)start, (uintptr_t)to - start, MADV_HUGEPAGE);
#endif
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    if (strcmp(commands[i].name, name) == 0) {
      use_large_pages();
      return commands[i].run(argc - 1, argv + 1);
    }
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
    return puts("leanletter " LL_VERSION) < 0;
  bool asked = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0;
  if (*name && !asked)
    complain(name, "there is no such command");
  usage(asked ? stdout : stderr);
  return asked ? EXIT_DONE : EXIT_USAGE;
}
