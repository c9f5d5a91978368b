import { failure } from '../../errors/dockhopError.ts';
import { parseDestination } from './destination.ts';
import type { HostConfig } from './hostConfig.ts';
import { aboutLine, sshAnswer } from './sshAnswer.ts';
import { sshArguments, sshProgramOf, type SshSettings } from '../sshProgram.ts';

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
  const words = [
    ...sshArguments(settings),
    '-G',
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port.toString()]),
    ...(withoutJump ? ['-o', 'ProxyJump=none'] : []),
    '--',
    host,
  ];
  const answer = await sshAnswer(await sshProgramOf(settings), words, signal);
  if (answer.understood) return parseHostConfig(answer.options);
  throw unreadableConfig(answer.reason, settings);
}

/** CONFIG_UNREADABLE in ssh's own words, about the file that it names: it may be an included one. */
function unreadableConfig(words: string, { configFile = '~/.ssh/config' }: SshSettings): Error {
  const [, file = configFile, reason = words] = aboutLine.exec(words) ?? [];
  return failure('CONFIG_UNREADABLE', { file, reason });
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
