/* SPDX-License-Identifier: MIT
 * Marks atoms with what phrases and link targets say of them. */
#include "core/signal.h"
#include "core/address.h"
#include "core/context.h"
#include "core/names.h"
#include "core/protect.h"
#include "core/repeat.h"
#include <string.h>

enum { PROSE_LETTERS = 85, NEAR_WORDS = 8, NEAR_ORDINARY = 4, LINK_WORDS = 8,
       SENTENCE = 30, LONG_SENTENCE = 50, COVERED_PERCENT = 30, WORD_COVERED_PERCENT = 40 };

/* The atom of a word; atoms are in word order. */
static struct ll_marks *marks_of(const ll_signals *s, uint32_t word, uint32_t *hint) {
  const ll_page *page = s->page;
  while (*hint + 1 < page->atoms->len && ll_page_atom(page, *hint)->word_end <= word)
    (*hint)++;
  return &s->marks[*hint];
}

/* First word of the sentence, and the word behind its last, of every word: looked up often, so found once. */
static void find_sentences(ll_signals *s) {
  uint32_t n = s->page->words->words->len;
  s->sentence_start = g_new(uint32_t, n + 1);
  s->sentence_end = g_new(uint32_t, n + 1);
  for (uint32_t w = 0; w < n; w++)
    s->sentence_start[w] = w == 0 || ll_page_word(s->page, w)->sentence ? w : s->sentence_start[w - 1];
  for (uint32_t w = n; w-- > 0;)
    s->sentence_end[w] = w + 1 == n || ll_page_word(s->page, w + 1)->sentence ? w + 1 : s->sentence_end[w + 1];
}

/* Does the page invite to read it again?  An announcement that is sent once does not. */
static bool is_periodical(const ll_signals *s) {
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_rule *rule = g_array_index(s->matches, struct ll_match, i).rule;
    if (rule->topic == LL_SIGNUP && rule->strength == LL_IDIOM)
      return true;
  }
  return false;
}

/* Drops clutter phrases in sentences that a [keep] phrase calls content, and ordinary ones whose object is an event: a
 * course, a race, a petition, something to sign up for.  When the subject names one (`event`), all phrases of such sentences
 * go, and everywhere ordinary sign-up phrases and, unless the page invites to subscribe, "tell a friend". */
static void drop_content(ll_signals *s, bool event) {
  bool once = event && !is_periodical(s);
  guint n_words = s->page->words->words->len;
  g_autofree uint8_t *content = g_new0(uint8_t, n_words + 1);
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    uint8_t level = m->rule->topic == LL_TOPIC_KEEP ? 2 : m->rule->topic == LL_TOPIC_OBJECT ? 1 : 0;
    if (!level)
      continue;
    for (uint32_t w = s->sentence_start[m->first], end = s->sentence_end[m->end - 1]; w < end; w++)
      content[w] = MAX(content[w], level);
  }
  guint kept = 0;
  for (guint i = 0; i < s->matches->len; i++) {
    struct ll_match m = g_array_index(s->matches, struct ll_match, i);
    bool drop = ll_is_clutter(m.rule->topic) &&
                (content[m.first] == 2 || (content[m.first] == 1 && (event || m.rule->strength < LL_IDIOM)) ||
                 (event && m.rule->topic == LL_SIGNUP && m.rule->strength < LL_IDIOM) ||
                 (once && m.rule->topic == LL_REFER));
    if (!drop)
      g_array_index(s->matches, struct ll_match, kept++) = m;
  }
  g_array_set_size(s->matches, kept);
}

static void explain_words(ll_signals *s, uint32_t first, uint32_t end, uint8_t level) {
  for (uint32_t w = first; w < end; w++)
    s->explained[w] = MAX(s->explained[w], level);
}

static uint32_t bytes_of(const ll_page *page, uint32_t first, uint32_t end) {
  return ll_page_word(page, end - 1)->end - ll_page_word(page, first)->start;
}

