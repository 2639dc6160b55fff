/* SPDX-License-Identifier: MIT
 * Printed again in the same message. */
#pragma once
#include "core/signal.h"

/* Sets marks.repeat on the lines of later exact copies, of a line or of all that an element holds: 12 to 120 words with
 * a link, not a device twin (either copy shown on some devices only). */
void ll_repeats(ll_signals *signals);
