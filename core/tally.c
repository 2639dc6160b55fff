/* SPDX-License-Identifier: MIT
 * Running totals over the lines of a page. */
#include "core/tally.h"
#include "core/grammar.h"

enum { HEADLINE_WORDS = 3, MIN_RECURRENCE = 50, PITCH_PLAIN = 8, BUTTON_WORDS = 4 };

/* What else is known of a line. */
struct line {
  struct ll_plain plain; /* of all lines before it */
  uint32_t next, last;   /* the first line with evidence from it on; the last one before it, plus 1 */
  uint32_t sign_up;      /* the first button to sign up from it on, or UINT32_MAX */
  uint32_t terms;        /* the last line before it that one agrees to, plus 1 */
  uint32_t card;         /* where a heading before it ends in a link of a class, and none stands between; or UINT32_MAX */
};

struct ll_tally {
  const ll_signals *signals;
  unsigned counted;     /* bits: classes that count */
  struct ll_sums *rows; /* of all lines before one, and of all */
  struct line *lines;   /* one more than there are */
};

static const struct ll_marks *marks_of(const ll_tally *t, uint32_t a) {
  return &t->signals->marks[a];
}

bool ll_tally_is_evidence(const ll_tally *t, uint32_t a) {
  return marks_of(t, a)->repeat || (marks_of(t, a)->classes & t->counted);
}

/* ---- a line ---- */

static void add_class(struct ll_sums *sums, const struct ll_atom *atom, const struct ll_marks *m, int c, bool counts) {
  static const uint8_t halves[] = {0, [LL_WEAK + 1] = 1, [LL_ORDINARY + 1] = 4, [LL_IDIOM + 1] = 8};
  unsigned more = m->count[c] > 1 && m->best[c];
  sums->evidence[c] += halves[m->best[c]] + more + 4u * m->links[c] + 2u * m->paths[c];
  sums->said += m->best[c] == LL_IDIOM + 1 && !(atom->flags & LL_ATOM_HEADING);
  if (!counts)
    return;
  sums->links += m->links[c];
  sums->paths += m->paths[c];
  sums->phrases[LL_WEAK] += more;
  if (m->best[c]) {
    sums->phrases[m->best[c] - 1]++;
    sums->button_phrases += (atom->flags & LL_ATOM_BUTTON) != 0;
  }
}

static void add_phrases(const ll_tally *t, struct ll_sums *sums, const struct ll_atom *atom, const struct ll_marks *m) {
  int cut = 0, kept = 0; /* the strongest phrases of classes that are cut, and of those that are not */
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    bool counts = t->counted >> c & 1;
    if (counts)
      cut = MAX(cut, m->best[c]);
    else
      kept = MAX(kept, m->best[c]);
    add_class(sums, atom, m, c, counts);
    sums->publisher += m->best[c] > LL_WEAK + 1 && m->publisher;
  }
  bool other = kept > LL_WEAK + 1 && kept > cut;
  sums->other += other;
  sums->titles += other && (atom->flags & LL_ATOM_HEADING) && kept == m->best[LL_RELATED];
}

/* A link to a social network, an app store or a friend, by target or by words. */
static bool is_channel(const struct ll_marks *m) {
  static const uint8_t classes[] = {LL_SOCIAL, LL_REFER, LL_APP};
  if (!m->classes)
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
    if (m->links[classes[i]] || m->best[classes[i]] > LL_WEAK + 1)
      return true;
  return false;
}

/* Is the line one link that says "recommend it", "follow us", "get the app" and no more? */
static bool is_action(const ll_signals *s, const struct ll_atom *atom, const struct ll_marks *m) {
  if (!(atom->flags & LL_ATOM_LINK) || (atom->flags & LL_ATOM_HEADING) || !is_channel(m))
    return false;
  for (uint32_t w = atom->word; w < atom->word_end; w++)
    if (s->explained[w] < 2)
      return false;
  return true;
}

/* Small print, most of which a pitch explains, that promises a way out: "we send no spam, unsubscribe at any time". */
static bool is_terms(const struct ll_atom *atom, const struct ll_marks *m) {
  return (atom->flags & LL_ATOM_SMALL) && !(atom->flags & (LL_ATOM_BUTTON | LL_ATOM_HEADING)) &&
         m->best[LL_TOPIC_UNSUBSCRIBE] && m->pitch * 3 >= atom->words * 2;
}

