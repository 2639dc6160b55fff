#!/bin/bash
# run.sh SECONDS [TARGET...]: runs fuzz targets, each so long; run.sh -runs=N [TARGET...]: so many inputs each, always the same.
# SPDX-License-Identifier: MIT
#
# Inputs that reach new code are kept in build/fuzz-corpus/TARGET (not with -runs), inputs that break something are
# build/fuzz-corpus/TARGET-crash-*.  Seeds are the messages of tests/cases and tests/untouched, and what is in them.
set -eu
cd "$(dirname "$0")/../.."
amount=$1
shift
built=build/fuzz
corpus=$PWD/build/fuzz-corpus
case $amount in -runs=*) kept= ;; *) kept=yes ;; esac
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

# Leaks are looked for, allocations of GLib are seen one by one.
export G_SLICE=always-malloc ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=report_objects=0

messages() {
  for f in tests/cases/*/in.eml; do cp "$f" "$1/$(basename "$(dirname "$f")").eml"; done
  cp tests/untouched/*.eml "$1"
}
# The HTML of the cases; with a first argument behind that byte, so that fuzz-clean wraps it.
pages() {
  for f in tests/cases/*/in.eml; do
    name=$(basename "$(dirname "$f")").html
    build/fuzz/tests/tools/html "$f" >"$seeds/page"
    [ ! -s "$seeds/page" ] || { printf "${2:-}"; cat "$seeds/page"; } >"$1/$name"
  done
}
make_seeds() {
  mkdir "$seeds/$1"
  case $1 in
    fuzz-message) messages "$seeds/$1" ;;
    fuzz-html) pages "$seeds/$1" ;;
    fuzz-clean) messages "$seeds/$1"; pages "$seeds/$1" '\001' ;;
    fuzz-config) cp conf/leanletter.conf conf/rules/{en,eu,ja,links,senders,weights}.rules "$seeds/$1" ;;
    fuzz-frame)
      for kind in '\001\200' '\001\201' '\003\204' '\001\100' '\001\110' '\000\100' '\000\101'; do
        printf "${kind}\001\010\040\020" >"$seeds/$1/$(echo "$kind" | tr -d '\\')"
      done
      for f in tests/cases/0[0-4]*/in.eml; do
        { printf '\000\201'; cat "$f"; } >"$seeds/$1/$(basename "$(dirname "$f")")"
      done ;;
  esac
}
dictionary() {
  sed -n 's/^LL_TAG(.*, "\(.*\)")$/"<\1>"\n"<\/\1>"/p' core/tags.def
  printf '"%s"\n' 'href=\"' 'unsubscribe' 'style=\"display:none\"' '<!--[if mso]>' '<![endif]-->' '<!--' '-->' \
    'Content-Type: ' 'Content-Transfer-Encoding: ' 'boundary=' 'base64' 'quoted-printable' 'multipart/mixed' 'text/html' \
    'charset=' 'iso-2022-jp' 'shift_jis' 'gb18030' '\x1b$B' '\x1b(B' '=\x0d\x0a' '\x0d\x0a--' \
    '[signup idiom]' '[links social]' '[protect unsubscribe]' '[weights]' '[private hosts]' '[quote marks]' '[sender example.com]' '<publisher>' '<any>'
}

failed=0
[ $# -gt 0 ] || set -- $(for f in tests/fuzz/fuzz-*.c; do basename "$f" .c; done)
dictionary >"$seeds/dictionary"
for target; do
  make_seeds "$target"
  mkdir -p "$corpus/$target"
  if [ -n "$kept" ]; then
    limit="-max_total_time=$amount" store="$corpus/$target"
  else
    limit="$amount -seed=1" store=
  fi
  begin=$(date +%s)
  # shellcheck disable=SC2086
  "$built/fuzz/$target" $limit -timeout=20 -rss_limit_mb=2048 -max_len=65536 -dict="$seeds/dictionary" -print_final_stats=1 \
    -artifact_prefix="$corpus/$target-" $store "$seeds/$target" >"$seeds/log" 2>&1 || { failed=1; tail -60 "$seeds/log"; }
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$seeds/log") inputs," \
    "$(grep -oE 'cov: [0-9]+' "$seeds/log" | tail -1), $(($(date +%s) - begin)) s"
done
exit $failed
