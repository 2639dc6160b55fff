/* SPDX-License-Identifier: MIT
 * The state rule: the builder runs once over each view of the document; a cut is tried by running it on from the state
 * at its start over what follows its end, until both runs meet. */
#include "core/cut.h"
#include "core/kind.h"
#include "core/outlook.h"
#include "core/state.h"
#include "core/token.h"
#include <string.h>

enum {
  HTML,
  OUTLOOK,
  N_VIEWS,
  MAX_EATEN = 1000,       /* tokens in which the runs have to meet */
  MAX_REFERENCE = 32,     /* bytes of a character reference */
  MAX_MEMORY = 48u << 20, /* bytes of stack entries; past them states are unknown */
};

/* Token `token` did something to an element that begins at `start`. */
struct grip {
  uint32_t token, start;
};

/* One run of the builder.  Indices are tokens of the document, except in the stream. */
struct run {
  struct ll_state *states; /* one a border */
  GArray *grips;           /* of struct grip, by token */
  bool quirks_matter;
};

struct view {
  struct ll_stream stream;
  const uint32_t *first, *owner; /* as in ll_outlook; NULL: the same */
  struct run runs[2];            /* without and with quirks; the latter only if that makes a difference */
};

struct ll_cutter {
  const ll_doc *doc;
  ll_outlook *outlook;
  ll_pool *pool;
  uint32_t n;
  uint32_t *fixed; /* for each border: how many tokens before it never go */
  struct view views[N_VIEWS];
  unsigned n_views;
};

static uint32_t first_of(const struct view *view, uint32_t token) {
  return view->first != NULL ? view->first[token] : token;
}

static uint32_t owner_of(const struct view *view, uint32_t index) {
  return view->owner != NULL ? view->owner[index] : index;
}

/* ---- the run over the document ----------------------------------------------------------------- */

static void note_grip(const struct view *view, struct run *run, uint32_t token, uint32_t start) {
  if (start == G_MAXUINT32)
    return;
  struct grip grip = {token, owner_of(view, start)};
  g_array_append_val(run->grips, grip);
}

static void build(ll_cutter *cutter, struct view *view, bool quirks) {
  struct run *run = &view->runs[quirks];
  struct ll_builder builder = {.stream = &view->stream, .pool = cutter->pool, .quirks = quirks};
  struct ll_state state = ll_state_first(cutter->pool);
  size_t most = ll_pool_mark(cutter->pool) + MAX_MEMORY;
  run->states = g_new(struct ll_state, (gsize)cutter->n + 1);
  run->grips = g_array_new(FALSE, FALSE, sizeof(struct grip));
  for (uint32_t i = 0; i < cutter->n; i++) {
    run->states[i] = state;
    for (uint32_t k = first_of(view, i); k < first_of(view, i + 1); k++) {
      struct ll_effect effect = ll_state_step(&builder, &state, k);
      note_grip(view, run, i, MIN(effect.reach, effect.link));
    }
    if (ll_pool_mark(cutter->pool) > most)
      state.mode = LL_MODE_UNKNOWN;
  }
  run->states[cutter->n] = state;
  run->quirks_matter = builder.quirks_matter;
}

static void build_view(ll_cutter *cutter, struct view *view) {
  build(cutter, view, false);
  if (view->runs[0].quirks_matter)
    build(cutter, view, true);
}

/* The document's frame and what works on all of it. */
static bool is_fixed(const struct ll_token *token) {
  switch (token->tag) {
  case LL_TAG_HTML:
  case LL_TAG_HEAD:
  case LL_TAG_BODY:
  case LL_TAG_FRAMESET:
  case LL_TAG_STYLE:
  case LL_TAG_LINK:
  case LL_TAG_BASE:
    return true;
  default:
    return token->kind == LL_TOKEN_DOCTYPE;
  }
}

static void count_fixed(ll_cutter *cutter) {
  cutter->fixed = g_new(uint32_t, (gsize)cutter->n + 1);
  cutter->fixed[0] = 0;
  for (uint32_t i = 0; i < cutter->n; i++)
    cutter->fixed[i + 1] =
        cutter->fixed[i] + (is_fixed(ll_doc_token(cutter->doc, i)) || cutter->outlook->stray[i]);
}

