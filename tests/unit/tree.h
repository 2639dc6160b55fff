/* SPDX-License-Identifier: MIT
 * Documents for tests: parsing with the usual limits, printing, invariants. */
#pragma once
#include "core/html.h"

extern const struct ll_limits test_limits;

/* Parses UTF-8 text.  NULL and `*reason` as ll_doc_parse(). */
ll_doc *tree_parse(const char *html, size_t length, const char **reason);

/* The tree on one line: name[first token-end](children), "text", <!>; "+" behind an implied element's name, "!" behind
 * that of one whose end is written.  Returns owned. */
char *tree_print(const ll_doc *doc);

/* Asserts what html.h promises of every document. */
void tree_check(const ll_doc *doc);

/* Fails the test, naming the row, when the two differ. */
void tree_equal(const char *row, const char *got, const char *want);
