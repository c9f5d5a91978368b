import { failure, type DockhopError } from '../errors/dockhopError.ts';
import { addressOf } from './config/hopAddress.ts';
import type { Hop } from './config/path.ts';
import type { Phase } from './login/phaseDeadline.ts';

/** A hop that cannot be reached at all. */
export function unreachable(hop: Hop, reason: string, cause?: unknown): DockhopError {
  const details = { hop: hop.name, address: addressOf(hop), reason };
  return failure('JUMP_UNREACHABLE', details, { hop: hop.name, cause });
}

/** A hop that was reached and is gone. */
export function lost(hop: Hop, reason: string, cause?: unknown): DockhopError {
  const details = { hop: hop.name, address: addressOf(hop), reason };
  return failure('CONNECTION_LOST', details, { hop: hop.name, cause });
}

/** A hop that was reached and gives no sign of life: it, or one before it, is frozen or cut off. */
export function silent(hop: Hop): DockhopError {
  return lost(hop, 'it does not answer any more');
}

/** A hop that kept silent for too long. */
export function timedOut(
  hop: Hop,
  phase: Phase | `running ${string}`,
  seconds: number,
): DockhopError {
  const details = { hop: hop.name, address: addressOf(hop), seconds: seconds.toString(), phase };
  return failure('HOP_TIMEOUT', details, { hop: hop.name });
}

/** A hop that runs no such command, or none at all. */
export function commandRefused(hop: Hop, command: string, cause: Error): DockhopError {
  const reason = cause.message || 'it opens no session';
  const details = { hop: hop.name, command, reason };
  return failure('COMMAND_REFUSED', details, { hop: hop.name, cause });
}

/** A command on a hop said more than was asked for. */
export function tooMuchOutput(hop: Hop, command: string, maxBytes: number): DockhopError {
  const details = { hop: hop.name, command, bytes: maxBytes.toString() };
  return failure('OUTPUT_TOO_LONG', details, { hop: hop.name });
}
