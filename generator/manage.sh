#!/usr/bin/env bash
# Runs the generator in the background: manage.sh start [options of generate.py] | stop | status
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${TICKTIDE_RUN:-$here/run}
pid_file=$run/generator.pid
log=$run/generator.log

# Prints the pid if the process of the pid file is still our generator; a pid may have passed to somebody else.
running() {
  [ -f "$pid_file" ] || return 1
  local pid
  pid=$(cat "$pid_file")
  ps -p "$pid" -o args= 2>/dev/null | grep -q "generate.py" || return 1
  echo "$pid"
}

case "${1:-}" in
  start)
    shift
    if pid=$(running); then
      echo "the generator runs already, as process $pid" >&2
      exit 1
    fi
    mkdir -p "$run"
    nohup python3 "$here/generate.py" "$@" --quiet >"$log" 2>&1 </dev/null &
    echo $! >"$pid_file"
    sleep 0.5
    if ! pid=$(running); then
      echo "the generator ended at once; $log says why: $(tail -n 1 "$log")" >&2
      rm -f "$pid_file"
      exit 1
    fi
    echo "the generator runs as process $pid, its log is $log"
    ;;
  stop)
    if ! pid=$(running); then
      rm -f "$pid_file"
      echo "the generator does not run"
      exit 0
    fi
    kill "$pid"
    for _ in $(seq 50); do
      running >/dev/null || break
      sleep 0.1
    done
    if running >/dev/null; then
      kill -9 "$pid"
    fi
    rm -f "$pid_file"
    echo "stopped: $(tail -n 1 "$log")"
    ;;
  status)
    if pid=$(running); then
      echo "the generator runs as process $pid"
    else
      echo "the generator does not run"
      exit 3
    fi
    ;;
  *)
    echo "usage: $0 start [options of generate.py] | stop | status" >&2
    exit 2
    ;;
esac
