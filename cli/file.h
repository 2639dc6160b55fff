/* SPDX-License-Identifier: MIT
 * Messages in files: reading, telling what is no single message, writing without ever leaving half a file. */
#pragma once
#include <leanletter/types.h>

enum { MAIL_MAX = 256 * 1024 * 1024 }; /* bytes that are read of a file */

/* A message as it was read. */
struct mail {
  GBytes *all;     /* the whole file */
  GBytes *message; /* without the mbox From_ line, if there is one */
};
void mail_clear(struct mail *mail);

/* Reads a file, "-" being standard input.  When it is too large, or breaks off, `mail` has what came so far. */
bool mail_read(const char *name, struct mail *mail, GError **error);

/* `all` without its From_ line; owned. */
GBytes *mail_without_from(GBytes *all);

/* Where in an mbox the message after that at `start` begins: at a From_ line after an empty line and before a header
 * field; its size when there is none. */
size_t mail_next(GBytes *all, size_t start);

/* Why these bytes are not one message (static), or NULL. */
const char *mail_problem(const struct mail *mail);

/* What the file becomes when its message becomes `lean`: the From_ line and that.  Returns owned. */
GBytes *mail_with(const struct mail *mail, GBytes *lean);

bool write_all(int fd, GBytes *bytes, GError **error);

/* Standard output gets what was read of standard input, and then all the rest of it. */
bool pass_through(const struct mail *mail, GError **error);

/* Writes a new file: complete and synced, or not at all.  One that is there already stays, and that is an error.  Who may not
 * read `like`, the file that the bytes are from (NULL: none), may not read the new one. */
bool file_write(const char *name, GBytes *bytes, const char *like, GError **error);

/* Replaces the content of a file, which keeps its mode, times and, where allowed, owner.  A message in a Maildir whose
 * name tells its size (",S=") gets a new name.  Fails when the file was moved meanwhile. */
bool file_replace(const char *name, GBytes *bytes, GError **error);

/* The files that the names stand for: files as they are, a Maildir as the messages in its cur and new, sorted.  NULL
 * when a directory is no Maildir.  Returns owned. */
GPtrArray *files_expand(char **names, GError **error);
