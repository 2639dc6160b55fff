/* SPDX-License-Identifier: MIT
 * Features of a candidate, from what its lines add up to. */
#include "core/score.h"
#include "core/grammar.h"
#include "core/recurring.h"
#include "core/section.h"
#include "core/tally.h"
#include <math.h>

enum { BIG_WORDS = 60, SHARE_PERCENT = 40, ICON_WORDS = 8, MAX_EXTRA = 3, INERT_WORDS = 12, REPORT_WORDS = 15,
       REPORT_PERCENT = 30, MANY_STRANGERS = 2, LABEL_WORDS = 8, FEW_PLAIN = 3 };

const char *const ll_feature_names[LL_N_FEATURES] = {
#define LL_FEATURE(id, name) name,
#include "core/features.def"
#undef LL_FEATURE
};

struct ll_scorer {
  const ll_signals *signals;
  const enum ll_policy *policy;
  unsigned counted;    /* bits: classes that count */
  double weights[LL_N_FEATURES];
  ll_tally *tally;
  struct ll_line *lines;
  GArray *sections;    /* of struct ll_section; NULL when no class that has some is cut */
  uint32_t *evidence;  /* prefix sums over atoms */
  uint32_t *protected;
};

static bool counts(const struct ll_scorer *scorer, int class) {
  return scorer->policy[class] != LL_POLICY_KEEP;
}

ll_scorer *ll_scorer_new(const ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]) {
  ll_scorer *scorer = g_new0(ll_scorer, 1);
  guint n = signals->page->atoms->len;
  scorer->signals = signals;
  scorer->policy = policy;
  for (int c = 0; c < LL_N_CLASSES; c++)
    scorer->counted |= (unsigned)counts(scorer, c) << c;
  for (int f = 0; f < LL_N_FEATURES; f++)
    scorer->weights[f] = ll_rules_weight(signals->rules, ll_feature_names[f]);
  if (counts(scorer, LL_SPONSOR) || counts(scorer, LL_RELATED) || counts(scorer, LL_HOUSE) || counts(scorer, LL_SURVEY) ||
      counts(scorer, LL_DONATE))
    scorer->sections = ll_sections_find(signals);
  scorer->tally = ll_tally_new(signals, policy);
  scorer->lines = ll_lines_new(signals, policy);
  scorer->evidence = g_new0(uint32_t, n + 1);
  scorer->protected = g_new0(uint32_t, n + 1);
  for (guint a = 0; a < n; a++) {
    const struct ll_marks *m = &signals->marks[a];
    scorer->evidence[a + 1] = scorer->evidence[a] + (ll_tally_is_evidence(scorer->tally, a) || m->recurring);
    scorer->protected[a + 1] = scorer->protected[a] + m->protected;
  }
  return scorer;
}

void ll_scorer_free(ll_scorer *scorer) {
  if (!scorer)
    return;
  ll_tally_free(scorer->tally);
  g_free(scorer->lines);
  g_free(scorer->evidence);
  g_free(scorer->protected);
  g_clear_pointer(&scorer->sections, g_array_unref);
  g_free(scorer);
}

double ll_scorer_weight(const ll_scorer *scorer, enum ll_feature feature) {
  return scorer->weights[feature];
}

const GArray *ll_scorer_sections(const ll_scorer *scorer) {
  return scorer->sections;
}

bool ll_scorer_is_section(const ll_scorer *scorer, uint32_t first, uint32_t end) {
  return scorer->sections && ll_sections_at(scorer->sections, first, end, scorer->counted);
}

unsigned ll_scorer_words(const ll_scorer *scorer, uint32_t first, uint32_t end) {
  return ll_tally_words(scorer->tally, first, end);
}

bool ll_scorer_worth(const ll_scorer *scorer, uint32_t first, uint32_t end) {
  bool evidence = scorer->evidence[end] > scorer->evidence[first] || ll_scorer_is_section(scorer, first, end);
  return evidence && scorer->protected[end] == scorer->protected[first];
}