static unsigned letters_of(const ll_page *page, uint32_t first, uint32_t end) {
  unsigned n = 0;
  for (uint32_t w = first; w < end; w++)
    n += g_array_index(page->words->terms, struct ll_term, ll_page_word(page, w)->term).letters;
  return n;
}

/* An idiom is proof only where it makes up a good part of its sentence: "subscribe to the paper" in a long sentence of
 * an article is news.  So is a single word that is no proof, in all but the shortest. */
static uint8_t strength_in_place(const ll_signals *s, const struct ll_match *m, const uint8_t *covered) {
  uint32_t from = s->sentence_start[m->first], to = s->sentence_end[m->end - 1], bytes = 0;
  bool word = m->end - m->first == 1 && m->rule->strength == LL_ORDINARY;
  if (m->rule->strength == LL_WEAK || (m->rule->strength == LL_ORDINARY && !word) ||
      letters_of(s->page, from, to) < (word ? SENTENCE : LONG_SENTENCE))
    return m->rule->strength;
  uint32_t all = bytes_of(s->page, from, to);
  for (uint32_t w = from; w < to; w++)
    bytes += covered[w] ? bytes_of(s->page, w, w + 1) : 0;
  return m->rule->strength - (bytes * 100 < (word ? WORD_COVERED_PERCENT : COVERED_PERCENT) * all);
}

static void find_strengths(ll_signals *s) {
  g_autofree uint8_t *covered = g_new0(uint8_t, s->page->words->words->len + 1);
  s->strengths = g_new0(uint8_t, s->matches->len + 1);
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    if (m->rule->topic == LL_TOPIC_PITCH || (ll_is_clutter(m->rule->topic) && m->rule->strength != LL_WEAK))
      memset(covered + m->first, 1, m->end - m->first);
  }
  for (guint i = 0; i < s->matches->len; i++)
    s->strengths[i] = strength_in_place(s, &g_array_index(s->matches, struct ll_match, i), covered);
}

/* A phrase explains its own words and, when it is evidence, those near it in its sentence. */
static void mark_match(ll_signals *s, const struct ll_match *m, uint8_t strength, bool counts) {
  if (m->rule->topic == LL_TOPIC_PITCH)
    explain_words(s, m->first, m->end, 1);
  if (!ll_is_clutter(m->rule->topic) || !counts)
    return;
  explain_words(s, m->first, m->end, strength == LL_WEAK ? 1 : 2);
  if (strength == LL_WEAK)
    return;
  uint32_t from = s->sentence_start[m->first], to = s->sentence_end[m->end - 1];
  uint32_t near = strength == LL_IDIOM ? NEAR_WORDS : NEAR_ORDINARY;
  from = MAX(from, m->first > near ? m->first - near : 0);
  explain_words(s, from, MIN(to, m->end + near), 1);
}

static void mark_topics(ll_signals *s) {
  s->topics = g_new0(uint32_t, s->page->words->words->len + 1);
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    for (uint32_t w = m->first; w < m->end; w++)
      s->topics[w] |= 1u << m->rule->topic;
  }
}

/* The items of a row stand in one sentence: what several of them say together, each says. */
static void mark_pieces(ll_signals *s, const struct ll_match *m, uint8_t strength, uint32_t atom) {
  for (uint32_t a = atom + 1; a < s->page->atoms->len && ll_page_atom(s->page, a)->word < m->end; a++)
    if (ll_page_atom(s->page, a)->flags & LL_ATOM_PIECE)
      s->marks[a].best[m->rule->topic] = MAX(s->marks[a].best[m->rule->topic], (uint8_t)(strength + 1));
}

static void mark_matches(ll_signals *s, const enum ll_policy *policy) {
  uint32_t hint = 0;
  find_strengths(s);
  mark_topics(s);
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    struct ll_marks *marks = marks_of(s, m->first, &hint);
    int topic = m->rule->topic;
    marks->count[topic] = (uint8_t)MIN(marks->count[topic] + 1, 255);
    marks->best[topic] = MAX(marks->best[topic], (uint8_t)(s->strengths[i] + 1));
    mark_pieces(s, m, s->strengths[i], hint);
    mark_match(s, m, s->strengths[i], topic >= LL_N_CLASSES || policy[topic] != LL_POLICY_KEEP);
  }
}

