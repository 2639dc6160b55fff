/* SPDX-License-Identifier: MIT
 * The libmilter callbacks: thin; what they know is in session.h, what is decided in treat.h and policy.h. */
#pragma once
#include "treat.h"

struct smfiDesc; /* libmilter/mfapi.h */

/* The description to register; every session works with `front`. */
struct smfiDesc ll_callbacks(const struct ll_front *front);

/* Messages between MAIL and their end, now. */
int ll_callbacks_in_hand(void);
