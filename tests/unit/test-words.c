/* SPDX-License-Identifier: MIT
 * Normalisation and tokens: what comes out of a text, where it stood, where sentences start. */
#include "core/words.h"

#include <string.h>

/* `/` in `want`: a sentence starts here; `+`: no white space before; `-`: no word for a reader. */
static const struct {
  const char *name, *text, *want;
} rows[] = {
    {"plain", "Subscribe to our Newsletter", "subscribe to our newsletter"},
    {"two sentences", "Read on. Subscribe!", "read on / subscribe"},
    {"number of an issue", "Vol. 3, No. 14. Out", "vol 3 no 14 / out"},
    {"sentence and number", "It rained. 14 boats", "it rained / 14 boats"},
    {"a point inside", "visit example.com now", "visit example +com now"},
    {"a point, a bracket", "Read this.) Next", "read this / next"},
    {"a point, a quote", "\u201cRead this.\u201d Next", "read this / next"},
    {"a point at the end of a tag", "Read this.Next", "read this +next"},
    {"colon", "Follow us: Facebook", "follow us / facebook"},
    {"time", "at 10:30 today", "at 10 +30 today"},
    {"semicolon, ellipsis", "one; two\u2026 three... four", "one / two / three / four"},
    {"items", "Home | Shop \u00b7 Blog \u2022 About", "home / shop / blog / about"},
    {"items without spaces", "Home|Shop\u2022Blog", "home / +shop / +blog"},
    {"guillemet between items", "Home \u00bb Shop", "home / shop"},
    {"guillemets as quotes", "recevez \u00ab\u00a0La Matinale\u00a0\u00bb chaque jour",
     "recevez la matinale chaque jour"},
    {"German guillemets", "lesen Sie \u00bbDie Woche\u00ab jetzt", "lesen sie die woche jetzt"},
    {"greater than", "Subscribe > Log in", "subscribe / log in"},
    {"arrow", "Read more \u2192 Subscribe", "read more / subscribe"},
    {"Spanish question", "Hola \u00bfte lo reenviaron? S\u00ed", "hola / te lo reenviaron / si"},
    {"newline is no border", "sign\n  up", "sign up"},
    {"line separator", "sign\u2028up", "sign / +up"},
    {"apostrophe", "S'inscrire \u00e0 l\u2019email, don't", "s +inscrire a l +email don +t"},
    {"hyphen", "e-mail news\u2011letter", "e +mail news +letter"},
    {"signs are no words", "save & share + @me #tag 50% \u20ac", "save share me tag 50"},
    {"emoji", "\U0001F449 Subscribe \U0001F525 now \u2709\ufe0f", "subscribe now"},
    {"trade mark", "Leanletter\u2122 \u00a9 2024", "leanletter 2024"},
    {"numbers", "20,000 20.000 20'000 20\u2019000 20\u00a0000 20\u202f000 20 000",
     "20000 20000 20000 20000 20000 20000 20 000"},
    {"number borders", "5k, 10K+ 3.5 1,2 2024. Next 12a 1.a 20\u00a01234",
     "5k 10k 35 12 2024 / next 12a 1 +a 20 1234"},
    {"native digits", "\u0661\u0662\u0663 \u0967\u0968 \uff15\uff10 \u2460", "123 12 50 1"},
    {"soft hyphen, zero width", "news\u00adletter un\u200bsub\u200cscribe \u2060x\ufeff",
     "newsletter unsubscribe x"},
    {"only filler", "\u200c\u00a0\u200c\u00a0\u034f \u2800\u3164", ""},
    {"no-break space", "sign\u00a0up", "sign up"},
    {"C1 as windows-1252", "don\xc2\x92t wait\xc2\x85 \xc2\x80 \xc2\x9cuvre", "don +t wait / oeuvre"},
    {"French", "R\u00e9ception d\u2019\u0152uvre \u00e0 No\u00ebl", "reception d +oeuvre a noel"},
    {"combining marks", "re\u0301ception u\u0308ber n\u0303", "reception uber n"},
    {"many marks", "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030db", "ab"},
    {"German", "Gr\u00fc\u00dfe \u00c4NDERN STRA\u1e9eE", "grusse andern strasse"},
    {"Nordic", "\u00d8nsker S\u00e6r \u00c5 \u00feetta E\u00f0a", "onsker saer a \u00feetta eda"},
    {"Polish, Croatian", "\u0141\u00f3d\u017a \u0110uro \u017b\u00f3\u0142\u0107", "lodz duro zolc"},
    {"Turkish", "\u0130STANBUL \u0131\u015f\u0131k DI\u015e I\u011eDIR abone\u2019lik",
     "istanbul isik dis igdir abone +lik"},
    {"Vietnamese", "\u0110\u0103ng k\u00fd nh\u1eadn b\u1ea3n tin", "dang ky nhan ban tin"},
    {"Catalan", "Cancel\u00b7lar col\u00b7lecci\u00f3 A \u00b7 B", "cancellar colleccio a / b"},
    {"Greek", "\u0395\u03b3\u03b3\u03c1\u03b1\u03c6\u03ae \u03a4\u039f\u03a5\u03a3 \u03c4\u03bf\u03c5\u03c2",
     "\u03b5\u03b3\u03b3\u03c1\u03b1\u03c6\u03b7 \u03c4\u03bf\u03c5\u03c3 \u03c4\u03bf\u03c5\u03c3"},
    {"Russian",
     "\u041f\u043e\u0434\u043f\u0438\u0448\u0438\u0442\u0435\u0441\u044c \u0415\u0449\u0451 "
     "\u041c\u041e\u0419",
     "\u043f\u043e\u0434\u043f\u0438\u0448\u0438\u0442\u0435\u0441\u044c \u0435\u0449\u0435 "
     "\u043c\u043e\u0438"},
    {"Ukrainian apostrophe", "\u0456\u043c\u02bc\u044f", "\u0456\u043c +\u044f"},
    {"Hebrew with points", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"},
    {"Armenian tone marks", "\u0579\u0565\u055e\u0584 \u0578\u0582\u0566\u0578\u055b\u0582\u0574",
     "\u0579\u0565\u0584 \u0578\u0582\u0566\u0578\u0582\u0574"},
    {"Devanagari nukta and candrabindu",
     "\u0938\u092c\u094d\u0938\u0915\u094d\u0930\u093e\u0907\u092c \u092a\u0922\u093c\u0947\u0902 \u095b\u0930\u093e \u092f\u0939\u093e\u0901",
     "\u0938\u092c\u094d\u0938\u0915\u094d\u0930\u093e\u0907\u092c \u092a\u0922\u0947\u0902 \u091c\u0930\u093e \u092f\u0939\u093e\u0902"},
    {"Hebrew gershayim", "\u05d3\u05d5\u05d0\u05f4\u05dc \u05d3\u05d5\u05d0\"\u05dc",
     "\u05d3\u05d5\u05d0 +\u05dc \u05d3\u05d5\u05d0 +\u05dc"},
    {"Arabic with points",
     "\u0633\u064e\u062c\u0651\u0650\u0644 \u0623\u064f\u062f\u062e\u0650\u0644 "
     "\u0646\u0640\u0640\u0639\u0645\u061f \u0644\u0627",
     "\u0633\u062c\u0644 \u0627\u062f\u062e\u0644 \u0646\u0639\u0645 / \u0644\u0627"},
    {"Persian letters", "\u06a9\u06cc \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
     "\u0643\u064a \u0645\u064a\u062e\u0648\u0627\u0647\u0645"},
    {"Hindi keeps its signs",
     "\u0938\u0926\u0938\u094d\u092f\u0924\u093e \u0932\u0947\u0902\u0964 \u0905\u092c",
     "\u0938\u0926\u0938\u094d\u092f\u0924\u093e \u0932\u0947\u0902 / \u0905\u092c"},
    {"Han", "\u8ba2\u9605\u3002\u8ba2", "\u8ba2 +\u9605 / +\u8ba2"},
    {"kana", "\u30e1\u30fc\u30eb\u30fb\u30de\u30ac", "\u30e1 +\u30fc +\u30eb +\u30de +\u30ac"},
    {"kana composed and not", "\u304c\u304b\u3099 \uff76\uff9e", "\u304c +\u304c \u30ac"},
    {"Latin in kana", "News\u306b\u767b\u9332", "news +\u306b +\u767b +\u9332"},
    {"fullwidth", "\uff33\uff35\uff22 \uff11\uff12\uff01\uff33", "sub 12 / +s"},
    {"Hangul", "\uad6c\ub3c5 \uc2e0\uccad", "\uad6c +\ub3c5 \uc2e0 +\uccad"},
    {"Hangul in jamo", "\u1100\u116e\u1103\u1169\u11a8", "\uad6c +\ub3c5"},
    {"Thai", "\u0e19\u0e49\u0e33 \u0e02\u0e48\u0e32\u0e27",
     "\u0e19 +-\u0e49 +-\u0e4d +\u0e32 \u0e02 +-\u0e48 +\u0e32 +\u0e27"},
    {"mathematical letters", "\U0001D5E6\U0001D602\U0001D5EF now", "sub now"},
    {"ligature", "of\ufb01ce", "office"},
    {"broken UTF-8", "sign\xff\xc3up \xe2\x82", "sign +up"},
    {"underscore, slash", "a_b c/d", "a +b c +d"},
};

static char *show(const ll_words *words) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < words->words->len; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    if (i > 0)
      g_string_append(out, word->sentence ? " / " : " ");
    g_string_append(out, word->solid ? "+" : "");
    g_string_append(out, word->full ? "" : "-");
    g_string_append(out, word->text);
  }
  return g_string_free(out, false);
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ll_words) words = ll_words_new();
    ll_words_append(words, rows[i].text, strlen(rows[i].text));
    g_autofree char *got = show(words);
    if (!g_str_equal(got, rows[i].want))
      g_test_fail_printf("%s: \"%s\" gives \"%s\", not \"%s\"", rows[i].name, rows[i].text, got,
                         rows[i].want);
    g_assert_cmpuint(words->source->len, ==, strlen(rows[i].text));
  }
}

