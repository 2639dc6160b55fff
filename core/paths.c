/* SPDX-License-Identifier: MIT
 * Where things are: the Makefile defines LL_RULES_DIR. */
#include "core/paths.h"

const char *const ll_rules_directory = LL_RULES_DIR;
