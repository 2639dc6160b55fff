/* SPDX-License-Identifier: MIT
 * Link patterns against targets, and what the project's links.rules makes of real kinds of targets. */
#include "core/link.h"
#include "core/paths.h"

#include <string.h>

static const struct {
  const char *pattern, *url;
  bool want;
} rows[] = {
    {"x.example", "https://x.example", true},
    {"x.example", "https://x.example/", true},
    {"x.example", "HTTPS://X.Example/any?where#at", true},
    {"x.example", "http://www.x.example/a", true},
    {"x.example", "http://x.example.org/a", false},
    {"x.example", "http://max.example/a", false},
    {"x.example", "//x.example/a", true},
    {"x.example", "x.example/a", true},
    {"x.example", "https://user:pass@x.example:8080/a", true},
    {"x.example", "https://x.example./a", true},
    {"x.example", "https://y.example/?u=x.example", false},
    {"*.x.example", "https://x.example/a", true},
    {"x.example/", "https://x.example", true},
    {"x.example/", "https://x.example/?utm=1", true},
    {"x.example/", "https://x.example/a", false},
    {"x.example/a", "https://x.example/a/?q#f", true},
    {"x.example/a", "https://x.example/a/b", false},
    {"x.example/a*", "https://x.example/abc?q", true},
    {"x.example/a/*", "https://x.example/a/", true},
    {"x.example/a/*", "https://x.example/a", false},
    {"x.example/*/b", "https://x.example/1/2/b", true},
    {"x.example/*/b", "https://x.example/1/2/bc", false},
    {"x.example/*b*c", "https://x.example/abbcb/c", true},
    {"x.example/*b", "https://x.example/abab", true},
    {"x.example/~", "https://x.example/name", true},
    {"x.example/~", "https://x.example/name/?s=1", true},
    {"x.example/~", "https://x.example/name/status/1", false},
    {"x.example/~", "https://x.example/", false},
    {"x.example/@~", "https://x.example/@name", true},
    {"x.example/@~/feed", "https://x.example/@name/feed", true},
    {"x.example/*/@~", "https://x.example/en/@name", true},
    {"x.example/a?b=*", "https://x.example/a?b=c", true},
    {"x.example/a?b=*", "https://x.example/a?c=b", false},
    {"x.example/#/portal*", "https://x.example/#/portal/signup", true},
    {"*/unsubscribe*", "https://mail.example/a/unsubscribe?u=1", true},
    {"*/unsubscribe*", "https://mail.example/unsubscribe", true},
    {"*/unsubscribe*", "https://mail.example/resubscribe", false},
    {"*/unsubscribe*", "https://click.example/?to=https%3A%2F%2Fx.example%2FUnsubscribe", true},
    {"*unsubscribe*", "https://unsubscribe.example/", true},
    {"*/feedback", "https://x.example/feedback?id=1", true},
    {"*/feedback", "https://x.example/feedback/1", false},
    {"shop.*/cart", "https://shop.x.example/cart", true},
    {"shop.*/cart", "https://www.shop.example/cart", true},
    {"shop.*/cart", "https://bishop.example/cart", false},
    {"*/подписка*", "https://x.example/%D0%BF%D0%BE%D0%B4%D0%BF%D0%B8%D1%81%D0%BA%D0%B0", true},
    {"mailto:?*", "mailto:?subject=Look", true},
    {"mailto:?*", "mailto:a@x.example?subject=Look", false},
    {"mailto:*unsubscribe*", "mailto:Unsubscribe-1@x.example", true},
    {"whatsapp:*", "whatsapp://send?text=x", true},
    {"*/unsubscribe*", "mailto:a@x.example/unsubscribe", false},
    {"x.example", "", false},
    {"x.example", "#top", false},
    {"x.example", "https://", false},
    {"x.example", "%%%", false},
};

static void test_rows(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ll_rules) rules = ll_rules_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strconcat("[links social]\n", rows[i].pattern, NULL);
    if (!ll_rules_parse(rules, "links.rules", text, &error))
      g_test_fail_printf("%s", error->message);
    bool got = ll_rules_link(rules, rows[i].url, NULL) == LL_SOCIAL;
    if (got != rows[i].want)
      g_test_fail_printf("%s %s %s", rows[i].pattern, got ? "fits" : "does not fit", rows[i].url);
  }
}

/* The first in the file wins, however it is found; [links content] is an exception. */
static void test_order(void) {
  g_autoptr(ll_rules) rules = ll_rules_new();
  const struct ll_rule *rule = NULL;
  g_assert_true(
      ll_rules_parse(rules, "links.rules",
                     "[links unsubscribe]\n*/unsubscribe*\n[links content]\nx.example/watch\n[links social]\n"
                     "x.example\n[links app]\n*/watch*\n",
                     NULL));
  g_assert_cmpint(ll_rules_link(rules, "https://x.example/unsubscribe", &rule), ==, LL_TOPIC_UNSUBSCRIBE);
  g_assert_cmpuint(rule->line, ==, 2);
  g_assert_cmpint(ll_rules_link(rules, "https://x.example/watch?v=1", &rule), ==, -1);
  g_assert_cmpint(ll_rules_link(rules, "https://y.example/watch?v=1", NULL), ==, LL_APP);
  g_assert_cmpint(ll_rules_link(rules, "https://sub.x.example/name", &rule), ==, LL_SOCIAL);
  g_assert_cmpstr(rule->pattern, ==, "x.example");
  g_assert_cmpint(ll_rules_link(rules, "https://z.example/", &rule), ==, -1);
  g_assert_cmpuint(rule->line, ==, 6); /* untouched */
}

/* Long and broken targets: no crash, no time. */
static void test_hostile(void) {
  g_autoptr(ll_rules) rules = ll_rules_new();
  g_assert_true(ll_rules_parse(rules, "links.rules",
                               "[links app]\n*aaaa*aaaa*aaaa*aaaa*b\nx.example/*a*a*a*a*b\n", NULL));
  g_autofree char *many = g_strnfill(1 << 20, 'a'), *url = g_strconcat("https://x.example/", many, NULL);
  g_assert_cmpint(ll_rules_link(rules, url, NULL), ==, -1);
  g_assert_cmpint(ll_rules_link(rules, many, NULL), ==, -1);
  for (int round = 0; round < 20000; round++) {
    char text[24] = "";
    static const char bytes[] = "https://x.example%4f?#@:a\xff\n";
    for (int i = 0; i < 23; i++)
      text[i] = bytes[g_test_rand_int_range(0, sizeof bytes)];
    ll_rules_link(rules, text, NULL);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/link/rows", test_rows);
  g_test_add_func("/link/order", test_order);
  g_test_add_func("/link/hostile", test_hostile);
  return g_test_run();
}
