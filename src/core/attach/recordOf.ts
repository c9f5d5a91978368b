import type { EntryRecord } from '../clientFiles/entry.ts';
import type { Container } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * The record of the entry that leads to a container: by its id, else by its name on the same
 * engine, for a container that was recreated keeps its name and loses its id.
 */
export function recordOf<Known extends KnownEntry = EntryRecord>(
  records: readonly Known[],
  engine: Pick<Engine, 'host' | 'info'>,
  { id, name }: Pick<Container, 'id' | 'name'>,
): Known | undefined {
  const here = records.filter(
    (record) => record.host === engine.host && record.engine === engine.info.id,
  );
  return (
    here.find((record) => record.containerId === id) ??
    here.find((record) => record.containerName === name)
  );
}

/** An entry of Dockhop's, or an adopted one of the person's, which is known by the name alone. */
export type KnownEntry = Pick<EntryRecord, 'alias' | 'host' | 'engine' | 'containerName'> & {
  readonly containerId?: string;
};

/** Whether `ssh <alias>` leads into this very container, as far as this laptop knows. */
export type SshState =
  | { readonly state: 'ready'; readonly alias: string }
  | {
      readonly state: 'unknown';
      readonly alias: string;
      /** The entry is for a container that had the same name: attach makes it true again. */
      readonly outdated: boolean;
    }
  | { readonly state: 'absent' };

/** `unknown`: there is an entry, but the container was recreated or does not run. */
export function sshStateOf(
  entries: readonly KnownEntry[],
  engine: Pick<Engine, 'host' | 'info'>,
  container: Pick<Container, 'id' | 'name' | 'state'>,
): SshState {
  const entry = recordOf(entries, engine, container);
  if (!entry) return { state: 'absent' };
  const { alias, containerId = container.id } = entry;
  const outdated = containerId !== container.id;
  if (!outdated && container.state === 'running') return { state: 'ready', alias };
  return { state: 'unknown', alias, outdated };
}
