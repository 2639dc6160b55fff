/* SPDX-License-Identifier: MIT
 * Messages in the order in which they were sent: files, the messages of a Maildir, those of an mbox. */
#pragma once
#include "file.h"

/* An mbox, taken apart. */
struct mbox {
  char *name;
  GBytes *all;
  GPtrArray *parts; /* of GBytes: its messages with their From_ lines, as they are or as they became */
  guint left;       /* messages whose turn has not come */
};

struct letter {
  char *name;        /* of its file; "-" is standard input */
  struct mbox *mbox; /* NULL: the file is one message */
  guint part;        /* of the mbox */
  int64_t date;      /* s since 1970-01-01; 0: not known */
};

struct letters {
  GArray *letters;   /* of struct letter, by date */
  GPtrArray *mboxes; /* of struct mbox */
};

/* Looks into the files (of char *).  A file that cannot be read is a letter of its own, whose reading will fail again.
 * `standard`: what was read of standard input; may be NULL when no name is "-". */
struct letters letters_collect(const GPtrArray *names, GBytes *standard);
void letters_clear(struct letters *letters);

/* The bytes of an mbox as its parts make it.  Returns owned. */
GBytes *mbox_bytes(const struct mbox *mbox);

/* A bar on standard error, when that is a terminal and there are enough of them to wait for; `done` == `all` ends it. */
void progress_show(guint done, guint all);
