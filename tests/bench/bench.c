/* SPDX-License-Identifier: MIT
 * make bench: the median processor time of ll_clean, verification included, as a ratio to htmlReadMemory + xmlFreeDoc
 * of the same decoded HTML, on newsletters of 20 kB, 100 kB and 1 MB; of one that is cut, and of one that its header
 * refuses. */
#include <leanletter/leanletter.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROUNDS_MIN = 15 };
static const double seconds = 1.0; /* for one figure */

static const char article[] =
    "<tr><td style=\"padding:16px 24px;font:16px/24px Georgia,serif;color:#222222\">\n"
    "<h2 style=\"margin:0 0 8px 0\">Report number %u</h2>\n"
    "<p>The council voted on Monday to reopen slip number %u, twenty years after the last boat left it. Work "
    "on the "
    "pilings begins in May, and the <a "
    "href=\"https://harbourletter.example/a/%u?utm_source=letter\">plans</a> hang in the "
    "town hall.</p>\n"
    "<p>Harbour master Ellen Marsh told the meeting that %u operators have asked for berths, and that the "
    "first timetable "
    "could be printed before the autumn.</p>\n"
    "<p><a href=\"https://harbourletter.example/a/%u\" style=\"color:#b3261e;text-decoration:none\">Read "
    "more</a></p>\n"
    "</td></tr>\n";
static const char pitch[] =
    "<tr><td style=\"padding:16px 24px\">\n"
    "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
    "style=\"background:#e8eef7\"><tr><td "
    "style=\"padding:20px;text-align:center\">\n<h3>Get The Harbour Letter every morning</h3>\n"
    "<p>Sign up for our free newsletter and have the news of the bay in your inbox at seven.</p>\n"
    "<p><a href=\"https://harbourletter.example/signup\">Sign up "
    "now</a></p>\n</td></tr></table>\n</td></tr>\n";
static const char foot[] = "<tr><td><p>You receive this email because you subscribed on our website. <a "
                           "href=\"https://harbourletter.example/u/7f3a\">Unsubscribe</a></p>\n<p>&copy; "
                           "2025 The Harbour Letter Ltd, 12 Quay "
                           "Street, Portmoor</p></td></tr>\n";
static const char newsletter[] =
    "From: The Harbour Letter <desk@harbourletter.example>\n"
    "To: reader@example.net\nSubject: Reports\nMessage-ID: <1@harbourletter.example>\n"
    "List-Unsubscribe: <https://harbourletter.example/u/7f3a>\n"
    "List-Id: <letter.harbourletter.example>\nMIME-Version: 1.0\n"
    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
static const char discussion[] =
    "From: A Member <member@example.org>\nTo: list@example.org\nSubject: Re: Reports\n"
    "Message-ID: <2@example.org>\nIn-Reply-To: <1@example.org>\n"
    "List-Post: <mailto:list@example.org>\nX-BeenThere: list@example.org\nPrecedence: list\n"
    "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n";

/* A page of about `size` bytes: articles, and the same pitch three times. */
static GString *page(size_t size) {
  GString *html = g_string_new(
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Reports</title></head>\n<body>\n"
      "<table width=\"600\" align=\"center\">\n");
  size_t third = size / 3, next = third / 2;
  for (unsigned n = 1; html->len < size; n++) {
    g_string_append_printf(html, article, n, n, n, n, n);
    if (html->len > next) {
      g_string_append(html, pitch);
      next += third;
    }
  }
  g_string_append(html, foot);
  g_string_append(html, "</table>\n</body></html>\n");
  return html;
}

static GBytes *message(const char *header, const GString *html) {
  GByteArray *bytes = g_byte_array_new();
  g_byte_array_append(bytes, (const guint8 *)header, (guint)strlen(header));
  g_byte_array_append(bytes, (const guint8 *)html->str, (guint)html->len);
  return g_byte_array_free_to_bytes(bytes);
}

/* ---- what is timed ---- */

struct work {
  const ll_config *config;
  GBytes *raw;
  const GString *html;
  enum ll_verdict verdict; /* expected */
};

static void clean(const struct work *w) {
  struct ll_input input = {.raw = w->raw};
  g_autoptr(ll_outcome) outcome = ll_clean(w->config, &input);
  if (outcome->verdict != w->verdict)
    g_error("unexpected outcome: %s", outcome->reason);
}

static void parse(const struct work *w) {
  htmlDocPtr doc = htmlReadMemory(w->html->str, (int)w->html->len, NULL, "utf-8",
                                  HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  xmlFreeDoc(doc);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Microseconds that this thread has had of a processor: what else the machine does hardly counts. */
static double cpu_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

struct series {
  void (*call)(const struct work *);
  const struct work *work;
  GArray *times; /* of double */
};

/* Takes turns, so that a processor that becomes slower does so for all. */
static void time_all(struct series *series, size_t n) {
  double end = cpu_time() + seconds * 1e6 * (double)n;
  for (int round = 0; round < ROUNDS_MIN || cpu_time() < end; round++)
    for (size_t i = 0; i < n; i++) {
      double start = cpu_time();
      series[i].call(series[i].work);
      double took = cpu_time() - start;
      g_array_append_val(series[i].times, took);
    }
}

static double median(GArray *times) {
  qsort(times->data, times->len, sizeof(double), by_value);
  return g_array_index(times, double, times->len / 2);
}

static void measure(const ll_config *config, size_t size, const char *name) {
  g_autoptr(GString) html = page(size);
  g_autoptr(GBytes) letter = message(newsletter, html), talk = message(discussion, html);
  struct work cut = {config, letter, html, LL_LEAN}, refused = {config, talk, html, LL_LEFT_ALONE};
  struct series series[] = {{parse, &cut}, {clean, &cut}, {clean, &refused}};
  double times[G_N_ELEMENTS(series)];
  for (size_t i = 0; i < G_N_ELEMENTS(series); i++)
    series[i].times = g_array_new(FALSE, FALSE, sizeof(double));
  time_all(series, G_N_ELEMENTS(series));
  for (size_t i = 0; i < G_N_ELEMENTS(series); i++) {
    times[i] = median(series[i].times);
    g_array_unref(series[i].times);
  }
  printf("%-7s %10.0f %10.0f %8.2f %10.0f %8.3f\n", name, times[0], times[1], times[1] / times[0], times[2],
         times[2] / times[0]);
}

int main(void) {
  g_autoptr(GError) error = NULL;
  /* The page of 1 MB is past the usual caps. */
  static const char *const caps[] = {"limits.words=500000", "limits.tokens=500000", "limits.blocks=100000",
                                     NULL};
  g_autoptr(ll_config) config = ll_init(&error) ? ll_config_load_with(NULL, caps, &error) : NULL;
  if (!config) {
    fprintf(stderr, "bench: %s\n", error->message);
    return 1;
  }
  printf("median microseconds of processor time; a ratio is to a libxml2 parse of the same HTML\n");
  printf("%-7s %10s %10s %8s %10s %8s\n", "size", "libxml2", "cut", "ratio", "refused", "ratio");
  measure(config, 20 * 1024, "20 kB");
  measure(config, 100 * 1024, "100 kB");
  measure(config, 1000 * 1024, "1 MB");
  printf("aims at 100 kB: cut below 1.5, refused below 0.05\n");
  return 0;
}
