/* SPDX-License-Identifier: MIT
 * Reading the configuration: values, bounds, senders, errors with file and line, printing. */
#include "core/setting.h"
#include "tests/unit/quick.h"
#include <glib/gstdio.h>
#include <string.h>

static ll_config *load_text(const char *text, const char *const *overrides, GError **error) {
  g_autofree char *file = NULL;
  int fd = g_file_open_tmp("leanletter-XXXXXX.conf", &file, NULL);
  g_assert_cmpint(fd, >=, 0);
  g_close(fd, NULL);
  g_assert_true(g_file_set_contents(file, text, -1, NULL));
  ll_config *config = ll_config_load_with(file, overrides, error);
  g_unlink(file);
  return config;
}

static const char *const no_words[] = {"weights", NULL};

static ll_config *load_quickly(const char *text, GError **error) {
  const char *const overrides[] = {quick_rules(no_words), NULL};
  return load_text(text, overrides, error);
}

/* ---- what a file may say ---- */

static const struct {
  const char *name, *text, *group, *key, *value;
} good[] = {
    {"default", "", "limits", "message-size", "10M"},
    {"plain bytes", "[limits]\nmessage-size = 5000", "limits", "message-size", "5000"},
    {"unit", "[limits]\nmessage-size=20M\n", "limits", "message-size", "20M"},
    {"blank before the unit", "[limits]\nmessage-size = 64 k", "limits", "message-size", "64k"},
    {"CRLF", "[limits]\r\nparts = 7\r\n", "limits", "parts", "7"},
    {"comment", "# x = y\n\n  [limits]\n\t# z\n  parts = 7", "limits", "parts", "7"},
    {"milliseconds", "[milter]\ndeadline = 2500ms", "milter", "deadline", "2500ms"},
    {"seconds", "[milter]\ndeadline = 3000ms", "milter", "deadline", "3s"},
    {"per cent", "[cleaning]\nbudget = 35 %", "cleaning", "budget", "35%"},
    {"real", "[cleaning]\nthreshold = 2.25", "cleaning", "threshold", "2.25"},
    {"octal", "[milter]\nsocket-mode = 0600", "milter", "socket-mode", "0600"},
    {"octal without 0", "[milter]\nsocket-mode = 666", "milter", "socket-mode", "0666"},
    {"bool", "[milter]\nrequire-seccomp = true", "milter", "require-seccomp", "yes"},
    {"choice", "[milter]\ndkim-signature = rename", "milter", "dkim-signature", "rename"},
    {"unset string", "[milter]\nuser =", "milter", "user", ""},
    {"equals sign in a value", "[memory]\npassword = a=b # c", "memory", "password", "a=b # c"},
    {"list", "[memory]\nservers = a:1,b:2 ,, unix:/c", "memory", "servers", "a:1, b:2, unix:/c"},
    {"clients", "[milter]\nskip-clients = local authenticated", "milter", "skip-clients",
     "local, authenticated"},
    {"networks", "[milter]\nskip-clients = 192.0.2.1, 2001:db8::/32", "milter", "skip-clients",
     "192.0.2.1, 2001:db8::/32"},
    {"inet socket", "[milter]\nsocket = inet:8891@127.0.0.1", "milter", "socket", "inet:8891@127.0.0.1"},
    {"profile", "[classes]\nprofile = gentle", "classes", "social", "keep"},
    {"strict profile", "[classes]\nprofile = strict", "classes", "donate", "cut"},
    {"class before profile", "[classes]\nsocial = report\nprofile = strict", "classes", "social", "report"},
    {"group twice", "[limits]\nparts = 7\n[milter]\nlog = stderr\n[limits]\ndepth = 50", "limits", "depth",
     "50"},
};

static void test_good(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ll_config) config = load_quickly(good[i].text, &error);
    g_test_message("row %s", good[i].name);
    g_assert_no_error(error);
    g_autofree char *value = ll_setting_get(ll_setting_find(good[i].group, good[i].key), config);
    g_assert_cmpstr(value, ==, good[i].value);
  }
}

