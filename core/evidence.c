/* SPDX-License-Identifier: MIT
 * What the signals of the atoms say of the message as a whole. */
#include "core/mailing.h"
#include "core/names.h"
#include "core/signal.h"
#include <string.h>

enum { SHORT_MESSAGE = 200, FIRST_LINES = 4, MASTHEAD_LINES = 12 };

/* A transactional phrase counts in a heading, or anywhere in a short message. */
static bool is_transactional(const ll_signals *s) {
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    bool big = (atom->flags & (LL_ATOM_HEADING | LL_ATOM_TITLE)) || s->page->n_words < SHORT_MESSAGE;
    if (s->marks[a].best[LL_TOPIC_REFUSE] && big && !(atom->flags & LL_ATOM_HIDDEN))
      return true;
  }
  return false;
}

static unsigned anchors_of(const ll_signals *s, int topic) {
  unsigned n = 0;
  for (guint l = 0; l < s->page->links->len; l++)
    n += s->link_topics[l] == topic;
  for (guint a = 0; n == 0 && a < s->page->atoms->len; a++)
    n += s->marks[a].best[topic] && ll_page_atom(s->page, a)->link < ll_page_atom(s->page, a)->link_end;
  return n;
}

static unsigned count_said(const ll_signals *s, int topic) {
  unsigned n = 0;
  for (guint a = 0; a < s->page->atoms->len; a++)
    n += s->marks[a].best[topic] > 0;
  return n;
}

/* Lines that pitch the letter and no other thing. */
static unsigned count_pitches(const ll_signals *s) {
  unsigned n = 0;
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const uint8_t *best = s->marks[a].best;
    n += best[LL_SIGNUP] > LL_IDIOM || best[LL_REFER] > LL_IDIOM || best[LL_ADVERTISE] > LL_IDIOM;
  }
  return n;
}

/* Classes, ids and types that mail programs give to what they quote. */
static bool is_quote(const ll_doc *doc, int32_t node, const GPtrArray *marks) {
  static const char *const attributes[] = {"class", "id"};
  const char *type = ll_doc_attribute(doc, node, "type");
  if (type && g_ascii_strcasecmp(type, "cite") == 0)
    return true;
  for (size_t k = 0; k < G_N_ELEMENTS(attributes); k++) {
    const char *value = ll_doc_attribute(doc, node, attributes[k]);
    for (guint i = 0; value && i < marks->len; i++)
      if (strcasestr(value, g_ptr_array_index(marks, i)))
        return true;
  }
  return false;
}

static bool is_quoted(const ll_signals *s) {
  const GPtrArray *marks = ll_rules_roll(s->rules, LL_ROLL_QUOTES);
  for (guint i = 0; i < s->page->doc->nodes->len; i++)
    if (is_quote(s->page->doc, (int32_t)i, marks))
      return true;
  return count_said(s, LL_TOPIC_QUOTED) > 0;
}

/* Does sender, list or subject say newsletter, or the subject which issue this is? */
static bool is_named_in_header(const ll_signals *s, const ll_identity *sender) {
  g_autoptr(ll_words) address = ll_words_new();
  size_t local = sender->address ? strcspn(sender->address, "@") : 0;
  if (local == 4 && strncmp(sender->address, "news", local) == 0)
    return true;
  ll_words_append(address, sender->address ? sender->address : "", local);
  ll_words_break(address);
  const uint32_t letter = 1u << LL_TOPIC_LETTER, masthead = 1u << LL_TOPIC_MASTHEAD;
  uint32_t subject = ll_rules_topics(s->rules, sender->subject);
  return (ll_rules_topics(s->rules, address) & letter) || (ll_rules_topics(s->rules, sender->publisher) & letter) ||
         ((subject & (letter | masthead)) && !(subject & 1u << LL_TOPIC_MENTIONED));
}

/* Does the message call itself a newsletter: at its top, or where it says why one gets it, how to leave, to forward it or
 * to advertise in it?  A line that invites to sign up for one may stand in any mail, and so may what a person says who
 * begins with speaking of another one. */
