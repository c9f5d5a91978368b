import { isCancelled } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Connection } from '../../ssh/connection.ts';
import { ownCandidates, servedCandidate, sudoCandidates, type Candidate } from './candidates.ts';
import { discover, type Discovery, type FoundSocket } from './discovery.ts';
import { DockerEngine } from '../dockerEngine.ts';
import type { Engine } from '../engine.ts';
import { EarlyProbes } from './earlyProbes.ts';
import { EngineMemory } from './engineMemory.ts';
import { PodmanService } from './podmanService.ts';
import { probeEngine, type ProbedEngine } from './probeEngine.ts';
import { sudoRefusal } from './sudo.ts';

export interface SearchTools {
  readonly log: Log;
  /** Did the person allow sudo on this host? */
  readonly mayUseSudo: boolean;
}

export interface FoundEngines {
  readonly engines: readonly Engine[];
  /** Login name on the host. */
  readonly user: string;
  /** Sockets that are there and not for this user. */
  readonly denied: readonly FoundSocket[];
  /** What sudo said, where it was asked and did not do it without a password. */
  readonly sudoRefused?: { readonly command: string; readonly reason: string };
}

/**
 * The engines of a host that answer this user: rootful and rootless, Docker and podman, each once;
 * with sudo, where it is allowed, also those that only root may use. A podman that keeps containers
 * and has no service gets one.
 *
 * @param memory of an earlier look over the same connection: what is still there keeps its id and
 * its connections.
 * @throws DockhopError HOST_UNFIT when the host cannot be searched, and what the connection throws;
 * none when nothing is found (see `noEngineError`).
 */
export async function findEngines(
  connection: Connection,
  tools: SearchTools,
  signal: AbortSignal,
  memory = new EngineMemory(),
): Promise<FoundEngines> {
  const early = EarlyProbes.of(connection, memory, signal);
  try {
    const { posixShell } = memory.host;
    // Whatever goes wrong now goes the surer way the next time.
    memory.host.posixShell = false;
    const discovery = await discover(connection, { ...tools, posixShell }, signal);
    memory.host.posixShell = discovery.posixShell;
    return await new Search(connection, discovery, { ...tools, early }, memory, signal).find();
  } finally {
    early.close();
  }
}

class Search {
  readonly #connection: Connection;
  readonly #discovery: Discovery;
  readonly #tools: SearchTools & { readonly early: EarlyProbes };
  readonly #memory: EngineMemory;
  readonly #signal: AbortSignal;
  /** By command, why sudo does not run it; undefined where it does. Asked once a look. */
  readonly #sudoRefusals = new Map<string, Promise<string | undefined>>();
  #sudoRefused: FoundEngines['sudoRefused'];

  constructor(
    connection: Connection,
    discovery: Discovery,
    tools: SearchTools & { readonly early: EarlyProbes },
    memory: EngineMemory,
    signal: AbortSignal,
  ) {
    this.#connection = connection;
    this.#discovery = discovery;
    this.#tools = tools;
    this.#memory = memory;
    this.#signal = signal;
  }

  async find(): Promise<FoundEngines> {
    const { user, isRoot, sockets } = this.#discovery;
    const { log, mayUseSudo } = this.#tools;
    const own = await this.#probeAll(ownCandidates(this.#discovery));
    const bySudo = mayUseSudo && !isRoot ? await this.#probeAsRoot() : [];
    const served = await this.#servedWhereMissing([...own, ...bySudo]);
    const probed = distinct([...own, ...bySudo, ...served]);
    const reached = new Set(probed.map(({ info }) => info.socket));
    const denied = sockets.filter(({ allowed, path }) => !allowed && !reached.has(path));
    for (const { path } of denied) log.info(`${user} may not use ${path}`);
    const sudoRefused = this.#sudoRefused;
    return {
      engines: this.#engines(probed),
      user,
      denied,
      ...(sudoRefused === undefined ? {} : { sudoRefused }),
    };
  }

