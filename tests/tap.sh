# TAP for shell tests; to be sourced.
# SPDX-License-Identifier: MIT
#
#     . tests/tap.sh
#     check "name of the test" command argument...
#     finish
#
# A temporary directory, $tmp, goes away at the end.  $LEANLETTER is the program under test.
LEANLETTER=${LEANLETTER:-$PWD/build/release/leanletter}
tap_count=0
tap_failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

check() {
  tap_name=$1
  shift
  tap_count=$((tap_count + 1))
  if "$@" >"$tmp/.out" 2>&1; then
    echo "ok $tap_count - $tap_name"
  else
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $tap_name"
    sed 's/^/# /' "$tmp/.out" | head -40
  fi
}

skip() {
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

finish() {
  echo "1..$tap_count"
  [ "$tap_failed" = 0 ]
}
