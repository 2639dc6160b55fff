/* SPDX-License-Identifier: MIT
 * Stage 2: is this a newsletter, and is it one that may be touched?  Evidence is weighed (RFC 2369, 2919, 3834, 8058). */
#pragma once
#include "core/header.h"
#include "core/rules.h"

enum ll_eligibility {
  LL_ELIGIBLE,   /* a newsletter by its header */
  LL_UNDECIDED,  /* the header is silent: ll_eligible_body() decides */
  LL_DOUBTED,    /* it speaks against a newsletter, but not for sure: the body has to say more */
  LL_INELIGIBLE, /* to be left alone */
};

/* The topics of which the subject has a phrase: one bit each; none when `rules` is NULL. */
uint32_t ll_subject_topics(const ll_header *header, const ll_rules *rules);

/* The verdict of the header; `*reason` names it when it is LL_INELIGIBLE or LL_DOUBTED (static string), else it stays as it is.
 * `sender` is the envelope sender, NULL when not known: then Return-Path counts.  `topics` are those of the subject: [refuse]
 * phrases stand in confirmations and receipts.  `assume` skips the question of newsletter or not (discussion list, reply, forward
 * included), never the question of safety (answering machines, bounces, confirmations, receipts, calendars). */
enum ll_eligibility ll_eligible_header(const ll_header *header, const ll_rules *rules, const char *sender, uint32_t topics,
                                       bool assume, const char **reason);

/* What the body says; counted by the caller from the blocks. */
struct ll_body_evidence {
  unsigned unsubscribe, view, preferences; /* anchors of that kind */
  unsigned said, provenance, legal;        /* phrases: how to unsubscribe; why the reader gets this; legal lines */
  unsigned pitches;                        /* lines that pitch the letter itself: forward it, advertise in it */
  unsigned pixels;                         /* images of one pixel */
  unsigned layout_tables;
  unsigned links, images;
  unsigned prose;         /* lines that read like an article */
  unsigned letters;       /* to read, without what is clutter or protected */
  unsigned content_links; /* links that nothing explains */
  bool named;             /* it calls itself a newsletter, or has the number of an issue */
  bool foreign;           /* by a person, and the ways to leave are those of somebody else */
  bool quoted;            /* a mail program has put another mail in */
  bool way_out, stream;   /* the header has List-Unsubscribe, List-Id */
  bool transactional;     /* a phrase of class "refuse": confirmation, receipt, code */
};

/* The verdict of the body.  `header` is that of the header; where it is LL_DOUBTED, `*reason` holds its reason, which
 * stays when the body does not say more.  LL_ELIGIBLE or LL_INELIGIBLE. */
enum ll_eligibility ll_eligible_body(const struct ll_body_evidence *evidence, enum ll_eligibility header,
                                     const char **reason);
