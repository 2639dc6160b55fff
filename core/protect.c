/* SPDX-License-Identifier: MIT
 * Protection goes by the anchor, its target or its words, not by a word somewhere: "unsubscribe at any time" is said in
 * sign-up boxes too. */
#include "core/protect.h"
#include <string.h>

enum { NEAR_WORDS = 10, BARE_WORDS = 4, ADDRESS_DIGITS = 3, ADDRESS_WORDS = 4, MAX_ADDRESS_WORDS = 30 };

static const char *const reasons[LL_N_TOPICS] = {
    [LL_TOPIC_UNSUBSCRIBE] = "unsubscribe link", [LL_TOPIC_PREFERENCES] = "preferences link",
    [LL_TOPIC_VIEW] = "view-online link",        [LL_TOPIC_LEGAL] = "legal line",
    [LL_TOPIC_PROVENANCE] = "provenance line",   [LL_TOPIC_CODE] = "concerns the reader's account"};

static bool is_link_topic(int topic) {
  return topic == LL_TOPIC_UNSUBSCRIBE || topic == LL_TOPIC_PREFERENCES || topic == LL_TOPIC_VIEW;
}

static void protect(ll_signals *s, uint32_t atom, const char *why, const struct ll_rule *rule) {
  if (!s->marks[atom].protected) {
    s->marks[atom].protected = true;
    s->marks[atom].why = why;
    s->marks[atom].rule = rule;
  }
}

/* The first atom that may touch the link: atoms stand in the order of their links. */
static uint32_t first_atom(const ll_page *page, uint32_t link) {
  uint32_t low = 0, high = page->atoms->len;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (ll_page_atom(page, middle)->link_end <= link)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Every atom that the link touches. */
static void protect_link(ll_signals *s, uint32_t link, const char *why, const struct ll_rule *rule) {
  for (guint a = first_atom(s->page, link); a < s->page->atoms->len && ll_page_atom(s->page, a)->link <= link; a++)
    if (link < ll_page_atom(s->page, a)->link_end)
      protect(s, a, why, rule);
}

/* The topic of the first protecting phrase in words [from, to), or -1.  Words that have a topic of the bits `pass` or
 * are marked in `linked` (may be NULL) are passed over. */
static int phrase_in(const ll_signals *s, uint32_t from, uint32_t to, const uint8_t *linked, uint32_t pass) {
  static const uint8_t topics[] = {LL_TOPIC_UNSUBSCRIBE, LL_TOPIC_PREFERENCES, LL_TOPIC_VIEW};
  for (uint32_t w = from; w < to; w++)
    for (size_t i = 0; i < G_N_ELEMENTS(topics) && !(linked && linked[w]) && !(s->topics[w] & pass); i++)
      if (s->topics[w] & 1u << topics[i])
        return topics[i];
  return -1;
}

/* One byte a word: is it in a link?  Returns owned. */
static uint8_t *linked_words(const ll_page *page) {
  uint8_t *linked = g_new0(uint8_t, page->words->words->len + 1);
  for (guint l = 0; l < page->links->len; l++)
    for (uint32_t w = ll_page_link(page, l)->word; w < ll_page_link(page, l)->end; w++)
      linked[w] = 1;
  return linked;
}

static bool in_list_unsubscribe(const char *header, const char *href) {
  const char *found = header && strlen(href) >= 10 ? strstr(header, href) : NULL;
  return found && found > header && found[-1] == '<' && found[strlen(href)] == '>';
}

/* Has each of the words one of the topics of the bits `topics`? */
static bool speaks(const ll_signals *s, uint32_t from, uint32_t to, uint32_t topics) {
  for (uint32_t w = from; w < to; w++)
    if (!(s->topics[w] & topics))
      return false;
  return from < to;
}

/* How many words a reader counts: three signs of a script without spaces make one. */
static uint32_t reading_words(const ll_page *page, uint32_t from, uint32_t to) {
  uint32_t thirds = 0;
  for (uint32_t w = from; w < to; w++) {
    const struct ll_word *word = ll_page_word(page, w);
    bool sign = (uint8_t)word->text[0] >= 0xE0 && !*g_utf8_next_char(word->text);
    thirds += sign ? word->full : 3;
  }
  return (thirds + 2) / 3;
}

/* A link that says nothing itself ("here", an image without words) belongs to what is said around it: in its own line
 * and the one before, unless a link of its own says it.  A button "Subscribe" under "unsubscribe at any time" speaks
 * for itself.  In the line before, or in a sentence behind the link, such small print of a pitch is a promise, not the way
 * out: it counts only for a link that says "click here". */
static int phrase_near(const ll_signals *s, uint32_t l, const uint8_t *linked) {
  const struct ll_link *link = ll_page_link(s->page, l);
  uint32_t a = first_atom(s->page, l);
  if (reading_words(s->page, link->word, link->end) > BARE_WORDS || a >= s->page->atoms->len ||
      speaks(s, link->word, link->end, (1u << LL_N_CLASSES) - 1))
    return -1;
  uint32_t line = ll_page_atom(s->page, a)->word, to = ll_page_atom(s->page, a)->word_end;
  uint32_t near = link->word > NEAR_WORDS ? link->word - NEAR_WORDS : 0;
  uint32_t from = MAX(ll_page_atom(s->page, a > 0 ? a - 1 : a)->word, near);
  uint32_t pass = speaks(s, link->word, link->end, 1u << LL_TOPIC_MORE) ? 0 : 1u << LL_TOPIC_PITCH;
  to = MIN(to, link->end + NEAR_WORDS);
  uint32_t sentence = link->end > 0 ? MIN(s->sentence_end[link->end - 1], to) : to;
  int topic = phrase_in(s, from, line, linked, pass);
  if (topic < 0)
    topic = phrase_in(s, MAX(line, near), sentence, linked, 0);
  return topic >= 0 ? topic : phrase_in(s, sentence, to, linked, pass);
}

/* Is it the way in below an offer, and not said to be a way out? */
static bool signs_in(const ll_signals *s, uint32_t l) {
  uint32_t a = first_atom(s->page, l);
  const struct ll_link *link = ll_page_link(s->page, l);
  return a < s->page->atoms->len && s->marks[a].signs_in && s->link_topics[l] != LL_TOPIC_UNSUBSCRIBE &&
         s->link_topics[l] != LL_TOPIC_VIEW && speaks(s, link->word, link->end, 1u << LL_TOPIC_SIGN_IN);
}

static void protect_links(ll_signals *s, const char *unsubscribe) {
  g_autofree uint8_t *linked = linked_words(s->page);
  for (guint l = 0; l < s->page->links->len; l++) {
    const struct ll_link *link = ll_page_link(s->page, l);
    if (signs_in(s, l))
      continue;
    if (is_link_topic(s->link_topics[l])) {
      protect_link(s, l, reasons[s->link_topics[l]], s->link_rules[l]);
      continue;
    }
    if (in_list_unsubscribe(unsubscribe, link->href)) {
      protect_link(s, l, "List-Unsubscribe target", NULL);
      continue;
    }
    int topic = phrase_in(s, link->word, link->end, NULL, 0);
    if (topic < 0 && !ll_is_clutter(s->link_topics[l]))
      topic = phrase_near(s, l, linked);
    if (topic >= 0)
      protect_link(s, l, reasons[topic], NULL);
  }
}

/* Is the match inside a pitch ("by signing up you agree to our privacy policy")? */
static bool in_pitch(const ll_signals *s, const struct ll_match *m) {
  for (uint32_t w = m->first; w < m->end; w++)
    if (!(s->topics[w] & 1u << LL_TOPIC_PITCH))
      return false;
  return true;
}

static void protect_lines(ll_signals *s) {
  uint32_t a = 0;
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    int topic = m->rule->topic;
    if (topic != LL_TOPIC_LEGAL && topic != LL_TOPIC_PROVENANCE && topic != LL_TOPIC_CODE)
      continue;
    while (a + 1 < s->page->atoms->len && ll_page_atom(s->page, a)->word_end <= m->first)
      a++;
    if (!in_pitch(s, m))
      protect(s, a, reasons[topic], m->rule);
  }
}

