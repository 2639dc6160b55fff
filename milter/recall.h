/* SPDX-License-Identifier: MIT
 *
 * The stream memory as the front sees it: answers the look-ups of cleaners and remembers lessons once the mail server
 * has taken the message.  Slow or down means "no answer": mail is never kept waiting.
 */
#pragma once
#include <leanletter/config.h>
#include <leanletter/memory.h>

typedef struct ll_recollection ll_recollection;

/* Opens what [memory] of the configuration names.  NULL: there is no memory (none configured, or `error` is set). */
ll_recollection *ll_recall_open(const ll_config *config, GError **error);
void ll_recall_close(ll_recollection *recall);

/* The secret of this installation, 32 bytes; borrowed. */
const uint8_t *ll_recall_secret(const ll_recollection *recall);

/* See struct ll_memory.  From any thread. */
bool ll_recall_look_up(ll_recollection *recall, const ll_lesson *lesson, struct ll_seen *seen);

/* Remembers a lesson some time soon, without waiting; takes it. */
void ll_recall_remember(ll_recollection *recall, ll_lesson *lesson);
