import { randomUUID } from 'node:crypto';
import type { EntryRecord } from '../clientFiles/entry.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { failure, type DockhopError } from '../errors/dockhopError.ts';
import { sshArguments, sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import type { OpenWay } from './openWay.ts';
import { runUnattended } from './runUnattended.ts';

/** How long a proof holds while nothing that it depends on changes. */
const holdsMs = 60_000;
/** The whole chain, logins included, over a slow line. */
const deadlineSeconds = 60;

/**
 * ssh's words (kex.c) where bytes come in the place of the server's identification. Seen once, of a busy podman
 * 4.3, whose cause was not found. Nobody has logged in to the container by then: so it is tried once more.
 */
const lostStart = /^kex_exchange_identification: banner line contains invalid characters/m;

/** The codes of a failed proof. */
export const proofFailures: readonly ErrorCode[] = [
  'ROUTE_UNPROVEN',
  'ROUTE_REFUSED',
  'ROUTE_TAKEN_OVER',
];

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
 * @param openWay gives what else proves it, where ssh would have to ask on the way and nobody may answer
 * twice: a command that runs in the container over the connection that is open, for its output.
 * @throws ROUTE_UNPROVEN with what ssh said: another route could do better. ROUTE_REFUSED where none
 * could, ROUTE_TAKEN_OVER where somebody else answered.
 */
export async function proveEntry(
  alias: string,
  settings: SshSettings,
  cancelled: AbortSignal,
  openWay?: () => Promise<OpenWay | undefined>,
): Promise<void> {
  const word = `dockhop-${randomUUID()}`;
  const program = await sshProgramOf(settings);
  const options = ['-T', '-o', 'BatchMode=yes'];
  const args = [...sshArguments(settings), ...options, '--', alias, `echo ${word}`];
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  try {
    const signal = AbortSignal.any([cancelled, deadline]);
    let run = await runUnattended(program, args, signal);
    if (lostStart.test(run.stderr)) run = await runUnattended(program, args, signal);
    const { exitCode, stdout, stderr, asked } = run;
    if (exitCode === 0 && stdout.includes(word)) return;
    if (!asked) {
      const silence = `ssh ended with ${exitCode ?? 'a signal'} and said nothing`;
      throw unproven(alias, stderr.trim() || silence);
    }
    const open = await openWay?.();
    if (!open) {
      throw failure('ROUTE_REFUSED', { alias, reason: 'ssh has to ask something on the way' });
    }
    if ((await open(`echo ${word}`, signal)).includes(word)) return;
    throw failure('ROUTE_UNPROVEN', { alias, reason: 'the container did not answer' });
  } catch (error) {
    if (cancelled.aborted || !deadline.aborted) throw error;
    const reason = `ssh did not answer within ${deadlineSeconds} seconds`;
    throw failure('ROUTE_UNPROVEN', { alias, reason });
  }
}

/**
 * What ssh says where a machine on the way let it in nowhere, or it never got there (sshconnect.c,
 * sshconnect2.c of OpenSSH). That a banner may imitate it does no harm: no other route is tried then.
 */
const refusals = [
  /^(?:\S{1,300}: )?Permission denied(?: \([^)]{0,300}\))?[.,]/m,
  /Too many authentication failures/,
  /^Host key verification failed\./m,
  /^ssh: (?:connect to host|Could not resolve hostname) /m,
];

/** The failure of a proof, from what ssh wrote. */
export function unproven(alias: string, said: string): DockhopError {
  const lines = said.split('\n');
  const other = lines.find((line) => line.startsWith(`Host key for ${alias} has changed`));
  if (other !== undefined) return failure('ROUTE_TAKEN_OVER', { alias, reason: other });
  const isRefused = refusals.some((refusal) => refusal.test(said));
  return failure(isRefused ? 'ROUTE_REFUSED' : 'ROUTE_UNPROVEN', { alias, reason: said });
}
