/* SPDX-License-Identifier: MIT
 * The rule language: what a pattern finds in a text, which matches count, weights. */
#include "core/rules.h"

#include <string.h>

/* `rules` is the body of a [signup idiom] section (sets too); `want` the words found, matches separated by " / ". */
static const struct {
  const char *name, *rules, *text, *want;
} rows[] = {
    {"a word", "subscribe", "Please SUBSCRIBE now, resubscribe", "subscribe"},
    {"two words", "sign up", "sign up, signup, sign it up; sign-up", "sign up / sign up"},
    {"punctuation between", "thanks dear reader", "thanks, dear (reader)", "thanks dear reader"},
    {"not over a sentence", "sign up", "A sign. Up we go", ""},
    {"not over a line", "sign up", "sign\nup", ""},
    {"hyphens and accents", "e-mail à l'été", "E\u2011mail a L\u2019ETE", "e mail a l ete"},
    {"stem", "abonn*", "Abonnez, abonnieren, ein Jahresabonnement", "abonnez / abonnieren"},
    {"stem is a word too", "abonn*", "abonn", "abonn"},
    {"ending", "*letter", "Newsletter letter letters", "newsletter / letter"},
    {"compound", "*newsletter*", "Die Newsletteranmeldung, der Morgennewsletter, newslette",
     "newsletteranmeldung / morgennewsletter"},
    {"a stem of two words", "s'abonn*", "S'abonner ici", "s abonner"},
    {"an ending of two words", "*er-letter", "super letter", "super letter"},
    {"a word fits several", "news*\n*letter\n*wslet*\nnewsletter", "newsletter", "newsletter"},
    {"alternatives", "(subscribe|sign up) (to|for)", "sign up for, subscribe to, sign to",
     "sign up for / subscribe to"},
    {"nested", "(a (b|c d)|e) f", "a b f, a c d f, e f, a f", "a b f / a c d f / e f"},
    {"optional", "sign up [to|for] [our|the] newsletter", "sign up newsletter, sign up for our newsletter",
     "sign up newsletter / sign up for our newsletter"},
    {"an empty alternative", "the (weekly|) letter", "the letter, the weekly letter",
     "the letter / the weekly letter"},
    {"optional first", "[please] [do] subscribe", "please do subscribe now", "please do subscribe"},
    {"optional last", "subscribe [now]", "Subscribe! subscribe now", "subscribe / subscribe now"},
    {"gap", "get .. inbox", "get inbox. get a b c inbox. get a b c d inbox", "get inbox / get a b c inbox"},
    {"gap of one", "get ..1 inbox", "get a inbox. get a b inbox", "get a inbox"},
    {"the longest way through a gap", "get ..6 inbox", "get the inbox in your inbox",
     "get the inbox in your inbox"},
    {"a gap does not cross a sentence", "get ..6 inbox", "get it. Your inbox", ""},
    {"two gaps", "get ..3 in ..2 inbox", "get the news in your own inbox", "get the news in your own inbox"},
    {"a gap in a group", "join [..3 list] now", "join our mailing list now. Join now. Join us now",
     "join our mailing list now / join now"},
    {"a gap, then the end", "^ powered by ..3 $", "Powered by us. powered by a b c d. Powered by",
     "powered by us / powered by"},
    {"the longest gap", "a ..24 b", "a 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 b",
     "a 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 b"},
    {"start", "^ subscribe", "Subscribe and subscribe. Subscribe", "subscribe / subscribe"},
    {"end", "subscribe $", "subscribe to subscribe! Subscribe", "subscribe / subscribe"},
    {"a line alone", "^ subscribe now $", "Subscribe now!\nsubscribe now please\nplease subscribe now",
     "subscribe now"},
    {"start before an option", "^ [please] subscribe $", "please subscribe. and subscribe. Subscribe",
     "please subscribe / subscribe"},
    {"the same with and without $", "subscribe\nsubscribe $", "subscribe", "subscribe"},
    {"set", "set letter = newsletter|news letter\nour <letter>",
     "our news letter, our newsletter, our letter", "our news letter / our newsletter"},
    {"set in a set", "set a = x|y\nset b = <a> z|w\nour <b>", "our x z, our w, our z", "our x z / our w"},
    {"a group first, with words in common", "(our|our own|our very own) letter",
     "our very own letter, our own letter", "our very own letter / our own letter"},
    {"any", "dear <any> reader", "dear reader reader, dear reader, dear a b reader", "dear reader reader"},
    {"number", "join <number> readers",
     "Join 20,000 readers. Join 5k readers. join 20 000 readers, join 5x readers",
     "join 20000 readers / join 5k readers / join 20 000 readers"},
    {"number first", "<number> readers", "over 20,000 readers", "20000 readers"},
    {"comment", "sign up # not this\n# subscribe\n\n", "sign up not subscribe", "sign up"},
    {"a hash inside", "sign#up", "sign up", "sign up"},
    {"escape", "\\[sign\\] up", "sign up", "sign up"},
    {"a pattern too long for the text", "a b c d", "a b c", ""},
    {"in a row", "a", "a a a", "a / a / a"},
    {"Turkish", "bülten* (abone ol*|kayıt ol*)", "BÜLTENİMİZE ABONE OLUN, bultene kayit olun",
     "bultenimize abone olun / bultene kayit olun"},
    {"Greek", "εγγραφ* στο ενημερωτικό δελτίο", "ΕΓΓΡΑΦΕΊΤΕ ΣΤΟ ΕΝΗΜΕΡΩΤΙΚΌ ΔΕΛΤΊΟ",
     "εγγραφειτε στο ενημερωτικο δελτιο"},
    {"Russian", "подпиш* на рассылку", "Подпишитесь на рассылку", "подпишитесь на рассылку"},
    {"Polish", "zapisz się", "ZAPISZ SIE", "zapisz sie"},
    {"German", "für den *newsletter* anmelden", "Fur den Wochen\u00adnewsletter anmelden",
     "fur den wochennewsletter anmelden"},
    {"Chinese", "订阅(我们的|)通讯", "请订阅我们的通讯。订 阅 通讯", "订阅我们的通讯 / 订阅通讯"},
    {"Japanese", "メールマガジン..2登録", "メール・マガジンに登録。メールマガジン登録",
     "メールマガジンに登録 / メールマガジン登録"},
    {"Japanese halfwidth", "ガイド", "ｶﾞｲﾄﾞ", "ガイド"},
    {"Japanese and Latin", "line(で|を)友だち追加", "LINEで友だち追加", "lineで友だち追加"},
    {"Korean", "뉴스레터 구독", "뉴스레터구독하기", "뉴스레터구독"},
    {"Thai", "สมัครรับจดหมายข่าว", "กรุณาสมัครรับจดหมายข่าวที่นี่", "สมัครรับจดหมายข่าว"},
    {"Hebrew with points", "הירשמו לניוזלטר", "הִירָשְׁמוּ לניוזלטר", "הירשמו לניוזלטר"},
    {"Arabic with points", "اشترك في النشرة", "اِشْتَرِكْ في النّشرة", "اشترك في النشرة"},
    {"Persian", "عضویت در خبرنامه", "عضويت در خبرنامه", "عضويت در خبرنامه"},
    {"Hindi", "सदस्यता लें", "अभी सदस्यता लें।", "सदस्यता लें"},
    {"Vietnamese", "đăng ký nhận", "ĐĂNG KÝ NHẬN", "dang ky nhan"},
    {"zero width, no-break space, combining", "souscrire été", "sous\u200bcrire\u00a0e\u0301te\u0301",
     "souscrire ete"},
    {"fullwidth", "sign up", "\uff33\uff49\uff47\uff4e\u3000\uff35\uff50", "sign up"},
};

