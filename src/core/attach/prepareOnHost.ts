import type { EntryRecord } from '../clientFiles/entry.ts';
import type { Preparation } from '../container/preparation.ts';
import { hostProxies } from '../container/install/hostProxies.ts';
import { prepareContainer } from '../container/prepareContainer.ts';
import {
  freeInnerPort,
  freePublishedPort,
  type ChoosePort,
} from '../container/configure/sshPort.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import type { Connection } from '../ssh/connection.ts';
import type { AttachTools } from './attachTools.ts';
import { findContainer, type ContainerName } from './findContainer.ts';
import { recordOf } from './recordOf.ts';
import type { RouteWish } from './route.ts';
import { portsFor } from './routeObstacle.ts';
import { fromJumpHost, isChosen, likeliestWay, outsidePorts, type Way } from './ways.ts';

export interface PrepareRequest extends ContainerName {
  /** Login name; by default the one used before, else the container's own. */
  readonly user?: string;
  /** By default the one chosen before, else the best. */
  readonly route?: RouteWish;
  /** May a stopped container be started? */
  readonly start?: boolean;
  /** Bring the portable SSH server, whatever the container has or could install. */
  readonly portable?: boolean;
}

/** A running container on a host that was reached. */
export interface FoundOnHost {
  readonly engine: Engine;
  readonly details: ContainerDetails;
  /** That leads to the host. */
  readonly connection: Connection;
  /** The entry that this laptop has for the container already. */
  readonly record?: EntryRecord;
  /** Aborted when the person cancels, or the connection to the host is gone. */
  readonly signal: AbortSignal;
}

export interface PreparedContainer extends FoundOnHost {
  readonly preparation: Preparation;
  readonly way: Way;
  /** Did the person choose the route? */
  readonly pinned: boolean;
}

/**
 * Finds a container on a host and makes it accept SSH, for the way of the entry that it has: no
 * other is tried.
 * @throws DockhopError of the hop, the engine or the container that failed.
 */
export async function prepareOnHost(
  request: Omit<PrepareRequest, 'route'>,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<PreparedContainer> {
  const found = await findOnHost(request, tools, progress, cancelled);
  return prepareFound(found, likeliestWay(found), request, tools, progress);
}

/** The first half: reaches the host, finds the container, starts it where that was asked for. */
export async function findOnHost(
  request: PrepareRequest,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<FoundOnHost> {
  progress.step('connect');
  const { connection, engines } = await tools.directory.reach(request.host, cancelled);
  const signal = AbortSignal.any([cancelled, connection.closed]);

  progress.step('find');
  const { engine, container } = await findContainer(request, engines, signal);
  const details = await running(engine, container.id, request.start ?? false, progress, signal);
  const record = recordOf(await tools.clientFiles.records(), engine, container);
  return { engine, details, connection, signal, ...(record === undefined ? {} : { record }) };
}

/** The second half: makes it accept SSH, for one way to it. */
export async function prepareFound(
  found: FoundOnHost,
  way: Way,
  request: PrepareRequest,
  tools: AttachTools,
  progress: Progress,
): Promise<PreparedContainer> {
  const { engine, details, record, signal } = found;
  const key = await tools.clientFiles.key(signal);
  const user = request.user ?? record?.user;
  const pinned = isChosen(request.route, record);
  const preparation = await prepareContainer(
    {
      engine,
      container: details,
      authorizedKey: key.publicKey,
      laptop: key.laptop,
      ...(user === undefined ? {} : { user }),
      ...(way.route === 'exec' ? {} : { daemon: portFor(way, found, pinned) }),
      ...portableWish(request, tools),
    },
    {
      log: tools.log,
      progress,
      prompter: tools.prompter,
      ...(tools.portable ? { portable: tools.portable.servers } : {}),
      serverHost: found.connection,
      proxies: (stop) => hostProxies(found.connection, engine, stop),
    },
    signal,
  );
  return { ...found, preparation, way, pinned };
}

function portFor(
  { route, through }: Way,
  { engine, details }: FoundOnHost,
  chosen: boolean,
): ChoosePort {
  if (route === 'bridge') return (own, signal) => freeInnerPort(engine, details, own, signal);
  const open = portsFor(details, chosen);
  const ports = through === fromJumpHost ? outsidePorts(open) : open;
  return (own, signal) => freePublishedPort(engine, details, ports, own, signal);
}

function portableWish(
  request: PrepareRequest,
  { portable }: AttachTools,
): { portable?: 'absent' | 'always' } {
  if (request.portable) return { portable: 'always' };
  return portable?.isPreferred() ? { portable: 'absent' } : {};
}

async function running(
  engine: Engine,
  id: string,
  mayStart: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<ContainerDetails> {
  const details = await engine.inspectContainer(id, signal);
  if (details.state === 'running') return details;
  const canStart = details.state === 'created' || details.state === 'exited';
  if (!mayStart || !canStart) {
    throw failure('CONTAINER_STOPPED', { container: details.name, state: details.state });
  }
  progress.step('start');
  await engine.startContainer(id, signal);
  const started = await engine.inspectContainer(id, signal);
  if (started.state !== 'running') {
    // Its own program ended at once: starting again would not help.
    throw failure('CONTAINER_STOPPED', { container: started.name, state: started.state });
  }
  return started;
}
