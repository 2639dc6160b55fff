/* SPDX-License-Identifier: MIT
 * The insertion modes outside of tables, and the step from token to token. */
#include "core/state.h"
#include "core/entity.h"
#include "core/stack.h"
#include "core/token.h"
#include <string.h>

enum {
  MAX_TURNS = 4 * LL_MAX_OPEN
}; /* a token is handled at most so often; each turn leaves a mode behind */

static bool is_start(const struct ll_builder *b) {
  return b->token.kind == LL_TOKEN_START;
}

static bool is_end(const struct ll_builder *b) {
  return b->token.kind == LL_TOKEN_END;
}

/* ---- before the body -------------------------------------------------------------------------- */

/* End tags other than these are ignored before the body. */
static bool ends_head(const struct ll_builder *b) {
  return b->token.tag == LL_TAG_BODY || b->token.tag == LL_TAG_HTML || b->token.tag == LL_TAG_BR;
}

static bool before_head(struct ll_builder *b) {
  if (b->blank || (is_start(b) && b->token.tag == LL_TAG_HTML) ||
      (is_end(b) && !ends_head(b) && b->token.tag != LL_TAG_HEAD))
    return false;
  ll_open_imply(b, LL_TAG_HEAD);
  b->state->mode = LL_MODE_IN_HEAD;
  return !is_start(b) || b->token.tag != LL_TAG_HEAD;
}

static bool leave_head(struct ll_builder *b) {
  ll_open_pop(b);
  b->state->mode = LL_MODE_AFTER_HEAD;
  return true;
}

static bool is_head_void(uint16_t tag) {
  return ll_kind_of(tag)->start == LL_START_VOID_PLAIN && tag != LL_TAG_PARAM && tag != LL_TAG_SOURCE &&
         tag != LL_TAG_TRACK;
}

static bool is_head_raw(uint16_t tag) {
  return tag == LL_TAG_TITLE || tag == LL_TAG_STYLE || tag == LL_TAG_SCRIPT || tag == LL_TAG_NOFRAMES;
}

static bool start_in_head(struct ll_builder *b) {
  uint16_t tag = b->token.tag;
  if (tag == LL_TAG_HTML || tag == LL_TAG_HEAD || is_head_void(tag))
    return false;
  if (is_head_raw(tag)) {
    ll_start_raw(b);
    return false;
  }
  if (tag == LL_TAG_TEMPLATE) {
    ll_give_up(b);
    return false;
  }
  if (tag == LL_TAG_NOSCRIPT) {
    ll_open_insert(b);
    b->state->mode = LL_MODE_IN_HEAD_NOSCRIPT;
    return false;
  }
  return leave_head(b);
}

bool ll_in_head(struct ll_builder *b) {
  if (b->blank)
    return false;
  if (is_start(b))
    return start_in_head(b);
  if (!is_end(b))
    return leave_head(b);
  if (b->token.tag == LL_TAG_HEAD) {
    leave_head(b);
    return false;
  }
  return ends_head(b) ? leave_head(b) : false;
}

static bool in_head_noscript(struct ll_builder *b) {
  uint16_t tag = b->token.tag;
  bool ends = is_end(b) && tag == LL_TAG_NOSCRIPT;
  if (b->blank || (is_end(b) && !ends && tag != LL_TAG_BR) ||
      (is_start(b) && (tag == LL_TAG_HTML || tag == LL_TAG_HEAD || tag == LL_TAG_NOSCRIPT)))
    return false;
  if (is_start(b) && (is_head_void(tag) || tag == LL_TAG_STYLE || tag == LL_TAG_NOFRAMES) &&
      tag != LL_TAG_BASE)
    return ll_in_head(b);
  ll_open_pop(b);
  b->state->mode = LL_MODE_IN_HEAD;
  return !ends;
}

static bool after_head(struct ll_builder *b) {
  uint16_t tag = b->token.tag;
  if (b->blank || (is_end(b) && !ends_head(b)))
    return false;
  if (is_start(b) && (tag == LL_TAG_HTML || tag == LL_TAG_HEAD || is_head_void(tag) || is_head_raw(tag)))
    return ll_in_head(b);
  if (is_start(b) && (tag == LL_TAG_FRAMESET || tag == LL_TAG_TEMPLATE)) {
    ll_give_up(b);
    return false;
  }
  ll_open_imply(b, LL_TAG_BODY);
  b->state->mode = LL_MODE_IN_BODY;
  return !is_start(b) || tag != LL_TAG_BODY;
}

/* ---- raw text, select, behind the body ----------------------------------------------------------- */

static bool in_text(struct ll_builder *b) {
  if (b->token.kind == LL_TOKEN_TEXT)
    return false;
  if (!is_end(b) || b->token.tag != ll_current(b)) {
    ll_give_up(b);
    return false;
  }
  ll_open_pop(b);
  b->state->mode = b->state->original;
  return false;
}

static bool is_option(uint16_t tag) {
  return tag == LL_TAG_OPTION || tag == LL_TAG_OPTGROUP;
}

/* Nothing but options: what else a select may hold depends on the age of the standard. */
bool ll_in_select(struct ll_builder *b) {
  uint16_t tag = b->token.tag;
  if (b->token.kind == LL_TOKEN_TEXT)
    return false;
  if (is_end(b) && tag == LL_TAG_SELECT) {
    ll_open_pop_until(b, LL_TAG_SELECT);
    ll_reset_mode(b);
    return false;
  }
  if (!is_option(tag)) {
    ll_give_up(b);
    return false;
  }
  if (ll_current(b) == LL_TAG_OPTION)
    ll_open_pop(b);
  if (ll_current(b) == LL_TAG_OPTGROUP && tag == LL_TAG_OPTGROUP)
    ll_open_pop(b);
  if (is_start(b))
    ll_open_insert(b);
  return false;
}

