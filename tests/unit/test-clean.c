/* SPDX-License-Identifier: MIT
 * Whole messages: verdicts, reasons, accounts, policies, senders, budget; the rules in use. */
#include "tests/unit/mail.h"
#include "tests/unit/quick.h"
#include "tests/unit/tree.h"
#include <leanletter/leanletter.h>
#include <stdio.h>
#include <string.h>

#define ARTICLE                                                                                                           \
  "<h2>Slip to reopen</h2>\n<p>The council voted on Monday to reopen the old slip, twenty years after the last boat left it, " \
  "and work on the pilings begins in May when the water is low.</p>\n"
#define PITCH                                                                                                             \
  "<div style=\"background:#e8eef7;padding:9px\"><h3>Get our newsletter</h3>\n<p>Sign up for our free newsletter.</p>\n"  \
  "<p><a href=\"https://harbourletter.example/signup\">Sign up now</a></p></div>\n"
#define SOCIAL                                                                                                            \
  "<p>Follow us: <a href=\"https://facebook.com/harbour\">Facebook</a> <a href=\"https://instagram.com/harbour\">Instagram</a>" \
  "</p>\n"
#define FOOT                                                                                                              \
  "<p>You receive this email because you subscribed. <a href=\"https://harbourletter.example/u/7f3a\">Unsubscribe</a></p>\n"
#define LETTER ARTICLE PITCH ARTICLE_2 SOCIAL FOOT
#define COMIC "<p><img src=\"https://harbourletter.example/strip.gif\" width=600 height=200 alt=\"\"></p>\n"
#define ARTICLE_2                                                                                                         \
  "<h2>Gulls return</h2>\n<p>Three hundred pairs were counted on the island this spring, the harbour master said, more than in " \
  "any year since the count began, and nobody quite knows why.</p>\n"

static ll_config *load(const char *file, const char *settings) {
  static const char *const english[] = {"en", "links", "weights", NULL};
  g_autofree char *all = g_strjoin(" ", quick_rules(english), settings, NULL);
  g_auto(GStrv) list = g_strsplit(all, " ", -1);
  g_autoptr(GError) error = NULL;
  ll_config *config = ll_config_load_with(file, (const char *const *)list, &error);
  g_assert_no_error(error);
  return config;
}

/* "reason: decision class, ..." of what is cut and reported. */
static char *print(const ll_outcome *outcome) {
  static const char *const decisions[] = {"cut", "keep", "report", "protected"};
  GString *out = g_string_new(outcome->reason);
  for (guint i = 0; i < outcome->accounts->len; i++) {
    const ll_account *account = g_ptr_array_index(outcome->accounts, i);
    if (account->decision == LL_CUT || account->decision == LL_REPORT)
      g_string_append_printf(out, ", %s %s", decisions[account->decision], ll_class_names[account->class]);
  }
  return g_string_free(out, FALSE);
}

static const struct {
  const char *name, *html, *fields, *settings, *want;
} rows[] = {
    {"newsletter", LETTER, NULL, NULL, "lean, cut signup, cut social"},
    {"nothing in it", ARTICLE ARTICLE_2 FOOT, NULL, NULL, "nothing-to-cut"},
    {"one class kept", LETTER, NULL, "classes.social=keep", "lean, cut signup"},
    {"one class reported", LETTER, NULL, "classes.social=report", "lean, cut signup, report social"},
    {"all reported", LETTER, NULL, "classes.social=report classes.signup=report", "nothing-to-cut, report signup, report social"},
    {"gentle", LETTER, NULL, "classes.profile=gentle", "lean, cut signup"},
    {"high threshold", LETTER, NULL, "cleaning.threshold=90", "nothing-to-cut"},
    {"over the budget", LETTER, NULL, "cleaning.budget=16%", "over-budget, cut signup, cut social"},
    {"pictures are something to look at", COMIC COMIC COMIC LETTER, NULL, "cleaning.budget=16%", "lean, cut signup, cut social"},
    {"too little would remain", LETTER, NULL, "cleaning.rest=500", "nothing-would-remain, cut signup, cut social"},
    {"limit on words", LETTER LETTER, NULL, "limits.words=100", "too-many-words"},
    {"limit on tokens", LETTER LETTER LETTER, NULL, "limits.tokens=100", "too-many-tokens"},
    {"limit on the message", LETTER, NULL, "limits.message-size=1024", "message-too-large"},
    {"limit on HTML", LETTER LETTER, NULL, "limits.html-size=1024", "html-size"},
    {"discussion list", LETTER, "X-BeenThere: boats@example.org\nList-Post: <mailto:boats@example.org>\n", NULL, "discussion-list"},
    {"notice", ARTICLE PITCH SOCIAL FOOT, NULL, NULL, "notification"},
    {"answering machine", LETTER, "Auto-Submitted: auto-replied\n", NULL, "auto-reply"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ll_config) config = load(NULL, rows[i].settings);
    struct mail mail = {.encoding = LL_8BIT, .fields = rows[i].fields};
    g_autoptr(GBytes) raw = mail_new(&mail, rows[i].html, strlen(rows[i].html));
    struct ll_input input = {.raw = raw};
    g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
    g_autofree char *got = print(outcome);
    tree_equal(rows[i].name, got, rows[i].want);
    bool lean = g_str_equal(outcome->reason, "lean"), nothing = g_str_equal(outcome->reason, "nothing-to-cut");
    g_assert_cmpint(outcome->verdict, ==, lean ? LL_LEAN : nothing ? LL_NOTHING : LL_LEFT_ALONE);
    g_assert_true((outcome->edit != NULL) == lean);
  }
}

