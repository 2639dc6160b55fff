/* SPDX-License-Identifier: MIT
 * Rows of links ("Unsubscribe | Forward | Follow us: f t in") fall into pieces, one a link. */
#pragma once
#include "core/block.h"

/* If the page's last atom is such a row, replaces it by its pieces (a separator goes with the piece after it, text
 * before the first link is a piece of its own) and returns how many; else 0 and nothing changed. */
unsigned ll_row_split(ll_page *page);