static enum ll_class leading_class(const struct ll_scorer *scorer, const struct ll_sums *sums) {
  int best = LL_N_CLASSES;
  uint32_t most = 0;
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (sums->evidence[c] > most)
      most = sums->evidence[c], best = c;
  bool stays = best == LL_N_CLASSES || !counts(scorer, best);
  if (stays && sums->repeat * 10 >= sums->words * 9 && sums->repeat && counts(scorer, LL_REPEAT))
    return LL_REPEAT;
  if (best == LL_N_CLASSES && sums->recurring && counts(scorer, LL_RECURRING))
    best = LL_RECURRING;
  return (enum ll_class)best;
}

/* All classes that are cut speak for the block; those that are kept speak against it. */
static void set_evidence(const struct ll_sums *sums, bool terms, struct ll_score *score) {
  const uint32_t *n = sums->phrases, links = sums->links, paths = sums->paths;
  float *v = score->values;
  v[LL_F_IDIOM] = n[LL_IDIOM] > 0;
  v[LL_F_IDIOMS] = (float)MIN(n[LL_IDIOM] - (n[LL_IDIOM] > 0), 2);
  v[LL_F_ORDINARY] = n[LL_ORDINARY] > 0;
  v[LL_F_ORDINARIES] = (float)MIN(n[LL_ORDINARY] - (n[LL_ORDINARY] > 0), 3);
  v[LL_F_COMBO] = (sums->combo || terms) && !n[LL_IDIOM];
  v[LL_F_WEAK] = (float)MIN(n[LL_WEAK], 2);
  v[LL_F_PUBLISHER] = sums->publisher > 0;
  v[LL_F_LINK] = links > 0;
  v[LL_F_LINKS] = (float)MIN(links - (links > 0), 4);
  v[LL_F_PATH] = paths > 0;
  v[LL_F_BUTTON] = sums->button > 0;
  v[LL_F_BUTTON_PHRASE] = sums->button_phrases > 0;
  v[LL_F_FORM] = sums->form > 0;
  v[LL_F_ICONS] = (sums->channels > 1 || (sums->icons && links)) && sums->channels >= sums->linked &&
                  sums->words <= ICON_WORDS + 2 * sums->linked && !sums->content_links && !sums->content_images;
  v[LL_F_ACTION] = sums->action || (sums->pressed && !sums->clothed);
  v[LL_F_OTHER] = score->class == LL_REPEAT ? 0 : (float)MIN(sums->other, MAX_EXTRA);
}

static struct ll_run run_of(const struct ll_scorer *scorer, const struct ll_candidate *candidate,
                            const struct ll_score *score) {
  return (struct ll_run){.signals = scorer->signals,
                         .lines = scorer->lines,
                         .policy = scorer->policy,
                         .first = candidate->first,
                         .end = candidate->end,
                         .words = score->words,
                         .class = score->class,
                         .whole = candidate->whole};
}

/* Words that nothing explains, by where they stand: from the first line with evidence to the last, and around. */
static void set_plain(const struct ll_scorer *scorer, const struct ll_run *run, bool sealed, struct ll_score *score) {
  float *v = score->values;
  uint32_t first = ll_tally_first_evidence(scorer->tally, run->first, run->end), end = run->end;
  if (sealed || ll_run_is_headed(run, first))
    first = run->first;
  if (!sealed)
    end = MAX(first, ll_tally_last_evidence(scorer->tally, run->first, run->end) + 1);
  bool promises = ll_is_kin(run->class, LL_SIGNUP); /* a way out is promised in the small print of such */
  struct ll_plain lead = ll_tally_plain(scorer->tally, run->first, first);
  struct ll_plain inner = ll_tally_plain(scorer->tally, first, end);
  struct ll_plain trail = ll_tally_plain(scorer->tally, end, run->end);
  unsigned before = lead.strange + (promises ? 0 : lead.promised), behind = trail.strange + (promises ? 0 : trail.promised);
  v[LL_F_PLAIN_INNER] = (float)(lead.all + inner.all + trail.all - before - behind);
  v[LL_F_PLAIN_LEAD] = (float)before;
  v[LL_F_PLAIN_TRAIL] = (float)behind;
  if (!v[LL_F_IDIOM] && !v[LL_F_COMBO] && !v[LL_F_LINK])
    v[LL_F_UNPROVEN] = v[LL_F_PLAIN_INNER];
}

