/* SPDX-License-Identifier: MIT
 * Mistakes in rule files: each is refused with its line and a hint; and the files of this project have none. */
#include "core/paths.h"
#include "core/rules.h"
#include "tests/unit/quick.h"

#include <glib/gstdio.h>
#include <string.h>

#define IN_SIGNUP(line) "[signup idiom]\n" line

/* The message starts with `want`; NULL: no mistake. */
static const struct {
  const char *name, *text, *want;
} rows[] = {
    {"nothing", "", NULL},
    {"byte order mark, CRLF", "\xef\xbb\xbf# rules\r\n[signup idiom]\r\nsign up\r\n", NULL},
    {"before a section", "sign up", "t.rules:1: a line before the first section"},
    {"unknown section", "[sign-up idiom]", "t.rules:1: unknown section [sign-up idiom]"},
    {"long section", "[protect unsubscribe now]", "t.rules:1: unknown section [protect unsubscribe now]"},
    {"a class without phrases", "[recurring idiom]", "t.rules:1: unknown section [recurring idiom]"},
    {"no strength", "[signup]", "t.rules:1: [signup] needs a strength: [signup idiom]"},
    {"wrong strength", "[signup strong]", "t.rules:1: [signup] needs a strength"},
    {"wrong protect", "[protect all]", "t.rules:1: unknown section [protect all]"},
    {"wrong links", "[links all]", "t.rules:1: unknown section [links all]; a class"},
    {"spaces in a header", " [ protect   view ] \nview", NULL},
    {"an option at the start is no header", IN_SIGNUP("[please] sign up [now]"), NULL},
    {"mailboxes", "[mailboxes]\nnews\nno-reply\n", NULL},
    {"no mailbox", "[mailboxes]\nNews@x\n", "t.rules:2: \"News@x\" is no name of a mailbox: a-z and -"},
    {"hosts and names", "[private hosts]\npost.example\nfreepost.\n[list hosts]\nlists\n[list names]\nnews\n", NULL},
    {"no host", "[private hosts]\npost.example/x\n", "t.rules:2: \"post.example/x\" is no host: a-z, 0-9, - and ."},
    {"no part of a host", "[list hosts]\nlists.\n", "t.rules:2: \"lists.\" is no part of a host: a-z, 0-9 and -"},
    {"no part of a list's name", "[list names]\nx@y\n", "t.rules:2: \"x@y\" is no part of a list's name: a-z and -"},
    {"words of publishers, marks", "[common words]\ndaily\n[articles]\nthe\n[quote marks]\nmy_quote-2\n", NULL},
    {"no word", "[common words]\nthe daily\n", "t.rules:2: \"the daily\" is no word of a name: a-z and 0-9"},
    {"no article", "[articles]\nThe\n", "t.rules:2: \"The\" is no article: a-z"},
    {"no mark", "[quote marks]\n.quote\n", "t.rules:2: \".quote\" is no part of a class or id: a-z, 0-9, _ and -"},
    {"line number", "\n# x\n[signup idiom]\nok\n\n)\n", "t.rules:6: \")\" closes nothing"},
    {"unknown set", IN_SIGNUP("our <letter>"), "t.rules:2: unknown set <letter>; define it above"},
    {"set below", IN_SIGNUP("our <letter>\nset letter = x"), "t.rules:2: unknown set <letter>"},
    {"set twice", "set a = x\nset a = y", "t.rules:2: set a is defined already"},
    {"set of a built-in name", "set number = x", "t.rules:1: <number> is built in"},
    {"set name", "set Letter = x", "t.rules:1: \"Letter\" is no name of a set"},
    {"set without name", "set = x", "t.rules:1: \"\" is no name of a set"},
    {"empty set", "set a =", "t.rules:1: an alternative that may match nothing"},
    {"empty alternative of a set", "set a = x||y", "t.rules:1: an alternative that may match nothing"},
    {"optional alternative of a set", "set a = x|[y]", "t.rules:1: an alternative that may match nothing"},
    {"a phrase that starts with set", IN_SIGNUP("set your preferences"), NULL},
    {"bar outside", IN_SIGNUP("a|b"), "t.rules:2: \"|\" outside brackets; write (a|b)"},
    {"empty group", IN_SIGNUP("a () b"), "t.rules:2: an empty group"},
    {"empty option", IN_SIGNUP("a [|] b"), "t.rules:2: an empty group"},
    {"not closed", IN_SIGNUP("a (b|c"), "t.rules:2: \"(\" is not closed"},
    {"closed wrongly", IN_SIGNUP("a (b|c] d"), "t.rules:2: \"(\" is closed by \"]\""},
    {"closed twice", IN_SIGNUP("a (b)) c"), "t.rules:2: \")\" closes nothing"},
    {"name not closed", IN_SIGNUP("a <b c"), "t.rules:2: \"<\" without \">\""},
    {"gap first", IN_SIGNUP(".. a"), "t.rules:2: a pattern cannot start with a gap"},
    {"gap first in an option", IN_SIGNUP("[..3 a] b"), "t.rules:2: a pattern cannot start with a gap"},
    {"gap after an option", IN_SIGNUP("[a] ..3 b"), "t.rules:2: a pattern cannot start with a gap"},
    {"any first", IN_SIGNUP("<any> b"), "t.rules:2: a pattern cannot start with a gap or <any>"},
    {"gap last", IN_SIGNUP("a .."), "t.rules:2: a pattern cannot end with a gap"},
    {"gap before an option at the end", IN_SIGNUP("a ..3 [b]"), "t.rules:2: a pattern cannot end with a gap"},
    {"gap last, then the end", IN_SIGNUP("a ..3 $"), NULL},
    {"gap of 25", IN_SIGNUP("a ..25 b"), "t.rules:2: a gap of 25 words; 1 to 24 are allowed"},
    {"gap of 0", IN_SIGNUP("a ..0 b"), "t.rules:2: a gap of 0 words"},
    {"gap in a word", IN_SIGNUP("a ..3b c"), "t.rules:2: \"..3b\" is no gap; write ..3 between spaces"},
    {"three points", IN_SIGNUP("read more..."), NULL},
    {"all optional", IN_SIGNUP("[a] (b|)"), "t.rules:2: everything is optional"},
    {"nothing but a border", IN_SIGNUP("^ $"), "t.rules:2: an empty pattern"},
    {"start in the middle", IN_SIGNUP("a ^ b"), "t.rules:2: ^ stands only at the start"},
    {"end in the middle", IN_SIGNUP("a $ b"), "t.rules:2: $ stands only at the end"},
    {"star in the middle", IN_SIGNUP("new*letter"),
     "t.rules:2: \"new*letter\": * stands only at the start or end"},
    {"star alone", IN_SIGNUP("a * b"), "t.rules:2: * alone is no word; write <any>"},
    {"short stem", IN_SIGNUP("a* b"), "t.rules:2: \"a*\": too short for a *"},
    {"short inner piece", IN_SIGNUP("*ab*"), "t.rules:2: \"*ab*\": too short for *word*"},
    {"star on Japanese", IN_SIGNUP("登録*"), "t.rules:2: \"登録*\": * is not for scripts without spaces"},
    {"a sign is no word", IN_SIGNUP("save & share"), "t.rules:2: \"&\" is no word; leave it out"},
    {"a sentence inside", IN_SIGNUP("forwarded? subscribe"), "t.rules:2: nothing can follow \"forwarded?\""},
    {"a sentence before a group", IN_SIGNUP("no. (a|b)"), "t.rules:2: nothing can follow \"no.\""},
    {"a sentence at the end", IN_SIGNUP("subscribe now!"), NULL},
    {"a group in a word", IN_SIGNUP("abonn(er|ez)"), "t.rules:2: \"abonn\" touches a bracket"},
    {"a word at a group", IN_SIGNUP("(news|)letter"), "t.rules:2: \"letter\" touches a bracket"},
    {"a group in a Chinese word", IN_SIGNUP("订阅(我们的|)通讯"), NULL},
    {"twice", IN_SIGNUP("sign up\nsubscribe\nSign-up"), "t.rules:4: the same pattern as in line 2; keep one"},
    {"twice in two sections", IN_SIGNUP("sign up\n[social weak]\nsign up"), NULL},
    {"65 items",
     IN_SIGNUP("a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
               "a a a a a a a a a a a a a a a a a a a"),
     "t.rules:2: more than 64 items"},
    {"deep brackets", IN_SIGNUP("(a|(b|(c|(d|(e|(f|(g|(h|(i|(j|(k|(l|(m|n)))))))))))))"),
     "t.rules:2: brackets more than"},
    {"deep sets",
     "set a = x|y\nset b = <a>|b\nset c = <b>|c\nset d = <c>|d\nset e = <d>|e\nset f = <e>|f\nset g = "
     "<f>|g\nset h = <g>|h\n"
     "set i = <h>|i\nset j = <i>|j\nset k = <j>|k\nset l = <k>|l\nset m = <l>|m",
     "t.rules:13: groups and sets more than 12 deep"},
    {"weight", "[weights]\nbox = 1,5", "t.rules:2: box: \"1,5\" is no number"},
    {"weight twice", "[weights]\nbox = 1\nbox = 2", "t.rules:3: box has a weight already"},
    {"weight without number", "[weights]\nbox", "t.rules:2: \"box\": name = number is expected"},
    {"unknown weight", "[weights]\nboxes = 1", "t.rules:2: \"boxes\" is no name of a weight"},
    {"weight without name", "[weights]\n= 1", "t.rules:2: \"\" is no name of a weight"},
    {"infinite weight", "[weights]\nbox = inf", "t.rules:2: box: \"inf\" is no number"},
    {"link", "[links social]\nhttp://x.example/y", "t.rules:2: \"http://x.example/y\": leave http:// out"},
    {"link without host", "[links social]\nsubscribe", "t.rules:2: \"subscribe\": no host name"},
    {"link too general", "[links social]\n*/a*", "t.rules:2: \"*/a*\": too general"},
    {"link twice", "[links social]\nx.example\n[links app]\nX.example",
     "t.rules:4: the same link as in t.rules:2"},
    {"link with a tilde", "[links social]\nx.example/~a", "t.rules:2: \"x.example/~a\": ~ takes the rest"},
    {"not UTF-8", IN_SIGNUP("a\n\xff"), "t.rules:3: not UTF-8"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) error = NULL;
    bool ok = ll_rules_parse(rules, "t.rules", rows[i].text, &error);
    if (ok != (error == NULL))
      g_test_fail_printf("%s: result and error disagree", rows[i].name);
    else if (ok && rows[i].want)
      g_test_fail_printf("%s: no error", rows[i].name);
    else if (!ok && (!rows[i].want || !g_str_has_prefix(error->message, rows[i].want)))
      g_test_fail_printf("%s: \"%s\"", rows[i].name, error->message);
    else if (!ok && !g_error_matches(error, LL_ERROR, LL_ERROR_CONFIG))
      g_test_fail_printf("%s: wrong domain or code", rows[i].name);
  }
}

