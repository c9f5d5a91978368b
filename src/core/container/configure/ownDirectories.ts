/**
 * Piece of POSIX sh that makes our directory; see shellParts.ts for what it stands on. Needs `$base`,
 * its `$parent`, the container's `$id` and `$dir`; notes in `$changed` that it made one.
 */
export const directories = `
safe_parents() {
  above=$parent
  while :; do
    holds_ours "\${above:-/}" || fail unsafe "\${above:-/}"
    if [ -z "$above" ]; then return 0; fi
    above=\${above%/*}
  done
}
make_directory() {
  if mkdir -m 755 "$1" 2>/dev/null; then changed=yes; fi
  if ours "$1"; then return 0; fi
  if [ -e "$1" ] || [ -L "$1" ]; then fail unsafe "$1"; fi
  fail unwritable "$1"
}
make_directories() {
  make_directory "$base"
  make_directory "$base/$id"
  make_directory "$dir"
}
`;
