/* SPDX-License-Identifier: MIT
 * A recursive descent over the text of one pattern; groups are made on the way back. */
#include "core/pattern.h"
#include "core/fold.h"
#include "core/grow.h"

#include <string.h>

enum { WORD_BYTES = 1024 };

static const struct {
  const char *name;
  enum ll_item_kind kind;
} builtins[] = {{"any", LL_ITEM_ANY},
                {"number", LL_ITEM_NUMBER},
                {"publisher", LL_ITEM_PUBLISHER},
                {"domain", LL_ITEM_DOMAIN}};

/* Where reading stands.  Every reader returns false once `error` is set. */
struct parser {
  struct ll_pattern_scope *scope;
  const char *at;
  GError **error;
  unsigned depth;
  const char *stop; /* the item before ended a sentence here: nothing may follow */
  bool closed;      /* the character before closed a group */
  const char *text; /* from its start */
};

/* A sequence under construction. */
struct sequence {
  uint32_t items[LL_PATTERN_ITEMS];
  size_t n;
};

static bool read_alternatives(struct parser *p, struct sequence *last);

static bool fail(struct parser *p, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(struct parser *p, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(p->error, LL_ERROR, LL_ERROR_CONFIG, text);
  return false;
}

static bool check_stop(struct parser *p) {
  if (!p->stop)
    return true;
  return fail(p, "nothing can follow \"%.*s\": a pattern lies inside one sentence; write two patterns",
              (int)strcspn(p->stop, " |()[]<"), p->stop);
}

static bool add(struct parser *p, struct sequence *sequence, uint32_t item) {
  if (!check_stop(p))
    return false;
  if (sequence->n == LL_PATTERN_ITEMS)
    return fail(p, "more than %d items; write a shorter pattern", LL_PATTERN_ITEMS);
  sequence->items[sequence->n++] = item;
  return true;
}

static bool is_space(char c) {
  return c == ' ' || c == '\t';
}

/* What ends a word, and with 2 what may end it or is no part of it. */
static const uint8_t ends[256] = {[0] = 1,   [' '] = 1, ['\t'] = 1, ['|'] = 1, ['('] = 1, [')'] = 1,
                                  ['['] = 1, [']'] = 1, ['<'] = 1,  ['.'] = 2, ['\\'] = 2};

static bool is_stop(char c) {
  return c == '.' || c == '!' || c == '?' || c == ':' || c == ';';
}

/* Two points, not three. */
static bool is_gap(const char *at) {
  return at[0] == '.' && at[1] == '.' && at[2] != '.';
}

/* ".." or "..N". */
static bool read_gap(struct parser *p, struct sequence *sequence) {
  const char *from = p->at;
  char *end;
  guint64 words = 3;
  p->at += 2;
  if (g_ascii_isdigit(*p->at)) {
    words = g_ascii_strtoull(p->at, &end, 10);
    p->at = end;
  }
  if (g_ascii_isalnum(*p->at) || *p->at == '.')
    return fail(p, "\"%.*s\" is no gap; write ..3 between spaces", (int)strcspn(from, " "), from);
  if (words < 1 || words > LL_PATTERN_GAP)
    return fail(p, "a gap of %" G_GUINT64_FORMAT " words; 1 to %d are allowed", words, LL_PATTERN_GAP);
  return add(p, sequence, LL_ITEM(LL_ITEM_GAP, words));
}

bool ll_pattern_builtin(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(builtins); i++)
    if (g_str_equal(builtins[i].name, name))
      return true;
  return false;
}

static bool read_name(struct parser *p, struct sequence *sequence) {
  const char *end = strchr(p->at, '>');
  if (!end)
    return fail(p, "\"<\" without \">\"");
  g_autofree char *name = g_strndup(p->at + 1, (gsize)(end - p->at - 1));
  p->at = end + 1;
  p->closed = true;
  for (size_t i = 0; i < G_N_ELEMENTS(builtins); i++)
    if (g_str_equal(builtins[i].name, name))
      return add(p, sequence, LL_ITEM(builtins[i].kind, 0));
  guint group = GPOINTER_TO_UINT(g_hash_table_lookup(p->scope->sets, name));
  if (group == 0)
    return fail(p, "unknown set <%s>; define it above with \"set %s = ...\"", name, name);
  return add(p, sequence, LL_ITEM(LL_ITEM_GROUP, group - 1));
}

static bool only_ors(const uint32_t *key, size_t n) {
  while (n > 0 && key[n - 1] == LL_NET_OR)
    n--;
  return n == 0;
}

/* The group that lies on the stack from `base` on becomes an item.  A group of one sequence that has to be there is no
 * group: its items are taken over. */
