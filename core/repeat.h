/* SPDX-License-Identifier: MIT
 * Printed again in the same message. */
#pragma once
#include "core/signal.h"

/* Sets marks.repeat on the later exact copies: at least 12 words, the same link targets, not a device twin (either copy
 * shown on some devices only), not in a list or a table of several columns. */
void ll_repeats(ll_signals *signals);
