/* SPDX-License-Identifier: MIT
 * What marks a line gets.  Phrases are those of paper.c. */
#include "core/signal.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"
#include <string.h>

static void add(GString *out, const char *before, const char *name, const char *after) {
  bool first = out->len == 0 || g_str_has_suffix(out->str, "| ");
  g_string_append_printf(out, "%s%s%s%s", first ? "" : " ", before, name, after);
}

/* CLASS! idiom, CLASS+ ordinary, CLASS- weak; @CLASS link by host, @CLASS/ by path; what else is set, by name. */
static void print_marks(const struct ll_marks *m, GString *out) {
  static const char *const strengths[] = {"", "-", "+", "!"};
  for (int c = 0; c < LL_N_CLASSES; c++) {
    if (m->best[c])
      add(out, "", ll_class_names[c], strengths[m->best[c]]);
    if (m->links[c])
      add(out, "@", ll_class_names[c], "");
    if (m->paths[c])
      add(out, "@", ll_class_names[c], "/");
  }
  const struct {
    const char *name;
    unsigned value;
  } numbers[] = {{"plain=", m->plain}, {"pitch=", m->pitch}, {"links=", m->content_links}, {"images=", m->content_images},
                 {"icons=", m->icons}};
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
    g_autofree char *value = g_strdup_printf("%u", numbers[i].value);
    if (numbers[i].value)
      add(out, "", numbers[i].name, value);
  }
  const char *const flags[] = {m->combo ? "combo" : NULL, m->publisher ? "publisher" : NULL, m->subject ? "subject" : NULL,
                               m->prose ? "prose" : NULL, m->addresses ? "addresses" : NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
    if (flags[i])
      add(out, "", flags[i], "");
}

static char *print(const struct paper *p) {
  GString *out = g_string_new(NULL);
  for (guint a = 0; a < p->page->atoms->len; a++) {
    g_string_append(out, a ? " | " : "");
    print_marks(&p->signals->marks[a], out);
  }
  return g_string_free(out, FALSE);
}

