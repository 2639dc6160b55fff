/* SPDX-License-Identifier: MIT
 * Link patterns: by host through a hash table of host names, those for any host through the first four bytes of their
 * longest literal run. */
#include "core/link.h"

#include <string.h>

enum { KEY_BYTES = 4 };

struct link {
  const struct ll_rule *rule;
  char *glob;     /* of the path, or of host and path; NULL: anything */
  uint32_t order; /* of addition */
  bool whole;     /* compare query and fragment too */
  bool dotted;    /* the glob starts at the host or after a dot in it */
};

struct ll_links {
  GHashTable *hosts; /* host, or "scheme:" -> GArray of struct link */
  GHashTable *keys;  /* four bytes -> GArray of struct link */
  GHashTable *seen;  /* pattern -> rule */
  uint64_t filter[64];
  uint32_t count;
};

/* A target in comparable form. */
struct target {
  char text[LL_LINK_BYTES + 2]; /* host/path?query#fragment, or scheme:rest */
  size_t length, host;          /* bytes of text, of the host in it */
  size_t bare;                  /* length without query, fragment and closing slash */
};

static void free_links(gpointer data) {
  GArray *links = data;
  for (guint i = 0; i < links->len; i++)
    g_free(g_array_index(links, struct link, i).glob);
  g_array_unref(links);
}

ll_links *ll_links_new(void) {
  ll_links *links = g_new0(ll_links, 1);
  links->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_links);
  links->keys = g_hash_table_new_full(NULL, NULL, NULL, free_links);
  links->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return links;
}

void ll_links_free(ll_links *links) {
  if (!links)
    return;
  g_hash_table_unref(links->hosts);
  g_hash_table_unref(links->keys);
  g_hash_table_unref(links->seen);
  g_free(links);
}

/* ---- globs ---- */

/* Matches literals and ~ at `text`: where they end, or NULL. */
static const char *match_piece(const char *piece, const char *piece_end, const char *text, const char *end) {
  for (; piece < piece_end; piece++) {
    if (*piece == '~') {
      const char *from = text;
      while (text < end && !strchr("/?#", *text))
        text++;
      if (text == from)
        return NULL;
    } else if (text < end && *text == *piece) {
      text++;
    } else {
      return NULL;
    }
  }
  return text;
}

static const char *piece_after(const char *star, const char **piece_end) {
  const char *next = strchr(star + 1, '*');
  *piece_end = next ? next : star + strlen(star);
  return star + 1;
}

static bool match_glob(const char *glob, const char *text, const char *end) {
  const char *star = strchr(glob, '*');
  if (!star)
    return match_piece(glob, glob + strlen(glob), text, end) == end;
  text = match_piece(glob, star, text, end);
  while (text && *star) {
    const char *piece_end, *piece = piece_after(star, &piece_end), *found = NULL;
    if (piece == piece_end && *piece_end == 0)
      return true;
    for (; text <= end && !found; text++) {
      if (piece < piece_end && *piece != '~' && *text != *piece) /* most end here; behind the target is a NUL */
        continue;
      found = match_piece(piece, piece_end, text, end);
      if (*piece_end == 0 && found != end)
        found = NULL;
    }
    text = found;
    star = piece_end;
  }
  return text != NULL;
}

static bool match_link(const struct link *link, const struct target *target, const char *from) {
  const char *end = target->text + (link->whole ? target->length : target->bare);
  if (!link->glob)
    return true;
  if (!link->dotted)
    return match_glob(link->glob, MIN(from, end), end);
  for (size_t i = 0; i < target->host; i++)
    if ((i == 0 || target->text[i - 1] == '.') && match_glob(link->glob, target->text + i, end))
      return true;
  return false;
}

/* ---- patterns ---- */

/* Length of "scheme:" for schemes other than http and https, else 0. */
static size_t scheme_length(const char *text) {
  size_t n = 0;
  while (g_ascii_isalnum(text[n]) || (n > 0 && text[n] != 0 && strchr("+-.", text[n])))
    n++;
  if (n < 2 || text[n] != ':' || g_ascii_isdigit(text[n + 1]))
    return 0;
  bool web = g_ascii_strncasecmp(text, "http:", 5) == 0 || g_ascii_strncasecmp(text, "https:", 6) == 0;
  return web ? 0 : n + 1;
}