/* Pieces, `` for a break. */
static const struct {
  const char *name, *pieces[5], *want;
} joins[] = {
    {"a tag inside a word", {"un", "subscribe now"}, "unsubscribe now"},
    {"three tags", {"u", "n", "subscribe"}, "unsubscribe"},
    {"a space before", {"un ", "subscribe"}, "un subscribe"},
    {"a space after", {"un", " subscribe"}, "un subscribe"},
    {"a break", {"un", "", "subscribe"}, "un / subscribe"},
    {"a stop before the tag", {"Read.", " Next"}, "read / next"},
    {"a stop and no space", {"Read.", "Next"}, "read +next"},
    {"a mark in the next text", {"e", "\u0301t\u00e9"}, "ete"},
    {"kana do not join", {"\u30e1", "\u30eb"}, "\u30e1 +\u30eb"},
    {"a number", {"20", ",000"}, "20000"},
    {"a number goes on", {"20", "24"}, "2024"},
    {"sentence and word", {"One.", " T", "wo"}, "one / two"},
};

static void test_joins(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(joins); i++) {
    g_autoptr(ll_words) words = ll_words_new();
    for (const char *const *piece = joins[i].pieces; *piece; piece++)
      **piece ? ll_words_append(words, *piece, strlen(*piece)) : ll_words_break(words);
    g_autofree char *got = show(words);
    if (!g_str_equal(got, joins[i].want))
      g_test_fail_printf("%s: gives \"%s\", not \"%s\"", joins[i].name, got, joins[i].want);
  }
}

