/* SPDX-License-Identifier: MIT
 * Reads the lines of a run one after the other. */
#include "core/grammar.h"

enum { FEW_WORDS = 8, BLURB_LINES = 2, BLURB_LETTERS = 60, OVER_LETTERS = 40, BUTTON_WORDS = 4, SMALL_PRINT_WORDS = 30,
       HEADED_LINES = 3, HEADED_WORDS = 35, HEADING_WORDS = 4, PITCH_WORDS = 160 };

/* ---- a line ---- */

static bool is_small(const struct ll_atom *atom, const struct ll_marks *m) {
  return (atom->flags & LL_ATOM_SMALL) && !(atom->flags & LL_ATOM_HEADING) && atom->words <= SMALL_PRINT_WORDS &&
         !m->content_links;
}

enum ll_line_fit ll_line_fit(const ll_signals *signals, uint32_t a) {
  const struct ll_marks *m = &signals->marks[a];
  const struct ll_atom *atom = ll_page_atom(signals->page, a);
  if (atom->words == 0 || m->pitch * 2 >= atom->words || m->repeat)
    return LL_LINE_FITS;
  bool promise = m->best[LL_TOPIC_PITCH] && m->best[LL_TOPIC_UNSUBSCRIBE] && is_small(atom, m);
  return promise ? LL_LINE_PROMISES : LL_LINE_STRANGE;
}

/* A heading of a part of the page: the page's own is no such, nor a headline. */
static bool begins_part(const ll_signals *s, uint32_t a) {
  uint16_t flags = ll_page_atom(s->page, a)->flags;
  bool masthead = a == s->first_line && (flags & LL_ATOM_TITLE);
  return (flags & LL_ATOM_HEADING) && !masthead && !s->marks[a].content_links;
}

/* Bits: the classes of whose pitch it may be a part. */
static uint16_t kin_of(const struct ll_marks *m) {
  unsigned all = 0;
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    bool proof = m->best[c] > LL_ORDINARY + 1 || m->links[c];
    if (proof || ((m->best[c] > LL_WEAK + 1 || m->paths[c]) && m->plain <= FEW_WORDS))
      for (int other = 0; other < LL_N_CLASSES; other++)
        all |= (unsigned)ll_is_kin(c, other) << other;
  }
  return (uint16_t)all;
}

/* The same of a button right below a proof: "Share The Heron" is a part of what asks to share it. */
static uint16_t kin_below(const struct ll_marks *m, const struct ll_marks *proof) {
  unsigned all = 0;
  for (unsigned left = m->plain <= FEW_WORDS && !m->best[LL_TOPIC_MORE] ? m->classes : 0; left;) {
    int c = ll_take_class(&left);
    for (int other = 0; other < LL_N_CLASSES; other++)
      all |= (unsigned)(m->best[c] && proof->best[other] > LL_ORDINARY + 1 && ll_is_kin(c, other)) << other;
  }
  return (uint16_t)all;
}

/* Asks the line what stays as it is: a survey, teasers or an advertisement, and that more plainly than for what goes? */
static bool stays(const struct ll_marks *m, const enum ll_policy *policy) {
  static const uint8_t classes[] = {LL_SURVEY, LL_RELATED, LL_SPONSOR};
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    if (policy[c] != LL_POLICY_KEEP && m->best[c] > LL_ORDINARY + 1)
      return false;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
    if (policy[classes[i]] == LL_POLICY_KEEP && m->best[classes[i]] > LL_ORDINARY + 1)
      return true;
  return false;
}

struct ll_line *ll_lines_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]) {
  struct ll_line *lines = g_new(struct ll_line, signals->page->atoms->len + 1);
  for (guint a = 0; a < signals->page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(signals->page, a);
    const struct ll_marks *m = &signals->marks[a];
    lines[a] = (struct ll_line){.kin = kin_of(m),
                                .stays = stays(m, policy),
                                .fit = (uint8_t)ll_line_fit(signals, a),
                                .heading = begins_part(signals, a),
                                .small = is_small(atom, m),
                                .click = (atom->flags & (LL_ATOM_BUTTON | LL_ATOM_LINK | LL_ATOM_FORM)) != 0,
                                .button = (atom->flags & LL_ATOM_BUTTON) != 0,
                                .ruled = (atom->flags & LL_ATOM_RULED) != 0,
                                .prose = m->prose,
                                .letters = m->letters};
    if (lines[a].button && a > 0 && !lines[a].ruled)
      lines[a].kin |= kin_below(m, &signals->marks[a - 1]);
  }
  return lines;
}