static bool after_body(struct ll_builder *b) {
  if (b->blank || (is_start(b) && b->token.tag == LL_TAG_HTML))
    return ll_in_body(b);
  if (is_end(b) && b->token.tag == LL_TAG_HTML && b->state->mode == LL_MODE_AFTER_BODY) {
    b->state->mode = LL_MODE_AFTER_AFTER_BODY;
    return false;
  }
  b->state->mode = LL_MODE_IN_BODY;
  return true;
}

/* ---- svg -------------------------------------------------------------------------------------- */

static bool is_foreign_end(struct ll_builder *b) {
  for (const struct ll_open *open = b->state->open; open->foreign; open = open->below)
    if (open->tag == b->token.tag) {
      b->state->open = open->below;
      return true;
    }
  return false;
}

/* Plain shapes and titles pass; html in svg, or what looks like it, does not. */
static void in_foreign(struct ll_builder *b) {
  uint16_t tag = b->token.tag, current = ll_current(b);
  bool text_point = current == LL_TAG_TITLE || strcmp(ll_tag_name(b->stream->doc, current), "desc") == 0;
  if (b->token.kind == LL_TOKEN_TEXT && !(text_point && ll_format_is_missing(b)))
    return;
  if (is_end(b) && is_foreign_end(b))
    return;
  bool known = is_start(b) && !text_point && tag != LL_TAG_SCRIPT && tag != LL_TAG_STYLE &&
               strcmp(ll_tag_name(b->stream->doc, tag), "foreignobject") != 0;
  if (!known || (ll_kinds(tag) & LL_KIND_BREAKOUT)) {
    ll_give_up(b);
    return;
  }
  if (b->token.self_closing)
    return;
  ll_open_insert(b);
  ll_open_set_foreign(b);
}

/* ---- the step --------------------------------------------------------------------------------- */

static ll_mode_rule *const rules[LL_N_MODES] = {
    [LL_MODE_BEFORE_HEAD] = before_head,
    [LL_MODE_IN_HEAD] = ll_in_head,
    [LL_MODE_IN_HEAD_NOSCRIPT] = in_head_noscript,
    [LL_MODE_AFTER_HEAD] = after_head,
    [LL_MODE_IN_BODY] = ll_in_body,
    [LL_MODE_TEXT] = in_text,
    [LL_MODE_IN_TABLE] = ll_in_table,
    [LL_MODE_IN_CAPTION] = ll_in_caption,
    [LL_MODE_IN_COLUMN_GROUP] = ll_in_column_group,
    [LL_MODE_IN_TABLE_BODY] = ll_in_table_body,
    [LL_MODE_IN_ROW] = ll_in_row,
    [LL_MODE_IN_CELL] = ll_in_cell,
    [LL_MODE_IN_SELECT] = ll_in_select,
    [LL_MODE_AFTER_BODY] = after_body,
    [LL_MODE_AFTER_AFTER_BODY] = after_body,
};

struct ll_state ll_state_first(ll_pool *pool) {
  struct ll_open *html = ll_pool_take(pool, sizeof *html);
  *html = (struct ll_open){.tag = LL_TAG_HTML, .depth = 1};
  return (struct ll_state){.open = html, .mode = LL_MODE_BEFORE_HEAD};
}

struct ll_effect ll_state_step(struct ll_builder *b, struct ll_state *state, uint32_t index) {
  b->state = state;
  b->index = index;
  b->token = g_array_index(b->stream->tokens, struct ll_token, index);
  b->effect = (struct ll_effect){.reach = G_MAXUINT32, .link = G_MAXUINT32};
  if (b->token.kind > LL_TOKEN_END || state->mode == LL_MODE_UNKNOWN)
    return b->effect;
  b->blank = b->token.kind == LL_TOKEN_TEXT && ll_text_is_blank(b->stream->doc, &b->token);
  if (state->open->foreign) {
    in_foreign(b);
    return b->effect;
  }
  unsigned turns = 0;
  do {
    b->foster = false;
    if (++turns > MAX_TURNS)
      ll_give_up(b);
  } while (state->mode != LL_MODE_UNKNOWN && rules[state->mode](b));
  return b->effect;
}

static bool same_opens(const struct ll_open *a, const struct ll_open *b) {
  while (a != b) {
    if (a == NULL || b == NULL || a->id != b->id || a->tag != b->tag || a->depth != b->depth)
      return false;
    a = a->below;
    b = b->below;
  }
  return true;
}

static bool same_formats(const struct ll_format *a, const struct ll_format *b) {
  while (a != b) {
    if (a == NULL || b == NULL || a->id != b->id || a->tag != b->tag || a->token != b->token ||
        a->depth != b->depth)
      return false;
    a = a->below;
    b = b->below;
  }
  return true;
}

bool ll_states_same(const struct ll_state *a, const struct ll_state *b) {
  return a->mode == b->mode && a->mode != LL_MODE_UNKNOWN && a->form == b->form &&
         (a->mode != LL_MODE_TEXT || a->original == b->original) && same_opens(a->open, b->open) &&
         same_formats(a->formats, b->formats);
}

bool ll_text_is_blank(const ll_doc *doc, const struct ll_token *token) {
  const char *at = doc->markup + token->start, *end = doc->markup + token->end;
  while (at < end && ll_is_blank(*at))
    at++;
  if (at == end || *at != '&')
    return at == end;
  g_autoptr(GString) text = g_string_new(NULL);
  ll_entities_append(text, at, (size_t)(end - at), false);
  for (gsize i = 0; i < text->len; i++)
    if (!ll_is_blank(text->str[i]))
      return false;
  return true;
}
