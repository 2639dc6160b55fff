# The project's own letters: compose, clean, score.  To be sourced, with $LEANLETTER and $B set.
# SPDX-License-Identifier: MIT
SCORE=$B/tests/tools/score

own_compose() { python3 tests/quality/compose.py --ideal "$1/ideal" "$1/out"; } # DIR

own_clean() { # DIR PROFILE
  for half in dev kept untouched; do
    mkdir -p "$1/$2/$half"
    "$LEANLETTER" clean --profile "$2" -d "$1/$2/$half" "$1/out/$half"/*.eml || return 1
  done
}