/* ---- a run of lines ---- */

static bool is_heading(const struct ll_run *run, uint32_t a) {
  return run->lines[a].heading;
}

static bool is_kin(const struct ll_run *run, uint32_t a) {
  return run->lines[a].kin >> run->class & 1;
}

bool ll_run_is_headed(const struct ll_run *run, uint32_t evidence) {
  const ll_page *page = run->signals->page;
  unsigned plain = 0, pitch = 0;
  if (evidence >= run->end || evidence - run->first > HEADED_LINES ||
      !(ll_page_atom(page, evidence)->flags & LL_ATOM_BUTTON) || !is_heading(run, run->first))
    return false;
  for (uint32_t a = run->first; a < evidence; a++) {
    plain += run->signals->marks[a].plain;
    pitch += run->signals->marks[a].pitch;
  }
  return plain <= HEADED_WORDS && pitch * 10 >= plain;
}

/* Only what one signs up for or pays has small print: below a row of icons stands the sender's. */
static bool is_small_print(const struct ll_run *run, uint32_t a) {
  return run->lines[a].small && ll_is_kin(run->class, LL_SIGNUP);
}

static bool fits(const struct ll_run *run, uint32_t a) {
  uint8_t fit = run->lines[a].fit;
  return fit == LL_LINE_FITS || (fit == LL_LINE_PROMISES && ll_is_kin(run->class, LL_SIGNUP));
}

/* Before the evidence: a sentence with a price or an invitation in it may be the last of the article above.  A part of the
 * pitch is explained more than by half, or a word of the pitch's kind is in it. */
static bool is_stray(const struct ll_run *run, uint32_t a) {
  const struct ll_marks *m = &run->signals->marks[a];
  const unsigned words = ll_page_atom(run->signals->page, a)->words;
  bool kind = false;
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    if (m->best[c] > LL_ORDINARY + 1 || m->links[c] || m->paths[c])
      return false;
    kind |= ll_is_kin(c, run->class);
  }
  return !is_heading(run, a) && !run->lines[a].click && m->plain * 10 >= words * (kind ? 5U : 4U);
}

static bool is_button(const struct ll_run *run, uint32_t a) {
  return run->lines[a].button && is_kin(run, a);
}

/* More of the kind between heading and button, and nothing that begins something else. */
static bool says_more(const struct ll_run *run, uint32_t first, uint32_t end) {
  const ll_signals *s = run->signals;
  bool said = false;
  for (uint32_t a = first; a < end; a++) {
    said |= is_kin(run, a);
    if (is_heading(run, a) || s->marks[a].content_links || s->marks[a].content_images || run->lines[a].ruled)
      return false;
  }
  return said;
}

bool ll_run_is_closed(const struct ll_run *run) {
  const struct ll_marks *head = &run->signals->marks[run->first];
  if (run->end - run->first < 3 || run->class == LL_N_CLASSES || !is_heading(run, run->first) ||
      !is_kin(run, run->first) || head->plain > HEADING_WORDS)
    return false;
  uint32_t last = run->end - 1;
  while (last > run->first && !is_button(run, last) && is_small_print(run, last))
    last--;
  return is_button(run, last) && says_more(run, run->first + 1, last) && run->words <= PITCH_WORDS;
}

/* A heading behind evidence, or prose that is no blurb under the heading of the pitch, begins something else. */
static bool begins_other(const struct ll_run *run, uint32_t a) {
  bool blurb = is_heading(run, run->first) && ll_page_atom(run->signals->page, a)->words <= HEADED_WORDS;
  return (is_heading(run, a) && !run->lines[a].click) || (run->lines[a].prose && !blurb);
}

/* What a walk over the lines of a run has seen. */
struct grammar {
  unsigned strangers;
  unsigned since, trail; /* strangers since the last evidence; of those no small print */
  unsigned letters;      /* in them */
  uint32_t last;         /* evidence */
  bool any, prose;       /* any evidence; prose since the last */
  bool ruled;            /* no evidence since the last rule */
  bool leads;            /* prose before the first evidence, and no heading over both */
  bool ends;             /* prose since the last evidence, and no small print of it */
  bool frayed;
};

