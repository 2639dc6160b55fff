/* SPDX-License-Identifier: MIT
 * Wraps HTML. */
#include "tests/unit/mail.h"
#include <string.h>

enum { LINE = 76 };
static const char boundary[] = "=_part_1";

static void put_base64(GString *out, const char *bytes, size_t n) {
  g_autofree char *text = g_base64_encode((const guchar *)bytes, n);
  for (size_t i = 0, length = strlen(text); i < length; i += LINE) {
    g_string_append_len(out, text + i, (gssize)MIN(LINE, length - i));
    g_string_append_c(out, '\n');
  }
}

/* Is the line at its end, blanks not counted? */
static bool only_blanks(const char *bytes, size_t n) {
  size_t i = 0;
  while (i < n && (bytes[i] == ' ' || bytes[i] == '\t'))
    i++;
  return i == n || bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] == '\n');
}

static void put_quoted_printable(GString *out, const char *bytes, size_t n) {
  size_t column = 0;
  for (size_t i = 0; i < n; i++) {
    guchar c = (guchar)bytes[i];
    if (c == '\n' || (c == '\r' && i + 1 < n && bytes[i + 1] == '\n')) {
      i += c == '\r';
      g_string_append_c(out, '\n');
      column = 0;
      continue;
    }
    bool blank = c == ' ' || c == '\t';
    bool plain = blank ? !only_blanks(bytes + i, n - i) : c > 32 && c < 127 && c != '=';
    if (column + (plain ? 1 : 3) >= LINE) {
      g_string_append(out, "=\n");
      column = 0;
    }
    g_string_append_printf(out, plain ? "%c" : "=%02X", c);
    column += plain ? 1 : 3;
  }
  g_string_append_c(out, '\n');
}

static void put_part(GString *out, const struct mail *mail, const char *html, size_t n) {
  g_string_append_printf(out, "Content-Type: text/html; charset=%s\nContent-Transfer-Encoding: %s\n\n",
                         mail->charset ? mail->charset : "utf-8", ll_encoding_names[mail->encoding]);
  if (mail->encoding == LL_BASE64)
    put_base64(out, html, n);
  else if (mail->encoding == LL_QUOTED_PRINTABLE)
    put_quoted_printable(out, html, n);
  else
    g_string_append_printf(g_string_append_len(out, html, (gssize)n), "\n");
}

static GBytes *with_crlf(const GString *text) {
  GByteArray *out = g_byte_array_sized_new((guint)text->len + 512);
  for (size_t i = 0; i < text->len; i++) {
    if (text->str[i] == '\n' && (i == 0 || text->str[i - 1] != '\r'))
      g_byte_array_append(out, (const guint8 *)"\r", 1);
    g_byte_array_append(out, (const guint8 *)text->str + i, 1);
  }
  return g_byte_array_free_to_bytes(out);
}

GBytes *mail_new(const struct mail *mail, const char *html, size_t length) {
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out,
                         "From: The Harbour Letter <desk@harbourletter.example>\nTo: %s\nSubject: %s\n"
                         "Date: Tue, 4 Mar 2025 07:00:12 +0100\nMessage-ID: <7@harbourletter.example>\n"
                         "List-Unsubscribe: <https://harbourletter.example/u/7f3a>\n"
                         "List-Id: <letter.harbourletter.example>\nMIME-Version: 1.0\n%s",
                         mail->to ? mail->to : "Reader <reader@example.net>",
                         mail->subject ? mail->subject : "Reports from the bay", mail->fields ? mail->fields : "");
  if (mail->alternative)
    g_string_append_printf(out,
                           "Content-Type: multipart/alternative; boundary=\"%s\"\n\n--%s\n"
                           "Content-Type: text/plain\n\nPlease read the HTML.\n\n--%s\n",
                           boundary, boundary, boundary);
  put_part(out, mail, html, length);
  if (mail->alternative)
    g_string_append_printf(out, "\n--%s--\n", boundary);
  return mail->crlf ? with_crlf(out) : g_bytes_new(out->str, out->len);
}
