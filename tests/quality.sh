#!/bin/sh
# Prints how well newsletters are cleaned: the project's own letters (tests/quality), and those of ../shared in the words
# of its scorer where they are beside the checkout.  LIST=dev lists what was missed and lost in that half of the letters.
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")/.."
B=${B:-build/release}
LEANLETTER=${LEANLETTER:-$PWD/$B/leanletter}
. tests/quality/own.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
own_compose "$tmp" >/dev/null
for profile in standard strict; do
  own_clean "$tmp" $profile
  echo "== own letters, $profile"
  "$SCORE" "$tmp/out" "$tmp/$profile" dev kept untouched
  for half in dev kept; do
    printf 'half %s: ' $half
    "$SCORE" --line "$tmp/out" "$tmp/$profile" $half
  done
  list=--list
  [ $profile = standard ] || list=--arguable
  [ -z "${LIST:-}" ] || "$SCORE" $list --line "$tmp/out" "$tmp/$profile" "$LIST"
done

eval=../shared/eval
mail=../shared/corpus
[ -f $eval/score.py ] || exit 0
score() {
  echo "== $1"
  shift
  python3 $eval/score.py "$@"
}
for profile in standard strict; do
  run="$LEANLETTER clean --profile $profile"
  score "the page that started it, in five layouts, $profile" --labels $eval/labels-seed --mail $mail/seed --run "$run"
  score "real newsletters, $profile" --labels $eval/labels --mail $mail/newsletters --untouched $mail/untouched --run "$run"
  score "written newsletters in many languages, $profile" --labels $eval/labels-synthetic --mail $mail/synthetic/mail \
    --untouched $mail/synthetic/untouched --run "$run"
done
if [ -f $eval/streams.py ] && [ -d $mail/streams ]; then
  echo "== streams of issues: with what the earlier ones taught (warm) and without (cold)"
  python3 $eval/streams.py $mail/streams $eval/labels "$LEANLETTER clean --memory {memory}"
fi
