/* SPDX-License-Identifier: MIT
 * Length-prefixed frames with a deadline, and the checked encoding of what is in them. */
#include "frame.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct head {
  uint32_t kind, length;
};

static int wait_ms(const struct ll_patience *patience) {
  if (patience->until == 0)
    return patience->tick ? LL_TICK_MS : -1;
  const int64_t left = (patience->until - g_get_monotonic_time() + 999) / 1000;
  return (int)CLAMP(left, 0, LL_TICK_MS);
}

enum ll_frame_result ll_patience_wait(const struct ll_patience *patience, int fd, short events) {
  struct pollfd p = {.fd = fd, .events = events};
  for (;;) {
    if (patience->tick)
      patience->tick(patience->data);
    if (patience->until != 0 && g_get_monotonic_time() >= patience->until)
      return LL_FRAME_TIMEOUT;
    const int n = poll(&p, 1, wait_ms(patience));
    if (n > 0)
      return LL_FRAME_OK;
    if (n < 0 && errno != EINTR)
      return LL_FRAME_BROKEN;
  }
}

static enum ll_frame_result of_errno(void) {
  return errno == EPIPE || errno == ECONNRESET ? LL_FRAME_END : LL_FRAME_BROKEN;
}

static enum ll_frame_result send_all(int fd, const void *bytes, size_t n,
                                     const struct ll_patience *patience) {
  const uint8_t *at = bytes;
  while (n > 0) {
    const enum ll_frame_result r = ll_patience_wait(patience, fd, POLLOUT);
    if (r != LL_FRAME_OK)
      return r;
    const ssize_t done = write(fd, at, n);
    if (done < 0 && errno != EINTR && errno != EAGAIN)
      return of_errno();
    if (done > 0) {
      at += done;
      n -= (size_t)done;
    }
  }
  return LL_FRAME_OK;
}

static enum ll_frame_result receive_all(int fd, void *bytes, size_t n, const struct ll_patience *patience) {
  uint8_t *at = bytes;
  while (n > 0) {
    const enum ll_frame_result r = ll_patience_wait(patience, fd, POLLIN);
    if (r != LL_FRAME_OK)
      return r;
    const ssize_t done = read(fd, at, n);
    if (done == 0)
      return LL_FRAME_END;
    if (done < 0 && errno != EINTR && errno != EAGAIN)
      return of_errno();
    if (done > 0) {
      at += done;
      n -= (size_t)done;
    }
  }
  return LL_FRAME_OK;
}

enum ll_frame_result ll_frame_send(int fd, enum ll_frame_kind kind, const GByteArray *payload,
                                   const struct ll_patience *patience) {
  const struct head head = {.kind = kind, .length = payload->len};
  const enum ll_frame_result r = send_all(fd, &head, sizeof head, patience);
  return r == LL_FRAME_OK ? send_all(fd, payload->data, payload->len, patience) : r;
}

enum ll_frame_result ll_frame_receive(int fd, enum ll_frame_kind *kind, GBytes **payload, size_t max,
                                      const struct ll_patience *patience) {
  struct head head;
  enum ll_frame_result r = receive_all(fd, &head, sizeof head, patience);
  if (r != LL_FRAME_OK)
    return r;
  if (head.length > max || head.kind < LL_FRAME_REQUEST || head.kind > LL_FRAME_REPLY)
    return LL_FRAME_BROKEN;
  g_autofree uint8_t *bytes = g_malloc(head.length + 1u);
  r = receive_all(fd, bytes, head.length, patience);
  if (r != LL_FRAME_OK)
    return r;
  *kind = (enum ll_frame_kind)head.kind;
  *payload = g_bytes_new_take(g_steal_pointer(&bytes), head.length);
  return LL_FRAME_OK;
}

void ll_put_fixed(GByteArray *out, const void *bytes, size_t n) {
  if (n > 0)
    g_byte_array_append(out, bytes, (guint)n);
}

void ll_put_u32(GByteArray *out, uint32_t value) {
  ll_put_fixed(out, &value, sizeof value);
}

void ll_put_u64(GByteArray *out, uint64_t value) {
  ll_put_fixed(out, &value, sizeof value);
}

void ll_put_bytes(GByteArray *out, const void *bytes, size_t n) {
  ll_put_u32(out, (uint32_t)n);
  ll_put_fixed(out, bytes, n);
}

void ll_put_text(GByteArray *out, const char *text) {
  ll_put_u32(out, text != NULL);
  ll_put_bytes(out, text, text ? strlen(text) : 0);
}

struct ll_reader ll_reader_of(GBytes *payload) {
  size_t n;
  const uint8_t *bytes = g_bytes_get_data(payload, &n);
  return (struct ll_reader){.at = bytes, .end = bytes ? bytes + n : bytes, .ok = true};
}

static size_t left(const struct ll_reader *in) {
  return in->ok ? (size_t)(in->end - in->at) : 0;
}

void ll_get_fixed(struct ll_reader *in, void *bytes, size_t n) {
  if (left(in) < n) {
    in->ok = false;
    memset(bytes, 0, n);
    return;
  }
  if (n > 0)
    memcpy(bytes, in->at, n);
  in->at += n;
}

uint32_t ll_get_u32(struct ll_reader *in) {
  uint32_t value;
  ll_get_fixed(in, &value, sizeof value);
  return value;
}

uint64_t ll_get_u64(struct ll_reader *in) {
  uint64_t value;
  ll_get_fixed(in, &value, sizeof value);
  return value;
}

const uint8_t *ll_get_bytes(struct ll_reader *in, size_t *n) {
  *n = ll_get_u32(in);
  if (left(in) < *n) {
    in->ok = false;
    *n = 0;
  }
  const uint8_t *bytes = in->at;
  in->at += *n;
  return bytes;
}

char *ll_get_text(struct ll_reader *in, size_t max) {
  const uint32_t present = ll_get_u32(in);
  size_t n;
  const uint8_t *bytes = ll_get_bytes(in, &n);
  if (present > 1 || (!present && n > 0) || n > max || (n > 0 && memchr(bytes, 0, n) != NULL))
    in->ok = false;
  return in->ok && present ? g_strndup((const char *)bytes, n) : NULL;
}

uint32_t ll_get_count(struct ll_reader *in, uint32_t max, size_t size) {
  const uint32_t n = ll_get_u32(in);
  if (n > max || n > left(in) / size)
    in->ok = false;
  return in->ok ? n : 0;
}

bool ll_reader_done(const struct ll_reader *in) {
  return in->ok && in->at == in->end;
}
