/* SPDX-License-Identifier: MIT
 * The insertion mode "in body" (WHATWG HTML, 13.2.6.4.7). */
#include "core/stack.h"

static void close_p(struct ll_builder *b) {
  if (!ll_in_scope(b, LL_TAG_P, LL_IN_BUTTON_SCOPE))
    return;
  ll_imply_ends(b, LL_TAG_P);
  ll_open_pop_until(b, LL_TAG_P);
}

static void reopen_and_push(struct ll_builder *b) {
  ll_format_reopen(b);
  ll_open_insert(b);
}

static void start_void(struct ll_builder *b) {
  ll_format_reopen(b);
  ll_foster(b);
}

void ll_start_raw(struct ll_builder *b) {
  ll_open_insert(b);
  if (b->state->mode == LL_MODE_UNKNOWN)
    return;
  b->state->original = b->state->mode;
  b->state->mode = LL_MODE_TEXT;
}

static void start_heading(struct ll_builder *b) {
  close_p(b);
  if (ll_kinds(ll_current(b)) & LL_KIND_HEADING)
    ll_open_pop(b);
  ll_open_insert(b);
}

static void start_form(struct ll_builder *b) {
  if (b->state->form != 0)
    return;
  close_p(b);
  ll_open_insert(b);
  b->state->form = (uint64_t)b->index + 1;
}

/* li closes an li, dd and dt close either, unless something special stands between. */
static void start_item(struct ll_builder *b, uint16_t one, uint16_t other) {
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below) {
    if (open->tag == one || open->tag == other) {
      uint16_t tag = open->tag;
      ll_imply_ends(b, tag);
      ll_open_pop_until(b, tag);
      break;
    }
    if ((ll_kinds(open->tag) & LL_KIND_SPECIAL) && open->tag != LL_TAG_ADDRESS && open->tag != LL_TAG_DIV &&
        open->tag != LL_TAG_P)
      break;
  }
  close_p(b);
  ll_open_insert(b);
}

static void start_button(struct ll_builder *b) {
  if (ll_in_scope(b, LL_TAG_BUTTON, LL_IN_SCOPE)) {
    ll_imply_ends(b, LL_TAG_NONE);
    ll_open_pop_until(b, LL_TAG_BUTTON);
  }
  reopen_and_push(b);
}

static void start_format(struct ll_builder *b) {
  reopen_and_push(b);
  if (b->state->mode != LL_MODE_UNKNOWN)
    ll_format_push(b);
}

static void start_a(struct ll_builder *b) {
  const struct ll_format *before = ll_format_find(b, LL_TAG_A);
  if (before != NULL) {
    uint64_t id = before->id;
    ll_adopt(b, LL_TAG_A);
    if ((before = ll_format_of(b, id)) != NULL)
      ll_format_remove(b, before);
    const struct ll_open *open = ll_open_find(b, id);
    if (open != NULL)
      ll_open_remove(b, open);
  }
  start_format(b);
}

static void start_nobr(struct ll_builder *b) {
  ll_format_reopen(b);
  if (ll_in_scope(b, LL_TAG_NOBR, LL_IN_SCOPE))
    ll_adopt(b, LL_TAG_NOBR);
  start_format(b);
}

static void start_table(struct ll_builder *b) {
  b->quirks_matter |= ll_in_scope(b, LL_TAG_P, LL_IN_BUTTON_SCOPE);
  if (!b->quirks)
    close_p(b);
  ll_open_insert(b);
  if (b->state->mode != LL_MODE_UNKNOWN)
    b->state->mode = LL_MODE_IN_TABLE;
}

static void start_select(struct ll_builder *b) {
  reopen_and_push(b);
  if (b->state->mode != LL_MODE_UNKNOWN)
    b->state->mode = LL_MODE_IN_SELECT;
}

static void start_option(struct ll_builder *b) {
  if (ll_current(b) == LL_TAG_OPTION)
    ll_open_pop(b);
  reopen_and_push(b);
}

static void start_ruby(struct ll_builder *b, uint16_t except) {
  if (ll_in_scope(b, LL_TAG_RUBY, LL_IN_SCOPE))
    ll_imply_ends(b, except);
  ll_open_insert(b);
}

static void start_svg(struct ll_builder *b) {
  ll_format_reopen(b);
  ll_open_insert(b);
  if (b->token.self_closing)
    ll_open_pop(b);
  else
    ll_open_set_foreign(b);
}

static void start_block(struct ll_builder *b) {
  close_p(b);
  ll_open_insert(b);
}

static void start_marked(struct ll_builder *b) {
  reopen_and_push(b);
  ll_format_mark(b);
}

static void start_hr(struct ll_builder *b) {
  close_p(b);
  ll_foster(b);
}

static void start_xmp(struct ll_builder *b) {
  close_p(b);
  ll_format_reopen(b);
  ll_start_raw(b);
}

static void start_li(struct ll_builder *b) {
  start_item(b, LL_TAG_LI, LL_TAG_LI);
}

static void start_dd(struct ll_builder *b) {
  start_item(b, LL_TAG_DD, LL_TAG_DT);
}

static void start_ruby_base(struct ll_builder *b) {
  start_ruby(b, LL_TAG_NONE);
}

static void start_ruby_text(struct ll_builder *b) {
  start_ruby(b, LL_TAG_RTC);
}

static void ignore(struct ll_builder *b) {
}

