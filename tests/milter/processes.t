#!/bin/bash
# Master, front and cleaners: signals, reload, respawn, drain, limits.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml

session() { python3 tests/milter/session.py "$sock" "$@"; }
says() { # says WANTED COMMAND...
  says_wanted=$1
  shift
  says_got=$("$@" | tr '\n' ' ')
  [ "$says_got" = "$says_wanted " ] || { echo "got: $says_got"; tail -5 "$log"; return 1; }
}
front_is_not() { f=$(front) && [ -n "$f" ] && [ "$f" != "$1" ]; }
cleaner_is_not() { ! children leanlet-cleaner | grep -qx "$1"; }
# Comes out lean in the end: a process that was killed has to come back first.
lean_again() { until_true 10 comes_out_lean $mail; }

# What systemd hears: one line a message.
cat >"$lab/systemd" <<'EOF'
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
while True:
    print(s.recv(4096).decode().replace("\n", " "), flush=True)
EOF
python3 "$lab/systemd" "$lab/notify" >"$lab/told" &
systemd=$!
until_true 10 test -S "$lab/notify"
told() { until_true 10 grep -qE -- "$1" "$lab/told"; }
export NOTIFY_SOCKET=$lab/notify
daemon_start <<'EOF'
[milter]
cleaners = 2
EOF
trap 'kill -KILL $daemon $systemd 2>/dev/null; sleep 0.2; rm -rf "$tmp"' EXIT
unset NOTIFY_SOCKET
conf=$lab/conf
check "systemd is told that it serves" told '^READY=1 STATUS=Serving, generation 1$'

# ---- children that die ----
check "two cleaners" test "$(cleaners)" = 2
check "cleaners take no new privileges" grep -q '^NoNewPrivs:.*1' "/proc/$(cleaner)/status"
case ${V:-} in san | tsan) ;; *) check "and have a filter of system calls" grep -q '^Seccomp:.*2' "/proc/$(cleaner)/status" ;; esac
old=$(cleaner)
kill -KILL "$old"
check "a cleaner that dies is replaced" until_true 10 eval 'cleaner_is_not $old && [ "$(cleaners)" = 2 ]'
check "and mail is cleaned" comes_out_lean $mail
check "its end is logged" logged "cleaner $old ended on signal 9"
old=$(front)
kill -KILL "$old"
check "a front that dies is replaced" until_true 10 front_is_not "$old"
check "and mail is cleaned" lean_again
check "its end is logged" logged "front $old ended on signal 9"
check "with its cleaners" until_true 10 eval '[ "$(cleaners)" = 2 ]'

# ---- reload ----
generation() { until_true 10 logged "serving, generation $1\$"; }
reload() { kill -HUP "$daemon"; }
old=$(front)
sed -i '1s/$/\nheader-field = X-Other/' "$conf"
check "a connection outlives a reload" says "lean lean" session between $mail "kill -HUP $daemon; sleep 1"
check "a new generation serves" generation 2
outcome_has() { through $mail | grep -q "^$1"; }
check "with the new settings" outcome_has 'X-Other: v=1;'
check "systemd is told of the reload" told '^RELOADING=1 MONOTONIC_USEC=[0-9]+$'
check "and of its end" told '^READY=1 STATUS=Serving, generation 2$'
check "the old front ends when its connections have" until_true 10 gone "$old"
check "a message in hand outlives a reload" says "lean" session within $mail "kill -HUP $daemon; sleep 1"
check "the third generation serves" generation 3

cp "$conf" "$lab/good"
echo 'nonsense = 1' >>"$conf"
line=$(wc -l <"$conf")
reload
check "a wrong file is refused with file, line and key" until_true 10 logged "reload: $conf:$line: .*nonsense.*the old configuration stays"
check "systemd is told what is wrong" told '^READY=1 STATUS=Reload refused, .*conf:[0-9]+: .*nonsense'
check "and the old configuration stays" outcome_has 'X-Other: v=1;'
sed 's/X-Other/X-Leanletter/; s/^log = .*/log = stderr/' "$lab/good" >"$conf"
reload
check "a good one is taken again" generation 4
check "what cannot be changed by a reload is named" logged 'log has changed and needs a restart'
cp "$lab/good" "$conf" && sed -i 's/X-Other/X-Leanletter/' "$conf"
kill -USR2 "$daemon"
check "USR2 replaces the front" generation 5
check "and mail is cleaned" comes_out_lean $mail

# ---- the log ----
mv "$log" "$log.1"
kill -USR1 "$daemon"
check "USR1 opens the log again" until_true 10 test -f "$log"
check "and mail is cleaned" comes_out_lean $mail
check "the front writes there, too" until_true 10 logged 'QUEUEID1: lean'
cat "$log" >>"$log.1"