static void append_lines(ll_words *words, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    ll_words_append(words, *line, strlen(*line));
    ll_words_break(words);
  }
}

static void append_words(GString *out, const ll_words *words, const struct ll_match *match) {
  for (uint32_t i = match->first; i < match->end; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    /* characters of scripts without spaces are shown without, whatever the text had */
    bool space = i > match->first &&
                 !(g_utf8_get_char(word->text) >= 0xe01 || g_utf8_get_char(word[-1].text) >= 0xe01);
    g_string_append(out, space ? " " : "");
    g_string_append(out, word->text);
  }
}

static ll_rules *rules_of(const char *name, const char *text) {
  g_autoptr(ll_rules) rules = ll_rules_new();
  g_autoptr(GError) error = NULL;
  if (!ll_rules_parse(rules, "t.rules", text, &error))
    g_test_fail_printf("%s: %s", name, error->message);
  return g_steal_pointer(&rules);
}

static const char *topic_name(unsigned topic) {
  static const char *const names[] = {"unsubscribe", "preferences", "view",   "legal",  "provenance", "code",
                                      "pitch",       "keep",        "object", "refuse", "greeting",   "more"};
  return topic < LL_N_CLASSES ? ll_class_names[topic] : names[topic - LL_N_CLASSES];
}

/* The matches of a text, "words / words", or with topics "topic: words / ...". */
static char *matches_of(const ll_rules *rules, const struct ll_names *names, const char *text, bool topics) {
  g_autoptr(ll_words) words = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  append_lines(words, text);
  ll_rules_match(rules, words, names, matches);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < matches->len; i++) {
    const struct ll_match *match = &g_array_index(matches, struct ll_match, i);
    g_string_append(out, i > 0 ? " / " : "");
    if (topics)
      g_string_append_printf(out, "%s: ", topic_name(match->rule->topic));
    append_words(out, words, match);
  }
  return g_string_free(out, false);
}

