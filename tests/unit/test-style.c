/* SPDX-License-Identifier: MIT
 * Declarations, lengths and the classes a style sheet switches off. */
#include "core/style.h"
#include <string.h>

static void test_declarations(void) {
  static const struct {
    const char *style;
    const char *want; /* name=value; of each declaration */
  } rows[] = {
      {"", ""},
      {";;", ""},
      {"color:red", "color=red;"},
      {" color : red ; ", "color=red;"},
      {"display:none!important;width:1px", "display=none;width=1px;"},
      {"broken;height:2px", "height=2px;"},
      {"background:url(a.png);x:", "background=url(a.png);x=;"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GString) got = g_string_new(NULL);
    const char *p = rows[i].style;
    struct ll_declaration d;
    while (ll_style_next(&p, &d))
      g_string_append_printf(got, "%.*s=%.*s;", (int)d.name_length, d.name, (int)d.value_length, d.value);
    g_test_message("row %zu: %s", i, rows[i].style);
    g_assert_cmpstr(got->str, ==, rows[i].want);
  }
}

static void test_lengths(void) {
  static const struct {
    const char *value;
    double px;
  } rows[] = {{"12px", 12}, {"0", 0},   {"1.5em", 24}, {"2rem", 32}, {"9pt", 12},
              {"100%", -1}, {"auto", -1}, {"", -1},    {".5em", 8},  {"14", 14}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct ll_declaration d = {.value = rows[i].value, .value_length = strlen(rows[i].value)};
    g_test_message("row %zu: %s", i, rows[i].value);
    g_assert_cmpfloat(ll_declaration_px(&d), ==, rows[i].px);
  }
}

static void test_classes(void) {
  static const struct {
    const char *sheet, *name;
    int bits;
  } rows[] = {
      {".a{display:none}", "a", LL_CLASS_HIDDEN},
      {".a{color:red}", "a", 0},
      {"td.a , .b { color:red; display : none !important }", "b", LL_CLASS_HIDDEN},
      {"@media only screen { .a { display:none } .c{display:block!important} }", "a", LL_CLASS_TOGGLED},
      {"@media only screen { .a { display:none } .c{display:block!important} }", "c", LL_CLASS_TOGGLED},
      {"@media x { .a { color:red } } .b { display:none }", "b", LL_CLASS_HIDDEN},
      {".a:hover{display:none}", "a", 0},
      {".a > td{display:none}", "a", 0},
      {"@import url(x);.a{display:none", "a", LL_CLASS_HIDDEN},
      {"}}}.a{display:none}", "a", LL_CLASS_HIDDEN},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GHashTable) classes = ll_style_classes(rows[i].sheet);
    g_test_message("row %zu: %s", i, rows[i].sheet);
    g_assert_cmpint(GPOINTER_TO_INT(g_hash_table_lookup(classes, rows[i].name)), ==, rows[i].bits);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/style/declarations", test_declarations);
  g_test_add_func("/style/lengths", test_lengths);
  g_test_add_func("/style/classes", test_classes);
  return g_test_run();
}