static bool add_group(struct parser *p, struct sequence *sequence, guint base, const struct sequence *last) {
  const uint32_t *key = &g_array_index(p->scope->keys, uint32_t, base);
  size_t n = p->scope->keys->len - base;
  if (only_ors(key, n))
    return fail(p, "an empty group");
  if (n != last->n + 1)
    return add(p, sequence, LL_ITEM(LL_ITEM_GROUP, ll_net_group(p->scope->net, key, n)));
  for (size_t i = 0; i < last->n; i++)
    if (!add(p, sequence, last->items[i]))
      return false;
  return true;
}

static void add_key(struct ll_pattern_scope *scope, uint32_t item) {
  *LL_ARRAY_ADD(scope->keys, uint32_t, &scope->key_room) = item;
}

/* ( or [ to its partner. */
static bool read_group(struct parser *p, struct sequence *sequence) {
  char open = *p->at++, close = open == '(' ? ')' : ']';
  struct sequence last;
  guint base = p->scope->keys->len;
  if (!check_stop(p))
    return false;
  if (++p->depth > LL_PATTERN_DEPTH)
    return fail(p, "brackets more than %d deep", LL_PATTERN_DEPTH);
  if (open == '[')
    add_key(p->scope, LL_NET_OR);
  if (!read_alternatives(p, &last))
    return false;
  p->depth--;
  p->stop = NULL;
  if (*p->at != close)
    return *p->at ? fail(p, "\"%c\" is closed by \"%c\"", open, *p->at)
                  : fail(p, "\"%c\" is not closed", open);
  p->at++;
  p->closed = true;
  if (!add_group(p, sequence, base, &last))
    return false;
  g_array_set_size(p->scope->keys, base);
  return true;
}

/* How long the word is that is no more than its characters; 0: look at it closely. */
static size_t plain_length(const char *from) {
  const char *at = from;
  for (uint8_t end = 0; end != 1; at += end != 1) {
    while (!(end = ends[(guchar)*at]))
      at++;
    if (*at == '\\')
      return 0;
    if (*at == '.' && at > from && at[-1] != '.' && is_gap(at))
      break;
  }
  return at - from < WORD_BYTES ? (size_t)(at - from) : 0;
}

/* The text of a word, \ undone; cut off where there is no more room. */
static size_t read_text(struct parser *p, char text[WORD_BYTES]) {
  const char *from = p->at;
  size_t n = 0;
  while (ends[(guchar)*p->at] != 1 && !(p->at > from && p->at[-1] != '.' && is_gap(p->at))) {
    if (*p->at == '\\' && p->at[1])
      p->at++;
    if (n + 1 < WORD_BYTES)
      text[n++] = *p->at;
    p->at++;
  }
  text[n] = 0;
  return n;
}

/* True when a character of a script without spaces is in the text: there words and brackets may touch. */
static bool has_alone(const char *text) {
  for (; *text; text++)
    if ((guchar)*text >= 0xe0 && ll_char_alone(g_utf8_get_char(text)))
      return true;
  return false;
}

static bool check_touch(struct parser *p, const char *text, size_t length, bool touched) {
  bool touches = touched || *p->at == '(' || *p->at == '[' || *p->at == '<';
  if (!touches || has_alone(p->text))
    return true;
  return fail(p, "\"%.*s\" touches a bracket; a group cannot be part of a word: put a space between", (int)length, text);
}

static bool read_word(struct parser *p, struct sequence *sequence) {
  const char *from = p->at, *text = from;
  bool touched = p->closed;
  char escaped[WORD_BYTES];
  size_t length = plain_length(from);
  uint32_t n;
  p->at += length;
  if (length == 0) {
    length = read_text(p, escaped);
    text = escaped;
  }
  p->closed = false;
  if (!check_touch(p, text, length, touched))
    return false;
  const uint32_t *items = ll_spellings_find(p->scope->spellings, text, length, &n, p->error);
  for (uint32_t i = 0; items && i < n; i++)
    if (!add(p, sequence, items[i]))
      return false;
  if (items && is_stop(text[length - 1]))
    p->stop = from;
  return items != NULL;
}

static bool read_item(struct parser *p, struct sequence *sequence) {
  char c = *p->at;
  if (c == '(' || c == '[')
    return read_group(p, sequence);
  if (c == '<')
    return read_name(p, sequence);
  if (c == '^')
    return fail(p, "^ stands only at the start of a pattern");
  if (c == '$')
    return fail(p, "$ stands only at the end of a pattern");
  if (is_gap(p->at))
    return read_gap(p, sequence);
  return read_word(p, sequence);
}

/* Items up to |, a closing bracket or the end. */
static bool read_sequence(struct parser *p, struct sequence *sequence) {
  p->stop = NULL;
  p->closed = false;
  for (;;) {
    while (is_space(*p->at)) {
      p->at++;
      p->closed = false;
    }
    if (*p->at == 0 || *p->at == '|' || *p->at == ')' || *p->at == ']')
      return true;
    if (!read_item(p, sequence))
      return false;
  }
}

