/* SPDX-License-Identifier: MIT
 * libmilter callbacks.  Callbacks of one session come on different threads, one at a time. */
#include "callbacks.h"
#include <libmilter/mfapi.h>
#include "fault.h"
#include "policy.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum {
  CHUNK = 65535,
  ALIVE_US = 3000000, /* how often a mail server that waits hears of us; Sendmail waits for 10 s */
};

static const unsigned long wanted_actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY;
static const unsigned long wanted_steps = SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_SKIP |
                                          SMFIP_HDR_LEADSPC | SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT |
                                          SMFIP_NR_HDR;
static const unsigned long no_steps = SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOMAIL | SMFIP_NORCPT |
                                      SMFIP_NOBODY | SMFIP_NOHDRS | SMFIP_NOEOH | SMFIP_NOUNKNOWN |
                                      SMFIP_NODATA;

static const struct ll_front *front;
static atomic_int in_hand;

int ll_callbacks_in_hand(void) {
  return atomic_load(&in_hand);
}

/* ---- the session of a connection ---- */

static ll_session *session_of(SMFICTX *ctx) {
  ll_session *session = smfi_getpriv(ctx);
  if (session == NULL) {
    session = ll_session_new();
    if (smfi_setpriv(ctx, session) != MI_SUCCESS)
      session->passive = true;
    ll_count(&ll_counters()->connections, 1);
  }
  return session;
}

static void forget(ll_session *session) {
  if (session->in_hand)
    atomic_fetch_sub(&in_hand, 1);
  ll_session_reset(session);
}

static sfsistat answer(const ll_session *session, bool quiet) {
  return quiet ? SMFIS_NOREPLY : session->passive ? SMFIS_ACCEPT : SMFIS_CONTINUE;
}

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long more,
                             unsigned long other, unsigned long *my_actions, unsigned long *my_steps,
                             unsigned long *my_more, unsigned long *my_other) {
  ll_session *s = session_of(ctx);
  s->passive = !(actions & SMFIF_CHGBODY);
  s->can_add = actions & SMFIF_ADDHDRS;
  s->can_change = actions & SMFIF_CHGHDRS;
  const unsigned long chosen = steps & (s->passive ? no_steps : wanted_steps);
  s->lead_space = chosen & SMFIP_HDR_LEADSPC;
  s->can_skip = chosen & SMFIP_SKIP;
  s->quiet_connect = chosen & SMFIP_NR_CONN;
  s->quiet_mail = chosen & SMFIP_NR_MAIL;
  s->quiet_rcpt = chosen & SMFIP_NR_RCPT;
  s->quiet_header = chosen & SMFIP_NR_HDR;
  *my_actions = s->passive ? 0 : actions & wanted_actions;
  *my_steps = chosen;
  *my_more = *my_other = 0;
  return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *peer) {
  ll_session *s = session_of(ctx);
  char text[INET6_ADDRSTRLEN] = "";
  const struct sockaddr *address = (const struct sockaddr *)(const void *)peer;
  if (address && address->sa_family == AF_INET)
    inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, text, sizeof text);
  else if (address && address->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, text, sizeof text);
  g_free(s->client);
  s->client = *text ? g_strdup(text) : NULL;
  return answer(s, s->quiet_connect);
}

static sfsistat on_mail(SMFICTX *ctx, char **arguments) {
  ll_session *s = session_of(ctx);
  forget(s);
  ll_session_begin(s, arguments[0]);
  atomic_fetch_add(&in_hand, 1);
  return answer(s, s->quiet_mail);
}

static sfsistat on_recipient(SMFICTX *ctx, char **arguments) {
  ll_session *s = session_of(ctx);
  s->unwanted = s->unwanted || !ll_policy_wants(front->config, arguments[0]);
  return answer(s, s->quiet_rcpt);
}

static sfsistat on_header(SMFICTX *ctx, char *name, char *value) {
  ll_session *s = session_of(ctx);
  ll_session_header(s, front->config, name, value ? value : "");
  return answer(s, s->quiet_header);
}

