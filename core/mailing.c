/* SPDX-License-Identifier: MIT
 * Software for lists serves discussions and announcements alike and names itself in the same fields (RFC 2369, 2919).
 * What differs is who writes, and where answers go. */
#include "core/mailing.h"
#include <string.h>

enum { SAME_LETTERS = 4, SHORT_NAME = 2 };

/* The first address of a field in lower case, or NULL.  Owned. */
static char *address_of(const ll_header *header, const char *field) {
  const char *value = ll_header_get(header, field), *angle = value ? strrchr(value, '<') : NULL;
  const char *at = value ? strchr(angle ? angle : value, '@') : NULL, *start = at, *end = at;
  if (!at)
    return NULL;
  while (start > value && !strchr(" \t<\"'(,:;", start[-1]))
    start--;
  end += strcspn(at, " \t>\"'),;");
  g_autofree char *address = g_strndup(start, (size_t)(end - start));
  return g_ascii_strdown(address, -1);
}

/* Does `name` stand in `text` between letters, as in "news", "news-team", "the.news"? */
static bool has_part(const char *text, size_t n, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i + length <= n; i++)
    if (strncmp(text + i, name, length) == 0 && (i == 0 || !g_ascii_isalnum(text[i - 1])) &&
        (i + length == n || !g_ascii_isalpha(text[i + length])))
      return true;
  return false;
}

/* Does any name of the list stand in it so? */
static bool has_any(const ll_rules *rules, enum ll_roll roll, const char *text, size_t n) {
  const GPtrArray *names = ll_rules_roll(rules, roll);
  for (guint i = 0; i < names->len; i++)
    if (has_part(text, n, g_ptr_array_index(names, i)))
      return true;
  return false;
}

/* Some fields name who helps or owns: news-help@ is of the list news@. */
static void strip_service(char *address) {
  static const char *const ends[] = {"-owner@", "-help@"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    char *at = strstr(address, ends[i]);
    if (at)
      memmove(at, strchr(at, '@'), strlen(strchr(at, '@')) + 1);
  }
}

/* The address that readers would write to, or NULL.  Owned. */
static char *list_address(const ll_header *header) {
  static const char *const fields[] = {"X-BeenThere", "X-Loop", "X-Mailing-List", "Mailing-List", "To"};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    char *address = address_of(header, fields[i]);
    if (!address)
      continue;
    strip_service(address);
    return address;
  }
  return NULL;
}

/* Is `address` that of the software for the list: owner-news@, news-bounces@, news-request@? */
static bool serves(const char *address, const char *list) {
  if (!address || !list)
    return false;
  size_t n = strcspn(address, "@"), name = strcspn(list, "@");
  static const char *const ends[] = {"-owner", "-bounces", "-request", "-errors", "-admin", "-error"};
  if (n == 6 + name && g_str_has_prefix(address, "owner-") && strncmp(address + 6, list, name) == 0)
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    if (n >= name + strlen(ends[i]) && strncmp(address, list, name) == 0 && g_str_has_prefix(address + name, ends[i]))
      return true;
  return false;
}

static bool is_list(const ll_header *header, const char *list) {
  static const char *const fields[] = {"X-BeenThere", "X-Mailman-Version", "Mailing-List", "X-Mailing-List",
                                       "X-eGroups-Return", "X-Listserver", "X-Google-Group-Id", "X-Sequence"};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    if (ll_header_get(header, fields[i]))
      return true;
  const char *precedence = ll_header_get(header, "Precedence");
  g_autofree char *sender = address_of(header, "Sender"), *path = address_of(header, "Return-Path");
  g_autofree char *from = address_of(header, "From");
  bool sends = sender && list && from && g_str_equal(sender, list) && !g_str_equal(from, list);
  return (precedence && g_ascii_strncasecmp(precedence, "list", 4) == 0) || sends || serves(sender, list) ||
         serves(path, list);
}

/* Do answers or posts of readers go to the list, or does this come from one? */
static bool invites_posts(const ll_header *header, const char *list) {
  const char *post = ll_header_get(header, "List-Post"), *from = ll_header_get(header, "From");
  g_autofree char *reply = address_of(header, "Reply-To"), *subject = ll_header_text(header, "Subject");
  return (post && strcasestr(post, "mailto:")) || (reply && list && g_str_equal(reply, list)) ||
         ll_header_get(header, "In-Reply-To") || ll_header_get(header, "References") ||
         ll_header_get(header, "X-Original-From") || (from && strcasestr(from, " via ")) ||
         (subject && strcasestr(subject, "digest")); /* posts of readers, bundled */
}

