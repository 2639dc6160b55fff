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
[ $# -gt 0 ] || set -- "$B"/tests/test-* $(find tests -name '*.t' | sort)
files=
for f in "$@"; do
  case $f in *.d | *.o) ;; *) files="$files $f" ;; esac
done
# shellcheck disable=SC2086
exec perl tests/harness.pl $files
