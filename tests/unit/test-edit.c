/* SPDX-License-Identifier: MIT
 * core/edit.c and core/recode.c: known edits, refusals, and properties over generated parts. */
#include "core/codec.h"
#include <string.h>

static void add_span(GArray *spans, size_t start, size_t end) {
  struct ll_span span = {start, end};
  g_array_append_val(spans, span);
}

/* Cuts by example: what stands between { and } goes.  Fills the text without the brackets and the cuts. */
static GArray *read_cuts(const char *marked, GString *plain) {
  GArray *cuts = g_array_new(false, false, sizeof(struct ll_span));
  size_t start = 0;
  for (const char *p = marked; *p; p++)
    if (*p == '{')
      start = plain->len;
    else if (*p == '}')
      add_span(cuts, start, plain->len);
    else
      g_string_append_c(plain, *p);
  return cuts;
}

#define X10  "xxxxxxxxxx"
#define X70  X10 X10 X10 X10 X10 X10 X10
#define X490 X70 X70 X70 X70 X70 X70 X70

/* Encoded text in which the cut is marked; the cut is of the decoded text, all of whose bytes are written as one
 * character or as an escape. */
static const struct {
  const char *name;
  enum ll_encoding encoding;
  const char *marked, *lean; /* lean NULL: LL_ERROR_EDIT */
} rows[] = {
    {"8bit", LL_8BIT, "a{b}c", "ac"},
    {"two cuts", LL_7BIT, "a{b}c{d}e", "ace"},
    {"cuts that touch", LL_7BIT, "a{b}{c}d", "ad"},
    {"all of it", LL_7BIT, "{abc}", ""},
    {"line over 998", LL_8BIT, X490 X10 "{\n}" X490 X10, NULL},
    {"line of 998", LL_8BIT, X490 "{\n}" X490 X10 "xxxxxxxx", X490 X490 X10 "xxxxxxxx"},
    {"line that was longer", LL_8BIT, X490 X490 X490 "{x}", X490 X490 X490},
    {"like a delimiter", LL_8BIT, "a\n-{b}-c", NULL},
    {"like a delimiter, whole line", LL_8BIT, "a\n{b}--c", NULL},
    {"end of a comment", LL_8BIT, "<!--a\n{b}-->", "<!--a\n-->"},
    {"like an mbox line", LL_8BIT, "a\n{b}From c", NULL},
    {"From farther on", LL_8BIT, "a\nFrom {b}c", "a\nFrom c"},
    {"quoted-printable", LL_QUOTED_PRINTABLE, "a{=3D=E4}b", "ab"},
    {"soft break before stays", LL_QUOTED_PRINTABLE, "a=\n{b}c", "a=\nc"},
    {"soft break after goes", LL_QUOTED_PRINTABLE, "a{b=\n}c", "ac"},
    {"long join keeps a soft break", LL_QUOTED_PRINTABLE, X70 "{b=\r\nb}" X10 "\r\n", X70 "=\r\n" X10 "\r\n"},
    {"the last soft break", LL_QUOTED_PRINTABLE, X70 "{b=\nb=\nb}" X10, X70 "=\n" X10},
    {"long join makes a soft break", LL_QUOTED_PRINTABLE, X70 "{b=3Db\r\nb}" X10, X70 "=\r\n" X10},
    {"long join without one", LL_QUOTED_PRINTABLE, X70 "{b\r\nb}" X10, X70 X10},
    {"line end before the only equals sign", LL_QUOTED_PRINTABLE, X70 "{b\r\nb=3D}" X10, X70 X10},
    {"short join", LL_QUOTED_PRINTABLE, "a{b=\nb}c", "ac"},
    {"blank at the line end", LL_QUOTED_PRINTABLE, "a {b=\nb}\r\nc", "a =\n\r\nc"},
    {"blank at the line end, no break", LL_QUOTED_PRINTABLE, "a {b}\r\nc", "a \r\nc"},
    {"blank at the end", LL_QUOTED_PRINTABLE, "a {b=3D\nb}", "a =\n"},
    {"plain equals sign before an escape's end", LL_QUOTED_PRINTABLE, "a={xyz}41", NULL},
    {"to the end", LL_QUOTED_PRINTABLE, "a{bc=}", "a"},
    {"base64", LL_BASE64, "{YWJj}ZGVm", "ZGVm"},
    {"base64 lines", LL_BASE64, "YWJj\r\n{ZGVm}\r\nZ2hp\r\n", "YWJj\r\nZ2hp\r\n"},
    {"base64 to the end", LL_BASE64, "YWJj\n{ZGVm}\n", "YWJj\n\n"},
    {"base64 one line", LL_BASE64, "YWJj{ZGVm}Z2hp", "YWJjZ2hp"},
    {"base64 first line is short", LL_BASE64, "Y\nWJjZG{Vm}Z2hpamts", NULL},
};

