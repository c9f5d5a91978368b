import { accounts } from './accountParts.ts';
import { directories } from '../configure/ownDirectories.ts';
import { files, locking, ownership, searchPath, speaking } from '../shellParts.ts';

/**
 * Mends accounts. Run as root with the base of our directory, the container's id, the uid, and then
 * four words for each repair: its kind, the login name, and two of its own. What is done is recorded
 * beside our directory before it is done, so that undo finds it whatever happens.
 */
export const repairScript = `
${searchPath}${speaking}${ownership}${files}${locking}${directories}${accounts}
base=$1 id=$2 uid=$3
shift 3
umask 077
parent=\${base%/*} record=$base/$id/$uid.repairs changed=no

note() {
  while IFS= read -r noted; do
    if [ "$noted" = "$1" ]; then return 0; fi
  done <"$record"
  printf '%s\\n' "$1" >>"$record"
}
home_of() {
  while IFS=: read -r found _ owner _ _ home _ || [ -n "$found" ]; do
    if [ "$found" = "$1" ]; then return 0; fi
  done </etc/passwd
  return 1
}
add_account() {
  if home_of "$1"; then fail taken "$1"; fi
  editable /etc/passwd || fail mounted /etc/passwd
  line="$1:*:$uid:$2::$3:$(a_shell)"
  note "account:$line"
  with_line "$line" || fail unwritable /etc/passwd
}
a_shell() {
  for shell in /bin/bash /usr/bin/bash /bin/sh; do
    if [ -x "$shell" ]; then break; fi
  done
  printf %s "$shell"
}
has_uid() {
  while IFS=: read -r _ _ owner _ || [ -n "$owner" ]; do
    if [ "$owner" = "$1" ]; then return 0; fi
  done </etc/passwd
  return 1
}
# Nobody's, and low enough for every user namespace.
add_server_account() {
  if home_of "$1"; then return 0; fi
  editable /etc/passwd || fail mounted /etc/passwd
  for free in 74 22 201 399; do
    if ! has_uid "$free"; then break; fi
  done
  if has_uid "$free"; then fail taken "$1"; fi
  line="$1:*:$free:$free::/run/sshd:/bin/false"
  note "server:$line"
  with_line "$line" || fail unwritable /etc/passwd
}
unlock_account() {
  editable /etc/shadow || fail mounted /etc/shadow
  note "unlock:$1"
  swap_secret "$1" '!' '*' || fail unwritable /etc/shadow
}
give_shell() {
  editable /etc/passwd || fail mounted /etc/passwd
  new=$(a_shell)
  note "shell:$1:$2:$new"
  swap_shell "$1" "$2" "$new" || fail unwritable /etc/passwd
}
# Only below directories of root's: elsewhere a link could lead the change of owner astray.
make_home() {
  home_of "$1" || fail taken "$1"
  if [ -e "$home" ] || [ -L "$home" ]; then return 0; fi
  case $home in
    *[!A-Za-z0-9._/-]* | */../* | */..) fail unsafe home ;;
  esac
  above=$home
  while :; do
    above=\${above%/*}
    if [ -e "\${above:-/}" ] || [ -L "\${above:-/}" ]; then ours "\${above:-/}" || fail unsafe "$above"; fi
    if [ -z "$above" ]; then break; fi
  done
  note "home:$home"
  (umask 022 && mkdir -p "$home") || fail unwritable "$home"
  if ! chown "$owner" "$home" 2>/dev/null; then
    rmdir "$home"
    fail unwritable "$home"
  fi
}

safe_parents
make_directory "$base"
make_directory "$base/$id"
if [ -L "$record" ]; then fail unsafe "$record"; fi
lock "$base/$id" /etc/dockhop-accounts.lock
: >>"$record" || fail unwritable "$record"
while [ "$#" -ge 4 ]; do
  case $1 in
    account)
      add_account "$2" "$3" "$4"
      # One can log in without.
      (make_home "$2") >/dev/null
      ;;
    unlock) unlock_account "$2" ;;
    shell) give_shell "$2" "$3" ;;
    home) make_home "$2" ;;
    server) add_server_account "$2" ;;
  esac
  shift 4
done
unlock
say end yes
`;
