#!/bin/sh
# Fits the weights of conf/rules/weights.rules to labelled mail, and writes the file anew: with fitted weights where the
# cross-validation by sender says that they are better, else with those set by hand.
# SPDX-License-Identifier: MIT
#
# usage: tests/fit/fit.sh [LABELS:MAIL...]     tests/fit/table.py tells what these hold; without any those of ../shared, where
#                                              that is there
# FIT holds options of the tool: FIT='-s 10 -c 7'.  All of build/release/fit/ is for looking at afterwards.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build/release}
LEANLETTER=${LEANLETTER:-$PWD/$B/leanletter}
rules=conf/rules/weights.rules
eval=../shared/eval
mail=../shared/corpus
work=$B/fit
if [ $# = 0 ] && [ -d $eval ]; then
  set -- $eval/labels:$mail/newsletters $eval/labels-synthetic:$mail/synthetic/mail $eval/labels-seed:$mail/seed
fi
if [ $# = 0 ]; then
  echo "there is no $eval; name directories as LABELS:MAIL"
  exit 0
fi
# shellcheck disable=SC2086
fit() { "$B/tests/fit/fit" ${FIT:-} "$@"; }

# Cleans every mail with the weights that were fitted without its sender.
clean_held_out() { # MAIL-DIRECTORY
  while read -r fold name; do
    [ ! -f "$1/$name.eml" ] || "$LEANLETTER" clean --rules "$work/folds/$fold" <"$1/$name.eml" >"$work/lean/$name.eml"
  done <"$work/folds/mails"
}

rm -rf "$work"
mkdir -p "$work/folds" "$work/lean"
number=0
for set in "$@"; do # all but the first without the names
  number=$((number + 1))
  python3 tests/fit/table.py "$LEANLETTER" "$set" >"$work/table.$number"
  if [ $number = 1 ]; then cat "$work/table.1"; else sed 1d "$work/table.$number"; fi >>"$work/table"
done
fit cross "$work/table" $rules
number=0
for set in "$@"; do
  number=$((number + 1))
  echo "== ${set%%:*}, the weights in use"
  fit curve "$work/table.$number" $rules
done
fit ablate "$work/table" $rules >"$work/ablation"
fit folds -d "$work/folds" "$work/table" $rules
if [ -f $eval/score.py ]; then
  for fold in "$work"/folds/[0-9]*; do ln -s "$PWD"/conf/rules/[!w]*.rules "$fold/"; done
  for set in "$@"; do
    clean_held_out "${set#*:}"
    score="python3 $eval/score.py --labels ${set%%:*} --mail ${set#*:}"
    echo "== ${set%%:*}: the weights in use; fitted, senders held out"
    $score --run "$LEANLETTER clean" | tail -1
    $score --lean "$work/lean" | tail -1
  done
fi
fit write "$work/table" $rules >"$work/weights.rules"
cp "$work/weights.rules" $rules