/* Classes that go together in one pitch. */
static const uint8_t kin[LL_N_CLASSES] = {
    [LL_SIGNUP] = 1,    [LL_SUBSCRIBE] = 1, [LL_REFER] = 2,  [LL_SOCIAL] = 2, [LL_APP] = 2,     [LL_BADGE] = 3,
    [LL_ADVERTISE] = 4, [LL_SPONSOR] = 4,   [LL_HOUSE] = 4,  [LL_SURVEY] = 5, [LL_RELATED] = 6, [LL_DONATE] = 7};

bool ll_is_kin(int class, int other) {
  return class < LL_N_CLASSES && kin[class] && kin[class] == kin[other];
}

/* Two phrases that are no proof alone are more when one sentence says both: "sign up for ... in your inbox". */
static void mark_combos(ll_signals *s) {
  const struct ll_match *last = NULL;
  uint32_t hint = 0;
  for (guint i = 0; i < s->matches->len; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    if (!ll_is_clutter(m->rule->topic) || s->strengths[i] != LL_ORDINARY)
      continue;
    if (last && m->first >= last->end && ll_is_kin(m->rule->topic, last->rule->topic) &&
        s->sentence_start[m->first] == s->sentence_start[last->first])
      marks_of(s, m->first, &hint)->combo = true;
    last = m;
  }
}

/* One byte a term of the page: is it one of these words, with so many bytes at least?  `*n` is how many there are of the
 * different words.  Owned. */
static uint8_t *terms_in(const ll_page *page, const ll_words *words, uint8_t shortest, guint *n) {
  uint8_t *in = g_new0(uint8_t, page->words->terms->len + 1);
  g_autofree uint8_t *seen = g_new0(uint8_t, words->terms->len + 1);
  *n = 0;
  for (guint i = 0; i < words->words->len; i++) {
    const struct ll_word *word = &g_array_index(words->words, struct ll_word, i);
    if (seen[word->term]++ || g_array_index(words->terms, struct ll_term, word->term).length < shortest)
      continue;
    int32_t term = ll_words_term(page->words, word->text);
    if (term != LL_TERM_NONE)
      in[term] = 1;
    (*n)++;
  }
  return in;
}

static void mark_names(ll_signals *s, const ll_words *names) {
  guint n;
  g_autofree uint8_t *in = terms_in(s->page, names, 4, &n);
  uint32_t hint = 0;
  for (guint w = 0; n > 0 && w < s->page->words->words->len; w++)
    if (in[ll_page_word(s->page, w)->term]) {
      marks_of(s, w, &hint)->publisher = true;
      explain_words(s, w, w + 1, 1);
    }
}

/* Headings that say what the subject says. */
static void mark_subject(ll_signals *s, const ll_words *subject) {
  guint size;
  g_autofree uint8_t *in = terms_in(s->page, subject, 0, &size);
  if (size < 2)
    return;
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    if (!atom->words || atom->words > 3 * subject->words->len)
      continue;
    guint found = 0;
    for (uint32_t w = atom->word; w < atom->word_end; w++)
      found += in[ll_page_word(s->page, w)->term];
    s->marks[a].subject = found * 10 >= size * 7 && found * 2 >= atom->words;
  }
}

/* Patterns for every host ("*" first) know a target by words of its path, which articles have, too. */
static bool by_host(const ll_signals *s, uint32_t l) {
  return s->link_rules[l]->pattern[0] != '*';
}

