/* SPDX-License-Identifier: MIT
 * A recursive descent over the text of one pattern; groups are made on the way back. */
#include "core/pattern.h"
#include "core/fold.h"

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
  bool touching;    /* words may touch brackets */
};

/* A sequence under construction. */
struct sequence {
  uint32_t items[LL_PATTERN_ITEMS + 1]; /* and room for LL_NET_OR */
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

static bool ends_item(char c) {
  return c == 0 || is_space(c) || c == '|' || c == '(' || c == ')' || c == '[' || c == ']';
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

/* ( or [ to its partner. */
static bool read_group(struct parser *p, struct sequence *sequence) {
  char open = *p->at++, close = open == '(' ? ')' : ']';
  struct sequence last = {.n = 0};
  guint base = p->scope->keys->len;
  uint32_t or = LL_NET_OR;
  if (!check_stop(p))
    return false;
  if (++p->depth > LL_PATTERN_DEPTH)
    return fail(p, "brackets more than %d deep", LL_PATTERN_DEPTH);
  if (open == '[')
    g_array_append_val(p->scope->keys, or);
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

/* The text of a word, \ undone; cut off where there is no more room. */
static size_t read_text(struct parser *p, char text[WORD_BYTES]) {
  const char *from = p->at;
  size_t n = 0;
  while (!ends_item(*p->at) && *p->at != '<' && !(p->at > from && p->at[-1] != '.' && is_gap(p->at))) {
    if (*p->at == '\\' && p->at[1])
      p->at++;
    if (n + 1 < WORD_BYTES)
      text[n++] = *p->at;
    p->at++;
  }
  text[n] = 0;
  return n;
}

static size_t characters(const struct ll_word *word) {
  return (size_t)g_utf8_strlen(word->text, -1);
}

static const char *wrong_stars(const struct ll_word *words, guint n, bool before, bool after) {
  for (guint i = 0; i < n; i++)
    if (ll_char_alone(g_utf8_get_char(words[i].text)) && ((before && i == 0) || (after && i + 1 == n)))
      return "* is not for scripts without spaces: there every character is a word";
  if (before && after && n == 1)
    return characters(words) < 3 ? "too short for *word*: at least 3 letters" : NULL;
  if ((before && characters(words) < 2) || (after && characters(words + n - 1) < 2))
    return "too short for a *: at least 2 letters";
  return NULL;
}

/* The items of the last `n` words of the scratch list, as the cache keeps them: their count first. */
static uint32_t *make_items(struct parser *p, guint n, bool before, bool after) {
  const GArray *all = p->scope->words->words;
  uint32_t *items = g_new(uint32_t, n + 1);
  items[0] = n;
  for (guint i = 0; i < n; i++) {
    const char *word = g_array_index(all, struct ll_word, all->len - n + i).text;
    bool open = before && i == 0, more = after && i + 1 == n;
    enum ll_affix affix = open   ? (more ? LL_AFFIX_INSIDE : LL_AFFIX_END)
                          : more ? LL_AFFIX_START
                                 : LL_AFFIX_NONE;
    items[i + 1] = LL_ITEM(LL_ITEM_WORD, ll_vocab_add(p->scope->vocab, affix, word, strlen(word)));
  }
  return items;
}

/* True when a character of a script without spaces is in the text: there words and brackets may touch. */
static bool has_alone(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if ((guchar)*text >= 0xe0 && ll_char_alone(g_utf8_get_char(text)))
      return true;
  return false;
}

static bool check_touch(struct parser *p, const char *text, bool touched) {
  bool touches = touched || (*p->at && strchr("([<", *p->at));
  if (!touches || p->touching)
    return true;
  return fail(p, "\"%s\" touches a bracket; a group cannot be part of a word: put a space between", text);
}

/* Appends the words of a text with stars to the scratch list; `*n` is how many. */
static bool append_words(struct parser *p, const char *text, bool before, bool after, guint *n) {
  GArray *all = p->scope->words->words;
  guint first = all->len;
  size_t length = strlen(text);
  const char *inner = text + before;
  size_t inner_length = length - before - after;
  if (g_str_equal(text, "*"))
    return fail(p, "* alone is no word; write <any>");
  if (memchr(inner, '*', inner_length))
    return fail(p, "\"%s\": * stands only at the start or end of a word", text);
  ll_words_append(p->scope->words, inner, inner_length);
  ll_words_break(p->scope->words);
  if (all->len == first)
    return fail(p, "\"%s\" is no word; leave it out", text);
  const struct ll_word *words = &g_array_index(all, struct ll_word, first);
  for (guint i = 1; i < all->len - first; i++)
    if (words[i].sentence)
      return fail(p, "a sentence ends inside \"%s\"; write two patterns", text);
  *n = all->len - first;
  const char *wrong = wrong_stars(words, *n, before, after);
  return wrong ? fail(p, "\"%s\": %s", text, wrong) : true;
}

/* The quick way for a word that is its own normal form. */
static bool is_normal(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_islower(text[i]))
      return false;
  return length > 0 && length <= LL_WORD_BYTES;
}

/* The items of a word that is not plain: most words of a file were in it before. */
static const uint32_t *items_of(struct parser *p, const char *text, size_t length) {
  const uint32_t *known = g_hash_table_lookup(p->scope->known, text);
  if (known)
    return known;
  bool before = length > 1 && text[0] == '*', after = length > 1 && text[length - 1] == '*';
  guint n = 0;
  if (!append_words(p, text, before, after, &n))
    return NULL;
  uint32_t *items = make_items(p, n, before, after);
  g_hash_table_insert(p->scope->known, g_strdup(text), items);
  return items;
}

static bool read_word(struct parser *p, struct sequence *sequence) {
  const char *from = p->at;
  bool touched = p->closed;
  char text[WORD_BYTES];
  size_t length = read_text(p, text);
  p->closed = false;
  if (!check_touch(p, text, touched))
    return false;
  if (is_normal(text, length))
    return add(p, sequence,
               LL_ITEM(LL_ITEM_WORD, ll_vocab_add(p->scope->vocab, LL_AFFIX_NONE, text, length)));
  const uint32_t *items = items_of(p, text, length);
  for (uint32_t i = 1; items && i <= items[0]; i++)
    if (!add(p, sequence, items[i]))
      return false;
  if (items && strchr(".!?:;", text[length - 1]))
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
  uint32_t or = LL_NET_OR;
  for (unsigned n = 1;; n++) {
    last->n = 0;
    if (n > LL_PATTERN_ALTERNATIVES)
      return fail(p, "more than %d alternatives", LL_PATTERN_ALTERNATIVES);
    if (!read_sequence(p, last))
      return false;
    last->items[last->n] = or ;
    g_array_append_vals(p->scope->keys, last->items, (guint)last->n + 1);
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

/* Cuts $ off the end of a copy of the text: true if it was there. */
static bool take_end(char *text) {
  g_strchomp(text);
  size_t length = strlen(text);
  if (length == 0 || text[length - 1] != '$' || (length > 1 && text[length - 2] == '\\'))
    return false;
  text[length - 1] = 0;
  return true;
}

bool ll_pattern_read(struct ll_pattern_scope *scope, const char *text, struct ll_pattern *pattern,
                     GError **error) {
  g_autofree char *copy = g_strdup(text);
  struct parser p = {.scope = scope, .at = copy, .error = error, .touching = has_alone(text)};
  struct sequence sequence = {.n = 0};
  bool at_end = take_end(copy);
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
  memcpy(pattern->items, sequence.items, sizeof pattern->items);
  pattern->n = sequence.n;
  pattern->at_start = at_start;
  pattern->at_end = at_end;
  return true;
}

bool ll_pattern_read_set(struct ll_pattern_scope *scope, const char *text, uint32_t *group, GError **error) {
  struct parser p = {.scope = scope, .at = text, .error = error, .touching = has_alone(text)};
  struct sequence last = {.n = 0};
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

void ll_pattern_scope_init(struct ll_pattern_scope *scope, ll_vocab *vocab, ll_net *net) {
  scope->vocab = vocab;
  scope->net = net;
  scope->sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  scope->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  scope->words = ll_words_new();
  scope->keys = g_array_new(false, false, sizeof(uint32_t));
}

void ll_pattern_scope_clear(struct ll_pattern_scope *scope) {
  g_hash_table_unref(scope->sets);
  g_hash_table_unref(scope->known);
  ll_words_free(scope->words);
  g_array_unref(scope->keys);
}