static bool is_named(const ll_signals *s, const ll_identity *sender, bool person) {
  unsigned line = 0;
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    const uint8_t *best = s->marks[a].best;
    line += atom->words > 0;
    if (line <= FIRST_LINES && best[LL_TOPIC_MENTIONED] && person)
      return false;
    bool about = best[LL_TOPIC_UNSUBSCRIBE] || best[LL_TOPIC_PROVENANCE] || best[LL_TOPIC_VIEW] ||
                 best[LL_REFER] > LL_IDIOM || best[LL_ADVERTISE] > LL_IDIOM;
    bool top = (line <= FIRST_LINES || (atom->flags & LL_ATOM_TITLE)) && best[LL_SIGNUP] <= LL_ORDINARY;
    if ((best[LL_TOPIC_LETTER] && !best[LL_TOPIC_MENTIONED] && (about || top)) || (best[LL_TOPIC_MASTHEAD] && line <= MASTHEAD_LINES))
      return true;
  }
  return is_named_in_header(s, sender);
}

/* Does the line print the host, or a link in it lead there? */
static bool leads_to(const ll_signals *s, const struct ll_atom *atom, const char *host) {
  const char *text = s->page->words->source->str;
  bool found = false;
  for (uint32_t l = atom->link; l < atom->link_end && !found; l++)
    found = strcasestr(ll_page_link(s->page, l)->href, host) != NULL;
  if (found || atom->word == atom->word_end)
    return found;
  uint32_t from = ll_page_word(s->page, atom->word)->start, to = ll_page_word(s->page, atom->word_end - 1)->end;
  g_autofree char *line = g_strndup(text + from, to - from);
  return strcasestr(line, host) != NULL;
}

/* Are there ways to leave, and all of them to somebody else than the sender? */
static bool is_foreign(const ll_signals *s, const ll_identity *sender) {
  unsigned ways = 0;
  if (!sender->domain->words->len)
    return false;
  const char *host = g_array_index(sender->domain->words, struct ll_word, 0).text;
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    bool linked = atom->link_end > atom->link;
    if (!s->marks[a].best[LL_TOPIC_UNSUBSCRIBE] || !(linked || s->marks[a].addresses))
      continue;
    if (leads_to(s, atom, host))
      return false;
    ways++;
  }
  return ways > 0;
}

/* What there is to read and to follow. */
static void measure(const ll_signals *s, struct ll_body_evidence *e) {
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_marks *marks = &s->marks[a];
    if (marks->protected || (ll_page_atom(s->page, a)->flags & LL_ATOM_HIDDEN))
      continue;
    e->letters += marks->letters;
    e->prose += marks->prose;
    e->content_links += marks->content_links;
  }
  for (guint i = 0; i < s->page->doc->nodes->len; i++)
    e->layout_tables += ll_doc_node(s->page->doc, (int32_t)i)->tag == LL_TAG_TABLE;
}

struct ll_body_evidence ll_signals_evidence(const ll_signals *s, const ll_header *header) {
  g_autoptr(ll_identity) sender = ll_identity_new(header, NULL); /* the title is no name of the header's */
  bool person = ll_mailing_is_person(header, s->rules);
  struct ll_body_evidence e = {.unsubscribe = anchors_of(s, LL_TOPIC_UNSUBSCRIBE),
                               .view = anchors_of(s, LL_TOPIC_VIEW),
                               .preferences = anchors_of(s, LL_TOPIC_PREFERENCES),
                               .said = count_said(s, LL_TOPIC_UNSUBSCRIBE),
                               .provenance = count_said(s, LL_TOPIC_PROVENANCE),
                               .legal = count_said(s, LL_TOPIC_LEGAL),
                               .pitches = count_pitches(s),
                               .pixels = s->page->pixels,
                               .links = s->page->links->len,
                               .images = s->page->images->len,
                               .named = is_named(s, sender, person),
                               .quoted = is_quoted(s),
                               .foreign = person && is_foreign(s, sender),
                               .way_out = ll_header_get(header, "List-Unsubscribe") != NULL,
                               .stream = ll_header_get(header, "List-Id") != NULL,
                               .transactional = is_transactional(s)};
  measure(s, &e);
  return e;
}

uint8_t *ll_signals_pinned(const ll_signals *s) {
  const ll_doc *doc = s->page->doc;
  uint8_t *pinned = g_new0(uint8_t, doc->nodes->len + 1);
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    if (!s->marks[a].protected)
      continue;
    for (uint32_t t = atom->token; t < atom->token_end; t++)
      for (int32_t n = ll_doc_token(doc, t)->node; n >= 0 && !pinned[n]; n = ll_doc_node(doc, n)->parent)
        pinned[n] = 1;
  }
  return pinned;
}
