/* SPDX-License-Identifier: MIT
 * core/eligible.c: verdicts on headers and bodies. */
#include "core/eligible.h"
#include <gmime/gmime.h>
#include <leanletter/leanletter.h>
#include <string.h>

#define BULK "List-Unsubscribe: <https://a.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"

/* What mailman writes, less List-Post, which an owner can turn off. */
#define LIST                                                                                                           \
  "To: letters@lists.club.example\nX-BeenThere: letters@lists.club.example\nX-Mailman-Version: 2.1.39\n"               \
  "Precedence: list\nList-Unsubscribe: <mailto:letters-request@lists.club.example>\n"

static const struct {
  const char *name, *header, *sender;
  enum ll_eligibility verdict;
  const char *reason; /* of LL_INELIGIBLE and LL_DOUBTED */
} rows[] = {
    {"silent", "Subject: Hello\nFrom: a@example.org\n", NULL, LL_UNDECIDED, NULL},
    {"one-click", BULK, NULL, LL_ELIGIBLE, NULL},
    {"list-unsubscribe alone", "List-Unsubscribe: <mailto:u@a.example>\n", NULL, LL_UNDECIDED, NULL},
    {"bulk", "List-Unsubscribe: <mailto:u@a.example>\nPrecedence: Bulk\n", NULL, LL_ELIGIBLE, NULL},
    {"return address of its own", "List-Unsubscribe: <mailto:u@a.example>\n", "bounce-17=x@a.example",
     LL_ELIGIBLE, NULL},
    {"return-path", "List-Unsubscribe: <mailto:u@a.example>\nReturn-Path: <bounce-17@a.example>\n", NULL,
     LL_ELIGIBLE, NULL},
    {"mailing system", "X-Mailer: phpList 3\nFrom: News <news@a.example>\n", NULL, LL_ELIGIBLE, NULL},
    {"family of fields", "x-kmail-account: 1\n", NULL, LL_ELIGIBLE, NULL},
    {"announcement list", "List-Unsubscribe: <mailto:u@a.example>\nList-Post: NO (closed)\n", NULL,
     LL_ELIGIBLE, NULL},
    {"no in an address", "List-Post: <mailto:piano@a.example>\n", NULL, LL_INELIGIBLE, "discussion-list"},
    {"threads of a publishing system",
     BULK "In-Reply-To: <1@a.example>\nReferences: <1@a.example>\nList-Post: <https://a.example/p/1>\n", NULL,
     LL_ELIGIBLE, NULL},
    {"auto-generated newsletter", BULK "Auto-Submitted: auto-generated\n", NULL, LL_ELIGIBLE, NULL},
    {"discussion list",
     "List-Unsubscribe: <mailto:u@a.example>\nList-Post: <mailto:l@a.example>\nPrecedence: list\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"list without list-post", "List-Unsubscribe: <mailto:u@a.example>\nPrecedence: list\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"mailman 2", "X-BeenThere: l@a.example\nX-Mailman-Version: 2.1\nPrecedence: bulk\n", NULL, LL_INELIGIBLE,
     "discussion-list"},
    {"forge", "X-GitHub-Reason: mention\nList-Unsubscribe: <https://a.example>\nPrecedence: list\n", NULL,
     LL_INELIGIBLE, "notification"},
    {"tracker", "X-JIRA-FingerPrint: 1\n", NULL, LL_INELIGIBLE, "notification"},
    {"reply", "Subject: Re: Hello\n", NULL, LL_INELIGIBLE, "reply"},
    {"reply without a prefix", "Subject: Hello\nIn-Reply-To: <1@a.example>\n", NULL, LL_INELIGIBLE, "reply"},
    {"written in a mail program", "Subject: Hello\nX-Mailer: Microsoft Outlook 16.0\n", NULL, LL_DOUBTED,
     "personal"},
    {"address of one's own", "From: Pia <pia@own.example>\n", NULL, LL_INELIGIBLE, "personal"},
    {"one with any ending", "From: Pia <pia@freepost.example>\n", NULL, LL_INELIGIBLE, "personal"},
    {"a host that only begins so", "From: Pia <pia@own.example.org>\n", NULL, LL_UNDECIDED, NULL},
    {"to two", "From: a@a.example\nTo: b@b.example\nCc: c@c.example\n", NULL, LL_DOUBTED, "personal"},
    {"to three", "From: a@a.example\nTo: b@b.example, C <c@c.example>,\n d@d.example\n", NULL, LL_INELIGIBLE,
     "personal"},
    {"announcements by mailman", LIST "From: News <news@club.example>\n", NULL, LL_DOUBTED, "discussion-list"},
    {"announcements, the list's own address", LIST "From: Club <letters@lists.club.example>\n", NULL, LL_DOUBTED,
     "discussion-list"},
    {"announcements, answers to an office", LIST "From: news@club.example\nReply-To: office@club.example\n", NULL,
     LL_DOUBTED, "discussion-list"},
    {"a member writes to the list", LIST "From: Ruth <ruth@club.example>\n", NULL, LL_INELIGIBLE, "discussion-list"},
    {"an office of another house", LIST "From: news@other.example\n", NULL, LL_INELIGIBLE, "discussion-list"},
    {"answers go to the list", LIST "From: news@club.example\nReply-To: letters@lists.club.example\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"posts are welcome", LIST "From: news@club.example\nList-Post: <mailto:letters@lists.club.example>\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"the list writes for a member", LIST "From: Ruth via Letters <letters@lists.club.example>\n", NULL, LL_INELIGIBLE,
     "discussion-list"},
    {"and answers go to her", LIST "From: Letters <letters@lists.club.example>\nReply-To: ruth@club.example\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"digest of posts", LIST "From: letters-request@lists.club.example\nSubject: Letters Digest, Vol 3\n", NULL,
     LL_INELIGIBLE, "discussion-list"},
    {"list without fields of its own", "From: arno@a.example\nSender: owner-trains@l.example\nTo: trains@l.example\n",
     NULL, LL_INELIGIBLE, "discussion-list"},
    {"announcements at a host of lists", "From: Club <club@club.example>\nTo: club-news@groups.example\n"
     "Mailing-List: contact club-news-help@groups.example\n", NULL, LL_DOUBTED, "discussion-list"},
    {"named like its sender", "From: club@club.example\nTo: club@bot.example\nMailing-List: bot contact club-help@bot.example\n", NULL,
     LL_DOUBTED, "discussion-list"},
    {"talk at a host of lists", "From: Club <club@club.example>\nTo: club-talk@groups.example\n"
     "Mailing-List: contact club-talk-help@groups.example\n", NULL, LL_INELIGIBLE, "discussion-list"},
    {"the list is the sender", "From: arno@a.example\nSender: Trains <trains@l.example>\nTo: trains@l.example\n", NULL, LL_INELIGIBLE,
     "discussion-list"},
    {"person", "From: Ann Bell <ann@bell.example>\n", NULL, LL_DOUBTED, "personal"},
    {"person by initial", "From: Ann Bell <abell@a.example>\n", NULL, LL_DOUBTED, "personal"},
    {"a member writes to a list for news", "From: ed@ed.example\nTo: club-news@groups.example\nPrecedence: bulk\n"
     "Mailing-List: contact club-news-owner@groups.example\nReply-To: club-news@groups.example\n", NULL, LL_INELIGIBLE, "discussion-list"},
    {"office of two words", "From: Parish Office <office@a.example>\n", NULL, LL_UNDECIDED, NULL},
    {"mail program, thread", "X-Mailer: Microsoft Outlook 16.0\nThread-Index: AQ==\n", NULL, LL_INELIGIBLE,
     "personal"},
    {"forward of a newsletter", "Subject: Fwd: Our newsletter\nUser-Agent: Thunderbird\n", NULL,
     LL_INELIGIBLE, "forward"},
    {"answering machine", BULK "Auto-Submitted: auto-replied (vacation)\n", NULL, LL_INELIGIBLE,
     "auto-reply"},
    {"vacation", BULK "X-Autoreply: yes\n", NULL, LL_INELIGIBLE, "auto-reply"},
    {"null sender", BULK, "", LL_INELIGIBLE, "bounce"},
    {"null return-path", BULK "Return-Path: <>\n", NULL, LL_INELIGIBLE, "bounce"},
    {"sender over return-path", BULK "Return-Path: <>\n", "a@a.example", LL_ELIGIBLE, NULL},
    {"bounce", BULK "From: MAILER-DAEMON@a.example\n", NULL, LL_INELIGIBLE, "bounce"},
    {"invitation", BULK "Content-Class: urn:content-classes:calendarmessage\n", NULL, LL_INELIGIBLE,
     "calendar"},
    {"confirmation", BULK "Subject: Please confirm your subscription\n", NULL, LL_INELIGIBLE,
     "transactional"},
    {"encoded confirmation", BULK "Subject: =?utf-8?q?Please_confirm?= your subscription\n", NULL,
     LL_INELIGIBLE, "transactional"},
};