  async #probeAll(candidates: readonly Candidate[]): Promise<readonly ProbedEngine[]> {
    const { log, early } = this.#tools;
    const tools = { log, early, memory: this.#memory };
    const probed = await Promise.all(
      candidates.map((candidate) =>
        probeEngine(this.#connection, candidate, this.#discovery, tools, this.#signal),
      ),
    );
    return probed.filter((engine) => engine !== undefined);
  }

  async #probeAsRoot(): Promise<readonly ProbedEngine[]> {
    const permitted: Candidate[] = [];
    for (const candidate of sudoCandidates(this.#discovery)) {
      if (candidate.sudo && (await this.#mayRunAsRoot(candidate.sudo.cli))) {
        permitted.push(candidate);
      }
    }
    return await this.#probeAll(permitted);
  }

  async #mayRunAsRoot(cli: string): Promise<boolean> {
    const { sudo, user } = this.#discovery;
    if (sudo === undefined) return false;
    const asked =
      this.#sudoRefusals.get(cli) ?? sudoRefusal(this.#connection, sudo, cli, this.#signal);
    this.#sudoRefusals.set(cli, asked);
    const reason = await asked;
    if (reason === undefined) return true;
    const { host } = this.#connection.path;
    this.#tools.log.warn(`${user} may not run ${cli} by sudo on ${host}: ${reason}`);
    this.#sudoRefused ??= { command: cli, reason };
    return false;
  }

  /** A service for the user's own podman and for root's, where it keeps containers and none answers. */
  async #servedWhereMissing(found: readonly ProbedEngine[]): Promise<readonly ProbedEngine[]> {
    const { podman, sudo, isRoot, stores } = this.#discovery;
    if (podman === undefined) return [];
    const isMissing = (rootless: boolean): boolean =>
      stores.includes(rootless ? 'user' : 'root') &&
      !found.some(({ info }) => info.kind === 'podman' && info.rootless === rootless);
    const served: Candidate[] = [];
    if (isMissing(!isRoot)) served.push(...(await this.#served(podman, undefined)));
    const mayAsRoot = this.#tools.mayUseSudo && !isRoot && sudo !== undefined;
    if (mayAsRoot && isMissing(false) && (await this.#mayRunAsRoot(podman))) {
      served.push(...(await this.#served(podman, sudo)));
    }
    return await this.#probeAll(served);
  }

  async #served(cli: string, sudo: string | undefined): Promise<readonly Candidate[]> {
    const { services } = this.#memory;
    const { host } = this.#connection.path;
    const owner = sudo === undefined ? 'user' : 'root';
    const command = sudo === undefined ? [cli] : [sudo, '-n', cli];
    const service = services.get(owner) ?? new PodmanService(this.#connection, command);
    services.set(owner, service);
    try {
      const candidate = await servedCandidate(service, cli, sudo, this.#signal);
      this.#tools.log.info(`podman of ${host} has no service; Dockhop keeps one while it needs it`);
      return [candidate];
    } catch (error) {
      if (this.#connection.closed.aborted || isCancelled(error) || this.#signal.aborted) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      this.#tools.log.warn(`podman of ${host} cannot be given a service: ${reason}`);
      return [];
    }
  }

  /** Those of the last look that are still reached the same way stay the same objects. */
  #engines(probed: readonly ProbedEngine[]): readonly Engine[] {
    const present = new Map<string, Engine>();
    for (const { api, info, identity } of probed) {
      const engineInfo = { id: idFor(info, identity, this.#memory.ids), ...info };
      const key = JSON.stringify([identity, engineInfo, api.endpoint.carrier]);
      const known = this.#memory.engines.get(key);
      if (known) api.close();
      else {
        api.onLost = () => {
          this.#memory.isOutdated = true;
        };
      }
      present.set(key, known ?? new DockerEngine(api, engineInfo, this.#tools.log));
    }
    this.#memory.engines = present;
    this.#memory.noteSockets(probed.map(({ api }) => api.endpoint));
    this.#memory.isOutdated = false;
    return [...present.values()];
  }
}

/** The same engine behind two sockets, or by two ways, once: by the first. */
function distinct(probed: readonly ProbedEngine[]): readonly ProbedEngine[] {
  const first = new Map<string, ProbedEngine>();
  for (const engine of probed) {
    if (first.has(engine.identity)) engine.api.close();
    else first.set(engine.identity, engine);
  }
  return [...first.values()];
}

/** The engine's kind, `-rootless`, and a number from the second of the same on. */
function idFor(
  { kind, rootless }: ProbedEngine['info'],
  identity: string,
  ids: Map<string, string>,
): string {
  const known = ids.get(identity);
  if (known !== undefined) return known;
  const name = rootless ? `${kind}-rootless` : kind;
  const taken = new Set(ids.values());
  let id = name;
  for (let count = 2; taken.has(id); count++) id = `${name}-${count}`;
  ids.set(identity, id);
  return id;
}
