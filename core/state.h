/* SPDX-License-Identifier: MIT
 * The state of an HTML5 tree builder (WHATWG HTML, 13.2.4 and 13.2.6) between two tokens, without a tree.
 *
 * Stacks are linked lists that share their tails, so that a state is a small value and may be kept for every token.
 * Elements have an identity: where they come from in the source.  Scripting is off.  What is rare in mail and differs
 * between versions of the standard (templates, frames, markup in select or svg, more than LL_MAX_OPEN open elements) ends
 * in LL_MODE_UNKNOWN, from which there is no way back. */
#pragma once
#include "core/html.h"
#include "core/pool.h"

enum { LL_MAX_OPEN = 512, LL_MAX_FORMATS = 128 };

enum ll_mode {
  LL_MODE_BEFORE_HEAD, /* also "initial" and "before html": html counts as open from the start */
  LL_MODE_IN_HEAD,
  LL_MODE_IN_HEAD_NOSCRIPT,
  LL_MODE_AFTER_HEAD,
  LL_MODE_IN_BODY,
  LL_MODE_TEXT, /* in script, style, title ... */
  LL_MODE_IN_TABLE,
  LL_MODE_IN_CAPTION,
  LL_MODE_IN_COLUMN_GROUP,
  LL_MODE_IN_TABLE_BODY,
  LL_MODE_IN_ROW,
  LL_MODE_IN_CELL,
  LL_MODE_IN_SELECT,
  LL_MODE_AFTER_BODY,
  LL_MODE_AFTER_AFTER_BODY,
  LL_MODE_UNKNOWN,
  LL_N_MODES
};

/* An open element. */
struct ll_open {
  const struct ll_open *below;
  uint64_t id;
  uint16_t tag;
  uint16_t depth; /* 1: html */
  bool foreign;   /* svg or in it */
};

/* An active formatting element, or a marker (tag LL_TAG_NONE). */
struct ll_format {
  const struct ll_format *below;
  uint64_t id;    /* of the element that stands for it now */
  uint64_t look;  /* hash of its attributes */
  uint32_t token; /* its start tag in the stream */
  uint16_t tag;
  uint16_t depth;
};

struct ll_state {
  const struct ll_open *open;
  const struct ll_format *formats;
  uint64_t form; /* id of the form that takes controls, 0: none */
  uint8_t mode, original;
};

/* The tokens of a view of the document.  `tokens` (of struct ll_token) have their offsets in doc->markup. */
struct ll_stream {
  const ll_doc *doc;
  const GArray *tokens;
};

/* What a token does beside moving from one state to the next. */
enum {
  LL_EFFECT_EMPTY_P = 1,  /* </p> without a p makes one */
  LL_EFFECT_BREAK = 2,    /* </br> makes a br */
  LL_EFFECT_FOSTER = 4,   /* content of a table was put before it */
  LL_EFFECT_ADOPTION = 8, /* misnested formatting made elements move */
};
struct ll_effect {
  uint32_t flags;
  uint32_t rebuilt; /* hash of the formatting elements opened again, 0: none */
  uint32_t reach;   /* ADOPTION: the start tag in the stream from which on elements moved; else G_MAXUINT32 */
  uint32_t link;    /* </a>: the start tag in the stream of the link that it ends; else G_MAXUINT32 */
};

struct ll_builder {
  const struct ll_stream *stream;
  ll_pool *pool;
  bool quirks;        /* the document is in quirks mode */
  bool quirks_matter; /* set when a token was met that would have had another result in the other mode */
  /* of the step in hand */
  struct ll_state *state;
  struct ll_effect effect;
  uint32_t index;
  struct ll_token token;
  bool blank;  /* a text that is white space only */
  bool foster; /* "foster parenting" is enabled */
};

/* The state before the first token. */
struct ll_state ll_state_first(ll_pool *pool);

/* Moves `state` over the token `index` of the stream.  Returns what else it did. */
struct ll_effect ll_state_step(struct ll_builder *builder, struct ll_state *state, uint32_t index);

/* Are both known and would every further token have the same result? */
bool ll_states_same(const struct ll_state *a, const struct ll_state *b);

/* Is this text token white space only, references resolved? */
bool ll_text_is_blank(const ll_doc *doc, const struct ll_token *token);
