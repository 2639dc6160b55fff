#!/bin/bash
# leanletter(1): filter, files, Maildir, undo, errors.
# SPDX-License-Identifier: MIT
. tests/tap.sh
lean=$LEANLETTER
case=tests/cases/001-signup-box-in-tables
in=$case/in.eml
want=$tmp/want.eml
"$lean" clean "$in" >"$want"

# gives CODE STDERR-PATTERN COMMAND...: runs it with standard input as it is; output in $tmp/out.
gives() {
  code=$1 pattern=$2
  shift 2
  is=0
  "$@" >"$tmp/out" 2>"$tmp/err" || is=$?
  [ "$is" = "$code" ] || { echo "exit $is"; cat "$tmp/err"; return 1; }
  if [ -n "$pattern" ]; then grep -qE -- "$pattern" "$tmp/err"; else [ ! -s "$tmp/err" ]; fi || { echo "said:"; cat "$tmp/err"; return 1; }
}

# ---- as a filter: what came in comes out, whatever is wrong ----
filter() { # filter CODE PATTERN WANT OPTION... <message
  wanted=$3
  gives "$1" "$2" "$lean" clean "${@:4}" && cmp "$wanted" "$tmp/out"
}
printf '[limits]\nparts = none\n' >"$tmp/bad.conf"
printf '<html><body>Subscribe to our newsletter</body></html>' >"$tmp/page.html"
cat "$in" >"$tmp/two.mbox" && sed -i '1i From a@example.org  Tue Mar  4 07:00:14 2025' "$tmp/two.mbox"
{ cat "$tmp/two.mbox"; echo; cat "$tmp/two.mbox"; } >"$tmp/box.mbox"
head -c 300000 /dev/urandom >"$tmp/noise"
: >"$tmp/empty"
sed 's/$/\r/' "$in" >"$tmp/crlf.eml"
check "the sample is one that gets smaller" test "$(stat -c %s "$want")" -lt "$(stat -c %s "$in")"
check "a filter cleans" filter 0 '' "$want" <"$in"
check "- is standard input" filter 0 '' "$want" - <"$in"
check "-v says what was done" filter 0 'lean, cut signup:1, ' "$want" -v <"$in"
check "nothing is said without -v" filter 0 '' "$want" <"$in"
check "a wrong option passes on what came in" filter 2 'nknown option' "$in" --no-such-option <"$in"
check "a wrong configuration passes on what came in" filter 1 'bad.conf:2: \[limits\] parts' "$in" -c "$tmp/bad.conf" <"$in"
check "a missing configuration passes on what came in" filter 1 'no/where' "$in" -c /no/where <"$in"
check "a wrong setting passes on what came in" filter 1 'classes.social: ' "$in" -o classes.social=gone <"$in"
check "rules that are not there pass on what came in" filter 1 'no/where' "$in" --rules /no/where <"$in"
check "HTML is no message" filter 1 'is HTML' "$tmp/page.html" <"$tmp/page.html"
check "an mbox of several is no message" filter 1 'mbox of several' "$tmp/box.mbox" <"$tmp/box.mbox"
check "noise is no message" filter 1 'not a message' "$tmp/noise" <"$tmp/noise"
check "nothing is no message" filter 1 'is empty' "$tmp/empty" <"$tmp/empty"
check "a reader that goes away" gives 1 'cannot be written' bash -c "trap '' PIPE; $lean clean $in | :; exit \${PIPESTATUS[0]}"

# A crash of the engine, by a library that makes one of its calls abort.
crash() {
  printf '#include <stdlib.h>\nint htmlParseDocument(void *c){abort();}\n' >"$tmp/crash.c"
  gcc -shared -fPIC -o "$tmp/crash.so" "$tmp/crash.c" && LD_PRELOAD=$tmp/crash.so filter 1 'broke off \(Aborted\)' "$in" <"$in"
}
case ${V:-release} in
release | debug) check "a crash passes on what came in" crash ;;
*) skip "a crash passes on what came in" "not with sanitizers" ;;
esac

