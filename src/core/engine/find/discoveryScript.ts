/** The first word: a shell has begun to read the script. */
export const discoveryHeard = 'dockhop-discovery-heard';
/** First and last word of the answer: what a login script prints around it is not taken for it. */
export const discoveryBegin = 'dockhop-discovery-begin';
export const discoveryEnd = 'dockhop-discovery-end';

/**
 * Runs a program for a few seconds at most, with all that it starts. Where the host has no means for
 * that (macOS has no `timeout`, but perl), it is not run.
 */
export const bounded = `
bounded() {
  if command -v timeout >/dev/null 2>&1; then timeout -k 1 5 "$@"
  elif command -v perl >/dev/null 2>&1; then perl -e 'alarm 5; exec @ARGV' "$@"
  else return 127
  fi
}
`;

/**
 * Takes from the person's login shell what decides about engines. \`env\` and \`echo\` are words to
 * every shell. Reading ends at the mark, for a program that a login script left running may hold the
 * pipe open for ever.
 */
const loginEnvironment = `
from_login_shell() {
  case \${SHELL-} in /*) ;; *) return 0 ;; esac
  [ -x "$SHELL" ] || return 0
  bounded "$SHELL" -l -c 'env; echo dockhop-login-end' </dev/null 2>/dev/null |
    while IFS= read -r line; do
      case $line in
        dockhop-login-end) break ;;
        PATH=?* | DOCKER_HOST=?* | DOCKER_CONTEXT=?* | DOCKER_CONFIG=?* | CONTAINER_HOST=?* | \\
          XDG_RUNTIME_DIR=?* | XDG_DATA_HOME=?* | XDG_CONFIG_HOME=?*) printf '%s\\n' "$line" ;;
      esac
    done
}

login=$(from_login_shell)
IFS='
'
for line in $login; do
  value=\${line#*=}
  case $line in
    PATH=*) PATH=$value:$PATH ;;
    DOCKER_HOST=*) DOCKER_HOST=$value ;;
    DOCKER_CONTEXT=*) export DOCKER_CONTEXT="$value" ;;
    DOCKER_CONFIG=*) export DOCKER_CONFIG="$value" ;;
    CONTAINER_HOST=*) CONTAINER_HOST=$value ;;
    XDG_RUNTIME_DIR=*) XDG_RUNTIME_DIR=$value ;;
    XDG_DATA_HOME=*) XDG_DATA_HOME=$value ;;
    XDG_CONFIG_HOME=*) XDG_CONFIG_HOME=$value ;;
  esac
done
unset IFS
`;

const search = `
found=

word() {
  case $1 in
    '' | *[!A-Za-z0-9@%+=:,./_-]*) return 1 ;;
  esac
}

plain() {
  word "$1" || return 1
  case $1 in
    /*) return 0 ;;
    *) return 1 ;;
  esac
}

# Owner, group and mode of a file, as three plain words.
owner_of() {
  set -- $(stat -L -c '%U %G %a' "$1" 2>/dev/null || stat -L -f '%Su %Sg %Lp' "$1" 2>/dev/null)
  if [ $# -eq 3 ] && word "$1" && word "$2" && word "$3"; then printf '%s %s %s' "$1" "$2" "$3"
  else printf '%s' '- - -'
  fi
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
  printf 'socket %s %s %s\\n' "$access" "$1" "$(owner_of "$1")"
}

# Where a variable or a context says that the engine is: a socket here, or elsewhere.
place() {
  case $2 in
    unix://*) socket "\${2#unix://}" ;;
    tcp://* | ssh://* | http://* | https://* | npipe://*)
      printf 'elsewhere %s %s\\n' "$1" "\${2%%:*}" ;;
  esac
}

path_of() {
  for path in "$(command -v "$1" 2>/dev/null)" "/usr/bin/$1" "/usr/local/bin/$1" \\
    "\${HOME-}/bin/$1" "\${HOME-}/.local/bin/$1" "/opt/homebrew/bin/$1" "/snap/bin/$1"; do
    plain "$path" && [ -f "$path" ] && [ -x "$path" ] || continue
    printf '%s' "$path"
    return 0
  done
}

command_of() {
  path=$(path_of "$1")
  [ -z "$path" ] || printf 'cli %s %s\\n' "$1" "$path"
}

# Only where one was chosen: else it is the usual socket, and nothing has to run.
docker_context() {
  docker=$(path_of docker)
  [ -n "$docker" ] || return 0
  [ -n "\${DOCKER_CONTEXT-}" ] ||
    grep -q '"currentContext"' "\${DOCKER_CONFIG:-\${HOME-}/.docker}/config.json" 2>/dev/null ||
    return 0
  DOCKER_HOST= bounded "$docker" context inspect --format '{{.Endpoints.docker.Host}}' \\
    </dev/null 2>/dev/null
}

printf '\\n%s\\n' '${discoveryBegin}'
uid=$(id -u)
printf 'uid %s\\n' "$uid"
printf 'user %s\\n' "$(id -un)"
plain "\${SHELL-}" && printf 'shell %s\\n' "$SHELL"
command_of docker
command_of podman
command_of sudo
socket /var/run/docker.sock
socket "/run/user/$uid/docker.sock"
socket "\${XDG_RUNTIME_DIR-}/docker.sock"
socket "\${HOME-}/.docker/run/docker.sock"
socket /run/podman/podman.sock
socket "/run/user/$uid/podman/podman.sock"
socket "\${XDG_RUNTIME_DIR-}/podman/podman.sock"
place DOCKER_HOST "\${DOCKER_HOST-}"
place context "$(docker_context)"
place CONTAINER_HOST "\${CONTAINER_HOST-}"
if [ -d "\${XDG_DATA_HOME:-\${HOME-}/.local/share}/containers/storage" ] ||
  [ -f "\${XDG_CONFIG_HOME:-\${HOME-}/.config}/containers/storage.conf" ]; then
  echo 'store user'
fi
if [ -d /var/lib/containers/storage ]; then echo 'store root'; fi
printf '%s\\n' '${discoveryEnd}'
`;

/**
 * POSIX sh, given to `sh -s` on standard input, so that the login shell (which may be fish or csh)
 * has nothing to quote; or in the command line of one that is known to be a POSIX shell. Where that is
 * csh by now, it runs line by line what it can of it: no line may do harm by itself.
 *
 * It says who the user is, which sockets of engines exist, under one name each and with owner and
 * mode, where the engines' commands are, and whether podman has ever kept containers here. It changes
 * nothing. Of engines' commands it runs only `docker context inspect`, which asks no engine, and only
 * where a context was chosen.
 *
 * Only plain words are printed, and of an engine elsewhere no more than the scheme of its URL. The
 * usual places come first, so that a socket has the same name whatever a login script sets.
 *
 * @param login whether to ask the person's login shell for its environment. It is given 5 seconds.
 */
export function discoveryScript(login: boolean): string {
  const begin = [`echo ${discoveryHeard}`, 'LC_ALL=C', 'export LC_ALL', 'set -f', bounded];
  return [...begin, login ? loginEnvironment : '', search].join('\n');
}
