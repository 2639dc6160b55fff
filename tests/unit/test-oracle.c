/* SPDX-License-Identifier: MIT
 * The state rule and the spans against Gumbo, an HTML5 parser: on generated documents and, where it is, on a corpus. */
#include "core/token.h"
#include "tests/unit/corpus.h"
#include "tests/unit/gen.h"
#include "tests/unit/oracle.h"
#include "tests/unit/quick.h"
#include "tests/unit/tree.h"
#include <gmime/gmime.h>

enum { CUTS = 5000, CUTS_A_DOCUMENT = 8, TRIES = 40, SEED = 20240229 };

struct score {
  unsigned documents, refused, cuts, wrong;
};

static void report(const ll_doc *doc, const GArray *ranges, const char *want, const char *got) {
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *range = &g_array_index(ranges, struct ll_range, i);
    size_t start = ll_doc_token(doc, range->start)->start, end = ll_doc_token(doc, range->end - 1)->end;
    g_test_message("cut %zu-%zu: %.*s", start, end, (int)MIN(end - start, 300), doc->bytes + start);
  }
  while (*want != '\0' && *want == *got)
    want++, got++;
  g_test_message("of %.*s\nwant ...%.200s\ngot ...%.200s", (int)MIN(doc->length, 6000), doc->bytes, want,
                 got);
}

/* Cuts a document whose texts are named. */
static void judge(GRand *rand, const ll_doc *doc, unsigned cuts, struct score *score) {
  g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
  g_autoptr(GString) all = g_string_new_len(doc->bytes, (gssize)doc->length);
  for (; cuts > 0; cuts--) {
    g_autoptr(GArray) ranges = oracle_pick(rand, doc, cutter, TRIES);
    if (ranges == NULL)
      continue;
    g_autoptr(GString) rest = oracle_cut(doc, ranges);
    g_autofree char *want = oracle_gumbo(doc, all, ranges, true),
                    *got = oracle_gumbo(doc, rest, ranges, false);
    score->cuts++;
    if (g_strcmp0(want, got) == 0)
      continue;
    if (score->wrong++ < 5)
      report(doc, ranges, want, got);
  }
}

static void judge_html(GRand *rand, const GString *html, struct score *score) {
  const char *reason = NULL;
  score->documents++;
  g_autoptr(ll_doc) raw = tree_parse(html->str, html->len, &reason);
  if (raw == NULL) {
    score->refused++;
    return;
  }
  tree_check(raw);
  g_autoptr(GString) named = oracle_name_texts(raw);
  g_autoptr(ll_doc) doc = tree_parse(named->str, named->len, &reason);
  g_assert_nonnull(doc);
  g_assert_cmpuint(doc->tokens->len, ==, raw->tokens->len);
  judge(rand, doc, CUTS_A_DOCUMENT, score);
}

static void test_generated(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_slow() ? (guint32)g_test_rand_int() : SEED);
  struct score score = {.documents = 0};
  const unsigned wanted = quick_rounds(g_test_slow() ? 10 * CUTS : CUTS);
  while (score.cuts < wanted && score.documents < 10 * CUTS) {
    g_autoptr(GString) html = gen_html(rand, (unsigned)g_rand_int_range(rand, 0, 5) * (score.documents % 16));
    judge_html(rand, html, &score);
  }
  g_test_message("%u documents, %u refused, %u cuts, %u wrong", score.documents, score.refused, score.cuts,
                 score.wrong);
  g_assert_cmpuint(score.cuts, >=, wanted);
  g_assert_cmpuint(score.wrong, ==, 0);
}

static void test_corpus(void) {
  g_autoptr(GPtrArray) paths = corpus_messages();
  g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);
  struct score score = {.documents = 0};
  if (paths == NULL) {
    g_test_skip("no corpus");
    return;
  }
  const guint step = paths->len / quick_rounds(paths->len);
  for (guint i = 0; i < paths->len; i += step) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = corpus_doc(g_ptr_array_index(paths, i), &reason);
    if (doc == NULL) {
      g_test_message("%s: %s", (char *)g_ptr_array_index(paths, i), reason);
      score.refused++;
      continue;
    }
    tree_check(doc);
    g_autoptr(GString) named = oracle_name_texts(doc);
    judge_html(rand, named, &score);
  }
  g_test_message("%u documents, %u refused, %u cuts, %u wrong", score.documents, score.refused, score.cuts,
                 score.wrong);
  g_assert_cmpuint(score.wrong, ==, 0);
}

static void test_spans(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);
  unsigned same = 0, other = 0;
  const unsigned documents = quick_rounds(400);
  for (unsigned i = 0; i < documents; i++) {
    const char *reason = NULL;
    g_autoptr(GString) html = gen_html(rand, 0);
    g_autoptr(ll_doc) doc = tree_parse(html->str, html->len, &reason);
    oracle_spans(doc, &same, &other);
  }
  g_test_message("%u spans agree, %u do not", same, other);
  g_assert_cmpuint(same, >, 50 * documents);
  g_assert_cmpuint(other, ==, 0);
}

static void test_corpus_spans(void) {
  g_autoptr(GPtrArray) paths = corpus_messages();
  unsigned same = 0, other = 0;
  if (paths == NULL) {
    g_test_skip("no corpus");
    return;
  }
  const guint step = paths->len / quick_rounds(paths->len);
  for (guint i = 0; i < paths->len; i += step) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = corpus_doc(g_ptr_array_index(paths, i), &reason);
    if (doc != NULL)
      oracle_spans(doc, &same, &other);
  }
  g_test_message("%u spans agree, %u do not", same, other);
  g_assert_cmpuint(other * (step == 1 ? 100 : 50), <=, same); /* a sample may have more of the worse */
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_mime_init();
  g_test_add_func("/oracle/generated", test_generated);
  g_test_add_func("/oracle/corpus", test_corpus);
  g_test_add_func("/oracle/spans", test_spans);
  g_test_add_func("/oracle/corpus-spans", test_corpus_spans);
  return g_test_run();
}
