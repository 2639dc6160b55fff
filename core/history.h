/* SPDX-License-Identifier: MIT
 * The history of one stream: its last issues, and the blocks that they had.  Backends keep it as one record of bytes and
 * know nothing of what is in it.
 *
 * A record, all numbers little-endian:
 *    0  "LLh1"             what this is, and its version
 *    4  u32 checksum       SipHash of all that follows
 *    8  u64 revision       one more at each change
 *   16  u32 issues         distinct issues so far
 *   20  u32 last_day       when the stream was seen last (days since 1970-01-01)
 *   24  u16 recent         issues that follow, at most 16, the latest first
 *   26  u16 blocks
 *   28  recent x { 16 bytes keyed hash of the Message-ID (0: it had none), u32 day }
 *       blocks x { 16 text, 16 links, 16 shape (keyed hashes), u32 first day, u32 last day, u16 issues, u16 days,
 *                  u16 in which of the recent issues (bit 0: the latest), u16 words, u16 n, n x u32 word pairs } */
#pragma once
#include <leanletter/memory.h>

enum { LL_RECENT = 16, LL_COUNTED = 8, LL_HISTORY_BLOCKS = 4096 };

struct ll_issue {
  struct ll_key key;
  uint32_t day; /* 0: not known */
};

/* A block that earlier issues had. */
struct ll_memento {
  struct ll_print print;
  uint32_t first_day, last_day;
  uint16_t issues, days;
  uint16_t recent; /* one bit an issue, bit 0: the latest */
};

typedef struct ll_history {
  uint64_t revision;
  uint32_t issues, last_day;
  unsigned n_recent;
  struct ll_issue recent[LL_RECENT];
  GArray *blocks; /* of struct ll_memento */
} ll_history;

/* What a stream looks like before its first issue. */
ll_history *ll_history_new(void);
void ll_history_free(ll_history *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_history, ll_history_free)

/* A record, and back.  Reading fails with LL_ERROR_STORE when it is damaged or of a later version. */
GBytes *ll_history_write(const ll_history *history);
ll_history *ll_history_read(const void *record, size_t n, GError **error);

/* The first fields of a record, without reading the rest. */
struct ll_history_head {
  uint64_t revision;
  uint32_t issues, last_day;
  unsigned blocks;
};
enum { LL_HISTORY_HEAD = 28 };
bool ll_history_peek(const void *record, size_t n, struct ll_history_head *head);

/* Fills `seen`, one a print of the lesson.  When the lesson is of an issue that is known already (the same newsletter to
 * another recipient), that issue does not count. */
void ll_history_look_up(const ll_history *history, const ll_lesson *lesson, struct ll_seen *seen);

struct ll_retention {
  unsigned blocks; /* cap */
  unsigned days;   /* a block unseen for so long goes */
};

/* Takes the lesson in; false: it holds nothing new and the history is as it was.  `today`: days since 1970-01-01. */
bool ll_history_learn(ll_history *history, const ll_lesson *lesson, const struct ll_retention *retention,
                      uint32_t today);

/* Drops the blocks that are too old or too many; false: there are none. */
bool ll_history_prune(ll_history *history, const struct ll_retention *retention, uint32_t today);
