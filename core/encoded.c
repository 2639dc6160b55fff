/* SPDX-License-Identifier: MIT
 * Decodes with the charsets of core/charset.c, so that a sandboxed process needs no other table from disk. */
#include "core/encoded.h"
#include "core/charset.h"
#include <string.h>

/* One =?charset?encoding?text?= */
struct word {
  const ll_charset *charset;
  bool base64;
  const char *text;
  size_t length;
  const char *end; /* after it */
};

/* Reads the word at the start of `p`; false when there is none that can be decoded. */
static bool read_word(const char *p, struct word *word) {
  if (strncmp(p, "=?", 2) != 0)
    return false;
  const char *charset = p + 2;
  const char *encoding = charset + strcspn(charset, "?");
  if (!*encoding || !strchr("BbQq", encoding[1]) || !encoding[1] || encoding[2] != '?')
    return false;
  g_autofree char *label =
      g_strndup(charset, strcspn(charset, "?*")); /* RFC 2231: "*" and a language may follow */
  word->text = encoding + 3;
  const char *stop = strstr(word->text, "?=");
  word->charset = ll_charset_find(label);
  if (!stop || !word->charset)
    return false;
  word->base64 = (encoding[1] | 0x20) == 'b';
  word->length = (size_t)(stop - word->text);
  word->end = stop + 2;
  return true;
}

static void append_q(GString *bytes, const char *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (p[i] == '=' && i + 2 < n && g_ascii_isxdigit(p[i + 1]) && g_ascii_isxdigit(p[i + 2])) {
      g_string_append_c(bytes, (char)(g_ascii_xdigit_value(p[i + 1]) << 4 | g_ascii_xdigit_value(p[i + 2])));
      i += 2;
    } else
      g_string_append_c(bytes, p[i] == '_' ? ' ' : p[i]);
}

static void append_word(GString *bytes, const struct word *word) {
  if (!word->base64) {
    append_q(bytes, word->text, word->length);
    return;
  }
  g_autofree char *text = g_strndup(word->text, word->length);
  gsize n = 0;
  if (*text)
    g_base64_decode_inplace(text, &n);
  g_string_append_len(bytes, text, (gssize)n);
}

static void convert(GString *out, const ll_charset *charset, const char *bytes, size_t length) {
  g_autoptr(ll_converter) converter = ll_converter_new(charset);
  ll_converter_append(converter, out, bytes, length);
}

/* The words that start at `word`, which blanks alone may part, as far as they are in one charset.  Returns where they
 * end. */
static const char *append_words(GString *out, struct word *word) {
  g_autoptr(GString) bytes = g_string_new(NULL);
  const ll_charset *charset = word->charset;
  const char *end;
  do {
    append_word(bytes, word);
    end = word->end;
  } while (read_word(end + strspn(end, " \t"), word) && word->charset == charset);
  convert(out, charset, bytes->str, bytes->len);
  return end;
}

static void append_plain(GString *out, const char *p, size_t n) {
  bool utf8 = g_utf8_validate_len(p, n, NULL);
  convert(out, ll_charset_find(utf8 ? "utf-8" : "windows-1252"), p, n);
}

char *ll_encoded_text(const char *value) {
  GString *out = g_string_new(NULL);
  struct word word;
  const char *plain = value;
  for (const char *p = strstr(value, "=?"); p; p = strstr(p, "=?")) {
    if (!read_word(p, &word)) {
      p += 2;
      continue;
    }
    bool between = plain != value && strspn(plain, " \t") == (size_t)(p - plain);
    if (!between)
      append_plain(out, plain, (size_t)(p - plain));
    p = plain = append_words(out, &word);
  }
  append_plain(out, plain, strlen(plain));
  return g_string_free(out, false);
}
