/* SPDX-License-Identifier: MIT
 * Values of settings: from text and to text, one pair of functions a kind, and the checks of strings. */
#include "core/setting.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

static void *member(const struct ll_setting *setting, const ll_config *config) {
  return (char *)config + setting->offset;
}

static char *out_of_range(const struct ll_setting *s) {
  return g_strdup_printf("is out of range (%.10g to %.10g)", s->min, s->max);
}

static bool set_bool(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i], text) == 0) {
      *(bool *)at = i % 2;
      return true;
    }
  *wrong = g_strdup_printf("\"%s\" is neither yes nor no", text);
  return false;
}

static char *get_bool(const struct ll_setting *s, const void *at) {
  return g_strdup(*(const bool *)at ? "yes" : "no");
}

static char *unit_list(const struct ll_unit *units) {
  g_autoptr(GString) list = g_string_new("is not a whole number");
  for (const struct ll_unit *u = units; u->factor; u++)
    if (*u->suffix)
      g_string_append_printf(list, "%s%s", u == units ? " with the unit " : " or ", u->suffix);
  return g_strdup(list->str);
}

static bool set_number(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  char *end;
  errno = 0;
  guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : (end = (char *)text, 0);
  while (end > text && *end == ' ')
    end++;
  const struct ll_unit *unit = s->units;
  while (unit->factor && strcmp(unit->suffix, end) != 0)
    unit++;
  if (end == text || !unit->factor) {
    g_autofree char *what = unit_list(s->units);
    *wrong = g_strdup_printf("\"%s\" %s", text, what);
    return false;
  }
  double value = (double)number * unit->factor;
  if (errno || value < s->min || value > s->max) {
    *wrong = out_of_range(s);
    return false;
  }
  *(unsigned *)at = (unsigned)value;
  return true;
}

/* The largest unit that leaves a whole number. */
static char *get_number(const struct ll_setting *s, const void *at) {
  unsigned value = *(const unsigned *)at;
  const struct ll_unit *best = s->units;
  for (const struct ll_unit *u = s->units; u->factor; u++)
    if (value && value % u->factor == 0)
      best = u;
  return g_strdup_printf("%u%s", value / best->factor, best->suffix);
}

static bool set_octal(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  char *end;
  guint64 value = g_ascii_strtoull(text, &end, 8);
  if (!g_ascii_isdigit(*text) || *end) {
    *wrong = g_strdup_printf("\"%s\" is not an octal number", text);
    return false;
  }
  if (value > s->max) {
    *wrong = g_strdup_printf("is more than 0%o", (unsigned)s->max);
    return false;
  }
  *(unsigned *)at = (unsigned)value;
  return true;
}

static char *get_octal(const struct ll_setting *s, const void *at) {
  return g_strdup_printf("0%03o", *(const unsigned *)at);
}

static bool set_real(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  char *end;
  double value = g_ascii_strtod(text, &end);
  if (end == text || *end) {
    *wrong = g_strdup_printf("\"%s\" is not a number", text);
    return false;
  }
  if (!(value >= s->min && value <= s->max)) {
    *wrong = out_of_range(s);
    return false;
  }
  *(double *)at = value;
  return true;
}

static char *get_real(const struct ll_setting *s, const void *at) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double value = *(const double *)at;
  return g_strdup(g_ascii_formatd(text, sizeof text, value == (int)value ? "%.1f" : "%g", value));
}

static int find_name(const char *const *names, const char *text) {
  for (int i = 0; names[i]; i++)
    if (strcmp(names[i], text) == 0)
      return i;
  return -1;
}

static char *not_a_name(const struct ll_setting *s, const char *text) {
  g_autofree char *list = g_strjoinv(", ", (char **)s->names);
  return g_strdup_printf("\"%s\" is none of %s", text, list);
}

static bool set_choice(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  int i = find_name(s->names, text);
  if (i < 0)
    *wrong = not_a_name(s, text);
  else
    *(int *)at = i;
  return i >= 0;
}

static char *get_choice(const struct ll_setting *s, const void *at) {
  return g_strdup(s->names[*(const int *)at]);
}

static bool set_string(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  const char *what = *text && s->check ? s->check(text) : NULL;
  if (s->names && find_name(s->names, text) < 0)
    *wrong = not_a_name(s, text);
  else if (what)
    *wrong = g_strdup_printf("\"%s\" %s", text, what);
  else if (!*text && s->initial && *s->initial)
    *wrong = g_strdup("must not be empty");
  else {
    g_free(*(char **)at);
    *(char **)at = *text ? g_strdup(text) : NULL;
    return true;
  }
  return false;
}

static char *get_string(const struct ll_setting *s, const void *at) {
  const char *text = *(char *const *)at;
  return g_strdup(text ? text : "");
}

