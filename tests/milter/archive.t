#!/bin/bash
# The archive: the original is on disk before a message is changed, and comes back byte for byte.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml
archive=$lab/run/archive

# A signature as signers fold it, odd spaces, an empty value: all of it has to come back.
{
  printf 'DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple;\n\td=allotment.example; s=x;   h=from:to;\n        b=AAAA\n'
  printf 'X-No-Space:value\nX-Spaces:   three and trailing  \nX-Empty:\nX-Tab:\tvalue\n'
  cat $mail
} >"$lab/signed.eml"
crlf "$lab/signed.eml" >"$lab/original"

daemon_start <<EOF
[archive]
directory = $archive
days = 1d
EOF
restore() { "$LEANLETTER" restore --config "$lab/conf" "$1" >"$lab/restored"; }
restores() { restore "$1" && cmp "$lab/original" "$lab/restored"; }
check "a newsletter comes out lean" comes_out_lean "$lab/signed.eml" id=FIRST
cp "$lab/outcome" "$lab/lean.eml"
check "its original comes back by queue id" restores FIRST
check "by Message-ID" restores '<issue-118@mail.allotment.example>'
check "by Message-ID without brackets" restores issue-118@mail.allotment.example
check "for the lean message" restores "$lab/lean.eml"
unknown() { ! restore SECOND 2>"$lab/err" && grep -q 'no message "SECOND"' "$lab/err" && [ ! -s "$lab/restored" ]; }
check "an id that is not there" unknown
not_ours() { ! restore $mail 2>"$lab/err" && grep -q 'did not cut it' "$lab/err"; }
check "a message that was not cut" not_ours
check "the file is for its owner alone" test "$(stat -c %a "$archive" "$archive"/*/*.zst "$archive/index" | tr '\n' ' ')" = "700 600 600 "

# The queue id comes again with another message: the lean message finds its own.
sed 's/issue-118/issue-119/' "$lab/signed.eml" >"$lab/other.eml"
check "another message under the same queue id" comes_out_lean "$lab/other.eml" id=FIRST
check "the first lean message still finds its original" restores "$lab/lean.eml"
check "what is not cut is not kept" unchanged tests/milter/mail/personal.eml id=THIRD
listed() { "$LEANLETTER" archive list --directory "$archive" >"$lab/list" && [ "$(wc -l <"$lab/list")" = 2 ] && grep -q "FIRST .* $(wc -c <"$lab/original")  <issue-118@" "$lab/list"; }
check "the list has both" listed

# ---- retention ----
perl -pi -e 's/^(\d+)/$1 - 100000/e if $. == 1' "$archive/index"
purged() { [ "$("$LEANLETTER" archive purge --config "$lab/conf")" = "1 removed" ] && [ "$(ls "$archive"/*/*.zst | wc -l)" = 1 ]; }
check "what is too old goes" purged
check "and the index is still the daemon's" test "$(stat -c %U "$archive/index")" = "$(stat -c %U "$archive")"
check "the other stays" eval 'restore FIRST && grep -q issue-119 "$lab/restored"'

# ---- nowhere to write ----
chmod 000 "$archive"/20*
if [ "$(id -u)" != 0 ] || setpriv --reuid=nobody --regid=nogroup --clear-groups test ! -w "$archive"/20*; then
  check "without an original on disk nothing is changed" unchanged "$lab/signed.eml" id=FOURTH
  check "which is logged" until_true 3 logged 'FOURTH: failed reason=archive .*cannot'
fi
chmod 700 "$archive"/20*
check "and goes on when there is room again" comes_out_lean "$lab/signed.eml" id=FIFTH
check "with its original" restores FIFTH
daemon_stop
finish
