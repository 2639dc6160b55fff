/* SPDX-License-Identifier: MIT
 * Names of the sender out of the header. */
#include "core/names.h"
#include <string.h>

static void add(ll_words *words, const char *text, size_t n) {
  if (text && n && g_utf8_validate(text, (gssize)n, NULL))
    ll_words_append(words, text, MIN(n, 300));
  ll_words_break(words);
}

/* The word of a host name before its public suffix: example of news.example.co.uk. */
static void add_domain(ll_words *words, const char *host) {
  g_auto(GStrv) labels = g_strsplit(host, ".", 12);
  guint n = g_strv_length(labels);
  if (n < 2)
    return;
  static const char *const second[] = {"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "gob", "gouv"};
  guint at = n - 2;
  if (n >= 3 && strlen(labels[n - 1]) == 2)
    for (size_t i = 0; i < G_N_ELEMENTS(second); i++)
      if (g_ascii_strcasecmp(labels[n - 2], second[i]) == 0)
        at = n - 3;
  add(words, labels[at], strlen(labels[at]));
}

ll_identity *ll_identity_new(const ll_header *header, const char *title) {
  ll_identity *s = g_new0(ll_identity, 1);
  s->publisher = ll_words_new();
  s->domain = ll_words_new();
  s->subject = ll_words_new();
  g_autofree char *from = ll_header_text(header, "From"), *list = ll_header_text(header, "List-Id");
  g_autofree char *subject = ll_header_text(header, "Subject");
  if (from) {
    const char *angle = strrchr(from, '<'), *address = angle ? angle + 1 : from, *at = strrchr(address, '@');
    add(s->publisher, from, angle ? (size_t)(angle - from) : 0);
    if (at) {
      g_autofree char *host = g_strndup(at + 1, strcspn(at + 1, "> \t\r\n\""));
      g_autofree char *whole = g_strndup(address, strcspn(address, "> \t\r\n"));
      s->address = g_ascii_strdown(whole, -1);
      add_domain(s->domain, host);
    }
  }
  if (list)
    add(s->publisher, list, strcspn(list, "<"));
  if (title)
    add(s->publisher, title, strlen(title));
  if (subject)
    add(s->subject, subject, strlen(subject));
  return s;
}

void ll_identity_free(ll_identity *s) {
  if (!s)
    return;
  ll_words_free(s->publisher);
  ll_words_free(s->domain);
  ll_words_free(s->subject);
  g_free(s->address);
  g_free(s);
}