/* A heading, or several, over a line of prose. */
static bool heads_prose(const ll_signals *s, const struct ll_candidate *c) {
  for (uint32_t a = c->first; a < c->end; a++)
    if (!(ll_page_atom(s->page, a)->flags & LL_ATOM_HEADING))
      return false;
  return c->end < s->page->atoms->len && s->marks[c->end].plain >= INERT_WORDS &&
         ll_page_atom(s->page, c->end)->link == ll_page_atom(s->page, c->end)->link_end;
}

/* No proof outside a heading, over words of something else. */
static bool is_mute(const struct ll_sums *sums, const struct ll_candidate *candidate, const ll_signals *s) {
  return !sums->said && (sums->plain >= INERT_WORDS || heads_prose(s, candidate));
}

/* News of a subscription, or a list to put one's name down: long, and to a good part about something else. */
static bool is_report(const struct ll_sums *sums, int class) {
  return ll_is_kin(class, LL_SIGNUP) && sums->words >= REPORT_WORDS && sums->plain * 100 >= REPORT_PERCENT * sums->words;
}

static void set_rest(const struct ll_scorer *scorer, const struct ll_candidate *candidate, const struct ll_sums *sums,
                     struct ll_score *score) {
  const ll_signals *s = scorer->signals;
  float *v = score->values;
  float words = (float)MAX(sums->words, 1);
  v[LL_F_BIAS] = 1;
  v[LL_F_PITCH] = (float)sums->pitch / words;
  v[LL_F_REPEAT] = (float)sums->repeat / words;
  v[LL_F_RECURRING] = (float)sums->recurring / words;
  v[LL_F_BOX] = candidate->look && sums->clothed;
  v[LL_F_WHOLE] = candidate->whole && sums->clothed;
  v[LL_F_HEADED] = score->headed;
  v[LL_F_TAIL] = candidate->first > s->last_prose;
  unsigned logo = score->class == LL_BADGE; /* and the link to the tool's site */
  v[LL_F_CONTENT_LINK] = (float)MIN(sums->content_links - MIN(sums->content_links, logo), 6);
  v[LL_F_CONTENT_IMAGE] = (float)MIN(sums->content_images - MIN(sums->content_images, logo), 6);
  unsigned own = logo ? 0 : MAX(sums->cards, 1); /* a tool's badge has no heading */
  v[LL_F_HEADING] = (float)(sums->headings - MIN(sums->headings, own));
  v[LL_F_INERT] = !sums->linked && !sums->form && !sums->addresses && (is_mute(sums, candidate, s) || is_report(sums, score->class));
  v[LL_F_HEADLINE] = (float)MIN(sums->headlines, MAX_EXTRA);
  v[LL_F_SUBJECT] = sums->subject > 0;
  v[LL_F_GREETING] = (float)MIN(sums->greetings, MAX_EXTRA);
  v[LL_F_MORE] = (float)MIN(sums->more, MAX_EXTRA);
  v[LL_F_BIG] = sums->words > BIG_WORDS ? (float)(sums->words - BIG_WORDS) : 0;
  v[LL_F_SHARE] = sums->words * 100 > SHARE_PERCENT * s->page->n_words;
}

/* Forgets what speaks against a block, but for phrases of a class that is kept: something stronger explains it. */
static void forgive(struct ll_score *score, bool all) {
  static const uint8_t features[] = {LL_F_PLAIN_INNER, LL_F_PLAIN_LEAD, LL_F_PLAIN_TRAIL,   LL_F_UNPROVEN,
                                     LL_F_STRANGER,    LL_F_PROSE,      LL_F_PROSE_BOX,     LL_F_CONTENT_LINK,
                                     LL_F_HEADING,     LL_F_HEADLINE,   LL_F_CONTENT_IMAGE, LL_F_MORE,
                                     LL_F_BIG,         LL_F_SHARE,      LL_F_INERT};
  enum { WORDS_ONLY = 4 }; /* the first four */
  score->frayed &= !all;
  for (size_t i = 0; i < (all ? G_N_ELEMENTS(features) : WORDS_ONLY); i++)
    score->values[features[i]] = 0;
}