/* ---- what it may not say ---- */

static const struct {
  const char *name, *text, *error; /* after "FILE:" */
} bad[] = {
    {"unknown key", "[limits]\n\nsize = 3", "3: [limits] size: there is no such setting"},
    {"key of another group", "[milter]\nparts = 3", "2: [milter] parts: there is no such setting"},
    {"unknown group", "# a\n[limit]", "2: there is no group [limit]"},
    {"no group", "parts = 3", "1: a [group] has to come first"},
    {"no equals sign", "[limits]\nparts", "2: \"parts\" is neither key = value nor a [group]"},
    {"no key", "[limits]\n= 3", "2: \"= 3\" is neither key = value nor a [group]"},
    {"open bracket", "[limits\n", "1: \"[limits\" is not a [group]"},
    {"twice", "[limits]\nparts = 3\n\n[limits]\nparts = 4", "5: [limits] parts: is set on line 2 already"},
    {"too small", "[limits]\nparts = 0", "2: [limits] parts: is out of range (1 to 100000)"},
    {"bytes", "[limits]\nheader-size = 1", "2: [limits] header-size: is out of range (1024 to 16777216)"},
    {"too large", "[cleaning]\nbudget = 96%", "2: [cleaning] budget: is out of range (1 to 95)"},
    {"huge", "[limits]\nparts = 99999999999999999999999", "2: [limits] parts: is out of range (1 to 100000)"},
    {"negative", "[limits]\nparts = -1", "2: [limits] parts: \"-1\" is not a whole number"},
    {"wrong unit", "[milter]\ndeadline = 3h",
     "2: [milter] deadline: \"3h\" is not a whole number with the unit ms or s"},
    {"no unit", "[milter]\ndeadline = 3",
     "2: [milter] deadline: \"3\" is not a whole number with the unit ms or s"},
    {"empty number", "[limits]\nparts =", "2: [limits] parts: \"\" is not a whole number"},
    {"not octal", "[milter]\nsocket-mode = 0680", "2: [milter] socket-mode: \"0680\" is not an octal number"},
    {"octal too large", "[milter]\nsocket-mode = 1777", "2: [milter] socket-mode: is more than 0777"},
    {"real", "[cleaning]\nthreshold = high", "2: [cleaning] threshold: \"high\" is not a number"},
    {"nan", "[cleaning]\nthreshold = nan", "2: [cleaning] threshold: is out of range (0.1 to 100)"},
    {"bool", "[milter]\nrequire-seccomp = maybe",
     "2: [milter] require-seccomp: \"maybe\" is neither yes nor no"},
    {"choice", "[classes]\nsocial = drop", "2: [classes] social: \"drop\" is none of keep, cut, report"},
    {"profile", "[classes]\nprofile = hard",
     "2: [classes] profile: \"hard\" is none of gentle, standard, strict"},
    {"backend", "[memory]\nbackend = sqlite",
     "2: [memory] backend: \"sqlite\" is none of none, memory, lmdb, redis"},
    {"relative path", "[cleaning]\nrules = conf", "2: [cleaning] rules: \"conf\" is not an absolute path"},
    {"socket", "[milter]\nsocket = /run/x",
     "2: [milter] socket: \"/run/x\" is not unix:/path, inet:port@host or inet6:port@host"},
    {"socket port", "[milter]\nsocket = inet:0@localhost",
     "2: [milter] socket: \"inet:0@localhost\" is not unix:/path, inet:port@host or inet6:port@host"},
    {"empty socket", "[milter]\nsocket =", "2: [milter] socket: must not be empty"},
    {"field", "[milter]\nheader-field = Subject",
     "2: [milter] header-field: \"Subject\" does not begin with X-, or is too long"},
    {"field characters", "[milter]\nheader-field = X-a:b",
     "2: [milter] header-field: \"X-a:b\" is no name of a header field"},
    {"metrics", "[milter]\nmetrics = 0.0.0.0:80",
     "2: [milter] metrics: \"0.0.0.0:80\" is not on loopback: 127.0.0.1:PORT or [::1]:PORT"},
    {"network", "[milter]\nskip-clients = 192.0.2.1, example.com",
     "2: [milter] skip-clients: \"example.com\" is no address or network"},
    {"prefix", "[milter]\nskip-clients = 192.0.2.0/33",
     "2: [milter] skip-clients: \"192.0.2.0/33\" has a wrong prefix length"},
    {"recipient", "[milter]\nonly-recipients = example.com",
     "2: [milter] only-recipients: \"example.com\" is neither an address nor @domain"},
    {"server", "[memory]\nservers = redis",
     "2: [memory] servers: \"redis\" is neither host:port nor unix:/path"},
    {"sender without name", "[sender ]\noff = yes", "1: there is no group [sender]"},
    {"sender key", "[sender example.com]\nsocial = cut",
     "2: [sender example.com] social: there is no such setting; a [sender] group has off, profile, keep, cut "
     "and report"},
    {"sender class", "[sender example.com]\nkeep = social, shop",
     "2: [sender example.com] keep: names a class that does not exist"},
    {"sender class twice", "[sender example.com]\nkeep = social\ncut = social",
     "3: [sender example.com] cut: names a class that stands in this group already"},
    {"sender off", "[sender example.com]\noff = maybe", "2: [sender example.com] off: is neither yes nor no"},
};

