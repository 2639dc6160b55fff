/* SPDX-License-Identifier: MIT
 *
 * What front and cleaner say to each other, as structs.  Decoding checks everything that can be checked without the
 * message; what a reply claims about a message is checked by check.c.
 */
#pragma once
#include "frame.h"
#include <leanletter/leanletter.h>

enum { LL_SECRET_BYTES = 32, LL_MAX_PRINTS = 10000, LL_MAX_CUTS = 20000 };

/* REQUEST.  Decoded: `raw` and the texts are owned by the struct. */
struct ll_request {
  uint64_t id; /* the reply repeats it */
  GBytes *raw;
  char *sender;      /* NULL: not known */
  char *dkim_domain; /* of a signature that a trusted verifier passed; NULL: none */
  bool authenticated;
  bool memory; /* look-ups are answered; `secret` counts */
  uint8_t secret[LL_SECRET_BYTES];
};
GByteArray *ll_request_encode(const struct ll_request *request);
bool ll_request_decode(GBytes *payload, struct ll_request *request);
void ll_request_clear(struct ll_request *request);

/* LOOK_UP and SEEN: as many answers as prints, or none (no answer in time). */
GByteArray *ll_look_up_encode(const ll_lesson *lesson);
ll_lesson *ll_look_up_decode(GBytes *payload); /* owned; NULL: it is none */
GByteArray *ll_seen_encode(const struct ll_seen *seen, size_t n);
bool ll_seen_decode(GBytes *payload, struct ll_seen *seen, size_t n);

/* REPLY. */
struct ll_reply {
  uint64_t id;
  enum ll_verdict verdict;
  char *reason, *detail;           /* printable ASCII; owned; detail may be NULL */
  unsigned cut[LL_N_CLASSES];      /* blocks cut, by class */
  unsigned reported[LL_N_CLASSES]; /* blocks that the configuration only reports */
  bool edit;                       /* the next three count */
  struct ll_span part;
  enum ll_encoding encoding;
  GArray *cuts;      /* of struct ll_span, decoded bytes, sorted and disjoint; owned or NULL */
  ll_lesson *lesson; /* owned or NULL */
};
GByteArray *ll_reply_encode(uint64_t id, const ll_outcome *outcome);
bool ll_reply_decode(GBytes *payload, struct ll_reply *reply);
void ll_reply_clear(struct ll_reply *reply);
