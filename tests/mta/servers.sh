# Private mail servers and the milter for tests and the demo; to be sourced.
# SPDX-License-Identifier: MIT
#
# Everything lives below $D, a directory that every user may enter, listens on 127.0.0.1 or a unix socket in $D, and is
# stopped by stop_servers.  No file, queue or daemon of the system is touched.
MILTER=${MILTER:-$PWD/build/release/leanletter-milter}
stoppers=

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Gone, or a zombie that nobody reaps.
is_gone() { case $(ps -o stat= -p "$1") in '' | Z*) return 0 ;; *) return 1 ;; esac }

wait_gone() {
  for _ in $(seq 250); do
    is_gone "$1" && return 0
    sleep 0.02
  done
  kill -9 "$1"
}

stop_pid() {
  kill "$1" 2>/dev/null && wait_gone "$1"
  return 0
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  tries=$(($1 * 20))
  shift
  for _ in $(seq "$tries"); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  return 1
}

listens() { python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"; }

stop_servers() {
  for s in $stoppers; do "$s"; done
  stoppers=
}

# ---- the milter: sets MILTER_PORT; extra settings on standard input ----
start_milter() {
  MILTER_PORT=$(free_port)
  mkdir -p "$D/milter"
  cp -r conf/rules "$D/milter/rules" # the tree itself may be closed to the user that the milter runs as
  chmod -R a+rX "$D/milter"
  {
    cat
    echo '[cleaning]'
    echo "rules = $D/milter/rules"
    echo '[milter]'
    echo "socket = inet:$MILTER_PORT@127.0.0.1"
    echo 'log = stderr'
    echo 'deadline = 10s'
    echo 'require-seccomp = no'
    [ "$(id -u)" != 0 ] || echo 'user = nobody'
  } >"$D/milter/leanletter.conf"
  "$MILTER" -f -c "$D/milter/leanletter.conf" 2>"$D/milter/log" &
  MILTER_PID=$!
  stoppers="stop_milter $stoppers"
  wait_for 10 listens "$MILTER_PORT" || { cat "$D/milter/log"; return 1; }
}
stop_milter() { stop_pid "$MILTER_PID"; }

# ---- Postfix: sets POSTFIX_PORT; $1 is the milter as Postfix writes it ----
postfix_main() {
  cat <<M
compatibility_level = 3.6
queue_directory = $D/postfix/queue
data_directory = $D/postfix/data
maillog_file = $D/postfix/mail.log
maillog_file_prefixes = $D
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mta.test
mydomain = mta.test
myorigin = mta.test
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
disable_vrfy_command = no
notify_classes =
mailbox_size_limit = 0
smtpd_milters = $1
non_smtpd_milters = $1
milter_default_action = tempfail
milter_protocol = 6
milter_connect_timeout = 10s
default_transport = virtual
virtual_mailbox_domains = example.test
virtual_mailbox_base = $D/postfix/mail
virtual_mailbox_maps = static:in/
virtual_uid_maps = static:$(id -u postfix)
virtual_gid_maps = static:$(id -g postfix)
virtual_mailbox_limit = 0
M
}

postfix_master() {
  cat <<M
127.0.0.1:$POSTFIX_PORT inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
proxymap  unix  - - n - - proxymap
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
M
}

start_postfix() {
  POSTFIX_PORT=$(free_port)
  mkdir -p "$D/postfix/etc" "$D/postfix/data" "$D/postfix/mail" "$D/postfix/queue"
  postfix_main "$1" >"$D/postfix/etc/main.cf"
  postfix_master >"$D/postfix/etc/master.cf"
  touch -d '-10 seconds' "$D/postfix/etc/main.cf" "$D/postfix/etc/master.cf" # Postfix waits until they are 2 s old
  chown -R postfix "$D/postfix/data" "$D/postfix/mail"
  (
    cd "$D/postfix/queue" || exit 1
    private="active bounce corrupt defer deferred flush hold incoming private saved trace"
    # shellcheck disable=SC2086
    { mkdir $private maildrop pid public && chown postfix $private && chmod 700 $private; }
    chown postfix:postdrop maildrop public
    chmod 1730 maildrop
    chmod 2710 public
  )
  /usr/lib/postfix/sbin/master -c "$D/postfix/etc" -w || return 1
  stoppers="stop_postfix $stoppers"
  wait_for 10 listens "$POSTFIX_PORT"
}
stop_postfix() { stop_pid "$(tr -d ' \n' <"$D/postfix/queue/pid/master.pid")"; }

# ---- Sendmail, from unpacked packages in $SM, for Debian's conflict with Postfix ----
# Fetches the packages into $1 once; fails without a network.
fetch_sendmail() {
  SM=$1/root
  [ -x "$SM/usr/libexec/sendmail/sendmail" ] && return 0
  mkdir -p "$1" && (
    cd "$1" && apt-get download -qq sendmail-bin sendmail-base sendmail-cf &&
      for package in *.deb; do dpkg -x "$package" root; done
  )
}

sendmail_mc() { # milter port, relay port
  cat <<M
divert(-1)
define(\`_CF_DIR_', \`$SM/usr/share/sendmail/cf/')dnl
include(\`$SM/usr/share/sendmail/cf/m4/cf.m4')
divert(0)dnl
VERSIONID(\`private test sendmail')
OSTYPE(\`linux')dnl
define(\`confDOMAIN_NAME', \`mta.test')dnl
define(\`confCF_VERSION', \`test')dnl
define(\`QUEUE_DIR', \`$D/sendmail/queue')dnl
define(\`HELP_FILE', \`$D/sendmail/helpfile')dnl
define(\`STATUS_FILE', \`$D/sendmail/statistics')dnl
define(\`confPID_FILE', \`$D/sendmail/pid')dnl
define(\`confSERVICE_SWITCH_FILE', \`$D/sendmail/service.switch')dnl
define(\`confDONT_PROBE_INTERFACES', \`True')dnl
define(\`confDONT_BLAME_SENDMAIL', \`GroupWritableDirPathSafe,WorldWritableForwardFile,GroupReadableKeyFile,TrustStickyBit')dnl
define(\`confTO_IDENT', \`0')dnl
define(\`confREFUSE_LA', \`999')dnl
define(\`confQUEUE_LA', \`999')dnl
define(\`confDELIVERY_MODE', \`background')dnl
define(\`confBIND_OPTS', \`-DNSRCH -DEFNAMES')dnl
define(\`confTLS_SRV_OPTIONS', \`V')dnl
undefine(\`ALIAS_FILE')dnl
FEATURE(\`nocanonify')dnl
FEATURE(\`accept_unresolvable_domains')dnl
FEATURE(\`accept_unqualified_senders')dnl
FEATURE(\`promiscuous_relay')dnl
FEATURE(\`no_default_msa')dnl
DAEMON_OPTIONS(\`Name=MTA-t, Family=inet, Addr=127.0.0.1, Port=$SENDMAIL_PORT')dnl
define(\`SMART_HOST', \`relay:[127.0.0.1]')dnl
define(\`RELAY_MAILER_ARGS', \`TCP \$h $2')dnl
INPUT_MAIL_FILTER(\`leanletter', \`S=inet:$1@127.0.0.1, F=T, T=C:5s;S:30s;R:60s;E:5m')dnl
MAILER(\`smtp')dnl
M
}

start_sendmail() { # milter port, relay port
  SENDMAIL_PORT=$(free_port)
  mkdir -p "$D/sendmail/queue"
  chmod 700 "$D/sendmail/queue"
  printf 'hosts files\naliases files\n' >"$D/sendmail/service.switch"
  sendmail_mc "$1" "$2" >"$D/sendmail/own.mc"
  m4 "$D/sendmail/own.mc" >"$D/sendmail/own.cf" 2>"$D/sendmail/m4.err" || return 1
  # A host name without a dot costs a minute at start: a name space of its own has one.
  unshare --uts sh -c "hostname mta.test && exec $SM/usr/libexec/sendmail/sendmail -C $D/sendmail/own.cf -bd -q1m" || return 1
  stoppers="stop_sendmail $stoppers"
  wait_for 20 listens "$SENDMAIL_PORT"
}
stop_sendmail() { stop_pid "$(head -1 "$D/sendmail/pid")"; }
