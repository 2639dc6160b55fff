/* SPDX-License-Identifier: MIT
 * A reader for RFC 8601, 2.2: authserv-id [version] *( ";" method [/version] "=" result *( property "=" value ) ). */
#include "authres.h"
#include <glib.h>
#include <string.h>

enum { MAX_COMMENT_DEPTH = 20 };

/* Where the reading stands; `ok` ends with the first thing that does not fit. */
struct reader {
  const char *at;
  bool ok;
};

static void skip_comment(struct reader *in) {
  int depth = 0;
  do {
    if (*in->at == '\0' || depth > MAX_COMMENT_DEPTH) {
      in->ok = false;
      return;
    }
    if (*in->at == '\\' && in->at[1] != '\0')
      in->at++;
    else
      depth += (*in->at == '(') - (*in->at == ')');
    in->at++;
  } while (depth > 0);
}

/* Comments and white space (CFWS of RFC 5322). */
static void skip_blank(struct reader *in) {
  while (in->ok) {
    if (*in->at == '(')
      skip_comment(in);
    else if (*in->at == ' ' || *in->at == '\t' || *in->at == '\r' || *in->at == '\n')
      in->at++;
    else
      return;
  }
}

static bool take(struct reader *in, char c) {
  skip_blank(in);
  if (!in->ok || *in->at != c)
    return false;
  in->at++;
  return true;
}

static void quoted(struct reader *in, GString *out) {
  for (in->at++; *in->at != '"'; in->at++) {
    if (*in->at == '\\' && in->at[1] != '\0')
      in->at++;
    if (*in->at == '\0') {
      in->ok = false;
      return;
    }
    g_string_append_c(out, *in->at);
  }
  in->at++;
}

/* A token, or a quoted string; `also` are bytes that count as part of a token here. */
static char *word(struct reader *in, const char *also) {
  g_autoptr(GString) out = g_string_new(NULL);
  skip_blank(in);
  if (in->ok && *in->at == '"')
    quoted(in, out);
  else
    while (in->ok && *in->at &&
           (g_ascii_isalnum(*in->at) || strchr("!#$%&'*+-.^_`{|}~", *in->at) ||
            (unsigned char)*in->at >= 0x80 || strchr(also, *in->at)))
      g_string_append_c(out, *in->at++);
  in->ok = in->ok && out->len > 0;
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool is_listed(const char *name, const char *const *list) {
  for (; *list; list++)
    if (g_ascii_strcasecmp(name, *list) == 0)
      return true;
  return false;
}

/* One result with its reason and properties: `dkim/1=pass reason="good" header.d=example.com`.  Whether it counts. */
static bool read_result(struct reader *in) {
  g_autofree char *method = word(in, "");
  if (take(in, '/'))
    g_free(word(in, ""));
  in->ok = take(in, '=') && in->ok;
  g_autofree char *result = word(in, "");
  for (skip_blank(in); in->ok && *in->at && *in->at != ';'; skip_blank(in)) {
    g_free(word(in, ""));
    in->ok = take(in, '=') && in->ok;
    g_free(word(in, "@/:=<>[],?"));
  }
  return in->ok && g_ascii_strcasecmp(result, "pass") == 0 &&
         (g_ascii_strcasecmp(method, "dkim") == 0 || g_ascii_strcasecmp(method, "dmarc") == 0);
}

bool ll_authres_passes(const char *value, const char *const *authserv_ids) {
  struct reader in = {.at = value, .ok = true};
  g_autofree char *id = word(&in, "@/:");
  if (!in.ok || !is_listed(id, authserv_ids))
    return false;
  skip_blank(&in);
  if (in.ok && *in.at && *in.at != ';')
    g_free(word(&in, "")); /* version */
  bool passes = false;
  while (in.ok && take(&in, ';')) {
    skip_blank(&in);
    if (*in.at == '\0')
      break; /* a closing semicolon is common */
    passes |= read_result(&in);
  }
  skip_blank(&in);
  return passes && in.ok && *in.at == '\0';
}
