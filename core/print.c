/* SPDX-License-Identifier: MIT
 * What of a block is hashed, and how. */
#include "core/print.h"
#include "core/names.h"
#include "core/siphash.h"
#include <stdlib.h>
#include <string.h>

enum { MIN_WORDS = 6, MAX_WORDS = 80, MAX_UNITS = 512, MAX_SEGMENT = 24, MIN_STABLE = 4 };

static void hash(const uint8_t secret[32], const char *domain, const char *text, size_t n,
                 struct ll_key *key) {
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, secret, 32);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_hmac_update(hmac, (const guchar *)domain, (gssize)strlen(domain) + 1);
  g_hmac_update(hmac, (const guchar *)text, (gssize)n);
  g_hmac_get_digest(hmac, digest, &length);
  memcpy(key->bytes, digest, LL_KEY_BYTES);
}

static bool has_digit(const char *text) {
  return strpbrk(text, "0123456789") != NULL;
}

/* Host and path, without query, without segments that change from issue to issue. */
static void add_target(GString *out, const char *href) {
  const char *p = strstr(href, "://");
  p = p ? p + 3 : href;
  size_t n = strcspn(p, "?#");
  g_autofree char *path = g_ascii_strdown(p, (gssize)MIN(n, 512));
  g_auto(GStrv) segments = g_strsplit(path, "/", 12);
  for (char **s = segments; *s; s++) {
    bool varies = s != segments && (has_digit(*s) || strlen(*s) > MAX_SEGMENT);
    g_string_append_printf(out, "/%s", varies ? "*" : *s);
  }
  g_string_append_c(out, '\n');
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void set_grams(struct ll_print *print, const uint8_t secret[32], char **words, unsigned n) {
  char pair[256];
  unsigned grams = 0;
  for (unsigned i = 0; i + 1 < n && grams < LL_MAX_GRAMS; i++) {
    int length = g_snprintf(pair, sizeof pair, "%s %s", words[i], words[i + 1]);
    print->grams[grams++] = (uint32_t)ll_siphash(secret, pair, MIN((size_t)length, sizeof pair - 1));
  }
  qsort(print->grams, grams, sizeof *print->grams, by_value);
  unsigned kept = 0;
  for (unsigned i = 0; i < grams; i++)
    if (i == 0 || print->grams[i] != print->grams[i - 1])
      print->grams[kept++] = print->grams[i];
  print->n_grams = (uint16_t)kept;
}

/* The words of atoms [first, end) that are the same in every copy. */
static GPtrArray *stable_words(const ll_page *page, uint32_t first, uint32_t end, GHashTable *private) {
  GPtrArray *words = g_ptr_array_new();
  for (uint32_t a = first; a < end; a++) {
    const struct ll_atom *atom = ll_page_atom(page, a);
    for (uint32_t w = atom->word; w < atom->word_end; w++) {
      const char *text = ll_page_word(page, w)->text;
      if (!has_digit(text) && !g_hash_table_contains(private, text))
        g_ptr_array_add(words, (gpointer)text);
    }
  }
  return words;
}

static void add_print(ll_prints *prints, const ll_page *page, const uint8_t secret[32], GHashTable *private,
                      uint32_t first, uint32_t end) {
  if (prints->units->len >= MAX_UNITS)
    return;
  g_autoptr(GPtrArray) words = stable_words(page, first, end, private);
  g_autoptr(GString) text = g_string_new(NULL), links = g_string_new(NULL), shape = g_string_new(NULL);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf(text, "%s ", (char *)words->pdata[i]);
  uint32_t from = ll_page_atom(page, first)->token, to = ll_page_atom(page, end - 1)->token_end;
  for (uint32_t t = from; t < to; t++)
    if (ll_doc_token(page->doc, t)->kind == LL_TOKEN_START)
      g_string_append_printf(shape, "%u ", ll_doc_token(page->doc, t)->tag);
  for (uint32_t l = ll_page_atom(page, first)->link; l < ll_page_atom(page, end - 1)->link_end; l++)
    add_target(links, ll_page_link(page, l)->href);
  for (uint32_t i = ll_page_atom(page, first)->image;
       words->len == 0 && i < ll_page_atom(page, end - 1)->image_end; i++)
    add_target(text, g_array_index(page->images, struct ll_image, i).src);
  if (text->len == 0 || (words->len > 0 && words->len < MIN_STABLE))
    return;
  struct ll_print print = {.words = (uint16_t)words->len};
  struct ll_unit unit = {first, end};
  hash(secret, "text", text->str, text->len, &print.text);
  hash(secret, "links", links->str, links->len, &print.links);
  hash(secret, "shape", shape->str, shape->len, &print.shape);
  set_grams(&print, secret, (char **)words->pdata, words->len);
  g_array_append_val(prints->units, unit);
  g_array_append_val(prints->prints, print);
}

static unsigned words_of(const ll_page *page, const struct ll_box *box) {
  unsigned n = 0;
  for (uint32_t a = box->atom; a < box->atom_end; a++)
    n += ll_page_atom(page, a)->words;
  return n;
}

/* The recipient's name and address: words of To. */
static GHashTable *private_words(const ll_words *to) {
  GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < to->words->len; i++)
    g_hash_table_add(set, (gpointer)g_array_index(to->words, struct ll_word, i).text);
  return set;
}

