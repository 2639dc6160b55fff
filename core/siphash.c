/* SPDX-License-Identifier: MIT
 * SipHash-2-4, after its paper. */
#include "core/siphash.h"
#include <string.h>

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static void rounds(uint64_t v[4], int n) {
  while (n--) {
    v[0] += v[1], v[1] = ROTL(v[1], 13), v[1] ^= v[0], v[0] = ROTL(v[0], 32);
    v[2] += v[3], v[3] = ROTL(v[3], 16), v[3] ^= v[2];
    v[0] += v[3], v[3] = ROTL(v[3], 21), v[3] ^= v[0];
    v[2] += v[1], v[1] = ROTL(v[1], 17), v[1] ^= v[2], v[2] = ROTL(v[2], 32);
  }
}

/* Up to 8 bytes as a little-endian number. */
static uint64_t load(const uint8_t *bytes, size_t n) {
  uint64_t word = 0;
  for (size_t i = 0; i < n; i++)
    word |= (uint64_t)bytes[i] << (8 * i);
  return word;
}

uint64_t ll_siphash(const uint8_t key[16], const void *data, size_t length) {
  const uint8_t *bytes = data;
  uint64_t k0 = load(key, 8), k1 = load(key + 8, 8);
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                   k1 ^ 0x7465646279746573u};
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t m = load(bytes + at, 8);
    v[3] ^= m;
    rounds(v, 2);
    v[0] ^= m;
  }
  uint64_t last = load(bytes + at, length - at) | (uint64_t)length << 56;
  v[3] ^= last;
  rounds(v, 2);
  v[0] ^= last;
  v[2] ^= 0xff;
  rounds(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
