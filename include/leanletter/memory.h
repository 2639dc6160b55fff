/* SPDX-License-Identifier: MIT
 *
 * Stream memory as the engine sees it: questions about blocks, answered by whoever holds a store, and a lesson to be
 * remembered once the message is delivered.  Only keyed hashes (HMAC-SHA-256, RFC 2104, truncated) leave the engine, never text.
 */
#pragma once
#include <leanletter/types.h>

enum { LL_KEY_BYTES = 16, LL_MAX_GRAMS = 80 };

/* A keyed hash. */
struct ll_key {
  uint8_t bytes[LL_KEY_BYTES];
};

/* A block, as it is looked up and remembered. */
struct ll_print {
  struct ll_key text;  /* of the normalised text */
  struct ll_key links; /* of the link skeleton: hosts and paths without what changes from issue to issue */
  struct ll_key shape; /* of the element structure */
  uint32_t grams[LL_MAX_GRAMS]; /* sorted distinct 32-bit keyed hashes of its word pairs */
  uint16_t n_grams;
  uint16_t words;
};

/* What a store knows about a block. */
struct ll_seen {
  uint16_t issues;    /* distinct issues of the stream that had it */
  uint16_t days;      /* distinct days on which those came */
  uint16_t recent;    /* of the last 8 issues, how many had it */
  uint16_t recent_of; /* of how many: 8, or fewer when the stream is younger */
};

/* The lesson of one message. */
typedef struct ll_lesson {
  struct ll_key stream;
  struct ll_key issue; /* of Message-ID; all 0: it has none */
  uint32_t day;        /* days since 1970-01-01 of the Date field, 0: unknown */
  bool authenticated;  /* the sender was authenticated (see require-authentication) */
  GArray *prints;      /* of struct ll_print */
} ll_lesson;
void ll_lesson_free(ll_lesson *lesson);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_lesson, ll_lesson_free)

/* How the engine asks.  `look_up` fills seen[i] for the i-th print of what this message would teach (the message itself
 * does not count, nor do copies of it); it returns false when there is no answer in time, and the message is then
 * cleaned without memory.  It must not keep the pointers. */
struct ll_memory {
  bool (*look_up)(void *data, const ll_lesson *lesson, struct ll_seen *seen);
  void *data;
  const uint8_t *secret;   /* of this installation, 32 bytes */
  const char *dkim_domain; /* d= of a DKIM signature that a trusted verifier passed, or NULL */
  bool authenticated;      /* the sender is authenticated: the lesson may be remembered */
};

/* The keys of the streams that a person may mean by `name`: a List-Id (with or without <>), an address (of From, with and
 * without the DKIM domain that goes with it), DOMAIN:ADDRESS, or a key in hexadecimal.  Of struct ll_key; owned. */
GArray *ll_stream_keys(const char *name, const uint8_t secret[32]);

/* The Date field (RFC 5322, 3.6.1) of a message in seconds since 1970-01-01 UTC; 0 when there is none that can be read. */
int64_t ll_message_date(GBytes *message);
