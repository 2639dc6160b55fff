/* SPDX-License-Identifier: MIT
 * An outcome in words: text, brief, features, JSON; hostile text of a mail. */
#include "core/score.h"
#include <leanletter/explain.h>
#include <string.h>

/* An outcome made by hand: two blocks and an edit of 100 bytes of which 20 go. */
struct sample {
  ll_outcome outcome;
  ll_edit edit;
  ll_account cut, kept;
  GBytes *raw;
};

static GArray *spans(struct ll_span a, struct ll_span b) {
  GArray *array = g_array_new(FALSE, FALSE, sizeof a);
  g_array_append_val(array, a);
  if (b.end)
    g_array_append_val(array, b);
  return array;
}

static void sample_init(struct sample *s, const char *text) {
  static char detail[] = "sign up for <letter> (en.rules:12)";
  struct ll_account_signal idiom = {"idiom", 1, 4.5, detail}, box = {"box", 0.5, -0.25, NULL};
  memset(s, 0, sizeof *s);
  s->raw = g_bytes_new_take(g_strnfill(100, 'x'), 100);
  s->edit = (ll_edit){{40, 90},
                      LL_QUOTED_PRINTABLE,
                      spans((struct ll_span){2, 12}, (struct ll_span){20, 30}),
                      spans((struct ll_span){42, 52}, (struct ll_span){60, 70}),
                      NULL};
  s->cut = (ll_account){LL_SIGNUP,      LL_CUT, 4.25, {2, 12}, g_array_new(FALSE, FALSE, sizeof idiom),
                        g_strdup(text), 7, 9, true};
  g_array_append_val(s->cut.signals, idiom);
  g_array_append_val(s->cut.signals, box);
  s->kept = (ll_account){LL_HOUSE,         LL_KEEP, 0, {14, 18}, g_array_new(FALSE, FALSE, sizeof idiom),
                         g_strdup("Shop"), 1, 1, false};
  s->outcome = (ll_outcome){LL_LEAN, g_strdup("lean"), NULL, &s->edit, g_ptr_array_new(), NULL};
  g_ptr_array_add(s->outcome.accounts, &s->cut);
  g_ptr_array_add(s->outcome.accounts, &s->kept);
}

static void sample_clear(struct sample *s) {
  g_bytes_unref(s->raw);
  g_array_unref(s->edit.cuts);
  g_array_unref(s->edit.ranges);
  g_clear_pointer(&s->edit.tail, g_bytes_unref);
  g_array_unref(s->cut.signals);
  g_array_unref(s->kept.signals);
  g_free(s->cut.text);
  g_free(s->kept.text);
  g_free(s->outcome.reason);
  g_ptr_array_unref(s->outcome.accounts);
}

static const struct {
  const char *name;
  enum ll_format format;
  bool color;
  const char *want;
} rows[] = {
    {"text", LL_FORMAT_TEXT, false,
     "lean, cut signup:1, 100 -> 80 bytes, quoted-printable\n"
     "\n"
     "cut       signup     score 4.25, 7 words, bytes 2-12\n"
     "    \"Sign up now\"\n"
     "    idiom                  +4.50  sign up for <letter> (en.rules:12)\n"
     "    box                    -0.25\n"
     "\n"
     "keep      house      score 0.00, 1 words, bytes 14-18\n"
     "    \"Shop\"\n"},
    {"color", LL_FORMAT_TEXT, true,
     "lean, cut signup:1, 100 -> 80 bytes, quoted-printable\n"
     "\n"
     "\033[31;1mcut      \033[0m signup     score 4.25, 7 words, bytes 2-12\n"
     "    \"Sign up now\"\n"
     "    idiom                  +4.50  sign up for <letter> (en.rules:12)\n"
     "    box                    -0.25\n"
     "\n"
     "\033[32mkeep     \033[0m house      score 0.00, 1 words, bytes 14-18\n"
     "    \"Shop\"\n"},
    {"brief", LL_FORMAT_BRIEF, false, "lean\ncut signup: Sign up now\n"},
    {"json", LL_FORMAT_JSON, false,
     "{\n  \"verdict\": \"lean\",\n  \"reason\": \"lean\",\n  \"detail\": null,\n  \"bytes_before\": 100,\n"
     "  \"bytes_after\": 80,\n  \"encoding\": \"quoted-printable\",\n  \"part\": [40, 90],\n"
     "  \"cuts\": [[2, 12], [20, 30]],\n  \"ranges\": [[42, 52], [60, 70]],\n  \"blocks\": [\n"
     "    {\"class\": \"signup\", \"decision\": \"cut\", \"score\": 4.2500, \"words\": 7, \"decoded\": [2, "
     "12],\n"
     "     \"text\": \"Sign up now\",\n     \"signals\": [{\"name\": \"idiom\", \"weight\": 4.5000, "
     "\"detail\": \"sign up for <letter> (en.rules:12)\"}, {\"name\": \"box\", \"weight\": -0.2500, "
     "\"detail\": null}]},\n"
     "    {\"class\": \"house\", \"decision\": \"keep\", \"score\": 0.0000, \"words\": 1, \"decoded\": [14, "
     "18],\n"
     "     \"text\": \"Shop\",\n     \"signals\": []}\n  ]\n}\n"},
};

