/* SPDX-License-Identifier: MIT
 * html FILE: prints the HTML part of a message, decoded, in its own charset; nothing when the message has to be left
 * alone. */
#include "core/codec.h"
#include "core/message.h"
#include "tests/unit/tree.h"
#include <leanletter/leanletter.h>
#include <stdio.h>

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  gsize n = 0;
  if (argc != 2 || !ll_init(&error) || !g_file_get_contents(argv[1], &contents, &n, &error)) {
    fprintf(stderr, "html: %s\n", error ? error->message : "usage: html FILE");
    return 2;
  }
  g_autoptr(GBytes) raw = g_bytes_new_take(contents, n);
  g_autoptr(ll_message) message = ll_message_parse(raw, &test_limits, &(const char *){NULL});
  g_autoptr(ll_text) text = message ? ll_text_decode(raw, message->part, message->encoding, NULL) : NULL;
  const void *bytes = text ? g_bytes_get_data(text->bytes, &n) : NULL;
  return text && fwrite(bytes, 1, n, stdout) != n;
}
