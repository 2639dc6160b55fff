/* SPDX-License-Identifier: MIT
 * The whole of ll_clean(), with a threshold so low that much is cut.  An input that starts with a byte below 8 is HTML, to
 * be wrapped (bits 0 and 1: the encoding, bit 2: CRLF); any other is a message. */
#include "core/climb.h"
#include "core/codec.h"
#include "core/message.h"
#include "core/verify.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/mail.h"
#include <leanletter/explain.h>
#include <string.h>

static ll_config *config;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  static const char *const settings[] = {"classes.profile=strict", "cleaning.budget=95%", "cleaning.rest=1", NULL};
  g_autoptr(GError) error = NULL;
  config = ll_init(&error) ? ll_config_load_with(NULL, settings, &error) : NULL;
  g_assert_no_error(error);
  config->threshold = -1.5; /* lower than a configuration file may say */
  return 0;
}

static GBytes *message_of(const uint8_t *data, size_t size) {
  static const enum ll_encoding encodings[] = {LL_8BIT, LL_QUOTED_PRINTABLE, LL_BASE64, LL_7BIT};
  if (size == 0 || data[0] >= 8)
    return g_bytes_new(data, size);
  struct mail mail = {.encoding = encodings[data[0] & 3], .crlf = (data[0] & 4) != 0, .alternative = size & 1};
  return mail_new(&mail, (const char *)data + 1, size - 1);
}

/* Does a reader leave by this target?  Not where a page ran into an attribute and made it one of no scheme there is. */
static bool is_way_out(const char *href) {
  const char *scheme = g_uri_peek_scheme(href);
  return strcasestr(href, "unsubscribe") &&
         (!scheme || g_strv_contains((const char *const[]){"http", "https", "mailto", NULL}, scheme));
}

/* The targets of visible links by which readers leave, one a line. */
static char *ways_out(GBytes *raw) {
  g_autoptr(ll_message) message = ll_message_parse(raw, &config->limits, &(const char *){NULL});
  g_assert_nonnull(message);
  g_autoptr(ll_text) text = ll_text_decode(raw, message->part, message->encoding, NULL);
  gsize n;
  const char *bytes = g_bytes_get_data(text->bytes, &n);
  const ll_charset *charset = ll_charset_of_part(message->charset, bytes, n);
  g_autoptr(ll_doc) doc = ll_doc_parse(text->bytes, charset, &config->limits, &(const char *){NULL});
  g_assert_nonnull(doc);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < doc->nodes->len; i++) {
    const char *href = ll_doc_node(doc, (int32_t)i)->tag == LL_TAG_A ? ll_doc_attribute(doc, (int32_t)i, "href") : NULL;
    if (href && is_way_out(href) && ll_visible(doc, (int32_t)i, NULL))
      g_string_append_printf(out, "%s\n", href);
  }
  return g_string_free(out, FALSE);
}

static void check_lean(const ll_outcome *outcome, GBytes *raw) {
  g_autoptr(GBytes) lean = fuzz_check_edit(outcome->edit, raw);
  g_autofree char *before = ways_out(raw), *after = ways_out(lean);
  g_assert_cmpstr(before, ==, after);
}

static void check_explained(const ll_outcome *outcome, GBytes *raw) {
  for (int format = 0; format < LL_N_FORMATS; format++) {
    g_autofree char *text = ll_explain(outcome, raw, (enum ll_format)format, format == 0);
    g_assert_true(g_utf8_validate(text, -1, NULL));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autoptr(GBytes) raw = message_of(data, size);
  struct ll_input input = {.raw = raw, .assume_newsletter = true, .explain = true};
  g_autoptr(ll_outcome) outcome = ll_clean(config, &input), again = ll_clean(config, &input);
  g_assert_true(outcome->reason && (outcome->verdict == LL_LEAN) == (outcome->edit != NULL));
  g_assert_false(g_str_equal(outcome->reason, "verify-order"));
  g_assert_false(g_str_equal(outcome->reason, "verify-state"));
  g_assert_cmpstr(outcome->reason, ==, again->reason);
  g_assert_cmpuint(outcome->accounts->len, ==, again->accounts->len);
  check_explained(outcome, raw);
  if (outcome->edit)
    check_lean(outcome, raw);
  return 0;
}