static void test_bad(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ll_config) config = load_text(bad[i].text, NULL, &error);
    g_test_message("row %s", bad[i].name);
    g_assert_null(config);
    g_assert_error(error, LL_ERROR, LL_ERROR_CONFIG);
    g_assert_cmpstr(strstr(error->message, ".conf:") + strlen(".conf:"), ==, bad[i].error);
  }
}

static void test_no_file(void) {
  g_autoptr(GError) error = NULL;
  g_assert_null(ll_config_load("/nonexistent/leanletter.conf", &error));
  g_assert_error(error, LL_ERROR, LL_ERROR_CONFIG);
  g_assert_nonnull(strstr(error->message, "/nonexistent/leanletter.conf"));
}

/* ---- overrides ---- */

static void test_overrides(void) {
  static const char *const wrong[] = {"parts=9", NULL}, *const unknown[] = {"limits.size=9", NULL};
  const char *const some[] = {quick_rules(no_words), "classes.profile=gentle", "limits.parts=9", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) config = load_text("[limits]\nparts = 3\n[classes]\nprofile = strict", some, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(config->limits.parts, ==, 9);
  g_assert_cmpint(config->policy[LL_SOCIAL], ==, LL_POLICY_KEEP);
  g_assert_null(load_text("", wrong, &error));
  g_assert_cmpstr(error->message, ==, "parts=9: is not GROUP.KEY=VALUE");
  g_clear_error(&error);
  g_assert_null(load_text("", unknown, &error));
  g_assert_cmpstr(error->message, ==, "limits.size: there is no such setting");
}

/* ---- senders ---- */

static const char senders[] = "[sender example.com]\nkeep = social, refer\nprofile = strict\n"
                              "[sender  News.Example.COM]\noff = yes\n"
                              "[sender shop@example.com]\nreport = signup\n"
                              "[classes]\nprofile = gentle\n";

static const struct {
  const char *address, *name;
} who[] = {
    {"a@example.com", "example.com"},
    {"A@Example.Com", "example.com"},
    {"a@mail.example.com", "example.com"},
    {"a@news.example.com", "news.example.com"},
    {"a@x.news.example.com", "news.example.com"},
    {"SHOP@example.com", "shop@example.com"},
    {"shop@news.example.com", "news.example.com"},
    {"a@notexample.com", NULL},
    {"a@example.com.test", NULL},
    {"example.com", "example.com"},
    {"", NULL},
    {NULL, NULL},
};

static void test_senders(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) config = load_quickly(senders, &error);
  g_assert_no_error(error);
  for (size_t i = 0; i < G_N_ELEMENTS(who); i++) {
    g_test_message("row %s", who[i].address);
    const struct ll_sender *sender = ll_config_sender(config, who[i].address);
    g_assert_cmpstr(sender ? sender->name : NULL, ==, who[i].name);
  }
  const struct ll_sender *first = ll_config_sender(config, "example.com"),
                         *shop = ll_config_sender(config, "shop@example.com");
  g_assert_cmpint(first->policy[LL_SOCIAL], ==, LL_POLICY_KEEP);
  g_assert_cmpint(first->policy[LL_DONATE], ==, LL_POLICY_CUT);
  g_assert_false(first->off);
  g_assert_true(ll_config_sender(config, "news.example.com")->off);
  g_assert_cmpint(shop->policy[LL_SIGNUP], ==, LL_POLICY_REPORT);
  g_assert_cmpint(shop->policy[LL_DONATE], ==, LL_POLICY_KEEP);
}

