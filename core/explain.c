/* SPDX-License-Identifier: MIT
 * An outcome in words. */
#include "core/score.h"
#include <leanletter/explain.h>
#include <string.h>

static const char *const verdicts[] = {
    [LL_LEAN] = "lean", [LL_NOTHING] = "nothing", [LL_LEFT_ALONE] = "left-alone"};
static const struct {
  const char *name, *color;
} decisions[] = {[LL_CUT] = {"cut", "31;1"},
                 [LL_KEEP] = {"keep", "32"},
                 [LL_REPORT] = {"report", "33"},
                 [LL_PROTECTED] = {"protected", "36"}};

static size_t span_length(const GArray *spans) {
  size_t sum = 0;
  for (unsigned i = 0; i < spans->len; i++) {
    struct ll_span s = g_array_index(spans, struct ll_span, i);
    sum += s.end - s.start;
  }
  return sum;
}

/* Bytes of the lean message. */
static size_t size_after(const ll_outcome *outcome, GBytes *raw) {
  size_t size = g_bytes_get_size(raw);
  if (!outcome->edit)
    return size;
  size_t tail = outcome->edit->tail ? g_bytes_get_size(outcome->edit->tail) : 0;
  return size - span_length(outcome->edit->ranges) + tail;
}

static const char *class_name(const ll_account *a) {
  return a->class < LL_N_CLASSES ? ll_class_names[a->class] : "none";
}

static const ll_account *account(const ll_outcome *outcome, unsigned i) {
  return outcome->accounts->pdata[i];
}

char *ll_explain_classes(const ll_outcome *outcome) {
  unsigned count[LL_N_CLASSES] = {0};
  for (unsigned i = 0; i < outcome->accounts->len; i++)
    if (account(outcome, i)->decision == LL_CUT)
      count[account(outcome, i)->class]++;
  GString *out = g_string_new(NULL);
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (count[c])
      g_string_append_printf(out, "%s%s:%u", out->len ? "," : "", ll_class_names[c], count[c]);
  return g_string_free(out, FALSE);
}

/* ---- plain ---- */

/* Text of the mail in one line: valid UTF-8, runs of blanks and control characters become one blank, and no character
 * that would turn the direction of what follows. */
static void append_clean(GString *out, const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
  bool blank = false;
  for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
      blank = true;
    } else if (g_unichar_type(c) != G_UNICODE_FORMAT) {
      if (blank)
        g_string_append_c(out, ' ');
      blank = false;
      g_string_append_unichar(out, c);
    }
  }
}

static void append_real(GString *out, const char *format, double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append(out, g_ascii_formatd(text, sizeof text, format, value));
}

static void append_colored(GString *out, const char *text, const char *color) {
  if (color)
    g_string_append_printf(out, "\033[%sm%s\033[0m", color, text);
  else
    g_string_append(out, text);
}

static void head(GString *out, const ll_outcome *outcome) {
  g_string_append(out, verdicts[outcome->verdict]);
  if (strcmp(outcome->reason, verdicts[outcome->verdict]) != 0)
    g_string_append_printf(out, ": %s", outcome->reason);
}

static void text_signal(GString *out, const struct ll_account_signal *signal) {
  char name[32];
  g_snprintf(name, sizeof name, "%-20s", signal->name);
  g_string_append_printf(out, "    %s ", name);
  append_real(out, "%+7.2f", signal->weight);
  if (signal->detail) {
    g_string_append(out, "  ");
    append_clean(out, signal->detail);
  }
  g_string_append_c(out, '\n');
}

