/* SPDX-License-Identifier: MIT
 * Messages for tests: an HTML part in any transfer encoding, in a newsletter of The Harbour Letter. */
#pragma once
#include <leanletter/edit.h>

struct mail {
  enum ll_encoding encoding;
  bool crlf;           /* line ends; else LF */
  bool alternative;    /* in multipart/alternative, behind a text/plain part */
  const char *charset; /* NULL: utf-8 */
  const char *fields;  /* more header lines, each with its LF, or NULL */
  const char *subject; /* NULL: "Reports from the bay" */
  const char *to;      /* NULL: Reader <reader@example.net> */
};

/* The message; line ends of `html` become those of the message, except in base64.  Returns owned. */
GBytes *mail_new(const struct mail *mail, const char *html, size_t length);
