import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import { configValue, isYes } from './configValue.ts';
import { parseDestination, parseJump, type Destination } from './destination.ts';
import type { Hop, HopPath } from './path.ts';
import { isPlainWord } from '../plainWord.ts';
import { resolveNamed } from './resolveHost.ts';
import type { SshSettings } from '../sshProgram.ts';
import { expandTokens } from './tokens.ts';

/** More jump hosts than anybody has; only a configuration that goes in circles gets there. */
const maxHops = 16;

const Address = v.object({
  hostname: v.pipe(v.string(), v.minLength(1)),
  user: v.pipe(v.string(), v.minLength(1)),
  port: v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number), v.minValue(1), v.maxValue(65535)),
});

/**
 * The hops to a destination, in order, each with its own configuration as ssh reads it: what
 * `ssh destination` would do, without doing it.
 * @throws DESTINATION_REFUSED, SSH_NOT_FOUND, CONFIG_UNREADABLE
 */
export async function resolvePath(
  destination: string,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<HopPath> {
  signal.throwIfAborted();
  const hops = await new PathResolver(settings, signal).resolve(parseDestination(destination), []);
  return { host: destination, hops };
}

type Hops = [Hop, ...Hop[]];

class PathResolver {
  readonly #settings: SshSettings;
  readonly #signal: AbortSignal;

  constructor(settings: SshSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** A destination with everything before it; `behind` are the hops that lead back to it. */
  async resolve(destination: Destination, behind: readonly Hop[]): Promise<Hops> {
    const target = await this.#hop(destination, 'direct');
    if (behind.length >= maxHops || behind.some((hop) => isSame(hop, target))) {
      throw this.#unreadable(`the ProxyJump of ${target.name} leads back to itself`);
    }
    const { config } = target;
    const jumps = configValue(config, 'proxyjump');
    if (jumps !== undefined && jumps.toLowerCase() !== 'none') {
      return await this.#throughJumps(target, this.#expand(jumps, target), behind);
    }
    const command = configValue(config, 'proxycommand');
    if (command === undefined || command.toLowerCase() === 'none') return [target];
    // Node cannot be handed a socket by another program.
    if (isYes(config, 'proxyusefdpass') && this.#settings.client === 'builtin') {
      throw this.#unreadable(`ProxyUseFdpass of ${target.name} needs the ssh program`);
    }
    return [{ ...target, via: 'command', command: this.#expand(command, target) }];
  }

  /**
   * `ssh -J a,b target` is `ssh -J a -W target b`: only the first jump's own ProxyJump and
   * ProxyCommand count, the others' are overruled by the list (ssh.c, jump_extra).
   */
  async #throughJumps(target: Hop, list: string, behind: readonly Hop[]): Promise<Hops> {
    const [first, ...others] = list.split(',').map((jump) => parseJump(jump.trim()));
    if (!first) throw this.#unreadable(`the ProxyJump of ${target.name} is empty`);
    const hops = await this.resolve(first, [...behind, target]);
    for (const jump of others) hops.push(await this.#hop(jump, 'jump'));
    hops.push({ ...target, via: 'jump' });
    if (hops.length > maxHops) throw this.#unreadable(`the path to ${target.name} is too long`);
    return hops;
  }

  async #hop(destination: Destination, via: 'direct' | 'jump'): Promise<Hop> {
    const { host: name } = destination;
    // A hop that is jumped to needs no way of its own, and may have one that goes in circles.
    const options = { ...destination, withoutJump: via === 'jump' };
    const config = await resolveNamed(name, options, this.#settings, this.#signal);
    const address = v.safeParse(Address, {
      hostname: configValue(config, 'hostname'),
      user: configValue(config, 'user'),
      port: configValue(config, 'port'),
    });
    if (!address.success) throw this.#unreadable(`\`ssh -G ${name}\` gave no usable address`);
    const { hostname: hostName, user, port } = address.output;
    return { name, hostName, port, user, via, config };
  }

  /** The tokens of ProxyCommand and ProxyJump (ssh_config(5), TOKENS). */
  #expand(text: string, { name, hostName, port, user }: Hop): string {
    const values = { h: hostName, n: name, p: port.toString(), r: user };
    // Where they become part of a command, what they stand for must need no quotes.
    for (const [token, value] of Object.entries(values)) {
      const safe = isPlainWord(value) && !value.startsWith('-');
      if (text.includes(`%${token}`) && !safe) {
        throw failure('DESTINATION_REFUSED', { destination: value });
      }
    }
    const expanded = expandTokens(text, values);
    if (expanded === undefined) throw this.#unreadable(`unknown % token in: ${text}`);
    return expanded;
  }

  #unreadable(reason: string): Error {
    const file = this.#settings.configFile ?? '~/.ssh/config';
    return failure('CONFIG_UNREADABLE', { file, reason });
  }
}

function isSame(one: Hop, other: Hop): boolean {
  return (
    one.name === other.name &&
    one.hostName === other.hostName &&
    one.port === other.port &&
    one.user === other.user
  );
}