/* A row of links with one that is protected stays whole. */
static void protect_rows(ll_signals *s) {
  for (guint b = 0; b < s->page->boxes->len; b++) {
    const struct ll_box *box = ll_page_box(s->page, (int32_t)b);
    const struct ll_marks *kept = NULL;
    for (uint32_t a = box->atom; box->links && a < box->atom_end && !kept; a++)
      kept = s->marks[a].protected ? &s->marks[a] : NULL;
    for (uint32_t a = box->atom; kept && a < box->atom_end; a++)
      protect(s, a, kept->why, kept->rule);
  }
}

/* A form that also takes addresses off. */
static void protect_forms(ll_signals *s) {
  for (guint a = 0; a < s->page->atoms->len; a++)
    if ((ll_page_atom(s->page, a)->flags & LL_ATOM_FORM) && s->marks[a].best[LL_TOPIC_UNSUBSCRIBE])
      protect(s, a, "form to unsubscribe", NULL);
}

/* Has a phrase of any class, at least that strong? */
static bool is_said(const struct ll_marks *marks, enum ll_strength strength) {
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (marks->best[c] > strength)
      return true;
  return false;
}

/* The sender's name and the numbers of a street, a postcode, a telephone or a register. */
static void protect_addresses(ll_signals *s) {
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    unsigned digits = 0;
    for (uint32_t w = atom->word; w < atom->word_end; w++)
      for (const char *c = ll_page_word(s->page, w)->text; g_ascii_isdigit(*c); c++)
        digits++;
    if (digits >= ADDRESS_DIGITS && s->marks[a].publisher && atom->words >= ADDRESS_WORDS &&
        atom->words <= MAX_ADDRESS_WORDS && !(atom->flags & LL_ATOM_HEADING) && !is_said(&s->marks[a], LL_ORDINARY) &&
        !s->marks[a].content_links && !s->marks[a].links[LL_SIGNUP])
      protect(s, a, "address of the sender", NULL);
  }
}

void ll_protect(ll_signals *s, const ll_header *header) {
  g_autofree char *unsubscribe = NULL;
  const char *field = ll_header_get(header, "List-Unsubscribe");
  if (field) { /* folded targets have white space inside */
    g_auto(GStrv) pieces = g_strsplit_set(field, " \t\r\n", -1);
    unsubscribe = g_strjoinv("", pieces);
  }
  protect_links(s, unsubscribe);
  protect_lines(s);
  protect_forms(s);
  protect_addresses(s);
  protect_rows(s);
  for (guint a = 0; a < s->page->atoms->len; a++)
    if (s->marks[a].leaves)
      protect(s, a, "address to unsubscribe", NULL);
  for (guint a = 0; a < s->page->atoms->len; a++)
    if (s->marks[a].subject && !is_said(&s->marks[a], LL_IDIOM))
      protect(s, a, "says what the subject says", NULL);
}
