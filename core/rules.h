/* SPDX-License-Identifier: MIT
 * The rule files, compiled: phrases, link patterns and weights.  leanletter-rules(5) has the language. */
#pragma once
#include "core/words.h"
#include <leanletter/config.h>

/* What a phrase is evidence of.  The clutter classes come first, with the numbers of enum ll_class. */
enum ll_topic {
  LL_TOPIC_UNSUBSCRIBE = LL_N_CLASSES, /* [protect unsubscribe] */
  LL_TOPIC_PREFERENCES,
  LL_TOPIC_VIEW,       /* view online */
  LL_TOPIC_LEGAL,      /* copyright, company register, imprint, privacy */
  LL_TOPIC_PROVENANCE, /* why you get this mail */
  LL_TOPIC_CODE,       /* one-time code, deadline that concerns the reader */
  LL_TOPIC_PITCH,      /* [pitch]: explains words of a pitch, is no evidence */
  LL_TOPIC_KEEP,       /* [keep]: the sentence is content whatever else matches */
  LL_TOPIC_OBJECT,     /* [object]: what one signs up for as content: course, event, petition */
  LL_TOPIC_REFUSE,     /* [refuse]: confirmation, receipt, code: the message is left alone */
  LL_TOPIC_GREETING,   /* [greeting]: salutation, sign-off, byline */
  LL_TOPIC_MORE,       /* [more]: read more, continue reading, back to top */
  LL_TOPIC_LETTER,     /* [letter]: what newsletters call themselves */
  LL_TOPIC_MASTHEAD,   /* [masthead]: volume, number, edition: only a periodical has them */
  LL_TOPIC_QUOTED,     /* [quoted]: what mail programs put over a mail that is answered or passed on */
  LL_TOPIC_MENTIONED,  /* [mentioned]: speaks of a newsletter and is in none */
  LL_TOPIC_SIGN_IN,    /* [sign in]: "log in": kept like settings, but not under an offer of a subscription */
  LL_TOPIC_CONTENT,    /* [links content]: an exception to the link patterns below it; never reported */
  LL_N_TOPICS
};

enum ll_strength { LL_WEAK, LL_ORDINARY, LL_IDIOM };

struct ll_rule {
  uint8_t topic;    /* enum ll_topic, below LL_N_CLASSES enum ll_class */
  uint8_t strength; /* enum ll_strength */
  uint32_t line;
  const char *file;    /* base name */
  const char *pattern; /* as written */
};

/* A phrase found: words [first, end) of the list. */
struct ll_match {
  uint32_t first, end;
  const struct ll_rule *rule;
};

/* Names that patterns may mention: word lists, may be NULL. */
struct ll_names {
  const ll_words *publisher; /* display name of From, List-Id phrase, <title> */
  const ll_words *domain;    /* of From and List-Id, without public suffix */
};

typedef struct ll_rules ll_rules;

/* Reads every *.rules file of a directory in name order.  NULL and LL_ERROR_CONFIG "FILE:LINE: ..." on the first
 * error; every weight of core/features.def has to be there.  No file can be added after.  Returns owned. */
ll_rules *ll_rules_load(const char *directory, GError **error);
/* Reads one file's text (for tests): `name` is what messages call it. */
bool ll_rules_parse(ll_rules *rules, const char *name, const char *text, GError **error);
ll_rules *ll_rules_new(void);
void ll_rules_free(ll_rules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_rules, ll_rules_free)

/* All matches in the words, sorted by first word, then longest first.  Of matches of one topic that overlap only the
 * longest is kept, unless the shorter one is stronger (then both are); a match of a clutter class that lies inside a
 * protect match, or has a [protect unsubscribe] match inside, is dropped.  A match spans at most 63 words, and at most
 * 128 start at one word.  Time is linear in the words.  Appends to `matches` (of struct ll_match); their rules live
 * until the rules are freed. */
void ll_rules_match(const ll_rules *rules, const ll_words *words, const struct ll_names *names,
                    GArray *matches);

/* The topics of those matches, without names: one bit each. */
uint32_t ll_rules_topics(const ll_rules *rules, const ll_words *words);

/* Lists of names, each a section of its own. */
enum ll_roll {
  LL_ROLL_MAILBOXES,     /* [mailboxes]: offices and lists that mail comes from, and no person */
  LL_ROLL_PRIVATE_HOSTS, /* [private hosts]: where people have an address of their own; "x." is x with any ending */
  LL_ROLL_LIST_HOSTS,    /* [list hosts]: first labels of machines for mail, before the name of whose they are */
  LL_ROLL_LIST_NAMES,    /* [list names]: what is in the name of a list for announcements */
  LL_ROLL_COMMON,        /* [common words]: of names, that alone tell no publisher */
  LL_ROLL_ARTICLES,      /* [articles]: that a publisher's name may be said without */
  LL_ROLL_QUOTES,        /* [quote marks]: in class and id of what mail programs quote */
  LL_N_ROLLS
};

/* The names of a list, in lower case; without rules (NULL) there are none.  Borrowed; they live as long as the rules. */
const GPtrArray *ll_rules_roll(const ll_rules *rules, enum ll_roll roll);
/* Is `name` one of them? */
bool ll_rules_has(const ll_rules *rules, enum ll_roll roll, const char *name);

/* What a link target is: the topic of the first link pattern that matches, or -1 (none, or [links content]); `*rule`
 * (may be NULL) says which.  core/link.h has the patterns. */
int ll_rules_link(const ll_rules *rules, const char *url, const struct ll_rule **rule);

/* A weight of the [weights] section; asserts that it is there, as it is after ll_rules_load(). */
double ll_rules_weight(const ll_rules *rules, const char *name);
