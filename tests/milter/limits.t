#!/bin/bash
# Each limit of the configuration: past it a message passes as it came, and the log names the limit.  (The memory of a
# cleaner and its time: faults.t.)
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml
generation=1
mkdir "$lab/hostile"
python3 tests/milter/hostile.py "$lab/hostile" forty-levels attributes

# The newsletter with something put in before its second section.
with() { # with FILE PERL
  perl -pe "s/^/$2/e if /<h2>/ && !\$done++" $mail >"$lab/$1"
}
with deep.eml '"<div>" x 20 . "<p>Deep below.<\/p>" . "<\/div>" x 20'
with many.eml '"<p>One more.<\/p>\n" x 100'
{ printf 'X-Long: %2000s\n' x; cat $mail; } >"$lab/field.eml"

limit() { # limit SETTING REASON [FILE]
  configure <<EOF2
[limits]
$1
EOF2
  kill -HUP "$daemon"
  generation=$((generation + 1))
  until_true 20 logged "serving, generation $generation\$"
  check "$1: the message passes" unchanged "${3:-$mail}" "id=G$generation"
  check "$1: $2" until_true 3 logged "G$generation: (left-alone|passed) reason=$2 "
}

daemon_start </dev/null
check "within all of them it is cut" comes_out_lean $mail
limit 'message-size = 2k' message-size
limit 'header-size = 1k' header-size "$lab/field.eml"
limit 'html-size = 1k' html-size
limit 'tokens = 100' too-many-tokens "$lab/many.eml"
limit 'attributes = 10' too-many-attributes "$lab/hostile/attributes.eml"
limit 'depth = 10' too-deep "$lab/deep.eml"
limit 'blocks = 10' too-many-blocks "$lab/many.eml"
limit 'words = 100' too-many-words
limit 'parts = 20' too-many-parts "$lab/hostile/forty-levels.eml"
limit 'boundaries = 20' too-many-boundaries "$lab/hostile/forty-levels.eml"
limit 'part-depth = 20' parts-too-deep "$lab/hostile/forty-levels.eml"
daemon_stop
finish
