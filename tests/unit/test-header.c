/* SPDX-License-Identifier: MIT
 * core/header.c: fields, folding, decoding, refusals. */
#include "core/header.h"
#include <leanletter/leanletter.h>
#include <gmime/gmime.h>
#include <string.h>

static const struct {
  const char *name, *raw;
  size_t max;
  unsigned fields; /* 0: refused */
  size_t size;
  const char *subject;
} rows[] = {
    {"crlf", "Subject: a b\r\nTo: x\r\n\r\nbody", 100, 2, 23, "a b"},
    {"lf", "Subject: a b\nTo: x\n\nbody", 100, 2, 20, "a b"},
    {"no empty line", "Subject: a\r\nTo: x\r\n", 100, 2, 19, "a"},
    {"no line end", "Subject: a", 100, 1, 10, "a"},
    {"folded", "Subject: a\r\n b\r\n\tc  \r\n\r\n", 100, 1, 24, "a b\tc"},
    {"folded lf", "Subject:\n a\n\n", 100, 1, 13, "a"},
    {"any case", "sUBJECT:a\n\n", 100, 1, 11, "a"},
    {"first of two", "Subject: a\nSubject: b\n\n", 100, 2, 23, "a"},
    {"blank before the colon", "Subject \t: a\n\n", 100, 1, 14, "a"},
    {"empty value", "Subject:\r\n\r\n", 100, 1, 12, ""},
    {"absent", "X: a\n\n", 100, 1, 6, NULL},
    {"colons in the value", "Subject: a: b:\n\n", 100, 1, 16, "a: b:"},
    {"8-bit", "Subject: \xe4\n\n", 100, 1, 12, "\xe4"},
    {"lone carriage return", "Subject: a\rb\n\n", 100, 1, 14, "a\rb"},
    {"at the cap", "Subject: a\n\n", 12, 1, 12, "a"},
    {"over the cap", "Subject: a\n\n", 11, 0, 0, NULL},
    {"no colon", "Subject: a\nnothing\n\n", 100, 0, 0, NULL},
    {"colon first", ": a\n\n", 100, 0, 0, NULL},
    {"mbox line", "From a@example.org Mon Jan  1 00:00:00 2024\nSubject: a\n\n", 100, 0, 0, NULL},
    {"starts folded", " a\nSubject: b\n\n", 100, 0, 0, NULL},
    {"line of blanks", "Subject: a\n \nTo: b\n\n", 100, 0, 0, NULL},
    {"8-bit name", "S\xfc: a\n\n", 100, 0, 0, NULL},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static(rows[i].raw, strlen(rows[i].raw));
    g_autoptr(ll_header) header = ll_header_parse(raw, rows[i].max, &error);
    if (rows[i].fields == 0) {
      g_assert_null(header);
      g_assert_error(error, LL_ERROR, LL_ERROR_MESSAGE);
      continue;
    }
    g_assert_no_error(error);
    g_assert_cmpuint(header->fields->len, ==, rows[i].fields);
    g_assert_cmpuint(header->size, ==, rows[i].size);
    g_assert_cmpstr(ll_header_get(header, "Subject"), ==, rows[i].subject);
  }
}

static void test_empty(void) {
  g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
  g_autoptr(ll_header) none = ll_header_parse(nothing, 10, NULL);
  g_assert_cmpuint(none->fields->len, ==, 0);
  g_autoptr(GBytes) body = g_bytes_new_static("\r\nbody", 6);
  g_autoptr(ll_header) empty = ll_header_parse(body, 10, NULL);
  g_assert_cmpuint(empty->fields->len, ==, 0);
  g_assert_cmpuint(empty->size, ==, 2);
}

static void test_nul(void) {
  g_autoptr(GBytes) raw = g_bytes_new_static("Subject: a\0b\n\n", 14);
  g_assert_null(ll_header_parse(raw, 100, NULL));
}

static void test_count(void) {
  static const char text[] = "A: 1\nb: 2\na: 3\n\nA: 4\n";
  g_autoptr(GBytes) raw = g_bytes_new_static(text, sizeof text - 1);
  g_autoptr(ll_header) header = ll_header_parse(raw, 100, NULL);
  g_assert_cmpuint(ll_header_count(header, "A"), ==, 2);
  g_assert_cmpuint(ll_header_count(header, "B"), ==, 1);
  g_assert_cmpuint(ll_header_count(header, "c"), ==, 0);
}

static void test_text(void) {
  static const char text[] = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n aus Wien\n\n";
  g_autoptr(GBytes) raw = g_bytes_new_static(text, sizeof text - 1);
  g_autoptr(ll_header) header = ll_header_parse(raw, 100, NULL);
  g_autofree char *subject = ll_header_text(header, "subject");
  g_assert_cmpstr(subject, ==, "Grüße aus Wien");
  g_assert_null(ll_header_text(header, "from"));
}

static void test_date(void) {
  static const struct {
    const char *header;
    int64_t seconds;
  } dates[] = {
      {"Date: Fri, 12 Apr 2024 06:30:00 +0200\n", 1712896200},
      {"Date: 12 Apr 2024 04:30:00 GMT\n", 1712896200},
      {"Date: yesterday\n", 0},
      {"Subject: a\n", 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
    g_test_message("%s", dates[i].header);
    g_autoptr(GBytes) raw = g_bytes_new_static(dates[i].header, strlen(dates[i].header));
    g_autoptr(ll_header) header = ll_header_parse(raw, 100, NULL);
    g_assert_cmpint(ll_header_date(header), ==, dates[i].seconds);
  }
}

/* The value of a field "subject" out of raw bytes. */
static void test_find(void) {
  static const struct {
    const char *header, *value;
  } finds[] = {
      {"Subject: a\n", "a"},
      {"To: b\r\nSUBJECT:  a b \r\n\r\nx", "a b"},
      {"Subject: a\n\tb\nTo: c\n", "a\n\tb"},
      {"Subject \t: a\n", "a"},
      {"Subject: a\nSubject: b\n", "a"},
      {"Subject:", ""},
      {"Subjects: a\n", NULL},
      {"To: b\n Subject: a\n", NULL},
      {"To: b\n\nSubject: a\n", NULL},
      {"\r\nSubject: a\n", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(finds); i++) {
    g_test_message("%s", finds[i].header);
    g_autofree char *value = ll_field_find(finds[i].header, strlen(finds[i].header), "subject");
    g_assert_cmpstr(value, ==, finds[i].value);
  }
  g_assert_true(ll_field_starts("A : b", 5));
  g_assert_false(ll_field_starts(" A: b", 5));
  g_assert_false(ll_field_starts("A b", 3));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_mime_init();
  g_test_add_func("/header/rows", test_rows);
  g_test_add_func("/header/empty", test_empty);
  g_test_add_func("/header/nul", test_nul);
  g_test_add_func("/header/count", test_count);
  g_test_add_func("/header/text", test_text);
  g_test_add_func("/header/date", test_date);
  g_test_add_func("/header/find", test_find);
  return g_test_run();
}
