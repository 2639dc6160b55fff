/* SPDX-License-Identifier: MIT
 * Lines that a pitch right above them explains: its link, its list, its icons, the way in for those who have what it offers. */
#include "core/context.h"

enum { ICON_PX = 72, POINTER_WORDS = 4, PITCH_WORDS = 8, LISTED_WORDS = 15, SIGN_IN_WORDS = 14, OFFER_LINES = 2 };

bool ll_is_icon(const struct ll_image *image) {
  return image->width ? image->width <= ICON_PX : image->height && image->height <= ICON_PX;
}

/* Is the line plainly of a class that is not kept, and little else? */
static bool is_pitch(const struct ll_marks *m, const enum ll_policy *policy) {
  if (m->plain > PITCH_WORDS || m->content_links)
    return false;
  for (int c = 0; c < LL_N_CLASSES; c++)
    if (m->best[c] == LL_IDIOM + 1 && policy[c] != LL_POLICY_KEEP)
      return true;
  return false;
}

/* Says the line nothing but "click here", below one that is plainly part of a pitch?  Then it is the pitch's link.  Lines
 * are asked in order: what stands before has been counted. */
static bool points_back(const ll_signals *s, uint32_t a, const enum ll_policy *policy) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  if (a == 0 || !(atom->flags & LL_ATOM_LINK) || atom->words > POINTER_WORDS)
    return false;
  for (uint32_t w = atom->word; w < atom->word_end; w++)
    if (!(s->topics[w] & 1u << LL_TOPIC_MORE))
      return false;
  return is_pitch(&s->marks[a - 1], policy);
}

/* Does the line end with a colon? */
static bool announces(const ll_signals *s, uint32_t a) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  return atom->word_end > atom->word &&
         ll_words_follows(s->page->words, atom->word_end - 1) == ':';
}

/* Is it an item of the list that a pitch above it announces ("sign up for our other newsletters:")?  Head and list are one.
 * `*listing` says so of the line before. */
static bool is_listed(const ll_signals *s, uint32_t a, const enum ll_policy *policy, bool *listing) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  bool head = a > 0 && !(ll_page_atom(s->page, a - 1)->flags & LL_ATOM_LIST) && announces(s, a - 1) &&
              is_pitch(&s->marks[a - 1], policy);
  *listing = (*listing || head) && (atom->flags & LL_ATOM_LIST) && atom->words <= LISTED_WORDS;
  return *listing;
}

/* Is it a linked icon and no more, in the row below "follow us"?  Targets that count clicks do not say which network. */
bool ll_context_follows(const ll_signals *s, uint32_t a, struct ll_context *context) {
  bool *following = &context->following;
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  bool head = a > 0 && ll_page_atom(s->page, a - 1)->words && s->marks[a - 1].best[LL_SOCIAL] == LL_IDIOM + 1;
  bool icons = !atom->words && atom->link_end > atom->link && atom->image_end > atom->image;
  for (uint32_t i = atom->image; i < atom->image_end; i++) {
    const struct ll_image *image = &g_array_index(s->page->images, struct ll_image, i);
    icons &= image->link >= 0 && ll_is_icon(image);
  }
  *following = icons && (*following || (head && is_pitch(&s->marks[a - 1], context->policy)));
  return *following;
}

/* Offers the line a subscription: an idiom of it, or a button? */
static bool offers(const ll_signals *s, uint32_t a, const enum ll_policy *policy) {
  static const uint8_t classes[] = {LL_SUBSCRIBE, LL_SIGNUP};
  bool button = (ll_page_atom(s->page, a)->flags & LL_ATOM_BUTTON) != 0;
  for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
    if (policy[classes[i]] != LL_POLICY_KEEP && s->marks[a].best[classes[i]] > (button ? LL_WEAK : LL_ORDINARY) + 1)
      return true;
  return false;
}

/* "Already a member?  Sign in": right below such an offer, or in it, the way in is a part of it. */
static bool signs_in(ll_signals *s, uint32_t a, const enum ll_policy *policy) {
  const struct ll_atom *atom = ll_page_atom(s->page, a);
  unsigned said = 0;
  for (uint32_t l = atom->link; l < atom->link_end; l++)
    for (uint32_t w = ll_page_link(s->page, l)->word; w < ll_page_link(s->page, l)->end; w++)
      said += s->topics[w] >> LL_TOPIC_SIGN_IN & 1;
  if (!said || atom->words > SIGN_IN_WORDS)
    return false;
  bool ruled = (atom->flags & LL_ATOM_RULED) != 0;
  for (uint32_t i = 1; i <= MIN(a, OFFER_LINES) && !s->marks[a].signs_in && !ruled; i++) {
    s->marks[a].signs_in = offers(s, a - i, policy);
    ruled = (ll_page_atom(s->page, a - i)->flags & LL_ATOM_RULED) != 0;
  }
  return s->marks[a].signs_in;
}

bool ll_context_explains(ll_signals *s, uint32_t a, struct ll_context *context) {
  return is_listed(s, a, context->policy, &context->listing) || points_back(s, a, context->policy) ||
         signs_in(s, a, context->policy);
}