/* Behind its button or link a pitch is over, and before a heading: with more than a few words between, the next one stands by
 * itself. */
static bool is_over(const struct ll_run *run, uint32_t a, const struct grammar *g) {
  bool click = run->lines[g->last].click;
  return g->any && g->letters > OVER_LETTERS && (click || (is_heading(run, a) && !is_heading(run, g->last)));
}

static void read_evidence(const struct ll_run *run, uint32_t a, struct grammar *g) {
  const struct ll_line *line = &run->lines[a];
  bool few = !is_over(run, a, g) && (g->letters <= BLURB_LETTERS || line->click || is_heading(run, g->last));
  bool blurb = g->any ? few && (!g->prose || !is_heading(run, a)) : ll_run_is_headed(run, a);
  unsigned free_lines = blurb ? BLURB_LINES : !g->any && a > run->first && is_heading(run, a - 1);
  g->leads |= !g->any && g->prose && !blurb;
  unsigned strangers = g->since > free_lines ? g->since - free_lines : 0;
  g->frayed |= strangers > 0 && !(g->any && few);
  g->strangers += strangers;
  g->since = g->trail = g->letters = 0;
  g->last = a;
  g->prose = g->ruled = g->ends = false;
  g->any = true;
}

static void read_line(const struct ll_run *run, uint32_t a, struct grammar *g) {
  const struct ll_line *line = &run->lines[a];
  g->ends |= line->prose && !is_small_print(run, a);
  if (g->any && begins_other(run, a)) {
    g->since += BLURB_LINES + 1;
    g->letters += line->letters;
    g->prose |= line->prose;
    g->trail++;
  } else if (line->stays || !fits(run, a) || (!g->any && is_stray(run, a))) {
    const struct ll_marks *m = &run->signals->marks[a];
    g->since++;
    g->letters += line->letters;
    g->prose |= line->prose;
    bool button = run->whole && g->since == 1 && line->click && m->plain <= BUTTON_WORDS &&
                  !m->best[LL_TOPIC_MORE];
    g->trail += !button && !is_small_print(run, a);
  }
}

/* A heading at the end of a run, no proof in it and no target of a class, stands over what follows; "from our archive" over
 * an article does in any case. */
static bool heads_next(const struct ll_run *run, uint32_t a) {
  const struct ll_marks *m = &run->signals->marks[a];
  bool prose = run->end < run->signals->page->atoms->len && run->signals->marks[run->end].prose;
  if (prose && run->class == LL_HOUSE && is_heading(run, a) && !run->lines[a].click && a > run->first)
    return true;
  for (unsigned left = m->classes; left;) {
    int c = ll_take_class(&left);
    if (run->policy[c] != LL_POLICY_KEEP && (m->best[c] > LL_ORDINARY + 1 || m->links[c] || m->paths[c]))
      return false;
  }
  return (ll_page_atom(run->signals->page, a)->flags & (LL_ATOM_HEADING | LL_ATOM_BUTTON)) == LL_ATOM_HEADING;
}

/* Before the first evidence of the class and its kin only a heading, after the last only small print, between two at most
 * two other lines, none when they are prose and the second is a heading: that begins the next pitch.  What stands
 * between two rules has evidence of its own. */
struct ll_reading ll_run_read(const struct ll_run *run) {
  struct grammar g = {.ruled = true};
  for (uint32_t a = run->first; a < run->end; a++) {
    if (a > run->first && run->lines[a].ruled) {
      g.frayed |= g.ruled;
      g.ruled = true;
    }
    if (is_kin(run, a) && !run->lines[a].stays && (g.any || !is_stray(run, a)))
      read_evidence(run, a, &g);
    else
      read_line(run, a, &g);
  }
  return (struct ll_reading){
      .strangers = g.strangers + (g.any ? g.trail : g.since),
      .frayed = g.frayed || g.ruled || (g.any && g.trail) || heads_next(run, run->end - 1),
      .prose = g.leads || (g.any && g.ends),
      .trails = g.any && g.trail > 0,
  };
}
