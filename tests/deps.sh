#!/bin/sh
# Installs the Debian packages named as arguments that are not there yet.
# SPDX-License-Identifier: MIT
set -eu
command -v dpkg-query >/dev/null || exit 0      # not Debian: pkg-config will say what is missing
missing=
for p in "$@"; do
  case $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) in
  installed) ;;
  *) missing="$missing $p" ;;
  esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=sudo
else
  echo "missing packages; install them with: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
$sudo apt-get update -qq >"$log" 2>&1 || true
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1 || {
  tail -20 "$log" >&2; rm -f "$log"; exit 1; }
rm -f "$log"
