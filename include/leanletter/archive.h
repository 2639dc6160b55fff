/* SPDX-License-Identifier: MIT
 *
 * The archive: originals kept before a message is changed, to be given back byte for byte.
 *
 * A directory (0700) with one subdirectory a day (UTC, YYYY-MM-DD), one zstd file (0600) a message in it, and a file
 * "index" with one line a message, oldest first, tab-separated:
 *     TIME (seconds since 1970)  QUEUE-ID  MESSAGE-ID (as in the field, "-": none)  FILE (day/name)  BYTES (original)
 * File and index line are on disk (fsync of file, index and directory) when ll_archive_add() returns.
 * Any number of processes may add at a time; purging locks them out meanwhile.
 */
#pragma once
#include <leanletter/config.h>

typedef struct ll_archive ll_archive;

struct ll_archived {
  int64_t time; /* seconds since 1970 */
  char *queue_id, *message_id, *file;
  uint64_t bytes; /* of the original */
};

/* Opens the archive, made if needed.  NULL and LL_ERROR_STORE when it cannot be; also when directory is not set.
 * `settings` is borrowed and must outlive it. */
ll_archive *ll_archive_open(const struct ll_archive_settings *settings, GError **error);
void ll_archive_free(ll_archive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_archive, ll_archive_free)

/* Keeps a message.  `now` is us since 1970.  False and LL_ERROR_STORE: it is not on disk.  From any thread. */
bool ll_archive_add(ll_archive *archive, GBytes *raw, const char *queue_id, int64_t now, GError **error);

/* All entries, oldest first (of struct ll_archived, owned by the array).  NULL and LL_ERROR_STORE when the index cannot be
 * read.  Returns owned. */
GPtrArray *ll_archive_list(ll_archive *archive, GError **error);

/* Whether an entry has this queue id or Message-ID (with or without <>). */
bool ll_archived_is(const struct ll_archived *entry, const char *id);

/* The original of an entry.  NULL and LL_ERROR_STORE when it is gone or damaged.  Returns owned. */
GBytes *ll_archive_read(ll_archive *archive, const struct ll_archived *entry, GError **error);

/* The original with this queue id or Message-ID (with or without <>), the youngest if there are several.  NULL and
 * LL_ERROR_STORE when there is none or it is damaged.  Returns owned. */
GBytes *ll_archive_get(ll_archive *archive, const char *id, GError **error);

/* Removes what is older than the settings keep (days), then the oldest until all files fit (size).  `now` is us since
 * 1970.  `*removed` counts messages.  False and LL_ERROR_STORE when the index cannot be read or written anew. */
bool ll_archive_purge(ll_archive *archive, int64_t now, unsigned *removed, GError **error);
