import { ownership, searchPath, speaking } from '../container/shellParts.ts';

/**
 * Piece of POSIX sh, run as the user whose home it is about: `find_home NAME` sets `$home`, and
 * `$fault` to what of it somebody else could have made; fails where there is none. `is_own DIR`: a
 * directory of the user's own, which nobody else can write to, or a link of theirs or root's that
 * leads to one to which nobody else could have led it: homes with a quota have their large folders
 * elsewhere. `own_directories PATH` makes the directories of a path below the home, where they are
 * missing, and fails where one of them is not `is_own`.
 */
export const homeParts = `
${searchPath}${speaking}${ownership}
find_home() {
  home=
  while IFS=: read -r name _ _ _ _ where _ || [ -n "$name" ]; do
    if [ "$name" = "$1" ]; then
      home=\${where%/}
      break
    fi
  done </etc/passwd
  case $home in
    /*) ;;
    *) fail homeless ;;
  esac
  if [ ! -e "$home" ]; then fail homeless; fi
  fault=
  ours "$home" || fault=$home
  above=\${home%/*}
  while :; do
    holds_ours "\${above:-/}" || fault=\${above:-/}
    if [ -z "$above" ]; then break; fi
    above=\${above%/*}
  done
}
is_own() {
  if ours "$1"; then return 0; fi
  case $(shape "$1") in
    l*" $me" | l*' 0') ;;
    *) return 1 ;;
  esac
  real=$(cd -P "$1" 2>/dev/null && pwd -P) && ours "$real" || return 1
  while [ -n "$real" ]; do
    real=\${real%/*}
    holds_ours "\${real:-/}" || ours "$real" || return 1
  done
}
own_directories() {
  at=$home rest=$1/
  while [ -n "$rest" ]; do
    at=$at/\${rest%%/*} rest=\${rest#*/}
    mkdir -m 755 "$at" 2>/dev/null
    if is_own "$at"; then continue; fi
    if [ -e "$at" ] || [ -L "$at" ]; then fail unsafe "$at"; fi
    fail unwritable "$at"
  done
}
`;
