/* SPDX-License-Identifier: MIT
 * Reads the table. */
#include "tests/fit/table.h"
#include <stdlib.h>
#include <string.h>

static const char *const fields[] = {"mail", "sender", "start", "end", "size", "open", "score", "gold"};
enum { MAIL, SENDER, START, END, SIZE, OPEN, SCORE, GOLD, N_FIELDS };

static bool fail(GError **error, unsigned line, const char *what) {
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "line %u: %s", line, what);
  return false;
}

/* "keep:12 may:3 0:7" */
static bool read_gold(struct gold *gold, const char *text) {
  g_auto(GStrv) items = g_strsplit(text, " ", -1);
  gold->must = g_array_new(FALSE, FALSE, sizeof(struct part));
  for (char **item = items; *item && **item; item++) {
    char *colon = strchr(*item, ':');
    if (!colon)
      return false;
    unsigned words = (unsigned)strtoul(colon + 1, NULL, 10);
    struct part part = {(unsigned)strtoul(*item, NULL, 10), words};
    if (g_str_has_prefix(*item, "keep:"))
      gold->keep = words;
    else if (g_str_has_prefix(*item, "may:"))
      gold->may = words;
    else
      g_array_append_val(gold->must, part);
  }
  return true;
}

static unsigned number_of(GPtrArray *names, const char *name) {
  guint i;
  if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, &i)) {
    i = names->len;
    g_ptr_array_add(names, g_strdup(name));
  }
  return i;
}

static bool read_header(struct table *t, char **cells, GError **error) {
  for (int i = 0; i < N_FIELDS; i++)
    if (!cells[i] || !g_str_equal(cells[i], fields[i]))
      return fail(error, 1, "these are not the names of the fields");
  for (char **cell = cells + N_FIELDS; *cell; cell++)
    g_ptr_array_add(t->features, g_strdup(*cell));
  return t->features->len > 0 || fail(error, 1, "there are no features");
}

static bool read_line(struct table *t, char **cells, unsigned line, GError **error) {
  struct gold gold = {0};
  if (g_strv_length(cells) != N_FIELDS + t->features->len)
    return fail(error, line, "too many fields, or too few");
  bool good = read_gold(&gold, cells[GOLD]);
  size_t start = strtoul(cells[START], NULL, 10), end = strtoul(cells[END], NULL, 10);
  if (good && end == 0) { /* the mail as a whole */
    struct mail mail = {g_strdup(cells[MAIL]), number_of(t->senders, cells[SENDER]), 0, gold, t->rows->len, t->rows->len};
    g_array_append_val(t->mails, mail);
    return true;
  }
  struct mail *mail = t->mails->len ? table_mail(t, t->mails->len - 1) : NULL;
  if (!good || !mail || !g_str_equal(mail->name, cells[MAIL])) {
    g_array_unref(gold.must);
    return fail(error, line, good ? "there is no line of the mail as a whole before" : "gold is not as it should be");
  }
  struct row row = {start, end, g_ascii_strtod(cells[SIZE], NULL), g_str_equal(cells[OPEN], "1"),
                    g_ascii_strtod(cells[SCORE], NULL), gold, 0, g_new0(double, t->features->len)};
  for (guint f = 0; f < t->features->len; f++)
    row.values[f] = g_ascii_strtod(cells[N_FIELDS + f], NULL);
  g_array_append_val(t->rows, row);
  mail->row_end = t->rows->len;
  return true;
}

static bool same_words(const struct gold *a, const struct gold *b) {
  return a->keep == b->keep && a->may == b->may && a->must->len == b->must->len &&
         (a->must->len == 0 || memcmp(a->must->data, b->must->data, a->must->len * sizeof(struct part)) == 0);
}

/* The mails weigh the same, in a mail each range of words: an element that holds nothing else is no second example.
 * What only holds words that may go either way is none at all. */
static void weigh(struct table *t) {
  for (guint m = 0; m < t->mails->len; m++) {
    const struct mail *mail = table_mail(t, m);
    double sum = 0;
    for (guint i = mail->row; i < mail->row_end; i++) {
      struct row *row = table_row(t, i);
      unsigned same = 0;
      for (guint j = mail->row; j < mail->row_end; j++) {
        const struct row *other = table_row(t, j);
        same += other->open && other->start < row->end && row->start < other->end && same_words(&other->gold, &row->gold);
      }
      row->weight = row->open && (row->gold.keep || row->gold.must->len) ? 1.0 / same : 0;
      sum += row->weight;
    }
    for (guint i = mail->row; i < mail->row_end && sum > 0; i++)
      table_row(t, i)->weight /= sum;
  }
}

struct table *table_read(const char *file, GError **error) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(file, &text, NULL, error))
    return NULL;
  struct table *t = g_new0(struct table, 1);
  t->features = g_ptr_array_new_with_free_func(g_free);
  t->senders = g_ptr_array_new_with_free_func(g_free);
  t->mails = g_array_new(FALSE, FALSE, sizeof(struct mail));
  t->rows = g_array_new(FALSE, FALSE, sizeof(struct row));
  g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
  bool good = lines[0] || fail(error, 1, "the table is empty");
  for (guint i = 0; good && lines[i]; i++) {
    g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);
    good = i == 0 ? read_header(t, cells, error) : read_line(t, cells, i + 1, error);
  }
  if (!good) {
    table_free(t);
    return NULL;
  }
  weigh(t);
  return t;
}

void table_free(struct table *t) {
  for (guint i = 0; i < t->mails->len; i++) {
    g_free(table_mail(t, i)->name);
    g_array_unref(table_mail(t, i)->all.must);
  }
  for (guint i = 0; i < t->rows->len; i++) {
    g_array_unref(table_row(t, i)->gold.must);
    g_free(table_row(t, i)->values);
  }
  g_ptr_array_unref(t->features);
  g_ptr_array_unref(t->senders);
  g_array_unref(t->mails);
  g_array_unref(t->rows);
  g_free(t);
}

void table_fold(struct table *t, unsigned n) {
  g_autofree unsigned *mails = g_new0(unsigned, t->senders->len), *fold_of = g_new0(unsigned, t->senders->len);
  g_autofree unsigned *size = g_new0(unsigned, n);
  for (guint m = 0; m < t->mails->len; m++)
    mails[table_mail(t, m)->sender]++;
  for (guint round = 0; round < t->senders->len; round++) { /* the sender with most mails to the smallest fold */
    unsigned sender = 0, fold = 0;
    for (guint s = 1; s < t->senders->len; s++)
      sender = mails[s] > mails[sender] ? s : sender;
    for (unsigned k = 1; k < n; k++)
      fold = size[k] < size[fold] ? k : fold;
    size[fold] += mails[sender];
    fold_of[sender] = fold;
    mails[sender] = 0;
  }
  for (guint m = 0; m < t->mails->len; m++)
    table_mail(t, m)->fold = fold_of[table_mail(t, m)->sender];
}
