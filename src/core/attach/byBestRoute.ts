import { stopDaemon } from '../container/configure/stopDaemon.ts';
import type { Entry } from '../clientFiles/entry.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { DockhopError } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import { attachFolder } from './attachFolder.ts';
import type { AttachTools } from './attachTools.ts';
import { EarlyProof } from './earlyProof.ts';
import { openWayOf } from './openWay.ts';
import {
  prepareFound,
  type FoundOnHost,
  type PreparedContainer,
  type PrepareRequest,
} from './prepareOnHost.ts';
import { proofHolds, proveEntry } from './proof.ts';
import type { Route } from './route.ts';
import { refusalOf, routeUnavailable } from './routeObstacle.ts';
import type { StandingEntry } from './standingEntry.ts';
import { isChosen, routesFor, waysOf, type Way } from './ways.ts';
import { writeEntry, type WrittenEntry } from './writeEntry.ts';

/** A route that comes before the one that was taken, and why it was not. */
export interface PassedOver {
  readonly route: Route;
  readonly error: DockhopError;
}

export interface ProvenContainer {
  readonly prepared: PreparedContainer;
  readonly entry: Entry;
  readonly folder: string;
  readonly passedOver: readonly PassedOver[];
}

interface Request extends PrepareRequest {
  readonly folder?: string;
  /** The entry that there is. */
  readonly standing?: StandingEntry | undefined;
}

/**
 * Prepares a container, writes its entry and proves it, by the first of the routes that leads there.
 * The next one is tried only where the fault may lie in the route: never after a refused login, for
 * accounts are locked for that. What failed is taken back.
 * @throws the failure of the route that got furthest.
 */
export async function byBestRoute(
  found: FoundOnHost,
  request: Request,
  tools: AttachTools,
  progress: Progress,
): Promise<ProvenContainer> {
  const failed: PassedOver[] = [];
  for (const route of routesFor(request.route, found.record)) {
    const outcome = await byRoute(route, found, request, tools, progress);
    if (!(outcome instanceof DockhopError)) return { ...outcome, passedOver: failed };
    tools.log.info(
      `${found.details.name}: the route ${route} does not lead there: ${outcome.message}`,
    );
    failed.push({ route, error: outcome });
  }
  const tried = failed.find(({ error }) => error.code !== 'ROUTE_UNAVAILABLE') ?? failed[0];
  throw tried?.error ?? new Error('there is no route');
}

type Proven = Omit<ProvenContainer, 'passedOver'>;

/** By the first way of a route that is proven; else why the first one was not. */
async function byRoute(
  route: Route,
  found: FoundOnHost,
  request: Request,
  tools: AttachTools,
  progress: Progress,
): Promise<Proven | DockhopError> {
  const chosen = isChosen(request.route, found.record);
  const refusal = refusalOf(route, found, chosen);
  if (refusal) return refusal;
  const failures: DockhopError[] = [];
  for (const way of waysOf(route, found, chosen)) {
    try {
      return await byWay(way, found, request, tools, progress);
    } catch (error) {
      if (!liesInRoute(error)) throw error;
      failures.push(error);
    }
  }
  return failures[0] ?? routeUnavailable(route, found.details.name, 'noAddress');
}

function liesInRoute(error: unknown): error is DockhopError {
  const codes: readonly ErrorCode[] = ['ROUTE_UNAVAILABLE', 'SSHD_NOT_STARTED', 'ROUTE_UNPROVEN'];
  return error instanceof DockhopError && codes.includes(error.code);
}

async function byWay(
  way: Way,
  found: FoundOnHost,
  request: Request,
  tools: AttachTools,
  progress: Progress,
): Promise<Proven> {
  const early = EarlyProof.of(request.standing, way, found, tools);
  try {
    return await preparedAndProven({ way, found, early }, request, tools, progress);
  } finally {
    await early?.end();
  }
}

interface Attempt {
  readonly way: Way;
  readonly found: FoundOnHost;
  readonly early: EarlyProof | undefined;
}

async function preparedAndProven(
  { way, found, early }: Attempt,
  request: Request,
  tools: AttachTools,
  progress: Progress,
): Promise<Proven> {
  const prepared = await prepareFound(found, way, request, tools, progress);
  const folder = attachFolder(request.folder, prepared);
  let written: WrittenEntry | undefined;
  try {
    progress.step('entry');
    written = await writeEntry(prepared, folder, tools);
    await prove({ written, prepared, early }, tools, progress);
  } catch (error) {
    await written?.undo();
    if (prepared.preparation.daemon?.isNew) await endDaemon(prepared, tools);
    await throwIfWayIsLost(prepared);
    throw error;
  }
  if (way.route === 'exec' && hadDaemon(prepared)) await endDaemon(prepared, tools);
  return { prepared, entry: written.entry, folder };
}

interface Unproven {
  readonly written: WrittenEntry;
  readonly prepared: PreparedContainer;
  readonly early: EarlyProof | undefined;
}

async function prove(
  { written: { entry, entryHash }, prepared, early }: Unproven,
  tools: AttachTools,
  progress: Progress,
): Promise<void> {
  const { details, preparation, record, signal } = prepared;
  const { startedAt } = details;
  const isAsProven = proofHolds(record, { entryHash, startedAt });
  if (isAsProven && preparation.daemon?.isNew !== true) return;
  progress.step('proof');
  const openWay = () => openWayOf(entry, prepared, tools);
  if (early?.entryHash === entryHash && !preparation.changed) {
    await early.result(openWay);
  } else {
    await early?.drop();
    await proveEntry(entry.alias, tools.settings, signal, openWay);
  }
  const at = new Date().toISOString();
  await tools.clientFiles.recordProof(entry.alias, { at, startedAt, entryHash }, signal);
}

/**
 * A proof fails as well when a hop dies in its middle, and ssh does not say which: the connection
 * that was open all the while knows.
 */
async function throwIfWayIsLost({ engine, details, signal }: PreparedContainer): Promise<void> {
  await engine.inspectContainer(details.id, signal);
}

/** Did this laptop's entry lead to a daemon until now? */
function hadDaemon({ record, details, preparation }: PreparedContainer): boolean {
  const { route, containerId, directory } = record ?? {};
  const isThis = containerId === details.id && directory === preparation.directory;
  return isThis && route !== 'exec';
}

/** Nothing listens that need not. That it may still do so is no failure of an attach. */
async function endDaemon(
  { engine, details, preparation, connection }: PreparedContainer,
  { clientFiles, log }: AttachTools,
): Promise<void> {
  // Also for a person who cancelled.
  const signal = AbortSignal.any([connection.closed, AbortSignal.timeout(10_000)]);
  const { directory, enterUid } = preparation;
  try {
    const { laptop } = await clientFiles.key(signal);
    const place = { engine, container: details };
    const state = await stopDaemon(place, { directory, enterUid, laptop }, signal);
    log.info(`The SSH server that listened in ${details.name}: ${state}`);
  } catch (error) {
    log.warn(`The SSH server in ${details.name} may still listen: ${String(error)}`);
  }
}
