/* SPDX-License-Identifier: MIT
 * The cleaner protocol, each end facing an enemy.  The first byte says which: the front reads what a cleaner wrote, or a
 * cleaner reads what the front wrote, as it stands or in a frame of its own.  The front end is the daemon's own; crew,
 * memory and sandbox are played here, because the real ones need other processes or end this one. */
#include "milter/check.h"
#include "milter/cleaner.h"
#include "milter/consult.h"
#include "milter/log.h"
#include "milter/sandbox.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/mail.h"
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_BYTES = 32 << 10, BODY = 400 };

static ll_config *config;
static struct ll_helper helper;
static const char page[] = "<p>One two three.</p>\n<p>Four five six, seven = eight.</p>\n<div>Nine</div>\n";

/* ---- what is played ---- */

void ll_log(int priority, const char *format, ...) {
}
bool ll_sandbox_enter(unsigned memory, GError **error) {
  return true;
}
void ll_sandbox_allow_cpu(unsigned seconds) {
}
struct ll_helper *ll_crew_take(ll_crew *crew, const struct ll_patience *patience) {
  return &helper;
}
void ll_crew_discard(ll_crew *crew, struct ll_helper *bad) {
}
const uint8_t *ll_recall_secret(const ll_recollection *recall) {
  static const uint8_t secret[LL_SECRET_BYTES];
  return secret;
}
bool ll_recall_look_up(ll_recollection *recall, const ll_lesson *lesson, struct ll_seen *seen) {
  for (guint i = 0; i < lesson->prints->len; i++) {
    const struct ll_print *print = &g_array_index(lesson->prints, struct ll_print, i);
    seen[i] = (struct ll_seen){.issues = print->words, .days = print->n_grams, .recent = 1, .recent_of = 8};
  }
  return true;
}

/* ---- the target ---- */

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  g_autoptr(GError) error = NULL;
  signal(SIGPIPE, SIG_IGN);
  config = ll_init(&error) ? ll_config_load(NULL, &error) : NULL;
  g_assert_no_error(error);
  return 0;
}

static void put(int fd, const void *bytes, size_t n) {
  g_assert_cmpint(write(fd, bytes, n), ==, (ssize_t)n);
}

static void put_frame(int fd, uint32_t kind, const GByteArray *payload) {
  uint32_t head[] = {kind, payload->len};
  put(fd, head, sizeof head);
  put(fd, payload->data, payload->len);
}

/* What the input says, in a frame or as it stands. */
static void put_input(int fd, const uint8_t *data, size_t size) {
  if (size == 0 || data[0] < 64) {
    put(fd, data, size);
    return;
  }
  g_autoptr(GByteArray) payload = g_byte_array_append(g_byte_array_new(), data + 1, (guint)size - 1);
  put_frame(fd, 1 + data[0] / 8 % 4, payload);
}

/* A reply about cuts that the input names, well formed. */
static void put_reply(int fd, const uint8_t *data, size_t size, const ll_edit *like) {
  g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  for (size_t i = 0, at = 0; i + 1 < size && i < 40; i += 2) {
    struct ll_span cut = {at + data[i] % 32, at + data[i] % 32 + 1 + data[i + 1] % 64};
    g_array_append_val(cuts, cut);
    at = cut.end;
  }
  ll_edit edit = {.part = like->part, .encoding = like->encoding, .cuts = cuts};
  if (size > 40)
    edit.encoding = data[40] % LL_N_ENCODINGS;
  if (size > 41)
    edit.part.start += (size_t)data[41] - 8;
  if (size > 42)
    edit.part.end += (size_t)data[42] - 8;
  ll_outcome outcome = {.verdict = LL_LEAN, .reason = (char *)"lean", .edit = &edit};
  g_autoptr(GByteArray) reply = ll_reply_encode(1, &outcome);
  put_frame(fd, LL_FRAME_REPLY, reply);
}

/* The place of the HTML part in a message of ours: found by the text before and behind it. */
static ll_edit part_of(GBytes *raw, enum ll_encoding encoding) {
  gsize n;
  const char *text = g_bytes_get_data(raw, &n);
  const char *start = g_strrstr_len(text, (gssize)n, "\n\n");
  return (ll_edit){.part = {(size_t)(start - text) + 2, n}, .encoding = encoding};
}

static void front_end(int mine, int theirs, const uint8_t *data, size_t size) {
  struct mail mail = {.encoding = size ? data[0] % LL_N_ENCODINGS : LL_8BIT};
  g_autoptr(GBytes) raw = mail_new(&mail, page, strlen(page));
  ll_edit like = part_of(raw, mail.encoding);
  helper = (struct ll_helper){.fd = mine, .pid = 1, .served = 1};
  if (size && data[0] >= 128)
    put_reply(theirs, data + 1, size - 1, &like);
  else
    put_input(theirs, data, size);
  shutdown(theirs, SHUT_WR);
  struct ll_helper *used = NULL;
  struct ll_reply reply = {0};
  const struct ll_patience patience = {.until = g_get_monotonic_time() + G_USEC_PER_SEC};
  static const char any;
  ll_recollection *recall = (ll_recollection *)(void *)&any; /* only passed on */
  struct ll_request request = {.raw = raw};
  const char *reason = ll_consult(NULL, recall, &request, &patience, &reply, &used);
  g_assert_cmpstr(reason, !=, "timeout");
  if (reason)
    return;
  g_autoptr(GBytes) lean = ll_check_apply(&reply, raw, BODY, NULL);
  if (lean)
    g_assert_cmpuint(g_bytes_get_size(lean), <, g_bytes_get_size(raw));
  ll_reply_clear(&reply);
}

/* Whatever a cleaner answers can be decoded. */
static void check_answers(int fd) {
  const struct ll_patience for_ever = {0}; /* the cleaner has ended */
  enum ll_frame_kind kind;
  for (GBytes *payload = NULL; ll_frame_receive(fd, &kind, &payload, LL_FRAME_MAX_REPLY, &for_ever) == LL_FRAME_OK;) {
    struct ll_reply reply = {0};
    g_autoptr(ll_lesson) lesson = kind == LL_FRAME_LOOK_UP ? ll_look_up_decode(payload) : NULL;
    g_assert_true(kind == LL_FRAME_REPLY ? ll_reply_decode(payload, &reply) : lesson != NULL);
    ll_reply_clear(&reply);
    g_clear_pointer(&payload, g_bytes_unref);
  }
}

static void cleaner_end(int mine, int theirs, const uint8_t *data, size_t size) {
  if (size && data[0] >= 128) {
    g_autoptr(GBytes) raw = g_bytes_new(data + 1, size - 1);
    struct ll_request request = {.id = 1, .raw = raw, .memory = data[0] & 1};
    g_autoptr(GByteArray) payload = ll_request_encode(&request);
    put_frame(theirs, LL_FRAME_REQUEST, payload);
  } else {
    put_input(theirs, data, size);
  }
  shutdown(theirs, SHUT_WR);
  g_assert_cmpint(ll_cleaner_run(config, mine), ==, 0);
  shutdown(mine, SHUT_WR);
  check_answers(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int fds[2];
  if (size == 0 || size > INPUT_BYTES)
    return 0;
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  if (data[0] & 1)
    front_end(fds[0], fds[1], data + 1, size - 1);
  else
    cleaner_end(fds[0], fds[1], data + 1, size - 1);
  close(fds[0]);
  close(fds[1]);
  return 0;
}
