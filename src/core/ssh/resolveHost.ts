import { execFile } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { failure } from '../errors/dockhopError.ts';
import { parseDestination } from './destination.ts';
import type { HostConfig } from './hostConfig.ts';
import { findSshProgram, sshArguments, type SshSettings } from './sshProgram.ts';
import { systemCode, systemReason } from './systemReason.ts';

const deadlineSeconds = 15;
const maxBytes = 1024 * 1024;

/** What a program that ended badly leaves in the error of `execFile`. */
const Failed = v.object({ stderr: v.string(), code: v.optional(v.nullable(v.unknown())) });

const execute = promisify(execFile);

/**
 * What ssh itself reads from its configuration about a destination (`ssh -G`). `Match exec` of
 * the person's own configuration runs, as it does whenever they use ssh.
 * @throws DESTINATION_REFUSED, SSH_NOT_FOUND, CONFIG_UNREADABLE with ssh's own words.
 */
export async function resolveHost(
  destination: string,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<HostConfig> {
  signal.throwIfAborted();
  // Taken apart, so that an address with a port needs no form that only some ssh understand.
  const { host, ...named } = parseDestination(destination);
  return await resolveNamed(host, named, settings, signal);
}

interface Named {
  readonly user?: string;
  readonly port?: number;
  /** Leave the name's own ProxyJump out of account, as `ssh -J` does for all but its first. */
  readonly withoutJump?: boolean;
}

/** As `resolveHost`, for a destination that was taken apart already. */
export async function resolveNamed(
  host: string,
  { user, port, withoutJump = false }: Named,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<HostConfig> {
  const program = settings.program ?? (await findSshProgram());
  const args = [
    ...sshArguments(settings),
    '-G',
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port.toString()]),
    ...(withoutJump ? ['-o', 'ProxyJump=none'] : []),
    '--',
    host,
  ];
  const timeout = deadlineSeconds * 1000;
  // Many may be resolved for one person at a time.
  setMaxListeners(0, signal);
  try {
    const options = { signal, timeout, maxBuffer: maxBytes, windowsHide: true } as const;
    const { stdout } = await execute(program, args, { ...options, encoding: 'utf8' });
    return parseHostConfig(stdout);
  } catch (error) {
    signal.throwIfAborted();
    if (systemCode(error) === 'ENOENT') throw failure('SSH_NOT_FOUND', {}, { cause: error });
    const file = settings.configFile ?? '~/.ssh/config';
    throw failure('CONFIG_UNREADABLE', { file, reason: reasonOf(error) }, { cause: error });
  }
}

/** The lines of `ssh -G`: a keyword, a blank, its value. */
export function parseHostConfig(output: string): HostConfig {
  const config = new Map<string, string[]>();
  for (const line of output.split(/\r?\n/)) {
    const [, keyword, value] = /^([A-Za-z][A-Za-z0-9]*)(?: (.*))?$/.exec(line) ?? [];
    if (keyword === undefined) continue;
    const key = keyword.toLowerCase();
    const values = config.get(key);
    if (values) values.push(value ?? '');
    else config.set(key, [value ?? '']);
  }
  return config;
}

/** ssh's first line on standard error; without one, how it ended. */
function reasonOf(error: unknown): string {
  const failed = v.safeParse(Failed, error);
  const lines = failed.success ? failed.output.stderr.split(/\r?\n/) : [];
  const first = lines.find((line) => line.trim() !== '');
  if (first !== undefined) return first;
  const killed = error instanceof Error && 'killed' in error && error.killed === true;
  return killed ? `\`ssh -G\` did not end within ${deadlineSeconds} seconds` : systemReason(error);
}
