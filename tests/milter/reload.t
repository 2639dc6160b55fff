#!/bin/bash
# Reload and restart under load: nothing is lost, nothing comes twice, nothing is put off.
# SPDX-License-Identifier: MIT
rules=$(basename -s .rules conf/rules/*.rules) # each reload is a real one
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml
case ${V:-} in san | tsan) messages=${LL_RELOAD_MESSAGES:-1000} ;; *) messages=${LL_RELOAD_MESSAGES:-5000} ;; esac

daemon_start <<'EOF'
[milter]
max-messages = 200
deadline = 30s
EOF

# A reload every second, a new front every fifth.
disturb() {
  n=0
  while :; do
    sleep 1
    n=$((n + 1))
    kill -HUP "$daemon"
    [ $((n % 5)) != 0 ] || kill -USR2 "$daemon"
  done
}
disturb &
disturber=$!
trap 'kill -KILL $disturber $daemon 2>/dev/null; sleep 0.2; rm -rf "$tmp"' EXIT
# Short sessions as most are, and some with several messages; all the while reloads.
half=$((messages / 2))
python3 tests/milter/milter.py "$sock" load $mail $half 20 1 >"$lab/counts"
python3 tests/milter/milter.py "$sock" load $mail $((messages - half)) 20 10 >>"$lab/counts"
kill "$disturber"
sed 's/^/# /' "$lab/counts"
echo "# $(grep -c 'serving, generation' "$log") generations served"

all_lean() { [ "$(cat "$lab/counts")" = "lean=$half original=0 tempfailed=0 lost=0 mixed=0
lean=$((messages - half)) original=0 tempfailed=0 lost=0 mixed=0" ]; }
check "$messages messages: each comes out lean, none lost, none put off" all_lean
check "each is logged once" test "$(grep -oE 'Q[0-9]{6}: lean' "$log" | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 2
check "it was disturbed" test "$(grep -c 'serving, generation' "$log")" -ge 3
check "no process ended out of order" nothing_ended
fronts() { [ "$(children leanlet-front | wc -l)" = 1 ]; }
check "one front is left" until_true 20 fronts
daemon_stop
finish
