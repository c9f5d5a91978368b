/**
 * Pieces of POSIX sh that several of our scripts share. Constant text: what varies between runs goes
 * into a script as an argument or on its standard input.
 */

/**
 * The system's programs alone. An image's own PATH may lack sbin, and may name directories that some
 * user of the container can write to: what we run as root must not come from there.
 */
export const searchPath = `
image_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
`;

/**
 * `say KEY VALUE`: one line of the answer. `one_line`: text of other programs made fit for one.
 * `fail CODE [VALUE]`: the whole rest of the answer.
 */
export const speaking = `
say() { printf '%s=%s\\n' "$1" "$2"; }
one_line() { printf %s "$1" | head -n 1 | tr -cd ' -~' | cut -c 1-300; }
fail() {
  say error "$1"
  if [ -n "\${2-}" ]; then say detail "$(one_line "$2")"; fi
  exit 0
}
`;

/**
 * `shape PATH`: type, mode and owner by lstat, as `drwxr-xr-x 0`.
 * `ours DIR`: a real directory of whoever runs this, mostly root, that nobody else can write to.
 * `holds_ours DIR`: one of root's like that, or where the sticky bit keeps what is ours (/dev/shm).
 */
export const ownership = `
shape() {
  set -f
  set -- $(ls -ldn "$1" 2>/dev/null)
  set +f
  case \${1-} in
    *[.+@]) printf '%s %s' "\${1%?}" "$3" ;;
    ?*) printf '%s %s' "$1" "$3" ;;
  esac
}
while read -r key value _; do
  if [ "$key" = Uid: ]; then me=$value; fi
done </proc/self/status
ours() {
  case $(shape "$1") in
    d????-??-?" $me") return 0 ;;
    *) return 1 ;;
  esac
}
holds_ours() {
  case $(shape "$1") in
    d????-??-?' 0' | d????????[tT]' 0') return 0 ;;
    *) return 1 ;;
  esac
}
`;

/**
 * `same_text FILE TEXT`: a plain file of exactly that text.
 * `put FILE TEXT SHAPE OWNER`: makes it so where it is not, by a rename, and notes the change. Only
 * in directories that are `ours`: in another's, a link could lead the write astray.
 */
export const files = `
same_text() {
  [ -f "$1" ] && [ ! -L "$1" ] && text=$(cat "$1" && printf .) && [ "$text" = "$2." ]
}
put() {
  if same_text "$1" "$2" && [ "$(shape "$1")" = "$3 $4" ]; then return 0; fi
  rm -f "$1.new"
  if ! printf %s "$2" >"$1.new"; then
    rm -f "$1.new"
    fail unwritable "$1"
  fi
  case $3 in
    -rw-r--r--) chmod 644 "$1.new" ;;
    *) chmod 600 "$1.new" ;;
  esac
  if [ "$4" != "$me" ]; then chown "$4" "$1.new" 2>/dev/null || fail chown; fi
  mv -f "$1.new" "$1" || fail unwritable "$1"
  changed=yes
}
`;

/**
 * `lock DIR [LINK]`: one of us at a time in there. A link, for it is made with its content, the holder's
 * pid and start; that of a holder which is gone is put aside. The pid alone is not believed: after a
 * restart of the container it may be that of one who waits for the lock.
 * Waits at most 15 seconds, or `patience` tenths of one; there is nothing in sh that could be awaited.
 * Fails where DIR is gone.
 */
export const locking = `
started() {
  since=
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- \${line##*) }
  shift 19
  since=$1
}
holds_lock() {
  started "\${1%.*}"
  [ "$since" = "\${1#*.}" ]
}
lock() {
  locked=\${2:-$1/lock}
  tries=0
  started $$
  lock_mark=$$.$since
  until ln -s "$lock_mark" "$locked" 2>/dev/null; do
    if [ ! -d "$1" ]; then return 1; fi
    tries=$((tries + 1))
    if [ "$tries" -gt "\${patience:-150}" ]; then fail busy "$1"; fi
    holder=$(readlink "$locked" 2>/dev/null)
    case $holder in
      '') ;;
      *[!0-9.]* | .* | *. | *.*.*) rm -f "$locked" ;;
      *)
        if ! holds_lock "$holder" && mv "$locked" "$locked.$$" 2>/dev/null; then
          if [ "$(readlink "$locked.$$")" = "$holder" ]; then
            rm -f "$locked.$$"
          else
            mv "$locked.$$" "$locked"
          fi
          continue
        fi
        ;;
    esac
    sleep 0.1 2>/dev/null || sleep 1
  done
  trap 'rm -f "$locked"' EXIT
  trap 'exit 1' HUP INT TERM
}
unlock() {
  rm -f "$locked"
  trap - EXIT HUP INT TERM
}
`;

/**
 * `listening`: the TCP ports on which something listens, in the kernel's hexadecimal, each once
 * (proc_net_tcp of the kernel's documentation: local address, then state 0A).
 * `daemon_pid DIR`: the pid of our own sshd of that directory, if it runs. A pid file alone is not
 * believed: after a restart the pid is another process's.
 */
export const daemons = `
listening() {
  seen=' '
  for table in /proc/net/tcp /proc/net/tcp6; do
    if [ ! -r "$table" ]; then continue; fi
    while read -r _ address _ state _; do
      if [ "$state" != 0A ]; then continue; fi
      case $seen in
        *" \${address##*:} "*) ;;
        *) seen="$seen\${address##*:} " ;;
      esac
    done <"$table"
  done
  printf '%s\\n' $seen
}
daemon_pid() {
  pid=$(head -c 16 "$1/run/sshd.pid" 2>/dev/null)
  case $pid in
    '' | *[!0-9]*) return 1 ;;
  esac
  line=$(tr '\\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")
  case $line in
    *"sshd -f $1/sshd_config -o Port="*) return 0 ;;
    *) return 1 ;;
  esac
}
`;