/* A heading that links to an article: nothing explains its target, or the path alone does and not all of its words. */
static bool is_headline(const struct ll_atom *atom, const struct ll_marks *m) {
  bool button = (atom->flags & LL_ATOM_BUTTON) && atom->words <= BUTTON_WORDS;
  if (!(atom->flags & LL_ATOM_HEADING) || (atom->flags & LL_ATOM_PIECE) || button)
    return false;
  bool path = false, proof = (atom->flags & LL_ATOM_BUTTON) || m->plain < HEADLINE_WORDS;
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    path |= m->paths[c] > 0;
    proof |= m->links[c] || m->best[c] == LL_IDIOM + 1;
  }
  return m->content_links || (path && !proof);
}

static bool is_heading(const struct ll_atom *atom) {
  return (atom->flags & LL_ATOM_HEADING) && !(atom->flags & (LL_ATOM_BUTTON | LL_ATOM_PIECE));
}

/* Is an idiom of what is cut most of the line? */
static bool is_proof(const ll_tally *t, uint32_t a) {
  const struct ll_marks *m = marks_of(t, a);
  bool proof = false;
  for (unsigned left = m->classes & t->counted; left;)
    proof |= m->best[ll_take_class(&left)] > LL_ORDINARY + 1;
  return proof && m->plain <= PITCH_PLAIN && !m->content_links;
}

/* A line that greets, or signs; not "PS: tell a friend", nor, behind articles, the "Hello!" over a pitch. */
static void add_greeting(const ll_tally *t, struct ll_sums *sums, uint32_t a) {
  const ll_signals *s = t->signals;
  if (!s->marks[a].best[LL_TOPIC_GREETING] || is_proof(t, a))
    return;
  bool over = (ll_page_atom(s->page, a)->flags & LL_ATOM_HEADING) && a > s->first_prose && a + 1 < s->page->atoms->len;
  bool hello = over && is_proof(t, a + 1);
  sums->hellos += hello;
  sums->greetings += !hello;
}

static void add_look(const ll_tally *t, struct ll_sums *sums, const struct ll_atom *atom, const struct ll_marks *m) {
  sums->headings += is_heading(atom);
  sums->headlines += is_headline(atom, m);
  sums->linked += atom->link_end > atom->link;
  sums->channels += is_channel(m);
  bool action = is_action(t->signals, atom, m), button = (atom->flags & LL_ATOM_BUTTON) != 0;
  sums->action += action && !button;
  sums->pressed += action && button;
  sums->clothed += !button;
  sums->button += button;
  sums->form += (atom->flags & LL_ATOM_FORM) != 0;
}

static void add_line(const ll_tally *t, struct ll_sums *sums, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(t->signals->page, a);
  const struct ll_marks *m = marks_of(t, a);
  add_phrases(t, sums, atom, m);
  add_look(t, sums, atom, m);
  add_greeting(t, sums, a);
  sums->words += atom->words;
  sums->plain += m->plain;
  sums->pitch += m->pitch;
  sums->repeat += m->repeat ? atom->words : 0;
  sums->recurring += m->recurring >= MIN_RECURRENCE ? atom->words : 0;
  sums->prose += m->prose;
  sums->content_links += m->content_links;
  sums->content_images += m->content_images;
  sums->more += m->best[LL_TOPIC_MORE] > 0;
  sums->icons += m->icons;
  sums->combo += m->combo;
  sums->subject += m->subject;
  sums->addresses += m->addresses;
}

/* Does the line, below a heading, show where that leads? */
static bool is_target(const ll_tally *t, uint32_t a) {
  return (ll_page_atom(t->signals->page, a)->flags & (LL_ATOM_BUTTON | LL_ATOM_LINK)) && ll_tally_is_evidence(t, a);
}

/* ---- all lines ---- */

static bool is_hidden(const ll_tally *t, uint32_t a) {
  return ll_page_atom(t->signals->page, a)->flags & LL_ATOM_HIDDEN;
}

static void add_plain(const ll_tally *t, struct ll_plain *plain, uint32_t a) {
  unsigned words = marks_of(t, a)->plain;
  enum ll_line_fit fit = ll_line_fit(t->signals, a);
  plain->all += words;
  plain->strange += fit == LL_LINE_STRANGE ? words : 0;
  plain->promised += fit == LL_LINE_PROMISES ? words : 0;
}