/* Alternatives onto the stack, as a key for ll_net_group(); `last` is the last of them. */
static bool read_alternatives(struct parser *p, struct sequence *last) {
  for (unsigned n = 1;; n++) {
    last->n = 0;
    if (n > LL_PATTERN_ALTERNATIVES)
      return fail(p, "more than %d alternatives", LL_PATTERN_ALTERNATIVES);
    if (!read_sequence(p, last))
      return false;
    for (size_t i = 0; i < last->n; i++)
      add_key(p->scope, last->items[i]);
    add_key(p->scope, LL_NET_OR);
    if (*p->at != '|')
      return true;
    p->at++;
  }
}

static bool check_depth(struct parser *p, const struct sequence *sequence) {
  for (size_t i = 0; i < sequence->n; i++) {
    uint32_t item = sequence->items[i];
    if (LL_ITEM_KIND(item) == LL_ITEM_GROUP &&
        g_array_index(p->scope->net->groups, struct ll_group, LL_ITEM_VALUE(item)).depth > LL_PATTERN_DEPTH)
      return fail(p, "groups and sets more than %d deep", LL_PATTERN_DEPTH);
  }
  return true;
}

static bool check_pattern(struct parser *p, const struct sequence *sequence, bool at_end) {
  const ll_net *net = p->scope->net;
  if (sequence->n == 0)
    return fail(p, "an empty pattern");
  if (ll_net_gap_first(net, sequence->items, sequence->n))
    return fail(p, "a pattern cannot start with a gap or <any>");
  if (!at_end && ll_net_gap_last(net, sequence->items, sequence->n))
    return fail(p, "a pattern cannot end with a gap, unless $ follows");
  if (ll_net_empty(net, sequence->items, sequence->n))
    return fail(p, "everything is optional: the pattern could match nothing");
  return check_depth(p, sequence);
}

/* Cuts $ and white space off the end of a copy of the text: true if $ was there. */
static bool take_end(GString *text) {
  size_t length = text->len;
  while (length > 0 && g_ascii_isspace(text->str[length - 1]))
    length--;
  bool at_end = length > 0 && text->str[length - 1] == '$' && (length == 1 || text->str[length - 2] != '\\');
  g_string_truncate(text, length - at_end);
  return at_end;
}

bool ll_pattern_read(struct ll_pattern_scope *scope, const char *text, struct ll_pattern *pattern,
                     GError **error) {
  g_string_assign(scope->text, text);
  bool at_end = take_end(scope->text);
  struct parser p = {.scope = scope, .at = scope->text->str, .error = error, .text = text};
  struct sequence sequence;
  sequence.n = 0;
  g_array_set_size(scope->keys, 0);
  while (is_space(*p.at))
    p.at++;
  bool at_start = *p.at == '^';
  p.at += at_start;
  if (!read_sequence(&p, &sequence))
    return false;
  if (*p.at == '|')
    return fail(&p, "\"|\" outside brackets; write (a|b), or two patterns");
  if (*p.at)
    return fail(&p, "\"%c\" closes nothing", *p.at);
  if (!check_pattern(&p, &sequence, at_end))
    return false;
  memcpy(pattern->items, sequence.items, sequence.n * sizeof *sequence.items);
  pattern->n = sequence.n;
  pattern->at_start = at_start;
  pattern->at_end = at_end;
  return true;
}

bool ll_pattern_read_set(struct ll_pattern_scope *scope, const char *text, uint32_t *group, GError **error) {
  struct parser p = {.scope = scope, .at = text, .error = error, .text = text};
  struct sequence last;
  const GArray *key = scope->keys;
  g_array_set_size(scope->keys, 0);
  if (!read_alternatives(&p, &last))
    return false;
  if (*p.at)
    return fail(&p, "\"%c\" closes nothing", *p.at);
  const uint32_t *items = (const uint32_t *)(const void *)key->data;
  for (guint start = 0, i = 0; i < key->len; i++)
    if (items[i] == LL_NET_OR) {
      if (ll_net_empty(scope->net, items + start, i - start))
        return fail(&p, "an alternative that may match nothing; write [<name>] where the set is used");
      start = i + 1;
    }
  uint32_t made = ll_net_group(scope->net, items, key->len);
  struct sequence whole = {.items = {LL_ITEM(LL_ITEM_GROUP, made)}, .n = 1};
  if (!check_depth(&p, &whole))
    return false;
  *group = made;
  return true;
}

void ll_pattern_scope_init(struct ll_pattern_scope *scope, ll_spellings *spellings, ll_net *net) {
  *scope = (struct ll_pattern_scope){.spellings = spellings, .net = net};
  scope->sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  scope->text = g_string_new(NULL);
  scope->keys = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void ll_pattern_scope_clear(struct ll_pattern_scope *scope) {
  g_hash_table_unref(scope->sets);
  g_string_free(scope->text, TRUE);
  g_array_unref(scope->keys);
}