static void text_account(GString *out, const ll_account *a, bool color) {
  char decision[16];
  g_snprintf(decision, sizeof decision, "%-9s", decisions[a->decision].name);
  append_colored(out, decision, color ? decisions[a->decision].color : NULL);
  g_string_append_printf(out, " %-10s score ", class_name(a));
  append_real(out, "%.2f", a->score);
  g_string_append_printf(out, ", %u words, bytes %zu-%zu\n    \"", a->words, a->decoded.start,
                         a->decoded.end);
  append_clean(out, a->text);
  g_string_append(out, "\"\n");
  for (unsigned i = 0; i < a->signals->len; i++)
    text_signal(out, &g_array_index(a->signals, struct ll_account_signal, i));
}

static void explain_text(GString *out, const ll_outcome *outcome, GBytes *raw, bool color) {
  head(out, outcome);
  if (outcome->detail) {
    g_string_append(out, " (");
    append_clean(out, outcome->detail);
    g_string_append_c(out, ')');
  }
  if (outcome->edit) {
    g_autofree char *classes = ll_explain_classes(outcome);
    g_string_append_printf(out, ", cut %s, %zu -> %zu bytes, %s", classes, g_bytes_get_size(raw),
                           size_after(outcome, raw), ll_encoding_names[outcome->edit->encoding]);
  }
  g_string_append_c(out, '\n');
  for (unsigned i = 0; i < outcome->accounts->len; i++) {
    g_string_append_c(out, '\n');
    text_account(out, account(outcome, i), color);
  }
}

static void explain_brief(GString *out, const ll_outcome *outcome, GBytes *raw, bool color) {
  head(out, outcome);
  g_string_append_c(out, '\n');
  for (unsigned i = 0; i < outcome->accounts->len; i++) {
    const ll_account *a = account(outcome, i);
    if (a->decision != LL_CUT && a->decision != LL_REPORT)
      continue;
    g_string_append_printf(out, "%s %s: ", decisions[a->decision].name, class_name(a));
    append_clean(out, a->folded ? a->folded : a->text);
    g_string_append_c(out, '\n');
  }
}

static double value_of(const ll_account *a, const char *feature) {
  for (unsigned i = 0; i < a->signals->len; i++) {
    const struct ll_account_signal *s = &g_array_index(a->signals, struct ll_account_signal, i);
    if (g_str_equal(s->name, feature))
      return s->value;
  }
  return 0;
}

static void features_row(GString *out, const ll_account *a) {
  g_string_append_printf(out, "%s\t%s\t", decisions[a->decision].name, class_name(a));
  append_clean(out, a->folded ? a->folded : a->text);
  g_string_append_printf(out, "\t%zu\t%zu\t%u\t%u\t%d\t", a->decoded.start, a->decoded.end, a->words, a->size, a->open);
  append_real(out, "%.4f", a->score);
  for (int f = 0; f < LL_N_FEATURES; f++) {
    g_string_append_c(out, '\t');
    append_real(out, "%.6g", value_of(a, ll_feature_names[f]));
  }
  g_string_append_c(out, '\n');
}

static void explain_features(GString *out, const ll_outcome *outcome, GBytes *raw, bool color) {
  g_string_append(out, "decision\tclass\ttext\tstart\tend\twords\tsize\topen\tscore");
  for (int f = 0; f < LL_N_FEATURES; f++)
    g_string_append_printf(out, "\t%s", ll_feature_names[f]);
  g_string_append_c(out, '\n');
  for (unsigned i = 0; i < outcome->accounts->len; i++)
    if (account(outcome, i)->decision != LL_PROTECTED)
      features_row(out, account(outcome, i));
}

/* ---- JSON (RFC 8259) ---- */

