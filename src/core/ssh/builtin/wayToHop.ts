import { failure } from '../../errors/dockhopError.ts';
import { configPath, configValue } from '../config/configValue.ts';
import type { HostConfig } from '../config/hostConfig.ts';
import { hostPort } from '../config/hopAddress.ts';
import { lastHop, type Hop, type HopPath } from '../config/path.ts';
import { parseHostConfig } from '../config/resolveHost.ts';
import { sshAnswer } from '../config/sshAnswer.ts';

/** How the ssh program is told to go to the last hop of a path. */
export interface WayToHop {
  /** Arguments that come before `--`. */
  readonly options: readonly string[];
  readonly destination: string;
  /** Where the configuration puts its control socket. */
  readonly controlPath: string | undefined;
}

/**
 * What ssh must be called with to get to the last hop of a path as its path says: by its name alone
 * where the configuration leads there.
 * @param program the path of ssh.
 * @param configFile for -F; the default configuration where absent.
 * @throws CONFIG_UNREADABLE; the signal's reason.
 */
export async function wayToHop(
  path: HopPath,
  program: string,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<WayToHop> {
  const hop = lastHop(path);
  const base = [...(configFile === undefined ? [] : ['-F', configFile]), ...jumpsTo(path)];
  const ask = async (options: readonly string[]): Promise<HostConfig> => {
    const answer = await sshAnswer(program, [...options, '-G', '--', hop.name], signal);
    if (answer.understood) return parseHostConfig(answer.options);
    const file = configFile ?? '~/.ssh/config';
    throw failure('CONFIG_UNREADABLE', { file, reason: answer.reason }, { hop: hop.name });
  };
  const plain = await ask(base);
  const options = [
    ...base,
    ...(configValue(plain, 'user') === hop.user ? [] : ['-l', hop.user]),
    ...(configValue(plain, 'port') === hop.port.toString() ? [] : ['-p', hop.port.toString()]),
  ];
  const config = options.length === base.length ? plain : await ask(options);
  const named = configValue(config, 'controlpath');
  const controlPath = named === undefined ? undefined : configPath(named, hop);
  return { options, destination: hop.name, controlPath };
}

/**
 * A hop in the middle of somebody's ProxyJump list is reached as `ssh -J a,b hop`, whatever its own
 * block says (ssh.c): the list before it, down to the hop that goes its own way.
 */
function jumpsTo({ hops }: HopPath): string[] {
  const list: Hop[] = [];
  for (let index = hops.length - 1; index > 0; index--) {
    const hop = hops[index];
    const before = hops[index - 1];
    if (!hop || !before || hop.via !== 'jump' || jumpsByItself(hop)) break;
    list.unshift(before);
  }
  if (list.length === 0) return [];
  return ['-J', list.map((hop) => `${hop.user}@${hostPort(hop.name, hop.port)}`).join(',')];
}

function jumpsByItself({ config }: Hop): boolean {
  const jump = configValue(config, 'proxyjump');
  return jump !== undefined && jump.toLowerCase() !== 'none';
}