/* In a section of a class that is cut the label or the shape explains what the words do not. */
static void set_section(const struct ll_scorer *scorer, const struct ll_candidate *candidate, struct ll_score *score) {
  const struct ll_section *section = ll_sections_at(scorer->sections, candidate->first, candidate->end, scorer->counted);
  if (!section)
    return;
  score->class = section->class;
  score->section = true;
  score->values[section->kind == LL_SECTION_LABEL ? LL_F_LABEL : LL_F_RAIL] = 1;
  forgive(score, true);
}

/* A promo that comes back is explained by that; an article does not become one by coming back. */
static void set_promo(const struct ll_scorer *scorer, const struct ll_candidate *candidate, const struct ll_sums *sums,
                      struct ll_score *score) {
  bool boxed = candidate->whole && candidate->look;
  if (!candidate->whole && score->values[LL_F_PROSE] > 0)
    score->values[LL_F_RECURRING] = 0;
  if (score->section || !sums->recurring ||
      !ll_recurring_promo(scorer->signals, scorer->policy, candidate->first, candidate->end, boxed))
    return;
  if (score->class == LL_N_CLASSES || !counts(scorer, score->class))
    score->class = LL_RECURRING;
  score->values[LL_F_PROMO] = 1;
  score->values[LL_F_OTHER] = 0;
  forgive(score, false);
}

static unsigned families_of(const struct ll_score *score, const struct ll_sums *sums) {
  const float *v = score->values;
  bool words = v[LL_F_IDIOM] || v[LL_F_ORDINARY] || v[LL_F_PROMO];
  bool look = v[LL_F_BUTTON] || v[LL_F_BOX] || v[LL_F_FORM] || v[LL_F_ICONS] || v[LL_F_ACTION] ||
              (sums->addresses && sums->plain <= FEW_PLAIN);
  return words + (v[LL_F_LINK] > 0 || v[LL_F_PATH] > 0) + look + (v[LL_F_REPEAT] >= 0.5 || v[LL_F_RECURRING] >= 0.5);
}

/* One family of evidence, and no proof. */
static bool is_alone(const struct ll_score *score) {
  return score->families < 2 && !score->section && !score->values[LL_F_IDIOM] && !score->values[LL_F_COMBO] &&
         score->values[LL_F_REPEAT] < 0.9f;
}

/* The line with words before an atom, unless a rule lies between; NULL: none. */
static const struct ll_marks *line_before(const ll_signals *s, uint32_t atom) {
  for (uint32_t a = atom; a-- > 0 && !(ll_page_atom(s->page, a + 1)->flags & LL_ATOM_RULED);)
    if (ll_page_atom(s->page, a)->words > 0)
      return &s->marks[a];
  return NULL;
}

static bool is_click_only(const ll_signals *s, const struct ll_candidate *c) {
  for (uint32_t a = c->first; a < c->end; a++)
    if (ll_page_atom(s->page, a)->words > 0 && !(ll_page_atom(s->page, a)->flags & (LL_ATOM_BUTTON | LL_ATOM_LINK)))
      return false;
  return true;
}

/* A button that says no more than "sign up". */
static bool is_loose(const ll_signals *s, uint32_t a, int class) {
  const struct ll_marks *m = &s->marks[a];
  return (ll_page_atom(s->page, a)->flags & LL_ATOM_BUTTON) && m->best[class] <= LL_ORDINARY + 1 && !m->links[class] && !m->paths[class];
}

/* Of what many want to keep no mere part goes: not a label without what it stands over, not the button of a shop, not what
 * there is to click under a text that stays, no request for comments among the notes on how to leave, and from under a
 * text no button that could be for anything. */
