import type { EntryRecord } from '../clientFiles/entry.ts';
import type { Container } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * The record of the entry that leads to a container: by its id, else by its name on the same
 * engine, for a container that was recreated keeps its name and loses its id.
 */
export function recordOf(
  records: readonly EntryRecord[],
  engine: Pick<Engine, 'host' | 'info'>,
  { id, name }: Pick<Container, 'id' | 'name'>,
): EntryRecord | undefined {
  const here = records.filter(
    (record) => record.host === engine.host && record.engine === engine.info.id,
  );
  return (
    here.find((record) => record.containerId === id) ??
    here.find((record) => record.containerName === name)
  );
}

/** Whether `ssh <alias>` leads into this very container, as far as this laptop knows. */
export type SshState =
  | { readonly state: 'ready'; readonly alias: string }
  | { readonly state: 'unknown'; readonly alias: string }
  | { readonly state: 'absent' };

/** `unknown`: there is an entry, but the container was recreated or does not run. */
export function sshStateOf(
  records: readonly EntryRecord[],
  engine: Pick<Engine, 'host' | 'info'>,
  container: Pick<Container, 'id' | 'name' | 'state'>,
): SshState {
  const record = recordOf(records, engine, container);
  if (!record) return { state: 'absent' };
  const current = record.containerId === container.id && container.state === 'running';
  return { state: current ? 'ready' : 'unknown', alias: record.alias };
}
