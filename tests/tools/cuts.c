/* SPDX-License-Identifier: MIT
 * cuts N SEED: prints JSON for tests/browser/judge.html: documents, generated and from the corpus if there is one, with
 * N random cuts in all that the state rule allows.  Bytes above 127 are written as if they were Latin-1. */
#include "tests/unit/corpus.h"
#include "tests/unit/gen.h"
#include "tests/unit/oracle.h"
#include "tests/unit/tree.h"
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>

enum { CUTS_A_DOCUMENT = 10, TRIES = 40 };

struct printer {
  GRand *rand;
  unsigned documents, cuts;
};

static void print_string(const char *bytes, size_t length) {
  putchar('"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '<')
      printf("\\u%04x", c);
    else
      putchar(c);
  }
  putchar('"');
}

/* [[start, end] ...]: offsets in the document. */
static void print_spans(const ll_doc *doc, const GArray *ranges) {
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *range = &g_array_index(ranges, struct ll_range, i);
    printf("%s[%u,%u]", i > 0 ? "," : "[", ll_doc_token(doc, range->start)->start,
           ll_doc_token(doc, range->end - 1)->end);
  }
  putchar(']');
}

/* The words and the sources of images that go. */
static void print_gone(const ll_doc *doc, const GArray *ranges) {
  const char *comma = "";
  putchar('[');
  for (guint i = 0; i < ranges->len; i++) {
    const struct ll_range *range = &g_array_index(ranges, struct ll_range, i);
    for (uint32_t k = range->start; k < range->end; k++) {
      const struct ll_token *token = ll_doc_token(doc, k);
      const char *src =
          token->tag == LL_TAG_IMG && token->node >= 0 ? ll_doc_attribute(doc, token->node, "src") : NULL;
      if (token->kind != LL_TOKEN_TEXT && src == NULL)
        continue;
      g_autofree char *key = src != NULL ? g_strconcat("img ", src, NULL) : g_strdup_printf("w%uw", k);
      fputs(comma, stdout);
      print_string(key, strlen(key));
      comma = ",";
    }
  }
  putchar(']');
}

static void print_document(struct printer *printer, const ll_doc *raw) {
  const char *reason = NULL, *comma = "";
  g_autoptr(GString) named = oracle_name_texts(raw);
  g_autoptr(ll_doc) doc = tree_parse(named->str, named->len, &reason);
  if (doc == NULL)
    return;
  g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
  fputs(printer->documents++ > 0 ? ",\n{\"html\":" : "{\"html\":", stdout);
  print_string(doc->bytes, doc->length);
  fputs(",\"cuts\":[", stdout);
  for (unsigned i = 0; i < CUTS_A_DOCUMENT; i++) {
    g_autoptr(GArray) ranges = oracle_pick(printer->rand, doc, cutter, TRIES);
    if (ranges == NULL)
      continue;
    printf("%s{\"spans\":", comma);
    print_spans(doc, ranges);
    fputs(",\"gone\":", stdout);
    print_gone(doc, ranges);
    putchar('}');
    comma = ",";
    printer->cuts++;
  }
  fputs("]}", stdout);
}

static void print_corpus(struct printer *printer) {
  g_autoptr(GPtrArray) paths = corpus_messages();
  for (guint i = 0; paths != NULL && i < paths->len; i++) {
    const char *reason = NULL;
    g_autoptr(ll_doc) doc = corpus_doc(g_ptr_array_index(paths, i), &reason);
    if (doc != NULL)
      print_document(printer, doc);
  }
}

int main(int argc, char **argv) {
  unsigned wanted = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5000;
  g_autoptr(GRand) rand = g_rand_new_with_seed(argc > 2 ? (guint32)strtoul(argv[2], NULL, 10) : 1);
  struct printer printer = {.rand = rand};
  g_mime_init();
  fputs("[\n", stdout);
  print_corpus(&printer);
  while (printer.cuts < wanted) {
    const char *reason = NULL;
    g_autoptr(GString) html =
        gen_html(rand, (unsigned)g_rand_int_range(rand, 0, 5) * (printer.documents % 16));
    g_autoptr(ll_doc) doc = tree_parse(html->str, html->len, &reason);
    if (doc != NULL)
      print_document(&printer, doc);
  }
  fputs("\n]\n", stdout);
  return 0;
}
