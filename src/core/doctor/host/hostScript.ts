import { bounded } from '../../engine/find/discoveryScript.ts';

/** Around the answer, on lines of their own: what a login script prints is not taken for it. */
export const hostBegin = 'dockhop-doctor-begin';
export const hostEnd = 'dockhop-doctor-end';

/** Where rootless engines put their own programs, and what a plain PATH leaves out. */
export const hostPath = `
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin:\${HOME-}/bin:\${HOME-}/.local/bin
export LC_ALL PATH
`;

/**
 * POSIX sh, given to `sh -s` on standard input, with the engine's kind and the words of its command as
 * arguments where there is one. It says what a rootless engine needs of the host, how much room there
 * is, and how NVIDIA's runtime is set up. It changes nothing.
 *
 * Ranges that come from elsewhere than the two files (subuid(5) by nsswitch.conf(5)) it does not know;
 * nor whether anything lingers where systemd does not run.
 *
 * @see subuid(5), loginctl(1), df(1p); NVIDIA Container Toolkit, "Rootless mode"
 */
export const hostScript = `
${hostPath}${bounded}
set -f
printf '\\n%s\\n' '${hostBegin}'
say() { printf '%s=%s\\n' "$1" "$2"; }
user=$(id -un) uid=$(id -u)
say user "$(printf %s "$user" | tr -cd ' -~' | cut -c 1-64)"
say uid "$uid"

range_in() {
  if grep -q '^subid:' /etc/nsswitch.conf 2>/dev/null; then echo unknown; return; fi
  while IFS=: read -r name _ count || [ -n "$name" ]; do
    case $name in
      "$user" | "$uid") case $count in [1-9][0-9][0-9][0-9]*) echo yes; return ;; esac ;;
    esac
  done 2>/dev/null <"$1"
  echo no
}
for kind in uid gid; do
  if [ -r "/etc/sub$kind" ]; then range=$(range_in "/etc/sub$kind")
  elif [ -e "/etc/sub$kind" ] || [ ! -d /etc ]; then range=unknown
  else range=no
  fi
  say "sub$kind" "$range"
done

lingers() {
  case $user in *[!A-Za-z0-9@._-]* | '' | .*) echo unknown; return ;; esac
  if [ -e "/var/lib/systemd/linger/$user" ]; then echo yes; return; fi
  case $(bounded loginctl show-user "$user" --property=Linger </dev/null 2>/dev/null) in
    *Linger=yes*) echo yes ;;
    *Linger=no*) echo no ;;
    *) if [ -d /run/systemd/system ]; then echo no; else echo unknown; fi ;;
  esac
}
say linger "$(lingers)"

room() {
  free=$(df -Pk "$2" 2>/dev/null | sed -n '2s/.* \\([0-9]\\{1,15\\}\\)  *[0-9]\\{1,3\\}% .*/\\1/p')
  if [ -n "$free" ]; then say "$1" "$free"; fi
}
room homeFree "\${HOME:-/}"
if [ "$#" -gt 1 ]; then
  kind=$1
  shift
  case $kind in
    podman) format='{{.Store.GraphRoot}}' ;;
    *) format='{{.DockerRootDir}}' ;;
  esac
  data=$(bounded "$@" info --format "$format" </dev/null 2>/dev/null | head -n 1)
  case $data in
    *[!A-Za-z0-9@%+=:,./_-]* | '') ;;
    /*)
      say dataRoot "$data"
      room dataFree "$data"
      ;;
  esac
fi

has() { command -v "$1" >/dev/null 2>&1; }
if [ -e /dev/nvidiactl ] || has nvidia-smi; then say gpu yes; else say gpu no; fi
cgroups=absent
for config in "\${XDG_CONFIG_HOME:-\${HOME-}/.config}/nvidia-container-runtime/config.toml" \\
  /etc/nvidia-container-runtime/config.toml; do
  [ -f "$config" ] && [ -r "$config" ] || continue
  if grep -q '^[[:space:]]*no-cgroups[[:space:]]*=[[:space:]]*true' "$config"; then cgroups=left; break; fi
  cgroups=wanted
done
say cgroups "$cgroups"
echo '${hostEnd}'
`;