static bool is_fragment(const ll_scorer *scorer, const struct ll_sums *sums, const struct ll_candidate *candidate, int class) {
  const ll_signals *s = scorer->signals;
  const struct ll_marks *before = line_before(s, candidate->first);
  bool label = !sums->linked && !sums->form;
  bool button = !sums->clothed && sums->words > 0, click = before && before->plain > FEW_PLAIN && is_click_only(s, candidate);
  switch (class) {
  case LL_RELATED: return label;
  case LL_SPONSOR: return label && sums->words <= LABEL_WORDS;
  case LL_HOUSE: return button || click || label;
  case LL_SURVEY: return click || (before && (before->protected || before->best[LL_TOPIC_UNSUBSCRIBE]));
  case LL_DONATE: return click;
  case LL_SIGNUP:
  case LL_SUBSCRIBE: return before && before->plain > FEW_PLAIN && is_loose(s, candidate->first, class);
  default: return false;
  }
}

/* An element that shows no box of its own is a box only for what it begins with; and an article in front of a pitch, or
 * behind it, is no part of it in any box. */
static void set_grammar(const struct ll_run *run, const struct ll_candidate *candidate, struct ll_score *score) {
  struct ll_reading reading = {0};
  if (!score->headed && !score->section && ll_is_kin(run->class, run->class))
    reading = ll_run_read(run);
  if (candidate->whole) {
    score->frayed = reading.prose || (reading.trails && !candidate->look);
    return;
  }
  score->values[LL_F_STRANGER] = (float)reading.strangers;
  score->frayed = reading.frayed;
}

static void add_up(const struct ll_scorer *scorer, struct ll_score *score) {
  score->sum = 0;
  for (int f = 0; f < LL_N_FEATURES; f++)
    score->sum += scorer->weights[f] * score->values[f];
}

/* All but the grammar, which is asked last: it takes the most time and can only lower the sum. */
static void set_features(const struct ll_scorer *scorer, const struct ll_candidate *candidate, const struct ll_run *run,
                         const struct ll_sums *sums, struct ll_score *score) {
  bool sealed = candidate->whole || score->headed;
  set_evidence(sums, ll_tally_has_terms(scorer->tally, run->first, run->end), score);
  set_plain(scorer, run, sealed, score);
  score->values[sealed ? LL_F_PROSE_BOX : LL_F_PROSE] = (float)sums->prose;
  set_rest(scorer, candidate, sums, score);
  if (score->class == LL_REPEAT) /* printed before: whatever it is, it has been read */
    forgive(score, true);
  if (scorer->sections)
    set_section(scorer, candidate, score);
  set_promo(scorer, candidate, sums, score);
  add_up(scorer, score);
}

bool ll_scorer_passes(const ll_scorer *scorer, const struct ll_candidate *candidate, double least, struct ll_score *score) {
  struct ll_sums sums = ll_tally_sums(scorer->tally, candidate->first, candidate->end);
  *score = (struct ll_score){.class = leading_class(scorer, &sums), .words = sums.words};
  struct ll_run run = run_of(scorer, candidate, score);
  score->headed = !candidate->whole && ll_run_is_closed(&run);
  set_features(scorer, candidate, &run, &sums, score);
  if (score->sum <= least && scorer->weights[LL_F_STRANGER] <= 0)
    return false;
  set_grammar(&run, candidate, score);
  add_up(scorer, score);
  score->families = families_of(score, &sums);
  bool fragment = !score->section && is_fragment(scorer, &sums, candidate, score->class);
  score->barred = fragment || is_alone(score) || score->frayed || score->values[LL_F_STRANGER] >= MANY_STRANGERS;
  if (score->sum > -1 && score->barred) {
    score->capped = true;
    score->sum = -1;
  }
  return score->sum > least;
}

struct ll_score ll_scorer_score(const ll_scorer *scorer, const struct ll_candidate *candidate) {
  struct ll_score score;
  ll_scorer_passes(scorer, candidate, -INFINITY, &score);
  return score;
}
