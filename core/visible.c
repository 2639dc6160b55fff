/* SPDX-License-Identifier: MIT
 * Visible is text other than blanks, nbsp, zero-width and lone separators; images over 3 px; form controls; embeds. */
#include "core/visible.h"
#include "core/climb.h"
#include "core/style.h"
#include "core/token.h"
#include <stdlib.h>
#include <string.h>

enum { SPACER_PX = 3 };

/* ---- text ------------------------------------------------------------------------------------- */

static bool is_invisible_character(gunichar c) {
  return g_unichar_isspace(c) || g_unichar_iszerowidth(c) || g_unichar_iscntrl(c) || c == 0xa0 || c == 0xad ||
         c == 0x34f || (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
         (c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0x2800 || c == 0xfeff;
}

/* What stands between links, or alone on a line, and says nothing. */
static bool is_separator(gunichar c) {
  static const gunichar separators[] = {'|',    '-',    '_',    '=',    '*',    '~',    '/',    '+',
                                        ':',    ',',    0xa6,   0xb7,   0x2010, 0x2011, 0x2012, 0x2013,
                                        0x2014, 0x2015, 0x2022, 0x2023, 0x2043, 0x2219, 0x2500, 0x2501,
                                        0x25a0, 0x25aa, 0x25cf, 0x25e6, 0x30fb};
  for (size_t i = 0; i < G_N_ELEMENTS(separators); i++)
    if (separators[i] == c)
      return true;
  return false;
}

enum text_kind { TEXT_BLANK, TEXT_GAP, TEXT_SEPARATOR, TEXT_SHOWN };

static enum text_kind kind_of_text(const struct ll_node *node) {
  enum text_kind kind = TEXT_BLANK;
  for (const char *at = node->text, *end = at + node->text_length; at < end; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (is_separator(c))
      kind = TEXT_SEPARATOR;
    else if (!is_invisible_character(c))
      return TEXT_SHOWN;
    else if (!g_ascii_isspace(*at))
      kind = MAX(kind, TEXT_GAP);
  }
  return kind;
}

bool ll_is_separator(const ll_doc *doc, int32_t node) {
  return ll_doc_node(doc, node)->tag == LL_TAG_TEXT && kind_of_text(ll_doc_node(doc, node)) == TEXT_SEPARATOR;
}

/* ---- images ----------------------------------------------------------------------------------- */

static bool is_tiny_length(const char *value) {
  char *end = NULL;
  double px = g_ascii_strtod(value, &end);
  return end != value && *end != '%' && px <= SPACER_PX;
}

static bool is_tiny_style(const char *style) {
  struct ll_declaration declaration;
  while (style != NULL && ll_style_next(&style, &declaration)) {
    bool size = ll_declaration_is(&declaration, "width") || ll_declaration_is(&declaration, "height");
    double px = size ? ll_declaration_px(&declaration) : -1;
    if (px >= 0 && px <= SPACER_PX)
      return true;
  }
  return false;
}

/* Names that transparent images have had for thirty years. */
static bool is_spacer_name(const char *src) {
  static const char *const names[] = {"spacer",    "blank.gif", "clear.gif", "cleardot", "transparent",
                                      "trans.gif", "pixel.gif", "shim.gif",  "1x1"};
  const char *slash = strrchr(src, '/');
  g_autofree char *base = g_ascii_strdown(slash != NULL ? slash + 1 : src, -1);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (strstr(base, names[i]) != NULL)
      return true;
  return false;
}

static bool image_shows(const ll_doc *doc, int32_t node) {
  const char *width = ll_doc_attribute(doc, node, "width"), *height = ll_doc_attribute(doc, node, "height");
  const char *alt = ll_doc_attribute(doc, node, "alt"), *src = ll_doc_attribute(doc, node, "src");
  if ((width != NULL && is_tiny_length(width)) || (height != NULL && is_tiny_length(height)) ||
      is_tiny_style(ll_doc_attribute(doc, node, "style")))
    return false;
  return src != NULL && ((alt != NULL && *alt != '\0') || !is_spacer_name(src));
}

bool ll_node_shows(const ll_doc *doc, int32_t index) {
  const struct ll_node *node = ll_doc_node(doc, index);
  const char *type;
  switch (node->tag) {
  case LL_TAG_TEXT:
    return ll_doc_node(doc, node->parent)->tag != LL_TAG_TITLE && kind_of_text(node) == TEXT_SHOWN;
  case LL_TAG_IMG:
  case LL_TAG_IMAGE:
    return image_shows(doc, index);
  case LL_TAG_INPUT:
    type = ll_doc_attribute(doc, index, "type");
    return type == NULL || g_ascii_strcasecmp(type, "hidden") != 0;
  case LL_TAG_SELECT:
  case LL_TAG_TEXTAREA:
  case LL_TAG_BUTTON:
  case LL_TAG_IFRAME:
  case LL_TAG_OBJECT:
  case LL_TAG_EMBED:
  case LL_TAG_APPLET:
  case LL_TAG_VIDEO:
  case LL_TAG_CANVAS:
  case LL_TAG_SVG:
  case LL_TAG_MATH:
  case LL_TAG_METER:
  case LL_TAG_PROGRESS:
    return true;
  default:
    return false;
  }
}

int32_t ll_node_after(const ll_doc *doc, int32_t index) {
  uint32_t depth = ll_doc_node(doc, index)->depth;
  do
    index++;
  while (index < (int32_t)doc->nodes->len && ll_doc_node(doc, index)->depth > depth);
  return index;
}

static bool is_gone(const struct ll_node *node, const GArray *cuts) {
  for (guint i = 0; cuts != NULL && i < cuts->len; i++) {
    const struct ll_range *cut = &g_array_index(cuts, struct ll_range, i);
    if (cut->start <= node->token && node->token < cut->end)
      return true;
  }
  return false;
}

bool ll_visible(const ll_doc *doc, int32_t index, const GArray *cuts) {
  for (int32_t i = index, after = ll_node_after(doc, index); i < after; i++)
    if (ll_node_shows(doc, i) && !is_gone(ll_doc_node(doc, i), cuts))
      return true;
  return false;
}

/* ---- fillers ---------------------------------------------------------------------------------- */

static bool is_nothing(const char *value) {
  return value == NULL || *value == '\0' || strcmp(value, "0") == 0;
}

static bool style_paints(const char *style) {
  struct ll_declaration declaration;
  while (style != NULL && ll_style_next(&style, &declaration)) {
    bool border = declaration.name_length >= 6 && g_ascii_strncasecmp(declaration.name, "border", 6) == 0 &&
                  ll_declaration_px(&declaration) != 0 &&
                  !ll_declaration_is(&declaration, "border-collapse") &&
                  !ll_declaration_is(&declaration, "border-spacing") &&
                  !ll_declaration_is(&declaration, "border-radius");
    bool ground =
        ll_declaration_is(&declaration, "background") || ll_declaration_is(&declaration, "background-color");
    if ((border || ground) && !ll_declaration_has(&declaration, "none") && *declaration.value != '0' &&
        !ll_declaration_has(&declaration, "transparent"))
      return true;
  }
  return false;
}

static bool paints(const ll_doc *doc, int32_t node) {
  return ll_doc_node(doc, node)->tag == LL_TAG_HR || !is_nothing(ll_doc_attribute(doc, node, "border")) ||
         !is_nothing(ll_doc_attribute(doc, node, "bgcolor")) ||
         !is_nothing(ll_doc_attribute(doc, node, "background")) ||
         style_paints(ll_doc_attribute(doc, node, "style"));
}

/* Something that works from afar although it shows nothing. */
static bool is_fixed(const ll_doc *doc, int32_t index) {
  switch (ll_doc_node(doc, index)->tag) {
  case LL_TAG_A:
    return ll_doc_attribute(doc, index, "name") != NULL || ll_doc_attribute(doc, index, "id") != NULL;
  case LL_TAG_STYLE:
  case LL_TAG_SCRIPT:
  case LL_TAG_LINK:
  case LL_TAG_BASE:
  case LL_TAG_META:
  case LL_TAG_MAP:
  case LL_TAG_AREA:
  case LL_TAG_FORM:
  case LL_TAG_INPUT:
  case LL_TAG_TITLE:
    return true;
  default:
    return false;
  }
}

enum ll_filler ll_filler_of(const ll_doc *doc, int32_t index) {
  static const enum ll_filler fillers[] = {
      [TEXT_BLANK] = LL_FILLER_NOTHING, [TEXT_GAP] = LL_FILLER_GAP, [TEXT_SEPARATOR] = LL_FILLER_DIVIDER};
  enum ll_filler filler = LL_FILLER_NOTHING;
  for (int32_t i = index, after = ll_node_after(doc, index); i < after; i++) {
    const struct ll_node *node = ll_doc_node(doc, i);
    if (ll_node_shows(doc, i) || is_fixed(doc, i))
      return LL_FILLER_FIXED;
    if (node->tag == LL_TAG_COMMENT) {
      if (!ll_comment_is_frame(doc, node->token))
        return LL_FILLER_FIXED;
    } else if (node->tag != LL_TAG_TEXT) {
      filler = MAX(filler, paints(doc, i) ? LL_FILLER_DIVIDER : LL_FILLER_GAP);
    } else {
      filler = MAX(filler, fillers[kind_of_text(node)]);
    }
  }
  return filler;
}

/* ---- comments --------------------------------------------------------------------------------- */

static bool is_frame_tag(const char *name, size_t length) {
  static const char *const frame[] = {"table", "tr", "td", "th", "tbody", "div", "center", "!"};
  for (size_t i = 0; i < G_N_ELEMENTS(frame); i++)
    if (length == strlen(frame[i]) && g_ascii_strncasecmp(name, frame[i], length) == 0)
      return true;
  return false;
}

/* Only tags of tables and boxes, blanks and &nbsp;? */
static bool is_frame_markup(const char *at, const char *end) {
  while (at < end) {
    if (ll_is_blank(*at)) {
      at++;
    } else if (end - at >= 6 && memcmp(at, "&nbsp;", 6) == 0) {
      at += 6;
    } else if (*at == '<') {
      const char *name = at + 1 + (at + 1 < end && at[1] == '/'), *stop = name;
      while (stop < end && (g_ascii_isalpha(*stop) || *stop == '!'))
        stop++;
      if (!is_frame_tag(name, (size_t)(stop - name)) ||
          (at = memchr(stop, '>', (size_t)(end - stop))) == NULL)
        return *name == '!';
      at++;
    } else {
      return false;
    }
  }
  return true;
}

bool ll_comment_is_frame(const ll_doc *doc, uint32_t token) {
  const struct ll_token *t = ll_doc_token(doc, token);
  const char *at = doc->markup + t->start, *end = doc->markup + t->end;
  if (t->kind != LL_TOKEN_COMMENT || end - at < 7)
    return false;
  at += 4;
  while (at < end && ll_is_blank(*at))
    at++;
  const char *condition =
      end - at > 3 && g_ascii_strncasecmp(at, "[if", 3) == 0 ? memmem(at, (size_t)(end - at), "]>", 2) : NULL;
  return condition == NULL || is_frame_markup(condition + 2, end - 3);
}