/* What is left of a host when the names of its machines are taken off. */
static const char *organisation(const ll_rules *rules, const char *host) {
  size_t label = strcspn(host, ".");
  g_autofree char *machine = g_strndup(host, label);
  return host[label] && ll_rules_has(rules, LL_ROLL_LIST_HOSTS, machine) ? host + label + 1 : host;
}

/* Is it the list itself, or an office, and not a person, that writes? */
static bool is_office(const ll_rules *rules, const char *from, const char *list) {
  size_t n = strcspn(from, "@"), name = strcspn(list, "@");
  if (n >= name && strncmp(from, list, name) == 0 && !g_str_has_prefix(from + name, "-request"))
    return true;
  return has_any(rules, LL_ROLL_MAILBOXES, from, n);
}

/* Does the list write in place of the person whom answers reach?  Some do so for DMARC's sake. */
static bool for_another(const ll_header *header, const ll_rules *rules, const char *from, const char *list) {
  g_autofree char *reply = address_of(header, "Reply-To");
  return reply && !g_str_equal(reply, from) && !is_office(rules, reply, list);
}

/* A list for announcements that is named after the sender, or is his name: at a host of lists, which is no home. */
static bool is_named_after(const ll_rules *rules, const char *list, const char *from) {
  size_t name = strcspn(list, "@"), local = strcspn(from, "@");
  const char *host = organisation(rules, from + local + 1);
  size_t label = strcspn(host, "."), same = 0;
  if (name == local && strncmp(list, from, name) == 0)
    return true;
  while (same < MIN(label, name) && list[same] == host[same])
    same++;
  return same >= SAME_LETTERS && has_any(rules, LL_ROLL_LIST_NAMES, list, name);
}

enum ll_mailing ll_mailing_of(const ll_header *header, const ll_rules *rules) {
  g_autofree char *list = list_address(header), *from = address_of(header, "From");
  if (!is_list(header, list))
    return LL_MAILING_NONE;
  if (!list || !from || invites_posts(header, list) || for_another(header, rules, from, list))
    return LL_MAILING_POST;
  const char *host = strchr(from, '@') + 1, *home = organisation(rules, strchr(list, '@') + 1);
  bool same = g_str_has_suffix(host, home) || g_str_has_suffix(home, organisation(rules, host));
  bool owner = (same && is_office(rules, from, list)) || is_named_after(rules, list, from);
  return owner ? LL_MAILING_OWNER : LL_MAILING_POST;
}

bool ll_mailing_is_private(const ll_header *header, const ll_rules *rules) {
  g_autofree char *from = address_of(header, "From");
  const char *host = from ? strchr(from, '@') + 1 : "";
  const GPtrArray *hosts = ll_rules_roll(rules, LL_ROLL_PRIVATE_HOSTS);
  for (guint i = 0; i < hosts->len; i++) {
    const char *name = g_ptr_array_index(hosts, i);
    size_t n = strlen(name);
    if (strncmp(host, name, n) == 0 && (host[n] == 0 || name[n - 1] == '.'))
      return true;
  }
  return false;
}

/* Houses end in what they are: "Marigold Garden Club". */
static bool is_house(const ll_rules *rules, const ll_words *name) {
  return ll_rules_has(rules, LL_ROLL_MAILBOXES, g_array_index(name->words, struct ll_word, name->words->len - 1).text);
}

bool ll_mailing_is_person(const ll_header *header, const ll_rules *rules) {
  g_autofree char *from = address_of(header, "From"), *text = ll_header_text(header, "From");
  const char *angle = text ? strrchr(text, '<') : NULL;
  if (!from || !angle || is_office(rules, from, " @")) /* of no list */
    return false;
  g_autoptr(ll_words) name = ll_words_new();
  ll_words_append(name, text, (size_t)(angle - text));
  if (name->words->len < 2 || name->words->len > 3 || is_house(rules, name))
    return false;
  *strchr(from, '@') = 0;
  g_auto(GStrv) parts = g_strsplit_set(from, "._-+0123456789", 6);
  for (char **part = parts; *part; part++)
    for (guint w = 0; w < name->words->len; w++) {
      const char *word = g_array_index(name->words, struct ll_word, w).text;
      size_t n = strlen(*part);
      if ((n >= SHORT_NAME && g_str_equal(*part, word)) || (n >= SAME_LETTERS && g_str_equal(*part + 1, word)))
        return true;
    }
  return false;
}

unsigned ll_mailing_addressed(const ll_header *header) {
  static const char *const fields[] = {"To", "Cc"};
  unsigned n = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    for (const char *value = ll_header_get(header, fields[i]), *at = value; at && (at = strchr(at, '@'));) {
      n++;
      at += strcspn(at, ","); /* an address in the display name is no other person */
    }
  return n;
}
