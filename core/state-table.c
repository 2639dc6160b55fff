/* SPDX-License-Identifier: MIT
 * The insertion modes in tables (WHATWG HTML, 13.2.6.4.9 to 13.2.6.4.15). */
#include "core/stack.h"
#include "core/token.h"

/* Tags by their part in tables, as bits. */
enum {
  TABLE = 1,
  CAPTION = 2,
  COLGROUP = 4,
  COL = 8,
  SECTION = 16, /* tbody, tfoot, thead */
  ROW = 32,
  CELL = 64,      /* td, th */
  DOCUMENT = 128, /* html, body */
  PARTS = CAPTION | COLGROUP | COL | SECTION | ROW | CELL,
};

static unsigned part_of(uint16_t tag) {
  switch (tag) {
  case LL_TAG_TABLE:
    return TABLE;
  case LL_TAG_CAPTION:
    return CAPTION;
  case LL_TAG_COLGROUP:
    return COLGROUP;
  case LL_TAG_COL:
    return COL;
  case LL_TAG_TBODY:
  case LL_TAG_TFOOT:
  case LL_TAG_THEAD:
    return SECTION;
  case LL_TAG_TR:
    return ROW;
  case LL_TAG_TD:
  case LL_TAG_TH:
    return CELL;
  case LL_TAG_HTML:
  case LL_TAG_BODY:
    return DOCUMENT;
  default:
    return 0;
  }
}

static bool starts(const struct ll_builder *b, unsigned parts) {
  return b->token.kind == LL_TOKEN_START && (part_of(b->token.tag) & parts);
}

static bool ends(const struct ll_builder *b, unsigned parts) {
  return b->token.kind == LL_TOKEN_END && (part_of(b->token.tag) & parts);
}

static bool in_table_scope(const struct ll_builder *b, uint16_t tag) {
  return ll_in_scope(b, tag, LL_IN_TABLE_SCOPE);
}

static void clear_to_table(struct ll_builder *b) {
  ll_open_clear_to(b, LL_TAG_TABLE, LL_TAG_NONE, LL_TAG_NONE);
}

static void clear_to_section(struct ll_builder *b) {
  ll_open_clear_to(b, LL_TAG_TBODY, LL_TAG_TFOOT, LL_TAG_THEAD);
}

static void clear_to_row(struct ll_builder *b) {
  ll_open_clear_to(b, LL_TAG_TR, LL_TAG_NONE, LL_TAG_NONE);
}

static void set_mode(struct ll_builder *b, enum ll_mode mode) {
  if (b->state->mode != LL_MODE_UNKNOWN)
    b->state->mode = mode;
}

/* Pushes the element of the current tag and moves to the mode of its content. */
static bool enter(struct ll_builder *b, enum ll_mode mode) {
  ll_open_insert(b);
  set_mode(b, mode);
  return false;
}

static bool imply(struct ll_builder *b, uint16_t tag, enum ll_mode mode) {
  ll_open_imply(b, tag);
  set_mode(b, mode);
  return true;
}

static bool leave(struct ll_builder *b, enum ll_mode mode, bool again) {
  ll_open_pop(b);
  set_mode(b, mode);
  return again;
}

void ll_reset_mode(struct ll_builder *b) {
  static const struct {
    uint16_t tag;
    uint8_t mode;
  } modes[] = {
      {LL_TAG_TD, LL_MODE_IN_CELL},          {LL_TAG_TH, LL_MODE_IN_CELL},
      {LL_TAG_TR, LL_MODE_IN_ROW},           {LL_TAG_TBODY, LL_MODE_IN_TABLE_BODY},
      {LL_TAG_THEAD, LL_MODE_IN_TABLE_BODY}, {LL_TAG_TFOOT, LL_MODE_IN_TABLE_BODY},
      {LL_TAG_CAPTION, LL_MODE_IN_CAPTION},  {LL_TAG_COLGROUP, LL_MODE_IN_COLUMN_GROUP},
      {LL_TAG_TABLE, LL_MODE_IN_TABLE},      {LL_TAG_BODY, LL_MODE_IN_BODY},
      {LL_TAG_HEAD, LL_MODE_IN_HEAD},        {LL_TAG_HTML, LL_MODE_BEFORE_HEAD},
  };
  for (const struct ll_open *open = b->state->open; open != NULL; open = open->below)
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
      if (open->tag == modes[i].tag) {
        set_mode(b, modes[i].mode);
        return;
      }
}

/* ---- in table --------------------------------------------------------------------------------- */

static bool is_hidden_input(const struct ll_builder *b) {
  struct ll_tag_scan scan;
  struct ll_raw_attribute attribute;
  ll_tag_scan_begin(&scan, b->stream->doc->markup + b->token.start, b->stream->doc->markup + b->token.end);
  while (ll_tag_scan_next(&scan, &attribute))
    if (attribute.name_length == 4 && g_ascii_strncasecmp(attribute.name, "type", 4) == 0)
      return attribute.value_length == 6 && g_ascii_strncasecmp(attribute.value, "hidden", 6) == 0;
  return false;
}

static bool start_part(struct ll_builder *b) {
  clear_to_table(b);
  switch (part_of(b->token.tag)) {
  case CAPTION:
    ll_format_mark(b);
    return enter(b, LL_MODE_IN_CAPTION);
  case COLGROUP:
    return enter(b, LL_MODE_IN_COLUMN_GROUP);
  case COL:
    return imply(b, LL_TAG_COLGROUP, LL_MODE_IN_COLUMN_GROUP);
  case SECTION:
    return enter(b, LL_MODE_IN_TABLE_BODY);
  default:
    return imply(b, LL_TAG_TBODY, LL_MODE_IN_TABLE_BODY);
  }
}

