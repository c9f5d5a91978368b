/** What the script says before each thing that it has to say. */
export const serviceMark = 'dockhop-podman';

/**
 * POSIX sh, given to `sh -s`: runs a podman service on a socket of its own, in a private directory
 * of the user's runtime directory, for as long as standard input is open and says something at least
 * every 90 seconds. So it ends with the connection, also with one whose other end is gone without a
 * word. A service that sudo started cannot be ended by the user: that one, and any that outlives the
 * script, ends by itself after a minute without requests.
 *
 * It prints `dockhop-podman listening <socket>`, or `dockhop-podman failed <why>`.
 *
 * @param command plain words.
 * @param name unguessable and plain: the directory must not be there yet.
 */
export function podmanServiceScript(command: readonly string[], name: string): string {
  // In braces, so that the shell has read all of it before anything else comes on standard input.
  return `{
LC_ALL=C
export LC_ALL
set -f
umask 077
exec 3<&0

base=
for place in "\${XDG_RUNTIME_DIR-}" "/run/user/$(id -u)" /tmp; do
  case $place in '' | [!/]* | *[!A-Za-z0-9@%+=:,./_-]*) continue ;; esac
  [ -d "$place" ] && [ -w "$place" ] && base=$place && break
done
directory=$base/dockhop-${name}
socket=$directory/podman.sock

# A signal that came while it cleans would end that.
unheeding() { trap '' HUP INT TERM; }
fail() {
  unheeding
  printf '\\n${serviceMark} failed %s\\n' "$1"
  exit 1
}
[ -n "$base" ] && mkdir -m 700 "$directory" || fail 'there is no directory for its socket'
: >"$directory/log"
: >"$directory/alive"

# Asked of the two below: each ends what it started. $! is set before any trap runs, so that nothing
# is started and not known of.
supervisor=
watcher=
clean() {
  kill $supervisor $watcher $!
  rm -rf "$directory"
} 2>/dev/null
trap clean EXIT
trap 'unheeding; exit 1' HUP INT TERM

(
  trap - EXIT HUP INT
  trap 'kill $!; exit 1' TERM
  ${command.join(' ')} system service --time 60 "unix://$socket" &
  wait $!
  : >"$directory/ended"
  [ ! -e "$directory/started" ] || kill $$
) </dev/null >/dev/null 2>"$directory/log" 3<&- &
supervisor=$!

# podman does not tell when it listens.
tries=0
until [ -S "$socket" ]; do
  tries=$((tries + 1))
  [ -e "$directory/ended" ] || [ $tries -gt 150 ] && fail "$(tail -n 1 "$directory/log")"
  sleep 0.1
done
printf '\\n${serviceMark} listening %s\\n' "$socket"
: >"$directory/started"
[ ! -e "$directory/ended" ] || { unheeding && exit 1; }

(
  trap - EXIT HUP INT
  trap 'kill $!; exit 1' TERM
  while rm "$directory/alive"; do
    sleep 90 &
    wait $!
  done
  # The shell may have been killed.
  kill $$ $supervisor
  rm -rf "$directory"
) </dev/null >/dev/null 2>&1 3<&- &
watcher=$!

while read -r beat <&3; do : >"$directory/alive"; done
unheeding
exit 0
}
`;
}
