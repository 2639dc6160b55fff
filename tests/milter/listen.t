#!/bin/bash
# The socket: over IP, from systemd, made by root; metrics; root itself; the background.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml

# A free port of loopback, most likely.
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# ---- over IP, with metrics ----
unix=$sock
sock=inet:$(port)@127.0.0.1
place=127.0.0.1:$(port)
metrics() { python3 -c 'import sys, urllib.request; sys.stdout.write(urllib.request.urlopen("http://" + sys.argv[1] + "/" + sys.argv[2]).read().decode())' "$place" "$1"; }
metric() { metrics metrics | grep -qxE "leanletter_$1"; }
daemon_start <<EOF
[milter]
metrics = $place
EOF
check "a newsletter over IP" comes_out_lean $mail
check "a second one after a reload" python3 tests/milter/session.py "$sock" between $mail "kill -HUP $daemon; sleep 0.5"
until_true 10 eval '[ "$(cleaners)" = 2 ]' # those before the reload have gone
kill -KILL "$(cleaner)"
until_true 5 logged 'cleaner [0-9]+ ended'
check "messages are counted" metric 'messages_total\{ending="lean"\} 3'
check "cuts are counted" metric 'cuts_total\{class="signup"\} 3'
check "times are counted" metric 'message_seconds_count 3'
check "reloads are counted" metric 'reloads_total 1'
check "crashes are counted" metric 'cleaner_crashes_total 1'
check "no other page" eval '! metrics "" 2>/dev/null'
bad_lines() { metrics metrics | grep -vE '^(# (HELP|TYPE) leanletter_[a-z_]+ .+|leanletter_[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+)$'; }
check "the text is what Prometheus reads" eval '! bad_lines'
daemon_stop
sock=$unix

# ---- handed over by systemd: descriptor 3, two environment variables ----
cat >"$lab/activate" <<'EOF'
use Socket; use POSIX;
$| = 1;
my ($path, @command) = @ARGV;
socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die $!;
bind($s, sockaddr_un($path)) && listen($s, 100) or die $!;
chmod 0666, $path;
for (1, 2) {
  my $child = fork;
  if (!$child) {
    POSIX::dup2(fileno($s), 3) if fileno($s) != 3;
    open(my $three, '<&=', 3); fcntl($three, 2, 0);
    @ENV{'LISTEN_FDS', 'LISTEN_PID'} = (1, $$);
    exec @command;
  }
  print "$child\n";
  waitpid $child, 0;
}
EOF
configure </dev/null
sed -i "s,^socket = .*,socket = unix:$lab/not-this-one," "$lab/conf"
: >"$log"
chmod 666 "$log"
"${as_daemon[@]}" perl "$lab/activate" "$lab/sock" "$lab/leanletter-milter" -f -c "$lab/conf" >"$lab/pids" 2>"$lab/out" &
activator=$!
trap 'kill -KILL $activator $(cat "$lab/pids") 2>/dev/null; sleep 0.2; rm -rf "$tmp"' EXIT
check "it takes a socket from systemd" until_true 20 logged 'serving, generation 1$'
check "and serves it" comes_out_lean $mail
check "and makes none of its own" test ! -e "$lab/not-this-one"
# A restart: the connection comes while nobody is there, and waits.
kill -TERM "$(head -1 "$lab/pids")"
check "a message during a restart waits" comes_out_lean $mail
check "the socket stays" test -S "$lab/sock"
kill -TERM "$(tail -1 "$lab/pids")"
until_true 10 gone "$activator"

# ---- root ----
if [ "$(id -u)" = 0 ]; then
  sock=unix:$lab/run/sock
  configure </dev/null
  refused() { ! "$lab/leanletter-milter" -f -c "$lab/conf" 2>"$lab/out" && grep -q 'refusing to run as root' "$lab/out"; }
  check "root alone is refused" refused
  configure <<'EOF'
[milter]
user = root
EOF
  check "as a user, too" refused
  as_daemon=()
  daemon_start <<EOF
[milter]
user = nobody
pid-file = $lab/pid
EOF
  uids() { for p in $(children leanlet-front) $(children leanlet-cleaner); do awk '/^Uid:/ { print $2, $3, $4, $5 }' "/proc/$p/status"; done | sort -u; }
  nobody=$(id -u nobody)
  check "front and cleaners are nobody" test "$(uids)" = "$nobody $nobody $nobody $nobody"
  check "the socket is theirs" test "$(stat -c '%U %a' "$lab/run/sock")" = "nobody 666"
  check "a newsletter" comes_out_lean $mail
  check "the process id is written" test "$(cat "$lab/pid")" = "$daemon"
  daemon_stop
  check "and removed" test ! -e "$lab/pid"
else
  skip "root gives its rights up" "not root"
fi

# ---- the background, and the options ----
[ "$(id -u)" != 0 ] || as_daemon=(setpriv --reuid=nobody --regid=nogroup --clear-groups --)
sock=$unix
configure <<EOF
[milter]
pid-file = $lab/run/pid
EOF
: >"$log"
chmod 666 "$log"
check "it goes to the background once it serves" "${as_daemon[@]}" "$lab/leanletter-milter" -c "$lab/conf"
daemon=$(cat "$lab/run/pid")
check "a newsletter" comes_out_lean $mail
kill -TERM "$daemon"
check "it ends" until_true 10 gone "$daemon"
check "a good configuration" "$lab/leanletter-milter" -t -c "$lab/conf"
echo 'nonsense = 1' >>"$lab/conf"
wrong() { ! "$lab/leanletter-milter" -t -c "$lab/conf" 2>"$lab/out" && grep -q "conf:[0-9]*: .*nonsense" "$lab/out"; }
check "a wrong one: file, line and key" wrong
check "the version" eval '"$lab/leanletter-milter" --version | grep -q "^leanletter-milter [0-9]"'
usage() { "$lab/leanletter-milter" --nonsense 2>/dev/null; [ $? = 2 ]; }
check "an unknown option" usage
finish