static void test_positions(void) {
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, "\u00c9t\u00e9, l'un", 11);
  ll_words_append(words, "e 20,000 \u30e1\u30eb", 15);
  static const struct ll_span want[] = {{0, 5}, {7, 8}, {9, 12}, {13, 19}, {20, 23}, {23, 26}};
  g_assert_cmpuint(words->words->len, ==, G_N_ELEMENTS(want));
  for (guint i = 0; i < words->words->len; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    g_assert_cmpuint(word->start, ==, want[i].start);
    g_assert_cmpuint(word->end, ==, want[i].end);
  }
}

static void test_interned(void) {
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, "News news NEWS", 14);
  const struct ll_word *word = &g_array_index(words->words, struct ll_word, 0);
  g_assert_true(word[0].sentence && !word[1].sentence);
  g_assert_true(word[0].text == word[1].text && word[1].text == word[2].text);
}

static void test_long(void) {
  g_autofree char *text = g_strnfill(100000, 'a');
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, text, 60000);
  ll_words_append(words, text, 40000);
  g_assert_cmpuint(words->words->len, ==, 1);
  const struct ll_word *word = &g_array_index(words->words, struct ll_word, 0);
  g_assert_cmpuint(strlen(word->text), ==, LL_WORD_BYTES);
  g_assert_cmpuint(word->end, ==, 100000);
}

