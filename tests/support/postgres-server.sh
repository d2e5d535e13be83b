#!/bin/sh
# postgres-server.sh BIN DIR: a PostgreSQL cluster in DIR, ruled by lines on standard input: start, crash, stop. Each is answered
# by one line. At the end of the input (the test ended or died, however) the server is stopped and DIR removed.
bin=$1
dir=$2
trap '' INT TERM HUP
if [ "$(id -u)" = 0 ]; then
  # initdb and postgres refuse root: 65534 is nobody.
  chown 65534:65534 "$dir"
  as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; }
else
  as_user() { "$@"; }
fi
control() { (cd "$dir" && as_user "$bin/pg_ctl" --silent --wait --pgdata="$dir/data" --log="$dir/log" "$@" </dev/null >/dev/null 2>>"$dir/control.log"); }
answer() { if "$@"; then echo done; else echo "failed: $(tail -n 3 "$dir/control.log" "$dir/log" 2>/dev/null | tr '\n' ' ')"; fi; }

while read -r line; do
  case $line in
    start) answer control start ;;
    # SIGQUIT: no checkpoint, no goodbye to clients; the next start recovers from the log.
    crash) answer control --mode=immediate stop ;;
    stop) answer control --mode=fast stop ;;
  esac
done
control --mode=immediate stop
rm -rf "$dir"
