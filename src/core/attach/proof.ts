import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { EntryRecord } from '../clientFiles/entry.ts';
import { failure } from '../errors/dockhopError.ts';
import { findSshProgram, sshArguments, type SshSettings } from '../ssh/sshProgram.ts';

/** How long a proof holds while nothing that it depends on changes. */
const holdsMs = 60_000;
const deadlineMs = 60_000;
const keptBytes = 8192;

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
 * @throws ROUTE_UNPROVEN with what ssh said.
 */
export async function proveEntry(
  alias: string,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const word = `dockhop-${randomUUID()}`;
  const program = await findSshProgram();
  const options = ['-T', '-o', 'BatchMode=yes'];
  const child = spawn(
    program,
    [...sshArguments(settings), ...options, '--', alias, `echo ${word}`],
    {
      // A session of its own has no terminal: the ssh inside the ProxyCommand fails, not waits.
      detached: process.platform !== 'win32',
      env: { ...process.env, SSH_ASKPASS_REQUIRE: 'never' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  const { exitCode, stdout, stderr } = await finished(child, signal);
  if (exitCode === 0 && stdout.includes(word)) return;
  throw failure('ROUTE_UNPROVEN', { alias, reason: stderr || `ssh ended with ${exitCode}` });
}
