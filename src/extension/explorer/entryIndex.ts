import type { KnownEntry } from '../../core/attach/recordOf.ts';
import type { Container } from '../../core/engine/container.ts';

/**
 * The entries of one engine by what they lead to, so that hundreds of containers and hundreds of
 * entries are put together in one go.
 */
export class EntryIndex {
  readonly #byId = new Map<string, KnownEntry>();
  readonly #byName = new Map<string, KnownEntry>();
  readonly #entries: readonly KnownEntry[];

  constructor(entries: readonly KnownEntry[], host: string, engine: string) {
    this.#entries = entries.filter((entry) => entry.host === host && entry.engine === engine);
    // Of two, the first counts, as in `recordOf`.
    for (const entry of this.#entries.toReversed()) {
      if (entry.containerId !== undefined) this.#byId.set(entry.containerId, entry);
      this.#byName.set(entry.containerName, entry);
    }
  }

  /** The entries that may lead to a container, for `sshStateOf`: at most two. */
  entriesFor({ id, name }: Pick<Container, 'id' | 'name'>): readonly KnownEntry[] {
    return [this.#byId.get(id), this.#byName.get(name)].filter((entry) => entry !== undefined);
  }

  /**
   * Those of ours that lead to none of these. An entry that a person wrote themselves is theirs to
   * remove, and known by its having no container's id.
   */
  without(containers: readonly Pick<Container, 'id' | 'name'>[]): readonly KnownEntry[] {
    const ids = new Set(containers.map(({ id }) => id));
    const names = new Set(containers.map(({ name }) => name));
    return this.#entries.filter(
      ({ containerId, containerName }) =>
        containerId !== undefined && !ids.has(containerId) && !names.has(containerName),
    );
  }
}
