/* SPDX-License-Identifier: MIT
 * score [--list | --arguable] [--line | --figures] OUT LEAN HALF...: how well the letters of OUT/HALF were cleaned into
 * LEAN/HALF; --arguable lists what is arguable and stays, too.
 *
 * OUT/HALF/NAME.html is the HTML of NAME.eml with marks (tests/quality/README).  The words a reader sees, text of shown
 * elements and the alt texts of images, are compared before and after.  It knows nothing of the library that it judges:
 * MIME is read by GMime, HTML by gumbo. */
#include "tests/tools/words.h"
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
  unsigned blocks, blocks_gone, words, words_gone, may, may_gone;
};

struct scores {
  bool list, arguable; /* print what is missed and lost; what is arguable and stays, too */
  const char *name; /* of the letter, as long as nothing of it is listed */
  struct tally of[SEEN_N_CLASSES];
  unsigned letters, kept, kept_lost, lossless, linked, untouched, untouched_of, failed;
};

/* ---- which words are gone ---------------------------------------------------------------------- */

/* Prices: of a word that came from nowhere, of a gap that opens, of a word that stays gone. */
enum { GROWN = 1000000, OPENS = 1000, KEPT_LOST = 1 };

struct lattice {
  const GPtrArray *before, *after; /* of struct seen_word */
  unsigned *cost[2];               /* of the prefixes: the last word of `before` is kept, is gone */
  unsigned char *from;             /* bits: kept came out of a gap; gone came out of a gap; kept is a grown word */
};

static const struct seen_word *word_at(const GPtrArray *words, guint i) { return g_ptr_array_index(words, i); }

/* The best way to have the first `i` words of `before` and the first `k` of `after`. */
static void lattice_step(struct lattice *l, guint i, guint k) {
  size_t width = l->after->len + 1, here = i * width + k;
  unsigned kept = G_MAXUINT / 2, gone = G_MAXUINT / 2;
  unsigned char from = 0;
  if (i > 0 && k > 0 && strcmp(word_at(l->before, i - 1)->text, word_at(l->after, k - 1)->text) == 0) {
    size_t there = here - width - 1;
    from |= l->cost[1][there] < l->cost[0][there] ? 1 : 0;
    kept = MIN(l->cost[0][there], l->cost[1][there]);
  }
  if (i > 0) {
    size_t there = here - width;
    unsigned price = word_at(l->before, i - 1)->tier == SEEN_KEEP ? KEPT_LOST : 0;
    from |= l->cost[1][there] <= l->cost[0][there] + OPENS ? 2 : 0;
    gone = MIN(l->cost[1][there], l->cost[0][there] + OPENS) + price;
  }
  if (k > 0 && MIN(l->cost[0][here - 1], l->cost[1][here - 1]) + GROWN < kept) {
    from = (unsigned char)((from & 2) | 4 | (l->cost[1][here - 1] < l->cost[0][here - 1] ? 1 : 0));
    kept = MIN(l->cost[0][here - 1], l->cost[1][here - 1]) + GROWN;
  }
  l->cost[0][here] = i + k == 0 ? 0 : kept;
  l->cost[1][here] = gone;
  l->from[here] = from;
}

/* Marks what is gone; returns how many words came from nowhere. */
static unsigned lattice_trace(const struct lattice *l) {
  size_t width = l->after->len + 1;
  guint i = l->before->len, k = l->after->len;
  bool gap = l->cost[1][i * width + k] < l->cost[0][i * width + k];
  unsigned grown = 0;
  while (i > 0 || k > 0) {
    unsigned char from = l->from[i * width + k];
    if (gap) {
      ((struct seen_word *)word_at(l->before, --i))->gone = true;
      gap = from & 2;
    } else {
      k--;
      if (from & 4)
        grown++;
      else
        i--;
      gap = from & 1;
    }
  }
  return grown;
}

/* Cleaning only cuts, so what came out lies in what went in: of all the ways it may, the one with the fewest gaps, then
 * the one that takes least of what stays (of two copies the marked one is the one that is gone). */
static unsigned find_gone(const GPtrArray *before, const GPtrArray *after) {
  size_t cells = (size_t)(before->len + 1) * (after->len + 1);
  struct lattice l = {before, after, {g_new(unsigned, cells), g_new(unsigned, cells)}, g_new(unsigned char, cells)};
  for (guint i = 0; i <= before->len; i++)
    for (guint k = 0; k <= after->len; k++)
      lattice_step(&l, i, k);
  unsigned grown = lattice_trace(&l);
  g_free(l.cost[0]);
  g_free(l.cost[1]);
  g_free(l.from);
  return grown;
}

/* ---- one letter -------------------------------------------------------------------------------- */

