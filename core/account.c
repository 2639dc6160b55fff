/* SPDX-License-Identifier: MIT
 * Which signals fired on a block, with the phrase or target behind each. */
#include "core/account.h"
#include <string.h>

enum { TEXT_BYTES = 160 };

static void clear_signal(gpointer data) {
  g_free(((struct ll_account_signal *)data)->detail);
}

void ll_account_free(ll_account *account) {
  if (!account)
    return;
  g_array_unref(account->signals);
  g_free(account->text);
  g_free(account->folded);
  g_free(account);
}

static char *first_words(const ll_page *page, uint32_t first, uint32_t end) {
  GString *text = g_string_new(NULL);
  for (uint32_t w = first; w < end; w++) {
    const char *word = ll_page_word(page, w)->text;
    if (text->len + strlen(word) + 1 > TEXT_BYTES)
      break;
    if (text->len && !ll_page_word(page, w)->solid)
      g_string_append_c(text, ' ');
    g_string_append(text, word);
  }
  return g_string_free(text, FALSE);
}

/* The phrases of a strength in the block: class "phrase as printed" file:line, the first two. */
static char *phrases(const ll_signals *s, uint32_t first, uint32_t end, int strength) {
  GString *out = g_string_new(NULL);
  int n = 0;
  for (guint i = 0; i < s->matches->len && n < 2; i++) {
    const struct ll_match *m = &g_array_index(s->matches, struct ll_match, i);
    if (m->first < first || m->first >= end || !ll_is_clutter(m->rule->topic) || s->strengths[i] != strength)
      continue;
    g_autofree char *printed = ll_words_printed(s->page->words, m->first, m->end, TEXT_BYTES);
    g_string_append_printf(out, "%s%s \"%s\" %s:%u", n++ ? ", " : "", ll_class_names[m->rule->topic], printed,
                           m->rule->file, m->rule->line);
  }
  return g_string_free(out, out->len == 0);
}

static char *targets(const ll_signals *s, uint32_t first, uint32_t end) {
  GString *out = g_string_new(NULL);
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    for (uint32_t l = atom->link; l < atom->link_end && out->len == 0; l++)
      if (ll_is_clutter(s->link_topics[l]) && s->link_rules[l])
        g_string_append_printf(out, "%s %s %s:%u", ll_class_names[s->link_topics[l]], s->link_rules[l]->pattern,
                               s->link_rules[l]->file, s->link_rules[l]->line);
  }
  return g_string_free(out, out->len == 0);
}

static char *detail_of(const ll_signals *s, const struct ll_candidate *c, int feature) {
  uint32_t first = ll_page_atom(s->page, c->first)->word, end = ll_page_atom(s->page, c->end - 1)->word_end;
  switch (feature) {
  case LL_F_IDIOM:
    return phrases(s, first, end, LL_IDIOM);
  case LL_F_ORDINARY:
    return phrases(s, first, end, LL_ORDINARY);
  case LL_F_WEAK:
    return phrases(s, first, end, LL_WEAK);
  case LL_F_LINK:
    return targets(s, c->first, c->end);
  default:
    return NULL;
  }
}

static ll_account *blank_account(const ll_signals *s, uint32_t first, uint32_t end) {
  ll_account *account = g_new0(ll_account, 1);
  account->signals = g_array_new(FALSE, FALSE, sizeof(struct ll_account_signal));
  g_array_set_clear_func(account->signals, clear_signal);
  uint32_t word = ll_page_atom(s->page, first)->word, word_end = ll_page_atom(s->page, end - 1)->word_end;
  account->text = ll_words_printed(s->page->words, word, word_end, TEXT_BYTES);
  account->folded = first_words(s->page, word, word_end);
  account->class = LL_N_CLASSES;
  return account;
}

static void add_signal(ll_account *account, const char *name, double value, double weight, char *detail) {
  struct ll_account_signal signal = {.name = name, .value = value, .weight = weight, .detail = detail};
  g_array_append_val(account->signals, signal);
}

ll_account *ll_account_new(const ll_scorer *scorer, const ll_signals *s, const struct ll_pick *pick,
                           enum ll_decision decision) {
  const struct ll_candidate *c = &pick->candidate;
  ll_account *account = blank_account(s, c->first, c->end);
  double sum = 0;
  account->class = pick->score.class;
  account->decision = decision;
  account->score = pick->score.sum;
  account->words = pick->score.words;
  account->size = pick->size;
  account->open = pick->open;
  account->decoded = (struct ll_span){ll_doc_token(s->page->doc, pick->range.start)->start,
                                      ll_doc_token(s->page->doc, pick->range.end - 1)->end};
  for (int f = 0; f < LL_N_FEATURES; f++) {
    double weight = pick->score.values[f] * ll_scorer_weight(scorer, f);
    sum += weight;
    if (pick->score.values[f] != 0)
      add_signal(account, ll_feature_names[f], pick->score.values[f], weight, detail_of(s, c, f));
  }
  if (pick->score.capped)
    add_signal(account, "capped", 0, pick->score.sum - sum, NULL);
  return account;
}

void ll_account_protected(const ll_signals *s, GPtrArray *accounts) {
  for (guint a = 0; a < s->page->atoms->len; a++) {
    const struct ll_marks *m = &s->marks[a];
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    if (!m->protected || (atom->flags & LL_ATOM_HIDDEN))
      continue;
    ll_account *account = blank_account(s, a, a + 1);
    account->decision = LL_PROTECTED;
    account->words = atom->words;
    account->decoded = (struct ll_span){ll_doc_token(s->page->doc, atom->token)->start,
                                        ll_doc_token(s->page->doc, atom->token_end - 1)->end};
    add_signal(account, "protected", 0, 0,
               m->rule ? g_strdup_printf("%s \"%s\" %s:%u", m->why, m->rule->pattern, m->rule->file, m->rule->line)
                       : g_strdup(m->why));
    g_ptr_array_add(accounts, account);
  }
}
