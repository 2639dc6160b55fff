/* SPDX-License-Identifier: MIT
 * The lines of a rule file: sections, sets, patterns, link patterns, weights. */
#include "core/rules-private.h"

#include <math.h>
#include <string.h>

enum section_kind { NO_SECTION, PHRASES, LINKS, WEIGHTS, NAMES };

/* Where reading stands. */
struct reader {
  ll_rules *rules;
  const char *file; /* interned */
  uint32_t line;
  enum section_kind kind;
  uint8_t topic, strength; /* of NAMES: enum ll_roll */
  struct ll_pattern_scope scope;
};

/* Sections without strength. */
static const struct {
  const char *name;
  uint8_t topic;
} plain_sections[] = {{"protect unsubscribe", LL_TOPIC_UNSUBSCRIBE},
                      {"protect preferences", LL_TOPIC_PREFERENCES},
                      {"protect view", LL_TOPIC_VIEW},
                      {"protect legal", LL_TOPIC_LEGAL},
                      {"protect provenance", LL_TOPIC_PROVENANCE},
                      {"protect code", LL_TOPIC_CODE},
                      {"pitch", LL_TOPIC_PITCH},
                      {"keep", LL_TOPIC_KEEP},
                      {"object", LL_TOPIC_OBJECT},
                      {"refuse", LL_TOPIC_REFUSE},
                      {"greeting", LL_TOPIC_GREETING},
                      {"more", LL_TOPIC_MORE},
                      {"letter", LL_TOPIC_LETTER},
                      {"masthead", LL_TOPIC_MASTHEAD},
                      {"quoted", LL_TOPIC_QUOTED},
                      {"mentioned", LL_TOPIC_MENTIONED},
                      {"sign in", LL_TOPIC_SIGN_IN},
                      {"links unsubscribe", LL_TOPIC_UNSUBSCRIBE},
                      {"links preferences", LL_TOPIC_PREFERENCES},
                      {"links view", LL_TOPIC_VIEW},
                      {"links content", LL_TOPIC_CONTENT}};

/* Lists of names, and what these are made of. */
static const struct {
  const char *section, *signs, *what;
} rolls[LL_N_ROLLS] = {
#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
    [LL_ROLL_MAILBOXES] = {"mailboxes", LETTERS "-", "name of a mailbox: a-z and -"},
    [LL_ROLL_PRIVATE_HOSTS] = {"private hosts", LETTERS DIGITS "-.", "host: a-z, 0-9, - and ."},
    [LL_ROLL_LIST_HOSTS] = {"list hosts", LETTERS DIGITS "-", "part of a host: a-z, 0-9 and -"},
    [LL_ROLL_LIST_NAMES] = {"list names", LETTERS "-", "part of a list's name: a-z and -"},
    [LL_ROLL_COMMON] = {"common words", LETTERS DIGITS, "word of a name: a-z and 0-9"},
    [LL_ROLL_ARTICLES] = {"articles", LETTERS, "article: a-z"},
    [LL_ROLL_QUOTES] = {"quote marks", LETTERS DIGITS "_-", "part of a class or id: a-z, 0-9, _ and -"},
#undef LETTERS
#undef DIGITS
};

static const char *const strengths[] = {[LL_WEAK] = "weak", [LL_ORDINARY] = "ordinary", [LL_IDIOM] = "idiom"};

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(error, LL_ERROR, LL_ERROR_CONFIG, text);
  return false;
}

/* A class that phrases or links can tell, or LL_N_CLASSES. */
static enum ll_class told_class(const char *name) {
  enum ll_class class = ll_class_find(name);
  return class == LL_REPEAT || class == LL_RECURRING ? LL_N_CLASSES : class;
}

static bool start_links(struct reader *r, const char *name, GError **error) {
  enum ll_class class = told_class(name);
  if (class == LL_N_CLASSES)
    return fail(error,
                "unknown section [links %s]; a class, unsubscribe, preferences, view or content is expected",
                name);
  r->kind = LINKS;
  r->topic = (uint8_t) class;
  return true;
}

