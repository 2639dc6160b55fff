/* SPDX-License-Identifier: MIT
 * Addresses that are printed and not linked: old letters have no others, and mail programs let one click them. */
#pragma once
#include "core/signal.h"

/* Marks the lines with addresses of mail and of the web, handles and hashtags outside links, and what their targets tell.
 * Phrases are marked already; words have not been counted. */
void ll_addresses_mark(ll_signals *signals, const enum ll_policy policy[LL_N_CLASSES]);
