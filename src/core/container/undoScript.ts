import { accounts, takingBack } from './accounts/accountParts.ts';
import { daemons, files, locking, ownership, searchPath, speaking } from './shellParts.ts';

/**
 * Takes back what configure did for one laptop. Run as root with the container's id, the uid, the
 * laptop's mark, the profile file, its text, and then the bases. With the last laptop's line all of
 * the directory goes; then what was mended of the user's account, and what we made above it and in
 * /etc/profile.d, as far as nobody needs it.
 */
export const undoScript = `
${searchPath}${speaking}${ownership}${files}${locking}${daemons}${accounts}${takingBack}
id=$1 uid=$2 mark=$3 profile_file=$4 profile=$5
shift 5
umask 077

remove_line() {
  keys=$dir/authorized_keys
  rest= mine=no others=0
  if [ -f "$keys" ] && [ ! -L "$keys" ]; then
    while IFS= read -r row || [ -n "$row" ]; do
      case $row in
        '') ;;
        *" $mark") mine=yes ;;
        *)
          others=$((others + 1))
          rest="$rest$row
"
          ;;
      esac
    done <"$keys"
  fi
  if [ "$others" = 0 ] || [ "$mine" = no ]; then return 0; fi
  was=$(shape "$keys")
  put "$keys" "$rest" "\${was%% *}" "\${was##* }"
  say undone "key:$base"
}
stop_daemon() {
  if [ -f "$dir/run/sshd.pid" ] && [ ! -L "$dir/run/sshd.pid" ] && daemon_pid "$dir"; then
    kill "$pid"
    say undone "daemon:$base"
  fi
}
undo_repairs() {
  record=$base/$id/$uid.repairs
  if [ -e "$dir" ] || [ "$(shape "$record")" != '-rw------- 0' ]; then return 0; fi
  if ! ours "$base" || ! ours "$base/$id"; then return 0; fi
  lock /etc /etc/dockhop-accounts.lock
  take_back "$record"
  unlock
}
undo_in() {
  base=$1 dir=$1/$id/$uid
  undo_directory
  undo_repairs
  rmdir "$base/$id" 2>/dev/null && rmdir "$base" 2>/dev/null
}
undo_directory() {
  if [ ! -e "$dir" ] && [ ! -L "$dir" ]; then return 0; fi
  if ! ours "$base" || ! ours "$base/$id" || ! ours "$dir"; then
    say left "unsafe:$base"
    return 0
  fi
  lock "$dir" || return 0
  remove_line
  if [ "$others" = 0 ]; then
    stop_daemon
    rm -rf "$dir"
    if [ -e "$dir" ]; then say left "directory:$base"; else say undone "directory:$base"; fi
  else
    say left "keys:$base"
  fi
  unlock
}

for place in "$@"; do undo_in "$place"; done

needed=no
for place in "$@"; do
  if [ -e "$place/$id" ]; then needed=yes; fi
done
if [ "$needed" = no ] && [ -f "$profile_file" ] && [ ! -L "$profile_file" ]; then
  if same_text "$profile_file" "$profile" && rm -f "$profile_file" 2>/dev/null; then
    say undone profile
  else
    say left profile
  fi
fi
say end yes
`;
