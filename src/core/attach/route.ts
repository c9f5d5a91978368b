import { isIP } from 'node:net';
import { failure } from '../errors/dockhopError.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { EngineInfo } from '../engine/engine.ts';
import { engineCommand } from '../engine/find/engineCommand.ts';
import type { Preparation } from '../container/preparation.ts';
import { isLocalHost } from '../ssh/localHost.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import { sshArguments, type SshSettings } from '../ssh/sshProgram.ts';

/** How SSH gets from the host into a container. */
export const routes = ['exec', 'published'] as const;
export type Route = (typeof routes)[number];

/**
 * What keeps the user's own block for the host from interfering: a RemoteCommand or a forward that
 * fails would end our connection, a master would tie two windows together.
 */
const overrides = [
  'ControlMaster=no',
  'ClearAllForwardings=yes',
  'RemoteCommand=none',
  'PermitLocalCommand=no',
  'ForwardAgent=no',
].flatMap((option) => ['-o', option]);

/**
 * The image's PATH and library path may begin with a directory that some user of the container can
 * write to (a conda of their own), and `enter` may be run by root. So its shell is named in full,
 * and has the libraries that it would find anyway. (An empty value is no word for every client.)
 */
const trustedLibraries = ['-e', 'LD_LIBRARY_PATH=/lib'];

export interface RouteEnds {
  /** Absolute path of ssh where the platform needs one, else `ssh`. */
  readonly sshProgram: string;
  readonly settings: SshSettings;
  readonly host: string;
  readonly engine: EngineInfo;
  readonly container: ContainerDetails;
}

/**
 * The ProxyCommand of the route `exec`: the system's ssh to the host, and there the engine's own
 * command, which runs `enter` in the container; on this machine that command alone. Nothing has to
 * listen anywhere.
 */
export function execCommand(
  ends: RouteEnds,
  { enterUid, directory }: Pick<Preparation, 'enterUid' | 'directory'>,
): readonly string[] {
  const { engine, container, host } = ends;
  const command = engineCommand(engine);
  if (!command) {
    const reason = `there is no ${engine.kind} command on ${host}`;
    throw failure('ROUTE_UNAVAILABLE', { route: 'exec', container: container.name, reason });
  }
  return checked(ends, [
    ...(isLocalHost(host) ? [] : toHost(ends, ['-T', '-a', '-x'])),
    ...command,
    'exec',
    '-i',
    ...trustedLibraries,
    '-u',
    String(enterUid),
    container.id,
    '/bin/sh',
    `${directory}/enter`,
  ]);
}

/** The ProxyCommand of the route `published`: through the host to a port that it publishes. */
export function publishedCommand(ends: RouteEnds, containerPort: number): readonly string[] {
  const { container, host } = ends;
  if (isLocalHost(host)) {
    const reason = 'containers of this machine are reached without a port';
    throw failure('ROUTE_UNAVAILABLE', { route: 'published', container: container.name, reason });
  }
  const published = container.ports.find(
    (port) => port.containerPort === containerPort && port.hostPort !== undefined,
  );
  if (published?.hostPort === undefined) {
    const reason = `its port ${containerPort} is not published`;
    throw failure('ROUTE_UNAVAILABLE', { route: 'published', container: container.name, reason });
  }
  const target = `${reachableAddress(published.hostIp)}:${published.hostPort}`;
  return checked(ends, toHost(ends, ['-a', '-x', '-W', target]));
}

function toHost({ sshProgram, settings, host }: RouteEnds, options: readonly string[]): string[] {
  return [sshProgram, ...sshArguments(settings), ...options, ...overrides, '--', host];
}

/** Seen from the host itself, a port on all addresses is on loopback too. */
function reachableAddress(hostIp: string | undefined): string {
  const everywhere = hostIp === undefined || ['', '0.0.0.0', '::'].includes(hostIp);
  return !everywhere && isIP(hostIp) === 4 ? hostIp : '127.0.0.1';
}

/**
 * Every word after the first program's own path is plain, so that no shell, no CreateProcess and no other
 * client's splitter has anything to quote.
 */
function checked({ container }: RouteEnds, words: readonly string[]): readonly string[] {
  const odd = words.slice(1).find((word) => !isPlainWord(word));
  if (odd === undefined) return words;
  const reason = `“${odd}” cannot stand in a ProxyCommand`;
  throw failure('ENTRY_REFUSED', { container: container.name, reason });
}
