/* SPDX-License-Identifier: MIT
 * Reads pages. */
#include "tests/unit/paper.h"
#include "tests/unit/tree.h"
#include <string.h>

static const char phrases[] = "set net = facebook|twitter|instagram\n"
                              "[signup idiom]\nsign up for our newsletter\njoin <publisher>\n"
                              "[signup ordinary]\nsign up\nevery monday\n"
                              "[signup weak]\njoin\n"
                              "[subscribe idiom]\nbecome a member\n"
                              "[social idiom]\nfollow us\n"
                              "[social ordinary]\n<net>\n"
                              "[app idiom]\nget the app\n"
                              "[house idiom]\nalso from us\nabout us\n"
                              "[house ordinary]\nvisit our shop\n"
                              "[survey idiom]\nhow was this letter\n"
                              "[sponsor idiom]\nin partnership with\nplease support our sponsors\n"
                              "[sponsor ordinary]\nsponsored\n"
                              "[related idiom]\nmore stories\n"
                              "[related ordinary]\nmost popular\n"
                              "[donate idiom]\nplease donate\n"
                              "[protect unsubscribe]\nunsubscribe\nleave the list\n"
                              "[protect preferences]\nmanage preferences\n"
                              "[protect view]\nview in browser\n"
                              "[protect legal]\nall rights reserved\nprivacy policy\n"
                              "[protect provenance]\nyou receive this because\n"
                              "[protect code]\nyour code is <number>\n"
                              "[pitch]\nno spam\nand never miss a thing\nread our privacy policy\nunsubscribe whenever you like\n"
                              "[keep]\nthank you for\n"
                              "[object]\nflea market\n"
                              "[greeting]\ndear reader\n"
                              "[letter]\nbulletin\n"
                              "[masthead]\nissue <number>\n"
                              "[quoted]\n^ original message $\n"
                              "[quote marks]\ngmail_quote\ndivrplyfwdmsg\n"
                              "[common words]\nthe\nletter\n[articles]\nthe\n"
                              "[sign in]\n^ log in $\n"
                              "[more]\nread more\n^ click here $\n"
                              "[links unsubscribe]\n*unsubscribe*\n"
                              "[links preferences]\n*/preferences*\n"
                              "[links view]\n*/view-online*\n"
                              "[links social]\nfacebook.com/*\ntwitter.com/*\n"
                              "[links signup]\nmailto:*-subscribe@*\n"
                              "[links unsubscribe]\nmailto:*-leave@*\n"
                              "[links app]\napps.example.com/*\n"
                              "[links signup]\n*/signup*\n";
static const char default_fields[] = "From: The Harbour Letter <desk@harbourletter.example>\n"
                                     "Subject: Ferry slip to reopen\n"
                                     "List-Unsubscribe: <mailto:out@harbourletter.example>,\n"
                                     " <https://harbourletter.example/\n u/7f3a>\n";

static ll_rules *rules_new(void) {
  g_autofree char *weights = NULL;
  g_autoptr(GError) error = NULL;
  ll_rules *rules = ll_rules_new();
  g_file_get_contents("conf/rules/weights.rules", &weights, NULL, &error);
  g_assert_no_error(error);
  ll_rules_parse(rules, "weights.rules", weights, &error);
  g_assert_no_error(error);
  ll_rules_parse(rules, "test.rules", phrases, &error);
  g_assert_no_error(error);
  return rules;
}

ll_header *paper_header(const char *fields) {
  g_autofree char *text = g_strconcat(fields, "\n", NULL);
  g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
  g_autoptr(GError) error = NULL;
  ll_header *header = ll_header_parse(raw, test_limits.header_size, &error);
  g_assert_no_error(error);
  return header;
}

static void set_policy(struct paper *paper, const char *keep) {
  g_auto(GStrv) names = g_strsplit(keep ? keep : "", " ", -1);
  for (int c = 0; c < LL_N_CLASSES; c++)
    paper->policy[c] = LL_POLICY_CUT;
  for (char **name = names; *name && **name; name++) {
    enum ll_class class = ll_class_find(*name);
    g_assert_cmpint(class, <, LL_N_CLASSES);
    paper->policy[class] = LL_POLICY_KEEP;
  }
}

void paper_read(struct paper *paper, const char *html, const char *fields, const char *keep) {
  const char *reason = NULL;
  memset(paper, 0, sizeof *paper);
  set_policy(paper, keep);
  paper->rules = rules_new();
  paper->header = paper_header(fields ? fields : default_fields);
  paper->doc = tree_parse(html, strlen(html), &reason);
  g_assert_cmpstr(reason, ==, NULL);
  paper->page = ll_page_new(paper->doc, &test_limits, &reason);
  g_assert_cmpstr(reason, ==, NULL);
  paper->signals = ll_signals_new(paper->page, paper->header, ll_subject_topics(paper->header, paper->rules),
                                  paper->rules, paper->policy);
}

void paper_clear(struct paper *paper) {
  ll_signals_free(paper->signals);
  ll_page_free(paper->page);
  ll_doc_free(paper->doc);
  ll_header_free(paper->header);
  ll_rules_free(paper->rules);
}

char *paper_words(const ll_page *page, uint32_t first, uint32_t end) {
  GString *out = g_string_new(NULL);
  for (uint32_t a = first; a < end; a++)
    for (uint32_t w = ll_page_atom(page, a)->word; w < ll_page_atom(page, a)->word_end; w++)
      g_string_append_printf(out, "%s%s", out->len ? " " : "", ll_page_word(page, w)->text);
  return g_string_free(out, FALSE);
}

struct ll_candidate paper_candidate(const struct paper *paper, const char *id) {
  struct ll_candidate found = {0};
  for (guint i = 0; i < paper->doc->nodes->len; i++) {
    const struct ll_node *node = ll_doc_node(paper->doc, (int32_t)i);
    if (g_strcmp0(ll_doc_attribute(paper->doc, (int32_t)i, "id"), id) != 0)
      continue;
    for (uint32_t a = paper->page->atoms->len; a-- > 0;) {
      const struct ll_atom *atom = ll_page_atom(paper->page, a);
      if (atom->token < node->token || atom->token_end > node->end)
        continue;
      found.first = a;
      found.end = MAX(found.end, a + 1);
    }
    found.look = paper->page->looks[i].fill || paper->page->looks[i].frame;
    found.whole = true;
  }
  g_assert_cmpuint(found.end, >, 0);
  return found;
}
