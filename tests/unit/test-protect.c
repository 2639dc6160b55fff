/* SPDX-License-Identifier: MIT
 * What must never go.  Phrases are those of paper.c; List-Unsubscribe is folded inside its target. */
#include "core/protect.h"
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"

static const char *short_name(const char *why) {
  static const char *const names[][2] = {{"unsubscribe link", "out"},
                                         {"preferences link", "preferences"},
                                         {"view-online link", "view"},
                                         {"legal line", "legal"},
                                         {"provenance line", "provenance"},
                                         {"concerns the reader's account", "code"},
                                         {"List-Unsubscribe target", "header"},
                                         {"says what the subject says", "subject"}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(names[i][0], why))
      return names[i][1];
  return why;
}

static const struct {
  const char *name, *html, *want;
} rows[] = {
    /* by target */
    {"unsubscribe target", "<p><a href='https://x.example/unsubscribe?u=1'>Goodbye</a></p><p>Boats</p>", "out -"},
    {"unsubscribe target without a host", "<p><a href='/unsubscribe'>Goodbye</a></p>", "out"},
    {"unsubscribe image", "<p><a href='https://x.example/unsubscribe'><img src=x.png width=20></a></p>", "out"},
    {"preferences target", "<p><a href='https://x.example/preferences'>Yours</a></p>", "preferences"},
    {"view target", "<p><a href='https://x.example/view-online'>See it</a></p>", "view"},
    {"List-Unsubscribe target", "<p><a href='https://harbourletter.example/u/7f3a'>Goodbye</a></p>", "header"},
    {"List-Unsubscribe mailto", "<p><a href='mailto:out@harbourletter.example'>Goodbye</a></p>", "header"},
    {"part of that target", "<p><a href='https://harbourletter.example/u/'>Goodbye</a></p>", "-"},
    {"longer than that target", "<p><a href='https://harbourletter.example/u/7f3a/b'>Goodbye</a></p>", "-"},
    /* by words */
    {"words in the link", "<p><a href='https://t.example/1'>Unsubscribe</a></p>", "out"},
    {"words of two topics", "<p><a href='https://t.example/1'>Manage preferences</a></p>", "preferences"},
    {"bare here", "<p>To leave the list click <a href='https://t.example/1'>here</a>.</p>", "out"},
    {"bare here, words behind", "<p>Click <a href='https://t.example/1'>here</a> to leave the list.</p>", "out"},
    {"bare here, words in the line before", "<p>Leave the list:</p><p><a href='https://t.example/1'>Here</a></p>", "- out"},
    {"bare here, words two lines before", "<p>Leave the list:</p><p>Or</p><p><a href='https://t.example/1'>Here</a></p>", "- - -"},
    {"bare here, words far away",
     "<p>Leave the list. One two three four five six seven eight nine ten <a href='https://t.example/1'>here</a></p>", "-"},
    {"link that says something else", "<p>Unsubscribe or <a href='https://t.example/1'>read our long story of boats</a></p>", "-"},
    {"a few signs, words before", "<p>Leave the list: <a href='https://t.example/1'>请点击这里</a></p>", "out"},
    {"many signs that say something else", "<p>Unsubscribe or <a href='https://t.example/1'>点击阅读关于船的长篇故事和照片</a></p>", "-"},
    {"the words belong to another link",
     "<p><a href='https://t.example/1'>Unsubscribe</a></p><p><a href='https://t.example/2'>Boats</a></p>", "out -"},
    {"small print of a pitch in the line before",
     "<p>No spam, unsubscribe whenever you like.</p><p><a href='https://t.example/1'>Go</a></p>", "- -"},
    {"image under small print of a pitch",
     "<p>Unsubscribe whenever you like.</p><p><a href='https://t.example/1'><img src=x.png width=20></a></p>", "- -"},
    {"click here under small print of a pitch",
     "<p>Unsubscribe whenever you like.</p><p><a href='https://t.example/1'>Click here</a></p>", "- out"},
    {"small print of a pitch in the same line",
     "<p>Unsubscribe whenever you like: <a href='https://t.example/1'>Go</a></p>", "out"},
    {"more than a pitch in the line before",
     "<p>Leave the list. Unsubscribe whenever you like.</p><p><a href='https://t.example/1'>Go</a></p>", "- out"},
    {"word without a link", "<p>Unsubscribe at any time</p>", "-"},
    /* lines */
    {"legal", "<p>All rights reserved</p><p>Boats</p>", "legal -"},
    {"legal inside a pitch", "<p>Read our privacy policy</p>", "-"},
    {"provenance", "<p>You receive this because you asked</p>", "provenance"},
    {"code", "<p>Your code is 1234</p>", "code"},
    /* the headline */
    {"headline", "<h1>Ferry slip to reopen</h1><p>Boats</p>", "subject -"},
    {"headline as a link", "<h2><a href='https://x.example/a'>Ferry slip to reopen</a></h2>", "subject"},
    /* rows */
    {"row with a protected piece",
     "<p><a href='https://t.example/1'>Boats</a> | <a href='https://t.example/2'>Unsubscribe</a> | "
     "<a href='https://facebook.com/x'>Facebook</a></p><p>Boats</p>",
     "out out out -"},
    {"row without one", "<p><a href='https://t.example/1'>Boats</a> | <a href='https://t.example/2'>Ships</a></p>", "- -"},
    {"hidden way out", "<div style='display:none'><a href='https://x.example/unsubscribe'>Goodbye</a></div>", "out"},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct paper paper;
    g_autoptr(GString) got = g_string_new(NULL);
    paper_read(&paper, rows[i].html, NULL, NULL);
    for (guint a = 0; a < paper.page->atoms->len; a++) {
      const struct ll_marks *m = &paper.signals->marks[a];
      g_string_append_printf(got, "%s%s", a ? " " : "", m->protected ? short_name(m->why) : "-");
    }
    tree_equal(rows[i].name, got->str, rows[i].want);
    paper_clear(&paper);
  }
}

