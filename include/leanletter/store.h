/* SPDX-License-Identifier: MIT
 *
 * Stores: what streams had in earlier issues, kept in memory, in an LMDB file or in Redis.
 *
 * One record a stream, of at most LL_HISTORY_BLOCKS blocks: keyed hashes and counts, no text, no addresses (docs/memory.md
 * has every field).  All backends keep the same records, so that they give the same answers.  A store may be used from
 * any thread, but not after a fork.  Nothing here reads a clock: who calls says which day it is.
 * Whatever takes `error` returns false or NULL with LL_ERROR_STORE in it when the store cannot be opened, read or written.
 */
#pragma once
#include <leanletter/config.h>
#include <leanletter/memory.h>

enum { LL_SECRET_SIZE = 32 };

/* Reads the secret of an installation from DIRECTORY/secret; makes directory and file (0700, 0600, random) when there is
 * none.  LL_ERROR_STORE when it cannot be read, is of a wrong size, or may be read by others. */
bool ll_secret_load(const char *directory, uint8_t secret[LL_SECRET_SIZE], GError **error);

/* A secret for as long as the process lives. */
bool ll_secret_draw(uint8_t secret[LL_SECRET_SIZE], GError **error);

typedef struct ll_store ll_store;

/* Opens what the settings name ("memory", "lmdb", "redis").  LMDB: the file DIRECTORY/memory.lmdb, made when it is not
 * there.  Redis: nothing is connected yet.  `secret` tells the store whose hashes it holds: one that was filled under
 * another secret is refused.  NULL and LL_ERROR_STORE on failure.  Returns owned. */
ll_store *ll_store_open(const struct ll_memory_settings *settings, const uint8_t secret[LL_SECRET_SIZE],
                        GError **error);
void ll_store_close(ll_store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_store, ll_store_close)

/* ms that a look-up may take: as configured, or what is usual for the backend. */
unsigned ll_store_deadline(const struct ll_memory_settings *settings);

/* What the stream of the lesson had before: seen[i] for the i-th print.  One read; one round trip. */
bool ll_store_look_up(ll_store *store, const ll_lesson *lesson, struct ll_seen *seen, GError **error);

/* Takes a lesson in.  `today`: days since 1970-01-01; a lesson from the future counts as of today.  Another copy of an
 * issue that is known writes nothing.  Whoever loses a race against another writer reads again and merges. */
bool ll_store_remember(ll_store *store, const ll_lesson *lesson, uint32_t today, GError **error);

/* Forgets a stream; NULL: all of them.  `found` (may be NULL) tells whether there was any. */
bool ll_store_forget(ll_store *store, const struct ll_key *stream, bool *found, GError **error);

/* Drops streams and blocks that were not seen for `days` and, past the overall cap, the streams unseen for longest.  The
 * room is used again; an LMDB file does not shrink. */
struct ll_compaction {
  uint64_t streams, blocks; /* dropped */
};
bool ll_store_compact(ll_store *store, uint32_t today, struct ll_compaction *done, GError **error);

/* Figures. */
struct ll_store_stats {
  uint64_t streams, blocks, issues;
  uint64_t bytes;               /* of the records */
  uint64_t room;                /* bytes that the store takes on disk or may take; 0: not known */
  uint32_t first_day, last_day; /* streams were last seen from, to */
};
bool ll_store_stats(ll_store *store, struct ll_store_stats *stats, GError **error);

/* What is known of a stream, for people to look at. */
struct ll_stream_info {
  struct ll_key stream;
  uint32_t issues, last_day;
  unsigned n_blocks;
  size_t bytes;   /* of its record */
  GArray *blocks; /* of struct ll_block_info; NULL in a listing */
};
struct ll_block_info {
  struct ll_key text;
  unsigned issues, days, recent, recent_of, words, grams;
  uint32_t first_day, last_day;
};

/* One stream with its blocks.  NULL without `error`: it is not known.  Free with ll_stream_info_free(). */
struct ll_stream_info *ll_store_show(ll_store *store, const struct ll_key *stream, GError **error);
void ll_stream_info_free(struct ll_stream_info *info);

/* Calls `visit` for each stream, in no order; it must not use the store. */
bool ll_store_list(ll_store *store, void (*visit)(void *data, const struct ll_stream_info *info), void *data,
                   GError **error);

/* The whole store as lines of text, and back.  The first line tells the version and which secret it belongs to; text of
 * another secret is refused.  Import keeps of each stream the history with more issues. */
GBytes *ll_store_export(ll_store *store, GError **error);
bool ll_store_import(ll_store *store, GBytes *text, unsigned *streams, GError **error);

/* A circuit breaker: after `failures` in a row no call for `pause` ms, then one on trial; while trials fail the pause
 * doubles, up to 64 times.  Times are monotonic ms.  Not locked. */
struct ll_breaker {
  unsigned failures, limit;
  int64_t pause, wait; /* the first pause; the present one */
  int64_t until;       /* open until then */
  bool open, trial;
};
struct ll_breaker ll_breaker_new(unsigned failures, int64_t pause);

/* May a call be made now?  Says yes to one caller when a trial is due. */
bool ll_breaker_allows(struct ll_breaker *breaker, int64_t now);

/* How it went; true when the breaker opened or closed by it. */
bool ll_breaker_report(struct ll_breaker *breaker, bool success, int64_t now);
