/* SPDX-License-Identifier: MIT
 * Labels and rails. */
#include "core/section.h"

enum { LABEL_WORDS = 8, TEASER_WORDS = 60, MIN_TEASERS = 4, ARTICLE_WORDS = 120, LONG_LINE = 40, MAX_PERCENT = 60,
       LABELLED_WORDS = 130, TAIL_WORDS = 60, LABELLED_PERCENT = 30 };

static const uint8_t labelled[] = {LL_SPONSOR, LL_RELATED, LL_SURVEY, LL_HOUSE, LL_DONATE};

/* The class that a short line announces, or LL_N_CLASSES. */
static int label_of(const ll_signals *s, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  const struct ll_marks *m = &s->marks[a];
  if (atom->words == 0 || atom->words > LABEL_WORDS)
    return LL_N_CLASSES;
  for (size_t i = 0; i < G_N_ELEMENTS(labelled); i++) {
    int enough = labelled[i] == LL_SPONSOR ? LL_ORDINARY : LL_IDIOM;
    if (m->best[labelled[i]] > enough && m->plain * 2 <= atom->words)
      return labelled[i];
  }
  return LL_N_CLASSES;
}

static uint32_t skip_blank(const ll_signals *s, uint32_t a, uint32_t end) {
  while (a + 1 < end && ll_page_atom(s->page, a)->words == 0)
    a++;
  return a;
}

/* Words of the lines without links between the headline that the subject repeats and an atom: the article. */
static unsigned article_before(const ll_signals *s, uint32_t end) {
  unsigned words = 0;
  bool headline = false;
  for (uint32_t a = 0; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    headline |= s->marks[a].subject;
    if (headline && s->marks[a].prose && atom->link == atom->link_end)
      words += atom->words;
  }
  return words;
}

/* Every line is linked, short, or follows a linked one: a list of teasers, not an article.  Without an element around it
 * (`whole`) a heading that links to nothing begins the next section, and so does text behind the last teaser. */
static bool is_list(const ll_signals *s, uint32_t first, uint32_t end, bool whole, unsigned *teasers) {
  unsigned links = 0, since = 0;
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(s->page, a);
    bool linked = atom->link_end > atom->link && atom->words >= 3;
    since = linked ? 0 : since + atom->words;
    links += linked;
    bool section = !whole && a > first && !linked && (atom->flags & LL_ATOM_HEADING);
    if (atom->words > LONG_LINE || since > TEASER_WORDS || section)
      return false;
  }
  *teasers = links;
  return links > 0 && (whole || since <= LABEL_WORDS);
}

/* Nothing but protected lines and a few words follow. */
static bool is_last(const ll_signals *s, uint32_t end) {
  unsigned words = 0;
  for (uint32_t a = end; a < s->page->atoms->len; a++)
    words += s->marks[a].protected ? 0 : ll_page_atom(s->page, a)->words;
  return words <= TAIL_WORDS;
}

struct ll_section ll_section_of(const ll_signals *s, uint32_t first, uint32_t end, bool whole) {
  uint32_t head = skip_blank(s, first, end);
  unsigned teasers = 0, words = 0;
  for (uint32_t a = first; a < end; a++)
    words += ll_page_atom(s->page, a)->words;
  if (words * 100 > MAX_PERCENT * s->page->n_words)
    return (struct ll_section){0};
  int class = label_of(s, head);
  bool list = is_list(s, head, end, whole, &teasers);
  bool small = words <= LABELLED_WORDS && words * 100 <= LABELLED_PERCENT * s->page->n_words;
  if (small && class < LL_N_CLASSES && end - head > 1 && (whole || (list && teasers > 1)))
    return (struct ll_section){LL_SECTION_LABEL, (uint8_t)class};
  if (small && whole && end - first > 1 && label_of(s, end - 1) == LL_SPONSOR)
    return (struct ll_section){LL_SECTION_LABEL, LL_SPONSOR};
  if (list && teasers >= MIN_TEASERS && words >= TEASER_WORDS && article_before(s, first) >= ARTICLE_WORDS &&
      is_last(s, end))
    return (struct ll_section){LL_SECTION_RAIL, LL_RELATED};
  return (struct ll_section){0};
}
