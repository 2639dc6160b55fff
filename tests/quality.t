#!/bin/bash
# The project's own letters are well-formed, and cleaned no worse than tests/quality/floors says.
# SPDX-License-Identifier: MIT
. tests/tap.sh
B=${B:-build/release}
. tests/quality/own.sh
letters=tests/quality/letters
halves="dev kept untouched"

# ---- the set ----
at_least() { awk -v name="$1" -v least="$2" '$1 == name { found = $2; print } END { exit !(found >= least) }' "$tmp/summary"; }
composes() { own_compose "$tmp" >"$tmp/summary"; }
check "the letters compose" composes
check "60 letters or more" at_least letters 60
check "24 languages or more" at_least language 24
check "10 layouts or more" at_least layout 10
check "15 negatives or more" awk '/^letters/ { exit !($NF >= 15) }' "$tmp/summary"

# Each line is a sed script that breaks a letter; the composer has to refuse what comes out.
refused() {
  mkdir -p "$tmp/broken" && sed "$1" $letters/001-*.letter >"$tmp/broken/001-en.letter"
  ! python3 tests/quality/compose.py "$tmp/none" "$tmp/broken/001-en.letter"
}
check "a class that does not exist is refused" refused 's/^\.must social/.must sociable/'
check "a mark that stays open is refused" refused '/^\.end$/d'
check "a mark that ends twice is refused" refused 's/^\.end$/.end\n.end/'
check "a box across the end of a mark is refused" refused 's/^\.endbox$//'
check "a letter without a guarded link is refused" refused 's/(!/(/g; /^view/d'
check "a letter without what must go is refused" refused 's/^\.must [a-z]*/.may other/'
check "an unknown field is refused" refused '1s/^/tongue: en\n/'

# ---- the scorer ----
figure() { awk -v name="$1" '$1 == name { print $2 }' "$tmp/figures"; }
figures_are() { # LEAN NAME VALUE...
  # shellcheck disable=SC2086
  "$SCORE" --figures "$tmp/out" "$1" $halves >"$tmp/figures"
  shift
  while [ $# -gt 1 ]; do
    [ "$(figure "$1")" = "$2" ] || { echo "$1 is $(figure "$1"), not $2"; return 1; }
    shift 2
  done
}
check "without what must go all is well" figures_are "$tmp/ideal" blocks 1.000 recall 1.000 precision 1.0000 \
  zero-loss 1.000 links 1.000 untouched 1.000 arguable 0.000 failed 0
check "the letters as they are lose nothing and win nothing" figures_are "$tmp/out" blocks 0.000 recall 0.000 \
  precision 1.0000 zero-loss 1.000 links 1.000 untouched 1.000 failed 0
empty_letters() {
  mkdir -p "$tmp/empty" && cp -r "$tmp/out/." "$tmp/empty" &&
    for f in "$tmp"/empty/*/*.eml; do
      printf 'MIME-Version: 1.0\nContent-Type: text/html\n\n<html><body></body></html>\n' >"$f"
    done
}
check "empty letters can be made" empty_letters
check "empty letters lose everything" figures_are "$tmp/empty" blocks 1.000 recall 1.000 arguable 1.000 zero-loss 0.000 \
  links 0.000 untouched 0.000 failed 0
drifted() {
  rm -rf "$tmp/drift" && cp -r "$tmp/out" "$tmp/drift" && sed -i 's/heron/egret/' "$tmp"/drift/dev/001-*.html &&
    ! "$SCORE" "$tmp/drift" "$tmp/out" dev
}
check "marks that do not belong to the mail are reported" drifted

# ---- the floors ----
floors() { # PROFILE LEAN
  # shellcheck disable=SC2086
  "$SCORE" --figures "$tmp/out" "$2" $halves >"$tmp/figures" && awk -v profile="$1" '
    NR == FNR { is[$1] = $2; next }
    $1 == profile { n++; if (is[$2] == "" || is[$2] < $3) { print profile, $2, "is", is[$2], "and has to be", $3; bad = 1 } }
    END { exit bad || n < 5 }' "$tmp/figures" tests/quality/floors
}
below_floors() { ! floors "$@"; }
for profile in standard strict; do
  check "the letters can be cleaned, $profile" own_clean "$tmp" $profile
  check "nothing is worse than the floors, $profile" floors $profile "$tmp/$profile"
  check "letters that lost everything are below the floors, $profile" below_floors $profile "$tmp/empty"
done
finish
