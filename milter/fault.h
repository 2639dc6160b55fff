/* SPDX-License-Identifier: MIT
 *
 * Fault injection for tests, in a build with V=fault only: a process kills itself or another, or misbehaves, at a named
 * point.  LL_FAULT_POINT names the point; LL_FAULT_KILL who dies there (front, cleaner, master; default front);
 * LL_FAULT_TOKENS a directory: the fault happens only when a file can be removed from it, once for each.
 */
#pragma once
#ifdef LL_FAULT
#include <stdbool.h>
#include <sys/types.h>
bool ll_fault_is(const char *point);
void ll_fault_at(const char *point, pid_t cleaner);
#define LL_FAULT_AT(point, cleaner) ll_fault_at(point, cleaner)
#else
#define LL_FAULT_AT(point, cleaner) ((void)0)
#endif