/* ---- what is left of the message, in each encoding ---- */

static void check_lean(const char *name, GBytes *raw, const ll_outcome *outcome) {
  static const char *const gone[] = {"Get our", "facebook.com", "/signup"}, *const stays[] = {"pilings", "Gulls", "/u/7f3a"};
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) lean = ll_edit_apply(outcome->edit, raw, &error);
  g_assert_no_error(error);
  g_test_message("row %s", name);
  gsize n;
  const char *bytes = g_bytes_get_data(lean, &n);
  g_autofree char *text = g_strndup(bytes, n);
  for (size_t i = 0; i < G_N_ELEMENTS(gone); i++)
    g_assert_null(strstr(text, gone[i]));
  for (size_t i = 0; i < G_N_ELEMENTS(stays) && outcome->edit->encoding != LL_BASE64; i++)
    g_assert_nonnull(strstr(text, stays[i]));
  g_autoptr(GBytes) removed = ll_edit_removed(outcome->edit, raw, &error);
  g_autoptr(GBytes) again = ll_edit_undo(outcome->edit, lean, removed, &error);
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(again, raw));
}

static void test_encodings(void) {
  g_autoptr(ll_config) config = load(NULL, NULL);
  for (int encoding = 0; encoding < LL_N_ENCODINGS; encoding++)
    for (int form = 0; form < 4; form++) {
      struct mail mail = {.encoding = (enum ll_encoding)encoding, .crlf = form & 1, .alternative = form & 2};
      g_autoptr(GBytes) raw = mail_new(&mail, LETTER, strlen(LETTER));
      struct ll_input input = {.raw = raw};
      g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
      g_autofree char *got = print(outcome);
      tree_equal(ll_encoding_names[encoding], got, "lean, cut signup, cut social");
      if (outcome->edit)
        check_lean(ll_encoding_names[encoding], raw, outcome);
    }
}

/* ---- accounts ---- */

/* In message order, within the part; the score is the sum of the signals. */
static void test_accounts(void) {
  g_autoptr(ll_config) config = load(NULL, NULL);
  g_autoptr(GBytes) raw = mail_new(&(struct mail){.encoding = LL_8BIT}, LETTER, strlen(LETTER));
  struct ll_input input = {.raw = raw, .explain = LL_EXPLAIN_BLOCKS};
  g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
  unsigned counts[LL_PROTECTED + 1] = {0};
  size_t at = 0;
  for (guint i = 0; i < outcome->accounts->len; i++) {
    const ll_account *account = g_ptr_array_index(outcome->accounts, i);
    double sum = 0;
    for (guint k = 0; k < account->signals->len; k++)
      sum += g_array_index(account->signals, struct ll_account_signal, k).weight;
    g_test_message("account of \"%s\"", account->text);
    g_assert_cmpfloat_with_epsilon(sum, account->score, 1e-6);
    g_assert_cmpuint(account->decoded.start, >=, at);
    g_assert_cmpuint(account->decoded.end, >, account->decoded.start);
    g_assert_cmpuint(account->decoded.end, <=, strlen(LETTER));
    g_assert_true(account->decision != LL_CUT || account->score >= config->threshold);
    at = account->decoded.start;
    counts[account->decision]++;
  }
  g_assert_cmpuint(counts[LL_CUT], ==, 2);
  g_assert_cmpuint(counts[LL_PROTECTED], ==, 1);
}