# ---- files ----
several() {
  mkdir "$tmp/dir" && cp "$in" "$tmp/a.eml" && cp "$case/../034-nothing-to-cut/in.eml" "$tmp/b.eml" &&
    gives 0 '' "$lean" clean --output-dir "$tmp/dir" "$tmp/a.eml" "$tmp/b.eml" && cmp "$want" "$tmp/dir/a.eml" &&
    cmp "$tmp/b.eml" "$tmp/dir/b.eml"
}
as_closed() { # mail of one reader stays that, and so does what was cut of it
  mkdir "$tmp/own" && cp "$in" "$tmp/own.eml" && chmod 600 "$tmp/own.eml" &&
    gives 0 '' "$lean" clean -d "$tmp/own" --undo "$tmp/own" "$tmp/own.eml" &&
    [ "$(stat -c %a "$tmp/own/own.eml" "$tmp/own/own.eml.undo" | uniq)" = 600 ]
}
not_over_it() { gives 1 'is there already' "$lean" clean --output-dir "$tmp/dir" "$tmp/a.eml" && cmp "$want" "$tmp/dir/a.eml"; }
in_place() {
  cp "$in" "$tmp/c.eml" && chmod 604 "$tmp/c.eml" && touch -d '2020-02-02 02:02:02' "$tmp/c.eml" && ln -s c.eml "$tmp/link.eml" &&
    gives 0 '' "$lean" clean --in-place --undo "$tmp/dir" "$tmp/link.eml" && cmp "$want" "$tmp/c.eml" && [ -L "$tmp/link.eml" ] &&
    [ "$(stat -c '%a %Y' "$tmp/c.eml")" = "604 $(date -d '2020-02-02 02:02:02' +%s)" ]
}
in_place_undone() { gives 0 '' "$lean" undo --record "$tmp/dir/link.eml.undo" "$tmp/c.eml" && cmp "$in" "$tmp/out"; }
unchanged_not_written() {
  before=$(stat -c '%i %z' "$tmp/b.eml") && gives 0 '' "$lean" clean -i "$tmp/b.eml" && [ "$before" = "$(stat -c '%i %z' "$tmp/b.eml")" ]
}
one_bad_of_two() {
  cp "$in" "$tmp/d.eml" && gives 1 'page.html: is HTML' "$lean" clean -i "$tmp/page.html" "$tmp/d.eml" && cmp "$want" "$tmp/d.eml" &&
    grep -q '<html>' "$tmp/page.html"
}
no_room() { # the directory cannot be written
  mkdir "$tmp/closed" && cp "$in" "$tmp/closed/m.eml" && chmod 555 "$tmp/closed" &&
    gives 1 'm.eml: ' setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$tmp/ll" clean --rules "$tmp/rules" -i "$tmp/closed/m.eml" &&
    cmp "$in" "$tmp/closed/m.eml"
}
check "several files into a directory" several
check "a copy is as closed as its message" as_closed
check "no file is written over another" not_over_it
check "in place: mode, time and links stay" in_place
check "in place, undone" in_place_undone
check "in place: what stays as it is is not written" unchanged_not_written
check "in place: one that fails does not stop the others" one_bad_of_two
if [ "$(id -u)" = 0 ]; then
  cp "$lean" "$tmp/ll" && cp -r conf/rules "$tmp/rules" && chmod -R a+rX "$tmp"
  check "in place: where nothing can be written the file stays" no_room
fi
check "a missing file" gives 1 'no.eml: cannot be opened' "$lean" clean "$tmp/no.eml"
check "a directory that is not there" gives 1 'none: no file can be made there: No such file' "$lean" clean -d "$tmp/none" "$tmp/a.eml"
check "several files to standard output" gives 2 'need --in-place or --output-dir' "$lean" clean "$tmp/a.eml" "$tmp/b.eml"
check "both ways at once" gives 2 'exclude each other' "$lean" clean -i -d "$tmp/dir" "$tmp/a.eml"
check "in place without files" gives 2 'needs files' "$lean" clean -i </dev/null

# ---- Maildir ----
maildir() {
  m=$tmp/Maildir size=$(stat -c %s "$in")
  mkdir -p "$m/cur" "$m/new" "$m/tmp" && cp "$in" "$m/cur/1.M1P1.host,S=$size,W=$((size + 60)):2,S" && cp "$in" "$m/new/2.M2P2.host" &&
    cp "$tmp/b.eml" "$m/cur/3.M3P3.host,S=77:2," && cp "$in" "$m/tmp/4.M4P4.host" || return 1
  gives 0 'signup:1' "$lean" clean -v -i "$m" && cmp "$want" "$m/cur/1.M1P1.host,S=$(stat -c %s "$want"):2,S" && cmp "$want" "$m/new/2.M2P2.host" &&
    cmp "$tmp/b.eml" "$m/cur/3.M3P3.host,S=77:2," && cmp "$in" "$m/tmp/4.M4P4.host" && [ "$(find "$m" -type f | wc -l)" = 4 ]
}
check "a Maildir: cur and new, sizes in names" maildir
check "a directory that is no Maildir" gives 1 'no Maildir' "$lean" clean -i "$tmp/dir"

# ---- From_ line ----
from_line() { filter 0 '' <(head -1 "$tmp/two.mbox" && cat "$want") <"$tmp/two.mbox"; }
check "a From_ line stays" from_line

