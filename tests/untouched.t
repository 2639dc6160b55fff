#!/bin/sh
# Every message of tests/untouched/ comes out as it went in, through a file and as a filter.
# SPDX-License-Identifier: MIT
. tests/tap.sh

identical() {
  "$LEANLETTER" clean "$1" >"$tmp/file" && cmp "$1" "$tmp/file" &&
    "$LEANLETTER" clean <"$1" >"$tmp/filter" && cmp "$1" "$tmp/filter"
}

for message in tests/untouched/*.eml; do
  [ -e "$message" ] || skip_all "no messages"
  check "${message##*/}" identical "$message"
done

# Each reason that occurs is in the manual.
reasons_undocumented() {
  "$LEANLETTER" explain --brief tests/untouched/*.eml tests/cases/*/in.eml 2>/dev/null |
    sed -nE 's/^(left-alone|nothing): //p' | sort -u | while read -r reason; do
    sed '1,/^.Sh REASONS/d' docs/leanletter.1 | grep -qE "^\.It Cm (.* )?$reason( |\$)" || echo "$reason"
  done
}
none() { found=$("$@"); [ -z "$found" ] || { echo "$found"; return 1; }; }
check "leanletter(1) has each reason" none reasons_undocumented
finish
