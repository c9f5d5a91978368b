import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import type { FoundEngines } from './findEngines.ts';

/** Why a host on which no engine was found has none for this user, and what would help. */
export function noEngineError(host: string, found: FoundEngines): DockhopError {
  const { user, denied, sudoRefused } = found;
  const [first] = denied;
  if (sudoRefused) {
    const details = { host, user, ...sudoRefused };
    return failure('ENGINE_DENIED', { ...unknown, ...details }, { variant: 'sudo' });
  }
  if (!first) return failure('ENGINE_NOT_FOUND', { host });
  const { path, owner, group, mode } = first;
  const details = { ...unknown, host, user, socket: path };
  if (owner === undefined || group === undefined || mode === undefined) {
    return failure('ENGINE_DENIED', details);
  }
  // Of the three last digits the middle one is the group's, and its 2 the right to write.
  const groupMayWrite = (Number(mode.at(-2) ?? '0') & 2) !== 0;
  const variant = groupMayWrite && group !== 'root' ? 'group' : 'owner';
  return failure('ENGINE_DENIED', { ...details, owner, group, mode }, { variant });
}

const unknown = { socket: '', owner: '', group: '', mode: '', command: '', reason: '' };
