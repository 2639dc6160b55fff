/* SPDX-License-Identifier: MIT
 * One pattern of a rule file, from text to items of core/net.h.  leanletter-rules(5) has the notation. */
#pragma once
#include "core/spelling.h"

enum {
  LL_PATTERN_ITEMS = 64,         /* of one sequence */
  LL_PATTERN_ALTERNATIVES = 400, /* of one group or set */
  LL_PATTERN_GAP = 24,           /* words */
  LL_PATTERN_DEPTH = 12          /* groups and sets inside each other */
};

/* What the patterns of one file share. */
struct ll_pattern_scope {
  ll_spellings *spellings; /* borrowed */
  ll_net *net;             /* borrowed */
  GHashTable *sets;        /* name -> 1 + index of the group */
  GString *text;           /* private: scratch */
  GArray *keys;            /* private: scratch of uint32_t, a stack */
  guint key_room;          /* private */
};
void ll_pattern_scope_init(struct ll_pattern_scope *scope, ll_spellings *spellings, ll_net *net);
void ll_pattern_scope_clear(struct ll_pattern_scope *scope);

struct ll_pattern {
  uint32_t items[LL_PATTERN_ITEMS];
  size_t n;
  bool at_start, at_end; /* ^ and $ */
};

/* Reads a pattern line.  False and LL_ERROR_CONFIG, the text without place, when it is wrong. */
bool ll_pattern_read(struct ll_pattern_scope *scope, const char *text, struct ll_pattern *pattern,
                     GError **error);

/* Reads the alternatives of a set, "a|b c|d", into a group; `*group` is its index. */
bool ll_pattern_read_set(struct ll_pattern_scope *scope, const char *text, uint32_t *group, GError **error);

/* True for names that mean something already: publisher, domain, number, any. */
bool ll_pattern_builtin(const char *name);
