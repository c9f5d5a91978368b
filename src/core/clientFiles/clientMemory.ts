import type { DockhopHome } from './dockhopHome.ts';
import type { EntryRecord } from './entry.ts';
import { withFileLock } from './fileLock.ts';
import * as changes from './stateChanges.ts';
import { readState, updateState, type Adoption, type State } from './stateFile.ts';

/** What Dockhop remembers in its folder; others' changes at the same time are kept. */
export class ClientMemory {
  readonly #home: DockhopHome;

  constructor(home: DockhopHome) {
    this.#home = home;
  }

  /** The hosts that the person chose. */
  async hosts(): Promise<readonly string[]> {
    return (await readState(this.#home)).hosts;
  }

  /** Changes the choice of hosts. */
  chooseHosts(
    update: (hosts: readonly string[]) => readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#remember((state) => changes.withHosts(state, update), signal);
  }

  /** A host that has another name in the ssh config now: its entries and adoptions follow. */
  renameHost(from: string, to: string, signal: AbortSignal): Promise<void> {
    return this.#remember((state) => changes.withHostRenamed(state, from, to), signal);
  }

  /** What is remembered about every entry. */
  async records(): Promise<readonly EntryRecord[]> {
    return (await readState(this.#home)).entries;
  }

  async record(alias: string): Promise<EntryRecord | undefined> {
    return (await this.records()).find((record) => record.alias === alias);
  }

  /** Remembers that an entry was proven; nothing where it is gone by now. */
  recordProof(
    alias: string,
    proof: NonNullable<EntryRecord['proof']>,
    signal: AbortSignal,
  ): Promise<void> {
    const proven = (record: EntryRecord): EntryRecord => ({ ...record, proof });
    return this.#remember((state) => changes.withChange(state, alias, proven), signal);
  }

  /** Remembers where ssh went for the host of an entry. */
  recordPlace(alias: string, place: string, signal: AbortSignal): Promise<void> {
    const placed = (record: EntryRecord): EntryRecord => ({ ...record, place });
    return this.#remember((state) => changes.withChange(state, alias, placed), signal);
  }

  /** Remembers of which open ports of an entry's container the person was told. */
  recordToldPorts(alias: string, toldPorts: readonly string[], signal: AbortSignal): Promise<void> {
    const told = (record: EntryRecord): EntryRecord => ({ ...record, toldPorts });
    return this.#remember((state) => changes.withChange(state, alias, told), signal);
  }

  /** Hand-written entries that the person wants used for their containers. */
  async adoptions(): Promise<readonly Adoption[]> {
    return (await readState(this.#home)).adopted;
  }

  /** What leads to containers: Dockhop's entries, and before them those that the person wrote. */
  async entries(): Promise<readonly (EntryRecord | Adoption)[]> {
    const { adopted, entries } = await readState(this.#home);
    return [...adopted, ...entries];
  }

  adopt(adoption: Adoption, signal: AbortSignal): Promise<void> {
    return this.#remember((state) => changes.withAdoption(state, adoption), signal);
  }

  /** Uses a hand-written entry no more; the entry itself is the person's and stays. */
  unadopt(of: Omit<Adoption, 'alias'>, signal: AbortSignal): Promise<void> {
    return this.#remember((state) => changes.withoutAdoption(state, of), signal);
  }

  /** Under the lock already. */
  protected putRecord(
    alias: string,
    record: EntryRecord | undefined,
    held: AbortSignal,
  ): Promise<void> {
    return updateState(this.#home, (state) => changes.withRecord(state, alias, record), held);
  }

  #remember(change: (state: State) => State, signal: AbortSignal): Promise<void> {
    return withFileLock(this.#home, signal, (held) => updateState(this.#home, change, held));
  }
}
