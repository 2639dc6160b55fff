/* SPDX-License-Identifier: MIT
 * Conditional comments: which belong together, and the document as Outlook's Word engine reads it: the contents of
 * <!--[if mso]>...<![endif]--> in place, what stands between <!--[if !mso]><!--> and <!--<![endif]--> gone. */
#pragma once
#include "core/html.h"

typedef struct ll_outlook {
  GArray *tokens;   /* of struct ll_token, offsets in doc->markup */
  uint32_t *first;  /* for each token of the document, and the end: its first token here */
  uint32_t *owner;  /* for each token here: the token of the document that it is of */
  int32_t *opener;  /* for each border (before a token, and the end): the innermost conditional that is open there,
                       -1: none.  A range whose ends differ in it splits a pair */
  uint8_t *stray;   /* for each token of the document: an opener or closer that has no other half */
  bool differs;     /* from the document itself */
  bool ambiguous;   /* a comment for Outlook cannot be read: the tokens are not to be trusted */
} ll_outlook;

/* Borrows `doc`.  Returns owned. */
ll_outlook *ll_outlook_new(const ll_doc *doc);
void ll_outlook_free(ll_outlook *outlook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_outlook, ll_outlook_free)