static GMimePart *html_part(GMimeObject *object) {
  if (GMIME_IS_MULTIPART(object)) {
    GMimePart *found = NULL;
    for (int i = 0; found == NULL && i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
      found = html_part(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
    return found;
  }
  return GMIME_IS_TEXT_PART(object) && g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", "html")
             ? GMIME_PART(object)
             : NULL;
}

/* The HTML of a message as UTF-8; NULL when there is none. */
static char *html_of(const char *path) {
  g_autofree char *raw = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &raw, &size, NULL))
    return NULL;
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw, size);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  GMimePart *part = message && message->mime_part ? html_part(message->mime_part) : NULL;
  char *text = part ? g_mime_text_part_get_text(GMIME_TEXT_PART(part)) : NULL;
  g_clear_object(&message);
  g_object_unref(parser);
  g_object_unref(stream);
  return text;
}

static bool same_words(const GPtrArray *a, const GPtrArray *b) {
  bool same = a->len == b->len;
  for (guint i = 0; same && i < a->len; i++)
    same = strcmp(word_at(a, i)->text, word_at(b, i)->text) == 0;
  return same;
}

static void list_name(struct scores *scores) {
  if (scores->name != NULL)
    printf("  %s\n", scores->name);
  scores->name = NULL;
}

/* Prints the words `first` to `end` that are gone, or that are not. */
static void list_words(struct scores *scores, const char *what, const GPtrArray *words, guint first, guint end, bool gone) {
  unsigned class = word_at(words, first)->class;
  list_name(scores);
  printf("    %s %s:", what, class < SEEN_N_CLASSES ? seen_class_names[class] : "words");
  for (guint i = first; i < end; i++)
    if (word_at(words, i)->gone == gone)
      printf(" %s", word_at(words, i)->text);
  putchar('\n');
}

/* Counts the words from `first` on that have the same mark; returns the end of that run. */
static guint count_run(struct scores *scores, const GPtrArray *words, guint first) {
  const struct seen_word *mark = word_at(words, first);
  struct tally *tally = &scores->of[mark->class];
  guint end = first, gone = 0;
  for (; end < words->len && word_at(words, end)->block == mark->block; end++)
    gone += word_at(words, end)->gone;
  if (mark->tier == SEEN_MUST) {
    bool whole = gone * 10 >= (end - first) * 9;
    tally->blocks++;
    tally->blocks_gone += whole;
    tally->words += end - first;
    tally->words_gone += gone;
    if (scores->list && !whole)
      list_words(scores, "missed", words, first, end, false);
  } else if (mark->tier == SEEN_MAY && mark->class != SEEN_OTHER) {
    tally->may += end - first;
    tally->may_gone += gone;
    if (scores->arguable && gone * 10 < (end - first) * 9)
      list_words(scores, "stays", words, first, end, false);
  } else if (mark->tier == SEEN_KEEP) {
    scores->kept += end - first;
    scores->kept_lost += gone;
    if (scores->list && gone > 0)
      list_words(scores, "LOST", words, first, end, true);
  }
  return end;
}

/* Every guarded link must be there byte for byte. */
static bool count_links(struct scores *scores, const struct seen *before, const struct seen *after) {
  bool all = true;
  for (guint i = 0; i < before->guarded->len; i++) {
    const char *link = g_ptr_array_index(before->guarded, i);
    if (g_ptr_array_find_with_equal_func(after->links, link, g_str_equal, NULL))
      continue;
    all = false;
    if (!scores->list)
      continue;
    list_name(scores);
    printf("    LOST link: %s\n", link);
  }
  return all;
}

/* What is wrong with a letter and its cleaning; NULL: nothing. */
static const char *compare(struct scores *scores, const struct seen *marked, const struct seen *mail, const struct seen *lean) {
  if (marked->wrong != NULL)
    return marked->wrong;
  if (!same_words(marked->words, mail->words))
    return "the marked HTML and the mail differ";
  if (find_gone(marked->words, lean->words) > 0)
    return "words came from nowhere";
  unsigned lost = scores->kept_lost;
  for (guint i = 0; i < marked->words->len;)
    i = count_run(scores, marked->words, i);
  scores->lossless += scores->kept_lost == lost;
  scores->linked += count_links(scores, marked, lean);
  return NULL;
}

static void score_letter(struct scores *scores, const char *out, const char *lean, const char *name) {
  g_autofree char *mail_path = g_strdup_printf("%s/%s.eml", out, name);
  g_autofree char *lean_path = g_strdup_printf("%s/%s.eml", lean, name);
  g_autofree char *marked_path = g_strdup_printf("%s/%s.html", out, name);
  g_autofree char *mail = html_of(mail_path), *cleaned = html_of(lean_path), *marked = NULL;
  scores->letters++;
  scores->name = name;
  const char *wrong = "the mail cannot be read";
  if (mail && cleaned && g_file_get_contents(marked_path, &marked, NULL, NULL)) {
    struct seen *seen[3] = {seen_new(marked), seen_new(mail), seen_new(cleaned)};
    wrong = compare(scores, seen[0], seen[1], seen[2]);
    for (unsigned i = 0; i < G_N_ELEMENTS(seen); i++)
      seen_free(seen[i]);
  }
  if (wrong == NULL)
    return;
  scores->failed++;
  fprintf(stderr, "%s: %s\n", name, wrong);
}

