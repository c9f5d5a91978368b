/** The line after which the answer begins: what start-up files print stands before it. */
export const hostServerMark = 'dockhop-host-server';

/**
 * Finds the SSH server of a host, and with the argument `send` sends it. Run on the host by `sh -s`, as the person.
 * Prints `file=NAME BYTES` for each file, what the host calls them staying there: the loader of
 * glibc as `ld.so`, libraries as `lib/NAME`. After `end=yes` their contents follow, one after the other.
 *
 * Which libraries a program needs is the loader's to say (ldd(1), of the host's own programs); glibc
 * before 2.34 loads one more, to read accounts. What other C libraries have for a loader cannot be
 * told which libraries to take.
 */
export const hostServerScript = `
host_server() {
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin LC_ALL=C
export PATH LC_ALL
say() { printf '%s=%s\\n' "$1" "$2"; }
none() {
  say error "$1"
  exit 0
}
printf '\\n%s\\n' ${hostServerMark}

names= paths= loader=
add() {
  case " $names " in *" $1 "*) return 0 ;; esac
  case $2 in
    '' | *[!A-Za-z0-9@%+=:,./_-]*) none unreadable ;;
  esac
  if [ ! -r "$2" ] || [ ! -f "$2" ]; then none unreadable; fi
  names="$names $1" paths="$paths $2"
}
add_libraries_of() {
  found=$(ldd "$1" 2>/dev/null)
  while read -r name arrow path _; do
    case $name$arrow$path in
      '' | linux-vdso.so.* | linux-gate.so.* | linux-vdso64.so.*) ;;
      */ld-linux*.so.*'('* | */ld64.so.*'('*)
        loader=$name
        add ld.so "$name"
        ;;
      *'=>/'*)
        add "lib/$name" "$path"
        case $name in
          libc.so.6)
            old=\${path%/*}/libnss_files.so.2
            if [ -f "$old" ]; then add lib/libnss_files.so.2 "$old"; fi
            ;;
        esac
        ;;
      *) none libraries ;;
    esac
  done <<END
$found
END
}
add_program() {
  add "$1" "$2"
  add_libraries_of "$2"
}
first_of() {
  for first; do
    if [ -f "$first" ] && [ -x "$first" ]; then return 0; fi
  done
  first=
}

first_of /usr/sbin/sshd /usr/local/sbin/sshd /usr/bin/sshd
if [ -z "$first" ]; then none sshd; fi
sshd=$first
add_program sshd "$sshd"
first_of /usr/bin/ssh-keygen /usr/local/bin/ssh-keygen
if [ -z "$first" ]; then none ssh-keygen; fi
add_program ssh-keygen "$first"
# Since 9.8 a program of its own serves each session, since 10.0 another one logs people in.
for helper in sshd-session sshd-auth; do
  first_of "/usr/lib/openssh/$helper" "/usr/libexec/openssh/$helper" "/usr/lib/ssh/$helper" \\
    "/usr/libexec/$helper" "/usr/lib/misc/$helper" "/usr/local/libexec/$helper"
  if [ -n "$first" ]; then add_program "$helper" "$first"; fi
done
if [ -z "$loader" ]; then none loader; fi

say version "$("$sshd" -V 2>&1 </dev/null | sed -n 's/.*\\(OpenSSH_[0-9][0-9.p]*\\).*/\\1/p' | head -n 1)"
set -- "\${1-}" $paths
mode=$1
shift
for name in $names; do
  say file "$name $(wc -c <"$1" | tr -cd 0-9)"
  shift
done
say end yes
if [ "$mode" = send ]; then cat $paths; fi
exit 0
}
host_server "$@"
`;
