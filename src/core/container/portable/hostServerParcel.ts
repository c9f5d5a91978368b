import { hasFile, type HostFile, type HostServer } from './hostServer.ts';
import { parcelOf, sha256, type Parcel } from './parcel.ts';

/**
 * sshd writes its state over its arguments (setproctitle), of which there are more than it knows: the
 * loader's stand before. The kernel shows arguments that are overwritten to the last byte as the first
 * of them alone (proc_pid_cmdline(5)), and nobody could tell a daemon of ours. A title is cut at 1 kB,
 * so one ignored argument of that length (`-k`, of protocol 1) keeps the last byte what it was.
 */
const padding = `-k "$(printf %01024d 0)"`;

/**
 * A program of the host's, run by the loader that it was made for with the libraries that it was made
 * for, and by nothing of the container's. `${0%/*}` is our directory: it is always run by its path.
 */
function wrapper(place: string, program: string, options: string): string {
  return `#!/bin/sh
# Made by Dockhop: a program of the engine’s host, with its own libraries.
dir=${place}
OPENSSL_CONF=/dev/null
export OPENSSL_CONF
exec "$dir/ld.so" --library-path "$dir/lib" "$dir/${program}" "$@"${options === '' ? '' : ` ${options}`}
`;
}

const beside = '${0%/*}';
const below = '${0%/*}/host';

/**
 * What differs between versions: before 9.8 sshd runs itself again for each connection, which `-r`
 * prevents, as the kernel would have it loaded by the container's loader. Later ones run programs that
 * sshd_config(5) names (SshdSessionPath; since 10.0 also SshdAuthPath).
 */
function sshdWrapper(files: readonly HostFile[]): string {
  const session = hasFile(files, 'sshd-session') ? '-o "SshdSessionPath=$dir/session"' : '-r';
  const auth = hasFile(files, 'sshd-auth') ? '-o "SshdAuthPath=$dir/auth"' : '';
  return wrapper(below, 'sshd', [session, auth, padding].filter(Boolean).join(' '));
}

const keygenWrapper = wrapper(below, 'ssh-keygen', '');

const helpers = ['sshd-session', 'sshd-auth'] as const;

/** Sums of every `sshd` of ours that runs a host's. */
const sshdSums = [[], helpers.slice(0, 1), helpers].map((names) =>
  sha256(sshdWrapper(names.map((name) => ({ name, bytes: 1 })))),
);
const keygenSum = sha256(keygenWrapper);

/** Are these two programs, by their sums, the ones that run a host's? */
export function runHostServer(programs: {
  readonly sshd: string;
  readonly keygen: string;
}): boolean {
  return sshdSums.includes(programs.sshd) && programs.keygen === keygenSum;
}

/** A host's SSH server as it is sent into a container: its files in `host`, and what runs them. */
export function hostServerParcel(server: HostServer, contents: readonly Uint8Array[]): Parcel {
  const text = (name: string, content: string) => ({ name, content: Buffer.from(content) });
  const brought = server.files.map(({ name }, index) => ({
    name: `host/${name}`,
    content: contents[index] ?? new Uint8Array(),
  }));
  const wrapped = [
    ['sshd-session', 'session'],
    ['sshd-auth', 'auth'],
  ].flatMap(([program = '', name = '']) =>
    hasFile(server.files, program) ? [text(`host/${name}`, wrapper(beside, program, ''))] : [],
  );
  const inside = [...brought, ...wrapped, text('host/version', `${server.version.text}\n`)];
  // For sha256sum(1) in there, at each prepare.
  const sums = inside.map(
    ({ name, content }) => `${sha256(content)}  ${name.slice('host/'.length)}\n`,
  );
  return parcelOf([
    text('sshd', sshdWrapper(server.files)),
    text('ssh-keygen', keygenWrapper),
    ...inside,
    text('host/sums', sums.join('')),
  ]);
}
