import type { Leak } from '../clientFiles/leaks.ts';
import type { Preparation } from '../container/preparation.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import { attachByOwnEntry } from './attachByOwnEntry.ts';
import type { AttachTools } from './attachTools.ts';
import { byBestRoute, type PassedOver } from './byBestRoute.ts';
import { editorUri, isFolderPath } from './editorUri.ts';
import { exposedPorts, toldPort, type ExposedPort } from './exposedPorts.ts';
import { ownEntries, type OfferAdoption, type OwnEntries } from './ownEntries.ts';
import { placeOf } from './place.ts';
import { findOnHost, type FoundOnHost, type PrepareRequest } from './prepareOnHost.ts';
import type { Route } from './route.ts';
import { standingEntry, type StandingEntry } from './standingEntry.ts';
import { StepClock, type TimedStep } from './stepClock.ts';

export interface AttachRequest extends PrepareRequest {
  /** Absolute path in the container; by default where the person most likely works. */
  readonly folder?: string;
  /** Look into the container, even where a proof still holds. */
  readonly anew?: boolean;
  /** Where the person wrote an entry for the container themselves; not asked for a certain user or route. */
  readonly offerAdoption?: OfferAdoption;
}

export interface Attachment {
  readonly alias: string;
  /** Opens the folder in an editor that has a Remote-SSH. */
  readonly uri: string;
  readonly route: Route;
  readonly user: string;
  readonly folder: string;
  /** `ssh-ed25519 AAAA…`; empty for an entry of the person's own, which has its own way to know it. */
  readonly hostKey: string;
  /** Options that ssh takes for the alias from elsewhere than its entry. */
  readonly leaks: readonly Leak[];
  /** Whether the alias runs a command of its own: then editors must not be told its platform. */
  readonly hasRemoteCommand: boolean;
  /** Hosts of the person's ssh config that lead to the container as well. */
  readonly handWritten: readonly string[];
  /** The alias is an entry of the person's own, used as it is. */
  readonly adopted: boolean;
  /** The routes that would have come before this one, and why they do not lead there. */
  readonly passedOver: readonly PassedOver[];
  readonly exposed: readonly ExposedPort[];
  readonly steps: readonly TimedStep[];
}

/**
 * Makes a container accept SSH, writes the entry that leads into it and proves it. What is left is
 * to open the URI.
 * @throws DockhopError; then no entry is left that was not there before.
 */
export async function attach(
  request: AttachRequest,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<Attachment> {
  checkFolder(request);
  const clock = new StepClock(progress);
  const found = await findOnHost(request, tools, clock, cancelled);
  const { adoption, handWritten } = await ownEntriesFor(request, found, tools);
  if (adoption !== undefined) {
    clock.step('proof');
    const attachment = await attachByOwnEntry(adoption, found, request.folder, tools);
    return { ...attachment, handWritten, steps: clock.finish() };
  }
  const standing = await standingEntry(found, request, tools, found.signal);
  const way = standing?.isProven
    ? stillProven(standing)
    : await newlyProven(found, { ...request, standing }, tools, clock);
  const { leaks, hasRemoteCommand } = await tools.clientFiles.readAlias(way.alias, cancelled);
  await rememberPlace(way.alias, found, tools, cancelled);
  const exposed = exposedPorts({ ...found, ...way });
  if (exposed.some(({ isNews }) => isNews)) {
    await tools.clientFiles.recordToldPorts(way.alias, exposed.map(toldPort), cancelled);
  }
  const { alias, route, user, folder, hostKey, passedOver } = way;
  return {
    ...{ alias, route, user, folder, hostKey, leaks, hasRemoteCommand, handWritten },
    uri: editorUri(alias, folder),
    adopted: false,
    ...{ passedOver, exposed },
    steps: clock.finish(),
  };
}

interface ProvenWay extends Pick<
  Attachment,
  'alias' | 'route' | 'user' | 'folder' | 'hostKey' | 'passedOver'
> {
  readonly preparation?: Preparation;
}

/** Nothing has changed since it was proven a moment ago: there is nothing to do. */
function stillProven({ record, hostKey }: StandingEntry): ProvenWay {
  const { alias, route, user, folder } = record;
  return { alias, route, user, folder, hostKey, passedOver: [] };
}

async function newlyProven(
  found: FoundOnHost,
  request: AttachRequest & { readonly standing: StandingEntry | undefined },
  tools: AttachTools,
  progress: Progress,
): Promise<ProvenWay> {
  const { prepared, entry, folder, passedOver } = await byBestRoute(
    found,
    request,
    tools,
    progress,
  );
  const { alias, user, hostKey } = entry;
  const { way, preparation } = prepared;
  return { alias, route: way.route, user, folder, hostKey, passedOver, preparation };
}

/** A certain user or route is a wish for an entry of Dockhop's. */
async function ownEntriesFor(
  { user, route, offerAdoption }: AttachRequest,
  found: FoundOnHost,
  tools: AttachTools,
): Promise<OwnEntries> {
  if (user !== undefined || route !== undefined) return { handWritten: [] };
  return ownEntries(found, offerAdoption, tools);
}

/** So that the host is known again when the ssh config calls it otherwise. */
async function rememberPlace(
  alias: string,
  { connection, record }: FoundOnHost,
  { clientFiles }: AttachTools,
  cancelled: AbortSignal,
): Promise<void> {
  const place = placeOf(connection.path.hops);
  if (record?.place !== place) await clientFiles.recordPlace(alias, place, cancelled);
}

/** Before anything is done. */
function checkFolder({ folder, container }: AttachRequest): void {
  if (folder === undefined || isFolderPath(folder)) return;
  const reason = 'the folder is not an absolute path of plain characters';
  throw failure('ENTRY_REFUSED', { container, reason });
}