static void expect(const char *name, const char *text, const char *got, const char *want) {
  if (!g_str_equal(got, want))
    g_test_fail_printf("%s: \"%s\" has \"%s\", not \"%s\"", name, text, got, want);
}

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strconcat("[signup idiom]\n", rows[i].rules, NULL);
    g_autoptr(ll_rules) rules = rules_of(rows[i].name, text);
    g_autofree char *got = matches_of(rules, NULL, rows[i].text, false);
    expect(rows[i].name, rows[i].text, got, rows[i].want);
  }
}

/* Which matches count. */
static const struct {
  const char *name, *rules, *text, *want;
} counts[] = {
    {"the longest of a topic", "[signup idiom]\nour newsletter\nsubscribe to our newsletter",
     "subscribe to our newsletter", "signup: subscribe to our newsletter"},
    {"overlapping", "[signup idiom]\na b c\nc d", "a b c d", "signup: a b c"},
    {"other topics stay", "[signup idiom]\na b\n[social weak]\nb", "a b", "signup: a b / social: b"},
    {"a stronger one inside stays", "[signup weak]\nget our letter\n[signup idiom]\nour letter",
     "get our letter", "signup: get our letter / signup: our letter"},
    {"a weaker one inside goes", "[signup idiom]\nget our letter\n[signup weak]\nour letter",
     "get our letter", "signup: get our letter"},
    {"the same words, two strengths", "[signup weak]\na\n[signup idiom]\n(a|b)", "a", "signup: a"},
    {"inside a protected phrase",
     "[signup idiom]\nour newsletter\n[protect unsubscribe]\nunsubscribe from our newsletter",
     "unsubscribe from our newsletter", "unsubscribe: unsubscribe from our newsletter"},
    {"the same words protected", "[signup idiom]\nbestellen\n[protect unsubscribe]\nbestellen", "bestellen",
     "unsubscribe: bestellen"},
    {"with a way out inside", "[signup idiom]\nsign ..3 newsletter\n[protect unsubscribe]\nsign off\noff",
     "sign off our newsletter. sign up newsletter", "unsubscribe: sign off / signup: sign up newsletter"},
    {"with another protected phrase inside", "[signup idiom]\na ..3 d\n[protect legal]\nb c", "a b c d",
     "signup: a b c d / legal: b c"},
    {"half inside stays", "[signup idiom]\nb c\n[protect legal]\na b", "a b c", "legal: a b / signup: b c"},
    {"two protected side by side do not join", "[signup idiom]\na b\n[protect legal]\na\nb", "a b",
     "signup: a b / legal: a / legal: b"},
    {"read more inside an idiom", "[subscribe idiom]\njoin to read more\n[more]\nread more", "join to read more. Read more",
     "subscribe: join to read more / more: read more"},
    {"read more inside what is ordinary", "[subscribe ordinary]\njoin to read more\n[more]\nread more", "join to read more",
     "subscribe: join to read more / more: read more"},
    {"an idiom that says read more, no more", "[subscribe idiom]\nread more\n[more]\nread more", "read more",
     "subscribe: read more / more: read more"},
    {"a pitch inside a protected phrase stays", "[pitch]\nb\n[protect legal]\na b", "a b",
     "legal: a b / pitch: b"},
    {"all topics",
     "[subscribe ordinary]\na\n[refer weak]\nb\n[social idiom]\nc\n[app idiom]\nd\n[badge "
     "idiom]\ne\n[advertise weak]\nf\n"
     "[house weak]\ng\n[survey weak]\nh\n[sponsor weak]\ni\n[related weak]\nj\n[donate weak]\nk\n[protect "
     "preferences]\nl\n"
     "[protect view]\nm\n[protect provenance]\nn\n[protect "
     "code]\no\n[keep]\np\n[object]\nq\n[refuse]\nr\n[greeting]\ns\n"
     "[more]\nt",
     "a b c d e f g h i j k l m n o p q r s t",
     "subscribe: a / refer: b / social: c / app: d / badge: e / advertise: f / house: g / survey: h / "
     "sponsor: i / "
     "related: j / donate: k / preferences: l / view: m / provenance: n / code: o / keep: p / object: q / "
     "refuse: r / "
     "greeting: s / more: t"},
};

