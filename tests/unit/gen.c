/* SPDX-License-Identifier: MIT
 * A little grammar of newsletters, written as pieces so that single ones can be spoilt. */
#include "tests/unit/gen.h"
#include <stdbool.h>

enum { MAX_DEPTH = 9 };

struct gen {
  GRand *rand;
  GPtrArray *pieces; /* of char*, owned */
  unsigned words;
  bool in_form;
};

static unsigned pick(struct gen *g, unsigned n) {
  return (unsigned)g_rand_int_range(g->rand, 0, (gint32)n);
}

static void put(struct gen *g, const char *piece) {
  g_ptr_array_add(g->pieces, g_strdup(piece));
}

static void word(struct gen *g) {
  g_ptr_array_add(g->pieces,
                  g_strdup_printf("%sword%u%s", pick(g, 2) ? " " : "", g->words++, pick(g, 2) ? " " : ""));
}

static void blank(struct gen *g) {
  static const char *const blanks[] = {" ", "\n", "\r\n\t", "&nbsp;"};
  if (pick(g, 3) == 0)
    put(g, blanks[pick(g, 16) == 0 ? 3 : pick(g, 3)]);
}

static void inline_content(struct gen *g, unsigned depth);

static void wrap_inline(struct gen *g, unsigned depth) {
  static const char *const tags[] = {"b", "i",     "font", "span", "strong", "em",
                                     "u", "small", "code", "sup",    "o:p"};
  const char *tag = tags[pick(g, G_N_ELEMENTS(tags))];
  g_ptr_array_add(g->pieces, g_strdup_printf(pick(g, 3) ? "<%s>" : "<%s style=\"color:red\" size=2>", tag));
  inline_content(g, depth + 1);
  g_ptr_array_add(g->pieces, g_strdup_printf("</%s>", tag));
}

static void anchor(struct gen *g) {
  g_ptr_array_add(g->pieces, g_strdup_printf("<a href=\"http://x/%u?a>b\">", g->words++));
  if (pick(g, 3) == 0)
    g_ptr_array_add(g->pieces, g_strdup_printf("<img src=i%u.png alt='x'>", g->words++));
  else
    word(g);
  put(g, "</a>");
}

static void inline_content(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, 3); n > 0; n--)
    switch (pick(g, depth < MAX_DEPTH ? 8 : 3)) {
    case 0:
    case 1:
    case 2:
      word(g);
      break;
    case 3:
    case 4:
      anchor(g);
      break;
    case 5:
      wrap_inline(g, depth);
      break;
    case 6:
      put(g, pick(g, 2) ? "<br>" : "<br/>");
      break;
    default:
      put(g, "<img src='p.gif' width=1 height=1>");
    }
}

static void content(struct gen *g, unsigned depth);

static void element(struct gen *g, const char *tag, unsigned depth,
                    void (*inner)(struct gen *g, unsigned depth)) {
  g_ptr_array_add(g->pieces, g_strdup_printf(pick(g, 2) ? "<%s>" : "<%s class=\"c\" align=center>", tag));
  inner(g, depth + 1);
  g_ptr_array_add(g->pieces, g_strdup_printf("</%s>", tag));
}

static void row(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, 3); n > 0; n--) {
    blank(g);
    element(g, pick(g, 12) ? "td" : "th", depth, pick(g, 2) ? inline_content : content);
  }
}

static void rows(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, 3); n > 0; n--) {
    blank(g);
    element(g, "tr", depth, row);
  }
}

static void table(struct gen *g, unsigned depth) {
  put(g, "<table border=0 cellpadding=0>");
  if (pick(g, 10) == 0)
    element(g, "caption", depth, inline_content);
  if (pick(g, 10) == 0)
    put(g, "<col width=10>");
  if (pick(g, 3) == 0)
    element(g, "tbody", depth, rows);
  else
    rows(g, depth);
  put(g, "</table>");
}

static void items(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, 4); n > 0; n--)
    element(g, "li", depth, pick(g, 3) ? inline_content : content);
}

static void definitions(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, 3); n > 0; n--)
    element(g, pick(g, 2) ? "dt" : "dd", depth, inline_content);
}

static void ghost(struct gen *g, unsigned depth) {
  put(g, "<!--[if mso]><table><tr><td><![endif]-->");
  element(g, "div", depth, content);
  put(g, "<!--[if mso]></td></tr></table><![endif]-->");
}

static void twin(struct gen *g, unsigned depth) {
  put(g, "<!--[if mso]><v:rect href=x><b>button</b></v:rect><![endif]-->");
  put(g, "<!--[if !mso]><!-->");
  inline_content(g, depth);
  put(g, "<!--<![endif]-->");
}

static void form(struct gen *g, unsigned depth) {
  g->in_form = true;
  put(g, "<input name=q type=text>");
  if (pick(g, 3) == 0)
    put(g, "<input type=hidden name=h>");
  if (pick(g, 4) == 0)
    element(g, "button", depth, inline_content);
  content(g, depth);
  g->in_form = false;
}

