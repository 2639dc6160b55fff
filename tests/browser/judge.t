#!/bin/bash
# Chromium judges random cuts that the state rule allows: nothing that stays may move.
# SPDX-License-Identifier: MIT
. tests/tap.sh
B=${B:-build/release}
CUTS=5000
browser=$(command -v chromium || command -v chromium-browser) || skip_all "chromium is not installed"
[ -x "$B/tests/tools/cuts" ] || make -s V="${V:-release}" "$B/tests/tools/cuts" || skip_all "no $B/tests/tools/cuts"

# The page with the cuts in it, as the browser leaves it.
judge() {
  "$B/tests/tools/cuts" "$CUTS" 20240229 >"$tmp/cuts.json" || return 1
  awk -v json="$tmp/cuts.json" '
    !done && (at = index($0, "CUTS</script>")) {
      printf "%s", substr($0, 1, at - 1)
      while ((getline line < json) > 0) print line
      print substr($0, at + 4)
      done = 1
      next
    }
    { print }' tests/browser/judge.html >"$tmp/judge.html"
  timeout 300 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-extensions \
    --disable-background-networking --disable-component-update --disable-sync --disable-default-apps \
    --disable-dev-shm-usage --user-data-dir="$tmp/profile" --dump-dom "file://$tmp/judge.html" >"$tmp/dom" 2>"$tmp/errors"
  grep -o 'documents [0-9]* cuts [0-9]* wrong [0-9]*' "$tmp/dom" || { tail -5 "$tmp/errors"; return 1; }
}
verdict=$(judge)
echo "# $verdict"
judged() { echo "$verdict"; [ "$(echo "$verdict" | awk '{ print $4 }')" -ge "$CUTS" ]; }
agreed() { echo "$verdict"; head -c 20000 "$tmp/dom" | fold -w 200; [ "$(echo "$verdict" | awk '{ print $6 }')" = 0 ]; }
check "chromium read $CUTS cuts" judged
check "chromium sees all that stays where it was" agreed
finish
