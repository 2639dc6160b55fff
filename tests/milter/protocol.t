#!/bin/bash
# The milter protocol against the real daemon: states with miltertest, bytes with a mail server of our own.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml
short=tests/milter/mail/short.eml
personal=tests/milter/mail/personal.eml
list=tests/milter/mail/list.eml

# ---- messages made here ----
with_field() { # with_field FILE TEXT: a field at the end of the header
  printf '%s\n' "$2" | perl -0777 -pe 'BEGIN { local $/; $t = <STDIN> } s/\n\n/\n$t\n/' "$1"
}
forged='X-Leanletter: v=1; cut=9; id=forged'
with_field $mail "$forged
Subject-Two: x
x-leanletter: again" >"$lab/forged.eml"
with_field $personal "$forged" >"$lab/forged-personal.eml"
with_field $list "$forged" >"$lab/forged-list.eml"
with_field $mail "X-Long: $(head -c 70000 /dev/zero | tr '\0' a)" >"$lab/long.eml"
with_field $mail "X-Long:$(yes ' a folded line of a very long field' | head -5000 | sed '2,$s/^/\t/')" >"$lab/too-long.eml"
{ cat $mail; head -c 300000 /dev/zero | tr '\0' '\n'; } >"$lab/big.eml"
perl -pe 's/Letters/Let\0ters/' $mail >"$lab/nul.eml"
perl -0777 -pe 's/^.*?\n\n//s' $short >"$lab/bare-lf"
perl -0777 -pe 's/^.*?\n\n//s; s/\n/\r\n/g; s/compost/com\rpost/' $short >"$lab/bare-cr"

daemon_start <<'EOF'
[limits]
message-size = 250k
header-size = 128k
EOF

# ---- one message ----
check "a newsletter comes out lean, as from the command line" comes_out_lean $mail
check "one line tells queue id, verdict, cuts, bytes and time" \
  until_true 3 logged 'QUEUEID1: lean reason=[a-z-]+ cut=1 classes=signup:1 .*bytes=[0-9]+->[0-9]+ ms=[0-9]+'
check "a personal mail comes out as it went in" unchanged $personal
check "a mail of a discussion list, too" unchanged $list
lua "and that is let go at the end of its header" deliver.lua file=list.eml end=accept
check "which is logged" until_true 3 logged 'QUEUEID1: passed reason='

# ---- states ----
lua "several messages on one connection" several.lua
lua "abort at each state, ends without a word, port probes" abort.lua

# ---- odd bytes, pieces and sizes ----
for chunk in 1 2 3 7 64 4093; do
  check "body in pieces of $chunk" comes_out_lean $mail chunk=$chunk
done
check "NUL in the body" unchanged "$lab/nul.eml"
lua "bare LF in the body" body.lua "body=$lab/bare-lf"
lua "bare CR in the body" body.lua "body=$lab/bare-cr"
check "a header field of 70 kB" comes_out_lean "$lab/long.eml"
check "a header over the limit" unchanged "$lab/too-long.eml"
check "the limit is named" until_true 3 logged 'passed reason=header-size'
check "a message over the limit" unchanged "$lab/big.eml"
lua "is let go in the middle of its body" deliver.lua "file=$lab/big.eml" end=pass
check "the limit is named" until_true 3 logged 'passed reason=message-size'

# ---- forged fields ----
fields() { grep -ci '^x-leanletter:' "$lab/outcome"; }
one_field() { comes_out_lean "$lab/forged.eml" && [ "$(fields)" = 1 ]; }
check "forged fields go and ours comes" one_field
crlf $personal >"$lab/personal"
crlf $list >"$lab/list"
check "forged fields go where nothing else changes" same_as "$lab/personal" "$lab/forged-personal.eml"
check "also where the header alone would do" same_as "$lab/list" "$lab/forged-list.eml"

# ---- negotiation: actions ADDHDRS 1, CHGBODY 2, CHGHDRS 16; steps as in libmilter/mfdef.h ----
check "no changes of the body offered" unchanged $mail actions=17
# Steps 0 would be understood as version 1 of the protocol; connect (1) is one that we want.
wants() { echo "wants $(python3 tests/milter/milter.py "$sock" negotiate "$1" "$2")"; }
check "all steps are declined then" test "$(wants 17 $((0x1fffff)))" = "wants 0x0 0x37f"
check "no changes of the body offered, and no way to decline a step" unchanged $mail actions=17 steps=1024
check "what is not needed is declined, no more" test "$(wants 511 $((0x1fffff)))" = "wants 0x13 0x10d782"
check "no optional steps offered" comes_out_lean $mail steps=1
check "protocol of old: no skip, no quiet steps" comes_out_lean $mail steps=127
for steps in 0x80 0x1000 0x4000 0x8000 0x100000 0x400; do
  check "only step $steps offered" comes_out_lean $mail steps=$((steps))
done
check "no header changes offered: nothing forged goes" comes_out_lean $mail actions=3
check "no new fields offered" same_as <(offline $mail) $mail actions=2
check "over the limit and no skip offered" unchanged "$lab/big.eml" steps=1

check "every process is the one that was started" nothing_ended
daemon_stop
finish
