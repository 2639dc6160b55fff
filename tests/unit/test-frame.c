/* SPDX-License-Identifier: MIT
 * milter/frame.c and milter/protocol.c: frames and what is in them come over as they were, and no peer holds us longer
 * than our patience. */
#include "milter/protocol.h"
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct ll_patience for_ever = {0};

static void pair_of(int fds[2]) {
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
}

static void close_both(const int fds[2]) {
  close(fds[0]);
  close(fds[1]);
}

/* ---- frames ---- */

static void test_frames(void) {
  static const char *const texts[] = {"", "a", "several words"};
  int fds[2];
  pair_of(fds);
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autoptr(GBytes) got = NULL;
    enum ll_frame_kind kind;
    ll_put_fixed(payload, texts[i], strlen(texts[i]));
    g_assert_cmpint(ll_frame_send(fds[0], LL_FRAME_SEEN, payload, &for_ever), ==, LL_FRAME_OK);
    g_assert_cmpint(ll_frame_receive(fds[1], &kind, &got, strlen(texts[i]), &for_ever), ==, LL_FRAME_OK);
    g_assert_cmpint(kind, ==, LL_FRAME_SEEN);
    g_assert_cmpmem(g_bytes_get_data(got, NULL), g_bytes_get_size(got), texts[i], strlen(texts[i]));
  }
  close_both(fds);
}

/* Bytes that are no frame, and what they are taken for. */
static void test_broken(void) {
  static const struct {
    const char *name;
    uint32_t head[2]; /* kind, length */
    size_t sent;      /* bytes of the frame */
    enum ll_frame_result want;
  } rows[] = {
      {"nothing", {LL_FRAME_REPLY, 4}, 0, LL_FRAME_END},
      {"half a head", {LL_FRAME_REPLY, 4}, 5, LL_FRAME_END},
      {"half a payload", {LL_FRAME_REPLY, 4}, 10, LL_FRAME_END},
      {"whole", {LL_FRAME_REPLY, 4}, 12, LL_FRAME_OK},
      {"too long", {LL_FRAME_REPLY, 5}, 12, LL_FRAME_BROKEN},
      {"much too long", {LL_FRAME_REPLY, UINT32_MAX}, 12, LL_FRAME_BROKEN},
      {"no kind", {0, 4}, 12, LL_FRAME_BROKEN},
      {"unknown kind", {LL_FRAME_REPLY + 1, 4}, 12, LL_FRAME_BROKEN},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    uint8_t bytes[12] = {0};
    int fds[2];
    enum ll_frame_kind kind;
    g_autoptr(GBytes) got = NULL;
    pair_of(fds);
    memcpy(bytes, rows[i].head, sizeof rows[i].head);
    g_assert_cmpint(write(fds[0], bytes, rows[i].sent), ==, (ssize_t)rows[i].sent);
    shutdown(fds[0], SHUT_WR);
    g_test_message("row %s", rows[i].name);
    g_assert_cmpint(ll_frame_receive(fds[1], &kind, &got, 4, &for_ever), ==, rows[i].want);
    close_both(fds);
  }
}

/* ---- patience ---- */

static void count_tick(void *data) {
  ++*(unsigned *)data;
}

/* A peer that always has one more byte does not stretch the time. */
static void test_deadline(void) {
  int fds[2];
  enum ll_frame_kind kind;
  g_autoptr(GBytes) got = NULL;
  g_autoptr(GByteArray) payload = g_byte_array_new();
  pair_of(fds);
  g_assert_cmpint(ll_frame_send(fds[0], LL_FRAME_REPLY, payload, &for_ever), ==, LL_FRAME_OK);
  const struct ll_patience over = {.until = g_get_monotonic_time()};
  g_assert_cmpint(ll_frame_receive(fds[1], &kind, &got, 10, &over), ==, LL_FRAME_TIMEOUT);
  g_assert_cmpint(ll_frame_send(fds[0], LL_FRAME_REPLY, payload, &over), ==, LL_FRAME_TIMEOUT);
  const struct ll_patience soon = {.until = g_get_monotonic_time() + 50000};
  g_assert_cmpint(ll_frame_receive(fds[0], &kind, &got, 10, &soon), ==, LL_FRAME_TIMEOUT);
  close_both(fds);
}

