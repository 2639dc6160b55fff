/* SPDX-License-Identifier: MIT
 * Names of the values in leanletter/types.h and leanletter/edit.h. */
#include <leanletter/edit.h>
#include <string.h>

const char *const ll_class_names[LL_N_CLASSES] = {
    [LL_SIGNUP] = "signup", [LL_SUBSCRIBE] = "subscribe", [LL_REFER] = "refer",         [LL_SOCIAL] = "social",
    [LL_APP] = "app",       [LL_REPEAT] = "repeat",       [LL_RECURRING] = "recurring", [LL_BADGE] = "badge",
    [LL_HOUSE] = "house",   [LL_ADVERTISE] = "advertise", [LL_SURVEY] = "survey",       [LL_SPONSOR] = "sponsor",
    [LL_RELATED] = "related", [LL_DONATE] = "donate"};

const char *const ll_encoding_names[LL_N_ENCODINGS] = {[LL_7BIT] = "7bit",
                                                       [LL_8BIT] = "8bit",
                                                       [LL_BINARY] = "binary",
                                                       [LL_QUOTED_PRINTABLE] = "quoted-printable",
                                                       [LL_BASE64] = "base64"};

enum ll_class ll_class_find(const char *name) {
  int i = 0;
  while (i < LL_N_CLASSES && strcmp(ll_class_names[i], name) != 0)
    i++;
  return (enum ll_class)i;
}

/* G_DEFINE_QUARK would keep it in a variable that threads write and read without a lock. */
GQuark ll_error_quark(void) {
  return g_quark_from_static_string("ll-error-quark");
}