/* ---- decisions ---- */

/* The message passes.  Without forged copies of our field this is the end of it, else those go at the end. */
static sfsistat pass(ll_session *s) {
  if (s->own_fields > 0 && s->can_change)
    return SMFIS_CONTINUE;
  ll_treatment_report(NULL, s);
  forget(s);
  return SMFIS_ACCEPT;
}

static const char *policy_says(SMFICTX *ctx, const ll_session *s) {
  const char *user = smfi_getsymval(ctx, (char *)"{auth_authen}");
  const struct ll_circumstances circumstances = {
      .client = s->client,
      .submitted = user && *user,
      .unwanted = s->unwanted,
      .authenticated = s->authenticated,
  };
  return ll_policy_passes(front->config, &circumstances);
}

static sfsistat on_header_end(SMFICTX *ctx) {
  ll_session *s = session_of(ctx);
  if (s->passive || !s->in_hand)
    return SMFIS_ACCEPT;
  ll_session_name(s, smfi_getsymval(ctx, (char *)"i"));
  g_autoptr(GBytes) header = ll_session_header_end(s);
  s->authenticated = ll_policy_authenticated(front->config, s->results, &s->dkim_domain);
  if (s->pass == NULL)
    s->pass = policy_says(ctx, s);
  if (s->pass == NULL)
    s->pass = ll_refused_on_header(front->config, header, s->sender);
  return s->pass ? pass(s) : SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *bytes, size_t n) {
  ll_session *s = session_of(ctx);
  if (s->passive || !s->in_hand)
    return SMFIS_ACCEPT;
  ll_session_body(s, front->config, bytes, n);
  if (s->pass == NULL)
    return SMFIS_CONTINUE;
  const sfsistat r = pass(s);
  return r == SMFIS_CONTINUE && s->can_skip ? SMFIS_SKIP : r;
}

/* ---- the edit: header fields first, then the body in one run ---- */

/* How far the mail server has been told. */
enum progress { UNTOUCHED, STARTED, BROKEN };

static void note(enum progress *progress, int result) {
  if (*progress != BROKEN)
    *progress = result == MI_SUCCESS ? STARTED : *progress == STARTED ? BROKEN : UNTOUCHED;
}

/* Postfix renumbers after a deletion and Sendmail does not: from the last one down both agree. */
static void delete_fields(SMFICTX *ctx, const char *name, unsigned n, enum progress *progress) {
  for (unsigned i = n; i > 0 && *progress != BROKEN; i--)
    note(progress, smfi_chgheader(ctx, (char *)name, (int)i, NULL));
}

static void insert_field(SMFICTX *ctx, const ll_session *s, const char *name, const char *value,
                         enum progress *progress) {
  g_autofree char *spaced = g_strconcat(s->lead_space ? " " : "", value, NULL);
  note(progress, smfi_insheader(ctx, 1, (char *)name, spaced));
}

static void treat_signatures(SMFICTX *ctx, const ll_session *s, enum progress *progress) {
  const enum ll_dkim what = front->config->milter.dkim_signature;
  const unsigned n = s->signatures->len;
  if (what == LL_DKIM_KEEP || !s->can_change || (what == LL_DKIM_RENAME && !s->can_add))
    return;
  for (unsigned i = n; what == LL_DKIM_RENAME && i > 0 && *progress != BROKEN; i--)
    note(progress, smfi_insheader(ctx, 1, (char *)"X-Original-DKIM-Signature",
                                  g_ptr_array_index(s->signatures, i - 1)));
  delete_fields(ctx, "DKIM-Signature", n, progress);
}

static void replace_body(SMFICTX *ctx, GBytes *lean, size_t body, enum progress *progress) {
  size_t n;
  const uint8_t *bytes = g_bytes_get_data(lean, &n);
  for (size_t at = body; at < n && *progress != BROKEN; at += CHUNK) {
    const int r = smfi_replacebody(ctx, (unsigned char *)bytes + at, (int)MIN(CHUNK, n - at));
    *progress = r == MI_SUCCESS ? STARTED : BROKEN;
    LL_FAULT_AT("in-body", 0);
  }
}

