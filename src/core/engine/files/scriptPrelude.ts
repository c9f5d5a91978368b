/** How a script ends that cannot do what it was asked to. Other statuses are its programs' own. */
export const fileStatuses = {
  absent: 60,
  denied: 61,
  isDirectory: 62,
  notDirectory: 63,
  exists: 64,
  special: 65,
  incomplete: 66,
  noTool: 67,
  tooLarge: 68,
  noRoom: 69,
  overQuota: 70,
} as const;

const { absent, denied, notDirectory, noTool, noRoom, overQuota } = fileStatuses;

/**
 * `missing PATH`: ends with why it is not to be seen. `need PROGRAM`. `parent_of PATH`: a directory in
 * which something can be made. `see PATH`: ends unless it is there, if only as a link into nowhere.
 * `unmounted PATH`: ends where something is mounted at a directory or below it: it would be emptied
 * before its mount point refuses to go, and may be the host's (proc_pid_mountinfo(5)). `failed WORDS`:
 * ends as a program did that wrote; podman has lost what was told by words alone.
 */
export const prelude = `
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
missing() {
  at=$1
  while [ -n "$at" ]; do
    at=\${at%/*}
    if [ -e "\${at:-/}" ]; then
      if [ -d "\${at:-/}" ] && [ ! -x "\${at:-/}" ]; then exit ${denied}; fi
      exit ${absent}
    fi
  done
  exit ${absent}
}
need() { command -v "$1" >/dev/null 2>&1 || { echo "there is no $1" >&2; exit ${noTool}; }; }
failed() {
  case $1 in
    *'No space left on device'*) exit ${noRoom} ;;
    *'Disk quota exceeded'*) exit ${overQuota} ;;
  esac
  printf '%s\\n' "$1" >&2
  exit 1
}
see() { [ -e "$1" ] || [ -L "$1" ] || missing "$1"; }
parent_of() {
  parent=\${1%/*}
  parent=\${parent:-/}
  if [ ! -e "$parent" ]; then missing "$parent"; fi
  if [ ! -d "$parent" ]; then exit ${notDirectory}; fi
}
parent_changes() {
  parent_of "$1"
  if [ ! -w "$parent" ] || [ ! -x "$parent" ]; then exit ${denied}; fi
}
unmounted() {
  if [ ! -d "$1" ] || [ -L "$1" ] || [ ! -r /proc/self/mountinfo ]; then return; fi
  real=$(cd "$1" 2>/dev/null && pwd -P && printf x) || return
  real=\${real%?x}
  while read -r _ _ _ _ at _; do
    case $at in
      *\\\\*)
        at=$(printf '%bx' "$at")
        at=\${at%x}
        ;;
    esac
    case $at/ in
      "$real"/*)
        printf '%s is mounted there\\n' "$at" >&2
        exit 1
        ;;
    esac
  done </proc/self/mountinfo
}
`;
