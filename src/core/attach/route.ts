import { failure } from '../errors/dockhopError.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { EngineInfo } from '../engine/engine.ts';
import { engineCommand } from '../engine/find/engineCommand.ts';
import type { Preparation } from '../container/preparation.ts';
import { routeUnavailable } from './routeObstacle.ts';
import type { WayToHop } from '../ssh/builtin/wayToHop.ts';
import { isLocalHost } from '../ssh/localHost.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import { sshArguments, type SshSettings } from '../ssh/sshProgram.ts';

/** How SSH gets from the host into a container. */
export const routes = ['exec', 'published', 'bridge'] as const;
export type Route = (typeof routes)[number];

/** What a person may ask for: a route, which is remembered for the container, or the best one. */
export type RouteWish = Route | 'auto';
export const routeWishes: readonly RouteWish[] = [...routes, 'auto'];

/**
 * What keeps the user's own block for the host from interfering: a RemoteCommand or a forward that
 * fails would end our connection, a master would tie two windows together. Compression belongs to the
 * session inside, which takes the user's own for all hosts: what that has encrypted gets no smaller.
 */
const overrides = [
  'ControlMaster=no',
  'ClearAllForwardings=yes',
  'RemoteCommand=none',
  'PermitLocalCommand=no',
  'ForwardAgent=no',
  'Compression=no',
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
    throw routeUnavailable('exec', container.name, 'noCommand');
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

/**
 * The ProxyCommand of the routes `published` and `bridge`: through the host to an address that it
 * reaches, where sshd listens.
 * @param address an IPv4 address: `-W` takes another only in brackets, which are no plain word.
 */
export function forwardCommand(ends: RouteEnds, address: string, port: number): readonly string[] {
  return checked(ends, toHost(ends, ['-a', '-x', '-W', `${address}:${port}`]));
}

/**
 * The ProxyCommand of the route `published` where the host forwards nothing: from its last jump host
 * to the port that the host has open to it.
 * @param way how ssh is told to go to that jump host.
 */
export function straightCommand(
  ends: RouteEnds,
  way: Pick<WayToHop, 'options' | 'destination'>,
  address: string,
  port: number,
): readonly string[] {
  const { sshProgram } = ends;
  const forward = ['-a', '-x', '-W', `${address}:${port}`];
  return checked(ends, [
    ...[sshProgram, ...way.options, ...forward, ...overrides],
    ...['--', way.destination],
  ]);
}

function toHost({ sshProgram, settings, host }: RouteEnds, options: readonly string[]): string[] {
  return [sshProgram, ...sshArguments(settings), ...options, ...overrides, '--', host];
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