static bool start_phrases(struct reader *r, const char *class_name, const char *strength_name,
                          GError **error) {
  enum ll_class class = told_class(class_name);
  if (class == LL_N_CLASSES)
    return fail(error, "unknown section [%s%s%s]", class_name, strength_name ? " " : "",
                strength_name ? strength_name : "");
  for (unsigned i = 0; strength_name && i < G_N_ELEMENTS(strengths); i++)
    if (g_str_equal(strengths[i], strength_name)) {
      r->kind = PHRASES;
      r->topic = (uint8_t) class;
      r->strength = (uint8_t)i;
      return true;
    }
  return fail(error, "[%s] needs a strength: [%s idiom], [%s ordinary] or [%s weak]", class_name, class_name,
              class_name, class_name);
}

static bool read_section(struct reader *r, const char *header, GError **error) {
  g_auto(GStrv) raw = g_strsplit_set(header, " \t", -1);
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (char **word = raw; *word; word++)
    if (**word)
      g_ptr_array_add(words, *word);
  g_ptr_array_add(words, NULL);
  g_autofree char *name = g_strjoinv(" ", (char **)words->pdata);
  char **word = (char **)words->pdata;
  guint n = words->len - 1;
  r->strength = LL_WEAK;
  if (g_str_equal(name, "weights")) {
    r->kind = WEIGHTS;
    return true;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(rolls); i++)
    if (g_str_equal(rolls[i].section, name)) {
      r->kind = NAMES;
      r->topic = (uint8_t)i;
      return true;
    }
  for (size_t i = 0; i < G_N_ELEMENTS(plain_sections); i++)
    if (g_str_equal(plain_sections[i].name, name)) {
      r->kind = g_str_has_prefix(name, "links ") ? LINKS : PHRASES;
      r->topic = plain_sections[i].topic;
      return true;
    }
  if (n == 2 && g_str_equal(word[0], "links"))
    return start_links(r, word[1], error);
  if (n < 1 || n > 2)
    return fail(error, "unknown section [%s]", name);
  return start_phrases(r, word[0], n == 2 ? word[1] : NULL, error);
}

static struct ll_rule *new_rule(struct reader *r, const char *text) {
  struct ll_rule *rule = ll_pool_take(r->rules->pool, sizeof *rule);
  *rule = (struct ll_rule){.topic = r->topic,
                           .strength = r->strength,
                           .line = r->line,
                           .file = r->file,
                           .pattern = text};
  g_ptr_array_add(r->rules->rules, rule);
  return rule;
}

/* The pattern of this file and topic that ends there already, or NULL. */
static const struct ll_rule *same_pattern(const struct reader *r, uint32_t accept, bool at_end) {
  while (accept) {
    const struct ll_accept *a = &g_array_index(r->rules->net->accepts, struct ll_accept, accept - 1);
    const struct ll_rule *rule = g_ptr_array_index(r->rules->rules, a->rule);
    if (rule->topic == r->topic && rule->file == r->file && a->at_end == at_end)
      return rule;
    accept = a->next;
  }
  return NULL;
}

static bool read_phrase(struct reader *r, const char *text, GError **error) {
  ll_net *net = r->rules->net;
  struct ll_pattern pattern;
  if (!ll_pattern_read(&r->scope, text, &pattern, error))
    return false;
  uint32_t at = ll_net_path(net, pattern.at_start ? LL_ROOT_SENTENCE : LL_ROOT, pattern.items, pattern.n);
  uint32_t next = g_array_index(net->births, struct ll_birth, at).accept;
  const struct ll_rule *same = same_pattern(r, next, pattern.at_end);
  if (same)
    return fail(error, "the same pattern as in line %u; keep one", same->line);
  struct ll_accept accept = {.rule = r->rules->rules->len, .at_end = pattern.at_end, .next = next};
  new_rule(r, text);
  g_array_append_val(net->accepts, accept);
  g_array_index(net->births, struct ll_birth, at).accept = net->accepts->len;
  return true;
}