# ---- line ends ----
crlf() { filter 0 '' <(sed 's/$/\r/' "$want") <"$tmp/crlf.eml"; }
check "the CRLF form of a message becomes the CRLF form of its lean form" crlf

# ---- undo ----
undo_record() { gives 0 '' "$lean" clean --undo "$tmp/record" "$in" && cp "$tmp/out" "$tmp/lean" && gives 0 '' "$lean" undo -r "$tmp/record" "$tmp/lean" && cmp "$in" "$tmp/out"; }
undo_other() { gives 1 'is not the message' "$lean" undo -r "$tmp/record" "$tmp/b.eml" && [ ! -s "$tmp/out" ]; }
undo_damaged() { # the record cut short, and with one byte changed
  head -c -10 "$tmp/record" >"$tmp/short" && gives 1 'damaged|fit' "$lean" undo -r "$tmp/short" "$want" && [ ! -s "$tmp/out" ] &&
    sed '$ s/./#/' "$tmp/record" >"$tmp/changed" && gives 1 'damaged|fit' "$lean" undo -r "$tmp/changed" "$want" && [ ! -s "$tmp/out" ]
}
undo_nonsense() { gives 1 'no undo record' "$lean" undo -r "$in" "$want"; }
check "the record of one message" undo_record
check "a record of another message" undo_other
check "a damaged record" undo_damaged
check "no record at all" undo_nonsense
check "undo without a record" gives 2 'needs --record' "$lean" undo "$want"

# ---- explain ----
json() { gives 0 '' "$lean" explain --json "$in" && python3 -c 'import json, sys; o = json.load(open(sys.argv[1])); assert o["verdict"] == "lean" and o["blocks"][0]["signals"]' "$tmp/out"; }
features() { gives 0 '' "$lean" explain --features "$in" && [ "$(awk -F '\t' '{ print NF }' "$tmp/out" | sort -u | wc -l)" = 1 ] && grep -q '^decision	class	.*	score	bias	' "$tmp/out" && grep -q '^cut	signup	' "$tmp/out"; }
plain() { gives 0 '' "$lean" explain "$in" && ! grep -q $'\033' "$tmp/out" && grep -q '^cut  *signup' "$tmp/out"; }
colored() { gives 0 '' script -qec "$lean explain $in" /dev/null && grep -q $'\033\[31;1mcut' "$tmp/out"; }
check "explain in JSON" json
check "explain as a table" features
check "explain without colors into a file" plain
if script -qec true /dev/null >/dev/null 2>&1; then
  check "explain with colors on a terminal" colored
else
  skip "explain with colors on a terminal" "there are no pseudo terminals"
fi
check "explain in two formats" gives 2 'one format' "$lean" explain --json --brief "$in"
check "explain something else" gives 1 'page.html: is HTML' "$lean" explain "$tmp/page.html"

# ---- configuration ----
printed() { gives 0 '' "$lean" config --print && cmp conf/leanletter.conf "$tmp/out"; }
any_locale() { LC_ALL=C gives 0 '' "$lean" config --print -o archive.directory=/srv/Zürich && grep -qx 'directory = /srv/Zürich' "$tmp/out"; }
printed_with() { gives 0 '' "$lean" config --print --profile strict -o limits.parts=7 && grep -qx 'profile = strict' "$tmp/out" && grep -qx 'parts = 7' "$tmp/out"; }
check "config --print is conf/leanletter.conf" printed
check "config --print shows what differs" printed_with
check "a setting of the command line is bytes, in any locale" any_locale
check "check-config" gives 0 '' "$lean" check-config conf/leanletter.conf
check "check-config names file, line and key" gives 1 'bad.conf:2: \[limits\] parts: ' "$lean" check-config "$tmp/bad.conf"
check "rules check" gives 0 '' "$lean" rules check conf/rules
mkdir "$tmp/badrules" && cp conf/rules/*.rules "$tmp/badrules" && printf '[signup idom]\nsubscribe now\n' >"$tmp/badrules/xx.rules"
check "rules check names file and line" gives 1 'xx.rules:1: ' "$lean" rules check "$tmp/badrules"

# ---- the command itself ----
version() { gives 0 '' "$lean" --version && grep -qE '^leanletter [0-9.]+$' "$tmp/out"; }
check "--version" version
check "--help" gives 0 '' "$lean" --help
check "no command" gives 2 usage "$lean"
check "a command that does not exist" gives 2 'no such command' "$lean" tidy
elsewhere() { (cd / && "$lean" clean <"$OLDPWD/$in") | cmp "$want" -; }
check "in any directory, without options" elsewhere
finish
