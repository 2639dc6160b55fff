/* SPDX-License-Identifier: MIT
 * Stage 7: what the rules, the link targets and the page itself say about each atom. */
#pragma once
#include "core/block.h"
#include "core/eligible.h"
#include "core/rules.h"

/* What is known about one atom. */
struct ll_marks {
  uint8_t best[LL_N_TOPICS];  /* strength + 1 of the best phrase of a topic, 0: none */
  uint8_t count[LL_N_TOPICS]; /* phrases of a topic */
  uint8_t links[LL_N_CLASSES]; /* links whose target is of a class, by its host */
  uint8_t paths[LL_N_CLASSES]; /* the same, by no more than words of the path */
  uint16_t classes;           /* bits: those of which there is a phrase, or a link by host or path */
  uint16_t plain;             /* words that nothing explains */
  uint16_t letters;           /* in those words, a character of a script without spaces counting for two */
  uint16_t pitch;             /* words that pitch phrases explain */
  uint8_t content_links;      /* links that nothing explains */
  uint8_t content_images;
  uint8_t icons;              /* small images linked to a target of a class */
  bool combo;                 /* two ordinary phrases of a class and its kin in one sentence */
  bool publisher;             /* names the sender */
  bool addresses;             /* prints an address, outside links */
  bool leaves;                /* such an address is for leaving, or for settings */
  bool subject;               /* has the words of the subject */
  bool signs_in;              /* the way in for those who have what the line above offers */
  bool protected;             /* must never go */
  bool prose;                 /* reads like an article: 85 letters or more that nothing explains */
  const char *why;            /* of protected */
  const struct ll_rule *rule; /* that protected it, or NULL */
  uint8_t repeat;             /* 1: an exact later copy of an earlier atom with the same links */
  uint8_t recurring;          /* per cent of the last issues that had it */
};

typedef struct ll_signals {
  const ll_page *page;
  const ll_rules *rules;
  GArray *matches;            /* of struct ll_match, sorted by first word */
  uint8_t *strengths;         /* one a match: enum ll_strength, that of its rule or, in long sentences, less */
  uint32_t *sentence_start, *sentence_end; /* one a word: the sentence around it */
  struct ll_marks *marks;     /* one an atom */
  int8_t *link_topics;        /* one a link: topic of its target, -1 none */
  const struct ll_rule **link_rules;
  uint32_t *topics;           /* one a word: a bit for each topic of which a phrase covers it */
  uint8_t *explained;         /* one a word: 0 no, 1 pitch or sentence, 2 phrase */
  uint32_t first_prose, last_prose; /* atoms; first > last when there is none */
  uint32_t first_line;        /* the first atom that shows words */
} ll_signals;

/* Reads the page.  `header` gives subject, sender and List-Unsubscribe; borrowed like `page` and `rules`.  `subject` is
 * what ll_subject_topics() found.  `policy` (one a class) says which classes count as content because they are kept.
 * Returns owned; never fails. */
ll_signals *ll_signals_new(const ll_page *page, const ll_header *header, uint32_t subject, const ll_rules *rules,
                           const enum ll_policy policy[LL_N_CLASSES]);
void ll_signals_free(ll_signals *signals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_signals, ll_signals_free)

/* What ll_eligible_body() asks; `header` gives the names of sender and list, subject and List-Unsubscribe. */
struct ll_body_evidence ll_signals_evidence(const ll_signals *signals, const ll_header *header);

/* One byte a node, 1 for those whose content must not go: the nodes of protected atoms.  Returns owned (g_free). */
uint8_t *ll_signals_pinned(const ll_signals *signals);

/* Do the two clutter classes go together in one pitch? */
bool ll_is_kin(int class, int other);

/* The lowest of some bits of classes, taken out of them: whoever asks each class of a line asks only those it has. */
static inline int ll_take_class(unsigned *classes) {
  int class = __builtin_ctz(*classes);
  *classes &= *classes - 1;
  return class;
}

static inline bool ll_is_clutter(int topic) {
  return topic >= 0 && topic < LL_N_CLASSES;
}
