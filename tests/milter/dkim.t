#!/bin/bash
# DKIM, with a signer and a verifier that are not ours: the signature of a message that was cut fails or is out of the way,
# and that of the original that is restored holds.  The key comes from a file; no DNS is asked.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
PATH=$PATH:/usr/sbin
command -v opendkim >/dev/null && command -v opendkim-genkey >/dev/null || skip_all "no opendkim"
mail=tests/milter/mail/newsletter.eml
domain=allotment.example
dkim=$tmp/dkim

mkdir "$dkim"
opendkim-genkey -b 2048 -d $domain -s x -D "$dkim"
echo "x._domainkey.$domain v=DKIM1; k=rsa; p=$(tr -d '\n' <"$dkim/x.txt" | grep -o '"[^"]*"' | tr -d '"\n' | sed 's/.*p=//')" >"$dkim/names"
printf 'Mode v\nTestDNSData file:%s\nSyslog no\nSocket local:%s\n' "$dkim/names" "$dkim/sock" >"$dkim/verify.conf"

# Signs FILE, as it is: the field that opendkim would have added, and the message.
signed() { # signed CANONICALIZATION FILE
  printf 'Mode s\nRequireSafeKeys no\nDomain %s\nSelector x\nKeyFile %s\nCanonicalization %s\nSyslog no\nSocket local:%s\n' \
    $domain "$dkim/x.private" "$1" "$dkim/sock" >"$dkim/sign.conf"
  opendkim -x "$dkim/sign.conf" -vv -t "$2" >"$dkim/said" 2>&1 || { cat "$dkim/said" >&2; return 1; }
  perl -0777 -ne \
    "/hname='DKIM-Signature' hvalue='([^']*)'/ or exit 1; (\$v = \$1) =~ s/\\r?\\n/\\r\\n/g; print qq(DKIM-Signature: \$v\\r\\n)" "$dkim/said" && cat "$2"
}
result() { opendkim -x "$dkim/verify.conf" -vv -t "$1" 2>&1 | tee "$dkim/said" | grep -oE 'dkim=[a-z]+' | head -1; } # dkim=pass
says() { [ "$(result "$2")" = "dkim=$1" ] || { cat "$dkim/said"; return 1; }; }                              # says pass FILE
is_unsigned() { [ "$(result "$1")" = "" ] && grep -q 'mlfi_eom() returned SMFIS_ACCEPT' "$dkim/said"; }
has() { [ "$(grep -ci "$2" "$lab/outcome")" = "$1" ]; }
restored() { "$LEANLETTER" restore --config "$lab/conf" "$1" >"$lab/restored" && cmp "$lab/signed.eml" "$lab/restored"; }
undone() {
  "$LEANLETTER" clean --config "$lab/conf" --undo "$dkim/record-$1" <"$lab/signed.eml" >"$lab/lean.eml" && ! cmp -s "$lab/signed.eml" "$lab/lean.eml" &&
    "$LEANLETTER" undo --record "$dkim/record-$1" "$lab/lean.eml" >"$lab/undone"
}

crlf $mail >"$lab/unsigned.eml"
signed simple/simple "$lab/unsigned.eml" >"$lab/signed.eml"
check "the verifier takes what the signer made" says pass "$lab/signed.eml"
sed 's/Broad beans/Broad Beans/' "$lab/signed.eml" >"$lab/forged.eml"
check "and nothing else" says fail "$lab/forged.eml"

i=0
for policy in keep rename remove; do
  daemon_start <<EOF
[milter]
dkim-signature = $policy
[archive]
directory = $lab/run/archive
EOF
  for form in simple/simple relaxed/simple relaxed/relaxed; do
    i=$((i + 1))
    name="$policy, $form"
    signed $form "$lab/unsigned.eml" >"$lab/signed.eml"
    check "$name: the message comes out lean" comes_out_lean "$lab/signed.eml" id=MSG$i
    case $policy in
    keep) check "$name: its signature does not fit any more" says fail "$lab/outcome" ;;
    rename)
      check "$name: its signature is under another name" has 1 '^x-original-dkim-signature:'
      check "$name: and asks nobody to verify it" is_unsigned "$lab/outcome"
      ;;
    remove) check "$name: it has none" has 0 'dkim-signature:' ;;
    esac
    check "$name: the original comes back from the archive" restored MSG$i
    check "$name: and its signature holds" says pass "$lab/restored"
    check "$name: undone with the record of leanletter(1)" undone $i
    check "$name: the signature holds, too" says pass "$lab/undone"
  done
  crlf tests/milter/mail/personal.eml | sed "/^From:/s/@[^>]*/@$domain/" >"$lab/personal.eml"
  signed simple/simple "$lab/personal.eml" >"$lab/signed-personal.eml"
  check "$policy: what is not cut comes out as it was" unchanged "$lab/signed-personal.eml"
  check "$policy: and its signature holds" says pass "$lab/outcome"
  daemon_stop
done
finish
