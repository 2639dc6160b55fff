/* SPDX-License-Identifier: MIT
 * The configuration file: groups, keys and values into ll_config, and back.
 *
 * A line is empty, a comment (#), a [group] or key = value.  What there may be is the table of core/setting.c, and
 * [sender NAME] groups.  The whole file is read first; then the profile is applied, then all else, then the senders, so
 * that the order of lines does not matter. */
#include "core/paths.h"
#include "core/rules.h"
#include "core/setting.h"
#include <string.h>

enum { MAX_FILE = 1024 * 1024 };

struct entry {
  char *group, *key, *value;
  unsigned line; /* 0: an override */
};

/* Lists of classes in [sender] groups. */
static const struct {
  const char *key;
  enum ll_policy policy;
} sender_lists[] = {{"keep", LL_POLICY_KEEP}, {"cut", LL_POLICY_CUT}, {"report", LL_POLICY_REPORT}};

static void entry_clear(void *data) {
  struct entry *e = data;
  g_free(e->group);
  g_free(e->key);
  g_free(e->value);
}

static GArray *entries_new(void) {
  GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
  g_array_set_clear_func(entries, entry_clear);
  return entries;
}

static bool fail(GError **error, const char *file, const struct entry *e, const char *what) {
  if (e->line)
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s:%u: [%s] %s: %s", file, e->line, e->group, e->key,
                what);
  else
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s.%s: %s", e->group, e->key, what);
  return false;
}

static bool is_sender(const char *group) {
  return g_str_has_prefix(group, "sender ");
}

/* ---- lines ---- */

static bool known_group(const char *group) {
  if (is_sender(group))
    return true;
  for (size_t i = 0; i < ll_n_setting_groups; i++)
    if (strcmp(ll_setting_groups[i].name, group) == 0)
      return true;
  return false;
}

/* The name of a [group] line in a normal form: one blank, a sender in lower case.  NULL: it is not well formed. */
static char *group_name(const char *line) {
  size_t length = strlen(line);
  if (line[length - 1] != ']')
    return NULL;
  g_autofree char *inner = g_strstrip(g_strndup(line + 1, length - 2));
  if (!g_str_has_prefix(inner, "sender ") && !g_str_has_prefix(inner, "sender\t"))
    return g_steal_pointer(&inner);
  g_autofree char *name = g_ascii_strdown(g_strstrip(inner + strlen("sender ")), -1);
  return *name && !strpbrk(name, " \t") ? g_strconcat("sender ", name, NULL) : NULL;
}

static const struct entry *find_entry(const GArray *entries, const char *group, const char *key) {
  for (unsigned i = 0; i < entries->len; i++) {
    const struct entry *e = &g_array_index(entries, struct entry, i);
    if (strcmp(e->group, group) == 0 && strcmp(e->key, key) == 0)
      return e;
  }
  return NULL;
}

/* One line into `entries`, `*group` being the group it stands in.  Returns what is wrong (owned), or NULL. */
static char *read_line(const char *line, unsigned number, char **group, GArray *entries) {
  if (!*line || *line == '#')
    return NULL;
  if (*line == '[') {
    g_autofree char *name = group_name(line);
    if (!name)
      return g_strdup_printf("\"%s\" is not a [group]", line);
    if (!known_group(name))
      return g_strdup_printf("there is no group [%s]", name);
    g_free(*group);
    *group = g_steal_pointer(&name);
    return NULL;
  }
  const char *equals = strchr(line, '=');
  if (!equals || equals == line)
    return g_strdup_printf("\"%s\" is neither key = value nor a [group]", line);
  if (!*group)
    return g_strdup("a [group] has to come first");
  struct entry e = {g_strdup(*group), g_strchomp(g_strndup(line, (size_t)(equals - line))),
                    g_strstrip(g_strdup(equals + 1)), number};
  const struct entry *twin = find_entry(entries, e.group, e.key);
  char *wrong =
      twin ? g_strdup_printf("[%s] %s: is set on line %u already", e.group, e.key, twin->line) : NULL;
  g_array_append_val(entries, e);
  return wrong;
}