static void test_alternatives(void) {
  g_autoptr(GString) text = g_string_new("set a = w");
  for (int i = 1; i < 400; i++)
    g_string_append_printf(text, "|w%d", i);
  for (int extra = 0; extra < 2; extra++) {
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) error = NULL;
    bool ok = ll_rules_parse(rules, "t.rules", text->str, &error);
    g_assert_true(ok == (extra == 0));
    if (extra)
      g_assert_cmpstr(error->message, ==, "t.rules:1: more than 400 alternatives");
    g_string_append(text, "|more");
  }
}

/* Writes a file of a temporary directory; text NULL removes it. */
static void put(const char *directory, const char *name, const char *text) {
  g_autofree char *path = g_build_filename(directory, name, NULL);
  if (text)
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
  else
    g_remove(path);
}

static void expect_refused(const char *directory, const char *want) {
  g_autoptr(GError) error = NULL;
  g_assert_null(ll_rules_load(directory, &error));
  g_assert_true(g_error_matches(error, LL_ERROR, LL_ERROR_CONFIG));
  if (!strstr(error->message, want))
    g_test_fail_printf("\"%s\", not \"%s\"", error->message, want);
}

static void test_load(void) {
  g_autofree char *directory = g_dir_make_tmp("leanletter-rules-XXXXXX", NULL);
  g_autofree char *weights = g_build_filename(ll_rules_directory, "weights.rules", NULL), *text = NULL;
  g_assert_true(g_file_get_contents(weights, &text, NULL, NULL));
  expect_refused(directory, ": no *.rules file in this directory");
  put(directory, "a.rules", "[links app]\nx.example");
  put(directory, "c.rules~", "nonsense");
  expect_refused(directory, ": no weight \"bias\"; copy weights.rules");
  put(directory, "weights.rules", text);
  put(directory, "b.rules", "[links social]\nx.example/b\nnohost");
  expect_refused(directory, "b.rules:3: \"nohost\": no host name");
  put(directory, "b.rules", "[links social]\nx.example/b\n");
  g_autoptr(ll_rules) rules = ll_rules_load(directory, NULL);
  g_assert_nonnull(rules);
  g_assert_cmpint(ll_rules_link(rules, "https://x.example/b", NULL), ==, LL_APP); /* a comes before b */
  static const char *const files[] = {"a.rules", "b.rules", "c.rules~", "weights.rules"};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
    put(directory, files[i], NULL);
  g_rmdir(directory);
  expect_refused(directory, directory);
}

