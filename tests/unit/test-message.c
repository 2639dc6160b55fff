/* SPDX-License-Identifier: MIT
 * core/message.c: which leaf, its exact span, and why not.  The messages of tests/untouched/ have to give the reasons
 * that stand in its file REASONS. */
#include "core/message.h"
#include "core/charset.h"
#include "core/codec.h"
#include "core/eligible.h"
#include <gmime/gmime.h>
#include <string.h>

static const struct ll_limits limits = {
    .message_size = 10 << 20, .header_size = 1 << 18, .parts = 1000, .boundaries = 50, .part_depth = 20};

#define HTML        "Content-Type: text/html; charset=UTF-8\n"
#define TEXT        "Content-Type: text/plain\n\ntext\n"
#define MIXED       "Content-Type: multipart/mixed; boundary=\"m\"\n\n"
#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=a\n\n"
#define RELATED     "Content-Type: multipart/related; boundary=r"

/* The leaf is where [ and ] stand; the brackets are taken out. */
static const struct {
  const char *name, *message;
  enum ll_encoding encoding;
  const char *charset;
} leaves[] = {
    {"alone", HTML "\n[<p>a\n]", LL_7BIT, "utf-8"},
    {"alone, no line end", HTML "\n[<p>a]", LL_7BIT, "utf-8"},
    {"no charset", "Content-Type: text/html\n\n[<p>a]", LL_7BIT, NULL},
    {"encoding", HTML "Content-Transfer-Encoding: Base64\n\n[PHA+\n]", LL_BASE64, "utf-8"},
    {"odd encoding", HTML "Content-Transfer-Encoding: 8bits\n\n[<p>]", LL_8BIT, "utf-8"},
    {"alternative", ALTERNATIVE "--a\n" TEXT "--a\n" HTML "\n[<p>a]\n--a--\n", LL_7BIT, "utf-8"},
    {"empty line at the end", ALTERNATIVE "--a\n" HTML "\n[<p>a\n]\n--a--\n", LL_7BIT, "utf-8"},
    {"preamble and epilogue", ALTERNATIVE "pre\n--a\n" HTML "\n[<p>a]\n--a--\nepi\n", LL_7BIT, "utf-8"},
    {"blanks after the boundary", ALTERNATIVE "--a \n" HTML "\n[<p>a]\n--a-- \n", LL_7BIT, "utf-8"},
    {"image of a related", RELATED "\n\n--r\n" HTML "\n[<p>a]\n--r\nContent-Type: image/png\n\nx\n--r--\n",
     LL_7BIT, "utf-8"},
    {"related with start", RELATED "; start=\"<x@y>\"\n\n--r\nContent-ID: <x@y>\n" HTML "\n[<p>a]\n--r--\n",
     LL_7BIT, "utf-8"},
    {"other html of a related", RELATED "\n\n--r\n" HTML "\n[<p>a]\n--r\n" HTML "\n<p>b\n--r--\n", LL_7BIT,
     "utf-8"},
    {"three levels",
     MIXED "--m\n" ALTERNATIVE "--a\n" TEXT "--a\n" RELATED "\n\n--r\n" HTML
           "\n[<p>a]\n--r--\n\n--a--\n\n--m--\n",
     LL_7BIT, "utf-8"},
    {"inline", MIXED "--m\n" HTML "Content-Disposition: inline\n\n[<p>a]\n--m--\n", LL_7BIT, "utf-8"},
    {"attachment beside",
     MIXED "--m\n" HTML "\n[<p>a]\n--m\n" HTML "Content-Disposition: attachment\n\n<p>b\n--m--\n", LL_7BIT,
     "utf-8"},
    {"boundary that goes on",
     MIXED "--m\nContent-Type: multipart/alternative; boundary=mm\n\n--mm\n" HTML "\n[<p>a]\n--mm--\n--m--\n",
     LL_7BIT, "utf-8"},
    {"outer end is missing", MIXED "--m\n" HTML "\n[<p>a]\n--m\n" TEXT, LL_7BIT, "utf-8"},
};

static char *with_crlf(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  return g_strjoinv("\r\n", lines);
}

static void assert_leaf(size_t i, const char *marked) {
  const char *reason = NULL;
  g_auto(GStrv) pieces = g_strsplit_set(marked, "[]", 3);
  g_autofree char *message = g_strjoinv("", pieces);
  g_autoptr(GBytes) raw = g_bytes_new(message, strlen(message));
  g_autoptr(ll_message) parsed = ll_message_parse(raw, &limits, &reason);
  g_assert_cmpstr(reason, ==, NULL);
  g_assert_cmpuint(parsed->part.start, ==, strlen(pieces[0]));
  g_assert_cmpuint(parsed->part.end, ==, strlen(pieces[0]) + strlen(pieces[1]));
  g_assert_cmpint(parsed->encoding, ==, leaves[i].encoding);
  g_assert_cmpstr(parsed->charset, ==, leaves[i].charset);
}

