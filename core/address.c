/* SPDX-License-Identifier: MIT
 * An address is a run of characters without blanks that has the shape of one; its words are words of the line. */
#include "core/address.h"
#include <string.h>

enum { SHORT_LINE = 12, SITE_LETTERS = 3 };

enum shape { NO_ADDRESS, MAIL, SITE, NAME /* of a person or a subject on a network */ };

static bool is_inside(char c) {
  switch (c) {
  case '@': case '.': case '/': case ':': case '-': case '_': case '?': case '=': case '&': case '%': case '~': case '+': case '#':
    return true;
  default:
    return g_ascii_isalnum(c);
  }
}

static bool is_sigil(char c) {
  return c == '@' || c == '#';
}

/* The run of characters around a word: where it begins and ends, without the full stop of the sentence. */
static struct ll_span run_of(const ll_words *words, const struct ll_word *word) {
  const char *text = words->source->str;
  struct ll_span run = {word->start, word->end};
  while (is_inside(text[run.end]))
    run.end++;
  while (run.end > word->end && !g_ascii_isalnum(text[run.end - 1]) && text[run.end - 1] != '/')
    run.end--;
  if (run.start > 0 && is_sigil(text[run.start - 1]))
    run.start--;
  return run;
}

/* a.site or www.a.site/page, in small letters. */
static bool is_site(const char *text, size_t n) {
  size_t host = 0, dot = 0;
  while (host < n && (g_ascii_islower(text[host]) || g_ascii_isdigit(text[host]) || text[host] == '-' || text[host] == '.')) {
    if (text[host] == '.')
      dot = host;
    host++;
  }
  bool top = dot >= SITE_LETTERS && host - dot > 2;
  for (size_t i = dot + 1; i < host && top; i++)
    top = g_ascii_islower(text[i]);
  return top && (host == n || text[host] == '/');
}

static enum shape shape_of(const char *text, size_t n) {
  if (is_sigil(*text))
    return NAME;
  if (!memchr(text, '.', n) && !memchr(text, ':', n)) /* most words */
    return NO_ADDRESS;
  const char *at = memchr(text, '@', n);
  if (at && memchr(at, '.', n - (size_t)(at - text)))
    return MAIL;
  bool scheme = g_ascii_strncasecmp(text, "http://", 7) == 0 || g_ascii_strncasecmp(text, "https://", 8) == 0;
  if (scheme || g_ascii_strncasecmp(text, "www.", 4) == 0)
    return SITE;
  return is_site(text, n) ? SITE : NO_ADDRESS;
}

static bool is_linked(const ll_page *page, const struct ll_atom *atom, uint32_t word) {
  for (uint32_t l = atom->link; l < atom->link_end; l++)
    if (word >= ll_page_link(page, l)->word && word < ll_page_link(page, l)->end)
      return true;
  return false;
}

/* What the target tells.  In a long line a profile is only named. */
static bool mark_target(ll_signals *s, const struct ll_atom *atom, struct ll_marks *m, const char *target,
                        const enum ll_policy *policy) {
  const struct ll_rule *rule;
  int topic = ll_rules_link(s->rules, target, &rule);
  m->leaves |= topic == LL_TOPIC_UNSUBSCRIBE || topic == LL_TOPIC_PREFERENCES;
  if (!ll_is_clutter(topic) || policy[topic] == LL_POLICY_KEEP || (topic != LL_SIGNUP && atom->words > SHORT_LINE))
    return false;
  uint8_t *count = rule->pattern[0] == '*' ? &m->paths[topic] : &m->links[topic];
  *count = (uint8_t)MIN(*count + 1, 255);
  return true;
}

static bool has_idiom(const struct ll_marks *m, const enum ll_policy *policy) {
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (m->best[c] == LL_IDIOM + 1 && policy[c] != LL_POLICY_KEEP)
      return true;
  return false;
}

/* The address that begins with word `w`, if one does; the word behind it. */
static uint32_t mark_address(ll_signals *s, uint32_t a, uint32_t w, const enum ll_policy *policy) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  const ll_words *words = s->page->words;
  struct ll_span run = run_of(words, ll_page_word(s->page, w));
  enum shape shape = shape_of(words->source->str + run.start, run.end - run.start);
  uint32_t next = w + 1;
  while (next < atom->word_end && ll_page_word(s->page, next)->start < run.end)
    next++;
  if (shape == NO_ADDRESS || is_linked(s->page, atom, w))
    return next;
  g_autofree char *text = g_strndup(words->source->str + run.start, run.end - run.start);
  g_autofree char *target = shape == MAIL ? g_strconcat("mailto:", text, NULL) : g_strdup(text);
  struct ll_marks *m = &s->marks[a];
  m->addresses = true;
  bool told = shape != NAME && mark_target(s, atom, m, target, policy);
  for (; (told || has_idiom(m, policy)) && w < next; w++)
    s->explained[w] = MAX(s->explained[w], 1);
  return next;
}

void ll_addresses_mark(ll_signals *s, const enum ll_policy policy[LL_N_CLASSES]) {
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    for (uint32_t w = atom->word; w < atom->word_end;)
      w = mark_address(s, a, w, policy);
  }
}
