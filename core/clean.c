/* SPDX-License-Identifier: MIT
 * One message's way through the stages.  Each stage hands on its result or a reason to leave the message alone. */
#include "core/account.h"
#include "core/climb.h"
#include "core/codec.h"
#include "core/eligible.h"
#include "core/message.h"
#include "core/names.h"
#include "core/recall.h"
#include "core/splice.h"
#include "core/twin.h"
#include "core/verify.h"
#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <string.h>

/* What the stages have made so far; each may be NULL. */
struct job {
  const ll_config *config;
  const struct ll_input *input;
  enum ll_policy policy[LL_N_CLASSES]; /* the configuration's, with what [sender] says */
  ll_header *header;
  uint32_t subject; /* bits: the topics of its phrases */
  enum ll_eligibility eligibility;
  const char *doubt; /* the header's reason when the eligibility is LL_DOUBTED */
  ll_message *message;
  ll_text *text;
  ll_doc *doc;
  ll_page *page;
  ll_signals *signals;
  ll_scorer *scorer;
  ll_cutter *cutter;
  ll_plan *plan;
  GArray *ranges; /* of struct ll_range: what goes, neighbours included */
  GArray *spans;  /* of struct ll_span: the same in decoded bytes */
  ll_outcome *outcome;
};

static const char *stage_header(struct job *j) {
  if (g_bytes_get_size(j->input->raw) > j->config->limits.message_size)
    return "message-too-large";
  j->header = ll_header_parse(j->input->raw, j->config->limits.header_size, NULL);
  return j->header ? ll_message_refused(j->header) : "broken-header";
}

static const char *stage_message(struct job *j) {
  const char *reason = NULL;
  j->message = ll_message_parse(j->input->raw, &j->config->limits, &reason);
  return j->message ? NULL : reason;
}

/* The [sender] group of the From address may change what happens to a class. */
static const char *apply_sender(struct job *j) {
  g_autoptr(ll_identity) from = ll_identity_new(j->header, NULL);
  const struct ll_sender *sender = from->address ? ll_config_sender(j->config, from->address) : NULL;
  memcpy(j->policy, sender ? sender->policy : j->config->policy, sizeof j->policy);
  return sender && sender->off ? "sender-off" : NULL;
}

static const char *stage_eligible(struct job *j) {
  const char *reason = apply_sender(j);
  if (reason)
    return reason;
  j->subject = ll_subject_topics(j->header, j->config->rules);
  j->eligibility = ll_eligible_header(j->header, j->config->rules, j->input->sender, j->subject,
                                      j->input->assume_newsletter, &reason);
  j->doubt = reason;
  return j->eligibility == LL_INELIGIBLE ? reason : NULL;
}

static const char *stage_codec(struct job *j) {
  g_autoptr(GError) error = NULL;
  j->text = ll_text_decode(j->message->raw, j->message->part, j->message->encoding, &error);
  if (!j->text) {
    j->outcome->detail = g_strdup(error->message);
    return "broken-encoding";
  }
  return g_bytes_get_size(j->text->bytes) > j->config->limits.html_size ? "html-size" : NULL;
}

static const char *stage_html(struct job *j) {
  gsize n;
  const char *bytes = g_bytes_get_data(j->text->bytes, &n), *reason = NULL;
  const ll_charset *charset = ll_charset_of_part(j->message->charset, bytes, n);
  if (!charset)
    return "charset";
  j->doc = ll_doc_parse(j->text->bytes, charset, &j->config->limits, &reason);
  return j->doc ? NULL : reason;
}

static const char *stage_block(struct job *j) {
  const char *reason = NULL;
  j->page = ll_page_new(j->doc, &j->config->limits, &reason);
  return j->page ? NULL : reason;
}

static const char *stage_signal(struct job *j) {
  j->signals = ll_signals_new(j->page, j->header, j->subject, j->config->rules, j->policy);
  struct ll_body_evidence evidence = ll_signals_evidence(j->signals, j->header);
  if (j->input->assume_newsletter)
    return evidence.transactional ? "transactional" : NULL;
  const char *doubt = j->doubt;
  return ll_eligible_body(&evidence, j->eligibility, &doubt) == LL_ELIGIBLE ? NULL : doubt;
}