static void json_string(GString *out, const char *text) {
  if (!text) {
    g_string_append(out, "null");
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_string_append_c(out, '"');
  for (const char *p = valid; *p; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf(out, "\\%c", *p);
    else if ((unsigned char)*p < 0x20 || *p == 0x7f)
      g_string_append_printf(out, "\\u%04x", (unsigned)*p);
    else
      g_string_append_c(out, *p);
  g_string_append_c(out, '"');
}

static void json_span(GString *out, struct ll_span span) {
  g_string_append_printf(out, "[%zu, %zu]", span.start, span.end);
}

static void json_spans(GString *out, const char *name, const GArray *spans) {
  g_string_append_printf(out, ",\n  \"%s\": [", name);
  for (unsigned i = 0; i < spans->len; i++) {
    g_string_append(out, i ? ", " : "");
    json_span(out, g_array_index(spans, struct ll_span, i));
  }
  g_string_append_c(out, ']');
}

/* For base64: what stands in place of the last range. */
static void json_tail(GString *out, const ll_edit *edit) {
  if (!edit->tail)
    return;
  size_t length;
  const guchar *data = g_bytes_get_data(edit->tail, &length);
  g_autofree char *text = g_base64_encode(data, length);
  struct ll_span last = g_array_index(edit->ranges, struct ll_span, edit->ranges->len - 1);
  g_string_append_printf(out, ",\n  \"tail\": {\"at\": %zu, \"bytes_base64\": \"%s\"}", last.start, text);
}

static void json_edit(GString *out, const ll_edit *edit) {
  g_string_append_printf(out, ",\n  \"encoding\": \"%s\",\n  \"part\": ", ll_encoding_names[edit->encoding]);
  json_span(out, edit->part);
  json_spans(out, "cuts", edit->cuts);
  json_spans(out, "ranges", edit->ranges);
  json_tail(out, edit);
}

static void json_account(GString *out, const ll_account *a) {
  g_string_append_printf(out, "    {\"class\": \"%s\", \"decision\": \"%s\", \"score\": ", class_name(a),
                         decisions[a->decision].name);
  append_real(out, "%.4f", a->score);
  g_string_append_printf(out, ", \"words\": %u, \"decoded\": ", a->words);
  json_span(out, a->decoded);
  g_string_append(out, ",\n     \"text\": ");
  json_string(out, a->text);
  g_string_append(out, ",\n     \"signals\": [");
  for (unsigned i = 0; i < a->signals->len; i++) {
    const struct ll_account_signal *s = &g_array_index(a->signals, struct ll_account_signal, i);
    g_string_append_printf(out, "%s{\"name\": \"%s\", \"weight\": ", i ? ", " : "", s->name);
    append_real(out, "%.4f", s->weight);
    g_string_append(out, ", \"detail\": ");
    json_string(out, s->detail);
    g_string_append_c(out, '}');
  }
  g_string_append(out, "]}");
}

static void explain_json(GString *out, const ll_outcome *outcome, GBytes *raw, bool color) {
  g_string_append_printf(out, "{\n  \"verdict\": \"%s\",\n  \"reason\": \"%s\",\n  \"detail\": ",
                         verdicts[outcome->verdict], outcome->reason);
  json_string(out, outcome->detail);
  g_string_append_printf(out, ",\n  \"bytes_before\": %zu,\n  \"bytes_after\": %zu", g_bytes_get_size(raw),
                         size_after(outcome, raw));
  if (outcome->edit)
    json_edit(out, outcome->edit);
  g_string_append(out, ",\n  \"blocks\": [");
  for (unsigned i = 0; i < outcome->accounts->len; i++) {
    g_string_append(out, i ? ",\n" : "\n");
    json_account(out, account(outcome, i));
  }
  g_string_append(out, outcome->accounts->len ? "\n  ]\n}\n" : "]\n}\n");
}

static void (*const formats[LL_N_FORMATS])(GString *, const ll_outcome *, GBytes *, bool) = {
    [LL_FORMAT_TEXT] = explain_text,
    [LL_FORMAT_BRIEF] = explain_brief,
    [LL_FORMAT_FEATURES] = explain_features,
    [LL_FORMAT_JSON] = explain_json,
};

char *ll_explain(const ll_outcome *outcome, GBytes *raw, enum ll_format format, bool color) {
  GString *out = g_string_new(NULL);
  formats[format](out, outcome, raw, color);
  return g_string_free(out, FALSE);
}