/* The cuts of a row as spans of the decoded text: found by decoding what comes before each border. */
static GArray *decoded_cuts(GBytes *raw, enum ll_encoding encoding, const GArray *encoded) {
  GArray *cuts = g_array_new(false, false, sizeof(struct ll_span));
  g_autoptr(ll_text) text = ll_text_decode(raw, (struct ll_span){0, g_bytes_get_size(raw)}, encoding, NULL);
  g_assert_nonnull(text);
  for (unsigned i = 0; i < encoded->len; i++) {
    size_t border[2] = {g_array_index(encoded, struct ll_span, i).start,
                        g_array_index(encoded, struct ll_span, i).end};
    for (int j = 0; j < 2; j++) {
      const char *data = g_bytes_get_data(raw, NULL);
      size_t at = 0, digits = 0;
      while (text->jumps && at < g_bytes_get_size(text->bytes) && ll_text_encoded(text, at) < border[j])
        at++;
      for (size_t k = 0; encoding == LL_BASE64 && k < border[j]; k++)
        digits += g_ascii_isalnum(data[k]) != 0;
      border[j] = text->jumps ? at : encoding == LL_BASE64 ? digits / 4 * 3 : border[j];
    }
    add_span(cuts, border[0], border[1]);
  }
  return cuts;
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) plain = g_string_new(NULL);
    g_autoptr(GArray) encoded = read_cuts(rows[i].marked, plain);
    g_autoptr(GBytes) raw = g_bytes_new(plain->str, plain->len);
    g_autoptr(GArray) cuts = decoded_cuts(raw, rows[i].encoding, encoded);
    struct ll_span part = {0, plain->len};
    g_autoptr(ll_edit) edit = ll_edit_new(raw, part, rows[i].encoding, cuts, &error);
    if (!rows[i].lean) {
      g_assert_null(edit);
      g_assert_error(error, LL_ERROR, LL_ERROR_EDIT);
      continue;
    }
    g_assert_no_error(error);
    g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, &error);
    size_t length;
    const void *data = g_bytes_get_data(lean, &length);
    g_assert_cmpmem(data, length, rows[i].lean, strlen(rows[i].lean));
  }
}

static const struct {
  const char *name;
  struct ll_span part, cuts[2];
  unsigned n;
} misfits[] = {
    {"no cuts", {2, 8}, {{0, 0}}, 0},
    {"empty cut", {2, 8}, {{1, 1}}, 1},
    {"backwards", {2, 8}, {{3, 1}}, 1},
    {"past the end", {2, 8}, {{1, 7}}, 1},
    {"out of order", {2, 8}, {{3, 4}, {1, 2}}, 2},
    {"overlap", {2, 8}, {{1, 3}, {2, 4}}, 2},
    {"part outside", {2, 11}, {{1, 3}}, 1},
    {"part backwards", {8, 2}, {{1, 3}}, 1},
};

static void test_misfits(void) {
  g_autoptr(GBytes) raw = g_bytes_new_static("0123456789", 10);
  for (size_t i = 0; i < G_N_ELEMENTS(misfits); i++) {
    g_test_message("%s", misfits[i].name);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) cuts = g_array_new(false, false, sizeof(struct ll_span));
    g_array_append_vals(cuts, misfits[i].cuts, misfits[i].n);
    g_assert_null(ll_edit_new(raw, misfits[i].part, LL_8BIT, cuts, &error));
    g_assert_error(error, LL_ERROR, LL_ERROR_EDIT);
  }
}

