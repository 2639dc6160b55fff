#!/bin/bash
# The rule files of this tree, the examples in leanletter-rules(5) and its list of weights.
# SPDX-License-Identifier: MIT
. tests/tap.sh

# Prints the Nth example of the manual; fails when there are fewer.
example() {
  awk -v want="$1" '
    /^\.Bd -literal/ { n++; inside = n == want; next }
    /^\.Ed/ { inside = 0 }
    inside { gsub(/\\\(ti/, "~"); print; some = 1 }
    END { exit !some }' docs/leanletter-rules.5
}
example_is_right() {
  rm -rf "$tmp/rules" && mkdir "$tmp/rules" && cp conf/rules/weights.rules "$tmp/rules/" &&
    example "$1" >"$tmp/rules/example.rules" && "$LEANLETTER" rules check "$tmp/rules"
}
in_manual() {
  sed -n '/^\.Ss Weights/,/^\.El/ s/^\.It Cm //p' docs/leanletter-rules.5 | tr -d ' ' | tr , '\n' | sort
}
in_source() { sed -n 's/^LL_FEATURE([A-Z_]*, "\(.*\)").*/\1/p' core/features.def | sort; }
weights_agree() { diff <(in_source) <(in_manual); }
refused() {
  printf '[signup idiom]\nsign (up\n' >"$tmp/rules/wrong.rules"
  "$LEANLETTER" rules check "$tmp/rules" 2>"$tmp/error" && return 1
  grep -q 'wrong.rules:2: "(" is not closed' "$tmp/error"
}

check "the rules of this tree are right" "$LEANLETTER" rules check conf/rules
for n in 1 2 3 4; do check "example $n of the manual is right" example_is_right "$n"; done
check "a mistake is reported with file and line" refused
check "the manual has every weight" weights_agree
finish
