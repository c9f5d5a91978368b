/** First and last word of the answer: what a login script prints around it is not taken for it. */
export const discoveryBegin = 'dockhop-discovery-begin';
export const discoveryEnd = 'dockhop-discovery-end';

/**
 * POSIX sh, given to `sh -s` on standard input, so that the login shell (which may be fish or csh)
 * has nothing to quote. It says who the user is, which sockets of engines exist, under one name
 * each, and where the engines' commands are. It changes nothing and runs no engine's command.
 *
 * Only absolute paths that are plain words are printed. DOCKER_HOST comes last, and the usual
 * places first, so that a socket has the same name whatever a login script sets.
 */
export const discoveryScript = `
LC_ALL=C
export LC_ALL
set -f
found=

plain() {
  case $1 in
    *[!A-Za-z0-9@%+=:,./_-]*) return 1 ;;
    /*) return 0 ;;
    *) return 1 ;;
  esac
}

socket() {
  plain "$1" && [ -S "$1" ] || return 0
  for known in $found; do
    [ "$1" = "$known" ] && return 0
    [ "$1" -ef "$known" ] 2>/dev/null && return 0
  done
  found="$found $1"
  access=denied
  [ -w "$1" ] && access=allowed
  printf 'socket %s %s\\n' "$access" "$1"
}

command_of() {
  for path in "$(command -v "$1" 2>/dev/null)" "/usr/bin/$1" "/usr/local/bin/$1" \\
    "\${HOME-}/bin/$1" "\${HOME-}/.local/bin/$1" "/opt/homebrew/bin/$1" "/snap/bin/$1"; do
    plain "$path" && [ -f "$path" ] && [ -x "$path" ] || continue
    printf 'cli %s %s\\n' "$1" "$path"
    return 0
  done
}

printf '\\n%s\\n' '${discoveryBegin}'
uid=$(id -u)
printf 'uid %s\\n' "$uid"
printf 'user %s\\n' "$(id -un)"
command_of docker
command_of podman
socket /var/run/docker.sock
socket "/run/user/$uid/docker.sock"
socket "\${XDG_RUNTIME_DIR-}/docker.sock"
socket "\${HOME-}/.docker/run/docker.sock"
socket /run/podman/podman.sock
socket "/run/user/$uid/podman/podman.sock"
socket "\${XDG_RUNTIME_DIR-}/podman/podman.sock"
case \${DOCKER_HOST-} in
  unix://*) socket "\${DOCKER_HOST#unix://}" ;;
esac
printf '%s\\n' '${discoveryEnd}'
`;
