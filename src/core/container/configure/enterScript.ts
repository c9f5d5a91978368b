import type { ServerPlace } from '../portable/portablePlace.ts';

/**
 * The text of `enter`, which an entry's ProxyCommand runs for each connection, Dockhop present or not.
 * A restart may lose the privilege-separation directory (a tmpfs /run): where it is, only sshd knows.
 * The container's environment is for the sessions (see environment.ts), not for sshd: libraries that
 * it puts in front would be loaded by sshd itself.
 * What the host's start-up files print before may have no end of line, and would run into the
 * server's greeting: an empty line ends it (RFC 4253, section 4.2, has clients skip lines).
 * @param directory ours, and `sshd`: from our own lists, so that neither needs quoting.
 */
export function enterScript(directory: string, sshd: ServerPlace): string {
  return `# Made by Dockhop: one SSH connection over standard input and output.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
unset LD_PRELOAD LD_LIBRARY_PATH
if [ ! -x ${sshd} ]; then
  echo 'dockhop: the SSH server is gone from this container; prepare it again' >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  said=$(${sshd} -t -f ${directory}/sshd_config 2>&1 </dev/null)
  case $said in
    *'Missing privilege separation directory: /'*)
      lost=\${said##*'Missing privilege separation directory: '}
      lost=\${lost%%[!A-Za-z0-9_./-]*}
      (umask 022 && mkdir -p "$lost") >&2
      ;;
  esac
fi
printf '\\r\\n'
exec env -i PATH="$PATH" ${sshd} -i -e -o LogLevel=ERROR -f ${directory}/sshd_config
`;
}