/* ---- printing ---- */

/* Every setting that has a range accepts its ends, and what is printed reads back as itself. */
static void test_print(void) {
  static const char changed[] = "[limits]\nparts = 3\n[memory]\npassword = s3cret\nservers = a:1, b:2\n"
                                "[classes]\nsocial = report\n[sender a.test]\nprofile = gentle\noff = yes\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) first = load_quickly(changed, &error);
  g_assert_no_error(error);
  g_autofree char *text = ll_config_print(first);
  g_assert_null(strstr(text, "s3cret"));
  g_autoptr(ll_config) second = load_quickly(text, &error);
  g_assert_no_error(error);
  g_autofree char *again = ll_config_print(second);
  g_assert_nonnull(strstr(text, "\nparts = 3\n"));
  g_assert_nonnull(strstr(text, "\n#part-depth = "));
  g_assert_nonnull(strstr(text, "\n#password is set\n"));
  g_auto(GStrv) parts = g_strsplit(text, "#password is set", 2),
                parts_again = g_strsplit(again, "#password =", 2);
  g_assert_cmpstr(parts[0], ==, parts_again[0]);
  g_assert_cmpstr(parts[1], ==, parts_again[1]);
}

/* The commented lines of the shipped file, taken as settings, are the defaults; and it is what print gives. */
static void test_shipped_file(void) {
  const char *dir = g_getenv("srcdir") ? g_getenv("srcdir") : ".";
  g_autofree char *file = g_build_filename(dir, "conf", "leanletter.conf", NULL), *shipped = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_config) plain = ll_config_load_with(NULL, NULL, &error);
  g_assert_no_error(error);
  g_autofree char *printed = ll_config_print(plain);
  g_assert_true(g_file_get_contents(file, &shipped, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(shipped, "\n", -1), wanted = g_strsplit(printed, "\n", -1);
  g_test_message("conf/leanletter.conf is what leanletter config --print prints");
  for (guint i = 0; lines[i] && wanted[i]; i++)
    g_assert_cmpstr(lines[i], ==, wanted[i]);
  g_assert_cmpuint(g_strv_length(lines), ==, g_strv_length(wanted));
  g_autoptr(GString) live = g_string_new(NULL);
  for (char **l = lines; *l && !g_str_has_prefix(*l, "#[sender"); l++)
    if (**l == '[' || (**l == '#' && (*l)[1] != ' '))
      g_string_append_printf(live, "%s\n", **l == '#' ? *l + 1 : *l);
  g_autoptr(ll_config) config = load_text(live->str, NULL, &error);
  g_assert_no_error(error);
  g_autofree char *same = ll_config_print(config);
  g_assert_true(strcmp(same, printed) == 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/config/good", test_good);
  g_test_add_func("/config/bad", test_bad);
  g_test_add_func("/config/no-file", test_no_file);
  g_test_add_func("/config/overrides", test_overrides);
  g_test_add_func("/config/senders", test_senders);
  g_test_add_func("/config/print", test_print);
  g_test_add_func("/config/shipped-file", test_shipped_file);
  return g_test_run();
}
