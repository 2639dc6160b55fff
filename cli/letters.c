/* SPDX-License-Identifier: MIT
 * Messages by date. */
#include "letters.h"
#include <leanletter/leanletter.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 40, BAR_MIN = 20 };

/* ---- mbox ---- */

static void mbox_free(void *data) {
  struct mbox *mbox = data;
  g_free(mbox->name);
  g_bytes_unref(mbox->all);
  g_ptr_array_unref(mbox->parts);
  g_free(mbox);
}

/* Takes a file apart; NULL when it is no mbox of at least `least` messages. */
static struct mbox *mbox_new(const char *name, GBytes *all, guint least) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  size_t n = g_bytes_get_size(all), start = 0;
  bool mbox_form = n > 5 && memcmp(g_bytes_get_data(all, NULL), "From ", 5) == 0;
  while (start < n) {
    size_t end = mbox_form ? mail_next(all, start) : n;
    g_ptr_array_add(parts, g_bytes_new_from_bytes(all, start, end - start));
    start = end;
  }
  if (parts->len < least)
    return NULL;
  struct mbox *result = g_new0(struct mbox, 1);
  *result = (struct mbox){g_strdup(name), g_bytes_ref(all), g_ptr_array_ref(parts), parts->len};
  return result;
}

GBytes *mbox_bytes(const struct mbox *mbox) {
  GByteArray *out = g_byte_array_sized_new((guint)g_bytes_get_size(mbox->all));
  for (guint i = 0; i < mbox->parts->len; i++) {
    size_t n;
    const guint8 *bytes = g_bytes_get_data(mbox->parts->pdata[i], &n);
    g_byte_array_append(out, bytes, (guint)n);
  }
  return g_byte_array_free_to_bytes(out);
}

/* ---- collecting ---- */

static int64_t date_of(GBytes *all) {
  g_autoptr(GBytes) message = mail_without_from(all);
  return ll_message_date(message);
}

/* What was read of standard input cannot be read again and stays here even if it is one message. */
static void add(struct letters *l, const char *name, GBytes *all) {
  struct mbox *mbox = all ? mbox_new(name, all, strcmp(name, "-") == 0 ? 1 : 2) : NULL;
  if (mbox)
    g_ptr_array_add(l->mboxes, mbox);
  for (guint i = 0; i < (mbox ? mbox->parts->len : 1); i++) {
    GBytes *bytes = mbox ? mbox->parts->pdata[i] : all;
    struct letter letter = {g_strdup(name), mbox, i, bytes ? date_of(bytes) : 0};
    g_array_append_val(l->letters, letter);
  }
}

static int by_date(const void *a, const void *b) {
  const struct letter *x = a, *y = b;
  return x->date < y->date ? -1 : x->date > y->date;
}

static void letter_clear(void *data) {
  g_free(((struct letter *)data)->name);
}

struct letters letters_collect(const GPtrArray *names, GBytes *standard) {
  struct letters l = {g_array_new(FALSE, FALSE, sizeof(struct letter)),
                      g_ptr_array_new_with_free_func(mbox_free)};
  g_array_set_clear_func(l.letters, letter_clear);
  for (guint i = 0; i < names->len; i++) {
    const char *name = names->pdata[i];
    struct mail mail = {NULL};
    if (strcmp(name, "-") == 0)
      add(&l, name, standard);
    else
      add(&l, name, mail_read(name, &mail, NULL) ? mail.all : NULL);
    mail_clear(&mail);
  }
  g_array_sort(l.letters, by_date); /* GLib's sort is stable */
  return l;
}

void letters_clear(struct letters *l) {
  g_array_unref(l->letters);
  g_ptr_array_unref(l->mboxes);
}

void progress_show(guint done, guint all) {
  static const char full[] = "########################################";
  if (all < BAR_MIN || !isatty(STDERR_FILENO))
    return;
  guint width = done * BAR_WIDTH / all;
  fprintf(stderr, "\r[%-*.*s] %u/%u%s", BAR_WIDTH, (int)width, full, done, all, done == all ? "\n" : "");
  fflush(stderr);
}
