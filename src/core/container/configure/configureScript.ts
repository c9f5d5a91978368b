import { directories } from './ownDirectories.ts';
import { files, locking, ownership, searchPath, speaking } from '../shellParts.ts';

/** The last line of its standard input: a configuration that was cut could let more in than the whole. */
export const inputEnd = 'dockhop-end';

/**
 * Makes our directory what it should be. Run mostly as root, with the arguments that are named in its first
 * lines; standard input is the line for authorized_keys, then sshd_config, then \`inputEnd\`. They hold the container's
 * environment, so they are no arguments, which everybody in the container could read.
 *
 * Where all is right already nothing is written and no lock taken. Directories are root's even where
 * the user runs sshd: in a directory of the user's, a link could lead root's writes astray. Where root
 * may not hand files over, the user runs this instead, in a place of their own.
 */
export const configureScript = `
${searchPath}${speaking}${ownership}${files}${locking}${directories}
base=$1 id=$2 uid=$3 owner=$4 sshd=$5 mark=$6 keys_owner=$7 keys_shape=$8
enter=$9
shift 9
profile_file=$1 profile=$2 run=$3 keygen=$4
umask 077
IFS= read -r key
config=$(cat && printf .) || fail unwritable 'standard input'
case $config in
  *'
${inputEnd}
.') config=\${config%${inputEnd}*} ;;
  *) fail unwritable 'standard input' ;;
esac
parent=\${base%/*}
dir=$base/$id/$uid
changed=no holding=no

# A preparation that failed leaves nothing behind, where nobody else's is in there.
fail() {
  if [ "$holding" = yes ]; then
    rm -f "$dir/hostkey.new" "$dir/hostkey.new.pub" "$dir/sshd_config.try"
    if [ ! -e "$dir/authorized_keys" ]; then
      rm -rf "$dir"
      rmdir "$base/$id" 2>/dev/null && rmdir "$base" 2>/dev/null
    fi
  fi
  say error "$1"
  if [ -n "\${2-}" ]; then say detail "$(one_line "$2")"; fi
  exit 0
}

other_keys() {
  [ -f "$dir/authorized_keys" ] && [ ! -L "$dir/authorized_keys" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '' | *" $mark") ;;
      *) printf '%s\\n' "$line" ;;
    esac
  done <"$dir/authorized_keys"
}
keys_are_right() {
  [ -f "$dir/authorized_keys" ] && [ ! -L "$dir/authorized_keys" ] || return 1
  [ "$(shape "$dir/authorized_keys")" = "$keys_shape $keys_owner" ] || return 1
  found=0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      "$key") found=$((found + 1)) ;;
      *" $mark") return 1 ;;
    esac
  done <"$dir/authorized_keys"
  [ "$found" = 1 ]
}

public_key() {
  [ "$(shape "$dir/hostkey")" = "-rw------- $owner" ] || return 1
  public=$("$keygen" -y -f "$dir/hostkey" 2>/dev/null </dev/null) && [ -n "$public" ]
}
host_key() {
  if public_key; then return 0; fi
  rm -f "$dir/hostkey.new" "$dir/hostkey.new.pub"
  said=$("$keygen" -q -t ed25519 -N '' -C '' -f "$dir/hostkey.new" 2>&1 </dev/null) ||
    fail keygen "$said"
  if [ ! -s "$dir/hostkey.new" ]; then fail keygen 'it made no key'; fi
  rm -f "$dir/hostkey.new.pub"
  if [ "$owner" != "$me" ]; then chown "$owner" "$dir/hostkey.new" 2>/dev/null || fail chown; fi
  mv -f "$dir/hostkey.new" "$dir/hostkey" || fail unwritable "$dir/hostkey"
  changed=yes
  public_key || fail keygen 'ssh-keygen cannot read its own key'
}

# Not where somebody else's file of that name is.
profile_is_wanted() {
  [ -n "$profile" ] && ours "\${profile_file%/*}" || return 1
  case $(shape "$profile_file") in
    '') return 0 ;;
    -*' 0') ;;
    *) return 1 ;;
  esac
  case $(head -n 1 "$profile_file") in
    '# Made by Dockhop:'*) return 0 ;;
    *) return 1 ;;
  esac
}

run_directory() {
  [ "$run" = yes ] || return 0
  if [ "$(shape "$dir/run")" = "drwx------ $owner" ]; then return 0; fi
  rm -rf "$dir/run"
  mkdir -m 700 "$dir/run" || fail unwritable "$dir/run"
  if [ "$owner" != "$me" ]; then chown "$owner" "$dir/run" 2>/dev/null || fail chown; fi
  changed=yes
}

accepts() {
  said=$("$sshd" -t -f "$1" 2>&1 </dev/null) && return 0
  case $said in
    *'Missing privilege separation directory: /'*) ;;
    'Privilege separation user '*) [ "$owner" != 0 ] || return 1 ;;
    *) return 1 ;;
  esac
  # Both are named when the configuration is read; a user's own sshd does without.
  if [ "$owner" != 0 ]; then return 0; fi
  lost=\${said##*'Missing privilege separation directory: '}
  lost=\${lost%%[!A-Za-z0-9_./-]*}
  (umask 022 && mkdir -p "$lost" 2>/dev/null) || return 1
  changed=yes
  said=$("$sshd" -t -f "$1" 2>&1 </dev/null)
}

is_settled() {
  ours "$base" && ours "$base/$id" && ours "$dir" || return 1
  same_text "$dir/enter" "$enter" && [ "$(shape "$dir/enter")" = "-rw-r--r-- $me" ] || return 1
  same_text "$dir/sshd_config" "$config" || return 1
  [ "$(shape "$dir/sshd_config")" = "-rw------- $owner" ] || return 1
  keys_are_right || return 1
  if [ "$run" = yes ]; then
    [ "$(shape "$dir/run")" = "drwx------ $owner" ] || return 1
  fi
  if profile_is_wanted; then
    same_text "$profile_file" "$profile" || return 1
  fi
  public_key
}
settle() {
  make_directories
  # An undo may remove them while we wait.
  until lock "$dir"; do make_directories; done
  holding=yes
  host_key
  put "$dir/enter" "$enter" -rw-r--r-- "$me"
  rm -f "$dir/sshd_config.try"
  printf %s "$config" >"$dir/sshd_config.try" || fail unwritable "$dir/sshd_config"
  accepts "$dir/sshd_config.try" || {
    rm -f "$dir/sshd_config.try"
    fail refused "$said"
  }
  rm -f "$dir/sshd_config.try"
  put "$dir/sshd_config" "$config" -rw------- "$owner"
  if ! keys_are_right; then
    keys=$(other_keys && printf '%s\\n.' "$key")
    put "$dir/authorized_keys" "\${keys%.}" "$keys_shape" "$keys_owner"
  fi
  if profile_is_wanted; then put "$profile_file" "$profile" -rw-r--r-- 0; fi
  run_directory
  unlock
}

safe_parents
if is_settled; then
  # A user's own they may change meanwhile: root's sshd would read out whatever it includes.
  if [ "$owner" = 0 ]; then accepts "$dir/sshd_config" || fail refused "$said"; fi
else
  settle
fi
say hostKey "$public"
say changed "$changed"
say end yes
`;