static void odd(struct gen *g, unsigned depth) {
  static const char *const pieces[] = {"<hr>",
                                       "<!-- comment -->",
                                       "<style>p{x:y}</style>",
                                       "<a name=n></a>",
                                       "<wbr>",
                                       "<script>a<b</script>",
                                       "<svg><path d=x /><g></g></svg>",
                                       "<select><option>o<option>p</select>",
                                       "<textarea>t</textarea>"};
  put(g, pieces[pick(g, G_N_ELEMENTS(pieces))]);
}

static void block(struct gen *g, unsigned depth) {
  static const char *const boxes[] = {"div", "center", "blockquote", "div", "section", "address"};
  static const char *const paragraphs[] = {"p", "h1", "h2", "p", "h3", "pre"};
  unsigned kind = pick(g, depth < MAX_DEPTH ? 16 : 5);
  if (kind < 5)
    element(g, paragraphs[pick(g, G_N_ELEMENTS(paragraphs))], depth, inline_content);
  else if (kind < 8)
    element(g, boxes[pick(g, G_N_ELEMENTS(boxes))], depth, content);
  else if (kind < 11)
    table(g, depth);
  else if (kind == 11)
    element(g, pick(g, 3) ? "ul" : "ol", depth, items);
  else if (kind == 12)
    pick(g, 2) ? ghost(g, depth) : twin(g, depth);
  else if (kind == 13)
    pick(g, 3) ? inline_content(g, depth) : element(g, "dl", depth, definitions);
  else if (kind == 14 && !g->in_form && pick(g, 3) == 0)
    element(g, "form", depth, form);
  else
    odd(g, depth);
}

static void content(struct gen *g, unsigned depth) {
  for (unsigned n = 1 + pick(g, depth < 3 ? 5 : 2); n > 0; n--) {
    blank(g);
    block(g, depth);
  }
}

static void document(struct gen *g) {
  static const char *const doctypes[] = {"<!DOCTYPE html>", "",
                                         "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\">"};
  put(g, doctypes[pick(g, 3)]);
  bool frame = pick(g, 4) != 0;
  if (frame)
    put(g, "<html><head><title>t</title><style>a{b:c}</style></head>");
  if (frame || pick(g, 2))
    put(g, "<body bgcolor=white>");
  for (unsigned n = 2 + pick(g, 5); n > 0; n--)
    content(g, 1);
  if (frame)
    put(g, "</body></html>");
}

/* ---- spoiling --------------------------------------------------------------------------------- */

static void spoil_once(struct gen *g) {
  static const char *const tags[] = {"<p>",
                                     "</p>",
                                     "<b>",
                                     "</b>",
                                     "<a href=y>",
                                     "</a>",
                                     "<div>",
                                     "</div>",
                                     "<table>",
                                     "</table>",
                                     "<tr>",
                                     "</tr>",
                                     "<td>",
                                     "</td>",
                                     "<i>",
                                     "</i>",
                                     "<center>",
                                     "</font>",
                                     "<font color=blue>",
                                     "<li>",
                                     "<h2>",
                                     "</h3>",
                                     "<form>",
                                     "</form>",
                                     "<br>",
                                     "</br>",
                                     "<tbody>",
                                     "</ul>",
                                     "<nobr>",
                                     "</span>",
                                     "bare text",
                                     "<input>",
                                     "<button>",
                                     "<body>",
                                     "</body>",
                                     "</html>",
                                     "<!--[if mso]><td><![endif]-->",
                                     "<option>",
                                     "</font\n",
                                     "<td width=\"1\"\">",
                                     "<b/>"};
  guint at = pick(g, g->pieces->len);
  gpointer piece = g_ptr_array_index(g->pieces, at);
  switch (pick(g, 5)) {
  case 0:
  case 1:
    g_ptr_array_remove_index(g->pieces, at);
    break;
  case 2:
    g_ptr_array_insert(g->pieces, (gint)pick(g, g->pieces->len), g_strdup(piece));
    break;
  case 3:
    g_ptr_array_insert(g->pieces, (gint)at, g_strdup(tags[pick(g, G_N_ELEMENTS(tags))]));
    break;
  default:
    if (at > 0) {
      g->pieces->pdata[at] = g->pieces->pdata[at - 1];
      g->pieces->pdata[at - 1] = piece;
    }
  }
}

GString *gen_html(GRand *rand, unsigned spoil) {
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
  struct gen g = {.rand = rand, .pieces = pieces};
  document(&g);
  for (; spoil > 0 && pieces->len > 1; spoil--)
    spoil_once(&g);
  GString *html = g_string_new(NULL);
  for (guint i = 0; i < pieces->len; i++)
    g_string_append(html, g_ptr_array_index(pieces, i));
  return html;
}
