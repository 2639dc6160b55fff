#!/bin/bash
# Cleaners that misbehave, and processes killed at each point of the end of a message; needs a build with V=fault.
# SPDX-License-Identifier: MIT
MILTER=$PWD/build/fault/leanletter-milter
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml

# ---- a cleaner that does what it must not: the message passes unchanged, and the next cleaner is a new one ----
misbehave() { # misbehave POINT REASON END
  export LL_FAULT_POINT=$1
  daemon_start <<'EOF'
[milter]
cleaners = 1
deadline = 2s
cleaner-memory = 256M
EOF
  misbehave_old=$(cleaner)
  check "$1: the message passes unchanged" unchanged $mail
  check "$1: $2" until_true 5 logged "QUEUEID1: failed reason=$2"
  [ -z "$3" ] || check "$1: the cleaner $3" until_true 5 logged "cleaner $misbehave_old $3"
  check "$1: it is replaced" until_true 10 eval '[ "$(cleaners)" = 1 ] && [ "$(cleaner)" != "$misbehave_old" ]'
  check "$1: the front is the same" eval '! logged "front [0-9]+ ended"'
  ends_in_order >/dev/null || check "$1: the daemon ends in order" false
}
misbehave mid-message cleaner-ended '(ended on signal 9|was killed)' # whichever is seen first
misbehave try-open cleaner-ended 'ended with code 1' # EPERM
misbehave try-socket cleaner-ended 'ended on signal 31'
misbehave try-fork cleaner-ended 'ended on signal 31'
misbehave try-exec cleaner-ended 'ended on signal 31'
misbehave eat cleaner-ended 'ended at its limit of memory \(cleaner-memory\)'
misbehave reply-longer-body cleaner-refused ''
misbehave reply-header-cut edit-refused '' # these two may end before they are killed: the front has hung up
misbehave spin timeout 'was killed'
misbehave hang timeout 'was killed'

# ---- a cleaner that computes for ever, and nobody kills it ----
export LL_FAULT_POINT=spin
daemon_start <<'EOF'
[milter]
cleaners = 1
deadline = 1s
EOF
spinning=$(cleaner)
kill -STOP "$daemon"
check "spin: the message passes unchanged" unchanged $mail
check "spin: the cleaner has so much CPU time and no more" until_true 60 gone "$spinning"
kill -CONT "$daemon"
check "spin: which is logged" until_true 5 logged "cleaner $spinning ended on signal 24 \(CPU time limit"
ends_in_order >/dev/null || check "spin: the daemon ends in order" false

# ---- a kernel without seccomp ----
export LL_FAULT_POINT=no-seccomp
configure </dev/null
refuses() { ! "${as_daemon[@]}" timeout 20 "$lab/leanletter-milter" -f -c "$lab/conf" >"$lab/out" 2>&1 && grep -q 'no system call filter (seccomp).*require-seccomp = no' "$lab/out"; }
check "without seccomp the daemon does not start, and says why" refuses
daemon_start <<'EOF'
[milter]
require-seccomp = no
EOF
check "unless it is told to" comes_out_lean $mail
check "which it says at its start" logged 'no system call filter \(seccomp\): cleaners are confined by limits only'
check "and which is so" grep -q '^Seccomp:.*0' "/proc/$(cleaner)/status"
check "without new privileges" grep -q '^NoNewPrivs:.*1' "/proc/$(cleaner)/status"
ends_in_order >/dev/null || check "no-seccomp: the daemon ends in order" false
unset LL_FAULT_POINT

# ---- a process is killed at a point, under load ----
tests/milter/long.sh >"$lab/long.eml" # its body goes in several pieces
tokens=$lab/run/tokens
mkdir -p "$tokens"
[ "$(id -u)" != 0 ] || chown nobody "$tokens"
messages=120
kills=3

# Whoever watches over the daemon starts it again when its master is killed, as systemd does.
watch_over() {
  while [ ! -e "$lab/enough" ]; do
    "${as_daemon[@]}" "$lab/leanletter-milter" -f -c "$lab/conf" >>"$lab/out" 2>&1
    sleep 0.05
  done 2>/dev/null
}
kill_now_and_then() { # the load has to be running: each token costs one process its life
  for n in $(seq $kills); do
    touch "$tokens/$n"
    until_true 20 eval '[ ! -e "$tokens/$n" ] || [ -e "$lab/done" ]'
    [ ! -e "$lab/done" ] || return
    sleep 0.1
  done
}
clear_table() { rm -f "$lab/enough" "$lab/done" "$tokens"/*; rm -rf "$lab/run/archive"; }
archived() { cut -f2 "$lab/run/archive/index" 2>/dev/null | sort -u | wc -l; }

matrix() { # matrix POINT VICTIM
  clear_table
  export LL_FAULT_POINT=$1 LL_FAULT_KILL=$2 LL_FAULT_TOKENS=$tokens
  : >"$log"
  watch_over &
  matrix_watch=$!
  until_true 20 logged 'serving'
  kill_now_and_then &
  matrix_killer=$!
  python3 tests/milter/milter.py "$sock" retry "$lab/long.eml" $messages 8 >"$lab/counts"
  touch "$lab/done"
  wait $matrix_killer
  echo "# $1, $2 killed: $(cat "$lab/counts")"
  check "$1, $2 killed: whole, or to be tried again" grep -q "accepted=$messages .*mixed=0" "$lab/counts"
  check "$1, $2 killed: it happened" test ! -e "$tokens/1"
  check "$1, $2 killed: each one that was cut has its original" test "$(archived)" -ge "$(sed 's/.*lean=\([0-9]*\).*/\1/' "$lab/counts")"
  touch "$lab/enough"
  "${as_daemon[@]}" pkill -TERM -P $matrix_watch -x leanletter-milt
  wait $matrix_watch
}
configure <<EOF
[milter]
cleaners = 2
deadline = 10s
[archive]
directory = $lab/run/archive
EOF
trap 'touch "$lab/enough"; pkill -KILL -P "$matrix_watch"; sleep 0.2; rm -rf "$tmp"' EXIT
for victim in cleaner front master; do
  for point in before-archive after-archive before-header-edit between-header-and-body in-body after-body; do
    matrix $point $victim
  done
done
matrix in-cleaner cleaner
finish