# ---- the end ----
check "TERM lets a message in hand be finished" says "lean" session within $mail "kill -TERM $daemon; sleep 1"
check "the master ends" until_true 20 gone "$daemon"
wait "$daemon"
check "in order" test $? = 0
check "systemd is told" told '^STOPPING=1 '
kill $systemd
check "the socket is removed" test ! -e "$lab/sock"
daemon_start <<'EOF'
[milter]
drain-timeout = 1s
EOF
check "INT, and a message that takes longer than drain-timeout" says lost session within $mail "kill -INT $daemon; sleep 4"
check "the master ends" until_true 10 gone "$daemon"
wait "$daemon"
check "in order" test $? = 0
check "what was left is logged" logged 'drain-timeout is over; 1 messages in hand'
daemon_start </dev/null
check "TERM twice does not wait" says lost session within $mail "kill -TERM $daemon; sleep 1; kill -TERM $daemon; sleep 1"
check "and says so" logged 'ending at once'
until_true 10 gone "$daemon"

# ---- a front that cannot be kept up ----
daemon_start </dev/null
kill_fronts() {
  while alive "$daemon"; do
    kill -KILL $(front) 2>/dev/null
    sleep 0.05
  done
}
SECONDS=0
kill_fronts
wait "$daemon"
check "the master gives up" test $? = 1
check "and says why" logged 'the front does not stay up; giving up'
check "not at once: each new front comes later than the one before" test $SECONDS -ge 10

# ---- the master is killed ----
daemon_start <<'EOF'
[milter]
drain-timeout = 5s
max-messages = 3
EOF
family="$(front) $(children leanlet-cleaner | tr '\n' ' ')"
check "a message in hand outlives the master" says "lean" session within $mail "kill -KILL $daemon; sleep 1"
all_gone() { for p in $family; do gone "$p" || return 1; done; }
check "front and cleaners end by themselves" until_true 20 all_gone
wait "$daemon"
check "a socket that nobody serves is left" test -S "$lab/sock"
daemon_start <<'EOF'
[milter]
max-messages = 3
deadline = 500ms
cleaners = 1
EOF
check "a new daemon takes it over" comes_out_lean $mail
second() { "${as_daemon[@]}" timeout 10 "$lab/leanletter-milter" -f -c "$lab/conf"; }
refuses() { ! second >"$lab/second" 2>&1 && grep -q 'another program serves it' "$lab/second"; }
check "a second daemon does not" refuses
check "and mail is cleaned" comes_out_lean $mail

# ---- cleaners: turns and deadlines ----
ten() { for _ in 1 2 3 4 5 6 7 8 9 10; do comes_out_lean $mail || return 1; done; }
old=$(cleaner)
check "a cleaner is replaced after max-messages, and nothing is lost" ten
check "it is another one now" cleaner_is_not "$old"
check "and that is in order" nothing_ended
until_true 5 eval '[ "$(cleaners)" = 1 ]'
old=$(cleaner)
kill -STOP "$old"
check "a cleaner that does not answer: the message passes" unchanged $mail
check "the reason is named" until_true 3 logged 'QUEUEID1: failed reason=timeout'
check "and the cleaner is replaced" until_true 10 cleaner_is_not "$old"
check "and mail is cleaned" lean_again
until_true 5 eval '[ "$(cleaners)" = 1 ]'
sed -i 's/^deadline.*/deadline = 8s/' "$conf"
reload
generation 2
until_true 5 eval '[ "$(cleaners)" = 1 ]'
kill -STOP "$(cleaner)"
check "a mail server that waits hears of us" says progress session waiting $mail
sed -i 's/^deadline.*/deadline = 500ms/' "$conf"
reload
generation 3
until_true 5 eval '[ "$(cleaners)" = 1 ]'
kill -STOP "$daemon" "$(cleaner)" # nobody replaces the cleaner
both() { through $mail id=ONE >/dev/null & through $mail id=TWO >/dev/null; wait $!; }
both
check "the wait for a free cleaner counts" until_true 3 logged '(ONE|TWO): failed reason=no-cleaner'
kill -CONT "$daemon"
check "and mail is cleaned in the end" lean_again
daemon_stop

# ---- what keeps it from starting ----
cannot() { # cannot NAME PATTERN <CONFIGURATION
  configure
  "${as_daemon[@]}" timeout 60 "$lab/leanletter-milter" -f -c "$lab/conf" >"$lab/out" 2>&1
  code=$?
  check "$1: exit code 1" test $code = 1
  check "$1: it says why" grep -qE "$2" "$lab/out" "$log"
}
there=$sock
sock=unix:$lab/nowhere/sock
cannot "no place for the socket" 'cannot listen: No such file' </dev/null
sock=$there
cannot "no place for the archive" 'the front does not stay up' <<EOF
[archive]
directory = $lab/nowhere/archive
EOF
finish