/* Folding what is folded changes nothing, whatever the bytes. */
static void test_random(void) {
  for (int round = 0; round < 3000; round++) {
    char text[64];
    gint length = g_test_rand_int_range(0, sizeof text);
    for (gint i = 0; i < length; i++)
      text[i] = (char)g_test_rand_int_range(round % 2 ? 0 : 0x80, 256);
    g_autofree char *once = ll_words_fold(text, length);
    g_autofree char *twice = ll_words_fold(once, -1);
    g_assert_cmpstr(once, ==, twice);
    g_assert_true(g_utf8_validate(once, -1, NULL));
  }
}

static void test_random_chars(void) {
  for (int round = 0; round < 3000; round++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 12; i++) {
      gunichar c = (gunichar)g_test_rand_int_range(1, round % 3 ? 0x3200 : 0x1f000);
      if (g_unichar_validate(c))
        g_string_append_unichar(text, c);
    }
    g_autofree char *once = ll_words_fold(text->str, (gssize)text->len);
    g_autofree char *twice = ll_words_fold(once, -1);
    g_assert_cmpstr(once, ==, twice);
  }
}

/* `text`: a slash ends a line, as a block border does; `max` bytes are printed. */
static void test_printed(void) {
  static const struct {
    const char *name, *text;
    size_t max;
    const char *want;
  } printed[] = {
      {"hyphen, accents, apostrophe", "Inscrivez-vous \u00e0 l\u2019infolettre !", 99, "Inscrivez-vous \u00e0 l\u2019infolettre"},
      {"punctuation", "Sign up, now & here. Go!", 99, "Sign up, now & here. Go"},
      {"lines", "Sign up/Now", 99, "Sign up Now"},
      {"lines with white space", "Sign up \n/\n Now", 99, "Sign up \n\n Now"},
      {"no blanks between words", "\u65b0\u805e\u3092/\u8aad\u3080", 99, "\u65b0\u805e\u3092 \u8aad\u3080"},
      {"much between two words", "Sign up * * * * * * * now", 99, "Sign up now"},
      {"whole words only", "Gr\u00fc\u00dfe aus Riga", 12, "Gr\u00fc\u00dfe aus"},
      {"not even one word", "Gr\u00fc\u00dfe", 6, ""},
      {"nothing", "", 99, ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(printed); i++) {
    g_autoptr(ll_words) words = ll_words_new();
    g_auto(GStrv) lines = g_strsplit(printed[i].text, "/", -1);
    for (char **line = lines; *line; line++) {
      ll_words_append(words, *line, strlen(*line));
      ll_words_break(words);
    }
    g_autofree char *got = ll_words_printed(words, 0, words->words->len, printed[i].max);
    g_test_message("row %s", printed[i].name);
    g_assert_cmpstr(got, ==, printed[i].want);
  }
}

/* How much there is to read in a word. */
static void test_letters(void) {
  static const struct {
    const char *word;
    unsigned letters;
  } sizes[] = {{"letter", 6},
               {"\u043f\u0438\u0441\u044c\u043c\u043e", 6}, {"\u4fe1", 2}, {"\ub274\uc2a4\ub808\ud130", 2}, {"\u0e02", 2}};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autoptr(ll_words) words = ll_words_new();
    ll_words_append(words, sizes[i].word, strlen(sizes[i].word));
    g_test_message("word %s", sizes[i].word);
    g_assert_cmpuint(g_array_index(words->terms, struct ll_term, 0).letters, ==, sizes[i].letters);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/rows", test_rows);
  g_test_add_func("/words/printed", test_printed);
  g_test_add_func("/words/joins", test_joins);
  g_test_add_func("/words/positions", test_positions);
  g_test_add_func("/words/interned", test_interned);
  g_test_add_func("/words/letters", test_letters);
  g_test_add_func("/words/long", test_long);
  g_test_add_func("/words/random-bytes", test_random);
  g_test_add_func("/words/random-characters", test_random_chars);
  return g_test_run();
}
