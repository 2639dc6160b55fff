#!/bin/bash
# A real Postfix on loopback with the milter in front: by SMTP, and by sendmail(1) through the pickup service.
# SPDX-License-Identifier: MIT
. tests/mta/servers.sh
. tests/mta/messages.sh
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip_all "a private Postfix needs root"
[ -x /usr/lib/postfix/sbin/master ] || skip_all "Postfix is not installed"
way=${1:-smtp}

D=$(mktemp -d)
chmod 755 "$D"
trap 'stop_servers; rm -rf "$D"' EXIT
start_milter </dev/null && start_postfix "inet:127.0.0.1:$MILTER_PORT" || { echo "Bail out! the servers do not start"; exit 1; }
where=$POSTFIX_PORT
[ "$way" = smtp ] || where=$D/postfix/etc
# shellcheck disable=SC2046
python3 tests/mta/post.py "$way" "$where" "$D/postfix/mail/in" $(messages)