static void test_counts(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autoptr(ll_rules) rules = rules_of(counts[i].name, counts[i].rules);
    g_autofree char *got = matches_of(rules, NULL, counts[i].text, true);
    expect(counts[i].name, counts[i].text, got, counts[i].want);
  }
}

/* Names: sentences of their lists. */
static const struct {
  const char *name, *publisher, *domain, *pattern, *text, *want;
} names[] = {
    {"whole", "The Daily Planet", "", "from <publisher> now", "from The Daily Planet now",
     "from the daily planet now"},
    {"without its article", "The Daily Planet", "", "from <publisher> now", "from Daily Planet now",
     "from daily planet now"},
    {"leading part", "Wired Weekly Letter", "", "from <publisher> now", "from Wired now", "from wired now"},
    {"a part that says nothing", "Daily Planet", "", "from <publisher> now", "from daily now", ""},
    {"not the middle", "Wired Weekly Letter", "", "from <publisher> now", "from weekly letter now", ""},
    {"second name", "Nobody\nJournal du Nord", "", "<publisher> gratuit", "Journal gratuit",
     "journal gratuit"},
    {"first in the pattern", "Wired", "", "<publisher> s letter", "Wired\u2019s letter", "wired s letter"},
    {"too short", "IT", "", "<publisher> letter", "it letter", ""},
    {"Chinese", "人民日报", "", "订阅<publisher>", "订阅人民日报 订阅人", "订阅人民日报"},
    {"domain", "", "theplanet", "from <domain>", "from theplanet", "from theplanet"},
    {"domain in words", "", "the-planet", "visit <domain> now", "visit The Planet now",
     "visit the planet now"},
    {"domain in part", "", "theplanet", "visit <domain> now", "visit the now", ""},
    {"no names", NULL, NULL, "visit [<domain>|<publisher>] now", "visit now, visit planet now", "visit now"},
};

