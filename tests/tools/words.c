/* SPDX-License-Identifier: MIT */
#include "tests/tools/words.h"
#include <gumbo.h>
#include <string.h>

const char *const seen_class_names[SEEN_N_CLASSES] = {
    "signup",    "subscribe", "refer",  "social",  "app",     "repeat", "badge",
    "advertise", "house",     "survey", "sponsor", "related", "donate", "other",
};

struct walk {
  struct seen *seen;
  enum seen_tier tier;
  unsigned class, block, words_in_mark;
};

static void free_word(gpointer data) {
  struct seen_word *word = data;
  g_free(word->text);
  g_free(word);
}

/* ---- words ------------------------------------------------------------------------------------- */

/* Scripts that put no spaces between words: each character counts. */
static bool stands_alone(gunichar c) {
  return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xac00 && c <= 0xd7af);
}

static bool is_filler(gunichar c) {
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0x34f;
}

static void end_word(struct walk *walk, GString *word) {
  if (word->len == 0)
    return;
  struct seen_word *seen = g_new0(struct seen_word, 1);
  seen->text = g_utf8_casefold(word->str, -1);
  seen->tier = walk->tier;
  seen->class = walk->class;
  seen->block = walk->block;
  g_ptr_array_add(walk->seen->words, seen);
  walk->words_in_mark++;
  g_string_truncate(word, 0);
}

static void add_text(struct walk *walk, const char *text) {
  g_autoptr(GString) word = g_string_new(NULL);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (is_filler(c))
      continue;
    if (stands_alone(c) || !(g_unichar_isalnum(c) || g_unichar_ismark(c)))
      end_word(walk, word);
    if (g_unichar_isalnum(c) || g_unichar_ismark(c))
      g_string_append_unichar(word, c);
    if (stands_alone(c))
      end_word(walk, word);
  }
  end_word(walk, word);
}

/* ---- marks ------------------------------------------------------------------------------------- */

static void begin_mark(struct walk *walk, enum seen_tier tier, const char *class) {
  unsigned i = 0;
  while (i < SEEN_N_CLASSES && strcmp(seen_class_names[i], class) != 0)
    i++;
  if (i == SEEN_N_CLASSES || walk->tier != SEEN_KEEP)
    walk->seen->wrong = "a mark of no class, or in another";
  walk->tier = tier;
  walk->class = i;
  walk->block++;
  walk->words_in_mark = 0;
}

static void end_mark(struct walk *walk) {
  if (walk->tier == SEEN_KEEP)
    walk->seen->wrong = "a mark ends that did not begin";
  else if (walk->words_in_mark == 0)
    walk->seen->wrong = "no words in a mark";
  walk->tier = SEEN_KEEP;
  walk->class = SEEN_N_CLASSES;
  walk->block++;
}

static void see_comment(struct walk *walk, const GumboNode *node) {
  const char *text = node->v.text.text;
  if (g_str_has_prefix(text, "must "))
    begin_mark(walk, SEEN_MUST, text + strlen("must "));
  else if (g_str_has_prefix(text, "may "))
    begin_mark(walk, SEEN_MAY, text + strlen("may "));
  else if (strcmp(text, "/") == 0)
    end_mark(walk);
}

/* ---- elements ---------------------------------------------------------------------------------- */

static const char *attribute(const GumboElement *element, const char *name) {
  const GumboAttribute *found = gumbo_get_attribute(&element->attributes, name);
  return found ? found->value : NULL;
}

static bool is_hidden(const GumboElement *element) {
  switch (element->tag) {
  case GUMBO_TAG_HEAD:
  case GUMBO_TAG_STYLE:
  case GUMBO_TAG_SCRIPT:
  case GUMBO_TAG_TITLE:
  case GUMBO_TAG_NOSCRIPT:
  case GUMBO_TAG_TEMPLATE:
    return true;
  default:
    break;
  }
  g_autofree char *style = g_ascii_strdown(attribute(element, "style") ? attribute(element, "style") : "", -1);
  g_auto(GStrv) pieces = g_strsplit(style, " ", -1);
  g_autofree char *dense = g_strjoinv("", pieces);
  return attribute(element, "hidden") != NULL || strstr(dense, "display:none") != NULL;
}

/* The target of an anchor; one that begins with the comment "guard" must not be lost. */
static void see_link(struct walk *walk, const GumboElement *element) {
  const char *href = attribute(element, "href");
  if (element->tag != GUMBO_TAG_A || href == NULL)
    return;
  g_ptr_array_add(walk->seen->links, g_strdup(href));
  const GumboNode *first = element->children.length > 0 ? element->children.data[0] : NULL;
  if (first && first->type == GUMBO_NODE_COMMENT && strcmp(first->v.text.text, "guard") == 0)
    g_ptr_array_add(walk->seen->guarded, g_strdup(href));
}

static void see_children(struct walk *walk, const GumboVector *children);

static void see_node(struct walk *walk, const GumboNode *node) {
  if (node->type == GUMBO_NODE_COMMENT) {
    see_comment(walk, node);
  } else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA) {
    add_text(walk, node->v.text.text);
  } else if (node->type == GUMBO_NODE_ELEMENT && !is_hidden(&node->v.element)) {
    see_link(walk, &node->v.element);
    if (node->v.element.tag == GUMBO_TAG_IMG && attribute(&node->v.element, "alt"))
      add_text(walk, attribute(&node->v.element, "alt"));
    see_children(walk, &node->v.element.children);
  }
}

/* Not deeper than the letters are, which are ours. */
static void see_children(struct walk *walk, const GumboVector *children) {
  for (unsigned i = 0; i < children->length; i++)
    see_node(walk, children->data[i]);
}

struct seen *seen_new(const char *html) {
  struct seen *seen = g_new0(struct seen, 1);
  seen->words = g_ptr_array_new_with_free_func(free_word);
  seen->links = g_ptr_array_new_with_free_func(g_free);
  seen->guarded = g_ptr_array_new_with_free_func(g_free);
  struct walk walk = {.seen = seen, .class = SEEN_N_CLASSES};
  GumboOutput *output = gumbo_parse(html);
  see_node(&walk, output->root);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  if (walk.tier != SEEN_KEEP)
    seen->wrong = "a mark is still open";
  return seen;
}

void seen_free(struct seen *seen) {
  g_ptr_array_unref(seen->words);
  g_ptr_array_unref(seen->links);
  g_ptr_array_unref(seen->guarded);
  g_free(seen);
}

int seen_compare_names(const char *const *a, const char *const *b) { return strcmp(*a, *b); }
