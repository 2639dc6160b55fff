/* SPDX-License-Identifier: MIT
 * The record of a stream's history; core/history.h has its form. */
#include "core/history.h"
#include "core/siphash.h"
#include <string.h>

enum { CHECKED = 8, ISSUE_BYTES = LL_KEY_BYTES + 4, BLOCK_BYTES = 3 * LL_KEY_BYTES + 18 };
static const char magic[4] = "LLh1";
static const uint8_t check_key[16];

/* ---- writing ---- */

static void put16(GByteArray *out, unsigned value) {
  uint16_t le = GUINT16_TO_LE((uint16_t)value);
  g_byte_array_append(out, (const guint8 *)&le, sizeof le);
}

static void put32(GByteArray *out, uint32_t value) {
  uint32_t le = GUINT32_TO_LE(value);
  g_byte_array_append(out, (const guint8 *)&le, sizeof le);
}

static void put_key(GByteArray *out, const struct ll_key *key) {
  g_byte_array_append(out, key->bytes, LL_KEY_BYTES);
}

static void put_block(GByteArray *out, const struct ll_memento *b) {
  put_key(out, &b->print.text);
  put_key(out, &b->print.links);
  put_key(out, &b->print.shape);
  put32(out, b->first_day);
  put32(out, b->last_day);
  put16(out, b->issues);
  put16(out, b->days);
  put16(out, b->recent);
  put16(out, b->print.words);
  put16(out, b->print.n_grams);
  for (unsigned g = 0; g < b->print.n_grams; g++)
    put32(out, b->print.grams[g]);
}

GBytes *ll_history_write(const ll_history *h) {
  GByteArray *out = g_byte_array_sized_new(4096);
  uint64_t revision = GUINT64_TO_LE(h->revision);
  g_byte_array_append(out, (const guint8 *)magic, sizeof magic);
  put32(out, 0);
  g_byte_array_append(out, (const guint8 *)&revision, sizeof revision);
  put32(out, h->issues);
  put32(out, h->last_day);
  put16(out, h->n_recent);
  put16(out, h->blocks->len);
  for (unsigned i = 0; i < h->n_recent; i++) {
    put_key(out, &h->recent[i].key);
    put32(out, h->recent[i].day);
  }
  for (guint b = 0; b < h->blocks->len; b++)
    put_block(out, &g_array_index(h->blocks, struct ll_memento, b));
  uint32_t check = GUINT32_TO_LE((uint32_t)ll_siphash(check_key, out->data + CHECKED, out->len - CHECKED));
  memcpy(out->data + 4, &check, sizeof check);
  return g_byte_array_free_to_bytes(out);
}

/* ---- reading ---- */

struct reader {
  const uint8_t *at, *end;
  bool ok;
};

static void get(struct reader *in, void *to, size_t n) {
  in->ok = in->ok && (size_t)(in->end - in->at) >= n;
  if (!in->ok) {
    memset(to, 0, n);
    return;
  }
  memcpy(to, in->at, n);
  in->at += n;
}

static uint16_t get16(struct reader *in) {
  uint16_t value;
  get(in, &value, sizeof value);
  return GUINT16_FROM_LE(value);
}

static uint32_t get32(struct reader *in) {
  uint32_t value;
  get(in, &value, sizeof value);
  return GUINT32_FROM_LE(value);
}

static uint64_t get64(struct reader *in) {
  uint64_t value;
  get(in, &value, sizeof value);
  return GUINT64_FROM_LE(value);
}

static void get_block(struct reader *in, struct ll_memento *b) {
  get(in, &b->print.text, LL_KEY_BYTES);
  get(in, &b->print.links, LL_KEY_BYTES);
  get(in, &b->print.shape, LL_KEY_BYTES);
  b->first_day = get32(in);
  b->last_day = get32(in);
  b->issues = get16(in);
  b->days = get16(in);
  b->recent = get16(in);
  b->print.words = get16(in);
  b->print.n_grams = get16(in);
  in->ok = in->ok && b->print.n_grams <= LL_MAX_GRAMS;
  if (!in->ok)
    return;
  get(in, b->print.grams, b->print.n_grams * sizeof b->print.grams[0]);
  for (unsigned g = 0; g < b->print.n_grams; g++)
    b->print.grams[g] = GUINT32_FROM_LE(b->print.grams[g]);
}

static struct ll_history_head get_head(struct reader *in, unsigned *n_recent) {
  struct ll_history_head head = {.revision = get64(in)};
  head.issues = get32(in);
  head.last_day = get32(in);
  *n_recent = get16(in);
  head.blocks = get16(in);
  return head;
}

bool ll_history_peek(const void *record, size_t n, struct ll_history_head *head) {
  unsigned n_recent;
  if (n < LL_HISTORY_HEAD || memcmp(record, magic, sizeof magic) != 0)
    return false;
  struct reader in = {(const uint8_t *)record + CHECKED, (const uint8_t *)record + n, true};
  *head = get_head(&in, &n_recent);
  return true;
}

/* What is wrong with a record before its fields are read (static), or NULL. */
static const char *problem(const uint8_t *record, size_t n) {
  uint32_t check;
  if (n < LL_HISTORY_HEAD || memcmp(record, magic, 3) != 0)
    return "a record is damaged";
  if (record[3] != magic[3])
    return "a record was written by another version of leanletter";
  memcpy(&check, record + 4, sizeof check);
  bool intact = GUINT32_FROM_LE(check) == (uint32_t)ll_siphash(check_key, record + CHECKED, n - CHECKED);
  return intact ? NULL : "a record is damaged";
}

ll_history *ll_history_read(const void *record, size_t n, GError **error) {
  const char *wrong = problem(record, n);
  g_autoptr(ll_history) h = ll_history_new();
  struct reader in = {(const uint8_t *)record + CHECKED, (const uint8_t *)record + n, !wrong};
  struct ll_history_head head = get_head(&in, &h->n_recent);
  h->revision = head.revision;
  h->issues = head.issues;
  h->last_day = head.last_day;
  in.ok = in.ok && h->n_recent <= LL_RECENT && head.blocks <= LL_HISTORY_BLOCKS &&
          (size_t)(in.end - in.at) >= (size_t)head.blocks * BLOCK_BYTES + h->n_recent * ISSUE_BYTES;
  for (unsigned i = 0; in.ok && i < h->n_recent; i++) {
    get(&in, &h->recent[i].key, LL_KEY_BYTES);
    h->recent[i].day = get32(&in);
  }
  if (in.ok)
    g_array_set_size(h->blocks, head.blocks);
  for (unsigned b = 0; in.ok && b < head.blocks; b++)
    get_block(&in, &g_array_index(h->blocks, struct ll_memento, b));
  if (in.ok && in.at == in.end)
    return g_steal_pointer(&h);
  g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, wrong ? wrong : "a record is damaged");
  return NULL;
}
