import { daemons, locking, searchPath, speaking } from '../shellParts.ts';

/**
 * Makes sshd listen with our configuration, once. Run as the uid that runs sshd, with our directory,
 * sshd, the port, the address to listen at (empty for all), and whether a running one must read its
 * configuration anew. One that ends keeps the sessions it has.
 * A started sshd says nothing to whoever started it (it exits 0 even when the port is taken): its pid
 * file says that it listens, its log that it does not.
 */
export const daemonScript = `
${searchPath}${speaking}${daemons}${locking}
dir=$1 sshd=$2 port=$3 address=$4 reload=$5
umask 077
unset LD_PRELOAD LD_LIBRARY_PATH
pause() { sleep 0.1 2>/dev/null || sleep 1; }
answer() {
  say state "$1"
  say end yes
  exit 0
}

# Two windows may ask at once.
lock "$dir/run" || fail unwritable
if daemon_pid "$dir"; then
  case $line in
    *"-o Port=$port "*) if [ "$reload" = no ]; then answer running; fi ;;
  esac
  kill "$pid"
  tries=0
  while daemon_pid "$dir"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 50 ]; then fail stuck; fi
    pause
  done
fi

for taken in $(listening); do
  if [ "$((0x$taken))" = "$port" ]; then fail taken; fi
done
rm -f "$dir/run/sshd.pid" "$dir/run/sshd.log"
: >"$dir/run/sshd.log" || fail unwritable
set -- -o "Port=$port" -o "PidFile=$dir/run/sshd.pid" -o LogLevel=ERROR -E "$dir/run/sshd.log"
if [ -n "$address" ]; then set -- "$@" -o "ListenAddress=$address"; fi
env -i PATH="$PATH" "$sshd" -f "$dir/sshd_config" "$@" </dev/null >/dev/null 2>&1 ||
  fail ended "$(cat "$dir/run/sshd.log")"

tries=0
until [ -s "$dir/run/sshd.pid" ]; do
  case $(cat "$dir/run/sshd.log") in
    *'failed: Permission denied'*) fail denied ;;
    *'Cannot bind any address'*) fail taken "$(cat "$dir/run/sshd.log")" ;;
  esac
  tries=$((tries + 1))
  if [ "$tries" -gt 80 ]; then fail silent "$(cat "$dir/run/sshd.log")"; fi
  pause
done
case $(cat "$dir/run/sshd.log") in
  *'on 0.0.0.0 failed'*)
    daemon_pid "$dir" && kill "$pid"
    fail taken
    ;;
esac
daemon_pid "$dir" || fail silent "$(cat "$dir/run/sshd.log")"
answer started
`;
