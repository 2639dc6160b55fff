/* SPDX-License-Identifier: MIT
 * Reads ../shared/corpus. */
#include "tests/unit/corpus.h"
#include "core/codec.h"
#include "core/message.h"
#include "tests/unit/tree.h"
#include <string.h>

static const char *const directories[] = {"newsletters", "synthetic", "seed", "streams"};

static void collect(const char *directory, unsigned depth, GPtrArray *paths) {
  g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(directory, name, NULL);
    if (g_str_has_suffix(name, ".eml"))
      g_ptr_array_add(paths, g_steal_pointer(&path));
    else if (depth > 0 && g_file_test(path, G_FILE_TEST_IS_DIR))
      collect(path, depth - 1, paths);
  }
}

static int by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *corpus_messages(void) {
  GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
  for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
    g_autofree char *directory = g_build_filename("..", "shared", "corpus", directories[i], NULL);
    collect(directory, 2, paths);
  }
  g_ptr_array_sort(paths, by_name);
  return paths->len > 0 ? paths : (g_ptr_array_unref(paths), NULL);
}

ll_doc *corpus_doc(const char *path, const char **reason) {
  char *contents = NULL;
  gsize length = 0;
  *reason = "unreadable";
  if (!g_file_get_contents(path, &contents, &length, NULL))
    return NULL;
  g_autoptr(GBytes) raw = g_bytes_new_take(contents, length);
  g_autoptr(ll_message) message = ll_message_parse(raw, &test_limits, reason);
  if (message == NULL)
    return NULL;
  *reason = "encoding";
  g_autoptr(ll_text) text = ll_text_decode(raw, message->part, message->encoding, NULL);
  if (text == NULL)
    return NULL;
  *reason = "charset";
  const char *bytes = g_bytes_get_data(text->bytes, &length);
  const ll_charset *charset = ll_charset_of_part(message->charset, bytes, length);
  return charset != NULL ? ll_doc_parse(text->bytes, charset, &test_limits, reason) : NULL;
}
