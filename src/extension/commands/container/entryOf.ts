import type { EntryRecord } from '../../../core/clientFiles/entry.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';

type Known = Pick<EntryRecord, 'host' | 'engine' | 'containerId' | 'containerName'>;

/** The entry that leads into a container, or would once it is attached to again. */
export function entryOf<Record extends Known>(
  { host, engine, container, name }: ContainerTarget,
  records: readonly Record[],
): Record | undefined {
  const here = records.filter(
    (record) => record.host === host && (engine === undefined || record.engine === engine),
  );
  return (
    here.find(({ containerId }) => containerId === container) ??
    here.find(({ containerName }) => containerName === (name ?? container))
  );
}
