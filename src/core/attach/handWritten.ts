import { isIP } from 'node:net';
import type { PublishedPort } from '../engine/container.ts';
import { isEverywhere } from '../engine/publishedPorts.ts';
import { configValue } from '../ssh/config/configValue.ts';
import type { Hop, Path } from '../ssh/config/path.ts';
import { resolveHost } from '../ssh/config/resolveHost.ts';
import { resolvePath } from '../ssh/config/resolvePath.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';
import { placeOf } from './place.ts';
import { sshDestinationIn } from './sshDestinationIn.ts';
import { unlessRefused } from './unlessRefused.ts';

const atOnce = 4;

export interface Published {
  /** The path to the container's host. */
  readonly path: Path;
  readonly ports: readonly PublishedPort[];
}

/**
 * The hosts of the person's ssh config that lead to a port which a container publishes: entries that
 * people wrote by hand, through the container's host or past it.
 * @param names of the hosts to look at.
 * @throws SSH_NOT_FOUND
 */
export async function handWrittenEntries(
  names: readonly string[],
  published: Published,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (!published.ports.some(({ hostPort }) => hostPort !== undefined)) return [];
  const queue = names.filter((name) => name !== published.path.host).values();
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (const name of queue) {
      if (await leadsThere(name, published, settings, signal)) found.push(name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found.sort();
}

async function leadsThere(
  name: string,
  { path, ports }: Published,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<boolean> {
  // One question rules out most names; a path takes one for each hop.
  const config = await unlessRefused(resolveHost(name, settings, signal));
  const port = Number(config && configValue(config, 'port'));
  const candidates = ports.filter(
    ({ hostPort, protocol }) => hostPort === port && protocol === 'tcp',
  );
  if (candidates.length === 0) return false;
  const { hops = [] } = (await unlessRefused(resolvePath(name, settings, signal))) ?? {};
  const target = hops.at(-1);
  if (!target) return false;
  const before = await placeBefore(hops, settings, signal);
  const host = path.hops.at(-1);
  const hostPlace = placeOf(path.hops);
  const placeBeforeHost = placeOf(path.hops.slice(0, -1));
  return candidates.some(({ hostIp }) => {
    const onItself = before === hostPlace && isReachedOnHost(target.hostName, hostIp);
    const beside = before === hostPlace || (host?.via !== 'command' && before === placeBeforeHost);
    return onItself || (beside && isReachedFromOutside(target.hostName, host?.hostName, hostIp));
  });
}

/** Where the bytes for the last hop come out. Of a ProxyCommand only `ssh` is understood. */
async function placeBefore(
  hops: readonly Hop[],
  settings: SshSettings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const target = hops.at(-1);
  if (target?.command === undefined) return placeOf(hops.slice(0, -1));
  const destination = sshDestinationIn(target.command);
  if (destination === undefined) return undefined;
  const path = await unlessRefused(resolvePath(destination, settings, signal));
  return path && placeOf(path.hops);
}

function isReachedOnHost(hostName: string, hostIp: string | undefined): boolean {
  return (
    isLoopback(hostName) &&
    (isEverywhere(hostIp ?? '') || (hostIp !== undefined && isLoopback(hostIp)))
  );
}

function isReachedFromOutside(
  hostName: string,
  host: string | undefined,
  hostIp: string | undefined,
): boolean {
  return isEverywhere(hostIp ?? '')
    ? hostName === host
    : hostName === hostIp && !isLoopback(hostName);
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
