/** What terminals of an editor can draw. */
export const terminalEnvironment = { TERM: 'xterm-256color', COLORTERM: 'truecolor' } as const;

/**
 * Becomes the user's login shell; bash or sh where they have none or it lets nobody in. It is not a
 * login shell, whose start-up files would lose the PATH of the image. Where no locale is set, as in
 * most images, what is typed may still be more than ASCII. The shell that runs this stays
 * to lead the session, with the mark on the first line of its command line.
 */
const shellScript = `
if [ -r /etc/passwd ]; then
  me=$(id -u)
  while IFS=: read -r _ _ uid _ _ _ theirs; do
    if [ "$uid" = "$me" ]; then shell=$theirs; break; fi
  done </etc/passwd
fi
case \${shell-} in */nologin | */false) shell= ;; esac
if [ ! -x "\${shell-}" ]; then shell=$(command -v bash || command -v sh); fi
export SHELL="$shell"
if [ -z "\${LC_ALL-}\${LC_CTYPE-}\${LANG-}" ] && locale -a 2>/dev/null | grep -q '^C.utf8$\\|^C.UTF-8$'; then
  export LANG=C.UTF-8
fi
"$shell"
exit $?
`;

/** @param mark of `newMark`. */
export function shellCommand(mark: string): readonly string[] {
  return ['sh', '-c', `: ${mark}${shellScript}`];
}
