/* SPDX-License-Identifier: MIT
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a fast keyed hash for short strings. */
#pragma once
#include <leanletter/types.h>

uint64_t ll_siphash(const uint8_t key[16], const void *data, size_t length);
