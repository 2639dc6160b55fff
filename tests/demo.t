#!/bin/bash
# make demo: as root through Postfix, and by the milter protocol alone.
# SPDX-License-Identifier: MIT
. tests/tap.sh
B=${B:-build/release}

shows() { # what the demo printed has each of these
  for text; do grep -qF -- "$text" "$tmp/demo" || { echo "missing: $text"; cat "$tmp/demo"; return 1; }; done
}
everything() {
  "$@" tests/demo/demo.sh >"$tmp/demo" 2>&1 &&
    shows "X-Leanletter: v=1; cut=" "-Get The Harbour Letter every morning" " Ferry slip to reopen" "cut       signup" \
      "% less" "reason=lean"
}
through_postfix() { everything && shows "Postfix listens on"; }
# Another user, with a copy of what it needs.
without_root() {
  mkdir -p "$tmp/tree/$B" && cp "$B"/leanletter "$B"/leanletter-milter "$tmp/tree/$B" &&
    cp -r --parents tests/demo tests/mta tests/milter/milter.py conf/rules "$tmp/tree" && chmod -R a+rX "$tmp" || return 1
  (cd "$tmp/tree" && everything setpriv --reuid=nobody --regid=nogroup --clear-groups -- env "B=$B") && shows "the milter protocol alone"
}

if [ "$(id -u)" != 0 ]; then
  skip "the demo through Postfix" "needs root"
elif [ ! -x /usr/lib/postfix/sbin/master ]; then
  skip "the demo through Postfix" "Postfix is not installed"
else
  check "the demo through Postfix" through_postfix
fi
if [ "$(id -u)" = 0 ]; then check "the demo without root" without_root; else check "the demo without root" everything; fi
finish
