#!/bin/bash
# make install and uninstall: what lands where, that the installed program finds the installed rules and nothing of the
# source tree, and that a changed configuration survives.
# SPDX-License-Identifier: MIT
. tests/tap.sh
V=${V:-release}
where="V=$V DESTDIR=$tmp/root PREFIX=$tmp/usr SYSCONFDIR=/etc"
message=tests/cases/001-signup-box-in-tables/in.eml

"$LEANLETTER" clean "$message" >"$tmp/want.eml"

run_make() { MAKEFLAGS='' make --no-print-directory "$@"; }
# shellcheck disable=SC2086
installs() { run_make $where install; }
installed() { # relative to DESTDIR
  for f; do [ -f "$tmp/root$f" ] || { echo "missing: $f"; return 1; }; done
}
# The profile names the places of this installation, and AppArmor's parser takes it.
profile=$tmp/root/etc/apparmor.d/$(echo "${tmp#/}/usr/sbin/leanletter-milter" | tr / .)
confines() { grep -qF "profile leanletter-milter $tmp/usr/sbin/leanletter-milter {" "$profile" && ! grep -q '@[A-Z]*DIR@\|@PROFILE@' "$profile"; }
parses() { apparmor_parser --skip-kernel-load --skip-cache "$profile"; }
# What was installed into DESTDIR is moved to where it was made for.
move() { cp -a "$tmp/root$tmp/usr" "$tmp/usr"; }
cleans() { (cd / && "$tmp/usr/bin/leanletter" clean <"$OLDPWD/$message" | cmp - "$tmp/want.eml"); }
knows_no_sources() { ! grep -aqF "$PWD/conf" "$tmp/usr/bin/leanletter" "$tmp/usr/sbin/leanletter-milter"; }
needs_its_rules() { mv "$tmp/usr/share/leanletter/rules" "$tmp/usr/share/leanletter/gone" && ! "$tmp/usr/bin/leanletter" rules check; }
# shellcheck disable=SC2086
keeps_configuration() {
  echo '# mine' >>"$tmp/root/etc/leanletter/leanletter.conf"
  run_make $where install && tail -1 "$tmp/root/etc/leanletter/leanletter.conf" | grep -qx '# mine' &&
    run_make $where uninstall && [ "$(cd "$tmp/root" && find . -type f)" = ./etc/leanletter/leanletter.conf ]
}
# shellcheck disable=SC2086
leaves_nothing() { rm -f "$tmp/root/etc/leanletter/leanletter.conf"; run_make $where install uninstall && [ -z "$(find "$tmp/root" -type f)" ]; }

check "make install" installs
check "programs, rules, configuration, manuals and documents are there" installed "$tmp/usr/bin/leanletter" \
  "$tmp/usr/sbin/leanletter-milter" "$tmp/usr/share/leanletter/rules/en.rules" /etc/leanletter/leanletter.conf \
  "$tmp/usr/share/man/man1/leanletter.1" "$tmp/usr/share/man/man5/leanletter.conf.5" "$tmp/usr/share/man/man8/leanletter-milter.8" \
  "$tmp/usr/share/doc/leanletter/README.md"
check "and a profile for AppArmor" confines
PATH=$PATH:/usr/sbin:/sbin
if command -v apparmor_parser >/dev/null && [ -e /etc/apparmor.d/abstractions/base ]; then
  check "which its parser takes" parses
else
  skip "which its parser takes" "no apparmor_parser"
fi
check "the installed files move to their place" move
check "the installed program cleans, in any directory and without options" cleans
check "the installed programs know no path of the sources" knows_no_sources
check "the installed program has no other rules than the installed" needs_its_rules
check "a configuration that was changed stays" keeps_configuration
check "uninstall leaves no file" leaves_nothing
finish
