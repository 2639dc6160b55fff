/* SPDX-License-Identifier: MIT
 * From a pick of the plan to the account that explains it. */
#pragma once
#include "core/plan.h"
#include <leanletter/leanletter.h>

/* Returns owned. */
ll_account *ll_account_new(const ll_scorer *scorer, const ll_signals *signals, const struct ll_pick *pick,
                           enum ll_decision decision);

/* An account for every atom of the message that something protects.  Appends to `accounts` (of ll_account). */
void ll_account_protected(const ll_signals *signals, GPtrArray *accounts);
