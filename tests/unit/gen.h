/* SPDX-License-Identifier: MIT
 * Makes HTML like that of newsletters, and spoils it. */
#pragma once
#include <glib.h>

/* A document of some 100 to 600 tags; the same numbers from `rand` give the same document.  After `spoil` random changes
 * (tags lost, doubled, swapped, put in at random) it is as nasty as wished; 0: every end tag is there.  Each
 * text is one word of its own.  Returns owned. */
GString *gen_html(GRand *rand, unsigned spoil);
