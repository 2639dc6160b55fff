/* SPDX-License-Identifier: MIT
 * Link patterns against targets, and what the project's links.rules makes of real kinds of targets. */
#include "core/link.h"
#include "core/paths.h"
#include "tests/unit/quick.h"

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
    {"shop.~/cart", "https://shop.x.example/cart", true},
    {"shop.~/cart", "https://www.shop.example/cart", true},
    {"shop.~/cart", "https://bishop.example/cart", false},
    {"shop.~/cart", "https://x.example/shop.a/cart", false},
    {"shop.~/", "https://shop.x.example/?a", true},
    {"shop.~/", "https://shop.x.example/a", false},
    {"shop.~/~", "https://shop.x.example/a/b", false},
    {"*/подписка*", "https://x.example/%D0%BF%D0%BE%D0%B4%D0%BF%D0%B8%D1%81%D0%BA%D0%B0", true},
    {"mailto:?*", "mailto:?subject=Look", true},
    {"mailto:?*", "mailto:a@x.example?subject=Look", false},
    {"mailto:*unsubscribe*", "mailto:Unsubscribe-1@x.example", true},
    {"whatsapp:*", "whatsapp://send?text=x", true},
    {"*/unsubscribe*", "mailto:a@x.example/unsubscribe", false},
    {"*/unsubscribe*", "htps://x.example/unsubscribe?u=1", true},
    {"*/unsubscribe*", "htps:/ /x.example/unsubscribe", true},
    {"*/unsubscribe*", "htps:%2F/x.example/unsubscribe", true},
    {"x.example", "", false},
    {"x.example", "#top", false},
    {"*leave*", "#leave", false},
    {"*leave*", "http://intranet/leave", true},
    {"*leave*", "http://[::1]/leave?u=1", true},
    {"*leave*", "/leave", true},
    {"*leave*", "?do=leave", true},
    {"*leave*", "{{leave_url}}", true},
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
  for (unsigned round = quick_rounds(20000); round > 0; round--) {
    char text[24] = "";
    static const char bytes[] = "https://x.example%4f?#@:a\xff\n";
    for (int i = 0; i < 23; i++)
      text[i] = bytes[g_test_rand_int_range(0, sizeof bytes)];
    ll_rules_link(rules, text, NULL);
  }
}

