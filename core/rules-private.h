/* SPDX-License-Identifier: MIT
 * What the files behind core/rules.h share. */
#pragma once
#include "core/link.h"
#include "core/pattern.h"
#include "core/pool.h"
#include "core/rules.h"
#include "core/trigger.h"

/* Hard limits on what rule files may hold. */
enum {
  LL_RULES_FILES = 1000,
  LL_RULES_FILE_BYTES = 4 << 20,
  LL_RULES_LINE_BYTES = 16384,
  LL_RULES_PATTERNS = 200000
};

struct ll_rules {
  ll_vocab *vocab;
  ll_spellings *spellings; /* NULL: no file can be added any more */
  ll_net *net;
  ll_triggers *triggers; /* of the closed net */
  ll_links *links;
  GPtrArray *rules;      /* of struct ll_rule, phrases and links; the index is what accepts name */
  GStringChunk *strings; /* file names */
  GPtrArray *texts;      /* of char *: the files as they were read, cut into patterns */
  ll_pool *pool;         /* the rules */
  GHashTable *weights;   /* name -> double * */
  GPtrArray *rolls[LL_N_ROLLS]; /* of names, in the texts */
  bool open;             /* the net has to be closed before matching */
};

/* Reads one file without closing the net.  Takes the text, NUL-terminated, and changes it. */
bool ll_rules_read(ll_rules *rules, const char *name, char *text, size_t length, GError **error);

/* The name of a weight that no file gives, NULL: all are there. */
const char *ll_rules_missing_weight(const ll_rules *rules);

static inline bool ll_topic_protects(unsigned topic) {
  return topic >= LL_TOPIC_UNSUBSCRIBE && topic <= LL_TOPIC_CODE;
}
