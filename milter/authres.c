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

static bool is_pass(const char *method, const char *result, const char *wanted) {
  return g_ascii_strcasecmp(result, "pass") == 0 && g_ascii_strcasecmp(method, wanted) == 0;
}

/* One property, `header.d=example.com`; a reason looks the same. */
static void read_property(struct reader *in, char **domain) {
  g_autofree char *name = word(in, "");
  in->ok = take(in, '=') && in->ok;
  g_autofree char *value = word(in, "@/:=<>[],?");
  if (in->ok && g_ascii_strcasecmp(name, "header.d") == 0 && *domain == NULL)
    *domain = g_ascii_strdown(value, -1);
}

/* One result with its reason and properties: `dkim/1=pass reason="good" header.d=example.com`. */
static void read_result(struct reader *in, struct ll_authres *found) {
  g_autofree char *domain = NULL;
  g_autofree char *method = word(in, "");
  if (take(in, '/'))
    g_free(word(in, ""));
  in->ok = take(in, '=') && in->ok;
  g_autofree char *result = word(in, "");
  for (skip_blank(in); in->ok && *in->at && *in->at != ';'; skip_blank(in))
    read_property(in, &domain);
  const bool dkim = is_pass(method, result, "dkim");
  found->passed = found->passed || dkim || is_pass(method, result, "dmarc");
  if (dkim && found->dkim_domain == NULL)
    found->dkim_domain = g_steal_pointer(&domain);
}

/* True when everything up to the end was read. */
static bool read_results(struct reader *in, struct ll_authres *found) {
  skip_blank(in);
  if (in->ok && *in->at && *in->at != ';')
    g_free(word(in, "")); /* version */
  while (in->ok && take(in, ';')) {
    skip_blank(in);
    if (*in->at == '\0')
      break; /* a closing semicolon is common */
    read_result(in, found);
  }
  skip_blank(in);
  return in->ok && *in->at == '\0';
}

bool ll_authres_read(const char *value, const char *const *authserv_ids, struct ll_authres *result) {
  struct reader in = {.at = value, .ok = true};
  g_autofree char *id = word(&in, "@/:");
  struct ll_authres found = {0};
  if (!in.ok || !is_listed(id, authserv_ids))
    return false;
  if (!read_results(&in, &found)) {
    g_free(found.dkim_domain);
    return false;
  }
  *result = found;
  return true;
}