static bool read_link(struct reader *r, const char *text, GError **error) {
  const char *wrong = ll_links_check(text);
  if (wrong)
    return fail(error, "\"%s\": %s", text, wrong);
  const struct ll_rule *same = ll_links_add(r->rules->links, new_rule(r, text));
  return same ? fail(error, "the same link as in %s:%u; keep one", same->file, same->line) : true;
}

static const char *const weight_names[] = {
#define LL_FEATURE(id, name) name,
#include "core/features.def"
#undef LL_FEATURE
};

const char *ll_rules_missing_weight(const ll_rules *rules) {
  for (size_t i = 0; i < G_N_ELEMENTS(weight_names); i++)
    if (!g_hash_table_contains(rules->weights, weight_names[i]))
      return weight_names[i];
  return NULL;
}

static bool is_weight(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(weight_names); i++)
    if (g_str_equal(weight_names[i], name))
      return true;
  return false;
}

static bool read_weight(struct reader *r, const char *text, GError **error) {
  g_auto(GStrv) sides = g_strsplit(text, "=", 2);
  if (!sides[1])
    return fail(error, "\"%s\": name = number is expected", text);
  const char *name = g_strstrip(sides[0]), *number = g_strstrip(sides[1]);
  char *end;
  double value = g_ascii_strtod(number, &end);
  if (!is_weight(name))
    return fail(error, "\"%s\" is no name of a weight", name);
  if (*number == 0 || *end || !isfinite(value))
    return fail(error, "%s: \"%s\" is no number", name, number);
  if (g_hash_table_contains(r->rules->weights, name))
    return fail(error, "%s has a weight already; keep one", name);
  g_hash_table_insert(r->rules->weights, g_strdup(name), g_memdup2(&value, sizeof value));
  return true;
}

static bool read_name(struct reader *r, const char *text, GError **error) {
  if (text[strspn(text, rolls[r->topic].signs)])
    return fail(error, "\"%s\" is no %s", text, rolls[r->topic].what);
  g_ptr_array_add(r->rules->rolls[r->topic], (char *)text);
  return true;
}

/* "set NAME = a|b": true if the line is one; the name's length and the rest are out. */
static bool is_set(const char *text, size_t *name_length, const char **rest) {
  if (!g_str_has_prefix(text, "set "))
    return false;
  const char *name = text + 4 + strspn(text + 4, " \t");
  size_t length = strcspn(name, " \t=");
  const char *sign = name + length + strspn(name + length, " \t");
  if (*sign != '=')
    return false;
  *name_length = length;
  *rest = sign + 1;
  return true;
}

