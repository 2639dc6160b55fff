/* SPDX-License-Identifier: MIT
 *
 * The configuration: a struct, one table (core/config.c) that names, types, bounds and documents every setting, and
 * the rule files compiled.  conf/leanletter.conf and leanletter.conf(5) are checked against the table.
 */
#pragma once
#include <leanletter/types.h>

enum ll_policy { LL_POLICY_KEEP, LL_POLICY_CUT, LL_POLICY_REPORT, LL_N_POLICIES };
/* Which classes are cut unless the class itself is set: signup and repeat; the usual; all. */
enum ll_profile { LL_GENTLE, LL_STANDARD, LL_STRICT, LL_N_PROFILES };
enum ll_dkim { LL_DKIM_KEEP, LL_DKIM_RENAME, LL_DKIM_REMOVE };

/* Caps; past one of them a message is left alone with the name of the limit as reason.  0 is not allowed. */
struct ll_limits {
  unsigned message_size; /* bytes */
  unsigned header_size;  /* bytes */
  unsigned html_size;    /* bytes, decoded */
  unsigned parts;        /* MIME parts */
  unsigned boundaries;   /* occurrences of "boundary=" */
  unsigned part_depth;   /* levels of multipart */
  unsigned tokens;       /* of the HTML part */
  unsigned attributes;   /* of one tag */
  unsigned depth;        /* of elements */
  unsigned blocks;
  unsigned words;
};

/* [milter]: settings of leanletter-milter(8). */
struct ll_milter_settings {
  char *socket;            /* libmilter notation: unix:/path, inet:port@host */
  unsigned socket_mode;    /* of a unix socket, octal */
  unsigned cleaners;       /* processes; 0: one a core */
  unsigned deadline;       /* ms a message may take, the wait for a free cleaner included */
  unsigned max_messages;   /* a cleaner is replaced after so many */
  unsigned cleaner_memory; /* MiB of address space */
  unsigned drain_timeout;  /* s */
  bool require_seccomp;    /* do not start where the kernel offers none */
  char *user;              /* to run as when started as root; NULL: stay */
  char *pid_file;
  char *log;     /* "syslog", "stderr" or a file */
  char *metrics; /* host:port of loopback, or NULL: none */
  enum ll_dkim dkim_signature;
  char *header_field;     /* name of the field that says what was done */
  char **skip_clients;    /* addresses or networks whose mail passes */
  char **only_recipients; /* addresses or @domains; empty: everyone */
};

/* [archive]: originals kept before the first edit. */
struct ll_archive_settings {
  char *directory; /* NULL: off */
  unsigned days;   /* 0: for ever */
  unsigned size;   /* MiB; 0: no cap */
};

/* [memory]: where streams are remembered. */
struct ll_memory_settings {
  char *backend;         /* "none", "memory", "lmdb", "redis" */
  char *directory;       /* of the LMDB file and the secret */
  unsigned map_size;     /* MiB */
  char **servers;        /* Redis: host:port or unix:/path, tried in order */
  char *user, *password; /* Redis ACL; NULL: none */
  unsigned database;
  char *prefix;
  unsigned deadline;      /* ms of a look-up; 0: 20 for lmdb, 50 for redis */
  unsigned days;          /* a block unseen for so long is forgotten */
  unsigned stream_blocks; /* cap a stream */
  unsigned blocks;        /* cap overall */
};

/* [sender NAME]: what differs for one sender. */
struct ll_sender {
  char *name;     /* lower case: "example.com" (it and its subdomains) or "news@example.com" */
  bool off;       /* mail of this sender is left alone */
  uint32_t named; /* one bit a class: the group says what happens to it */
  enum ll_policy policy[LL_N_CLASSES]; /* complete: [classes] with the changes of this group */
};

typedef struct ll_config {
  enum ll_profile profile;
  enum ll_policy policy[LL_N_CLASSES];
  double threshold; /* score from which a block is cut */
  unsigned budget;  /* per cent of the visible words that may go */
  unsigned rest;    /* words that have to remain */
  bool require_authentication;
  char **authserv_ids; /* RFC 8601; NULL-terminated */
  struct ll_limits limits;
  char *rules_directory;  /* NULL: the one built in */
  struct ll_rules *rules; /* compiled rule files; opaque */
  GPtrArray *senders;     /* of struct ll_sender: [sender NAME] groups */
  struct ll_milter_settings milter;
  struct ll_archive_settings archive;
  struct ll_memory_settings memory;
  char *file; /* where it came from; NULL: defaults */
} ll_config;

/* Reads a configuration file and the rule files that it names.  `file` NULL: the defaults and the installed rules.
 * NULL and LL_ERROR_CONFIG with "FILE:LINE: [GROUP] KEY: what is wrong" on the first error.  Returns owned. */
ll_config *ll_config_load(const char *file, GError **error);

/* The same, with settings that take the place of those in the file: `overrides` is NULL or a NULL-terminated list of
 * "GROUP.KEY=VALUE". */
ll_config *ll_config_load_with(const char *file, const char *const *overrides, GError **error);
void ll_config_free(ll_config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_config, ll_config_free)

/* The [sender] group that fits an address best (the address itself, else the longest domain), or NULL.  Borrowed. */
const struct ll_sender *ll_config_sender(const ll_config *config, const char *address);

/* The configuration as a commented file: every setting, those at their default commented out.  Secrets are left out.
 * Returns owned. */
char *ll_config_print(const ll_config *config);