static void test_formats(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct sample s;
    sample_init(&s, "Sign up now");
    g_test_message("row %s", rows[i].name);
    g_autofree char *got = ll_explain(&s.outcome, s.raw, rows[i].format, rows[i].color);
    g_assert_cmpstr(got, ==, rows[i].want);
    sample_clear(&s);
  }
}

/* A table: names, then what is known of each block, then the value of each feature. */
static void test_features(void) {
  static const char *const want[] = {"decision\tclass\ttext\tstart\tend\twords\tsize\topen\tscore",
                                     "cut\tsignup\tSign up now\t2\t12\t7\t9\t1\t4.2500",
                                     "keep\thouse\tShop\t14\t18\t1\t1\t0\t0.0000"};
  struct sample s;
  sample_init(&s, "Sign up now");
  g_autofree char *got = ll_explain(&s.outcome, s.raw, LL_FORMAT_FEATURES, false);
  g_auto(GStrv) lines = g_strsplit(got, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, G_N_ELEMENTS(want) + 1);
  for (size_t i = 0; i < G_N_ELEMENTS(want); i++) {
    g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1);
    g_assert_true(g_str_has_prefix(lines[i], want[i]));
    g_assert_cmpuint(g_strv_length(fields), ==, 9 + LL_N_FEATURES);
    for (int f = 0; f < LL_N_FEATURES; f++) {
      const char *value = i != 1 ? "0" : f == LL_F_IDIOM ? "1" : f == LL_F_BOX ? "0.5" : "0";
      g_assert_cmpstr(fields[9 + f], ==, i == 0 ? ll_feature_names[f] : value);
    }
  }
  sample_clear(&s);
}

static const struct {
  const char *name, *text, *brief, *json;
} hostile[] = {
    {"newline", "a\r\n b", "cut signup: a b\n", "\"text\": \"a\\u000d\\u000a b\""},
    {"escape", "a\033[2Jb", "cut signup: a [2Jb\n", "\"text\": \"a\\u001b[2Jb\""},
    {"bidi override", "a\u202eb", "cut signup: ab\n", "\"text\": \"a\u202eb\""},
    {"C1",
     "a\xc2\x9b"
     "b",
     "cut signup: a b\n",
     "\"text\": \"a\xc2\x9b"
     "b\""},
    {"quotes", "a\"b\\c", "cut signup: a\"b\\c\n", "\"text\": \"a\\\"b\\\\c\""},
    {"not UTF-8", "a\xff", "cut signup: a\ufffd\n", "\"text\": \"a\ufffd\""},
};

static void test_hostile(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
    struct sample s;
    sample_init(&s, hostile[i].text);
    g_test_message("row %s", hostile[i].name);
    g_autofree char *brief = ll_explain(&s.outcome, s.raw, LL_FORMAT_BRIEF, false);
    g_autofree char *json = ll_explain(&s.outcome, s.raw, LL_FORMAT_JSON, false);
    g_assert_cmpstr(brief + strlen("lean\n"), ==, hostile[i].brief);
    g_assert_nonnull(strstr(json, hostile[i].json));
    sample_clear(&s);
  }
}

static void test_tail(void) {
  struct sample s;
  sample_init(&s, "");
  s.edit.encoding = LL_BASE64;
  s.edit.tail = g_bytes_new_static("abc", 3);
  g_autofree char *json = ll_explain(&s.outcome, s.raw, LL_FORMAT_JSON, false);
  g_assert_nonnull(strstr(json, "\"bytes_after\": 83,"));
  g_assert_nonnull(strstr(json, "\"tail\": {\"at\": 60, \"bytes_base64\": \"YWJj\"}"));
  sample_clear(&s);
}

static void test_left_alone(void) {
  static char reason[] = "signed", detail[] = "multipart/signed";
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
  ll_outcome outcome = {LL_LEFT_ALONE, reason, detail, NULL, none, NULL};
  g_autofree char *text = ll_explain(&outcome, raw, LL_FORMAT_TEXT, false);
  g_autofree char *json = ll_explain(&outcome, raw, LL_FORMAT_JSON, false);
  g_autofree char *classes = ll_explain_classes(&outcome);
  g_assert_cmpstr(text, ==, "left-alone: signed (multipart/signed)\n");
  g_assert_cmpstr(
      json, ==,
      "{\n  \"verdict\": \"left-alone\",\n  \"reason\": \"signed\",\n  \"detail\": \"multipart/signed\",\n"
      "  \"bytes_before\": 1,\n  \"bytes_after\": 1,\n  \"blocks\": []\n}\n");
  g_assert_cmpstr(classes, ==, "");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/explain/formats", test_formats);
  g_test_add_func("/explain/features", test_features);
  g_test_add_func("/explain/hostile", test_hostile);
  g_test_add_func("/explain/tail", test_tail);
  g_test_add_func("/explain/left-alone", test_left_alone);
  return g_test_run();
}