static bool read_set(struct reader *r, const char *text, size_t name_length, const char *alternatives,
                     GError **error) {
  const char *start = text + 4 + strspn(text + 4, " \t");
  g_autofree char *name = g_strndup(start, name_length);
  if (*name == 0 || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")])
    return fail(error, "\"%s\" is no name of a set: a-z, 0-9 and -", name);
  if (ll_pattern_builtin(name))
    return fail(error, "<%s> is built in; choose another name", name);
  if (g_hash_table_contains(r->scope.sets, name))
    return fail(error, "set %s is defined already", name);
  uint32_t group;
  if (!ll_pattern_read_set(&r->scope, alternatives, &group, error))
    return false;
  g_hash_table_insert(r->scope.sets, g_steal_pointer(&name), GUINT_TO_POINTER(group + 1));
  return true;
}

/* Cuts the comment and the white space around the line off. */
static char *bare(char *line) {
  for (char *at = strchr(line, '#'); at; at = strchr(at + 1, '#'))
    if (at == line || g_ascii_isspace(at[-1])) {
      *at = 0;
      break;
    }
  return g_strstrip(line);
}

/* [header] without another bracket: the header's text, cut out of the line; else NULL. */
static char *section_header(char *line) {
  size_t length = strlen(line);
  if (line[0] != '[' || line[length - 1] != ']' || strcspn(line + 1, "[]()|<") != length - 2)
    return NULL;
  line[length - 1] = 0;
  return g_strstrip(line + 1);
}

static bool read_line(struct reader *r, char *line, GError **error) {
  char *text = bare(line);
  size_t name_length;
  const char *rest;
  if (*text == 0)
    return true;
  char *header = section_header(text);
  if (header)
    return read_section(r, header, error);
  if (is_set(text, &name_length, &rest))
    return read_set(r, text, name_length, rest, error);
  if (r->kind == NO_SECTION)
    return fail(error, "a line before the first section; write [signup idiom] or the like above it");
  if (r->rules->rules->len >= LL_RULES_PATTERNS)
    return fail(error, "more than %d patterns in all", LL_RULES_PATTERNS);
  if (r->kind == WEIGHTS)
    return read_weight(r, text, error);
  if (r->kind == NAMES)
    return read_name(r, text, error);
  return r->kind == LINKS ? read_link(r, text, error) : read_phrase(r, text, error);
}

/* Passes over ASCII without NUL, eight bytes at once where it can. */
static const char *skip_ascii(const char *at, const char *end) {
  const uint64_t high = UINT64_C(0x8080808080808080), low = UINT64_C(0x0101010101010101);
  for (uint64_t unit; (size_t)(end - at) >= sizeof unit; at += sizeof unit) {
    memcpy(&unit, at, sizeof unit);
    if ((unit | (unit - low)) & high)
      break;
  }
  while (at < end && *at > 0 && !((guchar)*at & 0x80))
    at++;
  return at;
}

/* g_utf8_validate(), quick for ASCII. */
static bool is_utf8(const char *text, size_t length, const char **wrong) {
  const char *end = text + length;
  for (const char *at = skip_ascii(text, end); at < end; at = skip_ascii(at, end)) {
    const char *run = at;
    while (run < end && ((guchar)*run & 0x80))
      run++;
    *wrong = at; /* a NUL */
    if (run == at || !g_utf8_validate(at, run - at, wrong))
      return false;
    at = run;
  }
  return true;
}

static bool check_text(const char *name, const char *text, size_t length, GError **error) {
  const char *end;
  if (length > LL_RULES_FILE_BYTES)
    return fail(error, "%s: larger than %d bytes", name, LL_RULES_FILE_BYTES);
  if (is_utf8(text, length, &end))
    return true;
  unsigned line = 1;
  for (const char *at = text; at < end; at++)
    line += *at == '\n';
  return fail(error, "%s:%u: not UTF-8", name, line);
}

/* Each line ends in a NUL from then on: what is kept of it stays where it is. */
static bool read_lines(struct reader *r, char *text, size_t length, GError **error) {
  char *at = text, *end = text + length;
  if (g_str_has_prefix(text, "\xef\xbb\xbf"))
    at += 3;
  while (at < end) {
    char *found = memchr(at, '\n', (size_t)(end - at)), *stop = found ? found : end;
    GError *wrong = NULL;
    *stop = 0;
    r->line++;
    if (stop - at > LL_RULES_LINE_BYTES)
      fail(&wrong, "a line of more than %d bytes", LL_RULES_LINE_BYTES);
    else
      read_line(r, at, &wrong);
    if (wrong) {
      g_propagate_prefixed_error(error, wrong, "%s:%u: ", r->file, r->line);
      return false;
    }
    at = stop + 1;
  }
  return true;
}

bool ll_rules_read(ll_rules *rules, const char *name, char *text, size_t length, GError **error) {
  g_ptr_array_add(rules->texts, text);
  if (!check_text(name, text, length, error))
    return false;
  struct reader reader = {.rules = rules, .file = g_string_chunk_insert(rules->strings, name)};
  ll_pattern_scope_init(&reader.scope, rules->spellings, rules->net);
  rules->open = true;
  bool ok = read_lines(&reader, text, length, error);
  ll_pattern_scope_clear(&reader.scope);
  return ok;
}
