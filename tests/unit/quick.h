/* SPDX-License-Identifier: MIT
 * Tests of many rounds or many configurations, where each takes long. */
#pragma once
#include <glib.h>

/* `usual`, or one in LL_ONE_IN of them: `make valgrind` sets that. */
unsigned quick_rounds(unsigned usual);

/* A setting for ll_config_load_with(), "cleaning.rules=DIRECTORY": of the rule files only those in `names` (without
 * ".rules", NULL-terminated), which load in no time.  One set a program.  Stays until the program ends. */
const char *quick_rules(const char *const *names);
