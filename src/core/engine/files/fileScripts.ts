import { fileStatuses, prelude } from './scriptPrelude.ts';

/**
 * The scripts that look at and change the files of a container: POSIX sh and programs that coreutils,
 * busybox and toybox have in common. Constant text: paths come as arguments, always absolute, so none
 * can be taken for an option; contents come on standard input. Each ends with a status of
 * `fileStatuses`, or prints what it was asked for.
 */

const { denied, isDirectory, notDirectory, exists, special, incomplete, tooLarge } = fileStatuses;

/**
 * PATH → records as in `parseRecords`, the second of what a link leads to. Of lstat: raw mode in
 * hexadecimal, size, mtime in seconds, uid, gid; last whether the user may write to it.
 */
export const statScript = `${prelude}
see "$1"
need stat
if [ -w "$1" ]; then may=w; else may=r; fi
stat -c "/-%f %s %Y %u %g ./$may" "$1" || exit 1
if [ -L "$1" ]; then stat -L -c "/+%f %s %Y %u %g ./$may" "$1" 2>/dev/null; fi
exit 0
`;

/**
 * PATH MOST → records of what is in a directory, at most so many, then one marked \`!\` where there
 * is more. No name has a slash in it, so slashes part the records whatever the names are made of.
 */
export const listScript = `${prelude}
see "$1"
if [ ! -d "$1" ]; then exit ${notDirectory}; fi
need stat
if [ ! -r "$1" ] || ! cd "$1" 2>/dev/null; then exit ${denied}; fi
most=$2
describe() {
  if [ $# -eq 0 ]; then return; fi
  stat -c '/-%f %s %Y %u %g %n' -- "$@" 2>/dev/null
}
follow() {
  if [ $# -eq 0 ]; then return; fi
  stat -L -c '/+%f %s %Y %u %g %n' -- "$@" 2>/dev/null
}
set --
count=0
for name in ./* ./.[!.]* ./..?*; do
  [ -e "$name" ] || [ -L "$name" ] || continue
  if [ "$count" -ge "$most" ]; then
    printf '/!0 0 0 0 0 ./\\n'
    break
  fi
  count=$((count + 1))
  set -- "$@" "$name"
  if [ $# -ge 100 ]; then
    describe "$@"
    set --
  fi
done
describe "$@"
set --
count=0
for name in ./* ./.[!.]* ./..?*; do
  [ -L "$name" ] || continue
  count=$((count + 1))
  if [ "$count" -gt "$most" ]; then break; fi
  set -- "$@" "$name"
  if [ $# -ge 100 ]; then
    follow "$@"
    set --
  fi
done
follow "$@"
exit 0
`;

/** PATH MOST → a line of raw mode, size and mtime, then the bytes. MOST empty: however many. */
export const readScript = `${prelude}
see "$1"
if [ -d "$1" ]; then exit ${isDirectory}; fi
if [ ! -e "$1" ]; then missing "$1"; fi
if [ ! -f "$1" ]; then exit ${special}; fi
if [ ! -r "$1" ]; then exit ${denied}; fi
need stat
facts=$(stat -L -c '%f %s %Y' "$1") || exit 1
size=\${facts#* }
size=\${size%% *}
if [ -n "$2" ] && [ "$size" -gt "$2" ]; then exit ${tooLarge}; fi
printf '%s\\n' "$facts"
exec cat "$1"
`;

/**
 * PATH SIZE MARK CREATE OVERWRITE MODE MTIME, and the bytes on standard input. What came is counted
 * before anything is touched: a connection that is cut looks like the end of the input. Then a rename,
 * or, where that would take a file from its owner, its other names or its mount, a copy into it.
 */