/* An edit that someone tampered with is not applied outside of its part, and never passes the check. */
static void test_check(void) {
  g_autoptr(GBytes) raw = g_bytes_new_static("0123456789", 10), other = g_bytes_new_static("01", 2);
  g_autoptr(GArray) cuts = g_array_new(false, false, sizeof(struct ll_span));
  add_span(cuts, 1, 3);
  g_autoptr(ll_edit) edit = ll_edit_new(raw, (struct ll_span){2, 8}, LL_8BIT, cuts, NULL);
  g_assert_true(ll_edit_check(edit, raw, NULL));
  g_assert_null(ll_edit_apply(edit, other, NULL));
  g_assert_null(ll_edit_removed(edit, other, NULL));
  g_assert_null(ll_edit_undo(edit, other, other, NULL));
  struct ll_span *range = &g_array_index(edit->ranges, struct ll_span, 0);
  range->end++;
  g_assert_false(ll_edit_check(edit, raw, NULL));
  range->end = 9;
  g_assert_null(ll_edit_apply(edit, raw, NULL));
  range->end = 5;
  edit->tail = g_bytes_new_static("x", 1);
  g_assert_false(ll_edit_check(edit, raw, NULL));
  g_assert_null(ll_edit_apply(edit, raw, NULL));
}

/* ---- properties over generated parts ---- */

static const char *pick_line_end(bool crlf) {
  return crlf ? "\r\n" : "\n";
}

/* A decoded text that looks like lines of HTML, with 8-bit bytes where the encoding takes them. */
static GString *make_text(enum ll_encoding encoding, bool crlf) {
  static const char alphabet[] = "<p>ab = &\"/-. \tFrom";
  GString *text = g_string_new(NULL);
  for (int n = g_test_rand_int_range(1, 400); n > 0; n--) {
    int kind = g_test_rand_int_range(0, 30);
    if (kind == 0)
      g_string_append(text, pick_line_end(crlf));
    else if (kind < 4 && encoding != LL_7BIT)
      g_string_append_c(text, (char)g_test_rand_int_range(128, 256));
    else
      g_string_append_c(text, alphabet[g_test_rand_int_range(0, sizeof alphabet - 1)]);
  }
  return text;
}

static void append_quoted(GString *raw, const GString *text, bool crlf, int width) {
  int column = 0;
  for (size_t i = 0; i < text->len; i++) {
    uint8_t c = (uint8_t)text->str[i];
    bool line_end = c == '\n' || (c == '\r' && text->str[i + 1] == '\n');
    bool plain = line_end || (c != '=' && c < 127 && c >= ' ' && g_test_rand_int_range(0, 9) > 0);
    if (!line_end && column + 4 > width) {
      g_string_append_printf(raw, "=%s", pick_line_end(crlf));
      column = 0;
    }
    if (plain)
      g_string_append_c(raw, (char)c);
    else
      g_string_append_printf(raw, g_test_rand_bit() ? "=%02X" : "=%02x", c);
    column = c == '\n' ? 0 : column + (plain ? 1 : 3);
  }
  if (g_test_rand_int_range(0, 4) == 0)
    g_string_append_c(raw, '=');
}

static void append_base64(GString *raw, const GString *text, bool crlf, int width) {
  g_autofree char *whole = g_base64_encode((const guchar *)text->str, text->len);
  size_t n = strlen(whole);
  bool odd = g_test_rand_int_range(0, 4) == 0;
  for (size_t i = 0; i < n;) {
    size_t line = odd ? (size_t)g_test_rand_int_range(1, width + 1) : (size_t)width;
    g_string_append_len(raw, whole + i, (gssize)MIN(line, n - i));
    i += line;
    if (i < n)
      g_string_append(raw, pick_line_end(crlf));
  }
  for (int ends = g_test_rand_int_range(0, 3); ends > 0; ends--)
    g_string_append(raw, pick_line_end(crlf));
}