static bool end_table(struct ll_builder *b, bool again) {
  if (!in_table_scope(b, LL_TAG_TABLE))
    return false;
  ll_open_pop_until(b, LL_TAG_TABLE);
  ll_reset_mode(b);
  return again;
}

static bool foster(struct ll_builder *b) {
  b->foster = true;
  bool again = ll_in_body(b);
  b->foster = false;
  return again;
}

/* The few tags that a table takes in as they are.  False: not one of them. */
static bool start_guest(struct ll_builder *b) {
  uint16_t tag = b->token.tag;
  if (b->token.kind != LL_TOKEN_START)
    return false;
  if (tag == LL_TAG_INPUT)
    return is_hidden_input(b);
  if (tag == LL_TAG_FORM) {
    if (b->state->form == 0)
      b->state->form = (uint64_t)b->index + 1;
    return true;
  }
  if (tag != LL_TAG_STYLE && tag != LL_TAG_SCRIPT)
    return false;
  ll_in_body(b);
  return true;
}

bool ll_in_table(struct ll_builder *b) {
  bool at_table = ll_kinds(ll_current(b)) & LL_KIND_FOSTERS;
  if (b->token.kind == LL_TOKEN_TEXT && b->blank && at_table)
    return false;
  if (starts(b, PARTS))
    return start_part(b);
  if (starts(b, TABLE))
    return end_table(b, true);
  if (ends(b, TABLE))
    return end_table(b, false);
  if (ends(b, PARTS | DOCUMENT) || start_guest(b))
    return false;
  return foster(b);
}

/* ---- caption, columns ------------------------------------------------------------------------- */

static bool end_caption(struct ll_builder *b, bool again) {
  if (!in_table_scope(b, LL_TAG_CAPTION))
    return false;
  ll_imply_ends(b, LL_TAG_NONE);
  ll_open_pop_until(b, LL_TAG_CAPTION);
  ll_format_clear_to_mark(b);
  set_mode(b, LL_MODE_IN_TABLE);
  return again;
}

bool ll_in_caption(struct ll_builder *b) {
  if (ends(b, CAPTION))
    return end_caption(b, false);
  if (starts(b, PARTS) || ends(b, TABLE))
    return end_caption(b, true);
  if (ends(b, PARTS | DOCUMENT))
    return false;
  return ll_in_body(b);
}

bool ll_in_column_group(struct ll_builder *b) {
  if (b->blank || starts(b, COL) || ends(b, COL) || (starts(b, DOCUMENT) && b->token.tag == LL_TAG_HTML))
    return false;
  if (ll_current(b) != LL_TAG_COLGROUP)
    return false;
  return leave(b, LL_MODE_IN_TABLE, !ends(b, COLGROUP));
}

/* ---- sections, rows, cells -------------------------------------------------------------------- */

static bool any_section_in_scope(const struct ll_builder *b) {
  return in_table_scope(b, LL_TAG_TBODY) || in_table_scope(b, LL_TAG_THEAD) ||
         in_table_scope(b, LL_TAG_TFOOT);
}

static bool end_section(struct ll_builder *b, bool again) {
  clear_to_section(b);
  return leave(b, LL_MODE_IN_TABLE, again);
}

bool ll_in_table_body(struct ll_builder *b) {
  if (starts(b, ROW)) {
    clear_to_section(b);
    return enter(b, LL_MODE_IN_ROW);
  }
  if (starts(b, CELL)) {
    clear_to_section(b);
    return imply(b, LL_TAG_TR, LL_MODE_IN_ROW);
  }
  if (ends(b, SECTION))
    return in_table_scope(b, b->token.tag) ? end_section(b, false) : false;
  if (starts(b, PARTS) || ends(b, TABLE))
    return any_section_in_scope(b) ? end_section(b, true) : false;
  if (ends(b, PARTS | DOCUMENT))
    return false;
  return ll_in_table(b);
}

static bool end_row(struct ll_builder *b, bool again) {
  if (!in_table_scope(b, LL_TAG_TR))
    return false;
  clear_to_row(b);
  return leave(b, LL_MODE_IN_TABLE_BODY, again);
}

bool ll_in_row(struct ll_builder *b) {
  if (starts(b, CELL)) {
    clear_to_row(b);
    ll_open_insert(b);
    ll_format_mark(b);
    set_mode(b, LL_MODE_IN_CELL);
    return false;
  }
  if (ends(b, ROW))
    return end_row(b, false);
  if (starts(b, PARTS) || ends(b, TABLE))
    return end_row(b, true);
  if (ends(b, SECTION))
    return in_table_scope(b, b->token.tag) ? end_row(b, true) : false;
  if (ends(b, PARTS | DOCUMENT))
    return false;
  return ll_in_table(b);
}

static bool end_cell(struct ll_builder *b, uint16_t tag, bool again) {
  ll_imply_ends(b, LL_TAG_NONE);
  ll_open_pop_until(b, tag);
  ll_format_clear_to_mark(b);
  set_mode(b, LL_MODE_IN_ROW);
  return again;
}

static bool close_cell(struct ll_builder *b) {
  return end_cell(b, in_table_scope(b, LL_TAG_TD) ? LL_TAG_TD : LL_TAG_TH, true);
}

bool ll_in_cell(struct ll_builder *b) {
  if (ends(b, CELL))
    return in_table_scope(b, b->token.tag) ? end_cell(b, b->token.tag, false) : false;
  if (starts(b, PARTS))
    return close_cell(b);
  if (ends(b, TABLE | SECTION | ROW))
    return in_table_scope(b, b->token.tag) ? close_cell(b) : false;
  if (ends(b, PARTS | DOCUMENT))
    return false;
  return ll_in_body(b);
}