static void add_boxes(ll_prints *prints, const ll_page *page, const uint8_t secret[32], GHashTable *private) {
  g_autofree bool *inside = g_new0(bool, page->boxes->len);
  for (guint b = 0; b < page->boxes->len; b++) {
    const struct ll_box *box = ll_page_box(page, (int32_t)b);
    inside[b] = box->parent >= 0 && inside[box->parent];
    if (inside[b] || box->atom_end < box->atom + 2 || box->atom_end - box->atom > MAX_WORDS)
      continue;
    unsigned words = words_of(page, box);
    if (words >= MIN_WORDS && words <= MAX_WORDS) {
      inside[b] = true;
      add_print(prints, page, secret, private, box->atom, box->atom_end);
    }
  }
}

ll_prints *ll_prints_new(const ll_page *page, const ll_header *header, const uint8_t secret[32]) {
  ll_prints *prints = g_new0(ll_prints, 1);
  prints->units = g_array_new(FALSE, FALSE, sizeof(struct ll_unit));
  prints->prints = g_array_new(FALSE, FALSE, sizeof(struct ll_print));
  g_autoptr(ll_words) to = ll_words_new();
  g_autofree char *field = ll_header_text(header, "To");
  if (field)
    ll_words_append(to, field, strlen(field));
  g_autoptr(GHashTable) private = private_words(to);
  add_boxes(prints, page, secret, private);
  for (guint a = 0; a < page->atoms->len; a++) {
    const struct ll_atom *atom = ll_page_atom(page, a);
    bool image = atom->words == 0 && atom->image_end > atom->image;
    if (!(atom->flags & LL_ATOM_HIDDEN) && (image || (atom->words >= MIN_WORDS && atom->words <= MAX_WORDS)))
      add_print(prints, page, secret, private, a, a + 1);
  }
  return prints;
}

void ll_prints_free(ll_prints *prints) {
  if (!prints)
    return;
  g_array_unref(prints->units);
  g_array_unref(prints->prints);
  g_free(prints);
}

/* A list is "<id>", a sender "domain address"; neither can be taken for the other. */
static void stream_of_list(const char *id, const uint8_t secret[32], struct ll_key *key) {
  g_autofree char *lower = g_ascii_strdown(id, -1), *text = g_strconcat("<", g_strstrip(lower), ">", NULL);
  hash(secret, "stream", text, strlen(text), key);
}

static void stream_of_sender(const char *domain, const char *address, const uint8_t secret[32],
                             struct ll_key *key) {
  g_autofree char *text = g_strconcat(domain ? domain : "", " ", address, NULL);
  g_autofree char *lower = g_ascii_strdown(text, -1);
  hash(secret, "stream", lower, strlen(lower), key);
}

bool ll_stream_key(const ll_header *header, const char *dkim_domain, const uint8_t secret[32],
                   struct ll_key *key) {
  const char *list = ll_header_get(header, "List-Id");
  const char *open = list ? strrchr(list, '<') : NULL, *close = open ? strchr(open, '>') : NULL;
  if (close && close > open + 1) {
    g_autofree char *id = g_strndup(open + 1, (gsize)(close - open - 1));
    stream_of_list(id, secret, key);
    return true;
  }
  g_autoptr(ll_identity) from = ll_identity_new(header, NULL);
  if (!from->address)
    return false;
  stream_of_sender(dkim_domain, from->address, secret, key);
  return true;
}

static bool read_hex(const char *text, struct ll_key *key) {
  struct ll_key read;
  if (strlen(text) != 2 * LL_KEY_BYTES || strspn(text, "0123456789abcdefABCDEF") != 2 * LL_KEY_BYTES)
    return false;
  for (int i = 0; i < LL_KEY_BYTES; i++)
    read.bytes[i] = (uint8_t)(g_ascii_xdigit_value(text[2 * i]) << 4 | g_ascii_xdigit_value(text[2 * i + 1]));
  *key = read;
  return true;
}

/* The domain that signed is that of the address, or one above it. */
static void add_senders(const char *address, const uint8_t secret[32], GArray *keys) {
  struct ll_key key;
  stream_of_sender(NULL, address, secret, &key);
  g_array_append_val(keys, key);
  for (const char *domain = strrchr(address, '@') + 1; domain && strchr(domain, '.');
       domain = strchr(domain, '.') + 1) {
    stream_of_sender(domain, address, secret, &key);
    g_array_append_val(keys, key);
  }
}

GArray *ll_stream_keys(const char *name, const uint8_t secret[32]) {
  GArray *keys = g_array_new(FALSE, FALSE, sizeof(struct ll_key));
  g_autofree char *bare = g_strdup(name);
  const char *colon = strchr(name, ':'), *at = strrchr(name, '@');
  g_strstrip(g_strdelimit(bare, "<>", ' '));
  struct ll_key key;
  if (read_hex(bare, &key)) {
    g_array_append_val(keys, key);
  } else if (colon && at && colon < at) {
    g_autofree char *domain = g_strndup(name, (gsize)(colon - name));
    stream_of_sender(domain, colon + 1, secret, &key);
    g_array_append_val(keys, key);
  } else if (at) {
    add_senders(bare, secret, keys);
  }
  stream_of_list(bare, secret, &key);
  g_array_append_val(keys, key);
  return keys;
}

ll_lesson *ll_lesson_new(const ll_header *header, const struct ll_key *stream, const ll_prints *prints,
                         const struct ll_memory *memory) {
  ll_lesson *lesson = g_new0(ll_lesson, 1);
  const char *id = ll_header_get(header, "Message-ID");
  lesson->stream = *stream;
  lesson->authenticated = memory->authenticated;
  lesson->prints = g_array_ref(prints->prints);
  if (id && *id)
    hash(memory->secret, "issue", id, strlen(id), &lesson->issue);
  int64_t seconds = ll_header_date(header);
  lesson->day = seconds > 0 ? (uint32_t)(seconds / 86400) : 0;
  return lesson;
}