/* The longest run without wildcards. */
static const char *longest_literal(const char *glob, size_t *length) {
  const char *best = glob;
  *length = 0;
  for (const char *at = glob; *at;) {
    size_t n = strcspn(at, "*~");
    if (n > *length) {
      best = at;
      *length = n;
    }
    at += n + (at[n] != 0);
  }
  return best;
}

static bool any_host(const char *pattern) {
  const char *path = strchr(pattern, '/');
  size_t host = path ? (size_t)(path - pattern) : strlen(pattern);
  const char *name = g_str_has_prefix(pattern, "*.") ? pattern + 2 : pattern;
  const char *wild = strpbrk(name, "*~");
  return wild && wild < pattern + host;
}

const char *ll_links_check(const char *pattern) {
  size_t literal;
  longest_literal(pattern, &literal);
  if (strlen(pattern) > LL_LINK_BYTES / 4)
    return "too long";
  if (strpbrk(pattern, " \t"))
    return "white space in a link pattern";
  if (strstr(pattern, "://") && scheme_length(pattern) == 0)
    return "leave http:// out";
  for (const char *at = strchr(pattern, '~'); at; at = strchr(at + 1, '~'))
    if (at[1] && !strchr("/?#", at[1]))
      return "~ takes the rest of a path segment: only / ? # or the end can follow";
  if (scheme_length(pattern))
    return NULL;
  if (any_host(pattern) && literal < KEY_BYTES)
    return "too general for any host: write at least 4 characters in a row";
  return strchr(pattern, '.') || any_host(pattern) ? NULL : "no host name; write */path for any host";
}

static uint32_t key_of(const char *text) {
  uint32_t key;
  memcpy(&key, text, KEY_BYTES);
  return key;
}

static uint32_t filter_bit(uint32_t key) {
  return key * 2654435769u >> 20;
}

static void append(GHashTable *table, gpointer key, GDestroyNotify free_key, const struct link *link) {
  GArray *links = g_hash_table_lookup(table, key);
  if (links) {
    if (free_key)
      free_key(key);
  } else {
    links = g_array_new(false, false, sizeof(struct link));
    g_hash_table_insert(table, key, links);
  }
  g_array_append_val(links, *link);
}

/* A glob as it is compared; a closing slash means nothing where it ends the comparison. */
static void set_glob(struct link *link, const char *glob) {
  link->glob = g_strdup(glob);
  size_t length = strlen(glob);
  link->whole = strpbrk(glob, "?#") != NULL || (length > 0 && glob[length - 1] == '*');
  while (!link->whole && length > 0 && link->glob[length - 1] == '/')
    link->glob[--length] = 0;
}

static void add_any_host(ll_links *links, struct link *link, const char *pattern) {
  size_t literal;
  link->dotted = pattern[0] != '*';
  set_glob(link, pattern);
  uint32_t key = key_of(longest_literal(pattern, &literal));
  links->filter[filter_bit(key) >> 6] |= UINT64_C(1) << (filter_bit(key) & 63);
  append(links->keys, GUINT_TO_POINTER(key), NULL, link);
}

const struct ll_rule *ll_links_add(ll_links *links, const struct ll_rule *rule) {
  g_autofree char *pattern = g_ascii_strdown(rule->pattern, -1);
  const struct ll_rule *same = g_hash_table_lookup(links->seen, pattern);
  if (same)
    return same;
  struct link link = {.rule = rule, .order = links->count++};
  size_t scheme = scheme_length(pattern);
  const char *name = g_str_has_prefix(pattern, "*.") ? pattern + 2 : pattern;
  if (scheme) {
    set_glob(&link, pattern + scheme);
    append(links->hosts, g_strndup(pattern, scheme), g_free, &link);
  } else if (any_host(pattern)) {
    add_any_host(links, &link, pattern);
  } else {
    size_t host = strcspn(name, "/?#");
    if (name[host])
      set_glob(&link, name + host);
    append(links->hosts, g_strndup(name, host), g_free, &link);
  }
  g_hash_table_insert(links->seen, g_steal_pointer(&pattern), (gpointer)rule);
  return NULL;
}