char **ll_setting_split(const char *text) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  g_auto(GStrv) parts = g_strsplit_set(text, ", \t", -1);
  for (char **p = parts; *p; p++)
    if (**p)
      g_ptr_array_add(words, g_strdup(*p));
  g_ptr_array_add(words, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

static bool set_list(const struct ll_setting *s, void *at, const char *text, char **wrong) {
  g_auto(GStrv) words = ll_setting_split(text);
  for (char **w = words; *w; w++) {
    const char *what = s->check ? s->check(*w) : NULL;
    if (what) {
      *wrong = g_strdup_printf("\"%s\" %s", *w, what);
      return false;
    }
  }
  g_strfreev(*(char ***)at);
  *(char ***)at = g_steal_pointer(&words);
  return true;
}

static char *get_list(const struct ll_setting *s, const void *at) {
  return g_strjoinv(", ", *(char ***)at);
}

static const struct {
  bool (*set)(const struct ll_setting *, void *, const char *, char **);
  char *(*get)(const struct ll_setting *, const void *);
} kinds[] = {
    [LL_BOOL] = {set_bool, get_bool},       [LL_NUMBER] = {set_number, get_number},
    [LL_OCTAL] = {set_octal, get_octal},    [LL_REAL] = {set_real, get_real},
    [LL_STRING] = {set_string, get_string}, [LL_LIST] = {set_list, get_list},
    [LL_CHOICE] = {set_choice, get_choice},
};

bool ll_setting_set(const struct ll_setting *setting, ll_config *config, const char *text, char **wrong) {
  return kinds[setting->kind].set(setting, member(setting, config), text, wrong);
}

char *ll_setting_get(const struct ll_setting *setting, const ll_config *config) {
  return kinds[setting->kind].get(setting, member(setting, config));
}

void ll_setting_clear(const struct ll_setting *setting, ll_config *config) {
  if (setting->kind == LL_STRING)
    g_clear_pointer((char **)member(setting, config), g_free);
  if (setting->kind == LL_LIST)
    g_clear_pointer((char ***)member(setting, config), g_strfreev);
}

/* ---- checks ---- */

const char *ll_check_path(const char *text) {
  return *text == '/' ? NULL : "is not an absolute path";
}

/* A decimal number within bounds that ends at `end`. */
static bool is_number(const char *text, const char *end, unsigned min, unsigned max) {
  char *stop;
  if (!g_ascii_isdigit(*text))
    return false;
  guint64 value = g_ascii_strtoull(text, &stop, 10);
  return stop == end && value >= min && value <= max;
}

const char *ll_check_socket(const char *text) {
  static const char what[] = "is not unix:/path, inet:port@host or inet6:port@host";
  if (g_str_has_prefix(text, "unix:") || g_str_has_prefix(text, "local:"))
    return strchr(text, ':')[1] == '/' ? NULL : what;
  if (!g_str_has_prefix(text, "inet:") && !g_str_has_prefix(text, "inet6:"))
    return what;
  const char *port = strchr(text, ':') + 1, *at = strchr(port, '@');
  return at && at[1] && is_number(port, at, 1, 65535) ? NULL : what;
}

const char *ll_check_log(const char *text) {
  return strcmp(text, "syslog") == 0 || strcmp(text, "stderr") == 0 || *text == '/'
             ? NULL
             : "is not syslog, stderr or an absolute path";
}

const char *ll_check_field(const char *text) {
  for (const char *p = text; *p; p++)
    if (!g_ascii_isalnum(*p) && *p != '-')
      return "is no name of a header field";
  return g_ascii_strncasecmp(text, "X-", 2) == 0 && text[2] && strlen(text) <= 60
             ? NULL
             : "does not begin with X-, or is too long";
}

static bool has_port(const char *text, const char *colon) {
  return colon && colon > text && is_number(colon + 1, colon + strlen(colon), 1, 65535);
}

const char *ll_check_loopback(const char *text) {
  static const char *const hosts[] = {"127.0.0.1:", "[::1]:", "localhost:"};
  for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
    if (g_str_has_prefix(text, hosts[i]))
      return has_port(text, strrchr(text, ':')) ? NULL : "has no port from 1 to 65535";
  return "is not on loopback: 127.0.0.1:PORT or [::1]:PORT";
}

const char *ll_check_server(const char *text) {
  if (g_str_has_prefix(text, "unix:"))
    return text[5] == '/' ? NULL : "is not unix:/path";
  return has_port(text, strrchr(text, ':')) ? NULL : "is neither host:port nor unix:/path";
}

const char *ll_check_network(const char *text) {
  unsigned char address[16];
  g_auto(GStrv) parts = g_strsplit(text, "/", 2);
  bool four = inet_pton(AF_INET, parts[0], address) == 1;
  if (!four && inet_pton(AF_INET6, parts[0], address) != 1)
    return "is no address or network";
  return !parts[1] || is_number(parts[1], parts[1] + strlen(parts[1]), 0, four ? 32 : 128)
             ? NULL
             : "has a wrong prefix length";
}

const char *ll_check_client(const char *text) {
  return strcmp(text, "local") == 0 || strcmp(text, "authenticated") == 0 ? NULL : ll_check_network(text);
}

const char *ll_check_address(const char *text) {
  const char *at = strrchr(text, '@');
  return at && at[1] ? NULL : "is neither an address nor @domain";
}

const char *ll_check_word(const char *text) {
  for (const char *p = text; *p; p++)
    if (!g_ascii_isgraph(*p))
      return "is not one plain word";
  return NULL;
}
