/* SPDX-License-Identifier: MIT
 * Where things are.  core/paths.c is compiled twice: for the build tree, where the rules are those of the sources, and for
 * the installed programs, so that neither ever looks into the other's place. */
#pragma once

extern const char *const ll_rules_directory;
