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

/** A hop that kept silent for too long. */
export function timedOut(
  hop: Hop,
  phase: Phase | `running ${string}`,
  seconds: number,
): DockhopError {
  const details = { hop: hop.name, address: addressOf(hop), seconds: seconds.toString(), phase };
  return failure('HOP_TIMEOUT', details, { hop: hop.name });
}