static bool has_topic(const ll_rules *rules, const char *text, unsigned topic) {
  g_autoptr(ll_words) words = ll_words_new();
  g_autoptr(GArray) matches = g_array_new(false, false, sizeof(struct ll_match));
  ll_words_append(words, text, strlen(text));
  ll_rules_match(rules, words, NULL, matches);
  for (guint i = 0; i < matches->len; i++)
    if (g_array_index(matches, struct ll_match, i).rule->topic == topic)
      return true;
  return false;
}

/* Rules with some bytes exchanged: read or refused with a place, and what was read can be run. */
static void test_random(void) {
  static const char rules[] =
      "set letter = newsletter|news letter|*brief*\n[signup idiom]\n^ (sign up|subscribe) (to|for) [our|the] "
      "..3 <letter> $\nget ..6 in (your|my) [very own] (inbox|mail*)\n[links social]\nx.example/~\n"
      "*/subscri*\nmailto:?*\n[protect unsubscribe]\n\u9000\u8ba2(\u8ba2\u9605|)\n<publisher> <number>\n";
  static const char signs[] = "()[]|<>^$*~.#\\= \n/:a9\xe9\xff";
  for (unsigned round = quick_rounds(4000); round > 0; round--) {
    g_autofree char *text = g_memdup2(rules, sizeof rules);
    g_autoptr(ll_rules) all = ll_rules_new();
    g_autoptr(GError) error = NULL;
    for (int n = g_test_rand_int_range(0, 4); n >= 0; n--)
      text[g_test_rand_int_range(0, sizeof rules - 1)] = signs[g_test_rand_int_range(0, sizeof signs - 1)];
    if (!ll_rules_parse(all, "t.rules", text, &error))
      g_assert_true(g_str_has_prefix(error->message, "t.rules:"));
    has_topic(all, "Sign up for our own news letter! get it in my very own mailbox 9 a", LL_SIGNUP);
    ll_rules_link(all, "https://x.example/subscribe", NULL);
  }
}

