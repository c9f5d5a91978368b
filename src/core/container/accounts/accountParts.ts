/**
 * Pieces of POSIX sh that change accounts, and take the change back; see shellParts.ts for what they
 * stand on. A file that is a mount is the host's, or somebody else's, and is never touched.
 *
 * `editable FILE`: may it be replaced?
 * `swap_secret NAME FROM TO`: where the password of NAME begins with FROM, with TO instead.
 * `swap_shell NAME FROM TO`: the login shell of NAME, where it is FROM.
 * `without_line LINE`: passwd without that line.
 * The last three succeed only where they changed something.
 */
export const accounts = `
mounted() {
  while read -r _ _ _ _ point _; do
    if [ "$point" = "$1" ]; then return 0; fi
  done </proc/self/mountinfo
  return 1
}
editable() {
  [ -f "$1" ] && [ ! -L "$1" ] && ours "\${1%/*}" && [ -w "$1" ] && ! mounted "$1"
}
replace() {
  rm -f "$1.dockhop"
  if cp -p "$1" "$1.dockhop" && printf %s "\${2%.}" >"$1.dockhop" && mv -f "$1.dockhop" "$1"; then
    return 0
  fi
  rm -f "$1.dockhop"
  return 1
}
each_line() {
  while IFS= read -r row || [ -n "$row" ]; do
    "$@"
  done
  printf .
}
edit() {
  file=$1
  shift
  editable "$file" || return 1
  was=$(cat "$file" && printf .) && now=$(each_line "$@" <"$file") && [ "$was" != "$now" ] &&
    replace "$file" "$now"
}
secret_line() {
  case $row in
    "$1:$2"*) row="$1:$3\${row#"$1:$2"}" ;;
  esac
  printf '%s\\n' "$row"
}
swap_secret() { edit /etc/shadow secret_line "$@"; }
shell_line() {
  case $row in
    "$1:"*) if [ "\${row##*:}" = "$2" ]; then row="\${row%:*}:$3"; fi ;;
  esac
  printf '%s\\n' "$row"
}
swap_shell() { edit /etc/passwd shell_line "$@"; }
other_line() { if [ "$row" != "$1" ]; then printf '%s\\n' "$row"; fi; }
without_line() { edit /etc/passwd other_line "$1"; }
same_line() { printf '%s\\n' "$row"; }
with_line() {
  editable /etc/passwd || return 1
  now=$(each_line same_line </etc/passwd)
  replace /etc/passwd "\${now%.}$1
."
}
`;

/**
 * `take_back RECORD`: undoes what is written there, line by line, as far as it is still as we made it.
 */
export const takingBack = `
take_back() {
  while IFS= read -r made; do
    what=\${made%%:*}
    rest=\${made#*:}
    name=\${rest%%:*}
    values=\${rest#*:}
    case $what in
      account | server) without_line "$rest" ;;
      unlock) swap_secret "$name" '*' '!' ;;
      shell) swap_shell "$name" "\${values#*:}" "\${values%%:*}" ;;
      home)
        if [ ! -e "$rest" ]; then continue; fi
        rmdir "$rest" 2>/dev/null
        ;;
      *) continue ;;
    esac && say undone "$what" || say left "$what"
  done <"$1"
  rm -f "$1"
}
`;