ll_cutter *ll_cutter_new(const ll_doc *doc) {
  ll_cutter *cutter = g_new0(ll_cutter, 1);
  cutter->doc = doc;
  cutter->n = doc->tokens->len;
  cutter->pool = ll_pool_new();
  cutter->outlook = ll_outlook_new(doc);
  count_fixed(cutter);
  cutter->views[HTML].stream = (struct ll_stream){doc, doc->tokens};
  cutter->views[OUTLOOK] = (struct view){.stream = {doc, cutter->outlook->tokens},
                                         .first = cutter->outlook->first,
                                         .owner = cutter->outlook->owner};
  cutter->n_views = cutter->outlook->differs ? N_VIEWS : OUTLOOK;
  for (unsigned i = 0; i < cutter->n_views; i++)
    build_view(cutter, &cutter->views[i]);
  return cutter;
}

void ll_cutter_free(ll_cutter *cutter) {
  if (cutter == NULL)
    return;
  for (unsigned i = 0; i < N_VIEWS; i++)
    for (unsigned quirks = 0; quirks < 2; quirks++) {
      g_free(cutter->views[i].runs[quirks].states);
      g_clear_pointer(&cutter->views[i].runs[quirks].grips, g_array_unref);
    }
  g_free(cutter->fixed);
  ll_outlook_free(cutter->outlook);
  ll_pool_free(cutter->pool);
  g_free(cutter);
}

/* ---- what can be said of a range without running ----------------------------------------------- */

/* "&am" before the cut and "p;" behind it. */
static bool joins_reference(const char *left, size_t left_length, const char *right, size_t right_length) {
  size_t n = 0;
  while (n < left_length && n < MAX_REFERENCE &&
         (g_ascii_isalnum(left[left_length - 1 - n]) || left[left_length - 1 - n] == '#'))
    n++;
  return n < left_length && left[left_length - 1 - n] == '&' && right_length > 0 &&
         (g_ascii_isalnum(*right) || *right == '#' || *right == ';');
}

/* Would the bytes before and behind the range, put together, be read as something else? */
static bool joins_badly(const ll_cutter *cutter, struct ll_range range) {
  if (range.start == 0 || range.end == cutter->n)
    return false;
  const struct ll_token *left = ll_doc_token(cutter->doc, range.start - 1),
                        *right = ll_doc_token(cutter->doc, range.end);
  if (left->kind != LL_TOKEN_TEXT || right->kind != LL_TOKEN_TEXT)
    return false;
  const char *markup = cutter->doc->markup;
  return markup[left->end - 1] == '<' || joins_reference(markup + left->start, left->end - left->start,
                                                         markup + right->start, right->end - right->start);
}

static bool is_plausible(const ll_cutter *cutter, struct ll_range range) {
  return range.start < range.end && range.end <= cutter->n && !cutter->outlook->ambiguous &&
         cutter->fixed[range.start] == cutter->fixed[range.end] &&
         cutter->outlook->opener[range.start] == cutter->outlook->opener[range.end] &&
         !joins_badly(cutter, range);
}

/* Does anything in the range grip an element that begins before it? */
static bool reaches_out(const struct run *run, struct ll_range range) {
  guint low = 0, high = run->grips->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_array_index(run->grips, struct grip, middle).token < range.start)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < run->grips->len; low++) {
    const struct grip *grip = &g_array_index(run->grips, struct grip, low);
    if (grip->token >= range.end)
      return false;
    if (grip->start < range.start)
      return true;
  }
  return false;
}

/* Not in raw text, select or svg. */
static bool may_border(const struct ll_state *state) {
  return state->mode != LL_MODE_UNKNOWN && state->mode != LL_MODE_TEXT && state->mode != LL_MODE_IN_SELECT &&
         !state->open->foreign;
}

/* ---- trying cuts ------------------------------------------------------------------------------ */

struct trial {
  const struct view *view;
  const struct run *run;
  struct ll_builder builder;
  struct ll_state without; /* the state that there would be with the cuts made */
  unsigned eaten;
};

static bool is_table_tag(uint16_t tag) {
  return ll_kind_of(tag)->kinds & (LL_KIND_FOSTERS | LL_KIND_SCOPE);
}

/* Moves both runs over one token of the view.  False when it does not do the same in both; a token that makes content
 * has to bring them to the same state, and the end of a table or cell must not be left over. */
static bool eat_one(struct trial *trial, struct ll_state *with, uint32_t index) {
  const struct ll_token *token = &g_array_index(trial->view->stream.tokens, struct ll_token, index);
  if (token->kind > LL_TOKEN_END)
    return true;
  const struct ll_open *open_with = with->open, *open_without = trial->without.open;
  struct ll_effect a = ll_state_step(&trial->builder, &trial->without, index);
  struct ll_effect b = ll_state_step(&trial->builder, with, index);
  if (a.flags != b.flags || a.rebuilt != b.rebuilt || ((a.flags | b.flags) & LL_EFFECT_ADOPTION))
    return false;
  if (token->kind == LL_TOKEN_END)
    return !is_table_tag(token->tag) || with->open == open_with || trial->without.open != open_without;
  return trial->builder.blank || ll_states_same(&trial->without, with);
}

