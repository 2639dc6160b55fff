/* SPDX-License-Identifier: MIT
 * The loop of a cleaner. */
#include "cleaner.h"
#include "fault.h"
#include "log.h"
#include "protocol.h"
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct ll_patience for_ever = {0};

/* GLib ends the process when there is no memory; the exit code tells the master why. */
static void last_words(const char *domain, GLogLevelFlags level, const char *text, void *data) {
  if ((level & G_LOG_FLAG_FATAL) && strstr(text, "failed to allocate"))
    _exit(LL_CLEANER_OUT_OF_MEMORY);
}

/* The engine's question goes to the front; any answer but a good one is "no answer". */
static bool ask_front(void *data, const ll_lesson *lesson, struct ll_seen *seen) {
  const int fd = *(const int *)data;
  if (lesson->prints->len == 0 || lesson->prints->len > LL_MAX_PRINTS)
    return false;
  g_autoptr(GByteArray) question = ll_look_up_encode(lesson);
  if (ll_frame_send(fd, LL_FRAME_LOOK_UP, question, &for_ever) != LL_FRAME_OK)
    return false;
  enum ll_frame_kind kind;
  g_autoptr(GBytes) answer = NULL;
  return ll_frame_receive(fd, &kind, &answer, LL_FRAME_MAX_REPLY, &for_ever) == LL_FRAME_OK &&
         kind == LL_FRAME_SEEN && ll_seen_decode(answer, seen, lesson->prints->len);
}

#ifdef LL_FAULT
/* Writes a "longer body" where a reply belongs. */
static void write_longer_body(int fd, const struct ll_request *request) {
  size_t n;
  const void *raw = g_bytes_get_data(request->raw, &n);
  g_autoptr(GByteArray) twice = g_byte_array_new();
  ll_put_u64(twice, request->id);
  ll_put_fixed(twice, raw, n);
  ll_put_fixed(twice, raw, n);
  ll_frame_send(fd, LL_FRAME_REPLY, twice, &for_ever);
}

/* Claims that the header is the HTML part. */
static void write_header_cut(int fd, const struct ll_request *request) {
  g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(struct ll_span));
  const struct ll_span cut = {0, 10};
  g_array_append_val(cuts, cut);
  ll_edit edit = {.part = {0, 100}, .encoding = LL_7BIT, .cuts = cuts};
  const ll_outcome outcome = {.verdict = LL_LEAN, .reason = (char *)"lean", .edit = &edit};
  g_autoptr(GByteArray) reply = ll_reply_encode(request->id, &outcome);
  ll_frame_send(fd, LL_FRAME_REPLY, reply, &for_ever);
}

static void misbehave(int fd, const struct ll_request *request) {
  if (ll_fault_is("mid-message"))
    raise(SIGKILL);
  if (ll_fault_is("try-open"))
    _exit(open("/etc/passwd", O_RDONLY) >= 0 ? 0 : errno); /* what the master logs tells which */
  if (ll_fault_is("try-socket"))
    socket(AF_INET, SOCK_STREAM, 0);
  if (ll_fault_is("try-fork") && fork() == 0)
    _exit(0);
  if (ll_fault_is("try-exec"))
    execl("/bin/true", "true", NULL);
  if (ll_fault_is("reply-longer-body"))
    write_longer_body(fd, request);
  if (ll_fault_is("reply-header-cut"))
    write_header_cut(fd, request);
  if (ll_fault_is("eat"))
    while (memset(g_malloc(1 << 20), 1, 1 << 20)) {
    }
  if (ll_fault_is("spin"))
    for (volatile bool on = true; on;) {
    }
  if (ll_fault_is("hang"))
    poll(NULL, 0, -1);
}
#endif

static bool serve(const ll_config *config, int fd, const struct ll_request *request) {
  const struct ll_memory memory = {.look_up = ask_front,
                                   .data = &fd,
                                   .secret = request->secret,
                                   .dkim_domain = request->dkim_domain,
                                   .authenticated = request->authenticated};
  const struct ll_input input = {
      .raw = request->raw, .sender = request->sender, .memory = request->memory ? &memory : NULL};
  g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
  g_autoptr(GByteArray) reply = ll_reply_encode(request->id, outcome);
  return ll_frame_send(fd, LL_FRAME_REPLY, reply, &for_ever) == LL_FRAME_OK;
}

/* One message; false: the end. */
static bool one(const ll_config *config, int fd, size_t max) {
  enum ll_frame_kind kind;
  g_autoptr(GBytes) payload = NULL;
  if (ll_frame_receive(fd, &kind, &payload, max, &for_ever) != LL_FRAME_OK || kind != LL_FRAME_REQUEST)
    return false;
  struct ll_request request = {0};
  if (!ll_request_decode(payload, &request))
    return false;
  ll_sandbox_allow_cpu(config->milter.deadline / 1000 + 2);
#ifdef LL_FAULT
  misbehave(fd, &request);
#endif
  const bool served = serve(config, fd, &request);
  ll_request_clear(&request);
  return served;
}

int ll_cleaner_run(const ll_config *config, int fd) {
  g_autoptr(GError) error = NULL;
  if (!ll_sandbox_enter(config->milter.cleaner_memory, &error)) {
    ll_log(LOG_ERR, "%s", error->message);
    return 1;
  }
  g_log_set_default_handler(last_words, NULL);
  const size_t max = (size_t)config->limits.message_size + config->limits.header_size + LL_FRAME_SLACK;
  while (one(config, fd, max)) {
  }
  return 0;
}
