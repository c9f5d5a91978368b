import { randomUUID } from 'node:crypto';
import type { EntryRecord } from '../clientFiles/entry.ts';
import { failure } from '../errors/dockhopError.ts';
import { sshArguments, sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import { runUnattended } from './runUnattended.ts';

/** How long a proof holds while nothing that it depends on changes. */
const holdsMs = 60_000;
/** The whole chain, logins included, over a slow line. */
const deadlineSeconds = 60;

/** What a proof depends on. */
export interface Provable {
  /** Of the bytes of the entry and its pinned key. */
  readonly entryHash: string;
  /** When the container was started, as its engine says. */
  readonly startedAt: string;
}

/** True while the proof in the record still holds for this entry and this start of the container. */
export function proofHolds(
  record: EntryRecord | undefined,
  { entryHash, startedAt }: Provable,
  now = Date.now(),
): boolean {
  const proof = record?.proof;
  if (proof?.entryHash !== entryHash || proof.startedAt !== startedAt) return false;
  const age = now - Date.parse(proof.at);
  return age >= 0 && age < holdsMs;
}

/**
 * Proves an entry by a real session of the system's ssh through the whole chain: a command in the
 * container answers with a word made up just now.
 * @param openWay what else proves it, where ssh would have to ask on the way and nobody may answer
 * twice: a command that runs in the container over the connection that is open, for its output.
 * @throws ROUTE_UNPROVEN with what ssh said.
 */
export async function proveEntry(
  alias: string,
  settings: SshSettings,
  cancelled: AbortSignal,
  openWay?: (command: string, signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const word = `dockhop-${randomUUID()}`;
  const program = await sshProgramOf(settings);
  const options = ['-T', '-o', 'BatchMode=yes'];
  const args = [...sshArguments(settings), ...options, '--', alias, `echo ${word}`];
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  let reason;
  try {
    const signal = AbortSignal.any([cancelled, deadline]);
    const { exitCode, stdout, stderr, asked } = await runUnattended(program, args, signal);
    if (exitCode === 0 && stdout.includes(word)) return;
    if (asked && openWay) {
      if ((await openWay(`echo ${word}`, signal)).includes(word)) return;
      reason = 'the container did not answer';
    } else {
      const silence = asked ? 'ssh has to ask something on the way' : undefined;
      reason =
        silence ?? (stderr.trim() || `ssh ended with ${exitCode ?? 'a signal'} and said nothing`);
    }
  } catch (error) {
    if (cancelled.aborted || !deadline.aborted) throw error;
    reason = `ssh did not answer within ${deadlineSeconds} seconds`;
  }
  throw failure('ROUTE_UNPROVEN', { alias, reason });
}