static void test_leaves(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(leaves); i++) {
    g_test_message("%s", leaves[i].name);
    g_autofree char *crlf = with_crlf(leaves[i].message);
    assert_leaf(i, leaves[i].message);
    assert_leaf(i, crlf);
  }
}

/* What tests/untouched/ does not have. */
static const struct {
  const char *name, *message, *reason;
} refusals[] = {
    {"nothing", "", "no-html"},
    {"no header", "\n<p>", "no-html"},
    {"header of a part", MIXED "--m\n" HTML "nonsense\n\n<p>\n--m--\n", "unsure-start"},
    {"two boundaries", "Content-Type: multipart/mixed; boundary=m; boundary=n\n\n--m\n" HTML "\n<p>\n--m--\n",
     "duplicate-boundary"},
    {"encoded multipart", "Content-Transfer-Encoding: base64\n" MIXED "--m\n" HTML "\n<p>\n--m--\n",
     "encoded-multipart"},
    {"multipart in 8bit", "Content-Transfer-Encoding: 8bit\n" MIXED "--m\n" HTML "\n<p>\n--m--\n", NULL},
};

static void test_refusals(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_message("%s", refusals[i].name);
    const char *reason = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static(refusals[i].message, strlen(refusals[i].message));
    g_autoptr(ll_message) message = ll_message_parse(raw, &limits, &reason);
    g_assert_cmpstr(reason, ==, refusals[i].reason);
    g_assert_true((message == NULL) == (refusals[i].reason != NULL));
  }
}

/* What the stages before the HTML say of a message; NULL: nothing.  Of the rules they have the names of senders. */
static const char *reason_of(GBytes *raw, const ll_rules *rules) {
  const char *reason = NULL;
  g_autoptr(ll_message) message = ll_message_parse(raw, &limits, &reason);
  if (!message || ll_eligible_header(message->header, rules, NULL, 0, false, &reason) == LL_INELIGIBLE)
    return reason;
  g_autoptr(ll_text) text = ll_text_decode(raw, message->part, message->encoding, NULL);
  if (!text)
    return "broken-encoding";
  size_t length;
  const char *bytes = g_bytes_get_data(text->bytes, &length);
  return ll_charset_of_part(message->charset, bytes, length) ? NULL : "charset";
}

static GBytes *read_file(const char *name) {
  char *data;
  size_t length;
  g_assert_true(g_file_get_contents(name, &data, &length, NULL));
  return g_bytes_new_take(data, length);
}

/* Each message of the directory has its line, and each line its message. */
static void test_untouched(void) {
  g_autofree char *list = NULL, *names = NULL;
  g_autoptr(ll_rules) rules = ll_rules_new();
  g_assert_true(g_file_get_contents("conf/rules/senders.rules", &names, NULL, NULL));
  g_assert_true(ll_rules_parse(rules, "senders.rules", names, NULL));
  g_assert_true(g_file_get_contents("tests/untouched/REASONS", &list, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(g_strchomp(list), "\n", -1);
  g_autoptr(GDir) directory = g_dir_open("tests/untouched", 0, NULL);
  guint messages = 0;
  for (const char *name; (name = g_dir_read_name(directory));)
    messages += g_str_has_suffix(name, ".eml");
  g_assert_cmpuint(messages, ==, g_strv_length(lines));
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) words = g_strsplit(*line, " ", 2);
    g_autofree char *path = g_build_filename("tests/untouched", words[0], NULL);
    g_autoptr(GBytes) raw = read_file(path);
    g_test_message("%s", *line);
    g_assert_cmpstr(reason_of(raw, rules), ==, strcmp(words[1], "*") == 0 ? NULL : words[1]);
  }
}

/* Whether our decoded leaf is what GMime makes of some text/html leaf of the message. */
static bool has_leaf(GMimeObject *object, GBytes *want) {
  if (GMIME_IS_MULTIPART(object)) {
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
      if (has_leaf(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), want))
        return true;
    return false;
  }
  GMimeDataWrapper *content = GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : NULL;
  if (!content)
    return false;
  g_autoptr(GObject) stream = G_OBJECT(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, GMIME_STREAM(stream));
  GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  g_autoptr(GBytes) own = g_bytes_new_static(bytes->data, bytes->len);
  return g_bytes_equal(own, want);
}

