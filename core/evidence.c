/* SPDX-License-Identifier: MIT
 * What the signals of the atoms say of the message as a whole. */
#include "core/signal.h"

enum { SHORT_MESSAGE = 200 };

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

struct ll_body_evidence ll_signals_evidence(const ll_signals *s) {
  struct ll_body_evidence e = {.unsubscribe = anchors_of(s, LL_TOPIC_UNSUBSCRIBE),
                               .view = anchors_of(s, LL_TOPIC_VIEW),
                               .preferences = anchors_of(s, LL_TOPIC_PREFERENCES),
                               .said = count_said(s, LL_TOPIC_UNSUBSCRIBE),
                               .provenance = count_said(s, LL_TOPIC_PROVENANCE),
                               .pixels = s->page->pixels,
                               .links = s->page->links->len,
                               .images = s->page->images->len,
                               .words = s->page->n_words,
                               .transactional = is_transactional(s)};
  for (guint i = 0; i < s->page->doc->nodes->len; i++)
    e.layout_tables += ll_doc_node(s->page->doc, (int32_t)i)->tag == LL_TAG_TABLE;
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
