/* SPDX-License-Identifier: MIT
 * How elements look, as far as attributes, inline styles and the class rules of <style> tell: hidden, boxed, big. */
#pragma once
#include "core/html.h"

struct ll_look {
  uint32_t color;   /* background in force, 0xRRGGBB, or LL_COLOR_NONE */
  uint16_t width;   /* px of images and cells, 0: not said */
  uint16_t height;  /* px, 0: not said */
  uint8_t size;     /* font size in force, px; 255 and more are 255 */
  bool sized;       /* width or height was said to be 0 to 3 px: a spacer or tracking pixel when an image */
  bool hidden;      /* nobody sees it (display:none, max-height:0 ...), an ancestor included */
  bool toggled;     /* shown on some devices only (@media rules, mso-hide), an ancestor included */
  bool bold;        /* in force */
  bool fill;        /* own background, other than the parent's */
  bool frame;       /* own border */
  bool padded;      /* own padding */
  bool block;       /* a line border before and after it */
  bool breaks;      /* it or something in it is a line border */
};
#define LL_COLOR_NONE 0xffffffffu

/* The look of every node, indexed like doc->nodes.  Returns owned (g_free). */
struct ll_look *ll_look_all(const ll_doc *doc);