/* The target inside a redirector's: ...?to=https%3A%2F%2Fwww.example.com%2F.  Owned, or NULL. */
static char *inner_target(const char *href) {
  if (!strchr(href, '%'))
    return NULL;
  const char *encoded = strcasestr(href, "http%3A%2F%2F");
  if (!encoded)
    encoded = strcasestr(href, "https%3A%2F%2F");
  return encoded ? g_uri_unescape_segment(encoded, encoded + strcspn(encoded, "&#;"), NULL) : NULL;
}

static void mark_link(ll_signals *s, uint32_t l, const enum ll_policy *policy) {
  const struct ll_link *link = ll_page_link(s->page, l);
  s->link_topics[l] = (int8_t)ll_rules_link(s->rules, link->href, &s->link_rules[l]);
  g_autofree char *inner = s->link_topics[l] < 0 ? inner_target(link->href) : NULL;
  if (inner)
    s->link_topics[l] = (int8_t)ll_rules_link(s->rules, inner, &s->link_rules[l]);
  if (ll_is_clutter(s->link_topics[l]) && by_host(s, l) && policy[s->link_topics[l]] != LL_POLICY_KEEP &&
      link->end - link->word <= LINK_WORDS)
    explain_words(s, link->word, link->end, 1);
}

static bool is_explained(const ll_signals *s, uint32_t first, uint32_t end) {
  for (uint32_t w = first; w < end; w++)
    if (s->explained[w])
      return true;
  return false;
}

/* A profile that running text links to is content; one behind an icon or a network's name is not. */
static bool is_mention(const ll_signals *s, const struct ll_link *link) {
  for (uint32_t w = link->word; w < link->end; w++)
    if (s->topics[w] & 1u << LL_SOCIAL)
      return false;
  return link->images == 0;
}

/* Names of people linked to their profiles: a byline, and the portrait beside it. */
static GHashTable *mentioned(const ll_signals *s) {
  GHashTable *targets = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint l = 0; l < s->page->links->len; l++) {
    const struct ll_link *link = ll_page_link(s->page, l);
    if (s->link_topics[l] == LL_SOCIAL && link->end > link->word && is_mention(s, link))
      g_hash_table_add(targets, (gpointer)link->href);
  }
  return targets;
}

static void forget_mentions(ll_signals *s) {
  g_autoptr(GHashTable) targets = mentioned(s);
  for (guint l = 0; l < s->page->links->len; l++)
    if (s->link_topics[l] == LL_SOCIAL && g_hash_table_contains(targets, ll_page_link(s->page, l)->href))
      s->link_topics[l] = -1;
}

static void count_links(ll_signals *s, const struct ll_atom *atom, struct ll_marks *marks) {
  for (uint32_t l = atom->link; l < atom->link_end; l++) {
    const struct ll_link *link = ll_page_link(s->page, l);
    int topic = s->link_topics[l];
    if (ll_is_clutter(topic) && !by_host(s, l))
      marks->paths[topic] = (uint8_t)MIN(marks->paths[topic] + 1, 255);
    else if (ll_is_clutter(topic))
      marks->links[topic] = (uint8_t)MIN(marks->links[topic] + 1, 255);
    else if (!is_explained(s, link->word, link->end) && *link->href)
      marks->content_links = (uint8_t)MIN(marks->content_links + 1, 255);
  }
}

static void count_images(ll_signals *s, const struct ll_atom *atom, struct ll_marks *marks) {
  for (uint32_t i = atom->image; i < atom->image_end; i++) {
    const struct ll_image *image = &g_array_index(s->page->images, struct ll_image, i);
    bool clutter = image->link >= 0 && ll_is_clutter(s->link_topics[image->link]);
    if (clutter)
      marks->icons = (uint8_t)MIN(marks->icons + 1, 255);
    else if (!ll_is_icon(image) && !is_explained(s, image->word, image->end))
      marks->content_images = (uint8_t)MIN(marks->content_images + 1, 255);
  }
}

