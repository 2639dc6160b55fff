/* SPDX-License-Identifier: MIT
 * Judging cuts by another parser: random cuts that the state rule allows, and what Gumbo makes of the rest. */
#pragma once
#include "core/cut.h"

/* The same document with each visible text turned into one word that names its token ("w17w"), blanks around it kept.
 * Tokens stay the same in number and kind.  Returns owned. */
GString *oracle_name_texts(const ll_doc *doc);

/* Picks one to three cuts (of struct ll_range) that are allowed together; NULL when `tries` were not enough. */
GArray *oracle_pick(GRand *rand, const ll_doc *doc, ll_cutter *cutter, unsigned tries);

/* The bytes that stay.  Returns owned. */
GString *oracle_cut(const ll_doc *doc, const GArray *ranges);

/* What Gumbo sees: a line for each word of oracle_name_texts() and each image or control, with the names of its
 * ancestors and the places of the links among them.  Places are those in the whole document: `ranges` are the cuts of
 * which `html` is the rest, or, when `whole`, those whose content is to be left out of the list.  Returns owned. */
char *oracle_gumbo(const ll_doc *doc, const GString *html, const GArray *ranges, bool whole);

/* Compares where elements with an end tag of their own end; counts those on which Gumbo agrees and those on which not.
 * Not asked: form, whose end Gumbo does not note. */
void oracle_spans(const ll_doc *doc, unsigned *same, unsigned *other);