static bool read_lines(const char *file, const char *text, GArray *entries, GError **error) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autofree char *group = NULL;
  for (unsigned i = 0; lines[i]; i++) {
    g_autofree char *wrong = read_line(g_strstrip(lines[i]), i + 1, &group, entries);
    if (wrong) {
      g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s:%u: %s", file, i + 1, wrong);
      return false;
    }
  }
  return true;
}

static bool read_file(const char *file, GArray *entries, GError **error) {
  g_autofree char *text = NULL;
  g_autoptr(GError) cause = NULL;
  size_t length;
  if (!g_file_get_contents(file, &text, &length, &cause)) {
    g_set_error_literal(error, LL_ERROR, LL_ERROR_CONFIG, cause->message);
    return false;
  }
  if (length > MAX_FILE || !g_utf8_validate(text, (gssize)length, NULL)) {
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s: is not a text in UTF-8 of at most 1 MB", file);
    return false;
  }
  return read_lines(file, text, entries, error);
}

/* An override takes the place of the entry that the file has. */
static bool read_override(const char *override, GArray *entries, GError **error) {
  const char *equals = strchr(override, '='), *dot = strchr(override, '.');
  if (!equals || !dot || dot > equals) {
    g_set_error(error, LL_ERROR, LL_ERROR_CONFIG, "%s: is not GROUP.KEY=VALUE", override);
    return false;
  }
  struct entry e = {g_strndup(override, (size_t)(dot - override)),
                    g_strndup(dot + 1, (size_t)(equals - dot - 1)), g_strdup(equals + 1), 0};
  const struct entry *old = find_entry(entries, e.group, e.key);
  if (old)
    g_array_remove_index(entries, (unsigned)(old - &g_array_index(entries, struct entry, 0)));
  g_array_append_val(entries, e);
  return true;
}

/* ---- settings ---- */

static bool apply(ll_config *config, const struct entry *e, GError **error) {
  const struct ll_setting *setting = ll_setting_find(e->group, e->key);
  g_autofree char *wrong = NULL;
  if (!setting)
    return fail(error, config->file, e, "there is no such setting");
  if (!ll_setting_set(setting, config, e->value, &wrong))
    return fail(error, config->file, e, wrong);
  return true;
}

static void apply_profile(enum ll_profile profile, enum ll_policy policy[LL_N_CLASSES]) {
  static const enum ll_profile first[LL_N_CLASSES] = {
      [LL_SIGNUP] = LL_GENTLE,      [LL_REPEAT] = LL_GENTLE,   [LL_SUBSCRIBE] = LL_STANDARD,
      [LL_REFER] = LL_STANDARD,     [LL_SOCIAL] = LL_STANDARD, [LL_APP] = LL_STANDARD,
      [LL_RECURRING] = LL_STANDARD, [LL_BADGE] = LL_STANDARD,  [LL_ADVERTISE] = LL_STANDARD,
      [LL_HOUSE] = LL_STRICT,       [LL_SURVEY] = LL_STRICT,   [LL_SPONSOR] = LL_STRICT,
      [LL_RELATED] = LL_STRICT,     [LL_DONATE] = LL_STRICT,
  };
  for (int i = 0; i < LL_N_CLASSES; i++)
    policy[i] = profile >= first[i] ? LL_POLICY_CUT : LL_POLICY_KEEP;
}

static void set_defaults(ll_config *config) {
  for (size_t i = 0; i < ll_n_settings; i++) {
    g_autofree char *wrong = NULL;
    bool done =
        !ll_settings[i].initial || ll_setting_set(&ll_settings[i], config, ll_settings[i].initial, &wrong);
    g_assert(done);
  }
  apply_profile(config->profile, config->policy);
}

static bool apply_settings(ll_config *config, const GArray *entries, GError **error) {
  const struct entry *profile = find_entry(entries, "classes", "profile");
  if (profile && !apply(config, profile, error))
    return false;
  apply_profile(config->profile, config->policy);
  for (unsigned i = 0; i < entries->len; i++) {
    const struct entry *e = &g_array_index(entries, struct entry, i);
    if (!is_sender(e->group) && !apply(config, e, error))
      return false;
  }
  return true;
}

