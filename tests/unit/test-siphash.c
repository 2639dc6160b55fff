/* SPDX-License-Identifier: MIT
 * The test vectors of the SipHash paper: key 00 01 .. 0f, input 00 01 .. n-1. */
#include "core/siphash.h"

static void test_vectors(void) {
  static const struct {
    size_t length;
    uint64_t want;
  } rows[] = {{0, 0x726fdb47dd0e0e31u}, {1, 0x74f839c593dc67fdu}, {8, 0x93f5f5799a932462u}, {15, 0xa129ca6149be45e5u}};
  uint8_t key[16], input[16];
  for (uint8_t i = 0; i < 16; i++)
    key[i] = input[i] = i;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("length %zu", rows[i].length);
    g_assert_cmphex(ll_siphash(key, input, rows[i].length), ==, rows[i].want);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/siphash/vectors", test_vectors);
  return g_test_run();
}
