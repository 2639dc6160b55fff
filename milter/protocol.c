/* SPDX-License-Identifier: MIT
 * Encoding and checked decoding of requests, look-ups and replies. */
#include "protocol.h"
#include <string.h>

enum { MAX_SENDER = 2000, MAX_REASON = 60, MAX_DETAIL = 400 };

GByteArray *ll_request_encode(const struct ll_request *request) {
  size_t n;
  const void *raw = g_bytes_get_data(request->raw, &n);
  GByteArray *out = g_byte_array_sized_new((guint)n + 256);
  ll_put_u64(out, request->id);
  ll_put_text(out, request->sender);
  ll_put_text(out, request->dkim_domain);
  ll_put_u32(out, request->authenticated);
  ll_put_u32(out, request->memory);
  ll_put_fixed(out, request->secret, LL_SECRET_BYTES);
  ll_put_bytes(out, raw, n);
  return out;
}

bool ll_request_decode(GBytes *payload, struct ll_request *request) {
  struct ll_reader in = ll_reader_of(payload);
  struct ll_request r = {.id = ll_get_u64(&in)};
  r.sender = ll_get_text(&in, MAX_SENDER);
  r.dkim_domain = ll_get_text(&in, MAX_SENDER);
  r.authenticated = ll_get_u32(&in) == 1;
  r.memory = ll_get_u32(&in) == 1;
  ll_get_fixed(&in, r.secret, LL_SECRET_BYTES);
  size_t n;
  const uint8_t *raw = ll_get_bytes(&in, &n);
  if (!ll_reader_done(&in)) {
    ll_request_clear(&r);
    return false;
  }
  r.raw = g_bytes_new_from_bytes(payload, g_bytes_get_size(payload) - (size_t)(in.end - raw), n);
  *request = r;
  return true;
}

void ll_request_clear(struct ll_request *request) {
  g_clear_pointer(&request->raw, g_bytes_unref);
  g_clear_pointer(&request->sender, g_free);
  g_clear_pointer(&request->dkim_domain, g_free);
}

/* ---- prints: fixed part, then as many grams as there are ---- */

enum { PRINT_BYTES = 3 * LL_KEY_BYTES + 8 };

static void put_print(GByteArray *out, const struct ll_print *print) {
  const uint32_t n = MIN(print->n_grams, LL_MAX_GRAMS);
  ll_put_fixed(out, print->text.bytes, LL_KEY_BYTES);
  ll_put_fixed(out, print->links.bytes, LL_KEY_BYTES);
  ll_put_fixed(out, print->shape.bytes, LL_KEY_BYTES);
  ll_put_u32(out, print->words);
  ll_put_u32(out, n);
  ll_put_fixed(out, print->grams, n * sizeof print->grams[0]);
}

static struct ll_print get_print(struct ll_reader *in) {
  struct ll_print print = {0};
  ll_get_fixed(in, print.text.bytes, LL_KEY_BYTES);
  ll_get_fixed(in, print.links.bytes, LL_KEY_BYTES);
  ll_get_fixed(in, print.shape.bytes, LL_KEY_BYTES);
  print.words = (uint16_t)ll_get_u32(in);
  print.n_grams = (uint16_t)ll_get_count(in, LL_MAX_GRAMS, sizeof print.grams[0]);
  ll_get_fixed(in, print.grams, print.n_grams * sizeof print.grams[0]);
  for (unsigned i = 1; i < print.n_grams; i++)
    in->ok = in->ok && print.grams[i - 1] < print.grams[i];
  return print;
}

static void put_prints(GByteArray *out, const struct ll_print *prints, size_t n) {
  ll_put_u32(out, (uint32_t)n);
  for (size_t i = 0; i < n; i++)
    put_print(out, &prints[i]);
}

static GArray *get_prints(struct ll_reader *in) {
  const uint32_t n = ll_get_count(in, LL_MAX_PRINTS, PRINT_BYTES);
  GArray *prints = g_array_sized_new(FALSE, FALSE, sizeof(struct ll_print), n);
  for (uint32_t i = 0; i < n && in->ok; i++) {
    const struct ll_print print = get_print(in);
    g_array_append_val(prints, print);
  }
  return prints;
}

static void put_lesson(GByteArray *out, const ll_lesson *lesson) {
  ll_put_u32(out, lesson != NULL);
  if (lesson == NULL)
    return;
  ll_put_fixed(out, lesson->stream.bytes, LL_KEY_BYTES);
  ll_put_fixed(out, lesson->issue.bytes, LL_KEY_BYTES);
  ll_put_u32(out, lesson->day);
  put_prints(out, (const struct ll_print *)(void *)lesson->prints->data,
             MIN(lesson->prints->len, LL_MAX_PRINTS));
}

static ll_lesson *get_lesson(struct ll_reader *in) {
  const uint32_t present = ll_get_u32(in);
  if (present != 1) {
    in->ok = in->ok && present == 0;
    return NULL;
  }
  ll_lesson *lesson = g_new0(ll_lesson, 1);
  ll_get_fixed(in, lesson->stream.bytes, LL_KEY_BYTES);
  ll_get_fixed(in, lesson->issue.bytes, LL_KEY_BYTES);
  lesson->day = ll_get_u32(in);
  lesson->prints = get_prints(in);
  return lesson;
}

GByteArray *ll_look_up_encode(const ll_lesson *lesson) {
  GByteArray *out = g_byte_array_new();
  put_lesson(out, lesson);
  return out;
}

ll_lesson *ll_look_up_decode(GBytes *payload) {
  struct ll_reader in = ll_reader_of(payload);
  g_autoptr(ll_lesson) lesson = get_lesson(&in);
  return ll_reader_done(&in) ? g_steal_pointer(&lesson) : NULL;
}