/* ---- senders ---- */

static void sender_free(void *data) {
  struct ll_sender *sender = data;
  g_free(sender->name);
  g_free(sender);
}

static struct ll_sender *get_sender(ll_config *config, const char *name) {
  for (unsigned i = 0; i < config->senders->len; i++) {
    struct ll_sender *sender = config->senders->pdata[i];
    if (strcmp(sender->name, name) == 0)
      return sender;
  }
  struct ll_sender *sender = g_new0(struct ll_sender, 1);
  sender->name = g_strdup(name);
  memcpy(sender->policy, config->policy, sizeof sender->policy);
  g_ptr_array_add(config->senders, sender);
  return sender;
}

static const char *set_classes(struct ll_sender *sender, enum ll_policy policy, const char *value) {
  g_auto(GStrv) names = ll_setting_split(value);
  for (char **n = names; *n; n++) {
    enum ll_class class = ll_class_find(*n);
    if (class == LL_N_CLASSES)
      return "names a class that does not exist";
    if (sender->named & (1u << class))
      return "names a class that stands in this group already";
    sender->named |= 1u << class;
    sender->policy[class] = policy;
  }
  return NULL;
}

/* One key of a [sender] group.  Returns what is wrong (static), or NULL. */
static const char *apply_sender(struct ll_sender *sender, const char *key, const char *value) {
  if (strcmp(key, "off") == 0) {
    sender->off = strcmp(value, "yes") == 0;
    return sender->off || strcmp(value, "no") == 0 ? NULL : "is neither yes nor no";
  }
  if (strcmp(key, "profile") == 0) {
    for (int i = 0; i < LL_N_PROFILES; i++)
      if (strcmp(ll_profile_names[i], value) == 0)
        return apply_profile((enum ll_profile)i, sender->policy), NULL;
    return "is none of gentle, standard, strict";
  }
  for (size_t i = 0; i < G_N_ELEMENTS(sender_lists); i++)
    if (strcmp(sender_lists[i].key, key) == 0)
      return set_classes(sender, sender_lists[i].policy, value);
  return "there is no such setting; a [sender] group has off, profile, keep, cut and report";
}

/* The profiles first, then the rest. */
static bool apply_senders(ll_config *config, const GArray *entries, GError **error) {
  for (int pass = 0; pass < 2; pass++)
    for (unsigned i = 0; i < entries->len; i++) {
      const struct entry *e = &g_array_index(entries, struct entry, i);
      if (!is_sender(e->group) || (strcmp(e->key, "profile") == 0) != (pass == 0))
        continue;
      struct ll_sender *sender = get_sender(config, e->group + strlen("sender "));
      const char *what = apply_sender(sender, e->key, e->value);
      if (what)
        return fail(error, config->file, e, what);
    }
  return true;
}

const struct ll_sender *ll_config_sender(const ll_config *config, const char *address) {
  g_autofree char *lower = g_ascii_strdown(address ? address : "", -1);
  const char *at = strrchr(lower, '@'), *domain = at ? at + 1 : lower;
  const struct ll_sender *best = NULL;
  for (unsigned i = 0; i < config->senders->len; i++) {
    const struct ll_sender *sender = config->senders->pdata[i];
    if (strcmp(sender->name, lower) == 0)
      return sender;
    size_t length = strlen(sender->name), whole = strlen(domain);
    bool fits = length <= whole && strcmp(domain + whole - length, sender->name) == 0 &&
                (length == whole || domain[whole - length - 1] == '.');
    if (fits && (!best || length > strlen(best->name)))
      best = sender;
  }
  return best;
}

/* ---- the whole ---- */

static ll_config *config_new(const char *file) {
  ll_config *config = g_new0(ll_config, 1);
  config->file = g_strdup(file);
  config->senders = g_ptr_array_new_with_free_func(sender_free);
  set_defaults(config);
  return config;
}

