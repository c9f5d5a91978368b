import { DockhopError, failure, isCancelled } from '../errors/dockhopError.ts';
import { systemCode, systemReason } from '../ssh/systemReason.ts';

/** A failure to read, in the catalogue's terms; what is in these terms already stays. */
export function unreadable(file: string, error: unknown): unknown {
  return inTerms(error) ?? failure('FILE_UNREADABLE', facts(file, error), { cause: error });
}

/** A failure to write, in the catalogue's terms; what is in these terms already stays. */
export function unwritable(file: string, error: unknown): unknown {
  return inTerms(error) ?? failure('FILE_UNWRITABLE', facts(file, error), { cause: error });
}

function inTerms(error: unknown): unknown {
  return error instanceof DockhopError || isCancelled(error) ? error : undefined;
}

function facts(file: string, error: unknown): { file: string; reason: string } {
  const reason = systemReason(error);
  // Node appends the call and the path, which the message names already.
  return { file, reason: systemCode(error) === undefined ? reason : (reason.split(', ')[0] ?? '') };
}