export const writeScript = `${prelude}
target=$1 size=$2 mark=$3 create=$4 overwrite=$5 mode=$6 time=$7
need stat
if [ -L "$target" ]; then
  need readlink
  target=$(readlink -f "$1" && printf x) || missing "$1"
  target=\${target%?x}
fi
old=
if [ -e "$target" ]; then
  if [ -d "$target" ]; then exit ${isDirectory}; fi
  if [ ! -f "$target" ]; then exit ${special}; fi
  if [ "$overwrite" != yes ]; then exit ${exists}; fi
  if [ ! -w "$target" ]; then exit ${denied}; fi
  old=$(stat -c '%a %u:%g %h' "$target") || exit 1
elif [ "$create" != yes ]; then
  missing "$target"
fi
parent_of "$target"
place=$parent
if [ ! -w "$parent" ] || [ ! -x "$parent" ]; then
  if [ -z "$old" ]; then exit ${denied}; fi
  place=/tmp
fi
new=$place/$mark
set -C
true >"$new" || exit 1
set +C
trap 'rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM
if ! words=$(cat 2>&1 >"$new"); then
  # With the input closed in its face podman may not wait for what is said.
  head -c 4194304 >/dev/null 2>&1
  failed "$words"
fi
if [ "$(stat -c %s "$new")" != "$size" ]; then exit ${incomplete}; fi
put_into() { words=$(cat "$new" 2>&1 >"$target") || failed "$words"; }
if [ -n "$old" ]; then
  owner=\${old#* }
  links=\${owner#* }
  owner=\${owner% *}
  if [ "$place" != "$parent" ] || [ "$links" != 1 ] || ! chown "$owner" "$new" 2>/dev/null; then
    put_into
    exit 0
  fi
  chmod "\${old%% *}" "$new" || exit 1
elif [ -n "$mode" ]; then
  chmod "$mode" "$new" || exit 1
fi
if [ -n "$time" ]; then touch -d "@$time" "$new" 2>/dev/null; fi
if ! mv -f "$new" "$target" 2>/dev/null; then
  if [ -z "$old" ]; then
    mv -f "$new" "$target"
    exit 1
  fi
  put_into
fi
exit 0
`;

/** PATH */
export const makeDirectoryScript = `${prelude}
if [ -e "$1" ] || [ -L "$1" ]; then exit ${exists}; fi
parent_changes "$1"
mkdir "$1" || exit 1
`;

/** PATH RECURSIVE */
export const removeScript = `${prelude}
if [ "$1" = / ]; then exit ${denied}; fi
see "$1"
parent_changes "$1"
if [ "$2" = yes ]; then unmounted "$1"; fi
if [ ! -d "$1" ] || [ -L "$1" ]; then
  rm -f "$1" || exit 1
elif [ "$2" = yes ]; then
  rm -rf "$1" || exit 1
else
  rmdir "$1" || exit 1
fi
`;

/** FROM TO OVERWRITE. A directory is never replaced by a rename. */
export const renameScript = `${prelude}
see "$1"
if [ -e "$2" ] || [ -L "$2" ]; then
  if [ "$3" != yes ] || [ -d "$2" ]; then exit ${exists}; fi
fi
parent_changes "$1"
parent_changes "$2"
mv -f "$1" "$2" || exit 1
`;

/** FROM TO OVERWRITE MARK */
export const copyScript = `${prelude}
see "$1"
if [ -e "$2" ] || [ -L "$2" ]; then
  if [ "$3" != yes ] || [ -d "$2" ]; then exit ${exists}; fi
fi
parent_changes "$2"
case $2/ in
  "$1"/*)
    echo 'it would be copied into itself' >&2
    exit 1
    ;;
esac
new=$parent/$4
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
cp -a "$1" "$new" || exit 1
mv -f "$new" "$2" || exit 1
`;

/**
 * PATH → a line with about how many bytes there are, then a directory as tar. That a file grew while
 * it was read, as logs do, is GNU tar's 1; busybox has no such status.
 */
export const packScript = `${prelude}
see "$1"
if [ ! -d "$1" ]; then exit ${notDirectory}; fi
need tar
if [ ! -r "$1" ] || ! cd "$1" 2>/dev/null; then exit ${denied}; fi
kilobytes=$(du -sk . 2>/dev/null)
kilobytes=\${kilobytes%%[!0-9]*}
printf '%s\\n' "$((\${kilobytes:-0} * 1024))"
tar -cf - .
status=$?
if [ "$status" -eq 1 ]; then
  case $(tar --version 2>/dev/null) in
    *GNU*) status=0 ;;
  esac
fi
exit "$status"
`;

/**
 * PATH MARK OVERWRITE, and tar on standard input whose last entry is called MARK: without it, it was
 * cut. Made beside and renamed; what is replaced goes last.
 */
export const unpackScript = `${prelude}
target=$1 mark=$2
if [ -e "$target" ] || [ -L "$target" ]; then
  if [ "$3" != yes ]; then exit ${exists}; fi
fi
parent_changes "$target"
unmounted "$target"
need tar
new=$parent/$mark
mkdir "$new" || exit 1
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
(cd "$new" && tar -xof -)
status=$?
if [ ! -e "$new/$mark" ]; then
  if [ "$status" -ne 0 ]; then exit 1; fi
  exit ${incomplete}
fi
rm -f "$new/$mark"
if [ "$status" -ne 0 ]; then exit 1; fi
if [ -e "$target" ] || [ -L "$target" ]; then
  old=$parent/$mark.old
  mv "$target" "$old" || exit 1
  mv "$new" "$target" || { mv "$old" "$target"; exit 1; }
  rm -rf "$old"
else
  mv "$new" "$target" || exit 1
fi
exit 0
`;
