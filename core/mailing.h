/* SPDX-License-Identifier: MIT
 * Mail that list software sent: did the owner of the list write it, for readers who do not answer there, or one of its
 * readers? */
#pragma once
#include "core/header.h"
#include "core/rules.h"

enum ll_mailing {
  LL_MAILING_NONE,  /* no list software, as far as the header tells */
  LL_MAILING_OWNER, /* an announcement list: nothing invites to write to it, and its owner wrote this */
  LL_MAILING_POST,  /* a discussion list, or not known to be none */
};

/* `rules` name the mailboxes of offices; without (NULL) only the list itself is known for one. */
enum ll_mailing ll_mailing_of(const ll_header *header, const ll_rules *rules);

/* Is the sender's address one that people get for themselves, at a provider of free mail? */
bool ll_mailing_is_private(const ll_header *header, const ll_rules *rules);

/* Does a person write, as far as name and address tell: "Ann Bell <ann@...>", <abell@...>? */
bool ll_mailing_is_person(const ll_header *header, const ll_rules *rules);

/* How many people the message is addressed to by name, To and Cc. */
unsigned ll_mailing_addressed(const ll_header *header);
