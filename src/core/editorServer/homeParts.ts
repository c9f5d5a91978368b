import { ownership, searchPath, speaking } from '../container/shellParts.ts';

/**
 * Piece of POSIX sh, run as the user whose home it is about: `find_home NAME` sets `$home`, fails
 * where there is none or where somebody else could have made what is in it. `own_directories PATH`
 * makes the directories of a path below the home, where they are missing, and fails where one of
 * them is not a plain directory of the user's own, which nobody else can write to.
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
  above=\${home%/*}
  while :; do
    holds_ours "\${above:-/}" || fail unsafe "\${above:-/}"
    if [ -z "$above" ]; then break; fi
    above=\${above%/*}
  done
  ours "$home" || fail unsafe "$home"
}
own_directories() {
  at=$home rest=$1/
  while [ -n "$rest" ]; do
    at=$at/\${rest%%/*} rest=\${rest#*/}
    mkdir -m 755 "$at" 2>/dev/null
    if ours "$at"; then continue; fi
    if [ -e "$at" ] || [ -L "$at" ]; then fail unsafe "$at"; fi
    fail unwritable "$at"
  done
}
`;