static void score_negative(struct scores *scores, const char *out, const char *lean, const char *name) {
  g_autofree char *before_path = g_strdup_printf("%s/%s.eml", out, name);
  g_autofree char *after_path = g_strdup_printf("%s/%s.eml", lean, name);
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before = 0, n_after = 0;
  bool same = g_file_get_contents(before_path, &before, &n_before, NULL) &&
              g_file_get_contents(after_path, &after, &n_after, NULL) && n_before == n_after &&
              memcmp(before, after, n_before) == 0;
  scores->untouched_of++;
  scores->untouched += same;
  if (!same && scores->list)
    printf("  TOUCHED %s\n", name);
}

static void score_folder(struct scores *scores, const char *out, const char *lean) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open(out, 0, &error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    if (g_str_has_suffix(name, ".eml"))
      g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(".eml")));
  if (error != NULL)
    fprintf(stderr, "score: %s\n", error->message);
  g_ptr_array_sort(names, (GCompareFunc)(void *)seen_compare_names);
  bool negative = g_str_has_suffix(out, "untouched");
  for (guint i = 0; i < names->len; i++)
    (negative ? score_negative : score_letter)(scores, out, lean, g_ptr_array_index(names, i));
}

/* ---- figures ----------------------------------------------------------------------------------- */

static double share(unsigned part, unsigned whole) { return whole > 0 ? (double)part / whole : 1; }

static struct tally sum(const struct scores *scores) {
  struct tally all = {0};
  for (unsigned i = 0; i < SEEN_N_CLASSES; i++) {
    all.blocks += scores->of[i].blocks;
    all.blocks_gone += scores->of[i].blocks_gone;
    all.words += scores->of[i].words;
    all.words_gone += scores->of[i].words_gone;
    all.may += scores->of[i].may;
    all.may_gone += scores->of[i].may_gone;
  }
  return all;
}

static void print_share(int width, unsigned part, unsigned whole) {
  printf("%*u of %-5u %5.3f", width, part, whole, share(part, whole));
}

static void print_row(const char *name, const struct tally *t) {
  printf("%-10s", name);
  if (t->blocks > 0) {
    print_share(6, t->blocks_gone, t->blocks);
    print_share(7, t->words_gone, t->words);
  }
  if (t->may > 0)
    print_share(t->blocks > 0 ? 7 : 48, t->may_gone, t->may);
  putchar('\n');
}

static void print_line(const struct scores *scores) {
  struct tally all = sum(scores);
  printf("recall %.3f, precision %.3f: %u of %u kept words lost; of %u letters %u lost none and %u kept their links, "
         "%u failed; untouched %u of %u\n",
         share(all.words_gone, all.words), share(all.words_gone, all.words_gone + scores->kept_lost), scores->kept_lost,
         scores->kept, scores->letters, scores->lossless, scores->linked, scores->failed, scores->untouched,
         scores->untouched_of);
}

static void print_table(const struct scores *scores) {
  struct tally all = sum(scores);
  printf("%-10s%20s%21s%28s\n", "class", "blocks gone", "words gone", "arguable words gone");
  for (unsigned i = 0; i < SEEN_N_CLASSES; i++)
    if (scores->of[i].blocks + scores->of[i].may > 0)
      print_row(seen_class_names[i], &scores->of[i]);
  print_row("all", &all);
  print_line(scores);
}

static void print_figures(const struct scores *scores) {
  struct tally all = sum(scores);
  printf("letters %u\n", scores->letters);
  printf("failed %u\n", scores->failed);
  printf("blocks %.3f\n", share(all.blocks_gone, all.blocks));
  printf("recall %.3f\n", share(all.words_gone, all.words));
  printf("arguable %.3f\n", share(all.may_gone, all.may));
  printf("precision %.4f\n", share(all.words_gone, all.words_gone + scores->kept_lost));
  printf("zero-loss %.3f\n", share(scores->lossless, scores->letters));
  printf("links %.3f\n", share(scores->linked, scores->letters));
  printf("untouched %.3f\n", share(scores->untouched, scores->untouched_of));
}

int main(int argc, char **argv) {
  struct scores scores = {.list = false};
  void (*print)(const struct scores *) = print_table;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    bool arguable = strcmp(argv[at], "--arguable") == 0, list = arguable || strcmp(argv[at], "--list") == 0;
    scores.list |= list;
    scores.arguable |= arguable;
    if (!list)
      print = strcmp(argv[at], "--line") == 0 ? print_line : print_figures;
  }
  if (argc - at < 3) {
    fputs("usage: score [--list | --arguable] [--line | --figures] OUT LEAN HALF...\n", stderr);
    return 2;
  }
  g_mime_init();
  for (int half = at + 2; half < argc; half++) {
    g_autofree char *out = g_strdup_printf("%s/%s", argv[at], argv[half]);
    g_autofree char *lean = g_strdup_printf("%s/%s", argv[at + 1], argv[half]);
    score_folder(&scores, out, lean);
  }
  print(&scores);
  return scores.failed > 0 || scores.letters + scores.untouched_of == 0;
}
