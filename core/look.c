/* SPDX-License-Identifier: MIT
 * The look of elements: one pass down for what is inherited, one pass up for line borders. */
#include "core/look.h"
#include "core/style.h"
#include <string.h>

/* Tags that begin and end a line. */
static const uint16_t block_tags[] = {
    LL_TAG_ADDRESS, LL_TAG_ARTICLE, LL_TAG_ASIDE,   LL_TAG_BLOCKQUOTE, LL_TAG_BODY,   LL_TAG_CAPTION, LL_TAG_CENTER,
    LL_TAG_DD,      LL_TAG_DETAILS, LL_TAG_DIR,     LL_TAG_DIV,        LL_TAG_DL,     LL_TAG_DT,      LL_TAG_FIELDSET,
    LL_TAG_FIGCAPTION, LL_TAG_FIGURE, LL_TAG_FOOTER, LL_TAG_FORM,      LL_TAG_H1,     LL_TAG_H2,      LL_TAG_H3,
    LL_TAG_H4,      LL_TAG_H5,      LL_TAG_H6,      LL_TAG_HEADER,     LL_TAG_HR,     LL_TAG_HTML,    LL_TAG_LI,
    LL_TAG_MAIN,    LL_TAG_MENU,    LL_TAG_NAV,     LL_TAG_OL,         LL_TAG_P,      LL_TAG_PRE,     LL_TAG_SECTION,
    LL_TAG_TABLE,   LL_TAG_TBODY,   LL_TAG_TD,      LL_TAG_TFOOT,      LL_TAG_TH,     LL_TAG_THEAD,   LL_TAG_TR,
    LL_TAG_UL,      LL_TAG_BR};

static bool is_block(uint16_t tag) {
  for (size_t i = 0; i < G_N_ELEMENTS(block_tags); i++)
    if (block_tags[i] == tag)
      return true;
  return false;
}

/* A color value as 0xRRGGBB; other names by hash; LL_COLOR_NONE for transparent or none. */
static uint32_t color_of(const char *text, size_t n) {
  static const struct { const char *name; uint32_t rgb; } names[] = {
      {"white", 0xffffff}, {"black", 0}, {"transparent", LL_COLOR_NONE}, {"none", LL_COLOR_NONE},
      {"inherit", LL_COLOR_NONE}, {"initial", LL_COLOR_NONE}, {"unset", LL_COLOR_NONE}};
  if (n == 0)
    return LL_COLOR_NONE;
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (strlen(names[i].name) <= n && g_ascii_strncasecmp(text, names[i].name, strlen(names[i].name)) == 0)
      return names[i].rgb;
  size_t digits = 0;
  const char *hex = *text == '#' ? text + 1 : text;
  while (hex + digits < text + n && g_ascii_isxdigit(hex[digits]))
    digits++;
  if (digits == 6)
    return (uint32_t)g_ascii_strtoull(hex, NULL, 16) & 0xffffff;
  if (digits == 3)
    return (uint32_t)(g_ascii_xdigit_value(hex[0]) * 0x110000 + g_ascii_xdigit_value(hex[1]) * 0x1100 +
                      g_ascii_xdigit_value(hex[2]) * 0x11);
  uint32_t hash = 5381;
  for (size_t i = 0; i < n; i++)
    hash = hash * 33 + (uint8_t)g_ascii_tolower(text[i]);
  return hash & 0x7fffffff;
}

static void set_color(struct ll_look *look, const char *text, size_t n) {
  uint32_t color = color_of(text, n);
  if (color == LL_COLOR_NONE || color == look->color)
    return;
  look->fill = !(look->color == LL_COLOR_NONE && color == 0xffffff);
  look->color = color;
}

static void set_length(struct ll_look *look, uint16_t *length, double px) {
  if (px < 0)
    return;
  *length = (uint16_t)MIN(px, 9999);
  if (px <= 3)
    look->sized = true;
}

static void on_display(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_has(d, "none"))
    look->hidden = true;
  else if (ll_declaration_has(d, "block") && !ll_declaration_has(d, "inline"))
    look->block = true;
}
static void on_background(struct ll_look *look, const struct ll_declaration *d) {
  if (!ll_declaration_has(d, "url("))
    set_color(look, d->value, d->value_length);
}
static void on_border(struct ll_look *look, const struct ll_declaration *d) {
  if (!ll_declaration_has(d, "none") && d->value_length && *d->value != '0')
    look->frame = true;
}
static void on_padding(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_px(d) >= 4 || memchr(d->value, ' ', d->value_length))
    look->padded = true;
}
static void on_size(struct ll_look *look, const struct ll_declaration *d) {
  double px = ll_declaration_px(d);
  if (px >= 0)
    look->size = (uint8_t)MIN(px, 255);
}
static void on_weight(struct ll_look *look, const struct ll_declaration *d) {
  look->bold = ll_declaration_has(d, "bold") || (d->value_length == 3 && *d->value >= '6');
}
static void on_width(struct ll_look *look, const struct ll_declaration *d) {
  set_length(look, &look->width, ll_declaration_px(d));
}
static void on_height(struct ll_look *look, const struct ll_declaration *d) {
  set_length(look, &look->height, ll_declaration_px(d));
}
static void on_max_height(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_px(d) == 0)
    look->hidden = true;
}
static void on_visibility(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_has(d, "hidden"))
    look->hidden = true;
}
static void on_opacity(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_px(d) == 0)
    look->hidden = true;
}
static void on_mso_hide(struct ll_look *look, const struct ll_declaration *d) {
  if (ll_declaration_has(d, "all"))
    look->toggled = true;
}

