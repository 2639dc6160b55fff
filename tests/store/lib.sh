# What tests of the stream memory share; to be sourced from the top of the tree, after tests/tap.sh.
# SPDX-License-Identifier: MIT

# Starts a Redis of our own, on a unix socket: redis_start NAME [SETTING...]; sets redis to its place.
redis_start() {
  redis_dir=$tmp/redis-$1
  shift
  mkdir -p "$redis_dir"
  chmod 755 "$redis_dir"
  redis-server --port 0 --unixsocket "$redis_dir/sock" --unixsocketperm 777 --dir "$redis_dir" --save '' \
    --appendonly no --daemonize no --logfile "$redis_dir/log" "$@" &
  redis_pid=$!
  redis=unix:$redis_dir/sock
  for _ in $(seq 100); do
    [ "$(redis-cli -s "$redis_dir/sock" ping 2>/dev/null)" != "" ] && return 0
    sleep 0.1
  done
  return 1
}
redis_do() { redis-cli -s "$redis_dir/sock" "$@"; }
