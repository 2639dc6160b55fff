/* SPDX-License-Identifier: MIT
 * Stage 2: is this a newsletter, and is it one that may be touched?  Evidence is weighed (RFC 2369, 2919, 3834, 8058). */
#pragma once
#include "core/header.h"
#include "core/rules.h"

enum ll_eligibility {
  LL_ELIGIBLE,   /* a newsletter by its header */
  LL_UNDECIDED,  /* the header is silent: ll_eligible_body() decides */
  LL_INELIGIBLE, /* to be left alone */
};

/* The topics of which the subject has a phrase: one bit each; none when `rules` is NULL. */
uint32_t ll_subject_topics(const ll_header *header, const ll_rules *rules);

/* The verdict of the header; `*reason` names it when it is LL_INELIGIBLE (static string), else it stays as it is.
 * `sender` is the envelope sender, NULL when not known: then Return-Path counts.  `topics` are those of the subject: [refuse]
 * phrases stand in confirmations and receipts.  `assume` skips the question of newsletter or not (discussion list, reply, forward
 * included), never the question of safety (answering machines, bounces, confirmations, receipts, calendars). */
enum ll_eligibility ll_eligible_header(const ll_header *header, const char *sender, uint32_t topics, bool assume,
                                       const char **reason);

/* What the body says when the header is silent; counted by the caller from the blocks. */
struct ll_body_evidence {
  unsigned unsubscribe, view, preferences; /* anchors of that kind */
  unsigned said, provenance;               /* phrases: how to unsubscribe; why the reader gets this */
  unsigned pixels;                         /* images of one pixel */
  unsigned layout_tables;
  unsigned links, images, words;
  bool transactional; /* a phrase of class "refuse": confirmation, receipt, code */
};
enum ll_eligibility ll_eligible_body(const struct ll_body_evidence *evidence, const char **reason);
