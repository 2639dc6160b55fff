/* SPDX-License-Identifier: MIT
 * message, codec, edit: any message, any cuts of its HTML part. */
#include "core/codec.h"
#include "core/message.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/tree.h"

enum { ROUNDS = 4 };

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  return ll_init(NULL) ? 0 : 1;
}

/* The lean message has the same HTML part in the same place, if anything is left of it. */
static void check_parse(const ll_message *message, GBytes *lean, size_t gone) {
  const char *reason = NULL;
  g_autoptr(ll_message) again = ll_message_parse(lean, &test_limits, &reason);
  g_assert_true(!reason || g_str_equal(reason, "empty-html"));
  if (!again)
    return;
  g_assert_cmpuint(again->part.start, ==, message->part.start);
  g_assert_cmpuint(again->part.end + gone, ==, message->part.end);
  g_assert_cmpint(again->encoding, ==, message->encoding);
  g_assert_cmpstr(again->charset, ==, message->charset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *reason = NULL;
  g_autoptr(GBytes) raw = g_bytes_new(data, size);
  g_autoptr(ll_message) message = ll_message_parse(raw, &test_limits, &reason);
  g_assert_true((message == NULL) == (reason != NULL));
  if (!message)
    return 0;
  g_autoptr(ll_text) text = ll_text_decode(raw, message->part, message->encoding, NULL);
  if (!text)
    return 0;
  g_autoptr(GRand) rand = fuzz_rand(data, size);
  for (int i = 0; i < ROUNDS; i++) {
    g_autoptr(GArray) cuts = fuzz_spans(rand, g_bytes_get_size(text->bytes));
    g_autoptr(GError) error = NULL;
    g_autoptr(ll_edit) edit = ll_edit_new(raw, message->part, message->encoding, cuts, &error);
    g_assert_true((edit == NULL) == (error != NULL));
    if (!edit)
      continue;
    g_autoptr(GBytes) lean = fuzz_check_edit(edit, raw);
    check_parse(message, lean, size - g_bytes_get_size(lean));
  }
  return 0;
}