GByteArray *ll_seen_encode(const struct ll_seen *seen, size_t n) {
  GByteArray *out = g_byte_array_new();
  ll_put_u32(out, (uint32_t)n);
  ll_put_fixed(out, seen, n * sizeof *seen);
  return out;
}

bool ll_seen_decode(GBytes *payload, struct ll_seen *seen, size_t n) {
  struct ll_reader in = ll_reader_of(payload);
  if (ll_get_u32(&in) != n || !in.ok || (size_t)(in.end - in.at) != n * sizeof *seen)
    return false;
  ll_get_fixed(&in, seen, n * sizeof *seen);
  return ll_reader_done(&in);
}

/* ---- replies ---- */

static void put_edit(GByteArray *out, const ll_edit *edit) {
  ll_put_u32(out, edit != NULL);
  if (edit == NULL)
    return;
  ll_put_u64(out, edit->part.start);
  ll_put_u64(out, edit->part.end);
  ll_put_u32(out, edit->encoding);
  ll_put_u32(out, edit->cuts->len);
  for (guint i = 0; i < edit->cuts->len; i++) {
    ll_put_u64(out, g_array_index(edit->cuts, struct ll_span, i).start);
    ll_put_u64(out, g_array_index(edit->cuts, struct ll_span, i).end);
  }
}

static void get_cuts(struct ll_reader *in, GArray *cuts) {
  const uint32_t n = ll_get_count(in, LL_MAX_CUTS, 2 * sizeof(uint64_t));
  size_t past = 0;
  for (uint32_t i = 0; i < n && in->ok; i++) {
    const uint64_t start = ll_get_u64(in), end = ll_get_u64(in);
    const struct ll_span cut = {start, end};
    in->ok = in->ok && start < end && start >= past && end <= SIZE_MAX / 2;
    past = cut.end;
    g_array_append_val(cuts, cut);
  }
  in->ok = in->ok && n > 0;
}

static void get_edit(struct ll_reader *in, struct ll_reply *reply) {
  const uint32_t present = ll_get_u32(in);
  in->ok = in->ok && present <= 1;
  if (!in->ok || !present)
    return;
  reply->edit = true;
  reply->part.start = ll_get_u64(in);
  reply->part.end = ll_get_u64(in);
  const uint32_t encoding = ll_get_u32(in);
  in->ok = in->ok && encoding < LL_N_ENCODINGS && reply->part.start < reply->part.end;
  reply->encoding = in->ok ? (enum ll_encoding)encoding : LL_7BIT;
  reply->cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  get_cuts(in, reply->cuts);
}

static void count(const ll_outcome *outcome, enum ll_decision decision, uint32_t counts[LL_N_CLASSES]) {
  for (guint i = 0; outcome->accounts && i < outcome->accounts->len; i++) {
    const ll_account *account = g_ptr_array_index(outcome->accounts, i);
    if (account->decision == decision && account->class < LL_N_CLASSES)
      counts[account->class]++;
  }
}

GByteArray *ll_reply_encode(uint64_t id, const ll_outcome *outcome) {
  GByteArray *out = g_byte_array_new();
  uint32_t cut[LL_N_CLASSES] = {0}, reported[LL_N_CLASSES] = {0};
  count(outcome, LL_CUT, cut);
  count(outcome, LL_REPORT, reported);
  ll_put_u64(out, id);
  ll_put_u32(out, outcome->verdict);
  g_autofree char *reason = g_strndup(outcome->reason, MAX_REASON);
  g_autofree char *detail = outcome->detail ? g_strndup(outcome->detail, MAX_DETAIL) : NULL;
  ll_put_text(out, reason);
  ll_put_text(out, detail);
  ll_put_fixed(out, cut, sizeof cut);
  ll_put_fixed(out, reported, sizeof reported);
  put_edit(out, outcome->edit);
  put_lesson(out, outcome->lesson);
  return out;
}

/* What goes into a log line must not be able to forge another. */
static void make_printable(char *text) {
  for (; text && *text; text++)
    if (*text < ' ' || *text > '~')
      *text = '?';
}

bool ll_reply_decode(GBytes *payload, struct ll_reply *reply) {
  struct ll_reader in = ll_reader_of(payload);
  struct ll_reply r = {.id = ll_get_u64(&in)};
  const uint32_t verdict = ll_get_u32(&in);
  in.ok = in.ok && verdict <= LL_LEFT_ALONE;
  r.verdict = in.ok ? (enum ll_verdict)verdict : LL_LEFT_ALONE;
  r.reason = ll_get_text(&in, MAX_REASON);
  r.detail = ll_get_text(&in, MAX_DETAIL);
  for (int i = 0; i < LL_N_CLASSES; i++)
    r.cut[i] = ll_get_u32(&in);
  for (int i = 0; i < LL_N_CLASSES; i++)
    r.reported[i] = ll_get_u32(&in);
  get_edit(&in, &r);
  r.lesson = get_lesson(&in);
  if (!ll_reader_done(&in) || r.reason == NULL || r.edit != (r.verdict == LL_LEAN)) {
    ll_reply_clear(&r);
    return false;
  }
  make_printable(r.reason);
  make_printable(r.detail);
  *reply = r;
  return true;
}

void ll_reply_clear(struct ll_reply *reply) {
  g_clear_pointer(&reply->reason, g_free);
  g_clear_pointer(&reply->detail, g_free);
  g_clear_pointer(&reply->cuts, g_array_unref);
  g_clear_pointer(&reply->lesson, ll_lesson_free);
}