static const struct {
  const char *name, *html, *keep, *want;
} rows[] = {
    /* phrases */
    {"idiom", "<p>Sign up for our newsletter</p>", NULL, "signup!"},
    {"ordinary", "<p>Sign up</p>", NULL, "signup+"},
    {"weak explains its own word only", "<p>We join hands</p>", NULL, "signup- plain=2 pitch=1"},
    {"words near an idiom", "<p>Yes, sign up for our newsletter right away</p>", NULL, "signup! pitch=3"},
    {"other sentences stay plain", "<p>Boats sail. Sign up for our newsletter. Boats sail</p>", NULL, "signup! plain=4"},
    {"combo", "<p>Sign up for letters sent every Monday</p>", NULL, "signup+ pitch=3 combo"},
    {"no combo over sentences", "<p>Sign up. Every Monday</p>", NULL, "signup+"},
    {"pitch", "<p>No spam</p>", NULL, "pitch=2"},
    {"publisher's name", "<p>Join The Harbour Letter</p>", NULL, "signup!"},
    {"domain named", "<p>HarbourLetter</p>", NULL, "pitch=1 publisher"},
    {"a class that is kept explains nothing", "<p>Visit our shop</p>", "house", "house+ plain=3"},
    /* an idiom in a long sentence */
    {"idiom in a long sentence",
     "<p>The council says that people who come to the hall on Monday may sign up for our newsletter before the meeting that "
     "decides on the new pier and on the old one in the east harbour</p>",
     NULL, "signup+ plain=23 pitch=8 prose"},
    {"idiom in a short one", "<p>At the hall you may sign up for our newsletter</p>", NULL, "signup! pitch=5"},
    /* [keep] and [object] */
    {"sentence beside a kept one", "<p>Thank you for this. Sign up for our newsletter</p>", NULL, "signup! plain=4"},
    {"kept sentence", "<p>Thank you for telling us to sign up for our newsletter</p>", NULL,
     "plain=11"},
    {"event drops what is ordinary", "<p>Sign up for the flea market</p>", NULL, "plain=6"},
    {"event leaves an idiom", "<p>Follow us to the flea market</p>", NULL, "social! pitch=4"},
    {"event in another sentence", "<p>Flea market. Sign up</p>", NULL, "signup+ plain=2"},
    /* links */
    {"link by host", "<p><a href='https://facebook.com/us'>Facebook</a></p>", NULL, "social+ @social"},
    {"link by path", "<p><a href='https://x.example/signup'>Boats</a></p>", NULL, "@signup/ plain=1"},
    {"link of no class", "<p><a href='https://x.example/a'>Boats</a></p>", NULL, "plain=1 links=1"},
    {"link explained", "<p><a href='https://x.example/a'>Sign up</a></p>", NULL, "signup+"},
    {"mention of a profile", "<p>We met <a href='https://twitter.com/ann'>Ann Bell</a> there</p>", NULL,
     "plain=3 pitch=2"},
    {"icon of a profile", "<p><a href='https://twitter.com/us'><img src=t.png width=24 height=24></a></p>", NULL,
     "@social icons=1"},
    {"redirect", "<p><a href='https://r.example/?to=https%3A%2F%2Ftwitter.com%2Fus&amp;x=1'><img src=t.png width=24></a></p>",
     NULL, "@social icons=1"},
    {"redirect to elsewhere", "<p><a href='https://r.example/?to=https%3A%2F%2Fx.example%2F'>Boats</a></p>", NULL,
     "plain=1 links=1"},
    /* addresses that are not linked */
    {"address to sign up", "<p>Mail to boats-subscribe@x.example</p>", NULL, "@signup plain=2 pitch=4 addresses"},
    {"address beside an idiom", "<p>Boats? Sign up for our newsletter. See harbour.example/news</p>", NULL, "signup! plain=2 pitch=3 addresses"},
    {"address of no class", "<p>Boats: https://x.example/a, www.x.example</p>", NULL, "plain=8 addresses"},
    {"handle and hashtag", "<p>Boats #gulls @ann</p>", NULL, "plain=3 addresses"},
    {"no address", "<p>3.5 boats e.g. gulls/terns at 12.30, no. 4 and so.On</p>", NULL, "plain=13"},
    {"linked address", "<p><a href='https://x.example/a'>x-subscribe@x.example</a></p>", NULL, "plain=4 links=1"},
    /* what the line above explains */
    {"way in below an offer", "<p>Become a member</p><p>Already one? <a href='https://x.example/a'>Log in</a></p>", NULL,
     "subscribe! | pitch=4"},
    {"way in elsewhere", "<p>Boats</p><p><a href='https://x.example/a'>Log in</a></p>", NULL, "plain=1 | plain=2 links=1"},
    /* rows */
    {"said by a whole row", "<p><a href='https://x.example/a'>Follow</a> <a href='https://x.example/b'>us</a></p>", NULL,
     "social! | social!"},
    /* images */
    {"picture", "<p><img src=a.png width=300 alt='Old boats'></p>", NULL, "plain=2 images=1"},
    {"small picture", "<p><img src=a.png width=40 alt='Boats'></p>", NULL, "plain=1"},
    {"picture of a pitch", "<p><img src=a.png width=300 alt='Sign up'></p>", NULL, "signup+"},
    /* lines */
    {"hidden line", "<div style='display:none'>Old boats <a href='https://x.example'>sail</a></div>", NULL, ""},
    {"subject said again", "<h1>Ferry slip to reopen</h1><p>Boats</p>", NULL, "plain=4 subject | plain=1"},
    {"some of the subject", "<h1>Ferry slip</h1>", NULL, "plain=2"},
    {"subject in a long line", "<p>They want the ferry slip to reopen in May or June this year, it seems</p>", NULL, "plain=15"},
    {"prose",
     "<p>Nobody saw the boat leave that night, and nobody saw it come back in the morning when the fog lifted over the bay.</p>", NULL,
     "plain=23 prose"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    paper_read(&paper, rows[i].html, NULL, rows[i].keep);
    g_autofree char *got = print(&paper);
    tree_equal(rows[i].name, got, rows[i].want);
    paper_clear(&paper);
  }
}

/* Every word knows its sentence. */
static void test_sentences(void) {
  struct paper paper;
  paper_read(&paper, "<p>One two. Three</p><p>Four five</p>", NULL, NULL);
  static const uint32_t starts[] = {0, 0, 2, 3, 3}, ends[] = {2, 2, 3, 5, 5};
  for (size_t w = 0; w < G_N_ELEMENTS(starts); w++) {
    g_assert_cmpuint(paper.signals->sentence_start[w], ==, starts[w]);
    g_assert_cmpuint(paper.signals->sentence_end[w], ==, ends[w]);
  }
  paper_clear(&paper);
}

