/* SPDX-License-Identifier: MIT
 * The table of settings, and their values as text.  What core/config.c reads and prints, conf/leanletter.conf and
 * leanletter.conf(5) all follow from this table or are checked against it. */
#pragma once
#include <leanletter/config.h>

enum ll_kind {
  LL_BOOL,
  LL_NUMBER, /* unsigned, with units */
  LL_OCTAL,  /* unsigned */
  LL_REAL,   /* double */
  LL_STRING, /* char *; empty is NULL */
  LL_LIST,   /* char **, separated by commas or blanks; never NULL */
  LL_CHOICE, /* an enum, by its names */
};

/* A suffix and what it multiplies with; the last of a list has no factor. */
struct ll_unit {
  const char *suffix;
  unsigned factor;
};

struct ll_setting {
  const char *group, *key;
  enum ll_kind kind;
  size_t offset;       /* in ll_config */
  const char *initial; /* the default, as one would write it; NULL: what the profile says */
  double min, max;     /* of numbers */
  const struct ll_unit *units;
  const char *const *names;           /* the values there are, NULL-terminated; NULL: any */
  const char *(*check)(const char *); /* what is wrong with a string or an item (static), or NULL */
  bool secret;
  const char *doc;
};

struct ll_setting_group {
  const char *name, *doc;
};

extern const struct ll_setting ll_settings[];
extern const size_t ll_n_settings;
extern const struct ll_setting_group ll_setting_groups[];
extern const size_t ll_n_setting_groups;
extern const char *const ll_profile_names[LL_N_PROFILES + 1];
extern const char *const ll_policy_names[LL_N_POLICIES + 1];

const struct ll_setting *ll_setting_find(const char *group, const char *key);

/* Sets one member of `config` from text, the former value being freed.  False and what is wrong (owned) in `*wrong`; the
 * member is then as it was. */
bool ll_setting_set(const struct ll_setting *setting, ll_config *config, const char *text, char **wrong);

/* The value as one would write it.  Returns owned. */
char *ll_setting_get(const struct ll_setting *setting, const ll_config *config);

/* Frees the value of a string or list. */
void ll_setting_clear(const struct ll_setting *setting, ll_config *config);

/* The words of a list: separated by commas or blanks.  Returns owned. */
char **ll_setting_split(const char *text);

/* Checks of strings: what is wrong with `text` (static), or NULL. */
const char *ll_check_path(const char *text);
const char *ll_check_socket(const char *text);
const char *ll_check_log(const char *text);
const char *ll_check_field(const char *text);
const char *ll_check_loopback(const char *text);
const char *ll_check_server(const char *text);
const char *ll_check_network(const char *text);
const char *ll_check_client(const char *text);
const char *ll_check_address(const char *text);
const char *ll_check_word(const char *text);
