/**
 * The image's own libraries are not for what Dockhop runs (a conda OpenSSL in front of the system's),
 * and may come from a directory that some user of the container can write to.
 */
export const systemEnvironment = { LD_LIBRARY_PATH: '', LD_PRELOAD: '' } as const;

/** On one line, for a program is found by the first line of its command line (hangUp.ts). */
const becomeProgram =
  'unset LD_LIBRARY_PATH LD_PRELOAD BASH_ENV ENV PERL5LIB PERL5OPT; ' +
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH; exec "$@"';

/**
 * A command that takes its program from the system's directories alone, to be run with
 * `systemEnvironment`. The PATH of an image may begin with a directory that some user of the
 * container can write to, and what Dockhop runs there is mostly run by root.
 */
export function systemProgram(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', becomeProgram, 'dockhop', ...command];
}
