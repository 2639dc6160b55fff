/* SPDX-License-Identifier: MIT
 * What a process does to itself: descriptors, privileges, signals. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* An account to run as.  `name` NULL: stay what we are. */
struct ll_identity {
  char *name;
  uid_t uid;
  gid_t gid;
};
bool ll_identity_find(const char *user, struct ll_identity *identity, GError **error);

/* Becomes that account for good. */
bool ll_identity_take(const struct ll_identity *identity, GError **error);

/* Points 0, 1 and 2 at /dev/null.  (Under a sanitizer 2 stays: its reports go there.) */
void ll_quiet(void);

/* In a new child: closes every descriptor above 2 that is not in `keep` (-1 entries are skipped), gives signals their
 * default action and unblocks them; SIGPIPE is ignored.  The name is what ps(1) shows. */
void ll_child_begin(const int *keep, size_t n, const char *name);