ll_config *ll_config_load_with(const char *file, const char *const *overrides, GError **error) {
  g_autoptr(ll_config) config = config_new(file);
  g_autoptr(GArray) entries = entries_new();
  if (file && !read_file(file, entries, error))
    return NULL;
  for (; overrides && *overrides; overrides++)
    if (!read_override(*overrides, entries, error))
      return NULL;
  if (!apply_settings(config, entries, error) || !apply_senders(config, entries, error))
    return NULL;
  config->rules =
      ll_rules_load(config->rules_directory ? config->rules_directory : ll_rules_directory, error);
  return config->rules ? g_steal_pointer(&config) : NULL;
}

ll_config *ll_config_load(const char *file, GError **error) {
  return ll_config_load_with(file, NULL, error);
}

void ll_config_free(ll_config *config) {
  if (!config)
    return;
  for (size_t i = 0; i < ll_n_settings; i++)
    ll_setting_clear(&ll_settings[i], config);
  g_clear_pointer(&config->rules, ll_rules_free);
  g_ptr_array_unref(config->senders);
  g_free(config->file);
  g_free(config);
}

/* ---- printing ---- */

/* A comment, filled to 100 columns. */
static void print_comment(GString *out, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  size_t column = 0;
  for (char **w = words; *w; w++) {
    if (column + strlen(*w) > 98) {
      g_string_append_c(out, '\n');
      column = 0;
    }
    g_string_append_printf(out, "%s%s", column ? " " : "# ", *w);
    column += strlen(*w) + 1;
  }
  g_string_append_c(out, '\n');
}

static void print_group(GString *out, const struct ll_setting_group *group, const ll_config *config,
                        const ll_config *plain) {
  g_string_append(out, "\n\n");
  print_comment(out, group->doc);
  g_string_append_printf(out, "[%s]\n", group->name);
  for (size_t i = 0; i < ll_n_settings; i++) {
    const struct ll_setting *s = &ll_settings[i];
    if (strcmp(s->group, group->name) != 0)
      continue;
    g_autofree char *value = ll_setting_get(s, config), *initial = ll_setting_get(s, plain);
    bool same = strcmp(value, initial) == 0;
    g_string_append_c(out, '\n');
    print_comment(out, s->doc);
    if (s->secret && !same)
      g_string_append_printf(out, "#%s is set\n", s->key);
    else
      g_string_append_printf(out, "%s%s =%s%s\n", same ? "#" : "", s->key, *value ? " " : "", value);
  }
}

static void print_sender(GString *out, const struct ll_sender *sender) {
  g_string_append_printf(out, "\n[sender %s]\noff = %s\n", sender->name, sender->off ? "yes" : "no");
  for (size_t i = 0; i < G_N_ELEMENTS(sender_lists); i++) {
    g_string_append_printf(out, "%s =", sender_lists[i].key);
    for (int c = 0; c < LL_N_CLASSES; c++)
      if (sender->policy[c] == sender_lists[i].policy)
        g_string_append_printf(out, " %s", ll_class_names[c]);
    g_string_append_c(out, '\n');
  }
}

char *ll_config_print(const ll_config *config) {
  static const char head[] = "leanletter.conf: what leanletter does, and where. Every setting is shown with "
                             "its default, commented out. See "
                             "leanletter.conf(5).";
  static const char senders[] =
      "What differs for one sender, named by domain (with its subdomains) or address: off = yes leaves its "
      "mail alone; "
      "profile, and lists of classes after keep, cut and report, change what is cut. For instance:";
  g_autoptr(ll_config) plain = config_new(NULL);
  apply_profile(config->profile, plain->policy);
  GString *out = g_string_new(NULL);
  print_comment(out, head);
  for (size_t i = 0; i < ll_n_setting_groups; i++)
    print_group(out, &ll_setting_groups[i], config, plain);
  g_string_append(out, "\n\n");
  print_comment(out, senders);
  g_string_append(out, "#[sender example.com]\n#off = no\n#profile = gentle\n#keep = refer, social\n");
  for (unsigned i = 0; i < config->senders->len; i++)
    print_sender(out, config->senders->pdata[i]);
  return g_string_free(out, FALSE);
}
