#!/bin/bash
# The tool that fits the weights, on tables small enough to know the answer; its table; and the form of weights.rules.
# SPDX-License-Identifier: MIT
. tests/tap.sh
B=${B:-build/release}
fit=$B/tests/fit/fit
[ -x "$fit" ] || skip_all "no $fit"

names() { printf 'mail\tsender\tstart\tend\tsize\topen\tscore\tgold%b\n' "$1"; }
row() { printf '%s\t%s\t%s\t%s\t%s\t1\t0\t%s%b\n' "$@"; } # MAIL SENDER START END SIZE GOLD VALUES
# A mail of a sender of its own with one block.
mail() { # NAME GOLD NOTHING VALUES
  row "$1" "$1.example" 0 0 0 "$2" "$3"
  row "$1" "$1.example" 5 9 10 "$2" "$4"
}
same() { [ "$1" = "$2" ] || diff <(echo "$1") <(echo "$2"); }

# ---- the fit ----
# Each feature stands alone in its mails, so that its best weight w can be told: with the strength of the prior s, the weight
# by hand h, n mails of which g go, and x the value of the feature, s x (w - h) = g - n / (1 + exp(-w x)).
#   once     x 1, n 10, g 8, s 1: w = 1 for h = 0.3106
#   counted  x 2, n 10, g 8, s 1: w = 0.5 for h = 0.1553
#   turned   would be below 0, and stays there
#   unseen   is in no mail: the weight set by hand
table() {
  names '\tonce\tcounted\tturned\tunseen'
  for i in 0 1 2 3 4 5 6 7 8 9; do
    gold=0:10
    [ "$i" -lt 8 ] || gold=keep:10
    mail "a$i" "$gold" '\t0\t0\t0\t0' '\t1\t0\t0\t0'
    mail "b$i" "$gold" '\t0\t0\t0\t0' '\t0\t2\t0\t0'
    mail "c$i" keep:10 '\t0\t0\t0\t0' '\t0\t0\t1\t0'
  done
}
printf '# head\n[weights]\nonce = 0.3106\ncounted = 0.1553\nturned = 0.2\nunseen = -3.0\n' >"$tmp/hand.rules"
table >"$tmp/table"
fitted='# head
[weights]
once = 1.00              # by hand: 0.31
counted = 0.50           # by hand: 0.16
turned = 0.00            # by hand: 0.20
unseen = -3.00'
comes_out() { same "$fitted" "$("$fit" fitted --strength 1 "$tmp/table" "$1")"; }
from_fitted() { echo "$fitted" | sed 's/0.31/0.3106/; s/0.16/0.1553/' >"$tmp/fitted.rules" && comes_out "$tmp/fitted.rules"; }
check "known weights come out" comes_out "$tmp/hand.rules"
check "what was fitted before does not count" from_fitted

# ---- which weights are written ----
# Ten senders, one mail each; with strength 0.1 the weight of ten that all go is w where (w - 0.5) / 10 = 10 / (1 + exp(w)).
one() { # HOW-MANY-STAY
  names '\tx'
  for i in 0 1 2 3 4 5 6 7 8 9; do mail "m$i" "$([ "$i" -lt "$1" ] && echo keep || echo 0):10" '\t0' '\t1'; done
}
writes() { # HOW-MANY-STAY WANT
  one "$1" >"$tmp/one" && printf '[weights]\nx = 0.50\n' >"$tmp/x.rules" &&
    same $'[weights]\n'"$2" "$("$fit" write --strength 0.1 "$tmp/one" "$tmp/x.rules")"
}
check "fitted weights that are better are written" writes 0 'x = 3.48                 # by hand: 0.50'
check "fitted weights that lose words are not" writes 1 'x = 0.50'

# ---- the folds ----
# Twelve mails of four senders in three folds.
senders() {
  names '\tx'
  for i in 1 2 3 4 5 6 7 8 9 10 11 12; do row "m$i" "s$((i % 4))" 0 0 0 keep:10 '\t0'; done
}
apart() {
  senders >"$tmp/senders" && "$fit" folds --folds 3 --directory "$tmp/folds" "$tmp/senders" "$tmp/x.rules" &&
    [ "$(ls "$tmp/folds")" = $'0\n1\n2\nmails' ] &&
    awk '{ s = substr($2, 2) % 4; n++; if (s in fold && fold[s] != $1) exit 1; fold[s] = $1; used[$1] = 1 }
         END { exit !(n == 12 && length(used) == 3) }' "$tmp/folds/mails"
}
check "all mails of a sender are in one fold" apart

# ---- the figures ----
# The best disjoint cuts: two blocks, and neither the one over both that holds words that stay nor the one across them.
cuts() {
  names '\tx'
  row m s 0 0 0 'keep:50 0:10 1:6' '\t0'
  row m s 0 100 30 'keep:14 0:10 1:6' '\t-5'
  row m s 10 20 9 '0:9' '\t5'
  row m s 15 35 10 '0:5 1:5' '\t5'
  row m s 30 40 5 '1:5' '\t5'
  row m s 50 60 4 'keep:4' '\t2'
}
of_curve() { "$fit" curve "$tmp/cuts" "$tmp/y.rules" | grep "^threshold $1"; }
chosen() {
  cuts >"$tmp/cuts" && printf '[weights]\nx = 1\n' >"$tmp/y.rules" &&
    same "threshold 3.0            blocks   1/2    words   14/16    lost   0  recall 0.875  precision 1.000  zero-loss 1.000" "$(of_curve 3.0)" &&
    same "threshold 1.5            blocks   1/2    words   14/16    lost   4  recall 0.875  precision 0.778  zero-loss 0.000" "$(of_curve 1.5)"
}
check "the best disjoint blocks are cut" chosen