/* The same input twice is the same outcome. */
static void test_determinism(void) {
  g_autoptr(ll_config) config = load(NULL, NULL), other = load(NULL, NULL);
  g_autoptr(GBytes) raw = mail_new(&(struct mail){.encoding = LL_BASE64}, LETTER, strlen(LETTER));
  struct ll_input input = {.raw = raw};
  g_autoptr(ll_outcome) a = ll_clean(config, &input), b = ll_clean(config, &input), c = ll_clean(other, &input);
  g_autofree char *first = print(a), *second = print(b), *third = print(c);
  g_assert_cmpstr(first, ==, second);
  g_assert_cmpstr(first, ==, third);
  g_autoptr(GBytes) x = ll_edit_apply(a->edit, raw, NULL), y = ll_edit_apply(b->edit, raw, NULL), z = ll_edit_apply(c->edit, raw, NULL);
  g_assert_true(g_bytes_equal(x, y) && g_bytes_equal(x, z));
}

/* What was cut is not found again: a second pass has nothing to do. */
static void test_twice(void) {
  g_autoptr(ll_config) config = load(NULL, NULL);
  g_autoptr(GBytes) raw = mail_new(&(struct mail){.encoding = LL_QUOTED_PRINTABLE}, LETTER, strlen(LETTER));
  struct ll_input input = {.raw = raw};
  g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
  g_autoptr(GBytes) lean = ll_edit_apply(outcome->edit, raw, NULL);
  input.raw = lean;
  g_autoptr(ll_outcome) again = ll_clean(config, &input);
  g_assert_cmpstr(again->reason, ==, "nothing-to-cut");
}

/* ---- [sender NAME] ---- */

static const struct {
  const char *name, *text, *want;
} senders[] = {
    {"off", "[sender harbourletter.example]\noff = yes\n", "sender-off"},
    {"address off", "[sender desk@harbourletter.example]\noff = yes\n", "sender-off"},
    {"another one off", "[sender letter.example]\noff = yes\n", "lean, cut signup, cut social"},
    {"keeps a class", "[sender harbourletter.example]\nkeep = social\n", "lean, cut signup"},
    {"reports a class", "[sender harbourletter.example]\nreport = social\n", "lean, cut signup, report social"},
    {"profile", "[sender harbourletter.example]\nprofile = gentle\n", "lean, cut signup"},
    {"address before domain", "[sender harbourletter.example]\noff = yes\n[sender desk@harbourletter.example]\nkeep = social\n",
     "lean, cut signup"},
};

static void test_senders(void) {
  g_autoptr(GBytes) raw = mail_new(&(struct mail){.encoding = LL_8BIT}, LETTER, strlen(LETTER));
  g_autofree char *directory = g_dir_make_tmp("leanletter-XXXXXX", NULL), *file = g_build_filename(directory, "x.conf", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
    g_autoptr(GError) error = NULL;
    g_file_set_contents(file, senders[i].text, -1, &error);
    g_assert_no_error(error);
    g_autoptr(ll_config) config = load(file, NULL);
    g_autoptr(ll_outcome) outcome = ll_clean(config, &(struct ll_input){.raw = raw});
    g_autofree char *got = print(outcome);
    tree_equal(senders[i].name, got, senders[i].want);
  }
  remove(file);
  remove(directory);
}

/* The header alone refuses what the whole message is refused for. */
static void test_header(void) {
  g_autoptr(ll_config) config = load(NULL, NULL);
  static const char *const fields[] = {NULL, "Auto-Submitted: auto-replied\n", "X-BeenThere: boats@example.org\n",
                                      "Precedence: list\nList-Post: <mailto:boats@example.org>\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_autoptr(GBytes) raw = mail_new(&(struct mail){.encoding = LL_8BIT, .fields = fields[i]}, LETTER, strlen(LETTER));
    g_autoptr(ll_outcome) outcome = ll_clean(config, &(struct ll_input){.raw = raw});
    const char *reason = ll_refused_on_header(config, raw, NULL);
    g_assert_cmpstr(reason, ==, outcome->verdict == LL_LEAN ? NULL : outcome->reason);
  }
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  ll_init(&error);
  g_assert_no_error(error);
  g_test_add_func("/clean/rows", test_rows);
  g_test_add_func("/clean/encodings", test_encodings);
  g_test_add_func("/clean/accounts", test_accounts);
  g_test_add_func("/clean/determinism", test_determinism);
  g_test_add_func("/clean/twice", test_twice);
  g_test_add_func("/clean/senders", test_senders);
  g_test_add_func("/clean/header", test_header);
  return g_test_run();
}
