# What the tests of the daemon share; to be sourced from the top of the tree.
# SPDX-License-Identifier: MIT
#
#     . tests/milter/lib.sh    before it perhaps: rules="..." are the rule files used (en links senders weights)
#     daemon_start <<'EOF'     a configuration; socket, log and rules are set here
#     lua "name of the test" script.lua [name=value...]
#     daemon_stop              "the daemon ends in order" is a test, too
#     finish
#
# The daemon does not run as root: started by root it is run as nobody, from copies that nobody can read.
. tests/tap.sh
B=${B:-build/release}
MILTER=${MILTER:-$PWD/$B/leanletter-milter}
[ -x "$MILTER" ] || skip_all "no leanletter-milter in $B"

lab=$tmp/lab
sock=unix:$lab/sock
log=$lab/log
chmod 755 "$tmp"
mkdir -p "$lab/run"
cp "$MILTER" "$lab/leanletter-milter"
mkdir "$lab/rules"
# The mail here is English, and all languages take a while to load.
for name in ${rules:-en links senders weights}; do cp "conf/rules/$name.rules" "$lab/rules/"; done
chmod -R a+rX "$lab"
if [ "$(id -u)" = 0 ]; then
  chown nobody "$lab" "$lab/run"
  as_daemon=(setpriv --reuid=nobody --regid=nogroup --clear-groups --)
else
  as_daemon=()
fi
reports=$lab/run/sanitizer # of each daemon and of leanletter(1)
export ASAN_OPTIONS="detect_leaks=0:log_path=$reports:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="log_path=$reports:${UBSAN_OPTIONS:-}"
export G_SLICE=always-malloc
export TSAN_OPTIONS="suppressions=$PWD/tests/milter/tsan.supp:log_path=$reports:${TSAN_OPTIONS:-}"

# Waits until a command succeeds, `seconds` at most; a sanitizer is slow.
case ${V:-} in san | tsan) slow=6 ;; *) slow=1 ;; esac
until_true() { # until_true SECONDS COMMAND...
  tenths=$(($1 * 10 * slow))
  shift
  while ! "$@" >/dev/null 2>&1; do
    tenths=$((tenths - 1))
    [ "$tenths" -gt 0 ] || return 1
    sleep 0.1
  done
}

alive() { [ -d "/proc/$1" ] && ! grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null; }
gone() { ! alive "$1"; }
logged() { grep -qE -- "$1" "$log"; }

# Writes the configuration from standard input with what every test needs.
configure() {
  cat >"$lab/given"
  {
    cat "$lab/given"
    # A group may stand twice in a key file.
    printf '\n[milter]\nsocket = %s\nsocket-mode = 0666\nlog = %s\n' "$sock" "$log"
    grep -q '^cleaners' "$lab/given" || echo 'cleaners = 2'
    printf '[cleaning]\nrules = %s\n' "$lab/rules"
  } >"$lab/conf.new"
  mv "$lab/conf.new" "$lab/conf"
  chmod 644 "$lab/conf"
}

daemon_start() {
  configure
  : >"$log"
  chmod 666 "$log"
  "${as_daemon[@]}" "$lab/leanletter-milter" -f -c "$lab/conf" >"$lab/out" 2>&1 &
  daemon=$!
  trap 'kill -KILL $daemon 2>/dev/null; sleep 0.2; rm -rf "$tmp"' EXIT
  if ! until_true 60 logged 'serving, generation 1'; then
    echo "Bail out! the daemon does not start"
    sed 's/^/# /' "$lab/out" "$log"
    exit 1
  fi
}

# Children of a process, by the name that they have: leanlet-front, leanlet-cleaner.
children() { # children NAME [PARENT]
  pgrep -P "${2:-$daemon}" -x "$1"
}
front() { children leanlet-front | tail -1; }
cleaner() { children leanlet-cleaner | head -1; }
cleaners() { children leanlet-cleaner | wc -l; }

ends_in_order() {
  kill -TERM "$daemon"
  until_true 40 gone "$daemon" || return 1
  wait "$daemon"
  code=$?
  [ "$code" = 0 ] || { echo "exit code $code"; sed 's/^/log: /' "$log" | tail -20; return 1; }
}
no_report() { ! grep -ahE 'ERROR: AddressSanitizer|runtime error:|WARNING: ThreadSanitizer' -A 40 "$reports".* 2>/dev/null; }

daemon_stop() {
  check "the daemon ends in order" ends_in_order
  case ${V:-} in san | tsan) check "the sanitizer has nothing to say" no_report ;; esac
}

talk() { # talk SCRIPT [NAME=VALUE...]
  talk_script=$1
  shift
  set -- "$@" "sock=$sock" "dir=tests/milter"
  for talk_d; do
    set -- "$@" -D "$talk_d"
    shift
  done
  timeout 120 miltertest -s "tests/milter/$talk_script" "$@" || { echo "log:"; tail -5 "$log"; return 1; }
}
lua() { # lua NAME SCRIPT [NAME=VALUE...]
  lua_name=$1
  shift
  check "$lua_name" talk "$@"
}
# What comes out of the daemon for a message, and what leanletter(1) makes of it with the same configuration.
through() { python3 tests/milter/milter.py "$sock" one "$@"; }
offline() { perl -pe 's/\r?\n/\r\n/' "$1" | "$LEANLETTER" clean --config "$lab/conf"; }
body_of() { perl -0777 -pe 's/^.*?\r?\n\r?\n//s' "$1"; }
crlf() { perl -pe 's/\r?\n/\r\n/' "$1"; }

same_as() { # same_as WANTED FILE [KEY=VALUE...]: the message FILE comes out as WANTED
  same_wanted=$1
  shift
  through "$@" >"$lab/outcome" || { echo "exit code $?"; return 1; }
  cmp "$same_wanted" "$lab/outcome"
}
# Lean: our field, and the body as from the command line.
comes_out_lean() { # comes_out_lean FILE [KEY=VALUE...]
  offline "$1" >"$lab/offline"
  ! cmp -s <(crlf "$1") "$lab/offline" || { echo "there is nothing to cut in $1"; return 1; }
  through "$@" >"$lab/outcome" || { echo "exit code $?"; return 1; }
  grep -q '^X-Leanletter: v=1; cut=' "$lab/outcome" || { echo "no field of ours"; return 1; }
  cmp <(body_of "$lab/offline") <(body_of "$lab/outcome")
}
unchanged() { # unchanged FILE [KEY=VALUE...]
  crlf "$1" >"$lab/as-it-came"
  same_as "$lab/as-it-came" "$@"
}

nothing_ended() { ! grep -E '(cleaner|front) [0-9]+ (ended|was killed)' "$log"; }

command -v miltertest >/dev/null || skip_all "no miltertest"
