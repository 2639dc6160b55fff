#!/bin/bash
# The systemd units: well formed, and with little exposure.
# SPDX-License-Identifier: MIT
. tests/tap.sh
command -v systemd-analyze >/dev/null || skip_all "no systemd-analyze"
sed "s,@SBINDIR@/leanletter-milter,/bin/true,; s,@CONFDIR@,/etc/leanletter," conf/systemd/leanletter-milter.service \
  >"$tmp/leanletter-milter.service"
cp conf/systemd/leanletter-milter.socket "$tmp/"

# Accounts, manuals and the running system are not what is tested.
complaints() { systemd-analyze verify "$tmp/leanletter-milter.service" 2>&1 | grep -F "$tmp"; }
exposure() { systemd-analyze security --offline=yes --threshold=15 "$tmp/leanletter-milter.service"; }
check "the units say nothing that systemd does not know" eval '! complaints'
check "the exposure of the service is at most 1.5" exposure
check "TERM goes to the master alone" grep -qx 'KillMode=mixed' conf/systemd/leanletter-milter.service
finish