static ll_header *parse(const char *text) {
  g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
  ll_header *header = ll_header_parse(raw, 10000, NULL);
  g_assert_nonnull(header);
  return header;
}

static ll_rules *make_rules(void) {
  g_autoptr(GError) error = NULL;
  ll_rules *rules = ll_rules_new();
  g_assert_true(ll_rules_parse(rules, "t.rules", "[refuse]\nconfirm your subscription\n[mailboxes]\nnews\neditor\noffice\n"
                                "[private hosts]\nfreepost.\nown.example\n[list hosts]\nlists\ngroups\n"
                                "[list names]\nnews\n", &error));
  return rules;
}

static enum ll_eligibility eligible(const ll_header *header, const char *sender, const ll_rules *rules, bool assume,
                                    const char **reason) {
  return ll_eligible_header(header, rules, sender, ll_subject_topics(header, rules), assume, reason);
}

static void test_header(void) {
  g_autoptr(ll_rules) rules = make_rules();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].name);
    const char *reason = NULL;
    g_autoptr(ll_header) header = parse(rows[i].header);
    g_assert_cmpint(eligible(header, rows[i].sender, rules, false, &reason), ==, rows[i].verdict);
    g_assert_cmpstr(reason, ==, rows[i].reason);
  }
}

static const struct {
  const char *subject, *reason; /* reason NULL: neither reply nor forward */
} subjects[] = {
    {"Re: a", "reply"},        {"RE : a", "reply"},
    {"re[2]: a", "reply"},     {"Re (3): a", "reply"},
    {"[club] Re: a", "reply"}, {"[a] [b] AW: c", "reply"},
    {"SV: a", "reply"},        {"Odp.: a", NULL},
    {"Odp: a", "reply"},       {"=?utf-8?q?=CE=91=CE=A0?=: a", "reply"},
    {"回复：一", "reply"},     {"Fwd: a", "forward"},
    {"FW: a", "forward"},      {"WG: a", "forward"},
    {"TR: a", "forward"},      {"I: a", "forward"},
    {"İLT: a", "forward"},     {"إعادة توجيه: a", "forward"},
    {"転送: a", "forward"},    {"Research: a", NULL},
    {"Reading list: a", NULL}, {"Re-opening: a", NULL},
    {"Remember", NULL},        {"Our week: re: nothing", NULL},
    {"[club", NULL},           {"", NULL},
};

