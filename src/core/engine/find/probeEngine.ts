import { DockhopError, isCancelled } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Connection } from '../../ssh/connection.ts';
import type { Candidate } from './candidates.ts';
import type { Discovery } from './discovery.ts';
import type { Endpoint } from '../speak/endpoint.ts';
import type { EngineInfo } from '../engine.ts';
import { EngineApi } from '../speak/engineApi.ts';
import type { EngineMemory } from './engineMemory.ts';
import { askWho, type EarlyProbes, type WhoItIs } from './earlyProbes.ts';

/** Docker 19.03. */
const oldestApi = [1, 40] as const;

/** An engine that answered, not yet told apart from others of its kind. */
export interface ProbedEngine {
  readonly api: EngineApi;
  readonly info: Omit<EngineInfo, 'id'>;
  /** The same for every way to the same engine. */
  readonly identity: string;
}

export interface ProbeTools {
  readonly log: Log;
  readonly memory: EngineMemory;
  /** What was asked before it was known what there is. */
  readonly early: EarlyProbes;
}

/**
 * Asks at a socket whether an engine answers, and which. Where the server does not forward to the
 * socket (which looks the same as a dead one), the engine's own client carries the bytes; which of
 * the two works on this connection is found out once.
 *
 * @returns undefined when none answers, of which the person is warned.
 */
export async function probeEngine(
  connection: Connection,
  candidate: Candidate,
  discovery: Discovery,
  { log, memory, early }: ProbeTools,
  signal: AbortSignal,
): Promise<ProbedEngine | undefined> {
  const { socket } = candidate;
  const inVain: string[] = [];
  for (const endpoint of worthTrying(candidate.ways, memory)) {
    const asked = early.take(endpoint);
    const api = asked?.api ?? new EngineApi(connection, endpoint);
    const way = endpoint.carrier?.join(' ') ?? 'forwarding';
    try {
      const who = await (asked?.answer ?? askWho(api, signal));
      const probed = identify(api, who, candidate, discovery);
      // A carrier that was the only way says nothing about forwarding.
      if (candidate.ways.length > 1) memory.forwards = endpoint.carrier === undefined;
      for (const words of inVain) log.debug(words);
      return probed;
    } catch (error) {
      api.close();
      if (connection.closed.aborted || isCancelled(error) || signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      inVain.push(`No engine at ${socket} of ${api.host} by ${way}: ${reason}`);
      // One that is there and does not answer will not answer the other way either.
      if (error instanceof DockhopError && error.code === 'ENGINE_TIMEOUT') break;
    }
  }
  for (const words of inVain) log.warn(words);
  return undefined;
}

function worthTrying(ways: readonly Endpoint[], { forwards }: EngineMemory): readonly Endpoint[] {
  const [only, other] = ways;
  if (!only || !other || forwards === undefined) return ways;
  return ways.filter(({ carrier }) => (carrier === undefined) === forwards);
}

function identify(
  api: EngineApi,
  { kind, version, apiVersion, rootless, daemonId, rootDirectory }: WhoItIs,
  { sudo, serviceless }: Candidate,
  { docker, podman }: Discovery,
): ProbedEngine {
  if (isTooOld(apiVersion)) throw api.unreadable(new Error(`its API is ${apiVersion}`));
  const cli = kind === 'docker' ? docker : podman;
  const { socket } = api.endpoint;
  const info = {
    ...{ kind, rootless, version, apiVersion, socket },
    ...(cli === undefined ? {} : { cli }),
    ...(sudo === undefined ? {} : { sudo: sudo.sudo }),
    ...(serviceless === true ? { serviceless } : {}),
  };
  // podman makes up a new id for each answer; where it keeps its containers is what it is.
  const own = kind === 'docker' ? daemonId : rootDirectory;
  const identity = JSON.stringify([kind, rootless, rootDirectory, own === '' ? socket : own]);
  return { api, info, identity };
}

function isTooOld(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestApi;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