/* Nor does it keep the mail server from hearing of us. */
static void test_tick(void) {
  int fds[2];
  enum ll_frame_kind kind;
  unsigned ticks = 0;
  const struct ll_patience patience = {.tick = count_tick, .data = &ticks};
  g_autoptr(GByteArray) payload = g_byte_array_new();
  g_autoptr(GBytes) got = NULL;
  pair_of(fds);
  g_assert_cmpint(ll_frame_send(fds[0], LL_FRAME_REPLY, payload, &for_ever), ==, LL_FRAME_OK);
  g_assert_cmpint(ll_frame_receive(fds[1], &kind, &got, 10, &patience), ==, LL_FRAME_OK);
  g_assert_cmpuint(ticks, >, 0);
  close_both(fds);
}

/* ---- requests and replies ---- */

static void test_request(void) {
  g_autoptr(GBytes) raw = g_bytes_new_static("a: b\r\n\r\nc", 9);
  struct ll_request request = {
      .id = 7, .raw = raw, .sender = (char *)"", .authenticated = true, .memory = true, .secret = {1, 2, 3}};
  g_autoptr(GByteArray) payload = ll_request_encode(&request);
  g_autoptr(GBytes) bytes = g_bytes_new(payload->data, payload->len);
  struct ll_request got = {0};
  g_assert_true(ll_request_decode(bytes, &got));
  g_assert_cmpuint(got.id, ==, 7);
  g_assert_true(g_bytes_equal(got.raw, raw));
  g_assert_cmpstr(got.sender, ==, "");
  g_assert_null(got.dkim_domain);
  g_assert_true(got.authenticated && got.memory);
  g_assert_cmpmem(got.secret, LL_SECRET_BYTES, request.secret, LL_SECRET_BYTES);
  ll_request_clear(&got);
  for (guint n = 0; n < payload->len; n++) {
    g_autoptr(GBytes) cut_off = g_bytes_new(payload->data, n);
    g_assert_false(ll_request_decode(cut_off, &got));
  }
}

static GBytes *reply_with(const struct ll_span *cuts, guint n, const char *reason) {
  g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof *cuts);
  g_array_append_vals(array, cuts, n);
  ll_edit edit = {.part = {10, 90}, .encoding = LL_BASE64, .cuts = array};
  ll_outcome outcome = {.verdict = LL_LEAN, .reason = (char *)reason, .edit = &edit};
  return g_byte_array_free_to_bytes(ll_reply_encode(5, &outcome));
}

static void test_reply(void) {
  static const struct {
    const char *name;
    struct ll_span cuts[2];
    bool good;
  } rows[] = {
      {"in order", {{1, 2}, {3, 4}}, true},      {"touching", {{1, 2}, {2, 4}}, true},
      {"overlapping", {{1, 3}, {2, 4}}, false},  {"in disorder", {{3, 4}, {1, 2}}, false},
      {"empty", {{1, 2}, {3, 3}}, false},        {"backwards", {{1, 2}, {4, 3}}, false},
      {"huge", {{1, 2}, {3, SIZE_MAX}}, false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GBytes) payload = reply_with(rows[i].cuts, 2, "lean\nforged: lean");
    struct ll_reply got = {0};
    g_test_message("row %s", rows[i].name);
    g_assert_cmpint(ll_reply_decode(payload, &got), ==, rows[i].good);
    if (!rows[i].good)
      continue;
    g_assert_cmpstr(got.reason, ==, "lean?forged: lean");
    g_assert_cmpuint(got.cuts->len, ==, 2);
    g_assert_cmpuint(got.part.end, ==, 90);
    g_assert_cmpint(got.encoding, ==, LL_BASE64);
    ll_reply_clear(&got);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/frame/frames", test_frames);
  g_test_add_func("/frame/broken", test_broken);
  g_test_add_func("/frame/deadline", test_deadline);
  g_test_add_func("/frame/tick", test_tick);
  g_test_add_func("/frame/request", test_request);
  g_test_add_func("/frame/reply", test_reply);
  return g_test_run();
}