static const char *stage_recall(struct job *j) {
  if (j->input->memory)
    j->outcome->lesson = ll_recall(j->signals, j->header, j->input->memory);
  return NULL;
}

static bool is_pick(const ll_plan *plan, const struct ll_pick *other) {
  for (guint i = 0; i < plan->picks->len; i++) {
    const struct ll_pick *pick = &g_array_index(plan->picks, struct ll_pick, i);
    if (pick->range.start == other->range.start && pick->range.end == other->range.end)
      return true;
  }
  return false;
}

static void account_for_others(struct job *j) {
  for (guint i = 0; i < j->plan->others->len; i++) {
    const struct ll_pick *other = &g_array_index(j->plan->others, struct ll_pick, i);
    if (!is_pick(j->plan, other))
      g_ptr_array_add(j->outcome->accounts, ll_account_new(j->scorer, j->signals, other, LL_KEEP));
  }
  ll_account_protected(j->signals, j->outcome->accounts);
}

/* Accounts for the picks; those of classes that are only reported leave the plan. */
static void account_for(struct job *j) {
  guint kept = 0;
  if (j->input->explain != LL_EXPLAIN_CUTS)
    account_for_others(j);
  for (guint i = 0; i < j->plan->picks->len; i++) {
    struct ll_pick pick = g_array_index(j->plan->picks, struct ll_pick, i);
    bool cut = j->policy[pick.score.class] == LL_POLICY_CUT;
    g_ptr_array_add(j->outcome->accounts, ll_account_new(j->scorer, j->signals, &pick, cut ? LL_CUT : LL_REPORT));
    if (cut)
      g_array_index(j->plan->picks, struct ll_pick, kept++) = pick;
  }
  g_array_set_size(j->plan->picks, kept);
}

static const char *stage_plan(struct job *j) {
  j->cutter = ll_cutter_new(j->doc);
  j->scorer = ll_scorer_new(j->signals, j->policy);
  j->plan = ll_plan_make(j->scorer, j->signals, j->policy, j->config->threshold, j->cutter, j->input->explain);
  ll_twins(j->page, j->cutter, j->plan);
  account_for(j);
  return j->plan->picks->len ? NULL : "nothing-to-cut";
}

static const char *stage_climb(struct job *j) {
  j->ranges = g_array_new(FALSE, FALSE, sizeof(struct ll_range));
  for (guint i = 0; i < j->plan->picks->len; i++)
    g_array_append_val(j->ranges, g_array_index(j->plan->picks, struct ll_pick, i).range);
  if (!ll_cutter_allows_all(j->cutter, j->ranges)) /* nor when two overlap, which ll_climb() relies on */
    return "cuts-not-safe-together";
  g_autofree uint8_t *pinned = ll_signals_pinned(j->signals);
  ll_climb(j->doc, j->cutter, pinned, j->ranges);
  g_autoptr(GArray) spans = ll_splice_spans(j->doc, j->ranges);
  j->spans = ll_edit_fit_lines(j->text->bytes, j->message->encoding, spans);
  return NULL;
}

enum { WORDS_PER_IMAGE = 10 }; /* a picture is something to look at, too */

static unsigned images_of(const ll_page *page, const struct ll_candidate *c) {
  unsigned images = 0;
  for (uint32_t a = c->first; a < c->end; a++)
    images += ll_page_atom(page, a)->image_end - ll_page_atom(page, a)->image;
  return images;
}

static const char *stage_budget(struct job *j) {
  unsigned gone = 0, images = 0, all = j->page->n_words;
  for (guint i = 0; i < j->plan->picks->len; i++) {
    const struct ll_pick *pick = &g_array_index(j->plan->picks, struct ll_pick, i);
    gone += pick->score.words;
    images += images_of(j->page, &pick->candidate);
  }
  if ((gone + WORDS_PER_IMAGE * images) * 100 > (all + WORDS_PER_IMAGE * j->page->images->len) * j->config->budget)
    return "over-budget";
  return all - gone < j->config->rest ? "nothing-would-remain" : NULL;
}

