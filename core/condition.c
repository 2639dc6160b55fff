/* SPDX-License-Identifier: MIT
 * A little evaluator:  any = all { "|" all },  all = one { "&" one },
 * one = "!" one | "(" any ")" | [ lt | lte | gt | gte ] feature [ version ]. */
#include "core/condition.h"
#include <string.h>

enum { MAX_DEPTH = 16 };

static const double outlook_version = 16;

struct reader {
  const char *at, *end;
  unsigned depth;
};

static bool any(struct reader *reader);

static void skip_blanks(struct reader *reader) {
  while (reader->at < reader->end && g_ascii_isspace(*reader->at))
    reader->at++;
}

static bool take(struct reader *reader, char c) {
  skip_blanks(reader);
  if (reader->at == reader->end || *reader->at != c)
    return false;
  reader->at++;
  return true;
}

/* A run of letters, or of digits and dots. */
static size_t word(struct reader *reader, const char **start, bool (*is_part)(char c)) {
  skip_blanks(reader);
  *start = reader->at;
  while (reader->at < reader->end && is_part(*reader->at))
    reader->at++;
  return (size_t)(reader->at - *start);
}

static bool is_letter(char c) {
  return g_ascii_isalpha(c);
}

static bool is_numeral(char c) {
  return g_ascii_isdigit(c) || c == '.';
}

static bool equals(const char *start, size_t length, const char *name) {
  return length == strlen(name) && g_ascii_strncasecmp(start, name, length) == 0;
}

static bool compare(const char *operator, size_t length, double version) {
  if (equals(operator, length, "lt"))
    return outlook_version < version;
  if (equals(operator, length, "lte"))
    return outlook_version <= version;
  if (equals(operator, length, "gt"))
    return outlook_version > version;
  if (equals(operator, length, "gte"))
    return outlook_version >= version;
  return outlook_version == version;
}

static bool is_operator(const char *start, size_t length) {
  return equals(start, length, "lt") || equals(start, length, "lte") || equals(start, length, "gt") ||
         equals(start, length, "gte");
}

static bool feature(struct reader *reader) {
  const char *operator, * name, *digits;
  size_t operator_length = word(reader, &operator, is_letter), name_length = operator_length;
  name = operator;
  if (is_operator(operator, operator_length))
    name_length = word(reader, &name, is_letter);
  size_t n = word(reader, &digits, is_numeral);
  bool known = equals(name, name_length, "mso");
  if (n == 0 || n > 8)
    return known || equals(name, name_length, "true");
  char version[16] = "";
  memcpy(version, digits, n);
  return known && compare(operator, operator_length, g_ascii_strtod(version, NULL));
}

static bool one(struct reader *reader) {
  bool negated = false;
  while (take(reader, '!'))
    negated = !negated;
  if (!take(reader, '('))
    return feature(reader) != negated;
  if (++reader->depth > MAX_DEPTH)
    return false;
  bool value = any(reader);
  take(reader, ')');
  reader->depth--;
  return value != negated;
}

static bool all(struct reader *reader) {
  bool value = one(reader);
  while (take(reader, '&'))
    value &= one(reader);
  return value;
}

static bool any(struct reader *reader) {
  bool value = all(reader);
  while (take(reader, '|'))
    value |= all(reader);
  return value;
}

bool ll_condition_is_true(const char *expression, size_t length) {
  struct reader reader = {.at = expression, .end = expression + length};
  return any(&reader);
}
