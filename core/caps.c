/* SPDX-License-Identifier: MIT
 * Counting over the raw bytes, line by line. */
#include "core/caps.h"
#include <leanletter/leanletter.h>
#include <string.h>

/* Occurrences of "boundary=", any case. */
static unsigned count_boundaries(const char *data, size_t length) {
  static const char name[] = "boundary";
  const size_t n = sizeof name - 1;
  unsigned count = 0;
  const char *end = data + length;
  for (const char *p = data; (p = memchr(p, '=', (size_t)(end - p))); p++)
    if ((size_t)(p - data) >= n && (p[-1] | 0x20) == 'y')
      count += g_ascii_strncasecmp(p - n, name, n) == 0;
  return count;
}

/* What the lines could be to a MIME parser. */
struct tally {
  unsigned delimiters;
  size_t fields; /* bytes, continuation lines included */
};

static struct tally count_lines(const char *data, size_t length) {
  struct tally tally = {0};
  const char *end = data + length;
  bool in_field = false;
  for (const char *line = data, *next; line < end; line = next) {
    const char *lf = memchr(line, '\n', (size_t)(end - line));
    next = lf ? lf + 1 : end;
    bool goes_on = in_field && (*line == ' ' || *line == '\t');
    tally.delimiters += next - line > 2 && line[0] == '-' && line[1] == '-';
    in_field = goes_on || ll_field_starts(line, (size_t)(next - line));
    if (in_field)
      tally.fields += (size_t)(next - line);
  }
  return tally;
}

const char *ll_caps_refused(GBytes *raw, const struct ll_limits *limits) {
  size_t length;
  const char *data = g_bytes_get_data(raw, &length);
  if (length > limits->message_size || length >= G_MAXINT)
    return "message-too-large";
  if (length == 0)
    return "no-html";
  if (memchr(data, '\0', length))
    return "nul-byte";
  if (count_boundaries(data, length) > limits->boundaries)
    return "too-many-boundaries";
  struct tally tally = count_lines(data, length);
  if (tally.delimiters > limits->parts)
    return "too-many-parts";
  return tally.fields / 2 > limits->header_size ? "headers-too-large" : NULL;
}