static enum progress edit(SMFICTX *ctx, const ll_session *s, const struct ll_treatment *t) {
  enum progress progress = UNTOUCHED;
  LL_FAULT_AT("before-header-edit", 0);
  if (s->can_change)
    delete_fields(ctx, front->config->milter.header_field, s->own_fields, &progress);
  if (t == NULL || t->lean == NULL)
    return progress;
  treat_signatures(ctx, s, &progress);
  if (s->can_add && progress != BROKEN) {
    g_autofree char *value = ll_treatment_field(t, s->queue_id);
    insert_field(ctx, s, front->config->milter.header_field, value, &progress);
  }
  LL_FAULT_AT("between-header-and-body", 0);
  if (progress != BROKEN)
    replace_body(ctx, t->lean, t->body, &progress);
  LL_FAULT_AT("after-body", 0);
  return progress;
}

struct wait {
  SMFICTX *ctx;
  int64_t next; /* when to say something (monotonic us) */
};

static void keep_alive(void *data) {
  struct wait *wait = data;
  const int64_t now = g_get_monotonic_time();
  if (now < wait->next)
    return;
  wait->next = now + ALIVE_US;
  smfi_progress(wait->ctx);
}

static sfsistat finish(SMFICTX *ctx, ll_session *s, struct ll_treatment *t) {
  const enum progress progress = edit(ctx, s, t);
  if (t && progress == BROKEN)
    t->ending = LL_ENDING_TEMPFAILED;
  ll_treatment_report(t, s);
  if (t && t->lesson && front->recall && progress != BROKEN)
    ll_recall_remember(front->recall, g_steal_pointer(&t->lesson));
  forget(s);
  return progress == BROKEN ? SMFIS_TEMPFAIL : SMFIS_CONTINUE;
}

static sfsistat on_message_end(SMFICTX *ctx) {
  ll_session *s = session_of(ctx);
  if (s->passive || !s->in_hand)
    return SMFIS_ACCEPT;
  ll_session_name(s, smfi_getsymval(ctx, (char *)"i"));
  if (s->pass)
    return finish(ctx, s, NULL);
  const int64_t now = g_get_monotonic_time();
  struct wait wait = {.ctx = ctx, .next = now + ALIVE_US};
  const struct ll_patience patience = {
      .until = now + (int64_t)front->config->milter.deadline * 1000, .tick = keep_alive, .data = &wait};
  s->start = now;
  struct ll_treatment t = ll_treat(front, s, &patience);
  const sfsistat r = finish(ctx, s, &t);
  ll_treatment_clear(&t);
  return r;
}

static sfsistat on_abort(SMFICTX *ctx) {
  ll_session *s = smfi_getpriv(ctx);
  if (s && s->in_hand) {
    ll_count(&ll_counters()->endings[LL_ENDING_ABORTED], 1);
    forget(s);
  }
  return SMFIS_CONTINUE;
}

/* May come alone (a port probe), and on libmilter's own thread: nothing here may wait. */
static sfsistat on_close(SMFICTX *ctx) {
  ll_session *s = smfi_getpriv(ctx);
  if (s) {
    smfi_setpriv(ctx, NULL);
    forget(s);
    ll_session_free(s);
  }
  return SMFIS_CONTINUE;
}

struct smfiDesc ll_callbacks(const struct ll_front *the_front) {
  front = the_front;
  return (struct smfiDesc){
      .xxfi_name = (char *)"leanletter",
      .xxfi_version = SMFI_VERSION,
      .xxfi_flags = wanted_actions,
      .xxfi_negotiate = on_negotiate,
      .xxfi_connect = on_connect,
      .xxfi_envfrom = on_mail,
      .xxfi_envrcpt = on_recipient,
      .xxfi_header = on_header,
      .xxfi_eoh = on_header_end,
      .xxfi_body = on_body,
      .xxfi_eom = on_message_end,
      .xxfi_abort = on_abort,
      .xxfi_close = on_close,
  };
}