# ---- what is no table ----
refused() { ! "$fit" cross "$1" "$tmp/x.rules" 2>"$tmp/error" && grep -q "$2" "$tmp/error"; }
names '\ty' >"$tmp/other"
printf 'a\tb\n' >"$tmp/broken"
check "a feature without a weight is an error" refused "$tmp/other" 'no weight "y"'
check "another table is an error" refused "$tmp/broken" 'line 1: these are not the names'

# ---- the table ----
# A mail made here: a sign-up block that has to go, a line that may, and all else stays.
eml() {
  printf 'From: Quay <news@mail.quay.example>\nList-Unsubscribe: <https://quay.example/u>\nSubject: Quay\nMIME-Version: 1.0\n'
  printf 'Content-Type: text/html; charset=utf-8\n\n<html><body><p>Ferry \xc3\xa0 quai to reopen in June, the council said on Monday.</p>\n'
  printf '<p><a href="https://quay.example/signup">Sign up for our newsletter</a></p>\n<p>Rents along the quay rose.</p>\n'
  printf '<p><a href="https://quay.example/friend">Tell a friend</a></p></body></html>\n'
}
joined() {
  mkdir "$tmp/labels" "$tmp/mail" && eml >"$tmp/mail/a.eml" &&
    echo '{"remove": [{"kind": "signup", "tier": "must", "lines": ["Sign up for our newsletter"], "alt": []},
                      {"kind": "promo", "tier": "may", "lines": ["Tell a friend"]}]}' >"$tmp/labels/a.json" &&
    python3 tests/fit/table.py "$LEANLETTER" "$tmp/labels:$tmp/mail" >"$tmp/joined" &&
    cut -f 1,2,8 "$tmp/joined" >"$tmp/gold" &&
    grep -qx $'a\tquay.example\t0:5 keep:17 may:3' "$tmp/gold" && grep -qx $'a\tquay.example\t0:5' "$tmp/gold" &&
    grep -qx $'a\tquay.example\tmay:3' "$tmp/gold" && grep -qx $'a\tquay.example\t0:5 keep:5' "$tmp/gold"
}
check "blocks meet their labels" joined
# The same label as marks in the HTML; and marks in another HTML.
marked() {
  mkdir -p "$tmp/marks" && sed '1,/^$/d' "$tmp/mail/a.eml" |
    sed 's,<p><a href="https://quay.example/signup">.*</p>,<!--must signup-->&<!--/-->,; s,<p><a href="https://quay.example/friend">.*</p>,<!--may other-->&<!--/-->,' \
      >"$tmp/marks/a.html" && python3 tests/fit/table.py "$LEANLETTER" "$tmp/marks:$tmp/mail" | diff "$tmp/joined" -
}
unlike() {
  mkdir "$tmp/unlike" && sed s/Rents/Fees/ "$tmp/marks/a.html" >"$tmp/unlike/a.html" &&
    ! python3 tests/fit/table.py "$LEANLETTER" "$tmp/unlike:$tmp/mail" 2>"$tmp/error" && grep -q '^a: the mail' "$tmp/error"
}
cut_out() { # the lean mail says what must go; what may go it cannot say
  mkdir "$tmp/lean" && grep -v 'quay.example/signup' "$tmp/mail/a.eml" >"$tmp/lean/a.lean" &&
    python3 tests/fit/table.py "$LEANLETTER" "$tmp/lean:$tmp/mail" | cut -f 8 >"$tmp/gold" &&
    diff <(cut -f 8 "$tmp/joined" | grep -o '0:[0-9]*') <(grep -o '0:[0-9]*' "$tmp/gold") && grep -qx '0:5 keep:20' "$tmp/gold"
}
check "labels may be marks in the HTML" marked
check "a label may be the lean mail" cut_out
check "a label of another mail is an error" unlike

# ---- weights.rules ----
form() { # one line for each feature that the dump has, in its order, as the tool writes them
  "$LEANLETTER" explain --features "$tmp/mail/a.eml" | head -1 | tr '\t' '\n' | sed '1,/^score$/d' >"$tmp/features" &&
    sed '1,/^\[weights\]$/d' conf/rules/weights.rules >"$tmp/weights" &&
    diff "$tmp/features" <(sed -n -E 's/^([a-z.]+) = -?[0-9]+\.[0-9]+( +# by hand: -?[0-9]+\.[0-9]+)?$/\1/p' "$tmp/weights") &&
    [ "$(wc -l <"$tmp/features")" = "$(wc -l <"$tmp/weights")" ]
}
check "weights.rules has a line for every feature" form
finish
