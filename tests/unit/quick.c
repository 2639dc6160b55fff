/* SPDX-License-Identifier: MIT
 * Fewer rounds, fewer rules. */
#include "tests/unit/quick.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *setting, *directory;

unsigned quick_rounds(unsigned usual) {
  const char *one_in = g_getenv("LL_ONE_IN");
  return one_in ? (usual - 1) / (unsigned)MAX(atoi(one_in), 1) + 1 : usual;
}

static void clean_up(void) {
  g_autoptr(GDir) open = g_dir_open(directory, 0, NULL);
  for (const char *name; open && (name = g_dir_read_name(open)) != NULL;) {
    g_autofree char *link = g_build_filename(directory, name, NULL);
    g_unlink(link);
  }
  g_rmdir(directory);
  g_free(directory);
  g_free(setting);
}

const char *quick_rules(const char *const *names) {
  if (setting)
    return setting;
  g_autofree char *here = g_get_current_dir();
  directory = g_dir_make_tmp("leanletter-XXXXXX", NULL);
  g_assert_nonnull(directory);
  setting = g_strconcat("cleaning.rules=", directory, NULL);
  atexit(clean_up);
  for (; *names; names++) {
    g_autofree char *file = g_strconcat(*names, ".rules", NULL);
    g_autofree char *ours = g_build_filename(here, "conf", "rules", file, NULL);
    g_autofree char *link = g_build_filename(directory, file, NULL);
    g_assert_cmpint(symlink(ours, link), ==, 0);
  }
  return setting;
}