/* What conf/rules/links.rules makes of targets; NULL: content. */
static const struct {
  const char *url, *want;
} known[] = {
    {"https://www.facebook.com/theplanet", "social"},
    {"https://www.facebook.com/theplanet/?ref=nl", "social"},
    {"https://www.facebook.com/pages/The-Planet/123", "social"},
    {"https://www.facebook.com/theplanet/posts/123", NULL},
    {"https://www.facebook.com/events/123/", NULL},
    {"https://www.facebook.com/watch/?v=123", NULL},
    {"https://www.facebook.com/photo.php?fbid=1", NULL},
    {"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fx.example", "refer"},
    {"https://twitter.com/theplanet", "social"},
    {"https://twitter.com/theplanet/status/123", NULL},
    {"https://x.com/theplanet?s=20", "social"},
    {"https://x.com/theplanet/status/123?s=20", NULL},
    {"https://x.com/hashtag/news", NULL},
    {"https://x.com/search?q=news", NULL},
    {"https://x.com/intent/tweet?text=a", "refer"},
    {"https://twitter.com/intent/follow?screen_name=a", "social"},
    {"https://netflix.com/title", NULL},
    {"https://instagram.com/the.planet/", "social"},
    {"https://www.instagram.com/p/Cabc123/", NULL},
    {"https://www.linkedin.com/company/the-planet/", "social"},
    {"https://www.linkedin.com/in/name", "social"},
    {"https://www.linkedin.com/pulse/some-article", NULL},
    {"https://www.linkedin.com/posts/name_activity-1", NULL},
    {"https://www.linkedin.com/shareArticle?mini=true&url=a", "refer"},
    {"https://www.youtube.com/watch?v=abc", NULL},
    {"https://youtu.be/abc", NULL},
    {"https://www.youtube.com/@theplanet", "social"},
    {"https://www.youtube.com/channel/UC123", "social"},
    {"https://www.youtube.com/playlist?list=1", NULL},
    {"https://www.tiktok.com/@theplanet", "social"},
    {"https://www.tiktok.com/@theplanet/video/1", NULL},
    {"https://www.threads.net/@theplanet", "social"},
    {"https://bsky.app/profile/theplanet.example", "social"},
    {"https://bsky.app/profile/theplanet.example/post/1", NULL},
    {"https://mastodon.social/@theplanet", "social"},
    {"https://mastodon.social/@theplanet/123", NULL},
    {"https://social.example.org/@theplanet", "social"},
    {"https://www.pinterest.co.uk/theplanet/", "social"},
    {"https://www.pinterest.com/pin/123/", NULL},
    {"https://www.pinterest.com/pin/create/button/?url=a", "refer"},
    {"https://vk.com/theplanet", "social"},
    {"https://vk.com/wall-1_2", NULL},
    {"https://vk.com/share.php?url=a", "refer"},
    {"https://t.me/theplanet", "social"},
    {"https://t.me/theplanet/123", NULL},
    {"https://t.me/share/url?url=a", "refer"},
    {"https://wa.me/4912345", "social"},
    {"https://wa.me/?text=a", "refer"},
    {"https://api.whatsapp.com/send?text=a", "refer"},
    {"whatsapp://send?text=a", "refer"},
    {"https://www.reddit.com/r/news/", "social"},
    {"https://www.reddit.com/r/news/comments/1/title/", NULL},
    {"https://social-plugins.line.me/lineit/share?url=a", "refer"},
    {"https://lin.ee/abc", "social"},
    {"https://pf.kakao.com/_abc", "social"},
    {"https://b.hatena.ne.jp/entry/s/x.example/1", "refer"},
    {"https://vimeo.com/theplanet", "social"},
    {"https://vimeo.com/123456", NULL},
    {"https://medium.com/@name", "social"},
    {"https://medium.com/@name/title-123", NULL},
    {"https://github.com/name/project", NULL},
    {"mailto:?subject=Read%20this&body=a", "refer"},
    {"mailto:editor@x.example", NULL},
    {"mailto:unsubscribe-1@x.example", "unsubscribe"},
    {"mailto:list@x.example?subject=unsubscribe", "unsubscribe"},
    {"sms:?&body=a", "refer"},
    {"https://us1.forward-to-friend.com/forward?u=1", "refer"},
    {"https://play.google.com/store/apps/details?id=a", "app"},
    {"https://play.google.com/store/books/details?id=a", NULL},
    {"https://apps.apple.com/us/app/planet/id1", "app"},
    {"https://podcasts.apple.com/us/podcast/planet/id1", "house"},
    {"https://podcasts.apple.com/us/podcast/episode/id1?i=2", NULL},
    {"https://open.spotify.com/episode/1", NULL},
    {"https://x.us1.list-manage.com/unsubscribe?u=1&id=2", "unsubscribe"},
    {"https://x.us1.list-manage.com/profile?u=1", "preferences"},
    {"https://x.us1.list-manage.com/subscribe?u=1", "signup"},
    {"https://x.us1.list-manage.com/track/click?u=1", NULL},
    {"https://mailchi.mp/x/title?e=abc", "view"},
    {"https://us1.campaign-archive.com/?u=1&id=2", "view"},
    {"https://view.news.x.example/?qs=abc", "view"},
    {"https://www.x.example/review-email-marketing", NULL},
    {"https://www.x.example/interview-online-shop", NULL},
    {"https://www.mailchimp.com/monkey-rewards/?utm_source=freemium_newsletter", "badge"},
    {"https://www.beehiiv.com/?utm_campaign=1", "badge"},
    {"https://planet.beehiiv.com/p/title", NULL},
    {"https://planet.beehiiv.com/", NULL},
    {"https://planet.beehiiv.com/subscribe", "signup"},
    {"https://planet.substack.com/p/title", NULL},
    {"https://planet.substack.com/subscribe?x=1", "signup"},
    {"https://substack.com/signup?utm_source=substack&utm_medium=email&utm_content=footer", "badge"},
    {"https://open.substack.com/pub/planet/p/t?utm_campaign=email-read-in-app&redirect=app-store", "app"},
    {"https://ghost.org/?via=pbg-newsletter", "badge"},
    {"https://www.x.example/#/portal/signup", "signup"},
    {"https://www.x.example/unsubscribe/?uuid=1", "unsubscribe"},
    {"https://www.x.example/newsletter/abmeldung", "unsubscribe"},
    {"https://www.x.example/newsletter/anmeldung", "signup"},
    {"https://www.x.example/newsletter", "signup"},
    {"https://www.x.example/newsletters/?id=1", "signup"},
    {"https://www.x.example/2024/05/newsletter-wars-heat-up", NULL},
    {"https://www.x.example/nyhedsbrev/afmeld?id=1", "unsubscribe"},
    {"https://www.x.example/nyhedsbrev/tilmeld", "signup"},
    {"https://www.x.example/nieuwsbrief/uitschrijven", "unsubscribe"},
    {"https://www.x.example/%D0%BF%D0%BE%D0%B4%D0%BF%D0%B8%D1%81%D0%BA%D0%B0", "signup"},
    {"https://www.x.example/email-preferences?id=1", "preferences"},
    {"https://www.x.example/subscribe", "signup"},
    {"https://subscribe.x.example/offer", "subscribe"},
    {"https://www.x.example/abo/probeabo", "subscribe"},
    {"https://www.x.example/become-a-member", "subscribe"},
    {"https://www.patreon.com/planet", "donate"},
    {"https://www.patreon.com/posts/title-1", NULL},
    {"https://www.buymeacoffee.com/planet", "donate"},
    {"https://www.x.example/donate", "donate"},
    {"https://www.x.example/news/donation-scandal", NULL},
    {"https://github.com/sponsors/name", "donate"},
    {"https://www.surveymonkey.com/r/ABC", "survey"},
    {"https://forms.gle/abc", "survey"},
    {"https://www.x.example/advertise", "advertise"},
    {"https://www.x.example/advertising/2024/title", NULL},
    {"https://www.x.example/mediadaten", "advertise"},
    {"https://ad.doubleclick.net/ddm/clk/1", "sponsor"},
    {"https://shop.x.example/", "house"},
    {"https://shop.x.example/product/1", NULL},
    {"https://www.x.example/", NULL},
    {"https://click.x.example/f/a/AbC123~~/x", NULL},
};

static void test_known(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(ll_rules) rules = ll_rules_load(ll_rules_directory, &error);
  g_assert_no_error(error);
  static const char *const protects[] = {"unsubscribe", "preferences", "view"};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
    const struct ll_rule *rule = NULL;
    int topic = ll_rules_link(rules, known[i].url, &rule);
    const char *got = topic < 0              ? NULL
                      : topic < LL_N_CLASSES ? ll_class_names[topic]
                                             : protects[topic - LL_N_CLASSES];
    if (g_strcmp0(got, known[i].want) != 0)
      g_test_message("%s is %s (%s)", known[i].url, got ? got : "content", rule ? rule->pattern : "");
    if (g_strcmp0(got, known[i].want) != 0)
      g_test_fail();
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/link/rows", test_rows);
  g_test_add_func("/link/order", test_order);
  g_test_add_func("/link/hostile", test_hostile);
  g_test_add_func("/link/known", test_known);
  return g_test_run();
}
