/* SPDX-License-Identifier: MIT
 * The HTML of real mail beside the project, for tests that skip without it. */
#pragma once
#include "core/html.h"

/* The paths of the messages (of char*, sorted); NULL when there is no corpus.  Returns owned. */
GPtrArray *corpus_messages(void);

/* The document of a message, or NULL and why not. */
ll_doc *corpus_doc(const char *path, const char **reason);
