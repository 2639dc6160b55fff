/* SPDX-License-Identifier: MIT
 * Declarations of style attributes and the class rules of style sheets. */
#include "core/style.h"
#include <string.h>

static const char *trim(const char *start, const char **end) {
  while (start < *end && g_ascii_isspace(*start))
    start++;
  while (*end > start && g_ascii_isspace((*end)[-1]))
    (*end)--;
  return start;
}

bool ll_style_next(const char **text, struct ll_declaration *d) {
  while (**text) {
    const char *start = *text, *end = start + strcspn(start, ";");
    *text = *end ? end + 1 : end;
    const char *colon = memchr(start, ':', (size_t)(end - start));
    if (!colon)
      continue;
    const char *important = memchr(colon, '!', (size_t)(end - colon));
    if (important)
      end = important;
    const char *name_end = colon;
    d->name = trim(start, &name_end);
    d->name_length = (size_t)(name_end - d->name);
    d->value = trim(colon + 1, &end);
    d->value_length = (size_t)(end - d->value);
    return true;
  }
  return false;
}

bool ll_declaration_is(const struct ll_declaration *d, const char *name) {
  /* The first letter decides most questions, in either case; no name is empty. */
  return d->name_length > 0 && (*d->name | 0x20) == (*name | 0x20) && strlen(name) == d->name_length &&
         g_ascii_strncasecmp(d->name, name, d->name_length) == 0;
}

bool ll_declaration_has(const struct ll_declaration *d, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= d->value_length; i++)
    if (g_ascii_strncasecmp(d->value + i, word, n) == 0)
      return true;
  return false;
}

double ll_declaration_px(const struct ll_declaration *d) {
  if (d->value_length == 0 || !(g_ascii_isdigit(*d->value) || *d->value == '.'))
    return -1;
  char *end;
  double n = g_ascii_strtod(d->value, &end);
  size_t left = d->value_length - MIN(d->value_length, (size_t)(end - d->value));
  if (left >= 2 && g_ascii_strncasecmp(end, "em", 2) == 0)
    return n * 16;
  if (left >= 3 && g_ascii_strncasecmp(end, "rem", 3) == 0)
    return n * 16;
  if (left >= 2 && g_ascii_strncasecmp(end, "pt", 2) == 0)
    return n * 4 / 3;
  return left && *end == '%' ? -1 : n;
}

/* Marks each class named in the selectors. */
static void mark(GHashTable *classes, const char *selector, const char *end, int bit) {
  for (const char *p = selector; p < end; p++) {
    if (*p != '.' || !(g_ascii_isalpha(p[1]) || p[1] == '_' || p[1] == '-'))
      continue;
    size_t n = 1;
    while (p + n < end && (g_ascii_isalnum(p[n]) || p[n] == '-' || p[n] == '_'))
      n++;
    char *name = g_strndup(p + 1, n - 1);
    int old = GPOINTER_TO_INT(g_hash_table_lookup(classes, name));
    g_hash_table_replace(classes, name, GINT_TO_POINTER(old | bit));
    p += n - 1;
  }
}

/* What a rule body does to the visibility of its elements: 0 nothing, 1 hides, 2 shows. */
static int effect(const char *body, const char *end) {
  g_autofree char *text = g_strndup(body, (gsize)(end - body));
  const char *p = text;
  struct ll_declaration d;
  while (ll_style_next(&p, &d))
    if (ll_declaration_is(&d, "display"))
      return ll_declaration_has(&d, "none") ? 1 : 2;
  return 0;
}

/* Marks the classes of the last compound of each selector in the list; `simple` leaves out those with more than one. */
static void mark_list(GHashTable *classes, const char *start, const char *end, int bit, bool simple) {
  while (start < end) {
    const char *comma = memchr(start, ',', (size_t)(end - start));
    const char *stop = comma ? comma : end, *first = trim(start, &stop), *last = stop;
    while (last > first && !strchr(" >~+:", last[-1]))
      last--;
    if (!simple || last == first)
      mark(classes, last, stop, bit);
    start = comma ? comma + 1 : end;
  }
}

GHashTable *ll_style_classes(const char *sheet) {
  GHashTable *classes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  unsigned media = 0, depth = 0;
  const char *start = sheet;
  for (const char *p = sheet; *p; p++) {
    if (*p == '}') {
      depth -= depth > 0;
      if (depth < media)
        media = 0;
      start = p + 1;
    } else if (*p == ';') { /* of @import */
      start = p + 1;
    } else if (*p == '{') {
      const char *end = p, *selector = trim(start, &end);
      depth++;
      start = p + 1;
      if (*selector == '@') {
        media = g_ascii_strncasecmp(selector, "@media", 6) == 0 ? depth : media;
        continue;
      }
      const char *close = p + strcspn(p, "}");
      int does = effect(p + 1, close);
      if (does && media)
        mark_list(classes, selector, end, LL_CLASS_TOGGLED, false);
      else if (does == 1)
        mark_list(classes, selector, end, LL_CLASS_HIDDEN, true);
    }
  }
  return classes;
}
