/* SPDX-License-Identifier: MIT
 * Values that every part of leanletter shares. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Half-open range of byte positions. */
struct ll_span {
  size_t start, end;
};

/* What a block is.  The names are in ll_class_names and in the configuration. */
enum ll_class {
  LL_SIGNUP,    /* sign up for this or another newsletter of the sender */
  LL_SUBSCRIBE, /* pay for a subscription, upgrade, become a member */
  LL_REFER,     /* forward to a friend, share this mail, refer and earn */
  LL_SOCIAL,    /* follow us */
  LL_APP,       /* get our app, read in the app */
  LL_REPEAT,    /* printed again in this message */
  LL_RECURRING, /* promo seen in earlier issues of the stream */
  LL_BADGE,     /* powered by */
  LL_ADVERTISE, /* reach our readers */
  LL_HOUSE,     /* own shop, products, events, other newsletters */
  LL_SURVEY,    /* rate this issue, give feedback */
  LL_SPONSOR,   /* paid advertising */
  LL_RELATED,   /* rails of teasers, read next */
  LL_DONATE,    /* give money */
  LL_N_CLASSES
};
extern const char *const ll_class_names[LL_N_CLASSES];

/* The class of that name, or LL_N_CLASSES. */
enum ll_class ll_class_find(const char *name);

/* Failures of this library, in GError. */
#define LL_ERROR (ll_error_quark())
GQuark ll_error_quark(void);
enum ll_error {
  LL_ERROR_CONFIG,  /* a configuration or rule file is wrong: the text names file, line and key */
  LL_ERROR_MESSAGE, /* a message is not what the call needs */
  LL_ERROR_EDIT,    /* an edit does not fit its message */
  LL_ERROR_STORE,   /* a store could not be opened, read or written */
  LL_ERROR_SYSTEM,  /* the machine lacks something */
};
