#!/bin/sh
# Prints how well the newsletters of ../shared are cleaned, in the words of its scorer; nothing where it is not there.
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")/.."
LEANLETTER=${LEANLETTER:-$PWD/build/release/leanletter}
eval=../shared/eval
mail=../shared/corpus
if [ ! -f $eval/score.py ]; then
  echo "there is no $eval"
  exit 0
fi
score() {
  echo "== $1"
  shift
  python3 $eval/score.py "$@" --run "$LEANLETTER clean"
}
score "the page that started it, in five layouts" --labels $eval/labels-seed --mail $mail/seed
score "real newsletters" --labels $eval/labels --mail $mail/newsletters --untouched $mail/untouched
score "written newsletters in many languages" --labels $eval/labels-synthetic --mail $mail/synthetic/mail \
  --untouched $mail/synthetic/untouched
if [ -f $eval/streams.py ] && [ -d $mail/streams ]; then
  echo "== streams of issues: with what the earlier ones taught (warm) and without (cold)"
  python3 $eval/streams.py $mail/streams $eval/labels "$LEANLETTER clean --memory {memory}"
fi
