#!/bin/sh
# Runs the tests: all of them, or those named (unit binaries and *.t scripts).  Ends in "N passed, N failed, N skipped".
# SPDX-License-Identifier: MIT
#
# B is the directory of the build under test.  With CI=true a test of a mail server, Redis, the milter or a browser that
# is skipped is a failure.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build/release}
V=${V:-$(basename "$B")}
LEANLETTER=$PWD/$B/leanletter
MILTER=$PWD/$B/leanletter-milter
export B V LEANLETTER MILTER
if [ $# = 0 ]; then
  for f in tests/unit/test-*.c; do set -- "$@" "$B/tests/$(basename "$f" .c)"; done
  # shellcheck disable=SC2046
  set -- "$@" $(find tests -name '*.t' | sort)
fi
exec perl tests/harness.pl "$@"
