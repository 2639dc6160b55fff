/* SPDX-License-Identifier: MIT
 *
 * Frames between front and cleaner over a stream socket: kind and length (32 bits each, host order: both ends are one
 * program on one machine), then the payload.  A payload is made of numbers and counted byte strings; the reader checks
 * every step, so that either end may be hostile.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ll_frame_kind {
  LL_FRAME_REQUEST = 1, /* front to cleaner: a message */
  LL_FRAME_LOOK_UP,     /* cleaner to front: what does the stream memory know of these blocks? */
  LL_FRAME_SEEN,        /* front to cleaner: the answer */
  LL_FRAME_REPLY,       /* cleaner to front: the outcome */
};

enum {
  LL_FRAME_MAX_REPLY = 8 << 20, /* bytes of a LOOK_UP, SEEN or REPLY payload */
  LL_FRAME_SLACK = 64 << 10,    /* bytes of a REQUEST beside the message itself */
  LL_TICK_MS = 1000,            /* see struct ll_patience */
};

/* How long and with what company to wait, however busy the other side is.  `until` is monotonic time in us, 0: for ever.
 * `tick` (may be NULL) is called at least once in LL_TICK_MS and whenever bytes are waited for. */
struct ll_patience {
  int64_t until;
  void (*tick)(void *data);
  void *data;
};

enum ll_frame_result { LL_FRAME_OK, LL_FRAME_END, LL_FRAME_TIMEOUT, LL_FRAME_BROKEN };

/* Waits until `fd` can be read or written (POLLIN, POLLOUT).  OK, TIMEOUT or BROKEN. */
enum ll_frame_result ll_patience_wait(const struct ll_patience *patience, int fd, short events);

/* Sends a frame.  END: the other side is gone. */
enum ll_frame_result ll_frame_send(int fd, enum ll_frame_kind kind, const GByteArray *payload,
                                   const struct ll_patience *patience);

/* Receives a frame of at most `max` bytes; BROKEN when it announces more.  END: the other side closed between frames
 * or in one.  `*payload` is owned by the caller. */
enum ll_frame_result ll_frame_receive(int fd, enum ll_frame_kind *kind, GBytes **payload, size_t max,
                                      const struct ll_patience *patience);

/* Writing a payload. */
void ll_put_u32(GByteArray *out, uint32_t value);
void ll_put_u64(GByteArray *out, uint64_t value);
void ll_put_fixed(GByteArray *out, const void *bytes, size_t n);
void ll_put_bytes(GByteArray *out, const void *bytes, size_t n);
void ll_put_text(GByteArray *out, const char *text); /* NULL can be told from "" */

/* Reading one.  After the first thing that does not fit `ok` is false and everything reads as 0. */
struct ll_reader {
  const uint8_t *at, *end;
  bool ok;
};
struct ll_reader ll_reader_of(GBytes *payload);
uint32_t ll_get_u32(struct ll_reader *in);
uint64_t ll_get_u64(struct ll_reader *in);
void ll_get_fixed(struct ll_reader *in, void *bytes, size_t n);
const uint8_t *ll_get_bytes(struct ll_reader *in, size_t *n); /* borrowed from the payload */
char *ll_get_text(struct ll_reader *in, size_t max);          /* owned or NULL; `max` bytes, no NUL inside */
uint32_t ll_get_count(struct ll_reader *in, uint32_t max,
                      size_t size);              /* of items of `size` bytes that follow */
bool ll_reader_done(const struct ll_reader *in); /* ok and nothing left */