static void read_forwards(ll_tally *t, uint32_t n) {
  bool open = false; /* no such target yet since the last heading */
  for (uint32_t a = 0; a < n; a++) {
    struct line *next = &t->lines[a + 1];
    t->rows[a + 1] = t->rows[a];
    *next = t->lines[a];
    add_plain(t, &next->plain, a);
    if (is_hidden(t, a))
      continue;
    add_line(t, &t->rows[a + 1], a);
    bool heading = is_heading(ll_page_atom(t->signals->page, a)), card = !heading && open && is_target(t, a);
    open = heading || (open && !card);
    t->rows[a + 1].cards += card;
    next->last = ll_tally_is_evidence(t, a) ? a + 1 : next->last;
    next->terms = is_terms(ll_page_atom(t->signals->page, a), marks_of(t, a)) ? a + 1 : next->terms;
  }
}

static bool is_sign_up(const ll_tally *t, uint32_t a) {
  return (ll_page_atom(t->signals->page, a)->flags & LL_ATOM_BUTTON) && marks_of(t, a)->best[LL_SIGNUP];
}

static void read_backwards(ll_tally *t, uint32_t n) {
  struct line next = {.next = n, .sign_up = UINT32_MAX, .card = UINT32_MAX};
  for (uint32_t a = n + 1; a-- > 0;) {
    bool seen = a < n && !is_hidden(t, a);
    if (seen && ll_tally_is_evidence(t, a))
      next.next = a;
    if (seen && is_sign_up(t, a))
      next.sign_up = a;
    if (seen && is_heading(ll_page_atom(t->signals->page, a)))
      next.card = UINT32_MAX;
    else if (seen && t->rows[a + 1].cards > t->rows[a].cards)
      next.card = a;
    t->lines[a].next = next.next;
    t->lines[a].sign_up = next.sign_up;
    t->lines[a].card = next.card;
  }
}

ll_tally *ll_tally_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]) {
  guint n = signals->page->atoms->len;
  ll_tally *t = g_new0(ll_tally, 1);
  t->signals = signals;
  for (int c = 0; c < LL_N_CLASSES; c++)
    t->counted |= (unsigned)(policy[c] != LL_POLICY_KEEP) << c;
  t->rows = g_new(struct ll_sums, n + 1);
  t->lines = g_new(struct line, n + 1);
  t->rows[0] = (struct ll_sums){0};
  t->lines[0] = (struct line){0};
  read_forwards(t, n);
  read_backwards(t, n);
  return t;
}

void ll_tally_free(ll_tally *t) {
  if (!t)
    return;
  g_free(t->rows);
  g_free(t->lines);
  g_free(t);
}

/* ---- a run of lines ---- */

struct ll_sums ll_tally_sums(const ll_tally *t, uint32_t first, uint32_t end) {
  struct ll_sums sums = t->rows[end];
  uint32_t *to = (uint32_t *)&sums;
  const uint32_t *before = (const uint32_t *)&t->rows[first];
  for (size_t i = 0; i < sizeof sums / sizeof *to; i++)
    to[i] -= before[i];
  sums.cards -= t->lines[first].card < end; /* its heading stands before */
  sums.greetings += end > first ? t->rows[end].hellos - t->rows[end - 1].hellos : 0;
  for (uint32_t a = first; a < end; a++) {
    sums.other -= t->rows[a + 1].titles - t->rows[a].titles;
    if (t->rows[a + 1].words > t->rows[a].words)
      break;
  }
  return sums;
}

uint32_t ll_tally_words(const ll_tally *t, uint32_t first, uint32_t end) {
  return t->rows[end].words - t->rows[first].words;
}

struct ll_plain ll_tally_plain(const ll_tally *t, uint32_t first, uint32_t end) {
  const struct ll_plain *a = &t->lines[first].plain, *z = &t->lines[end].plain;
  return (struct ll_plain){z->all - a->all, z->strange - a->strange, z->promised - a->promised};
}

bool ll_tally_has_terms(const ll_tally *t, uint32_t first, uint32_t end) {
  return t->lines[first].sign_up < UINT32_MAX && t->lines[first].sign_up + 1 < t->lines[end].terms;
}

uint32_t ll_tally_first_evidence(const ll_tally *t, uint32_t first, uint32_t end) {
  return MIN(t->lines[first].next, end);
}

uint32_t ll_tally_last_evidence(const ll_tally *t, uint32_t first, uint32_t end) {
  return MAX(t->lines[end].last, first + 1) - 1;
}
