#!/bin/sh
# Runs the generator in the background: manage.sh start [options of generate.py] | stop | status
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 1
run=${TICKTIDE_RUN:-$here/run}
pid_file=$run/generator.pid
log=$run/generator.log
script=$here/generate.py

command_of() {
    if [ -d /proc/self ]; then
        tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline"
    else
        ps -o args= -p "$1"
    fi 2>/dev/null
}

# Prints the pid when it is our generator's: after a crash the number may belong to a stranger by now.
running_pid() {
    pid=$(cat "$pid_file" 2>/dev/null) || return 1
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    case $(command_of "$pid") in *"$script"*) echo "$pid" ;; *) return 1 ;; esac
}

start() {
    if pid=$(running_pid); then
        echo "generator is already running (pid $pid)" >&2
        return 1
    fi
    mkdir -p "$run" || return 1
    nohup python3 "$script" "$@" >>"$log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$pid_file"
    # Long enough for a wrong option to show.
    sleep 0.5
    if running_pid >/dev/null; then
        echo "generator started (pid $pid, log $log)"
        return 0
    fi
    rm -f "$pid_file"
    if wait "$pid"; then
        echo "generator finished: $(tail -n 1 "$log")"
    else
        echo "generator did not start: $(tail -n 1 "$log")" >&2
        return 1
    fi
}

stop() {
    if ! pid=$(running_pid); then
        rm -f "$pid_file"
        echo "generator is not running"
        return 0
    fi
    kill -TERM "$pid"
    tries=0
    while running_pid >/dev/null && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    if running_pid >/dev/null; then
        kill -KILL "$pid"
        rm -f "$pid_file"
        echo "generator did not end by itself and was killed (pid $pid)" >&2
        return 1
    fi
    rm -f "$pid_file"
    echo "generator stopped (pid $pid): $(tail -n 1 "$log")"
}

status() {
    if pid=$(running_pid); then
        echo "generator is running (pid $pid)"
    else
        echo "generator is not running"
        return 3
    fi
}

action=${1:-}
[ $# -gt 0 ] && shift
case $action in
start) start "$@" ;;
stop) stop ;;
status) status ;;
*)
    echo "usage: $0 start|stop|status [options of generate.py]" >&2
    exit 2
    ;;
esac
