#!/bin/bash
# Processes of the milter killed at each point of the end of a message, under real mail servers set up as the README
# says: what was accepted is delivered exactly once, as the original or lean; the rest was put off and tried again.
# Needs a build with V=fault.
# SPDX-License-Identifier: MIT
LEANLETTER=${LEANLETTER:-$PWD/build/release/leanletter}
. tests/mta/servers.sh
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
MILTER=$PWD/build/fault/leanletter-milter
[ "$(id -u)" = 0 ] || skip_all "a private mail server needs root"
[ -x "$MILTER" ] || skip_all "there is no build with V=fault"
messages=${LL_KILL_MESSAGES:-40} # at each point
kills=${LL_KILLS:-3}
n=0
failed=0
verdict() { # verdict NAME COMMAND...
  name=$1
  shift
  n=$((n + 1))
  if "$@"; then echo "ok $n - $name"; else echo "not ok $n - $name"; failed=1; fi
}

D=$(mktemp -d)
chmod 755 "$D"
mkdir "$D/milter" "$D/tokens"
chown nobody "$D/milter" "$D/tokens"
cp -r conf/rules "$D/milter/rules"
cp "$MILTER" "$D/milter/leanletter-milter"
chmod -R a+rX "$D/milter"
MILTER_PORT=$(free_port)
cat >"$D/conf" <<EOF
[cleaning]
rules = $D/milter/rules
[milter]
socket = inet:$MILTER_PORT@127.0.0.1
log = $D/milter/log
deadline = 10s
cleaners = 2
[archive]
directory = $D/milter/archive
EOF
chmod 644 "$D/conf"
tests/milter/long.sh >"$D/original.eml"
"$LEANLETTER" clean --sender news@sender.test "$D/original.eml" >"$D/lean.eml"
cmp -s "$D/original.eml" "$D/lean.eml" && { echo "Bail out! there is nothing to cut"; exit 1; }

# Starts the milter again whenever its master is gone, as systemd does; not as root, so that a front may kill it.
watch_over() {
  while [ ! -e "$D/enough" ]; do
    setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$D/milter/leanletter-milter" -f -c "$D/conf" 2>/dev/null
    sleep 0.05
  done 2>/dev/null
}
kill_now_and_then() { # each token costs one process its life
  for k in $(seq "$kills"); do
    touch "$D/tokens/$k"
    while [ -e "$D/tokens/$k" ]; do
      [ ! -e "$D/done" ] || return
      sleep 0.05
    done
    echo "$k" >"$D/killed"
    sleep 0.1
  done
}
matrix() { # matrix SERVER POINT VICTIM COMMAND...
  name="$1: $2, $3 killed"
  rm -rf "$D/enough" "$D/done" "$D/killed" "$D/tokens"/* "$D/milter/archive"
  export LL_FAULT_POINT=$2 LL_FAULT_KILL=$3 LL_FAULT_TOKENS=$D/tokens
  shift 3
  watch_over &
  watch=$!
  wait_for 10 listens "$MILTER_PORT"
  kill_now_and_then &
  killer=$!
  counts=$(python3 tests/mta/kill.py "$@" "$D/original.eml" "$D/lean.eml" "$messages" 8)
  touch "$D/done"
  wait $killer
  echo "# $name $(cat "$D/killed" 2>/dev/null || echo 0) times: $counts"
  case $counts in
  "accepted=$messages "*" mixed=0 twice=0 missing=0") good=0 ;;
  *) good=1 ;;
  esac
  verdict "$name" test $good = 0
  verdict "$name: it happened" test -s "$D/killed"
  touch "$D/enough"
  pkill -TERM -P $watch -x leanletter-milt
  wait $watch
}
all_points() { # all_points SERVER COMMAND...
  server=$1
  shift
  for victim in cleaner front master; do
    for point in before-archive after-archive before-header-edit between-header-and-body in-body after-body; do
      matrix "$server" $point $victim "$@"
    done
  done
  matrix "$server" in-cleaner cleaner "$@"
}

stop_all() {
  touch "$D/enough"
  [ -z "${watch:-}" ] || pkill -KILL -P "$watch"
  stop_servers
  rm -rf "$D"
}
trap stop_all EXIT
case ${1:-postfix} in
postfix)
  [ -x /usr/lib/postfix/sbin/master ] || skip_all "Postfix is not installed"
  start_postfix "inet:127.0.0.1:$MILTER_PORT" || { echo "Bail out! Postfix does not start"; exit 1; }
  all_points postfix smtp "$POSTFIX_PORT" "$D/postfix/mail/in"
  ;;
sendmail)
  command -v m4 >/dev/null || skip_all "Sendmail's configuration needs m4"
  fetch_sendmail "$PWD/build/sendmail" >/dev/null 2>&1 || skip_all "the packages of Sendmail cannot be fetched"
  unshare --uts true 2>/dev/null || skip_all "Sendmail needs a name space of its own (unshare --uts)"
  sink=$(free_port)
  start_sendmail "$MILTER_PORT" "$sink" || { echo "Bail out! Sendmail does not start"; exit 1; }
  all_points sendmail relay "$SENDMAIL_PORT" "$sink"
  ;;
esac
echo "1..$n"
exit $failed
