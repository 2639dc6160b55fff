#!/bin/sh
# Golden cases: tests/cases/NNN-words/{in.eml,want.eml,want.explain,note}, and `options` where a case needs some.
# SPDX-License-Identifier: MIT
#
# Of each case: the lean message and the brief explanation are the wanted ones, the record of --undo gives the original
# back, and cleaning the lean message changes nothing.  `cases.t --update` writes what comes out; git diff is the review.
. tests/tap.sh
update=
if [ "${1:-}" = --update ]; then update=yes; shift; fi
[ $# -gt 0 ] || set -- tests/cases/*/

options_of() {
  if [ -f "$1/options" ]; then cat "$1/options"; fi
}

# shellcheck disable=SC2046
produce() {
  rm -f "$tmp/undo"
  "$LEANLETTER" clean $(options_of "$1") --undo "$tmp/undo" "$1/in.eml" >"$tmp/got.eml" &&
    "$LEANLETTER" explain $(options_of "$1") --brief "$1/in.eml" >"$tmp/got.explain"
}

same_lean() {
  produce "$1" && diff -a "$1/want.explain" "$tmp/got.explain" && diff -a "$1/want.eml" "$tmp/got.eml"
}

undone() {
  if [ -f "$tmp/undo" ]; then
    "$LEANLETTER" undo --record "$tmp/undo" "$tmp/got.eml" >"$tmp/undone" && cmp "$1/in.eml" "$tmp/undone"
  else
    cmp "$1/in.eml" "$tmp/got.eml"
  fi
}

# shellcheck disable=SC2046
stable() {
  "$LEANLETTER" clean $(options_of "$1") "$tmp/got.eml" >"$tmp/again.eml" && cmp "$tmp/got.eml" "$tmp/again.eml"
}

for case; do
  case=${case%/}
  if [ -n "$update" ]; then
    produce "$case" && cp "$tmp/got.eml" "$case/want.eml" && cp "$tmp/got.explain" "$case/want.explain"
    continue
  fi
  name=${case##*/}
  check "$name: lean form and explanation" same_lean "$case"
  check "$name: undo gives the original" undone "$case"
  check "$name: a second pass changes nothing" stable "$case"
done
[ -n "$update" ] || finish
