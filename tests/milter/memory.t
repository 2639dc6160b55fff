#!/bin/bash
# Stream memory in the daemon: learned after delivery, shared by two daemons through Redis, and never waited for.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
. tests/store/lib.sh
command -v redis-server >/dev/null || skip_all "no redis-server"
# A busy machine needs more time than the usual deadline, a sanitizer still more, and fewer messages.
case ${V:-} in
san | tsan) messages=${LL_MEMORY_MESSAGES:-100} deadline=3000ms longest=30000 ;;
*) messages=${LL_MEMORY_MESSAGES:-600} deadline=1000ms longest=8000 ;;
esac
issues=$lab/issues
python3 tests/store/issues.py "$issues" 8 2 daily
chmod -R a+rX "$issues"
redis_start one || skip_all "redis-server does not start"
port=$((20000 + $$ % 20000))
mkdir "$lab/memory"
head -c 32 /dev/urandom >"$lab/memory/secret"
chmod 600 "$lab/memory/secret"
cp -rp "$lab/memory" "$tmp/memory" # the same secret for the command line
[ "$(id -u)" != 0 ] || chown -R nobody "$lab/memory"

daemon_start <<EOF
[milter]
metrics = 127.0.0.1:$port
[memory]
backend = redis
servers = $redis
deadline = $deadline
directory = $lab/memory
EOF
# A second daemon of the same fleet.
sed "s,^socket = .*,socket = unix:$lab/sock2,; s,^log = .*,log = $log.2,; s,^metrics = .*,," "$lab/conf" >"$lab/conf2"
: >"$log.2"
chmod 666 "$log.2" "$lab/conf2"
"${as_daemon[@]}" "$lab/leanletter-milter" -f -c "$lab/conf2" >"$lab/out2" 2>&1 &
second=$!
trap 'kill -CONT $redis_pid 2>/dev/null; kill -KILL $daemon $second $redis_pid 2>/dev/null; sleep 0.2; rm -rf "$tmp"' EXIT
serving() { grep -q 'serving, generation 1' "$log.2"; }
check "a second daemon" until_true 60 serving

metric() {
  python3 -c 'import sys, urllib.request
text = urllib.request.urlopen("http://127.0.0.1:%s/metrics" % sys.argv[1], timeout=10).read().decode()
print(*[l.split()[1] for l in text.splitlines() if l.startswith("leanletter_" + sys.argv[2] + " ")])' "$port" "$1"
}
metric_is() { [ "$(metric "$1")" "$2" "$3" ]; }
via() { python3 tests/milter/milter.py "unix:$lab/$1" one "$2"; }
learned() { until_true 10 metric_is memory_lessons_total -ge "$1"; }

# ---- what one learns the other uses ----
first_three() {
  n=0
  for f in 01 01-2 02 03 03-2; do
    via sock "$issues/$f.eml" | cmp - <(crlf "$issues/$f.eml") || return 1
    n=$((n + 1))
    learned "$n" || { echo "not learned"; return 1; }
  done
}
check "three issues pass the first daemon as they came" first_three
ad_is_gone() { # ad_is_gone SOCKET FILE
  via "$1" "$2" >"$lab/outcome"
  grep -q '^X-Leanletter: v=1; cut=2' "$lab/outcome" && ! grep -q 'Visit our shop' "$lab/outcome" &&
    grep -q 'Weather by the river' "$lab/outcome" && grep -q 'Unsubscribe' "$lab/outcome" || { head -30 "$lab/outcome"; return 1; }
}
check "the second cuts what comes back in the fourth" ad_is_gone sock2 "$issues/04.eml"
check "and so does the first" ad_is_gone sock "$issues/04-2.eml"
four() { "$LEANLETTER" memory show -m "$tmp/memory" -o memory.backend=redis -o "memory.servers=$redis" | grep -q ' 4 issues'; }
check "seven messages were four issues" until_true 10 four

# ---- Redis is killed and comes back, under load ----
(
  sleep 1
  kill -KILL "$redis_pid"
) &
python3 tests/milter/milter.py "$sock" load "$issues/05.eml" "$((messages / 2))" 4 >"$lab/counts"
wait $!
python3 tests/milter/milter.py "$sock" load "$issues/05.eml" 20 2 >>"$lab/counts"
check "the breaker opened" until_true 10 metric_is memory_open = 1
redis_start two
redis_dir=$tmp/redis-one
rm -f "$redis_dir/sock"
ln -s "$tmp/redis-two/sock" "$redis_dir/sock"
python3 tests/milter/milter.py "$sock" load "$issues/05.eml" "$((messages - messages / 2))" 4 >>"$lab/counts"
sed 's/^/# /' "$lab/counts"
none_lost() { [ "$(grep -c 'tempfailed=0 lost=0 mixed=0' "$lab/counts")" = 3 ]; }
check "$messages messages: none lost, none put off" none_lost
closes() { via sock "$issues/06.eml" >/dev/null; metric_is memory_open = 0; }
check "and closed by itself" until_true 70 closes
check "it was said in the log, and not for each message" test "$(grep -c 'memory: no answer' "$log")" -le 3
slow() { grep -oE ' ms=[0-9]+' "$log" | awk -F= -v longest=$longest '$2 > longest' | grep .; }
check "no message took long" test -z "$(slow)"
check "no process ended out of order" nothing_ended
for m in look_ups_total failures_total skipped_total opened_total closed_total lessons_total lost_total; do
  echo "# $m $(metric memory_$m)"
done

# ---- a Redis that answers nothing any more ----
kill -STOP "$redis_pid"
frozen() { via sock "$issues/07.eml" >"$lab/outcome" && grep -q 'Visit our shop' "$lab/outcome"; }
check "past a Redis that hangs mail goes on without memory" frozen
check "in time" test -z "$(slow)"
kill -CONT "$redis_pid"
kill -TERM $second
check "the second daemon ends in order" until_true 40 gone $second
daemon_stop
kill "$redis_pid"
finish
