import type { PackageManager } from './packageManager.ts';
import { locking, searchPath } from '../shellParts.ts';

/**
 * Installs packages. The first argument names those that the server needs, the second what VS Code
 * Server needs, with spaces between. Everything printed goes to standard error, line by line.
 *
 * Standard input is held open by whoever wants the installation: an engine cannot end what it runs,
 * so its end (cancelled, the connection cut, the window closed) says that nobody wants it any more.
 * Then the process group is ended, which an exec has to itself; and should a package manager not heed
 * that for ten seconds, it is killed. The next installation finishes what is half done.
 *
 * A policy-rc.d keeps packages from starting a server that nobody asked for (Debian Policy, section
 * 9.3.3; invoke-rc.d(8)); where the image has one, that decides. Ours goes when this ends, and should
 * this be killed, it forbids nothing any more: it looks whether the one who made it still lives.
 */
export function installScript(manager: PackageManager): string {
  return `
${searchPath}${locking}
exec 3<&0 </dev/null 1>&2
fail() {
  echo 'dockhop: another installation is going on in this container'
  exit 1
}
never_says() {
  heard=no
  while IFS= read -r row || [ -n "$row" ]; do
    printf '%s\\n' "$row"
    case $row in
      *"$1"*) heard=yes ;;
    esac
  done
  [ "$heard" = no ]
}

(
  while read -r _; do :; done <&3
  kill -TERM $$
) &
watcher=$!

policy=/usr/sbin/policy-rc.d made=no had_lists=yes patience=6000
lock /etc /etc/dockhop-install.lock
members_of_group() {
  members=
  for process in /proc/[0-9]*/stat; do
    { read -r line <"$process"; } 2>/dev/null || continue
    pid=\${process#/proc/}
    pid=\${pid%/stat}
    set -- \${line##*) }
    if [ "\${3-}" = $$ ] && [ "$1" != Z ] && [ "$pid" != $$ ]; then members="$members $pid"; fi
  done
  [ -n "$members" ]
}
break_off() {
  trap '' HUP INT TERM
  echo 'dockhop: broken off; the installation is ended'
  tries=0
  if members_of_group; then kill -TERM $members 2>/dev/null; fi
  while members_of_group; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then kill -KILL $members 2>/dev/null; fi
    if [ "$tries" -gt 150 ]; then break; fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  exit 143
}
tidy() {
  kill "$watcher" 2>/dev/null
  if [ "$had_lists" = no ]; then drop_lists; fi
  if [ "$made" = yes ]; then rm -f "$policy"; fi
  rm -f "$locked"
}
trap tidy EXIT
trap break_off HUP INT TERM

if [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# Made by Dockhop' ]; then rm -f "$policy"; fi
if [ -d "\${policy%/*}" ] && [ ! -e "$policy" ] && [ ! -L "$policy" ]; then
  if (set -C && umask 022 && cat >"$policy" <<END
#!/bin/sh
# Made by Dockhop
case \\$(tr '\\\\0' ' ' 2>/dev/null </proc/$$/cmdline) in
  *dockhop-install*) exit 101 ;;
esac
exit 0
END
  ); then
    made=yes
    chmod 755 "$policy"
  fi
fi

# Programs differ in which of the two they heed.
if [ -n "\${HTTP_PROXY-}" ]; then export http_proxy="\${http_proxy:-$HTTP_PROXY}"; fi
if [ -n "\${HTTPS_PROXY-}" ]; then export https_proxy="\${https_proxy:-$HTTPS_PROXY}"; fi
if [ -n "\${NO_PROXY-}" ]; then export no_proxy="\${no_proxy:-$NO_PROXY}"; fi

server=$1 editor=$2 packages="$1 $2"
${manager.script}
have_lists || had_lists=no
install_all() {
  if install_packages $packages; then return 0; fi
  if [ -z "$editor" ]; then return 1; fi
  echo 'dockhop: not all of it can be had here; the SSH server alone is tried'
  install_packages $server
}
install_all 3<&- &
wait "$!"
`;
}