/* ---- the files of this project ---- */

/* What must be protected and must not be taken for a sign-up, with the file that has to know it. */
static const struct {
  const char *file, *text;
} protected[] = {
    {"en", "Unsubscribe"},
    {"en", "Unsubscribe from our newsletter"},
    {"en", "To stop receiving these emails, click here"},
    {"de", "Abmelden"},
    {"de", "Newsletter abbestellen"},
    {"de", "Newsletter abmelden"},
    {"de", "Vom Newsletter abmelden"},
    {"fr", "Se désabonner"},
    {"fr", "Me désabonner de la newsletter"},
    {"fr", "Se désinscrire de cette newsletter"},
    {"es", "Darse de baja"},
    {"es", "Cancelar la suscripción"},
    {"it", "Annulla l'iscrizione"},
    {"it", "Disiscriviti"},
    {"pt", "Cancelar inscrição"},
    {"pt", "Cancelar a subscrição"},
    {"nl", "Uitschrijven"},
    {"nl", "Afmelden voor deze nieuwsbrief"},
    {"da", "Afmeld nyhedsbrev"},
    {"sv", "Avsluta prenumeration"},
    {"no", "Meld deg av nyhetsbrevet"},
    {"nb", "Meld deg av nyhetsbrevet"},
    {"fi", "Peruuta uutiskirje"},
    {"pl", "Wypisz się z newslettera"},
    {"cs", "Odhlásit odběr newsletteru"},
    {"sk", "Odhlásiť odber newslettera"},
    {"hu", "Leiratkozás a hírlevélről"},
    {"ro", "Dezabonare de la newsletter"},
    {"ru", "Отписаться от рассылки"},
    {"uk", "Відписатися від розсилки"},
    {"el", "Διαγραφή από το newsletter"},
    {"tr", "Abonelikten çık"},
    {"ja", "メールマガジンの配信停止はこちら"},
    {"zh", "退订"},
    {"zh", "取消订阅"},
    {"ko", "수신거부"},
    {"he", "להסרה מרשימת התפוצה"},
    {"ar", "إلغاء الاشتراك"},
    {"vi", "Hủy đăng ký nhận bản tin"},
    {"id", "Berhenti berlangganan"},
    {"th", "ยกเลิกการรับข่าวสาร"},
    {"hr", "Odjava s newslettera"},
    {"sl", "Odjava od e-novic"},
    {"hr", "Odjavite se sa newslettera"},
    {"sr", "Одјавите се са листе"},
    {"bg", "Отписване от бюлетина"},
    {"ca", "Donar-se de baixa del butlletí"},
    {"et", "Loobu uudiskirjast"},
    {"lv", "Atrakstīties no jaunumiem"},
    {"lt", "Atsisakyti naujienlaiškio"},
    {"is", "Afskrá mig af póstlista"},
    {"fa", "لغو اشتراک خبرنامه"},
    {"hi", "सदस्यता समाप्त करें"},
    {"ms", "Berhenti melanggan"},
};