static const struct {
  const char *name;
  void (*set)(struct ll_look *look, const struct ll_declaration *d);
} properties[] = {{"display", on_display},       {"background-color", on_background}, {"background", on_background},
                  {"border", on_border},         {"border-top", on_border},           {"border-bottom", on_border},
                  {"padding", on_padding},       {"font-size", on_size},              {"font-weight", on_weight},
                  {"width", on_width},           {"height", on_height},               {"max-height", on_max_height},
                  {"visibility", on_visibility}, {"opacity", on_opacity},             {"mso-hide", on_mso_hide}};

static void read_style(struct ll_look *look, const char *style) {
  struct ll_declaration d;
  while (ll_style_next(&style, &d))
    for (size_t i = 0; i < G_N_ELEMENTS(properties); i++)
      if (ll_declaration_is(&d, properties[i].name)) {
        properties[i].set(look, &d);
        break;
      }
}

static void read_classes(struct ll_look *look, const char *value, GHashTable *classes) {
  g_auto(GStrv) names = g_strsplit_set(value, " \t\r\n", 20);
  for (char **n = names; *n; n++) {
    int bits = GPOINTER_TO_INT(g_hash_table_lookup(classes, *n));
    look->hidden |= (bits & LL_CLASS_HIDDEN) != 0;
    look->toggled |= (bits & LL_CLASS_TOGGLED) != 0;
  }
}

static void read_attribute(struct ll_look *look, const struct ll_node *node, const struct ll_attribute *a,
                           GHashTable *classes) {
  static const uint8_t font_sizes[] = {16, 10, 13, 16, 18, 24, 32, 48};
  struct ll_declaration d = {.value = a->value, .value_length = strlen(a->value)};
  if (strcmp(a->name, "style") == 0)
    read_style(look, a->value);
  else if (strcmp(a->name, "class") == 0 && g_hash_table_size(classes))
    read_classes(look, a->value, classes);
  else if (strcmp(a->name, "bgcolor") == 0)
    set_color(look, a->value, d.value_length);
  else if (strcmp(a->name, "width") == 0)
    on_width(look, &d);
  else if (strcmp(a->name, "height") == 0)
    on_height(look, &d);
  else if (strcmp(a->name, "hidden") == 0)
    look->hidden = true;
  else if (strcmp(a->name, "border") == 0 && node->tag == LL_TAG_TABLE)
    look->frame = *a->value >= '1' && *a->value <= '9';
  else if (strcmp(a->name, "size") == 0 && node->tag == LL_TAG_FONT && g_ascii_isdigit(*a->value))
    look->size = font_sizes[MIN(*a->value - '0', 7)];
}

static void read_tag(struct ll_look *look, uint16_t tag) {
  static const uint8_t sizes[] = {32, 24, 19, 16, 13, 11};
  look->block = is_block(tag);
  if (tag >= LL_TAG_H1 && tag <= LL_TAG_H6) {
    look->size = sizes[tag - LL_TAG_H1];
    look->bold = true;
  } else if (tag == LL_TAG_B || tag == LL_TAG_STRONG || tag == LL_TAG_TH) {
    look->bold = true;
  } else if (tag == LL_TAG_SMALL) {
    look->size = (uint8_t)(look->size * 5 / 6);
  } else if (tag == LL_TAG_TEMPLATE || tag == LL_TAG_NOSCRIPT) {
    look->hidden = true;
  }
}

struct ll_look *ll_look_all(const ll_doc *doc) {
  guint n = doc->nodes->len;
  struct ll_look *looks = g_new0(struct ll_look, MAX(n, 1));
  g_autoptr(GHashTable) classes = ll_style_classes(doc->style->str);
  looks[0] = (struct ll_look){.color = LL_COLOR_NONE, .size = 16, .block = true};
  for (guint i = 1; i < n; i++) {
    const struct ll_node *node = ll_doc_node(doc, (int32_t)i);
    const struct ll_look *up = &looks[MAX(node->parent, 0)];
    struct ll_look *look = &looks[i];
    *look = (struct ll_look){.color = up->color, .size = up->size, .bold = up->bold, .hidden = up->hidden,
                             .toggled = up->toggled};
    if (node->tag == LL_TAG_TEXT || node->tag == LL_TAG_COMMENT)
      continue;
    read_tag(look, node->tag);
    for (guint a = 0; a < node->n_attributes; a++)
      read_attribute(look, node, &g_array_index(doc->attributes, struct ll_attribute, node->attributes + a), classes);
    if (node->tag == LL_TAG_IMG || node->tag == LL_TAG_INPUT) /* display:block there is only against a gap below */
      look->block = false;
  }
  for (guint i = n; i-- > 1;) {
    looks[i].breaks |= looks[i].block;
    int32_t parent = ll_doc_node(doc, (int32_t)i)->parent;
    if (looks[i].breaks && parent >= 0)
      looks[parent].breaks = true;
  }
  return looks;
}
