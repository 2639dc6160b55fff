/* SPDX-License-Identifier: MIT
 * Device twins: a block printed twice, each copy shown on some devices only.  Both go, or none. */
#pragma once
#include "core/plan.h"

/* For every pick that has a twin outside all picks, adds the twin; where the cutter does not allow that, drops the pick.
 * Keeps the picks sorted. */
void ll_twins(const ll_page *page, ll_cutter *cutter, ll_plan *plan);