static GArray *make_cuts(size_t length) {
  GArray *cuts = g_array_new(false, false, sizeof(struct ll_span));
  size_t at = 0;
  for (int n = g_test_rand_int_range(1, 5); n > 0 && at < length; n--) {
    size_t start = at + (size_t)g_test_rand_int_range(0, (int)(length - at));
    size_t end = start + 1 + (size_t)g_test_rand_int_range(0, (int)MIN(length - start, 120));
    at = MIN(end, length);
    add_span(cuts, start, at);
  }
  return cuts;
}

struct sample {
  GBytes *raw, *text;
  struct ll_span part;
  enum ll_encoding encoding;
  GArray *cuts;
};

static struct sample make_sample(void) {
  static const int widths[] = {60, 72, 76, 76, 200};
  enum ll_encoding encoding = (enum ll_encoding)g_test_rand_int_range(0, LL_N_ENCODINGS);
  bool crlf = g_test_rand_bit();
  int width = widths[g_test_rand_int_range(0, G_N_ELEMENTS(widths))];
  g_autoptr(GString) text = make_text(encoding, crlf), raw = g_string_new("Head: x\n\n");
  struct sample sample = {.encoding = encoding, .part.start = raw->len};
  if (encoding == LL_QUOTED_PRINTABLE)
    append_quoted(raw, text, crlf, width);
  else if (encoding == LL_BASE64)
    append_base64(raw, text, crlf, width);
  else
    g_string_append_len(raw, text->str, (gssize)text->len);
  sample.part.end = raw->len;
  g_string_append(raw, "\n--after--\n");
  sample.raw = g_bytes_new(raw->str, raw->len);
  sample.text = g_bytes_new(text->str, text->len);
  sample.cuts = make_cuts(text->len);
  return sample;
}

static void free_sample(struct sample *sample) {
  g_bytes_unref(sample->raw);
  g_bytes_unref(sample->text);
  g_array_unref(sample->cuts);
}

/* The input without the ranges, and for base64 with the tail: written another way than in edit.c. */
static GBytes *by_hand(const ll_edit *edit, GBytes *raw) {
  size_t length;
  const char *data = g_bytes_get_data(raw, &length);
  g_autofree bool *gone = g_new0(bool, length + 1);
  GString *lean = g_string_new(NULL);
  for (unsigned i = 0; i < edit->ranges->len; i++)
    for (size_t at = g_array_index(edit->ranges, struct ll_span, i).start;
         at < g_array_index(edit->ranges, struct ll_span, i).end; at++)
      gone[at] = true;
  for (size_t at = 0; at < length; at++) {
    if (edit->tail && at == g_array_index(edit->ranges, struct ll_span, 0).end)
      g_string_append_len(lean, g_bytes_get_data(edit->tail, NULL), (gssize)g_bytes_get_size(edit->tail));
    if (!gone[at])
      g_string_append_c(lean, data[at]);
  }
  return g_string_free_to_bytes(lean);
}

static GBytes *without(GBytes *text, const GArray *cuts) {
  GString *left = g_string_new(NULL);
  const char *data = g_bytes_get_data(text, NULL);
  unsigned i = 0;
  for (size_t at = 0; at < g_bytes_get_size(text); at++) {
    while (i < cuts->len && at >= g_array_index(cuts, struct ll_span, i).end)
      i++;
    if (i == cuts->len || at < g_array_index(cuts, struct ll_span, i).start)
      g_string_append_c(left, data[at]);
  }
  return g_string_free_to_bytes(left);
}

static void assert_equal(GBytes *a, GBytes *b) {
  size_t n_a, n_b;
  const void *data_a = g_bytes_get_data(a, &n_a), *data_b = g_bytes_get_data(b, &n_b);
  g_assert_cmpmem(data_a, n_a, data_b, n_b);
}

static void assert_properties(const struct sample *sample, const ll_edit *edit) {
  g_autoptr(GBytes) lean = ll_edit_apply(edit, sample->raw, NULL), hand = by_hand(edit, sample->raw);
  g_autoptr(GBytes) removed = ll_edit_removed(edit, sample->raw, NULL);
  g_autoptr(GBytes) again = ll_edit_undo(edit, lean, removed, NULL);
  g_autoptr(GBytes) want = without(sample->text, sample->cuts);
  size_t shorter = g_bytes_get_size(sample->raw) - g_bytes_get_size(lean);
  g_assert_cmpuint(g_bytes_get_size(lean), <=, g_bytes_get_size(sample->raw));
  struct ll_span part = {sample->part.start, sample->part.end - shorter};
  g_autoptr(ll_text) left = ll_text_decode(lean, part, sample->encoding, NULL);
  assert_equal(lean, hand);
  assert_equal(again, sample->raw);
  assert_equal(left->bytes, want);
  g_assert_true(ll_edit_check(edit, sample->raw, NULL));
}

