import type { EntryRecord } from '../clientFiles/entry.ts';
import { pathValue } from '../clientFiles/entryValue.ts';
import type { AttachTools } from './attachTools.ts';
import type { FoundOnHost, PrepareRequest } from './prepareOnHost.ts';
import { proofHolds } from './proof.ts';

/** An entry that was proven since its container was started, and is byte for byte what it was then. */
export interface StandingEntry {
  readonly record: EntryRecord;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  readonly entryHash: string;
  /** Does the proof still hold? */
  readonly holds: boolean;
  /** And is nothing needed that could have ended since? */
  readonly isProven: boolean;
}

export interface StandingWish extends Pick<PrepareRequest, 'user' | 'route' | 'portable'> {
  readonly folder?: string;
  /** Look into the container in any case. */
  readonly anew?: boolean;
}

/**
 * The entry that a container has already, where it is what is asked for. One whose proof is too old is
 * most likely what it will be once the container is prepared again, and proven meanwhile.
 */
export async function standingEntry(
  { details, record }: Pick<FoundOnHost, 'details' | 'record' | 'signal'>,
  wish: StandingWish,
  { clientFiles }: Pick<AttachTools, 'clientFiles'>,
  signal: AbortSignal,
): Promise<StandingEntry | undefined> {
  if (record?.containerId !== details.id || !isWished(record, wish)) return undefined;
  const { proof } = record;
  if (proof?.startedAt !== details.startedAt) return undefined;
  const [written, isIncluded, { privateKeyFile }] = await Promise.all([
    clientFiles.written(record.alias),
    clientFiles.isIncluded(),
    clientFiles.key(signal),
  ]);
  if (written?.entryHash !== proof.entryHash || !isIncluded) return undefined;
  // The person may have chosen another one in the meantime.
  const identity = `  IdentityFile ${pathValue(privateKeyFile) ?? ''}`;
  if (!written.block.split('\n').includes(identity)) return undefined;
  const hostKey = /ssh-ed25519 \S+/.exec(written.knownHosts)?.[0];
  if (hostKey === undefined) return undefined;
  const holds = proofHolds(record, proof);
  // What listens may have ended.
  const isProven = holds && record.route === 'exec';
  return { record, hostKey, entryHash: proof.entryHash, holds, isProven };
}

function isWished(
  { user, route, pinned, folder }: EntryRecord,
  { anew, portable, ...wish }: StandingWish,
): boolean {
  if (anew === true || portable === true) return false;
  if (wish.user !== undefined && wish.user !== user) return false;
  if (wish.folder !== undefined && wish.folder !== folder) return false;
  return wish.route === undefined || (wish.route === route && pinned === true);
}
