#!/bin/bash
# The same messages through a real Sendmail on loopback with the milter in front, delivered by SMTP to a sink.
# SPDX-License-Identifier: MIT
. tests/mta/servers.sh
. tests/mta/messages.sh
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip_all "a private Sendmail needs root"
command -v m4 >/dev/null || skip_all "Sendmail's configuration needs m4"
fetch_sendmail "$PWD/build/sendmail" >/dev/null 2>&1 || skip_all "the packages of Sendmail cannot be fetched"
unshare --uts true 2>/dev/null || skip_all "Sendmail needs a name space of its own (unshare --uts)"

D=$(mktemp -d)
chmod 755 "$D"
trap 'stop_servers; rm -rf "$D"' EXIT
sink=$(free_port)
start_milter </dev/null && start_sendmail "$MILTER_PORT" "$sink" || { echo "Bail out! the servers do not start"; exit 1; }
# shellcheck disable=SC2046
python3 tests/mta/post.py relay "$SENDMAIL_PORT" "$sink" $(messages)