static void (*const start_rules[])(struct ll_builder *b) = {
    [LL_START_ORDINARY] = reopen_and_push,
    [LL_START_BLOCK] = start_block,
    [LL_START_HEADING] = start_heading,
    [LL_START_FORM] = start_form,
    [LL_START_LI] = start_li,
    [LL_START_DD] = start_dd,
    [LL_START_BUTTON] = start_button,
    [LL_START_A] = start_a,
    [LL_START_FORMAT] = start_format,
    [LL_START_NOBR] = start_nobr,
    [LL_START_MARKED] = start_marked,
    [LL_START_TABLE] = start_table,
    [LL_START_VOID] = start_void,
    [LL_START_VOID_PLAIN] = ll_foster,
    [LL_START_HR] = start_hr,
    [LL_START_RAW] = ll_start_raw,
    [LL_START_XMP] = start_xmp,
    [LL_START_SELECT] = start_select,
    [LL_START_OPTION] = start_option,
    [LL_START_RUBY_BASE] = start_ruby_base,
    [LL_START_RUBY_TEXT] = start_ruby_text,
    [LL_START_SVG] = start_svg,
    [LL_START_IGNORED] = ignore,
    [LL_START_UNKNOWN] = ll_give_up,
};

/* ---- end tags --------------------------------------------------------------------------------- */

static void end_to(struct ll_builder *b, uint16_t except) {
  ll_imply_ends(b, except);
  ll_open_pop_until(b, b->token.tag);
}

static void end_block(struct ll_builder *b) {
  if (ll_in_scope(b, b->token.tag, LL_IN_SCOPE))
    end_to(b, LL_TAG_NONE);
}

static void end_body(struct ll_builder *b) {
  if (ll_in_scope(b, LL_TAG_BODY, LL_IN_SCOPE))
    b->state->mode = LL_MODE_AFTER_BODY;
}

static void end_form(struct ll_builder *b) {
  const struct ll_open *form = b->state->form != 0 ? ll_open_find(b, b->state->form) : NULL;
  b->state->form = 0;
  if (form == NULL || !ll_is_in_scope(b, form))
    return;
  uint64_t id = form->id;
  ll_imply_ends(b, LL_TAG_NONE);
  if ((form = ll_open_find(b, id)) != NULL)
    ll_open_remove(b, form);
}

static void end_p(struct ll_builder *b) {
  if (ll_in_scope(b, LL_TAG_P, LL_IN_BUTTON_SCOPE)) {
    close_p(b);
    return;
  }
  b->effect.flags |= LL_EFFECT_EMPTY_P;
  ll_foster(b);
}

static void end_li(struct ll_builder *b) {
  if (ll_in_scope(b, LL_TAG_LI, LL_IN_LIST_SCOPE))
    end_to(b, LL_TAG_LI);
}

static void end_dd(struct ll_builder *b) {
  if (ll_in_scope(b, b->token.tag, LL_IN_SCOPE))
    end_to(b, b->token.tag);
}

static void end_heading(struct ll_builder *b) {
  if (!ll_heading_in_scope(b))
    return;
  ll_imply_ends(b, LL_TAG_NONE);
  while (!(ll_kinds(ll_current(b)) & LL_KIND_HEADING))
    ll_open_pop(b);
  ll_open_pop(b);
}

static void end_format(struct ll_builder *b) {
  const struct ll_format *link = b->token.tag == LL_TAG_A ? ll_format_find(b, LL_TAG_A) : NULL;
  if (link != NULL)
    b->effect.link = link->token;
  ll_adopt(b, b->token.tag);
}

static void end_marked(struct ll_builder *b) {
  if (!ll_in_scope(b, b->token.tag, LL_IN_SCOPE))
    return;
  end_to(b, LL_TAG_NONE);
  ll_format_clear_to_mark(b);
}

static void end_br(struct ll_builder *b) {
  b->effect.flags |= LL_EFFECT_BREAK;
  start_void(b);
}

void ll_end_ordinary(struct ll_builder *b, uint16_t tag) {
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below) {
    if (open->tag == tag) {
      uint64_t id = open->id;
      ll_imply_ends(b, tag);
      if ((open = ll_open_find(b, id)) != NULL && open->below != NULL)
        b->state->open = open->below;
      return;
    }
    if (ll_kinds(open->tag) & LL_KIND_SPECIAL)
      return;
  }
}

static void end_ordinary(struct ll_builder *b) {
  ll_end_ordinary(b, b->token.tag);
}

static void (*const end_rules[])(struct ll_builder *b) = {
    [LL_END_ORDINARY] = end_ordinary,
    [LL_END_BLOCK] = end_block,
    [LL_END_BODY] = end_body,
    [LL_END_HTML] = end_body,
    [LL_END_FORM] = end_form,
    [LL_END_P] = end_p,
    [LL_END_LI] = end_li,
    [LL_END_DD] = end_dd,
    [LL_END_HEADING] = end_heading,
    [LL_END_FORMAT] = end_format,
    [LL_END_MARKED] = end_marked,
    [LL_END_BR] = end_br,
    [LL_END_UNKNOWN] = ll_give_up,
};

bool ll_in_body(struct ll_builder *b) {
  const struct ll_kind *kind = ll_kind_of(b->token.tag);
  switch (b->token.kind) {
  case LL_TOKEN_START:
    start_rules[kind->start](b);
    return false;
  case LL_TOKEN_END:
    end_rules[kind->end](b);
    return kind->end == LL_END_HTML && b->state->mode == LL_MODE_AFTER_BODY;
  default:
    ll_format_reopen(b);
    if (!b->blank)
      ll_foster(b);
    return false;
  }
}