static void test_properties(void) {
  unsigned made[LL_N_ENCODINGS] = {0}, refused = 0;
  for (int i = 0; i < 10000; i++) {
    struct sample sample = make_sample();
    g_autoptr(GError) error = NULL;
    g_autoptr(ll_edit) edit = ll_edit_new(sample.raw, sample.part, sample.encoding, sample.cuts, &error);
    if (edit) {
      assert_properties(&sample, edit);
      made[sample.encoding]++;
    } else {
      g_assert_error(error, LL_ERROR, LL_ERROR_EDIT);
      refused++;
    }
    free_sample(&sample);
  }
  g_test_message("%u refused", refused);
  g_assert_cmpuint(refused, <, 1000);
  for (int i = 0; i < LL_N_ENCODINGS; i++)
    g_assert_cmpuint(made[i], >, 1000);
}

/* `text`: a digit stands for a hundred octets per unit; what is between [ and ] is cut.  `want`: what is left. */
static void test_lines(void) {
  static const struct {
    const char *name;
    enum ll_encoding encoding;
    const char *text, *want;
  } lines[] = {
      {"short lines", LL_8BIT, "4[x\ny]5", "45"},
      {"long ones", LL_8BIT, "5[x\ny]5", "5\n5"},
      {"with CRLF", LL_7BIT, "5[x\r\ny\r\nz]5\r\n", "5\r\n5\r\n"},
      {"the line end first and last", LL_BINARY, "5[\n]5", "5\n5"},
      {"no line end in the cut", LL_8BIT, "5[x]5", "55"},
      {"nothing stays of the first line", LL_8BIT, "[x\ny]99", "99"},
      {"just too long", LL_8BIT, "9[x\ny]1", "9\n1"},
      {"one line was longer", LL_8BIT, "5[x\ny8]5", "55"},
      {"two cuts of one line", LL_8BIT, "4[x\ny]3[z]4\n", "4\n34\n"},
      {"two cuts that take a line end each", LL_8BIT, "5[x\ny]5[z\n]5", "5\n5\n5"},
      {"encoded", LL_QUOTED_PRINTABLE, "5[x\ny]5", "55"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
    g_autoptr(GString) text = g_string_new(NULL), left = g_string_new(NULL), want = g_string_new(NULL);
    g_autoptr(GArray) cuts = g_array_new(false, false, sizeof(struct ll_span));
    struct ll_span cut = {0, 0};
    for (const char *c = lines[i].text; *c; c++) {
      if (*c == '[')
        cut.start = text->len;
      else if (*c == ']' && (cut.end = text->len))
        g_array_append_val(cuts, cut);
      else
        for (int k = g_ascii_isdigit(*c) ? 100 * g_ascii_digit_value(*c) : 1; k > 0; k--)
          g_string_append_c(text, *c);
    }
    for (const char *c = lines[i].want; *c; c++)
      for (int k = g_ascii_isdigit(*c) ? 100 * g_ascii_digit_value(*c) : 1; k > 0; k--)
        g_string_append_c(want, *c);
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_autoptr(GArray) fitting = ll_edit_fit_lines(bytes, lines[i].encoding, cuts);
    g_autoptr(GBytes) rest = without(bytes, fitting);
    g_test_message("row %s", lines[i].name);
    g_assert_cmpmem(g_bytes_get_data(rest, NULL), g_bytes_get_size(rest), want->str, want->len);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/edit/rows", test_rows);
  g_test_add_func("/edit/misfits", test_misfits);
  g_test_add_func("/edit/check", test_check);
  g_test_add_func("/edit/properties", test_properties);
  g_test_add_func("/edit/lines", test_lines);
  return g_test_run();
}
