/* SPDX-License-Identifier: MIT
 * The vocabulary against the plain definition of whole, start, end and inside. */
#include "core/vocab.h"

#include <string.h>

struct piece {
  char text[12];
  enum ll_affix affix;
  uint32_t number;
};

static void random_text(char *out, int shortest, int longest) {
  int n = g_test_rand_int_range(shortest, longest + 1);
  for (int i = 0; i < n; i++)
    out[i] = (char)('a' + g_test_rand_int_range(0, 3));
  out[n] = 0;
}

static bool fits(const struct piece *piece, const char *word) {
  switch (piece->affix) {
  case LL_AFFIX_NONE:
    return g_str_equal(word, piece->text);
  case LL_AFFIX_START:
    return g_str_has_prefix(word, piece->text);
  case LL_AFFIX_END:
    return g_str_has_suffix(word, piece->text);
  case LL_AFFIX_INSIDE:
    return strstr(word, piece->text) != NULL;
  }
  g_assert_not_reached();
}

static void compare(const ll_vocab *vocab, const struct piece *pieces, size_t n, const char *word) {
  uint32_t found[LL_VOCAB_FITS];
  size_t count = ll_vocab_find(vocab, word, strlen(word), found), wanted = 0;
  for (size_t i = 0; i < n; i++) {
    bool known = false, first = true;
    for (size_t j = 0; j < i; j++)
      first &= pieces[j].number != pieces[i].number;
    for (size_t j = 0; j < count; j++)
      known |= found[j] == pieces[i].number;
    if (known != fits(&pieces[i], word))
      g_error("piece %s (%d) and word %s", pieces[i].text, pieces[i].affix, word);
    wanted += first && known;
  }
  g_assert_cmpuint(count, ==, wanted);
}

static void test_random(void) {
  for (int round = 0; round < 200; round++) {
    g_autoptr(GArray) pieces = g_array_new(false, false, sizeof(struct piece));
    ll_vocab *vocab = ll_vocab_new();
    for (int i = 0; i < 12; i++) {
      struct piece piece = {.affix = (enum ll_affix)g_test_rand_int_range(0, 4)};
      random_text(piece.text, piece.affix == LL_AFFIX_INSIDE ? 3 : 1, 5);
      piece.number = ll_vocab_add(vocab, piece.affix, piece.text, strlen(piece.text));
      g_assert_cmpuint(piece.number, ==, ll_vocab_add(vocab, piece.affix, piece.text, strlen(piece.text)));
      g_array_append_val(pieces, piece);
    }
    for (int i = 0; i < 50; i++) {
      char word[12];
      random_text(word, 1, 10);
      compare(vocab, (const struct piece *)(const void *)pieces->data, pieces->len, word);
    }
    ll_vocab_free(vocab);
  }
}

/* More than the first table holds. */
static void test_many(void) {
  ll_vocab *vocab = ll_vocab_new();
  uint32_t numbers[3000], found[LL_VOCAB_FITS];
  char text[16];
  for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++) {
    g_snprintf(text, sizeof text, "w%u.", i);
    numbers[i] = ll_vocab_add(vocab, i % 2 ? LL_AFFIX_NONE : LL_AFFIX_START, text, strlen(text));
    g_assert_cmpuint(numbers[i], >=, LL_VOCAB_FIRST);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++) {
    g_snprintf(text, sizeof text, "w%u.", i);
    g_assert_cmpuint(ll_vocab_find(vocab, text, strlen(text), found), ==, 1);
    g_assert_cmpuint(found[0], ==, numbers[i]);
  }
  g_assert_cmpuint(ll_vocab_size(vocab), ==, LL_VOCAB_FIRST + G_N_ELEMENTS(numbers));
  ll_vocab_free(vocab);
}

/* A word that fits more than there is room for: the rest is dropped. */
static void test_full(void) {
  ll_vocab *vocab = ll_vocab_new();
  uint32_t found[LL_VOCAB_FITS];
  g_autofree char *word = g_strnfill(60, 'a');
  for (size_t n = 3; n < 60; n++)
    ll_vocab_add(vocab, LL_AFFIX_INSIDE, word, n);
  g_assert_cmpuint(ll_vocab_find(vocab, word, 60, found), ==, LL_VOCAB_FITS);
  ll_vocab_free(vocab);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vocab/random", test_random);
  g_test_add_func("/vocab/many", test_many);
  g_test_add_func("/vocab/full", test_full);
  return g_test_run();
}