/* ---- targets ---- */

static size_t unescape(const char *from, size_t length, char *to, size_t room) {
  size_t n = 0;
  for (size_t i = 0; i < length && n < room; i++) {
    int high = from[i] == '%' && i + 2 < length ? g_ascii_xdigit_value(from[i + 1]) : -1;
    int low = high >= 0 ? g_ascii_xdigit_value(from[i + 2]) : -1;
    int byte = low >= 0 ? high * 16 + low : (guchar)from[i];
    i += low >= 0 ? 2 : 0;
    if (byte > 0x20)
      to[n++] = g_ascii_tolower((char)byte);
  }
  return n;
}

static void measure(struct target *target) {
  target->text[target->length] = 0;
  target->bare = target->host + strcspn(target->text + target->host, "?#");
  while (target->bare > target->host && target->text[target->bare - 1] == '/')
    target->bare--;
}

/* False for a place in the page itself.  A host without a dot is one, and so is none at all: that of an intranet, a test
 * or a template, where a way out still is a way out. */
static bool read_target(struct target *target, const char *url) {
  url += strspn(url, " \t\r\n");
  size_t scheme = scheme_length(url);
  if (scheme) {
    target->length = unescape(url, strnlen(url, LL_LINK_BYTES), target->text, LL_LINK_BYTES);
    target->host = scheme;
    measure(target);
    return true;
  }
  const char *slashes = strstr(url, "//");
  if (slashes && slashes < url + 8)
    url = slashes + 2;
  size_t authority = strcspn(url, "/?#");
  const char *at = memchr(url, '@', authority), *host = at ? at + 1 : url;
  size_t host_length = MIN(strcspn(host, ":/?#"), LL_LINK_BYTES / 4);
  while (host_length > 0 && host[host_length - 1] == '.')
    host_length--;
  if (host_length == 0 && (url[authority] == 0 || url[authority] == '#'))
    return false;
  for (size_t i = 0; i < host_length; i++)
    target->text[i] = g_ascii_tolower(host[i]);
  target->host = target->length = host_length;
  const char *path = url + authority;
  if (*path != '/')
    target->text[target->length++] = '/';
  size_t room = LL_LINK_BYTES - target->length;
  target->length += unescape(path, strnlen(path, LL_LINK_BYTES), target->text + target->length, room);
  measure(target);
  return true;
}

/* ---- look-up ---- */

static const struct link *better(const struct link *best, const GArray *links, const struct target *target,
                                 const char *from) {
  for (guint i = 0; links && i < links->len; i++) {
    const struct link *link = &g_array_index(links, struct link, i);
    if ((!best || link->order < best->order) && match_link(link, target, from))
      return link;
  }
  return best;
}

static const struct link *find_by_host(const ll_links *links, const struct target *target) {
  char host[LL_LINK_BYTES / 4 + 2];
  const struct link *best = NULL;
  size_t n = MIN(target->host, sizeof host - 1);
  memcpy(host, target->text, n);
  host[n] = 0;
  for (const char *name = host; name; name = strchr(name, '.') ? strchr(name, '.') + 1 : NULL)
    best = better(best, g_hash_table_lookup(links->hosts, name), target, target->text + target->host);
  return best;
}

static const struct link *find_by_key(const ll_links *links, const struct target *target,
                                      const struct link *best) {
  for (size_t i = 0; i + KEY_BYTES <= target->length; i++) {
    uint32_t key = key_of(target->text + i), bit = filter_bit(key);
    if (links->filter[bit >> 6] >> (bit & 63) & 1)
      best = better(best, g_hash_table_lookup(links->keys, GUINT_TO_POINTER(key)), target, target->text);
  }
  return best;
}

const struct ll_rule *ll_links_find(const ll_links *links, const char *url) {
  struct target target;
  if (!read_target(&target, url))
    return NULL;
  const struct link *best = find_by_host(links, &target);
  size_t scheme = scheme_length(target.text);
  if (scheme == 0)
    best = find_by_key(links, &target, best);
  else if (!best && g_str_has_prefix(target.text + scheme, "//")) /* mistyped, or one of an application */
    return ll_links_find(links, target.text + scheme);
  return best ? best->rule : NULL;
}