static void test_subjects(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
    g_test_message("%s", subjects[i].subject);
    const char *reason = NULL;
    g_autofree char *block = g_strdup_printf("Subject: %s\n", subjects[i].subject);
    g_autoptr(ll_header) header = parse(block);
    bool personal = subjects[i].reason != NULL;
    g_assert_cmpint(ll_eligible_header(header, NULL, NULL, 0, false, &reason), ==,
                    personal ? LL_INELIGIBLE : LL_UNDECIDED);
    g_assert_cmpstr(reason, ==, subjects[i].reason);
  }
}

/* To assume a newsletter answers one question and not the other. */
static void test_assume(void) {
  static const struct {
    const char *header;
    enum ll_eligibility verdict;
  } assumed[] = {
      {"Subject: Fwd: a\n", LL_ELIGIBLE},
      {"Precedence: list\n", LL_ELIGIBLE},
      {"Auto-Submitted: auto-replied\n", LL_INELIGIBLE},
      {"Return-Path: <>\n", LL_INELIGIBLE},
      {"Subject: Confirm your subscription\n", LL_INELIGIBLE},
  };
  g_autoptr(ll_rules) rules = make_rules();
  for (size_t i = 0; i < G_N_ELEMENTS(assumed); i++) {
    g_test_message("%s", assumed[i].header);
    const char *reason = NULL;
    g_autoptr(ll_header) header = parse(assumed[i].header);
    g_assert_cmpint(eligible(header, NULL, rules, true, &reason), ==, assumed[i].verdict);
  }
}

#define LONG .letters = 2000

