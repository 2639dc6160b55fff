/* SPDX-License-Identifier: MIT
 * core/caps.c: each cap at its value and one past it. */
#include "core/caps.h"
#include <string.h>

#define WIDE                                                                                                 \
  { .message_size = 1000, .header_size = 1000, .boundaries = 100, .parts = 100 }

static const struct {
  const char *name, *message;
  struct ll_limits limits;
  const char *reason;
} rows[] = {
    {"nothing", "", WIDE, "no-html"},
    {"size", "0123456789", {.message_size = 10}, NULL},
    {"size and one", "01234567890", {.message_size = 10}, "message-too-large"},
    {"boundaries", "Boundary=a bOUNDARY=\"b\"", {.message_size = 1000, .boundaries = 2}, NULL},
    {"boundaries and one",
     "Boundary=a bOUNDARY=\"b\"",
     {.message_size = 1000, .boundaries = 1},
     "too-many-boundaries"},
    {"no boundaries", "boundary: = oundary= y=", {.message_size = 1000, .header_size = 100}, NULL},
    {"delimiters", "a\n--b\n--\n -- c\n--", {.message_size = 1000, .parts = 2}, NULL},
    {"delimiters and one", "a\n--b\n--c\n--d\n", {.message_size = 1000, .parts = 2}, "too-many-parts"},
    {"first line", "--b\n", {.message_size = 1000}, "too-many-parts"},
    {"fields", "a:b\nc\nd:e\n", {.message_size = 1000, .header_size = 4}, NULL},
    {"fields and one", "a:bc\nd :ef\n", {.message_size = 1000, .header_size = 5}, NULL},
    {"fields and two", "a:bcd\nd :ef\n", {.message_size = 1000, .header_size = 5}, "headers-too-large"},
    {"continuation", "a:b\n 3456\n\t012\n", {.message_size = 1000, .header_size = 6}, "headers-too-large"},
    {"blanks at other lines", "b c:d\n 3456\n\t012\n:x\n", {.message_size = 1000, .header_size = 1}, NULL},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    g_autoptr(GBytes) raw = g_bytes_new_static(rows[i].message, strlen(rows[i].message));
    g_assert_cmpstr(ll_caps_refused(raw, &rows[i].limits), ==, rows[i].reason);
  }
  const struct ll_limits wide = WIDE;
  g_autoptr(GBytes) nul = g_bytes_new_static("a\0b", 3);
  g_assert_cmpstr(ll_caps_refused(nul, &wide), ==, "nul-byte");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/caps/rows", test_rows);
  return g_test_run();
}