static void test_names(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *text = g_strconcat("[common words]\nthe\ndaily\nweekly\n[articles]\nthe\n[signup idiom]\n", names[i].pattern, NULL);
    g_autoptr(ll_rules) rules = rules_of(names[i].name, text);
    g_autoptr(ll_words) publisher = ll_words_new(), domain = ll_words_new();
    append_lines(publisher, names[i].publisher ? names[i].publisher : "");
    append_lines(domain, names[i].domain ? names[i].domain : "");
    struct ll_names both = {.publisher = names[i].publisher ? publisher : NULL,
                            .domain = names[i].domain ? domain : NULL};
    g_autofree char *got = matches_of(rules, &both, names[i].text, false);
    expect(names[i].name, names[i].text, got, names[i].want);
  }
}

static void test_rule_of_match(void) {
  g_autoptr(ll_rules) rules = rules_of("rule", "# one\n[social ordinary]\n\n  follow [us]  # two\n");
  g_autoptr(ll_words) words = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  append_lines(words, "do follow us");
  ll_rules_match(rules, words, NULL, matches);
  g_assert_cmpuint(matches->len, ==, 1);
  const struct ll_match *match = &g_array_index(matches, struct ll_match, 0);
  g_assert_cmpuint(match->first, ==, 1);
  g_assert_cmpuint(match->end, ==, 3);
  g_assert_cmpuint(match->rule->topic, ==, LL_SOCIAL);
  g_assert_cmpuint(match->rule->strength, ==, LL_ORDINARY);
  g_assert_cmpuint(match->rule->line, ==, 4);
  g_assert_cmpstr(match->rule->file, ==, "t.rules");
  g_assert_cmpstr(match->rule->pattern, ==, "follow [us]");
}

static void test_weights(void) {
  g_autoptr(ll_rules) rules = rules_of("weights", "[weights]\nidiom = 3.5\nplain.lead=-1e-1 # small\n");
  g_assert_true(ll_rules_weight(rules, "idiom") == 3.5);
  g_assert_true(ll_rules_weight(rules, "plain.lead") == -0.1);
}

/* Appending keeps what is there; an empty text has no matches; rules may be read in several files. */
static void test_several(void) {
  g_autoptr(ll_rules) rules = rules_of("first", "set a = x\n[signup idiom]\n<a>\n");
  g_autoptr(GError) error = NULL;
  g_assert_true(ll_rules_parse(rules, "u.rules", "set a = y\n[signup idiom]\n<a>\n", &error));
  g_autofree char *got = matches_of(rules, NULL, "x y", false), *nothing = matches_of(rules, NULL, "", false);
  g_assert_cmpstr(got, ==, "x / y");
  g_assert_cmpstr(nothing, ==, "");
}

/* Every way through nested optional groups and gaps, on text made to fit all of them: bounded and right. */
static void test_hostile(void) {
  g_autoptr(ll_rules) rules = rules_of(
      "hostile",
      "[signup idiom]\na ..24 a ..24 a ..24 a ..24 a ..24 b\n"
      "a [a|a a|[a] ..9 a] [a|a a|[a] ..9 a] [a|a a|[a] ..9 a] [a|a a|[a] ..9 a] [a|a a|[a] ..9 a] c\n");
  g_autoptr(GString) text = g_string_new(NULL);
  for (int i = 0; i < 20000; i++)
    g_string_append(text, "a ");
  g_autofree char *none = matches_of(rules, NULL, text->str, false);
  g_assert_cmpstr(none, ==, "");
  g_autofree char *one = matches_of(rules, NULL, "a a a a a a a a a a a a c", false);
  g_assert_cmpstr(one, ==, "a a a a a a a a a a a a c");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rules/rows", test_rows);
  g_test_add_func("/rules/counts", test_counts);
  g_test_add_func("/rules/names", test_names);
  g_test_add_func("/rules/rule-of-match", test_rule_of_match);
  g_test_add_func("/rules/weights", test_weights);
  g_test_add_func("/rules/several", test_several);
  g_test_add_func("/rules/hostile", test_hostile);
  return g_test_run();
}
