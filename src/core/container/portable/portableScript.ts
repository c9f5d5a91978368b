import { directories } from '../configure/ownDirectories.ts';
import { locking, ownership, searchPath, speaking } from '../shellParts.ts';

/**
 * Puts the portable server into our directory. Run as root, or by the user in a place of their own, with the arguments that are named in its
 * first lines; standard input is sshd, then ssh-keygen. They count only when all of them is there and
 * runs: a connection that was cut, a full disk or a place without execution leaves nothing behind,
 * where nobody is prepared there already.
 */
export const portableScript = `
${searchPath}${speaking}${ownership}${locking}${directories}
base=$1 id=$2 uid=$3 sshd_bytes=$4 sshd_sum=$5 keygen_sum=$6
umask 077
parent=\${base%/*}
dir=$base/$id/$uid
changed=no holding=no

drop_parts() { rm -f "$dir/programs.new" "$dir/sshd.new" "$dir/ssh-keygen.new"; }
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
cat >"$dir/programs.new" 2>/dev/null || fail full
head -c "$sshd_bytes" "$dir/programs.new" 2>/dev/null >"$dir/sshd.new" || fail full
tail -c "+$((sshd_bytes + 1))" "$dir/programs.new" 2>/dev/null >"$dir/ssh-keygen.new" || fail full
[ "$(sum_of "$dir/sshd.new")" = "$sshd_sum" ] || fail damaged sshd
[ "$(sum_of "$dir/ssh-keygen.new")" = "$keygen_sum" ] || fail damaged ssh-keygen
chmod 755 "$dir/sshd.new" "$dir/ssh-keygen.new"
said=$("$dir/sshd.new" -V 2>&1 </dev/null)
case $said in
  OpenSSH_*) ;;
  *) fail unrunnable "$said" ;;
esac
mv -f "$dir/ssh-keygen.new" "$dir/ssh-keygen" && mv -f "$dir/sshd.new" "$dir/sshd" ||
  fail full
drop_parts
unlock
say end yes
`;