static const struct {
  const char *name;
  enum ll_eligibility header;
  struct ll_body_evidence evidence;
  const char *reason; /* NULL: a newsletter */
} bodies[] = {
    {"nothing", LL_UNDECIDED, {LONG}, "not-a-newsletter"},
    {"unsubscribe and layout", LL_UNDECIDED, {LONG, .unsubscribe = 1, .layout_tables = 5}, NULL},
    {"unsubscribe alone", LL_UNDECIDED, {LONG, .unsubscribe = 1}, NULL},
    {"said alone", LL_UNDECIDED, {LONG, .said = 2}, "not-a-newsletter"},
    {"said and layout", LL_UNDECIDED, {LONG, .said = 1, .layout_tables = 3}, NULL},
    {"said and copyright", LL_UNDECIDED, {LONG, .said = 1, .legal = 1}, NULL},
    {"said and named", LL_UNDECIDED, {LONG, .said = 1, .named = true}, NULL},
    {"named alone", LL_UNDECIDED, {LONG, .named = true, .pitches = 3, .legal = 1}, "not-a-newsletter"},
    {"named, and a way out in the header", LL_UNDECIDED, {LONG, .named = true, .way_out = true}, NULL},
    {"view alone", LL_UNDECIDED, {LONG, .view = 1}, "not-a-newsletter"},
    {"unsubscribe and view", LL_UNDECIDED, {LONG, .unsubscribe = 1, .view = 1}, NULL},
    {"view and looks", LL_UNDECIDED, {LONG, .view = 1, .pixels = 1, .links = 20}, NULL},
    {"looks alone", LL_UNDECIDED, {LONG, .pixels = 1, .layout_tables = 9, .links = 30, .images = 9}, "not-a-newsletter"},
    {"receipt", LL_UNDECIDED, {LONG, .unsubscribe = 1, .view = 1, .layout_tables = 9, .transactional = true}, "transactional"},
    {"receipt, by its header a newsletter", LL_ELIGIBLE, {LONG, .transactional = true}, "transactional"},
    {"quoted", LL_UNDECIDED, {LONG, .unsubscribe = 1, .named = true, .quoted = true}, "forward"},
    {"quoted, and a way out in the header", LL_UNDECIDED,
     {LONG, .unsubscribe = 1, .view = 1, .quoted = true, .way_out = true}, NULL},
    {"quoted, the way out is in the header only", LL_UNDECIDED,
     {LONG, .named = true, .layout_tables = 3, .links = 30, .quoted = true, .way_out = true}, "not-a-newsletter"},
    {"doubted", LL_DOUBTED, {LONG, .unsubscribe = 1, .layout_tables = 3}, "doubt"},
    {"doubted, but named", LL_DOUBTED, {LONG, .unsubscribe = 1, .named = true}, NULL},
    {"doubted, but built", LL_DOUBTED, {LONG, .unsubscribe = 1, .view = 1}, NULL},
    {"short", LL_ELIGIBLE, {.letters = 300, .unsubscribe = 1, .prose = 2}, "notification"},
    {"short with much to follow", LL_ELIGIBLE, {.letters = 300, .content_links = 4}, NULL},
    {"short and named", LL_ELIGIBLE, {.letters = 100, .named = true}, NULL},
    {"short with a web view", LL_ELIGIBLE, {.letters = 100, .view = 1}, NULL},
    {"short, prose and pitches", LL_ELIGIBLE, {.letters = 300, .prose = 1, .pitches = 2}, NULL},
    {"short, prose of a stream", LL_ELIGIBLE, {.letters = 300, .prose = 2, .stream = true}, NULL},
    {"tiny", LL_ELIGIBLE, {.letters = 100, .prose = 1, .pitches = 2, .provenance = 1}, "notification"},
    {"tiny, pitches all over", LL_ELIGIBLE, {.letters = 100, .pitches = 3}, NULL},
};

static void test_body(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_test_message("%s", bodies[i].name);
    const char *reason = bodies[i].header == LL_DOUBTED ? "doubt" : NULL;
    enum ll_eligibility want = bodies[i].reason ? LL_INELIGIBLE : LL_ELIGIBLE;
    g_assert_cmpint(ll_eligible_body(&bodies[i].evidence, bodies[i].header, &reason), ==, want);
    if (bodies[i].reason)
      g_assert_cmpstr(reason, ==, bodies[i].reason);
  }
}

static const struct {
  const char *name, *header, *reason;
} refused[] = {
    {"candidate", "Content-Type: multipart/alternative; boundary=b\n", NULL},
    {"html", "Content-Type: Text/HTML; charset=utf-8\n\n", NULL},
    {"no type", "Subject: a\n", "no-html"},
    {"text", "Content-Type: text/plain\n", "no-html"},
    {"html?", "Content-Type: text/html5\n", "no-html"},
    {"signed", "Content-Type: multipart/signed; boundary=b\n", "signed"},
    {"report", "Content-Type: multipart/report;boundary=b\n", "report"},
    {"two types", "Content-Type: text/html\nContent-Type: text/plain\n", "duplicate-content-type"},
    {"reply", "Subject: Re: a\nContent-Type: text/html\n", "reply"},
    {"no header", "a b c\n", "broken-header"},
};

static void test_refused(void) {
  const ll_config config = {.limits.header_size = 100};
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_test_message("%s", refused[i].name);
    g_autoptr(GBytes) block = g_bytes_new_static(refused[i].header, strlen(refused[i].header));
    g_assert_cmpstr(ll_refused_on_header(&config, block, "a@a.example"), ==, refused[i].reason);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_mime_init();
  g_test_add_func("/eligible/header", test_header);
  g_test_add_func("/eligible/subjects", test_subjects);
  g_test_add_func("/eligible/assume", test_assume);
  g_test_add_func("/eligible/body", test_body);
  g_test_add_func("/eligible/refused", test_refused);
  return g_test_run();
}