static bool eat(struct trial *trial, uint32_t token) {
  struct ll_state with = trial->run->states[token];
  for (uint32_t k = first_of(trial->view, token); k < first_of(trial->view, token + 1); k++)
    if (trial->eaten++ == MAX_EATEN || !eat_one(trial, &with, k))
      return false;
  return true;
}

/* Makes the cut `*at` and those behind it that begin before both runs meet again.  False: they do not. */
static bool rejoin(struct trial *trial, const GArray *ranges, guint *at, uint32_t n) {
  const struct ll_range *range = &g_array_index(ranges, struct ll_range, *at);
  uint32_t token = range->start;
  trial->without = trial->run->states[token];
  trial->eaten = 0;
  for (;;) {
    if (*at < ranges->len && g_array_index(ranges, struct ll_range, *at).start == token)
      token = g_array_index(ranges, struct ll_range, (*at)++).end;
    if (token == n || ll_states_same(&trial->without, &trial->run->states[token]))
      return true;
    if (!eat(trial, token++))
      return false;
  }
}

static bool runs_meet(ll_cutter *cutter, const struct view *view, bool quirks, const GArray *ranges,
                      bool *quirks_matter) {
  const struct run *run = &view->runs[quirks && view->runs[1].states != NULL];
  struct trial trial = {
      .view = view, .run = run, .builder = {.stream = &view->stream, .pool = cutter->pool, .quirks = quirks}};
  for (guint i = 0; i < ranges->len; i++) {
    struct ll_range range = g_array_index(ranges, struct ll_range, i);
    if (!may_border(&run->states[range.start]) || !may_border(&run->states[range.end]) ||
        reaches_out(run, range))
      return false;
  }
  size_t mark = ll_pool_mark(cutter->pool);
  bool meet = true;
  for (guint at = 0; meet && at < ranges->len;)
    meet = rejoin(&trial, ranges, &at, cutter->n);
  ll_pool_release(cutter->pool, mark);
  *quirks_matter = trial.builder.quirks_matter;
  return meet;
}

static bool view_allows(ll_cutter *cutter, const struct view *view, const GArray *ranges) {
  bool quirks_matter = false, ignored = false;
  if (!runs_meet(cutter, view, false, ranges, &quirks_matter))
    return false;
  if (!quirks_matter && view->runs[1].states == NULL)
    return true;
  return runs_meet(cutter, view, true, ranges, &ignored);
}

/* Ranges that touch are one. */
static GArray *join_touching(const GArray *ranges) {
  GArray *joined = g_array_sized_new(FALSE, FALSE, sizeof(struct ll_range), ranges->len);
  for (guint i = 0; i < ranges->len; i++) {
    struct ll_range range = g_array_index(ranges, struct ll_range, i);
    struct ll_range *last = joined->len > 0 ? &g_array_index(joined, struct ll_range, joined->len - 1) : NULL;
    if (last != NULL && last->end == range.start)
      last->end = range.end;
    else
      g_array_append_val(joined, range);
  }
  return joined;
}

bool ll_ranges_in_order(const GArray *ranges) {
  uint32_t at = 0;
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *r = &g_array_index(ranges, struct ll_range, i);
    if (r->start < at || r->end <= r->start)
      return false;
    at = r->end;
  }
  return true;
}

bool ll_cutter_allows_all(ll_cutter *cutter, const GArray *ranges) {
  if (!ll_ranges_in_order(ranges))
    return false;
  g_autoptr(GArray) joined = join_touching(ranges);
  for (guint i = 0; i < joined->len; i++)
    if (!is_plausible(cutter, g_array_index(joined, struct ll_range, i)))
      return false;
  for (unsigned i = 0; i < cutter->n_views; i++)
    if (!view_allows(cutter, &cutter->views[i], joined))
      return false;
  return true;
}

bool ll_cutter_allows(ll_cutter *cutter, struct ll_range range) {
  if (!is_plausible(cutter, range))
    return false;
  g_autoptr(GArray) ranges = g_array_sized_new(FALSE, FALSE, sizeof range, 1);
  g_array_append_val(ranges, range);
  return ll_cutter_allows_all(cutter, ranges);
}
