/* SPDX-License-Identifier: MIT
 * Random newsletters, pitches put in at random, in every encoding, at a threshold at which much is cut: the output is the
 * input minus the ranges, the original comes back, and every way out stays. */
#include "core/climb.h"
#include "core/codec.h"
#include "core/splice.h"
#include "tests/unit/gen.h"
#include "tests/unit/mail.h"
#include "tests/unit/quick.h"
#include "tests/unit/tree.h"
#include <leanletter/leanletter.h>
#include <string.h>

enum { MESSAGES = 400, SEED = 20250304, PITCHES = 6 };

static const char *const pitches[] = {
    "<p>Sign up for our newsletter</p>",
    "<div style=\"background:#eee\"><h3>Get our newsletter</h3><p><a href=\"http://x/signup\">Subscribe now</a></p></div>",
    "<table><tr><td>Follow us</td><td><a href=\"https://facebook.com/x\"><img src=f.png width=20></a></td></tr></table>",
    "Forward this newsletter to a friend<br>",
    "<p>J\xc3\xb6in us on <a href=\"https://instagram.com/x\">Instagram</a></p>",
    "<p>Download our app</p><!-- a -- b -->",
    "<p><a href=\"http://x/unsubscribe?u=%u\">Goodbye</a></p>",
    "<p>Follow us: <a href=\"https://facebook.com/x\">Facebook</a> | <a href=\"http://x/a?to=unsubscribe%u\">Out</a></p>",
    "<div><p>Sign up for our newsletter. No spam, unsubscribe at any time</p><a href=\"http://x/unsubscribe%u\"><img src=u></a></div>",
};

/* A place where a tag begins, and so between pieces. */
static gsize place(GRand *rand, const GString *html) {
  for (int i = 0; i < 50; i++) {
    gsize at = (gsize)g_rand_int_range(rand, 0, (gint32)html->len);
    const char *tag = strchr(html->str + at, '<');
    if (tag && strncmp(tag, "<!", 2) != 0)
      return (gsize)(tag - html->str);
  }
  return html->len;
}

static GString *page(GRand *rand) {
  GString *html = gen_html(rand, 0);
  for (unsigned i = 0; i < PITCHES; i++) {
    g_autofree char *pitch = g_strdup(pitches[g_rand_int_range(rand, 0, G_N_ELEMENTS(pitches))]);
    char *number = strstr(pitch, "%u");
    if (number) {
      number[0] = '0';
      number[1] = (char)('0' + i);
    }
    g_string_insert(html, (gssize)place(rand, html), pitch);
  }
  return html;
}

/* The targets of visible links by which readers leave, each with a newline. */
static char *ways_out(GBytes *bytes, const char *charset) {
  const char *reason = NULL;
  g_autoptr(ll_doc) doc = ll_doc_parse(bytes, ll_charset_find(charset), &test_limits, &reason);
  g_assert_cmpstr(reason, ==, NULL);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < doc->nodes->len; i++) {
    const char *href = ll_doc_node(doc, (int32_t)i)->tag == LL_TAG_A ? ll_doc_attribute(doc, (int32_t)i, "href") : NULL;
    if (href && strstr(href, "unsubscribe") && ll_visible(doc, (int32_t)i, NULL))
      g_string_append_printf(out, "%s\n", href);
  }
  return g_string_free(out, FALSE);
}

static GBytes *decoded(GBytes *raw, struct ll_span part, enum ll_encoding encoding) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_text) text = ll_text_decode(raw, part, encoding, &error);
  g_assert_no_error(error);
  return g_bytes_ref(text->bytes);
}

/* The input minus the ranges; in base64 with the tail in the place of the last. */
static GBytes *without_ranges(const ll_edit *edit, GBytes *raw) {
  g_autoptr(GBytes) rest = ll_splice(raw, edit->ranges);
  if (!edit->tail)
    return g_steal_pointer(&rest);
  gsize n, m, end = g_array_index(edit->ranges, struct ll_span, edit->ranges->len - 1).end, all = g_bytes_get_size(raw);
  const guint8 *bytes = g_bytes_get_data(rest, &n), *tail = g_bytes_get_data(edit->tail, &m);
  gsize behind = all - end;
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, bytes, (guint)(n - behind));
  g_byte_array_append(out, tail, (guint)m);
  g_byte_array_append(out, bytes + n - behind, (guint)behind);
  return g_byte_array_free_to_bytes(out);
}

static void check_edit(const ll_edit *edit, GBytes *raw, const char *charset) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) lean = ll_edit_apply(edit, raw, &error), removed = ll_edit_removed(edit, raw, &error);
  g_assert_no_error(error);
  g_autoptr(GBytes) want = without_ranges(edit, raw), again = ll_edit_undo(edit, lean, removed, &error);
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(lean, want));
  g_assert_true(g_bytes_equal(again, raw));
  g_assert_cmpuint(g_bytes_get_size(lean), <, g_bytes_get_size(raw));
  struct ll_span part = {edit->part.start, edit->part.end - (g_bytes_get_size(raw) - g_bytes_get_size(lean))};
  g_autoptr(GBytes) before = decoded(raw, edit->part, edit->encoding), after = decoded(lean, part, edit->encoding);
  g_autoptr(GBytes) rest = ll_splice(before, edit->cuts);
  g_assert_true(g_bytes_equal(rest, after));
  g_autofree char *all = ways_out(before, charset), *left = ways_out(after, charset);
  g_assert_cmpstr(all, ==, left);
}

static void test_messages(void) {
  static const char *const charsets[] = {"utf-8", "windows-1252", "koi8-r", "gb18030"};
  static const char *const settings[] = {"classes.profile=strict", "cleaning.budget=95%", "cleaning.rest=1", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) config = ll_config_load_with(NULL, settings, &error);
  g_assert_no_error(error);
  config->threshold = -1.5; /* lower than a file may say */
  g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_slow() ? (guint32)g_test_rand_int() : SEED);
  unsigned lean = 0, cuts[LL_N_ENCODINGS] = {0}, all = quick_rounds(MESSAGES * (g_test_slow() ? 10 : 1));
  for (unsigned i = 0; i < all; i++) {
    g_autoptr(GString) html = page(rand);
    struct mail mail = {.encoding = (enum ll_encoding)(i % LL_N_ENCODINGS), .crlf = i / 5 & 1, .alternative = i / 10 & 1,
                        .charset = charsets[i / 20 % G_N_ELEMENTS(charsets)]};
    g_autoptr(GBytes) raw = mail_new(&mail, html->str, html->len);
    struct ll_input input = {.raw = raw, .assume_newsletter = true};
    g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
    g_test_message("message %u, %s, %s: %s", i, ll_encoding_names[mail.encoding], mail.charset, outcome->reason);
    if (!outcome->edit)
      continue;
    check_edit(outcome->edit, raw, mail.charset);
    lean++;
    cuts[mail.encoding]++;
  }
  g_test_message("%u of %u lean", lean, all);
  g_assert_cmpuint(lean * 3, >=, all);
  for (int e = 0; e < LL_N_ENCODINGS; e++)
    g_assert_cmpuint(cuts[e], >, 0);
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  g_test_init(&argc, &argv, NULL);
  ll_init(&error);
  g_assert_no_error(error);
  g_test_add_func("/property/messages", test_messages);
  return g_test_run();
}
