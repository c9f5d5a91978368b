import { createHash } from 'node:crypto';
import type { EntryRecord } from './entry.ts';

/**
 * Whose an entry is: equal for the same name on the same engine of the same host, for a recreated
 * container keeps its entry. 16 hexadecimal digits, which say nothing to others.
 */
export function ownerOf({
  host,
  engine,
  containerName,
}: Pick<EntryRecord, 'host' | 'engine' | 'containerName'>): string {
  const key = JSON.stringify([host, engine, containerName]);
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
