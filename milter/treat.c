/* SPDX-License-Identifier: MIT
 * One message, before the mail server is told anything. */
#include "treat.h"
#include "check.h"
#include "fault.h"
#include "log.h"

static const enum ll_ending ending_of[] = {
    [LL_LEAN] = LL_ENDING_LEAN, [LL_NOTHING] = LL_ENDING_NOTHING, [LL_LEFT_ALONE] = LL_ENDING_LEFT_ALONE};

static void fail(struct ll_treatment *t, const char *reason, const GError *error) {
  g_free(t->reason);
  g_free(t->detail);
  g_clear_pointer(&t->lean, g_bytes_unref);
  t->ending = LL_ENDING_FAILED;
  t->reason = g_strdup(reason);
  t->detail = error ? g_strdup(error->message) : NULL;
}

/* What the reply says, as far as it is not about bytes. */
static void take_words(struct ll_treatment *t, struct ll_reply *reply) {
  t->ending = ending_of[reply->verdict];
  t->reason = g_steal_pointer(&reply->reason);
  t->detail = g_steal_pointer(&reply->detail);
  t->lesson = g_steal_pointer(&reply->lesson);
  memcpy(t->cut, reply->cut, sizeof t->cut);
  memcpy(t->reported, reply->reported, sizeof t->reported);
}

/* The original is on disk before anything is changed, or nothing is changed. */
static bool archive_original(const struct ll_front *front, const ll_session *session, GBytes *raw,
                             GError **error) {
  if (front->archive == NULL)
    return true;
  if (!ll_archive_add(front->archive, raw, session->queue_id, g_get_real_time(), error))
    return false;
  ll_count(&ll_counters()->archived, 1);
  return true;
}

/* The lean message, or none; a cleaner that said what does not hold is not asked again. */
static void check_reply(const struct ll_front *front, const ll_session *session, GBytes *raw,
                        const struct ll_reply *reply, struct ll_helper *helper, struct ll_treatment *t) {
  g_autoptr(GError) error = NULL;
  if (reply->edit)
    t->lean = ll_check_apply(reply, raw, session->body, &error);
  if (error == NULL) {
    ll_crew_return(front->crew, helper);
    return;
  }
  ll_crew_discard(front->crew, helper);
  fail(t, "edit-refused", error);
}

static void keep_original(const struct ll_front *front, const ll_session *session, GBytes *raw,
                          struct ll_treatment *t) {
  g_autoptr(GError) error = NULL;
  LL_FAULT_AT("before-archive", 0);
  if (!archive_original(front, session, raw, &error))
    fail(t, "archive", error);
  LL_FAULT_AT("after-archive", 0);
}

struct ll_treatment ll_treat(const struct ll_front *front, ll_session *session,
                             const struct ll_patience *patience) {
  g_autoptr(GBytes) raw = ll_session_take(session);
  struct ll_treatment t = {.before = g_bytes_get_size(raw), .body = session->body};
  struct ll_reply reply = {0};
  struct ll_helper *helper = NULL;
  const struct ll_request question = {.raw = raw,
                                      .sender = session->sender,
                                      .dkim_domain = session->dkim_domain,
                                      .authenticated = session->authenticated};
  const char *failure = ll_consult(front->crew, front->recall, &question, patience, &reply, &helper);
  if (failure) {
    fail(&t, failure, NULL);
    return t;
  }
  take_words(&t, &reply);
  check_reply(front, session, raw, &reply, helper, &t);
  if (t.lean)
    keep_original(front, session, raw, &t);
  if (t.lesson)
    t.lesson->authenticated = session->authenticated;
  ll_reply_clear(&reply);
  return t;
}

void ll_treatment_clear(struct ll_treatment *t) {
  g_clear_pointer(&t->reason, g_free);
  g_clear_pointer(&t->detail, g_free);
  g_clear_pointer(&t->lean, g_bytes_unref);
  g_clear_pointer(&t->lesson, ll_lesson_free);
}

/* "signup:2,repeat:1", or NULL when there are none. */
static char *list_classes(const unsigned counts[LL_N_CLASSES]) {
  g_autoptr(GString) list = g_string_new(NULL);
  for (int i = 0; i < LL_N_CLASSES; i++)
    if (counts[i] > 0)
      g_string_append_printf(list, "%s%s:%u", list->len ? "," : "", ll_class_names[i], counts[i]);
  return list->len ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
}

static unsigned sum(const unsigned counts[LL_N_CLASSES]) {
  unsigned n = 0;
  for (int i = 0; i < LL_N_CLASSES; i++)
    n += counts[i];
  return n;
}

char *ll_treatment_field(const struct ll_treatment *t, const char *queue_id) {
  g_autofree char *classes = list_classes(t->cut);
  return g_strdup_printf("v=1; cut=%u; bytes=%zu->%zu;\n\tclasses=%s;\n\tid=%s", sum(t->cut), t->before,
                         g_bytes_get_size(t->lean), classes ? classes : "", queue_id);
}

static void add_classes(GString *line, const char *name, const unsigned counts[LL_N_CLASSES]) {
  g_autofree char *classes = list_classes(counts);
  if (classes)
    g_string_append_printf(line, " %s=%s", name, classes);
}

static void count_treatment(const struct ll_treatment *t) {
  struct ll_counters *counters = ll_counters();
  if (t->lean == NULL || t->ending != LL_ENDING_LEAN)
    return;
  for (int i = 0; i < LL_N_CLASSES; i++)
    ll_count(&counters->cuts[i], t->cut[i]);
  ll_count(&counters->bytes_before, t->before);
  ll_count(&counters->bytes_after, g_bytes_get_size(t->lean));
}

static void describe(GString *line, const struct ll_treatment *t) {
  if (t->lean)
    g_string_append_printf(line, " cut=%u", sum(t->cut));
  add_classes(line, "classes", t->cut);
  add_classes(line, "reported", t->reported);
  g_string_append_printf(line, " bytes=%zu", t->before);
  if (t->lean)
    g_string_append_printf(line, "->%zu", g_bytes_get_size(t->lean));
}

void ll_treatment_report(const struct ll_treatment *t, const ll_session *session) {
  const int64_t us = g_get_monotonic_time() - session->start;
  const enum ll_ending ending = t ? t->ending : LL_ENDING_PASSED;
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_append_printf(line, "%s: %s reason=%s", session->queue_id, ll_ending_names[ending],
                         t ? t->reason : session->pass);
  if (t)
    describe(line, t);
  g_string_append_printf(line, " ms=%" G_GINT64_FORMAT, us / 1000);
  if (t && t->detail)
    g_string_append_printf(line, " (%s)", t->detail);
  ll_log(ending == LL_ENDING_FAILED || ending == LL_ENDING_TEMPFAILED ? LOG_WARNING : LOG_INFO, "%s",
         line->str);
  ll_count(&ll_counters()->endings[ending], 1);
  if (t) {
    count_treatment(t);
    ll_count_time(us);
  }
}
