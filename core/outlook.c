/* SPDX-License-Identifier: MIT
 * Conditional comments and the Outlook view. */
#include "core/outlook.h"
#include "core/condition.h"
#include "core/grow.h"
#include "core/token.h"
#include <string.h>

enum { MAX_TOKENS = 200000 };

/* What a comment or bogus token is. */
enum role { PLAIN, EMBEDS, OPENS, CLOSES };

struct conditional {
  enum role role;
  bool is_true;
  uint32_t begin, end; /* EMBEDS: the markup in it */
};

static bool has_prefix(const char *at, const char *end, const char *prefix) {
  size_t length = strlen(prefix);
  return (size_t)(end - at) >= length && g_ascii_strncasecmp(at, prefix, length) == 0;
}

static const char *find(const char *at, const char *end, const char *what) {
  return memmem(at, (size_t)(end - at), what, strlen(what));
}

/* The last "<![endif]" of a comment, in any case. */
static const char *find_endif(const char *at, const char *end) {
  const char *last = NULL;
  for (; (at = find(at, end, "<!")) != NULL; at += 2)
    if (has_prefix(at, end, "<![endif]"))
      last = at;
  return last;
}

static const char *skip_blanks(const char *at, const char *end) {
  while (at < end && ll_is_blank(*at))
    at++;
  return at;
}

/* Reads a comment, declaration or the like. */
static struct conditional read_conditional(const ll_doc *doc, const struct ll_token *token) {
  const char *at = doc->markup + token->start, *end = doc->markup + token->end;
  bool comment = token->kind == LL_TOKEN_COMMENT;
  struct conditional found = {.role = PLAIN};
  if (token->kind != LL_TOKEN_COMMENT && token->kind != LL_TOKEN_BOGUS)
    return found;
  const char *content = skip_blanks(at + MIN(comment ? 4 : 2, end - at), end);
  if (has_prefix(content, end, "<![endif]") || has_prefix(content, end, "[endif]"))
    found.role = CLOSES;
  const char *close = has_prefix(content, end, "[if") ? find(content, end, "]>") : NULL;
  if (close == NULL)
    return found;
  found.is_true = ll_condition_is_true(content + 3, (size_t)(close - content - 3));
  const char *endif = comment ? find_endif(close + 2, end) : NULL;
  found.role = endif != NULL ? EMBEDS : OPENS;
  found.begin = (uint32_t)(close + 2 - doc->markup);
  found.end = endif != NULL ? (uint32_t)(endif - doc->markup) : found.begin;
  return found;
}

/* ---- pairs ------------------------------------------------------------------------------------ */

struct pairing {
  struct conditional *conditionals; /* one a token */
  uint32_t *closer;                 /* for each opener: its closer; 0: none */
};

/* Finds for every opener its closer; fills `opener` and `stray`. */
static void pair(ll_outlook *outlook, const struct pairing *pairing, uint32_t n) {
  g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t i = 0; i < n; i++) {
    enum role role = pairing->conditionals[i].role;
    if (role == OPENS) {
      g_array_append_val(open, i);
    } else if (role == CLOSES && open->len > 0) {
      pairing->closer[g_array_index(open, uint32_t, open->len - 1)] = i;
      g_array_set_size(open, open->len - 1);
    } else if (role == CLOSES) {
      outlook->stray[i] = true;
    }
  }
  for (guint i = 0; i < open->len; i++)
    outlook->stray[g_array_index(open, uint32_t, i)] = true;
}

static void mark_openers(ll_outlook *outlook, const struct pairing *pairing, uint32_t n) {
  g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(int32_t));
  for (uint32_t i = 0; i <= n; i++) {
    outlook->opener[i] = open->len > 0 ? g_array_index(open, int32_t, open->len - 1) : -1;
    if (i == n || outlook->stray[i])
      continue;
    int32_t index = (int32_t)i;
    if (pairing->conditionals[i].role == OPENS)
      g_array_append_val(open, index);
    else if (pairing->conditionals[i].role == CLOSES)
      g_array_set_size(open, open->len - 1);
  }
}

/* ---- the view --------------------------------------------------------------------------------- */

/* Appends the tokens of a comment's content, at the offsets where they stand. */
static void embed(ll_outlook *outlook, const ll_doc *doc, const struct conditional *conditional) {
  static const struct ll_limits limits = {.tokens = MAX_TOKENS, .attributes = 1000};
  guint before = outlook->tokens->len;
  const char *reason = ll_tokenize(doc->markup + conditional->begin, conditional->end - conditional->begin,
                                   &limits, doc->names, outlook->tokens);
  outlook->ambiguous |= reason != NULL;
  for (guint i = before; i < outlook->tokens->len; i++) {
    struct ll_token *token = &g_array_index(outlook->tokens, struct ll_token, i);
    token->start += conditional->begin;
    token->end += conditional->begin;
  }
}

static void build(ll_outlook *outlook, const ll_doc *doc, const struct pairing *pairing) {
  uint32_t n = doc->tokens->len, hidden_until = 0;
  guint room = 0;
  for (uint32_t i = 0; i < n; i++) {
    const struct conditional *conditional = &pairing->conditionals[i];
    outlook->first[i] = outlook->tokens->len;
    if (i < hidden_until)
      continue;
    if (conditional->role == EMBEDS && conditional->is_true)
      embed(outlook, doc, conditional);
    else
      *LL_ARRAY_ADD(outlook->tokens, struct ll_token, &room) = *ll_doc_token(doc, i);
    if (conditional->role == OPENS && !conditional->is_true && !outlook->stray[i])
      hidden_until = pairing->closer[i];
    outlook->differs |= hidden_until > i || (conditional->role == EMBEDS && conditional->is_true);
  }
  outlook->first[n] = outlook->tokens->len;
  outlook->owner = g_new(uint32_t, (gsize)outlook->tokens->len + 1);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = outlook->first[i]; k < outlook->first[i + 1]; k++)
      outlook->owner[k] = i;
}

ll_outlook *ll_outlook_new(const ll_doc *doc) {
  uint32_t n = doc->tokens->len;
  ll_outlook *outlook = g_new0(ll_outlook, 1);
  outlook->tokens = g_array_sized_new(FALSE, FALSE, sizeof(struct ll_token), n);
  outlook->first = g_new(uint32_t, (gsize)n + 1);
  outlook->opener = g_new(int32_t, (gsize)n + 1);
  outlook->stray = g_new0(uint8_t, (gsize)n + 1);
  g_autofree struct conditional *conditionals = g_new(struct conditional, (gsize)n + 1);
  g_autofree uint32_t *closer = g_new0(uint32_t, (gsize)n + 1);
  for (uint32_t i = 0; i < n; i++)
    conditionals[i] = read_conditional(doc, ll_doc_token(doc, i));
  struct pairing pairing = {.conditionals = conditionals, .closer = closer};
  pair(outlook, &pairing, n);
  mark_openers(outlook, &pairing, n);
  build(outlook, doc, &pairing);
  return outlook;
}

void ll_outlook_free(ll_outlook *outlook) {
  if (outlook == NULL)
    return;
  g_array_unref(outlook->tokens);
  g_free(outlook->first);
  g_free(outlook->owner);
  g_free(outlook->opener);
  g_free(outlook->stray);
  g_free(outlook);
}
