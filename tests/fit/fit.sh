#!/bin/sh
# Fits the weights of conf/rules/weights.rules to labelled mail, and shows what the file should be: with fitted weights where
# the cross-validation by sender says that they are better, else with those set by hand.
# SPDX-License-Identifier: MIT
#
# usage: tests/fit/fit.sh [LABELS:MAIL...]     tests/fit/table.py tells what these hold; without any the letters of
#                                              tests/quality that rules may be tuned to, tests/cases, and what ../shared has
# FIT holds options of the tool: FIT='--strength 10'.  The other half of the letters is for judging: it is not fitted to.
# What was made on the way stays in build/release/fit/.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build/release}
LEANLETTER=${LEANLETTER:-$PWD/$B/leanletter}
rules=conf/rules/weights.rules
eval=../shared/eval
mail=../shared/corpus
work=$B/fit
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
python3 tests/quality/compose.py "$work/own" >/dev/null
own=$work/own/dev:$work/own/dev
mkdir "$work/cases"
for case in tests/cases/*/; do # those that lose something: the others may be left alone for other reasons than their blocks
  name=$(basename "$case")
  cmp -s "$case/in.eml" "$case/want.eml" || cp "$case/in.eml" "$work/cases/$name.eml"
  [ ! -f "$work/cases/$name.eml" ] || cp "$case/want.eml" "$work/cases/$name.lean"
done
cases=$work/cases:$work/cases
if [ $# = 0 ] && [ -d $eval ]; then
  set -- $eval/labels:$mail/newsletters $eval/labels-synthetic:$mail/synthetic/mail $eval/labels-seed:$mail/seed "$own" "$cases"
fi
[ $# != 0 ] || set -- "$own" "$cases"
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
fit fitted "$work/table" $rules >"$work/fitted.rules"
python3 tests/fit/table.py "$LEANLETTER" "$work/own/kept:$work/own/kept" >"$work/table.kept"
echo "== letters that were not fitted to: the weights in use; fitted"
for weights in $rules "$work/fitted.rules"; do fit curve "$work/table.kept" "$weights" | grep '^threshold 1.5'; done
fit ablate "$work/table" $rules >"$work/ablation"
fit folds -d "$work/folds" "$work/table" $rules
if [ -f $eval/score.py ]; then
  for fold in "$work"/folds/[0-9]*; do ln -s "$PWD"/conf/rules/[!w]*.rules "$fold/"; done
  for set in "$@"; do
    [ "${set#"$work"}" = "$set" ] || continue # the letters have another scorer
    clean_held_out "${set#*:}"
    score="python3 $eval/score.py --labels ${set%%:*} --mail ${set#*:}"
    echo "== ${set%%:*}: the weights in use; fitted, senders held out"
    $score --run "$LEANLETTER clean" | tail -1
    $score --lean "$work/lean" | tail -1
  done
fi
fit write "$work/table" $rules >"$work/weights.rules"
if diff -u $rules "$work/weights.rules"; then
  echo "$rules is what the fit makes of these labels"
else
  echo "to use them: cp $work/weights.rules $rules"
fi
