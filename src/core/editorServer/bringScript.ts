import { homeParts } from './homeParts.ts';

/**
 * Takes a piece of an editor's server into the home of the user who runs this, in two steps, so that
 * nothing which was cut short ever has the name of something whole: `unpack` unpacks the archive on
 * standard input into a directory of its own beside the place, and `finish`, which is only run when
 * all of it was sent, looks at what is there and renames it. `drop` removes what `unpack` left.
 *
 * Arguments: the verb, the login name, the editor's data folder, a name for that directory; then for
 * `unpack` whether it is `gzip` or `tar`, for `finish` the kind of the piece, its place, the program
 * in a server's `bin`, and the commit.
 */
export const bringScript = `
${homeParts}
verb=$1 data=$3 stage=$4
find_home "$2"
if [ -n "$fault" ]; then fail unsafe "$fault"; fi
shift 4
umask 022
dir=$home/$data/$stage

drop() { rm -rf "$dir"; }
fail_clean() {
  drop
  fail "$@"
}

unpack() {
  own_directories "$data"
  # What earlier ones left that were killed.
  find "$home/$data/." -maxdepth 1 -name '.dockhop-*' -mtime +0 -exec rm -rf {} \\; 2>/dev/null
  mkdir -m 700 "$dir" 2>/dev/null || fail unwritable "$dir"
  case $1 in
    gzip) open_archive() { gzip -dc; } ;;
    *) open_archive() { cat; } ;;
  esac
  faults=$({ { open_archive || echo cut >&3; } | tar -xof - -C "$dir" >&2 || echo unpack >&3; } 3>&1)
  if [ -n "$faults" ]; then fail_clean unpack; fi
  say end yes
}

complete() {
  case $kind in
    folder) [ -f "$1/bin/$program" ] && [ -x "$1/bin/$program" ] ;;
    *) [ -f "$1" ] && [ -x "$1" ] ;;
  esac
}
# Another laptop's Remote-SSH may be at work in there.
is_used() {
  real=$(cd -P "$1" 2>/dev/null && pwd -P) || return 1
  ls -ld /proc/[0-9]*/cwd /proc/[0-9]*/fd/* 2>/dev/null | grep -F -e " -> $real" >/dev/null
}
finish() {
  kind=$1 place=$2 program=$3 commit=$4
  final=$home/$place
  ours "$dir" || fail unsafe "$dir"
  set -- "$dir"/*
  if [ "$#" != 1 ] || [ -L "$1" ]; then fail_clean other; fi
  made=$1
  case $kind in
    folder)
      complete "$made" && grep -qF "$commit" "$made/product.json" 2>/dev/null || fail_clean other
      said=$("$made/node" --version 2>&1 </dev/null) || fail_clean unrunnable "$said"
      ;;
    *)
      if [ ! -f "$made" ]; then fail_clean other; fi
      chmod 755 "$made"
      said=$("$made" --version 2>&1 </dev/null) || fail_clean unrunnable "$said"
      ;;
  esac
  own_directories "\${place%/*}"
  # Another laptop may have been quicker. What is half there is of a download that cannot succeed.
  if ! complete "$final"; then
    if is_used "$final"; then fail_clean used "$final"; fi
    if [ -e "$final" ] || [ -L "$final" ]; then
      rmdir "$final" 2>/dev/null || mv "$final" "$dir/.before" 2>/dev/null ||
        fail_clean unwritable "$final"
    fi
    mv "$made" "$final" 2>/dev/null && complete "$final" || fail_clean unwritable "$final"
  fi
  drop
  say end yes
}

case $verb in
  unpack) unpack "$@" ;;
  finish) finish "$@" ;;
  *)
    drop
    say end yes
    ;;
esac
`;