static void test_kin(void) {
  static const struct {
    int class, other;
    bool kin;
  } pairs[] = {{LL_SIGNUP, LL_SUBSCRIBE, true}, {LL_SIGNUP, LL_SOCIAL, false}, {LL_SOCIAL, LL_APP, true},
               {LL_REPEAT, LL_REPEAT, false},   {LL_BADGE, LL_BADGE, true},    {LL_DONATE, LL_RELATED, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_test_message("%s and %s", ll_class_names[pairs[i].class], ll_class_names[pairs[i].other]);
    g_assert_true(ll_is_kin(pairs[i].class, pairs[i].other) == pairs[i].kin);
    g_assert_true(ll_is_kin(pairs[i].other, pairs[i].class) == pairs[i].kin);
  }
}

/* What the page says of the message as a whole. */
static void test_evidence(void) {
  struct paper paper;
  paper_read(&paper,
             "<table><tr><td><a href='https://x.example/unsubscribe'>Leave</a> <a href='https://x.example/view-online'>See"
             "</a></td></tr></table><p>You receive this because we like you.</p><img src=p width=1 height=1>",
             NULL, NULL);
  struct ll_body_evidence e = ll_signals_evidence(paper.signals, paper.header);
  g_assert_cmpuint(e.unsubscribe, ==, 1);
  g_assert_cmpuint(e.view, ==, 1);
  g_assert_cmpuint(e.preferences, ==, 0);
  g_assert_cmpuint(e.said, ==, 0);
  g_assert_cmpuint(e.provenance, ==, 1);
  g_assert_cmpuint(e.pixels, ==, 1);
  g_assert_cmpuint(e.layout_tables, ==, 1);
  g_assert_cmpuint(e.links, ==, 2);
  g_assert_cmpuint(e.content_links, ==, 0);
  g_assert_true(e.way_out);
  g_assert_false(e.transactional || e.quoted || e.stream || e.named);
  paper_clear(&paper);
}

/* What mail programs leave around a mail that they quote, and lines that they write over it. */
static void test_quoted(void) {
  static const struct {
    const char *html;
    bool quoted;
  } quotes[] = {
      {"<blockquote type=cite>Frost</blockquote>", true},
      {"<blockquote>Frost</blockquote>", false},
      {"<div class='gmail_quote gmail_quote_container'>Frost</div>", true},
      {"<div id='x_divRplyFwdMsg'>Frost</div>", true},
      {"<div class=quote>Frost</div>", false},
      {"<p>-----Original Message-----<br>Frost</p>", true},
      {"<p>The original message was lost at sea.</p>", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(quotes); i++) {
    g_test_message("%s", quotes[i].html);
    struct paper paper;
    paper_read(&paper, quotes[i].html, NULL, NULL);
    g_assert_cmpint(ll_signals_evidence(paper.signals, paper.header).quoted, ==, quotes[i].quoted);
    paper_clear(&paper);
  }
}

/* Where a message may call itself a newsletter. */
static void test_named(void) {
  static const struct {
    const char *name, *html, *fields;
    bool named;
  } names[] = {
      {"nothing", "<p>The harbour is open.</p>", "From: a@x.example\nSubject: Open\n", false},
      {"first line", "<p>Bulletin</p><p>The harbour is open.</p>", "From: a@x.example\nSubject: Open\n", true},
      {"further down", "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p><p>Bulletin</p>", "From: a@x.example\nSubject: Open\n",
       false},
      {"where one leaves", "<p>a</p><p>b</p><p>c</p><p>d</p><p>Unsubscribe from this bulletin</p>",
       "From: a@x.example\nSubject: Open\n", true},
      {"issue", "<p>Frost</p><p>Issue 12</p>", "From: a@x.example\nSubject: Open\n", true},
      {"issue in the subject", "<p>Frost</p>", "From: a@x.example\nSubject: Frost, issue 12\n", true},
      {"sender", "<p>Frost</p>", "From: The Bulletin <a@x.example>\nSubject: Frost\n", true},
      {"address", "<p>Frost</p>", "From: bulletin@x.example\nSubject: Frost\n", true},
      {"news", "<p>Frost</p>", "From: news@x.example\nSubject: Frost\n", true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_test_message("%s", names[i].name);
    struct paper paper;
    paper_read(&paper, names[i].html, names[i].fields, NULL);
    g_assert_cmpint(ll_signals_evidence(paper.signals, paper.header).named, ==, names[i].named);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/signal/rows", test_rows);
  g_test_add_func("/signal/sentences", test_sentences);
  g_test_add_func("/signal/kin", test_kin);
  g_test_add_func("/signal/evidence", test_evidence);
  g_test_add_func("/signal/quoted", test_quoted);
  g_test_add_func("/signal/named", test_named);
  return g_test_run();
}
