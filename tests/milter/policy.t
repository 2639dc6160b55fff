#!/bin/bash
# Whose mail is touched: clients, submitters, recipients, authentication; what happens to signatures.
# SPDX-License-Identifier: MIT
. tests/milter/lib.sh
mail=tests/milter/mail/newsletter.eml

with_header() { # with_header TEXT: the newsletter with fields on top
  { printf '%s\n' "$1"; cat $mail; } >"$lab/with.eml"
}
results() { with_header "Authentication-Results: $1"; }
new_daemon() { # new_daemon NAME <CONFIGURATION
  [ -z "${daemon:-}" ] || ends_in_order || { check "$1: the daemon before it ends" false; }
  daemon_start
}

# ---- clients and submitters ----
new_daemon clients <<'EOF'
[milter]
skip-clients = 192.0.2.128/25 2001:db8::/32 local authenticated 198.51.100.7
EOF
check "another client" comes_out_lean $mail client=192.0.2.127
check "a client of a skipped network" unchanged $mail client=192.0.2.128
check "the end of the network" unchanged $mail client=192.0.2.255
check "a skipped address" unchanged $mail client=198.51.100.7
check "the address beside it" comes_out_lean $mail client=198.51.100.6
check "this machine" unchanged $mail client=127.0.0.1
check "a user who logged in" unchanged $mail user=ada
check "the reasons are named" until_true 3 logged 'passed reason=client'
check "the reasons are named" until_true 3 logged 'passed reason=submitted'

# ---- recipients ----
new_daemon recipients <<'EOF'
[milter]
only-recipients = ada@example.org @wanted.example
skip-clients =
EOF
check "a recipient who wants it" comes_out_lean $mail 'rcpt=<Ada@Example.ORG>'
check "a recipient of a domain that wants it" comes_out_lean $mail 'rcpt=<x@wanted.example>'
check "both" comes_out_lean $mail 'rcpt=<ada@example.org>,<x@wanted.example>'
check "another recipient" unchanged $mail 'rcpt=<bob@example.org>'
check "a domain that only ends like it" unchanged $mail 'rcpt=<x@unwanted.example>'
check "one who wants it and one who does not" unchanged $mail 'rcpt=<ada@example.org>,<bob@example.org>'
check "in the other order" unchanged $mail 'rcpt=<bob@example.org>,<ada@example.org>'
check "a user who logged in is not skipped here" comes_out_lean $mail user=ada 'rcpt=<ada@example.org>'

# ---- authentication (RFC 8601) ----
new_daemon authentication <<'EOF'
[authentication]
require-authentication = yes
authserv-ids = mx.example.org other.example
EOF
good() { results "$2" && check "$1" comes_out_lean "$lab/with.eml"; }
bad() { results "$2" && check "$1" unchanged "$lab/with.eml"; }
check "no results" unchanged $mail
good "dkim passed" 'mx.example.org; dkim=pass header.d=allotment.example'
good "dmarc passed" 'MX.example.org 1; spf=fail smtp.mailfrom=x@y.example; dmarc=pass (p=none) header.from=allotment.example'
good "comments everywhere" 'mx.example.org (a (nested) \) one) 1 (x);
	dkim (y) = (z) pass (2048-bit key; unprotected) header.d = allotment.example header.b="ab/+c="; spf=none'
good "version of the method, reason, closing semicolon" 'mx.example.org; dkim/1=pass reason="good; really" header.i=@allotment.example;'
good "an unquoted signature" 'mx.example.org; dkim=pass header.b=aB/+c== header.a=rsa-sha256'
bad "another server's results" 'mx.example.net; dkim=pass header.d=allotment.example'
bad "a name that only begins like it" 'mx.example.org.example.net; dkim=pass'
bad "dkim failed" 'mx.example.org; dkim=fail header.d=allotment.example; spf=pass'
bad "spf alone" 'mx.example.org; spf=pass smtp.mailfrom=x@allotment.example'
bad "none" 'mx.example.org; none'
bad "pass in a comment" 'mx.example.org; dkim=fail (dkim=pass)'
bad "pass in a reason" 'mx.example.org; dkim=fail reason="; dkim=pass"'
bad "an open comment" 'mx.example.org; dkim=pass (never closed'
bad "an open string" 'mx.example.org; dkim=pass reason="never closed'
bad "no identifier" '; dkim=pass'
bad "an empty field" ''
bad "comments without end" "mx.example.org $(printf '(%.0s' $(seq 100)); dkim=pass"
bad "pass as a property" 'mx.example.org; spf=fail dkim=pass'
bad "rubbish after the result" 'mx.example.org; dkim=pass @@'
with_header 'Authentication-Results: evil.example; dkim=pass
Authentication-Results: mx.example.org; dkim=pass'
check "a trusted field after an untrusted one" comes_out_lean "$lab/with.eml"
check "the reason is named" until_true 3 logged 'passed reason=not-authenticated'

# ---- signatures of a message that was cut ----
signed='DKIM-Signature: v=1; a=rsa-sha256; d=one.example;
	b=AAAA
dkim-signature: v=1; a=rsa-sha256; d=two.example; b=BBBB'
with_header "$signed"
count() { grep -ciE "$1" "$lab/outcome"; }
for what in keep rename remove; do
  new_daemon $what <<EOF
[milter]
dkim-signature = $what
EOF
  check "signatures: $what" comes_out_lean "$lab/with.eml"
  case $what in
  keep) check "both are there" test "$(count '^dkim-signature:') $(count '^x-original')" = "2 0" ;;
  rename)
    check "both have the new name" test "$(count '^dkim-signature:') $(count '^x-original-dkim-signature:')" = "0 2"
    check "in the same order" test "$(grep -ioE '^x-original-dkim-signature:.* d=[a-z]+' "$lab/outcome" | grep -o '[a-z]*$' | tr '\n' ' ')" = "one two "
    check "with the same value" grep -qF 'X-Original-DKIM-Signature: v=1; a=rsa-sha256; d=one.example;' "$lab/outcome"
    ;;
  remove) check "both are gone" test "$(count 'dkim-signature:')" = 0 ;;
  esac
done
check "a message that is not cut keeps its signatures" unchanged tests/milter/mail/personal.eml
daemon_stop
finish
