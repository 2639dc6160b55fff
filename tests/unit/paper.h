/* SPDX-License-Identifier: MIT
 * A page with its signals for tests, read with a few fixed phrases (paper.c has them) and the weights in use. */
#pragma once
#include "core/score.h"

struct paper {
  ll_rules *rules;
  ll_header *header;
  ll_doc *doc;
  ll_page *page;
  ll_signals *signals;
  enum ll_policy policy[LL_N_CLASSES];
};

/* Reads UTF-8 HTML.  `fields` are header lines, each with its LF, or NULL: From The Harbour Letter, subject "Ferry slip to
 * reopen".  `keep` names the classes that are kept, separated by blanks, or is NULL; the others are cut. */
void paper_read(struct paper *paper, const char *html, const char *fields, const char *keep);
void paper_clear(struct paper *paper);

/* The words of atoms [first, end), separated by blanks.  Returns owned. */
char *paper_words(const ll_page *page, uint32_t first, uint32_t end);

/* The atoms of the element with that id, as a candidate; `whole` and `look` as its box has them. */
struct ll_candidate paper_candidate(const struct paper *paper, const char *id);

/* A header block as text, parsed.  Returns owned. */
ll_header *paper_header(const char *fields);
