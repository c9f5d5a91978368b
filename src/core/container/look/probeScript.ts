import { packageManagers } from '../install/packageManagers.ts';
import { mounts, portableProbe } from '../portable/portableFacts.ts';
import { searchPath, speaking } from '../shellParts.ts';
import { sshdPlaces } from '../configure/sshdPlaces.ts';

/** Programs that VS Code Server's installer runs; see missingForEditor.ts. */
export const editorTools = ['bash', 'tar', 'gzip', 'curl', 'wget', 'ps'] as const;

/**
 * Looks, and changes nothing. Run as root with the login user (a name or a uid), the container's id and then the bases
 * that may be used as arguments; prints the answer that containerFacts.ts reads.
 */
export const probeScript = `
${searchPath}${speaking}${mounts}
writable() { [ -w "$1" ] && ! mounted "$1" ro; }
yes_if() {
  key=$1
  shift
  if "$@"; then say "$key" yes; else say "$key" no; fi
}
wanted=$1 id=$2
shift 2

account() {
  case $wanted in
    [0-9]*) field=uid ;;
    *) field=name ;;
  esac
  while IFS=: read -r name _ uid _ _ home shell || [ -n "$name" ]; do
    case $field in
      uid) found=$uid ;;
      *) found=$name ;;
    esac
    if [ "$found" = "$wanted" ]; then return 0; fi
  done </etc/passwd
  return 1
}
is_locked() {
  [ -r /etc/shadow ] || return 1
  while IFS=: read -r entry secret _; do
    if [ "$entry" = "$name" ]; then
      case $secret in
        '!'*) return 0 ;;
        *) return 1 ;;
      esac
    fi
  done </etc/shadow
  return 1
}
if [ -r /etc/passwd ] && account; then
  say name "$name"
  say uid "$uid"
  say home "$home"
  say shell "\${shell:-/bin/sh}"
  yes_if locked is_locked
  yes_if homeExists test -d "$home"
  yes_if shellRuns test -x "\${shell:-/bin/sh}"
fi
yes_if loginsBlocked test -e /etc/nologin

while read -r key value _; do
  if [ "$key" = CapEff: ]; then say capabilities "$value"; fi
done </proc/self/status

# Unpacked by dpkg and never set up, by an installation that was broken off (dpkg-query(1), Status-Abbrev):
# it has no account yet, and the next installation finishes it.
half_installed() {
  case $1 in
    /usr/sbin/* | /sbin/*) ;;
    *) return 1 ;;
  esac
  case $(dpkg-query -W -f '\${db:Status-Abbrev}' openssh-server 2>/dev/null </dev/null) in
    ?[HUF]*) return 0 ;;
  esac
  return 1
}
for place in ${sshdPlaces.join(' ')}; do
  if [ -x "$place" ] && [ ! -d "$place" ] && ! half_installed "$place"; then
    say sshd "$place"
    said=$("$place" -V 2>&1 </dev/null | head -c 4096 | tr -cd ' -~\\n' |
      sed -n 's/.*\\(OpenSSH_[0-9][0-9.p]*\\).*/\\1/p' | head -n 1 | cut -c 1-30)
    say version "$said"
    break
  fi
done
has() { command -v "$1" >/dev/null 2>&1; }
yes_if keygen has ssh-keygen
for manager in ${packageManagers.map(({ name }) => name).join(' ')}; do
  if has "$manager"; then say manager "$manager"; fi
done
yes_if systemWritable writable /usr/bin

for base in "$@"; do
  if [ -e "$base" ] || [ -L "$base" ]; then place=$base; else place=\${base%/*}; fi
  if [ -d "$place" ] && writable "$place"; then say base "$base"; fi
done
profiles() { [ -d /etc/profile.d ] && [ ! -L /etc/profile.d ] && writable /etc/profile.d; }
yes_if profiles profiles

# The editor's server is run by the user, on the image's own PATH; here they are only looked for.
for tool in ${editorTools.join(' ')}; do
  if (PATH=$PATH:$image_path && has "$tool"); then say tool "$tool"; fi
done
cxx() {
  for library in /usr/lib/libstdc++.so.6 /usr/lib64/libstdc++.so.6 /usr/lib/*/libstdc++.so.6 \\
    /lib/libstdc++.so.6 /lib64/libstdc++.so.6 /lib/*/libstdc++.so.6; do
    if [ -e "$library" ]; then return 0; fi
  done
  return 1
}
yes_if cxxLibrary cxx
certificates() {
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \\
    /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
    if [ -s "$bundle" ]; then return 0; fi
  done
  return 1
}
yes_if certificates certificates
read -r release </proc/sys/kernel/osrelease
minor=\${release#*.}
say kernel "\${release%%.*}.\${minor%%[!0-9]*}"
for musl in /lib/ld-musl-*; do
  if [ -e "$musl" ]; then libc=musl; fi
done
say libc "\${libc:-$(getconf GNU_LIBC_VERSION 2>/dev/null | tr -cd ' -~' | cut -c 1-30)}"
${portableProbe}
say end yes
`;