/* Takes every third word or so out, and expects an edit that holds. */
static void assert_edit(GBytes *raw, const ll_message *message, GBytes *text) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) cuts = g_array_new(false, false, sizeof(struct ll_span));
  size_t length = g_bytes_get_size(text);
  for (size_t at = 7; at + 200 < length; at += (size_t)g_test_rand_int_range(300, 3000)) {
    struct ll_span cut = {at, at + (size_t)g_test_rand_int_range(1, 200)};
    g_array_append_val(cuts, cut);
  }
  if (cuts->len == 0)
    return;
  g_autoptr(ll_edit) edit = ll_edit_new(raw, message->part, message->encoding, cuts, &error);
  if (!edit) {
    g_assert_error(error, LL_ERROR, LL_ERROR_EDIT);
    return;
  }
  g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, NULL), removed = ll_edit_removed(edit, raw, NULL);
  g_autoptr(GBytes) again = ll_edit_undo(edit, lean, removed, NULL);
  g_assert_true(g_bytes_equal(again, raw));
}

static void compare_with_gmime(const char *path, unsigned *compared) {
  const char *reason;
  g_autoptr(GBytes) raw = read_file(path);
  g_autoptr(ll_message) message = ll_message_parse(raw, &limits, &reason);
  g_autoptr(ll_text) text = message ? ll_text_decode(raw, message->part, message->encoding, NULL) : NULL;
  if (!text)
    return;
  g_autoptr(GObject) stream =
      G_OBJECT(g_mime_stream_mem_new_with_buffer(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw)));
  g_autoptr(GObject) parser = G_OBJECT(g_mime_parser_new_with_stream(GMIME_STREAM(stream)));
  g_autoptr(GObject) parsed = G_OBJECT(g_mime_parser_construct_message(GMIME_PARSER(parser), NULL));
  if (!has_leaf(g_mime_message_get_mime_part(GMIME_MESSAGE(parsed)), text->bytes))
    g_error("%s: GMime decodes its leaf otherwise", path);
  assert_edit(raw, message, text->bytes);
  (*compared)++;
}

static void compare_directory(const char *path, unsigned *compared) {
  g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
  if (!directory)
    return;
  for (const char *name; (name = g_dir_read_name(directory));) {
    g_autofree char *entry = g_build_filename(path, name, NULL);
    if (g_str_has_suffix(name, ".eml"))
      compare_with_gmime(entry, compared);
    else
      compare_directory(entry, compared);
  }
}

static void test_second_opinion(void) {
  unsigned own = 0, collected = 0;
  compare_directory("tests/untouched", &own);
  g_assert_cmpuint(own, >, 10);
  compare_directory("../shared/corpus", &collected);
  g_test_message("%u messages of our own, %u collected", own, collected);
}

/* A few bytes changed, lines moved or the end cut off: nothing breaks, and a leaf that is found can be edited. */
static GBytes *mutate(GBytes *raw) {
  size_t length;
  const guint8 *data = g_bytes_get_data(raw, &length);
  GByteArray *bytes = g_byte_array_new();
  g_byte_array_append(bytes, data, (guint)length);
  for (int n = g_test_rand_int_range(1, 6); n > 0 && bytes->len > 1; n--) {
    guint at = (guint)g_test_rand_int_range(0, (int)bytes->len), size = (guint)g_test_rand_int_range(1, 80);
    int kind = g_test_rand_int_range(0, 4);
    if (kind == 0)
      bytes->data[at] = (guint8) "\n-=;: \"\r\0"[g_test_rand_int_range(0, 9)];
    else if (kind == 1)
      g_byte_array_remove_range(bytes, at, MIN(size, bytes->len - at));
    else if (kind == 2 && at + size < length)
      g_byte_array_append(bytes, data + at, size);
    else if (g_test_rand_int_range(0, 8) == 0)
      g_byte_array_set_size(bytes, at);
  }
  return g_byte_array_free_to_bytes(bytes);
}

static void test_mutations(void) {
  unsigned found = 0;
  g_autoptr(GDir) directory = g_dir_open("tests/untouched", 0, NULL);
  for (const char *name; (name = g_dir_read_name(directory));) {
    g_autofree char *path = g_build_filename("tests/untouched", name, NULL);
    g_autoptr(GBytes) raw = read_file(path);
    for (int i = 0; i < 40; i++) {
      const char *reason = NULL;
      g_autoptr(GBytes) other = mutate(raw);
      g_autoptr(ll_message) message = ll_message_parse(other, &limits, &reason);
      g_assert_true((message == NULL) == (reason != NULL));
      g_autoptr(ll_text) text =
          message ? ll_text_decode(other, message->part, message->encoding, NULL) : NULL;
      if (text)
        assert_edit(other, message, text->bytes);
      found += text != NULL;
    }
  }
  g_assert_cmpuint(found, >, 100);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_mime_init();
  g_test_add_func("/message/leaves", test_leaves);
  g_test_add_func("/message/refusals", test_refusals);
  g_test_add_func("/message/untouched", test_untouched);
  g_test_add_func("/message/second-opinion", test_second_opinion);
  g_test_add_func("/message/mutations", test_mutations);
  return g_test_run();
}
