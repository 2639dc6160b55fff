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
finish