static const char *stage_verify(struct job *j) {
  g_autoptr(GBytes) lean = ll_splice(j->text->bytes, j->spans);
  gsize n;
  const char *bytes = g_bytes_get_data(j->text->bytes, &n);
  for (guint i = 0; i < j->spans->len; i++) {
    const struct ll_span *span = &g_array_index(j->spans, struct ll_span, i);
    if (!ll_charset_ascii_at(j->doc->charset, bytes, n, span->start) ||
        !ll_charset_ascii_at(j->doc->charset, bytes, n, span->end))
      return "verify-charset";
  }
  return ll_verify(j->doc, j->cutter, j->ranges, lean, &j->config->limits);
}

static const char *stage_edit(struct job *j) {
  g_autoptr(GError) error = NULL;
  j->outcome->edit = ll_edit_new(j->message->raw, j->message->part, j->message->encoding, j->spans, &error);
  if (j->outcome->edit)
    return NULL;
  j->outcome->detail = g_strdup(error->message);
  return "edit";
}

/* Each stage returns NULL to go on, or the reason to stop. */
static const char *(*const stages[])(struct job *j) = {
    stage_header,   /* the header block, without its body */
    stage_eligible, /* a newsletter? safe to touch? */
    stage_message,  /* parse MIME, find the HTML leaf and its raw span */
    stage_codec,    /* undo the transfer encoding; the bytes stay in their charset */
    stage_html,     /* tokens, and how libxml2 nests them */
    stage_block,    /* lines and boxes as a reader sees them */
    stage_signal,   /* phrases, link targets, repeats; and again: a newsletter? */
    stage_recall,   /* what was in earlier issues of the stream */
    stage_plan,     /* the best set of disjoint cuts */
    stage_climb,    /* parents and spacers that go along */
    stage_budget,   /* not too much, and something real remains */
    stage_verify,   /* every invariant holds on the decoded bytes */
    stage_edit,     /* the same cuts in the raw bytes */
};

static void job_clear(struct job *j) {
  ll_header_free(j->header);
  ll_message_free(j->message);
  ll_text_free(j->text);
  ll_cutter_free(j->cutter);
  ll_plan_free(j->plan);
  ll_scorer_free(j->scorer);
  ll_signals_free(j->signals);
  ll_page_free(j->page);
  ll_doc_free(j->doc);
  g_clear_pointer(&j->ranges, g_array_unref);
  g_clear_pointer(&j->spans, g_array_unref);
}

/* What holds stands before what is held. */
static int by_place(gconstpointer a, gconstpointer b) {
  const ll_account *x = *(ll_account *const *)a, *y = *(ll_account *const *)b;
  if (x->decoded.start != y->decoded.start)
    return x->decoded.start < y->decoded.start ? -1 : 1;
  return x->decoded.end > y->decoded.end ? -1 : x->decoded.end < y->decoded.end;
}

ll_outcome *ll_clean(const ll_config *config, const struct ll_input *input) {
  ll_outcome *outcome = g_new0(ll_outcome, 1);
  outcome->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)ll_account_free);
  struct job job = {.config = config, .input = input, .outcome = outcome};
  const char *reason = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(stages) && !reason; i++)
    reason = stages[i](&job);
  outcome->verdict = !reason ? LL_LEAN : g_str_equal(reason, "nothing-to-cut") ? LL_NOTHING : LL_LEFT_ALONE;
  outcome->reason = g_strdup(reason ? reason : "lean");
  g_ptr_array_sort(outcome->accounts, by_place);
  job_clear(&job);
  return outcome;
}

void ll_outcome_free(ll_outcome *outcome) {
  if (!outcome)
    return;
  g_free(outcome->reason);
  g_free(outcome->detail);
  ll_edit_free(outcome->edit);
  g_ptr_array_unref(outcome->accounts);
  ll_lesson_free(outcome->lesson);
  g_free(outcome);
}

void ll_lesson_free(ll_lesson *lesson) {
  if (!lesson)
    return;
  g_array_unref(lesson->prints);
  g_free(lesson);
}

bool ll_init(GError **error) {
  g_mime_init();
  xmlInitParser();
  return ll_charset_preload(error);
}
