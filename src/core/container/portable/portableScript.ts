import { directories } from '../configure/ownDirectories.ts';
import { locking, ownership, searchPath, speaking } from '../shellParts.ts';

/**
 * Puts an SSH server into our directory. Run as root, or by the user in a place of their own, with the
 * arguments that are named in its first lines, and then the name below our directory, the bytes and
 * the SHA-256 sum of each file; standard input is their contents, one after the other. They count only
 * when all of them is there and runs: a connection that was cut, a full disk or a place without
 * execution leaves nothing behind, where nobody is prepared there already.
 */
export const portableScript = `
${searchPath}${speaking}${ownership}${locking}${directories}
base=$1 id=$2 uid=$3
shift 3
# The user who runs them reads them; there is no secret among them.
umask 022
parent=\${base%/*}
dir=$base/$id/$uid
new=$dir/programs.new
changed=no holding=no

drop_parts() { rm -rf "$new" "$new.all"; }
fail() {
  # What nobody reads any more could take the answer with it.
  cat >/dev/null 2>&1
  if [ "$holding" = yes ]; then
    drop_parts
    if [ ! -e "$dir/authorized_keys" ]; then
      rm -rf "$dir"
      rmdir "$base/$id" 2>/dev/null && rmdir "$base" 2>/dev/null
    fi
  fi
  say error "$1"
  if [ -n "\${2-}" ]; then say detail "$(one_line "$2")"; fi
  exit 0
}
sum_of() { sha256sum <"$1" | cut -c 1-64; }

safe_parents
make_directories
until lock "$dir"; do make_directories; done
holding=yes
command -v sha256sum >/dev/null || fail tool sha256sum
drop_parts
cat >"$new.all" 2>/dev/null || fail full
at=1
while [ "$#" -ge 3 ]; do
  case $1 in
    */*) mkdir -p "$new/\${1%/*}" 2>/dev/null || fail full ;;
    *) mkdir -p "$new" 2>/dev/null || fail full ;;
  esac
  tail -c "+$at" "$new.all" 2>/dev/null | head -c "$2" 2>/dev/null >"$new/$1" || fail full
  [ "$(sum_of "$new/$1")" = "$3" ] || fail damaged "$1"
  chmod 755 "$new/$1"
  at=$((at + $2))
  shift 3
done
rm -f "$new.all"
said=$("$new/sshd" -V 2>&1 </dev/null)
case $said in
  *OpenSSH_*) ;;
  *) fail unrunnable "$said" ;;
esac
# Without sshd, the rest counts for nothing.
rm -rf "$dir/sshd" "$dir/host"
if [ -d "$new/host" ]; then mv -f "$new/host" "$dir/host" || fail full; fi
mv -f "$new/ssh-keygen" "$dir/ssh-keygen" && mv -f "$new/sshd" "$dir/sshd" || fail full
drop_parts
unlock
say end yes
`;
