#!/bin/bash
# Messages made to break parsers: each ends in time, as it came or as leanletter(1) makes it, and no process is lost.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mkdir "$lab/hostile"
python3 tests/milter/hostile.py "$lab/hostile"

# A busy machine needs more than the usual deadline of 3 s; that the work itself takes less is seen by the CPU time.
deadline=30s
[ "$slow" = 1 ] || deadline=120s
daemon_start <<EOF
[limits]
message-size = 20M
[milter]
cleaners = 1
deadline = $deadline
cleaner-memory = 512M
EOF
before=$(cleaner)
cpu() { awk '{ print $14 + $15 }' "/proc/$before/stat"; } # in 1/100 s
# What goes in and out is compared with NUL and bare CR as they are; the mail server's side makes CRLF of LF.
comes_out_right() {
  crlf "$1" >"$lab/as-it-came"
  through "$1" "id=$2" >"$lab/outcome" || { echo "exit code $?"; return 1; }
  cmp -s "$lab/as-it-came" "$lab/outcome" && return
  offline "$1" >"$lab/offline" && cmp <(body_of "$lab/offline") <(body_of "$lab/outcome")
}
not_failed() { until_true 3 logged "$1: (lean|nothing|left-alone|passed) " || { grep "$1:" "$log"; return 1; }; }
longest=0
for file in "$lab/hostile"/*.eml; do
  name=$(basename "$file" .eml)
  start=$(cpu)
  check "$name" comes_out_right "$file" "$name"
  check "$name: in time" not_failed "$name"
  took=$(($(cpu) - start))
  [ $took -le $longest ] || { longest=$took; hardest=$name; }
done
echo "# the most CPU time: ${longest}0 ms for $hardest; the most memory: $(awk '/^VmHWM/ { print $2, $3 }' "/proc/$before/status")"
check "none needs more CPU time than the usual deadline" test $longest -le $((300 * slow))
check "the cleaner is the one that was started" test "$(cleaner)" = "$before"
check "no process ended" nothing_ended
check "a newsletter after all that" comes_out_lean tests/milter/mail/newsletter.eml
daemon_stop
finish