/* A subject that is a pitch protects no pitch. */
static void test_subject_is_pitch(void) {
  struct paper paper;
  paper_read(&paper, "<h1>Sign up for our newsletter</h1>", "Subject: Sign up for our newsletter\n", NULL);
  g_assert_true(paper.signals->marks[0].subject);
  g_assert_false(paper.signals->marks[0].protected);
  paper_clear(&paper);
}

/* Nodes of protected lines, and those around them, are pinned; others are not. */
static void test_pinned(void) {
  struct paper paper;
  paper_read(&paper, "<div id=a><p id=b>All rights reserved</p><p id=c>Boats</p></div><div id=d>Ships</div>", NULL, NULL);
  static const struct {
    const char *id;
    bool pinned;
  } nodes[] = {{"a", true}, {"b", true}, {"c", false}, {"d", false}};
  g_autofree uint8_t *pinned = ll_signals_pinned(paper.signals);
  unsigned seen = 0;
  for (guint n = 0; n < paper.doc->nodes->len; n++)
    for (size_t i = 0; i < G_N_ELEMENTS(nodes); i++)
      if (g_strcmp0(ll_doc_attribute(paper.doc, (int32_t)n, "id"), nodes[i].id) == 0) {
        g_test_message("element %s", nodes[i].id);
        g_assert_true((pinned[n] != 0) == nodes[i].pinned);
        seen++;
      }
  g_assert_cmpuint(seen, ==, G_N_ELEMENTS(nodes));
  paper_clear(&paper);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_set_nonfatal_assertions();
  g_test_add_func("/protect/rows", test_rows);
  g_test_add_func("/protect/subject-is-pitch", test_subject_is_pitch);
  g_test_add_func("/protect/pinned", test_pinned);
  return g_test_run();
}
