#!/bin/bash
# Stream memory on files: what comes back is cut, what has to stay stays, on every backend; and its troubles.
# SPDX-License-Identifier: MIT
. tests/tap.sh
. tests/store/lib.sh
issues=$tmp/issues
python3 tests/store/issues.py "$issues" 8 3

clean() { "$LEANLETTER" clean "$@"; }
memory() { "$LEANLETTER" memory "$@"; }
says() { # says PATTERN COMMAND...
  pattern=$1
  shift
  "$@" >"$tmp/said" 2>&1
  grep -qE -- "$pattern" "$tmp/said" || { cat "$tmp/said"; return 1; }
}

# ---- one stream ----
one_by_one() {
  mkdir -p "$tmp/lean"
  for f in "$issues"/*.eml; do clean -m "$tmp/lmdb" <"$f" >"$tmp/lean/$(basename "$f")" || return 1; done
}
check "each message in turn, as a filter" one_by_one
early_stay() { for f in "$issues"/0[1-3]*.eml; do cmp "$f" "$tmp/lean/$(basename "$f")" || return 1; done; }
check "three issues are whole, to every recipient" early_stay
late_are_lean() {
  for f in "$tmp"/lean/0[4-8]*.eml; do
    grep -q 'Visit our shop' "$f" && { echo "$f: the ad is there"; return 1; }
    grep -q 'word of mouth' "$f" && { echo "$f: the call to share is there"; return 1; }
  done
  true
}
check "from the fourth on the ad and the call to share are gone, for every recipient" late_are_lean
the_rest_stays() {
  for f in "$issues"/0[4-8]*.eml; do
    diff "$f" "$tmp/lean/$(basename "$f")" | grep '^[<>] *[^ ]' | grep -vE 'Riverside Tote|Visit our shop|word of mouth' && return 1
  done
  true
}
check "masthead, greeting, section title, weather, disclaimer and way out stay" the_rest_stays
why() { "$LEANLETTER" explain -b -m "$tmp/lmdb" "$issues/08.eml" | grep -E 'recurring' ; }
check "the explanation says recurring" why

# ---- what is stored ----
counts() { says '^[0-9a-f]{32} +8 issues' memory show -m "$tmp/lmdb" weekly.riverside.example && ! grep -qE ' (9|1[0-9]|2[0-9]) +[0-9]+ +[0-9]/8' "$tmp/said"; }
check "24 messages are 8 issues; nothing was seen more often" counts
no_text() { ! LC_ALL=C grep -aiqE 'riverside|sailcloth|example\.org|unsubscribe' "$tmp/lmdb/memory.lmdb"; }
check "no word, name or address is in the file" no_text
modes() { [ "$(stat -c %a "$tmp/lmdb/secret" "$tmp/lmdb/memory.lmdb" | sort -u)" = 600 ] && [ "$(stat -c %s "$tmp/lmdb/secret")" = 32 ]; }
check "secret and file are for their owner only" modes
check "a stream goes by its List-Id with brackets, too" says ' 8 issues' memory show -m "$tmp/lmdb" '<Weekly.Riverside.example>'
check "the address of a list that has a List-Id is none" says 'nothing is remembered' memory show -m "$tmp/lmdb" letter@riverside.example
check "figures" says '^streams  1$' memory stats -m "$tmp/lmdb"

# ---- export, import, forget ----
moved() {
  mkdir -m 700 "$tmp/new" && cp -p "$tmp/lmdb/secret" "$tmp/new/" && memory export -m "$tmp/lmdb" "$tmp/text" &&
    memory import -m "$tmp/new" "$tmp/text" && memory export -m "$tmp/new" | cmp - "$tmp/text"
}
check "export and import" moved
check "what was exported under another secret is refused" says 'another secret' memory import -m "$tmp/other" "$tmp/text"
sed 's/A/B/10' "$tmp/text" >"$tmp/damaged"
check "a damaged record is refused" says 'damaged' memory import -m "$tmp/new" "$tmp/damaged"
forgotten() { memory forget -m "$tmp/new" weekly.riverside.example && [ -z "$(memory show -m "$tmp/new")" ]; }
check "forget a stream" forgotten
check "what is not there cannot be forgotten" says 'nothing is remembered' memory forget -m "$tmp/new" weekly.riverside.example
all_forgotten() { memory import -m "$tmp/new" "$tmp/text" && memory forget --all -m "$tmp/new" && [ -z "$(memory show -m "$tmp/new")" ]; }
check "forget all" all_forgotten
old_goes() { memory import -m "$tmp/new" "$tmp/text" && says '^1 streams and [1-9][0-9]* blocks' memory compact -m "$tmp/new" && [ -z "$(memory show -m "$tmp/new")" ]; }
check "compact drops what was not seen for long" old_goes

# ---- learning in date order ----
mbox() { for f in $(ls -r "$issues"/*.eml); do echo "From letter@riverside.example Wed Jan  1 07:00:00 2025"; cat "$f"; echo; done; }
mbox >"$tmp/mbox"
learned() { # learned FILE...
  rm -rf "$tmp/l" && "$LEANLETTER" learn -m "$tmp/l" "$@" </dev/null && says ' 8 issues' memory show -m "$tmp/l"
}
check "learn from files, the newest first on the command line" learned $(ls -r "$issues"/*.eml)
check "learn from an mbox" learned "$tmp/mbox"
from_stdin() { rm -rf "$tmp/l" && "$LEANLETTER" learn -m "$tmp/l" <"$tmp/mbox" && says ' 8 issues' memory show -m "$tmp/l"; }
check "learn from an mbox on standard input" from_stdin
mkdir -p "$tmp/maildir/cur" "$tmp/maildir/new" && cp "$issues"/0[1-4].eml "$tmp/maildir/cur" && cp "$issues"/0[5-8].eml "$tmp/maildir/new"
check "learn from a Maildir" learned "$tmp/maildir"
twice() { "$LEANLETTER" learn -m "$tmp/l" "$tmp/maildir" && says ' 8 issues' memory show -m "$tmp/l"; }
check "learning again teaches nothing" twice
mbox_cleaned() {
  rm -rf "$tmp/l" && clean -m "$tmp/l" "$tmp/mbox" >"$tmp/mbox.lean" &&
    [ "$(grep -c 'Visit our shop' "$tmp/mbox.lean")" = 9 ] && [ "$(grep -c '^From letter@' "$tmp/mbox.lean")" = 24 ] &&
    diff "$tmp/mbox" "$tmp/mbox.lean" | grep '^>' | grep -v '^> *<tr>\|^> *$' | (! grep .)
}
check "clean an mbox: learned by date, written in its order" mbox_cleaned

# ---- backends ----
on() { # on BACKEND [SETTING...]: all issues in one run
  backend=$1
  shift
  mkdir "$tmp/out-$backend"
  clean -m "$tmp/dir-$backend" -o "memory.backend=$backend" "$@" -d "$tmp/out-$backend" "$issues"/*.eml
}
same() { diff -r "$tmp/lean" "$tmp/out-$1"; }
check "in memory" on memory
check "the same cuts as one by one in LMDB" same memory
if command -v redis-server >/dev/null && redis_start one --requirepass letmein; then
  with=(-o "memory.servers=unix:$tmp/nobody, $redis" -o memory.password=letmein)
  check "in Redis, by password, the second address of two" on redis "${with[@]}"
  check "the same cuts in Redis" same redis
  in_redis() { memory "$@" -m "$tmp/dir-redis" -o memory.backend=redis "${with[@]}"; }
  check "Redis has one stream of 8 issues" says ' 8 issues' in_redis show
  tagged() { redis_do -a letmein --no-auth-warning keys '*' | sort | grep -vE '^leanletter:(mark|\{[0-9a-f]{32}\})$' | (! grep .); }
  check "its keys have a hash tag" tagged
  expires() { ttl=$(redis_do -a letmein --no-auth-warning ttl "$(redis_do -a letmein --no-auth-warning keys '*{*')") && [ "$ttl" -gt 10000000 ]; }
  check "and a time to live" expires
  check "a wrong password is named" says 'WRONGPASS|invalid' memory show -m "$tmp/dir-redis" -o memory.backend=redis -o "memory.servers=$redis" -o memory.password=no
  check "another secret is refused" says 'another secret' memory show -m "$tmp/dir-stranger" -o memory.backend=redis "${with[@]}"
  redis_do -a letmein --no-auth-warning acl setuser mail on '>word' '~leanletter:*' +get +set +eval +scan +strlen +getrange +del +select >/dev/null
  check "an ACL user with few rights is enough" says ' 8 issues' memory show -m "$tmp/dir-redis" -o memory.backend=redis -o "memory.servers=$redis" -o memory.user=mail -o memory.password=word
  check "Redis: forget all" in_redis forget --all
  check "Redis: nothing is left" test -z "$(in_redis show)"
  kill "$redis_pid"
else
  skip "in Redis" "no redis-server"
fi

# ---- trouble: the message is cleaned without memory ----
goes_on() { # goes_on PATTERN MEMORY [OPTION...]
  pattern=$1 dir=$2
  shift 2
  clean -m "$dir" "$@" <"$issues/08.eml" >"$tmp/out" 2>"$tmp/err" || return 1
  cmp "$issues/08.eml" "$tmp/out" && grep -qE "$pattern" "$tmp/err" || { cat "$tmp/err"; return 1; }
}
check "no Redis" goes_on 'memory: redis' "$tmp/lmdb" -o memory.backend=redis -o "memory.servers=unix:$tmp/nobody"
cp -rp "$tmp/lmdb" "$tmp/torn" && truncate -s 12288 "$tmp/torn/memory.lmdb"
check "a truncated file" goes_on 'is damaged' "$tmp/torn"
mkdir -p "$tmp/noise" && cp -p "$tmp/lmdb/secret" "$tmp/noise/" && head -c 100000 /dev/urandom >"$tmp/noise/memory.lmdb"
check "a file of noise" goes_on 'is damaged|MDB_' "$tmp/noise"
mkdir -p "$tmp/foreign" && cp "$tmp/lmdb/memory.lmdb" "$tmp/foreign/"
check "a file of another installation" goes_on 'another secret' "$tmp/foreign"
cp -rp "$tmp/lmdb" "$tmp/open" && chmod 644 "$tmp/open/secret"
check "a secret that others can read" goes_on '0600' "$tmp/open"
locked() {
  rm -rf "$tmp/locked" && cp -rp "$tmp/lmdb" "$tmp/locked" && memory forget --all -m "$tmp/locked" &&
    flock "$tmp/locked/memory.lmdb" "$LEANLETTER" learn -m "$tmp/locked" "$issues/01.eml" >"$tmp/err" 2>&1
  [ $? = 1 ] && grep -q 'is locked by another process' "$tmp/err"
}
check "a file that another process has locked" locked
finish
