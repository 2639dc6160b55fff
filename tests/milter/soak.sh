#!/bin/bash
# Many messages through one daemon: descriptors, threads and memory of master and front stay as they are.
# Not part of `make check`: `make soak`, or with fewer messages LL_SOAK_MESSAGES=20000 tests/milter/soak.sh
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
messages=${LL_SOAK_MESSAGES:-100000}
step=$((messages / 10))

daemon_start <<'EOF'
[milter]
max-messages = 5000
deadline = 30s
EOF

# One line: messages so far; of master and front each: descriptors, threads, KiB in memory.
measure() {
  echo "$1 $(for p in "$daemon" "$(front)"; do
    printf '%s %s %s ' "$(ls "/proc/$p/fd" | wc -l)" "$(awk '/^Threads/ { print $2 }' "/proc/$p/status")" "$(awk '/^VmRSS/ { print $2 }' "/proc/$p/status")"
  done)"
}
echo "# messages, master: fds threads KiB, front: fds threads KiB"
for n in $(seq 10); do
  python3 tests/milter/milter.py "$sock" load tests/milter/mail/newsletter.eml $step 8 3 >>"$lab/counts"
  sleep 1 # connections that have just been closed
  measure $((n * step)) | tee -a "$lab/figures" | sed 's/^/# /'
done

all_lean() { [ "$(sort -u "$lab/counts")" = "lean=$step original=0 tempfailed=0 lost=0 mixed=0" ]; }
# Compares the last line with the second: pools and caches have their size by then.
flat() { # flat COLUMN ALLOWANCE
  awk -v c="$1" -v more="$2" 'NR == 2 { first = $c } { last = $c } END { print first " -> " last; exit last > first + more }' "$lab/figures"
}
check "each of $messages messages came out lean" all_lean
check "descriptors of the master" flat 2 0
check "threads of the master" flat 3 0
check "memory of the master" flat 4 1024
check "descriptors of the front" flat 5 8
check "threads of the front" flat 6 8
check "memory of the front" flat 7 8192
check "no process ended out of order" nothing_ended
daemon_stop
finish