static ll_rules *load_one(const char *directory, const char *language) {
  g_autofree char *name = g_strconcat(language, ".rules", NULL),
                  *path = g_build_filename(directory, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_rules) rules = ll_rules_new();
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return NULL;
  if (!ll_rules_parse(rules, name, text, &error))
    g_test_fail_printf("%s", error->message);
  return g_steal_pointer(&rules);
}

/* Alone, so that another language does not help. */
static void test_protected(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(protected); i++) {
    g_autoptr(ll_rules) rules = load_one(ll_rules_directory, protected[i].file);
    if (!rules)
      continue;
    if (!has_topic(rules, protected[i].text, LL_TOPIC_UNSUBSCRIBE))
      g_test_fail_printf("%s.rules: \"%s\" is not [protect unsubscribe]", protected[i].file,
                         protected[i].text);
    if (has_topic(rules, protected[i].text, LL_SIGNUP) || has_topic(rules, protected[i].text, LL_SUBSCRIBE))
      g_test_fail_printf("%s.rules: \"%s\" is taken for a sign-up", protected[i].file, protected[i].text);
  }
}

static void test_protected_together(void) {
  g_autoptr(ll_rules) rules = ll_rules_load(ll_rules_directory, NULL);
  for (size_t i = 0; rules && i < G_N_ELEMENTS(protected); i++) {
    g_autofree char *name = g_strconcat(protected[i].file, ".rules", NULL);
    g_autofree char *path = g_build_filename(ll_rules_directory, name, NULL);
    bool there = g_file_test(path, G_FILE_TEST_EXISTS);
    if (there &&
        (has_topic(rules, protected[i].text, LL_SIGNUP) || has_topic(rules, protected[i].text, LL_SUBSCRIBE)))
      g_test_fail_printf("all files: \"%s\" is taken for a sign-up", protected[i].text);
  }
}

static void test_project(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_rules) rules = ll_rules_load(ll_rules_directory, &error);
  if (!rules)
    g_test_fail_printf("%s", error->message);
}

/* Every language protects the way out. */
static void test_languages(void) {
  g_autoptr(GDir) directory = g_dir_open(ll_rules_directory, 0, NULL);
  unsigned languages = 0;
  for (const char *name; (name = g_dir_read_name(directory));) {
    g_autofree char *path = g_build_filename(ll_rules_directory, name, NULL), *text = NULL;
    if (!g_str_has_suffix(name, ".rules") || g_str_equal(name, "links.rules") ||
        g_str_equal(name, "notices.rules") || g_str_equal(name, "senders.rules") || g_str_equal(name, "signin.rules") ||
        g_str_equal(name, "weights.rules"))
      continue;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    if (!strstr(text, "\n[protect unsubscribe]\n"))
      g_test_fail_printf("%s: no [protect unsubscribe]", name);
    languages++;
  }
  g_assert_cmpuint(languages, >, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rules-parse/rows", test_rows);
  g_test_add_func("/rules-parse/alternatives", test_alternatives);
  g_test_add_func("/rules-parse/load", test_load);
  g_test_add_func("/rules-parse/random", test_random);
  g_test_add_func("/rules-parse/project", test_project);
  g_test_add_func("/rules-parse/languages", test_languages);
  g_test_add_func("/rules-parse/protected", test_protected);
  g_test_add_func("/rules-parse/protected-together", test_protected_together);
  return g_test_run();
}