static void count_words(ll_signals *s, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  struct ll_marks *marks = &s->marks[a];
  if (atom->flags & LL_ATOM_HIDDEN)
    return;
  unsigned letters = 0; /* of the unexplained words */
  for (uint32_t w = atom->word; w < atom->word_end; w++) {
    marks->plain += s->explained[w] == 0;
    marks->pitch += s->explained[w] == 1;
    letters += s->explained[w] ? 0 : letters_of(s->page, w, w + 1);
  }
  marks->letters = (uint16_t)MIN(letters, UINT16_MAX);
  marks->prose = letters >= PROSE_LETTERS && marks->plain * 5 >= atom->words * 3;
  count_links(s, atom, marks);
  count_images(s, atom, marks);
}

static void count_lines(ll_signals *s, const enum ll_policy *policy) {
  struct ll_context context = {.policy = policy};
  for (guint a = 0; a < s->page->atoms->len; a++) {
    if (ll_context_explains(s, a, &context)) {
      explain_words(s, ll_page_atom(s->page, a)->word, ll_page_atom(s->page, a)->word_end, 1);
      s->marks[a].best[LL_TOPIC_MORE] = 0;
    }
    count_words(s, a);
    if (ll_context_follows(s, a, &context))
      s->marks[a].content_links = 0;
  }
}

static void find_first_line(ll_signals *s) {
  while (s->first_line < s->page->atoms->len && ll_page_atom(s->page, s->first_line)->words == 0)
    s->first_line++;
}

static void find_prose(ll_signals *s) {
  s->first_prose = s->page->atoms->len;
  for (guint a = 0; a < s->page->atoms->len; a++)
    if (s->marks[a].prose && !s->marks[a].protected) {
      s->first_prose = MIN(s->first_prose, a);
      s->last_prose = a;
    }
}

/* Most lines have nothing of any class; who asks each class in turn asks this first. */
static void find_classes(ll_signals *s) {
  G_STATIC_ASSERT(LL_N_CLASSES <= 16);
  for (guint a = 0; a < s->page->atoms->len; a++) {
    struct ll_marks *m = &s->marks[a];
    for (int c = 0; c < LL_N_CLASSES; c++)
      if (m->best[c] || m->links[c] || m->paths[c])
        m->classes |= (uint16_t)(1u << c);
  }
}

ll_signals *ll_signals_new(const ll_page *page, const ll_header *header, uint32_t subject, const ll_rules *rules,
                           const enum ll_policy policy[LL_N_CLASSES]) {
  ll_signals *s = g_new0(ll_signals, 1);
  g_autoptr(ll_identity) sender = ll_identity_new(header, page->title);
  s->page = page;
  s->rules = rules;
  s->matches = g_array_new(FALSE, FALSE, sizeof(struct ll_match));
  s->marks = g_new0(struct ll_marks, page->atoms->len + 1);
  s->link_topics = g_new0(int8_t, page->links->len + 1);
  s->link_rules = g_new0(const struct ll_rule *, page->links->len + 1);
  s->explained = g_new0(uint8_t, page->words->words->len + 1);
  struct ll_names names = {.publisher = sender->publisher, .domain = sender->domain};
  ll_rules_match(rules, page->words, &names, s->matches);
  find_sentences(s);
  drop_content(s, subject & 1u << LL_TOPIC_OBJECT);
  mark_matches(s, policy);
  mark_combos(s);
  mark_names(s, sender->domain);
  for (guint l = 0; l < page->links->len; l++)
    mark_link(s, l, policy);
  forget_mentions(s);
  mark_subject(s, sender->subject);
  ll_addresses_mark(s, policy);
  count_lines(s, policy);
  ll_protect(s, header);
  ll_repeats(s);
  find_prose(s);
  find_first_line(s);
  find_classes(s);
  return s;
}

void ll_signals_free(ll_signals *s) {
  if (!s)
    return;
  g_array_unref(s->matches);
  g_free(s->marks);
  g_free(s->link_topics);
  g_free(s->link_rules);
  g_free(s->explained);
  g_free(s->strengths);
  g_free(s->topics);
  g_free(s->sentence_start);
  g_free(s->sentence_end);
  g_free(s);
}
