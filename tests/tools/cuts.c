/* SPDX-License-Identifier: MIT
 * cuts N SEED: prints JSON for tests/browser/judge.html: documents, generated and from the corpus if there is one, with
 * N random cuts in all that the state rule allows; where Outlook reads something else, that too.  Bytes above 127 are
 * written as if they were Latin-1. */
#include "core/entity.h"
#include "core/outlook.h"
#include "core/token.h"
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

/* A way to read a document: as HTML, or as Outlook does. */
struct view {
  const ll_doc *doc;
  const GArray *tokens;  /* of struct ll_token */
  const uint32_t *first; /* for each token of the document, and the end, its first one here; NULL: the same */
};

static const struct ll_token *view_token(const struct view *view, uint32_t i) {
  return &g_array_index(view->tokens, struct ll_token, i);
}

static struct ll_range range_in(const struct view *view, const GArray *ranges, guint i) {
  struct ll_range range = g_array_index(ranges, struct ll_range, i);
  return view->first != NULL ? (struct ll_range){view->first[range.start], view->first[range.end]} : range;
}

/* The bytes of the view before token `end`. */
static unsigned length_before(const struct view *view, uint32_t end) {
  unsigned length = 0;
  for (uint32_t i = 0; i < end; i++)
    length += view_token(view, i)->end - view_token(view, i)->start;
  return length;
}

static void print_markup(const struct view *view) {
  g_autoptr(GString) markup = g_string_new(NULL);
  for (guint i = 0; i < view->tokens->len; i++)
    g_string_append_len(markup, view->doc->markup + view_token(view, i)->start,
                        view_token(view, i)->end - view_token(view, i)->start);
  print_string(markup->str, markup->len);
}

/* [[start, end] ...]: offsets in the markup. */
static void print_spans(const struct view *view, const GArray *ranges) {
  for (guint i = 0; i < ranges->len; i++) {
    struct ll_range range = range_in(view, ranges, i);
    printf("%s[%u,%u]", i > 0 ? "," : "[", length_before(view, range.start), length_before(view, range.end));
  }
  putchar(']');
}

/* "img SRC" of an image; NULL when it has none. */
static char *image_key(const struct view *view, const struct ll_token *token) {
  struct ll_tag_scan scan;
  struct ll_raw_attribute attribute;
  ll_tag_scan_begin(&scan, view->doc->markup + token->start, view->doc->markup + token->end);
  while (ll_tag_scan_next(&scan, &attribute))
    if (attribute.name_length == 3 && g_ascii_strncasecmp(attribute.name, "src", 3) == 0) {
      GString *key = g_string_new("img ");
      ll_entities_append(key, attribute.value, attribute.value_length, true);
      return g_string_free(key, FALSE);
    }
  return NULL;
}

/* A text is named for its token in the document; what it says is that name. */
static char *key_of(const struct view *view, const struct ll_token *token) {
  if (token->kind == LL_TOKEN_START && token->tag == LL_TAG_IMG)
    return image_key(view, token);
  if (token->kind != LL_TOKEN_TEXT)
    return NULL;
  g_autofree char *text = g_strndup(view->doc->markup + token->start, token->end - token->start);
  return g_strdup(g_strstrip(text));
}

/* The words and the images that go. */
static void print_gone(const struct view *view, const GArray *ranges) {
  const char *comma = "";
  putchar('[');
  for (guint i = 0; i < ranges->len; i++) {
    struct ll_range range = range_in(view, ranges, i);
    for (uint32_t k = range.start; k < range.end; k++) {
      g_autofree char *key = key_of(view, view_token(view, k));
      if (key == NULL)
        continue;
      fputs(comma, stdout);
      print_string(key, strlen(key));
      comma = ",";
    }
  }
  putchar(']');
}

/* `cuts`: of GArray of struct ll_range. */
static void print_view(struct printer *printer, const struct view *view, const GPtrArray *cuts) {
  fputs(printer->documents++ > 0 ? ",\n{\"html\":" : "{\"html\":", stdout);
  print_markup(view);
  fputs(",\"cuts\":[", stdout);
  for (guint i = 0; i < cuts->len; i++) {
    fputs(i > 0 ? ",{\"spans\":" : "{\"spans\":", stdout);
    print_spans(view, g_ptr_array_index(cuts, i));
    fputs(",\"gone\":", stdout);
    print_gone(view, g_ptr_array_index(cuts, i));
    putchar('}');
  }
  fputs("]}", stdout);
  printer->cuts += cuts->len;
}

static void print_document(struct printer *printer, const ll_doc *raw) {
  const char *reason = NULL;
  g_autoptr(GString) named = oracle_name_texts(raw);
  g_autoptr(ll_doc) doc = tree_parse(named->str, named->len, &reason);
  if (doc == NULL)
    return;
  g_autoptr(ll_cutter) cutter = ll_cutter_new(doc);
  g_autoptr(ll_outlook) outlook = ll_outlook_new(doc);
  g_autoptr(GPtrArray) cuts = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (unsigned i = 0; i < CUTS_A_DOCUMENT; i++) {
    GArray *ranges = oracle_pick(printer->rand, doc, cutter, TRIES);
    if (ranges != NULL)
      g_ptr_array_add(cuts, ranges);
  }
  struct view html = {doc, doc->tokens, NULL}, word = {doc, outlook->tokens, outlook->first};
  print_view(printer, &html, cuts);
  if (outlook->differs && !outlook->ambiguous)
    print_view(printer, &word, cuts);
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
