#!/bin/bash
# Messages made to break parsers: each ends in time, as it came or as leanletter(1) makes it, and no process is lost.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mkdir "$lab/hostile"
python3 tests/milter/hostile.py "$lab/hostile"

daemon_start <<'EOF'
[milter]
cleaners = 1
deadline = 30s
cleaner-memory = 512M
EOF
before=$(cleaner)
# What goes in and out is compared with NUL and bare CR as they are; the mail server's side makes CRLF of LF.
comes_out_right() {
  crlf "$1" >"$lab/as-it-came"
  through "$1" "id=$2" >"$lab/outcome" || { echo "exit code $?"; return 1; }
  cmp -s "$lab/as-it-came" "$lab/outcome" && return
  offline "$1" >"$lab/offline" && cmp <(body_of "$lab/offline") <(body_of "$lab/outcome")
}
not_failed() { until_true 3 logged "$1: (lean|nothing|left-alone|passed) " || { grep "$1:" "$log"; return 1; }; }
for file in "$lab/hostile"/*.eml; do
  name=$(basename "$file" .eml)
  check "$name" comes_out_right "$file" "$name"
  check "$name: in time" not_failed "$name"
done
check "the cleaner is the one that was started" test "$(cleaner)" = "$before"
check "no process ended" nothing_ended
check "a newsletter after all that" comes_out_lean tests/milter/mail/newsletter.eml
daemon_stop
finish
