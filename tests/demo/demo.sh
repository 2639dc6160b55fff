#!/bin/bash
# A newsletter through a throw-away Postfix with the milter in front; without root, by the milter protocol alone.
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build/release}
LEANLETTER=$PWD/$B/leanletter
MILTER=$PWD/$B/leanletter-milter
export LEANLETTER MILTER
. tests/mta/servers.sh
sample=tests/demo/newsletter.eml
command -v python3 >/dev/null || { echo "the demo needs python3"; exit 1; }

D=$(mktemp -d)
chmod 755 "$D"
trap 'stop_servers; rm -rf "$D"' EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

through_postfix() {
  start_postfix "inet:127.0.0.1:$MILTER_PORT"
  say "Postfix listens on 127.0.0.1:$POSTFIX_PORT, leanletter-milter on port $MILTER_PORT; all files are in $D"
  python3 - "$POSTFIX_PORT" "$sample" <<'P'
import smtplib, sys
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
    server.sendmail("desk@harbourletter.example", ["reader@example.test"], open(sys.argv[2], "rb").read().replace(b"\n", b"\r\n"))
P
  wait_for 20 sh -c "ls $D/postfix/mail/in/new/*"
  cp "$D"/postfix/mail/in/new/* "$D/delivered.eml"
}

through_protocol() {
  say "Not root, or no Postfix: the milter protocol alone, leanletter-milter on port $MILTER_PORT"
  python3 tests/milter/milter.py "inet:$MILTER_PORT@127.0.0.1" one "$sample" | tr -d '\r' >"$D/delivered.eml"
}

start_milter </dev/null
if [ "$(id -u)" = 0 ] && [ -x /usr/lib/postfix/sbin/master ]; then through_postfix; else through_protocol; fi

say "Sent: $sample. Delivered, and what the mail has to say about it:"
sed -n "/^X-Leanletter:/,/^[^[:space:]]/p" "$D/delivered.eml" | sed "\$d"

say "What a reader no longer sees (-):"
diff -U 100 --label sent --label delivered <(python3 tests/demo/text.py "$sample") <(python3 tests/demo/text.py "$D/delivered.eml") |
  tail -n +4 || true

say "What was cut, and why:"
"$LEANLETTER" explain --rules conf/rules "$sample" | awk 'BEGIN { RS = ""; ORS = "\n\n" } NR == 1 || /^cut/'

say "Bytes of the message body:"
bytes() { sed '1,/^\r*$/d' "$1" | wc -c; }
before=$(bytes "$sample") after=$(bytes "$D/delivered.eml")
echo "$before before, $after after: $((100 * (before - after) / before)) % less"

stop_servers
say "The log line of leanletter-milter:"
grep " reason=" "$D/milter/log"
