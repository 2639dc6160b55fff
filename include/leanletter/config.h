/* SPDX-License-Identifier: MIT
 *
 * The configuration: a struct, one table (core/config.c) that names, types, bounds and documents every setting, and
 * the rule files compiled.  conf/leanletter.conf and leanletter.conf(5) are checked against the table.
 */
#pragma once
#include <leanletter/types.h>

enum ll_policy { LL_POLICY_KEEP, LL_POLICY_CUT, LL_POLICY_REPORT };
enum ll_dkim { LL_DKIM_KEEP, LL_DKIM_RENAME, LL_DKIM_REMOVE };

/* Caps; past one of them a message is left alone with the name of the limit as reason.  0 is not allowed. */
struct ll_limits {
  unsigned message_size;  /* bytes */
  unsigned header_size;   /* bytes */
  unsigned html_size;     /* bytes, decoded */
  unsigned parts;         /* MIME parts */
  unsigned boundaries;    /* occurrences of "boundary=" */
  unsigned part_depth;    /* levels of multipart */
  unsigned tokens;        /* of the HTML part */
  unsigned attributes;    /* of one tag */
  unsigned depth;         /* of elements */
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
  char *log;               /* "syslog", "stderr" or a file */
  char *metrics;           /* host:port of loopback, or NULL: none */
  enum ll_dkim dkim_signature;
  char *header_field;      /* name of the field that says what was done */
  char **skip_clients;     /* addresses or networks whose mail passes */
  char **only_recipients;  /* addresses or @domains; empty: everyone */
};

/* [archive]: originals kept before the first edit. */
struct ll_archive_settings {
  char *directory; /* NULL: off */
  unsigned days;   /* 0: for ever */
  unsigned size;   /* MiB; 0: no cap */
};

/* [memory]: where streams are remembered. */
struct ll_memory_settings {
  char *backend;   /* "none", "memory", "lmdb", "redis" */
  char *directory; /* of the LMDB file and the secret */
  unsigned map_size;      /* MiB */
  char **servers;         /* Redis: host:port or unix:/path, tried in order */
  char *user, *password;  /* Redis ACL; NULL: none */
  unsigned database;
  char *prefix;
  unsigned deadline;      /* ms of a look-up; 0: 20 for lmdb, 50 for redis */
  unsigned days;          /* a block unseen for so long is forgotten */
  unsigned stream_blocks; /* cap a stream */
  unsigned blocks;        /* cap overall */
};

typedef struct ll_config {
  enum ll_policy policy[LL_N_CLASSES];
  double threshold;       /* score from which a block is cut */
  unsigned budget;        /* per cent of the visible words that may go */
  unsigned rest;          /* words that have to remain */
  bool require_authentication;
  char **authserv_ids;    /* RFC 8601; NULL-terminated */
  struct ll_limits limits;
  struct ll_rules *rules; /* compiled rule files; opaque */
  GPtrArray *senders;     /* of struct ll_sender: [sender NAME] groups */
  struct ll_milter_settings milter;
  struct ll_archive_settings archive;
  struct ll_memory_settings memory;
  char *file;             /* where it came from; NULL: defaults */
} ll_config;

/* Reads a configuration file and the rule files that it names.  `file` NULL: the defaults and the installed rules.
 * NULL and LL_ERROR_CONFIG with "FILE:LINE: KEY: what is wrong, what to do" on the first error.  Returns owned. */
ll_config *ll_config_load(const char *file, GError **error);
void ll_config_free(ll_config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_config, ll_config_free)
