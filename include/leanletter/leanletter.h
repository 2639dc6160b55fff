/* SPDX-License-Identifier: MIT
 *
 * leanletter: cuts promotional repeats and sign-up blocks out of newsletters.
 *
 *     ll_init();
 *     g_autoptr(ll_config) config = ll_config_load(NULL, &error);
 *     struct ll_input input = {.raw = message};
 *     g_autoptr(ll_outcome) outcome = ll_clean(config, &input);
 *     GBytes *lean = outcome->edit ? ll_edit_apply(outcome->edit, message, &error) : g_bytes_ref(message);
 *
 * The library does no input or output (configuration and stores aside), logs nothing, keeps no global state
 * after ll_init() and reads neither clock nor environment: same bytes, same configuration, same memory give
 * the same outcome.  Every function may be called from any thread; objects are not shared between threads
 * while one of them changes them.  A configuration is constant once loaded and may be shared.
 */
#pragma once
#include <leanletter/config.h>
#include <leanletter/edit.h>
#include <leanletter/memory.h>
#include <leanletter/types.h>

/* To be called once, before any thread is started.  Opens what GMime, libxml2 and iconv would load from disk at
 * first use, so that a process may close its sandbox afterwards.  False and `error` (LL_ERROR_SYSTEM) when a
 * supported charset is missing from this machine. */
bool ll_init(GError **error);

/* What an outcome accounts for. */
enum ll_explain {
  LL_EXPLAIN_CUTS,   /* what goes */
  LL_EXPLAIN_BLOCKS, /* and every block with something to say for it that stays */
  LL_EXPLAIN_RUNS,   /* and every run of blocks that was weighed: for fitting weights */
};

/* One message and what is known about it.  All pointers are borrowed. */
struct ll_input {
  GBytes *raw;             /* RFC 5322 message with CRLF or LF line ends, without an mbox From_ line */
  const char *sender;      /* envelope sender without <>; "" is the null sender; NULL: not known */
  bool assume_newsletter;  /* skip the question whether this is a newsletter; safety is still asked */
  enum ll_explain explain; /* what to account for */
  const struct ll_memory *memory; /* earlier issues of the stream; NULL: none */
};

enum ll_verdict {
  LL_LEAN,       /* there is an edit */
  LL_NOTHING,    /* a newsletter, but nothing in it is worth cutting */
  LL_LEFT_ALONE, /* not a newsletter, or not safe to touch: see reason */
};

/* A signal that fired on a block and what it added to the score. */
struct ll_account_signal {
  const char *name; /* name of the signal, e.g. "idiom", "link.social", "box" */
  double value;     /* what was counted, e.g. words; 0: nothing counted */
  double weight;    /* what it adds, its value times its weight; the score of the block is the sum */
  char *detail;     /* the phrase or link and the rule's file:line; NULL: none.  Owned */
};

enum ll_decision { LL_CUT, LL_KEEP, LL_REPORT, LL_PROTECTED };

/* Why one block goes or stays. */
typedef struct ll_account {
  enum ll_class class;  /* LL_N_CLASSES: none, of a block that stays */
  enum ll_decision decision;
  double score;
  struct ll_span decoded; /* bytes of the decoded HTML part */
  GArray *signals;        /* of struct ll_account_signal */
  char *text;             /* its first visible words as printed, UTF-8, at most 160 bytes */
  unsigned words;         /* visible words in it */
  unsigned size;          /* what the plan takes for its size: its words, or more where it has images */
  bool open;              /* its score alone decides: no class that is kept, no rule, no markup is in the way */
  char *folded;           /* its first words as the rules see them, the same; NULL: as printed */
} ll_account;
void ll_account_free(ll_account *account);

typedef struct ll_outcome {
  enum ll_verdict verdict;
  char *reason;        /* one token, e.g. "signed", "not-a-newsletter", "nothing-to-cut", "lean"; owned, never NULL */
  char *detail;        /* more for people; NULL: none.  Owned */
  ll_edit *edit;       /* NULL unless verdict is LL_LEAN.  Owned */
  GPtrArray *accounts; /* of ll_account, in message order; which ones, `explain` says.  Owned */
  ll_lesson *lesson;   /* what memory may learn from this message once it is delivered; NULL: nothing.  Owned */
} ll_outcome;
void ll_outcome_free(ll_outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_outcome, ll_outcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_account, ll_account_free)

/* Cleans one message.  Never fails: whatever is wrong ends in LL_LEFT_ALONE with a reason.  Returns owned. */
ll_outcome *ll_clean(const ll_config *config, const struct ll_input *input);

/* Does a header field start with the `n` bytes at `line` (RFC 5322, 3.6.8; blanks before the colon are the obsolete syntax of
 * 4.5)?  They may go on behind the line. */
bool ll_field_starts(const char *line, size_t n);

/* The value of the first field of that name, any case, in a header block of `n` bytes, which its first empty line ends too.
 * Trimmed, with its folds; NULL when there is none.  Returns owned. */
char *ll_field_find(const char *header, size_t n, const char *name);

/* The first question alone, for a filter that has only the header so far: may this message be a newsletter?
 * `header` is the header block as received (raw field lines, with or without the empty line).  Returns NULL when
 * it may be (the body has to be seen), else the reason why it is to be left alone (a static string). */
const char *ll_refused_on_header(const ll_config *config, GBytes *header, const char *sender);
