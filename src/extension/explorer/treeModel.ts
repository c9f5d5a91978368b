import type { KnownEntry } from '../../core/attach/recordOf.ts';
import type { HostSnapshot } from './hostSession.ts';
import { rowsOfEngine, rowsOfHost } from './rowsUnder.ts';
import { hostOfRow, rowId, type HostRow, type TreeRow } from './treeRows.ts';
import type { ViewChoices } from './viewChoices.ts';

/** What the files say that they did not say before; new hosts may come with new entries. */
export type TreeNews = 'hosts' | 'entries' | 'nothing';

export interface TreeModelOptions {
  readonly snapshot: (host: string) => HostSnapshot;
  readonly choices: () => ViewChoices;
}

/** The tree as rows under rows, for what is known at this moment. */
export class TreeModel {
  readonly #options: TreeModelOptions;
  /** One row a host, the same object always: the editor knows rows by identity. */
  readonly #hosts = new Map<string, HostRow>();
  #entries: readonly KnownEntry[] = [];

  constructor(options: TreeModelOptions) {
    this.#options = options;
  }

  set(hosts: readonly string[], entries: readonly KnownEntry[]): TreeNews {
    const hostsBefore = JSON.stringify([...this.#hosts.keys()]);
    const entriesBefore = JSON.stringify(this.#entries);
    const known = new Map(this.#hosts);
    this.#hosts.clear();
    for (const host of hosts) this.#hosts.set(host, known.get(host) ?? { kind: 'host', host });
    this.#entries = entries;
    if (JSON.stringify(hosts) !== hostsBefore) return 'hosts';
    return JSON.stringify(entries) === entriesBefore ? 'nothing' : 'entries';
  }

  hosts(): readonly HostRow[] {
    return [...this.#hosts.values()];
  }

  host(host: string): HostRow | undefined {
    return this.#hosts.get(host);
  }

  /** The rows under one; the hosts without one. */
  children(row?: TreeRow): readonly TreeRow[] {
    switch (row?.kind) {
      case undefined:
        return this.hosts();
      case 'host':
        return rowsOfHost(this.#options.snapshot(row.host), this.#inputs);
      case 'engine': {
        const { engines } = this.#options.snapshot(row.host);
        const engine = engines.find(({ info }) => info.id === row.engine.id);
        return engine ? rowsOfEngine(row.host, engine, this.#inputs) : [];
      }
      case 'project':
        return row.containers;
      case 'container':
      case 'gone':
      case 'note':
        return [];
    }
  }

  /** The row above one that is in the tree now. */
  parent(row: TreeRow): TreeRow | undefined {
    const host = this.#hosts.get(hostOfRow(row));
    if (row.kind === 'host' || host === undefined) return undefined;
    const id = rowId(row);
    return this.#below(host).find(({ child }) => rowId(child) === id)?.parent;
  }

  /** A row of a host by its id, where it is in the tree now. */
  find(host: string, id: string): TreeRow | undefined {
    return this.rowsOf(host).find((row) => rowId(row) === id);
  }

  /** All rows of a host, from itself down. */
  rowsOf(host: string): readonly TreeRow[] {
    const row = this.#hosts.get(host);
    return row ? [row, ...this.#below(row).map(({ child }) => child)] : [];
  }

  #below(parent: TreeRow): readonly { readonly parent: TreeRow; readonly child: TreeRow }[] {
    return this.children(parent).flatMap((child) => [{ parent, child }, ...this.#below(child)]);
  }

  get #inputs() {
    return { entries: this.#entries, choices: this.#options.choices() };
  }
}
