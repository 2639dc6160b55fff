/* SPDX-License-Identifier: MIT
 * Named and numeric character references. */
#include "core/entity.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 31, MAX_LEGACY = 6, REPLACEMENT = 0xfffd };

struct entity {
  const char *name;
  uint32_t code;
  bool legacy; /* known without semicolon */
};

static const struct entity entities[] = {
#define LL_ENTITY(name, code, legacy) {name, code, legacy},
#include "core/entities.def"
#undef LL_ENTITY
};

/* What browsers read in &#128; to &#159;. */
static const uint16_t windows_1252[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                          0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                          0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

struct key {
  const char *name;
  size_t length;
};

static int compare(const void *key_pointer, const void *row_pointer) {
  const struct key *key = key_pointer;
  const struct entity *row = row_pointer;
  int order = strncmp(key->name, row->name, key->length);
  return order != 0 ? order : row->name[key->length] != '\0' ? -1 : 0;
}

static const struct entity *find(const char *name, size_t length) {
  struct key key = {name, length};
  return bsearch(&key, entities, G_N_ELEMENTS(entities), sizeof *entities, compare);
}

static uint32_t to_character(uint32_t code) {
  if (code >= 128 && code < 160)
    return windows_1252[code - 128];
  return code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? REPLACEMENT : code;
}

/* "#38;", "#x26;".  Returns the bytes read, 0 when it is no reference. */
static size_t numeric(const char *at, const char *end, uint32_t *code) {
  const char *begin = at++;
  bool hex = at < end && (*at == 'x' || *at == 'X');
  at += hex;
  const char *digits = at;
  uint32_t value = 0;
  for (; at < end && (hex ? g_ascii_isxdigit(*at) : g_ascii_isdigit(*at)); at++)
    if (value <= 0x10ffff)
      value = value * (hex ? 16 : 10) + (uint32_t)g_ascii_xdigit_value(*at);
  if (at == digits)
    return 0;
  *code = to_character(value);
  return (size_t)(at - begin) + (at < end && *at == ';');
}

/* The longest name that may stand without semicolon. */
static size_t legacy(const char *at, size_t length, uint32_t *code) {
  for (size_t n = MIN(length, (size_t)MAX_LEGACY); n >= 2; n--) {
    const struct entity *row = find(at, n);
    if (row != NULL && row->legacy) {
      *code = row->code;
      return n;
    }
  }
  return 0;
}

static size_t named(const char *at, const char *end, bool attribute, uint32_t *code) {
  size_t length = 0;
  while (at + length < end && length < MAX_NAME && g_ascii_isalnum(at[length]))
    length++;
  bool closed = at + length < end && at[length] == ';';
  const struct entity *row = closed ? find(at, length) : NULL;
  if (row != NULL) {
    *code = row->code;
    return length + 1;
  }
  size_t n = legacy(at, length, code);
  bool goes_on = at + n < end && (at[n] == '=' || g_ascii_isalnum(at[n]));
  return attribute && goes_on ? 0 : n;
}

void ll_entities_append(GString *out, const char *text, size_t length, bool attribute) {
  const char *at = text, *end = text + length, *amp;
  while ((amp = memchr(at, '&', (size_t)(end - at))) != NULL) {
    uint32_t code = 0;
    const char *name = amp + 1;
    g_string_append_len(out, at, amp - at);
    size_t n = name == end              ? 0
               : *name == '#'           ? numeric(name, end, &code)
               : g_ascii_isalpha(*name) ? named(name, end, attribute, &code)
                                        : 0;
    if (n > 0)
      g_string_append_unichar(out, code);
    else
      g_string_append_c(out, '&');
    at = name + n;
  }
  g_string_append_len(out, at, end - at);
}
