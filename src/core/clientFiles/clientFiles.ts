import { createHash } from 'node:crypto';
import type { Log } from '../ports/log.ts';
import { listHostPatterns } from '../ssh/hostList.ts';
import { sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import { aliasFor } from './alias.ts';
import { readIfThere, removeIfThere, writeAtomically } from './atomicFile.ts';
import { bytesOf, byteText } from './byteText.ts';
import { clientKey, type ClientKey } from './clientKey.ts';
import { knownHostsFileOf, type DockhopHome } from './dockhopHome.ts';
import { EntriesFile } from './entriesFile.ts';
import type { Entry, EntryRecord } from './entry.ts';
import { entryText, knownHostsText } from './entryText.ts';
import { withFileLock } from './fileLock.ts';
import { Inclusion } from './inclusion.ts';
import { readState, updateState } from './stateFile.ts';

export interface ClientFilesOptions {
  readonly home: DockhopHome;
  readonly settings: SshSettings;
  readonly log: Log;
}

/** An entry as it was: what `restoreEntry` puts back. */
export interface PreviousEntry {
  readonly alias: string;
  /** Bytes of the block; undefined when there was none. */
  readonly block: string | undefined;
  readonly knownHosts: string | undefined;
  readonly record: EntryRecord | undefined;
}

/** What `writeEntry` replaced, and by what. */
export interface ReplacedEntry extends PreviousEntry {
  readonly writtenHash: string;
}

export interface WrittenEntry {
  /** False when the entry and its pinned key were the same already. */
  readonly changed: boolean;
  /** Of the bytes of the block, the person's own lines among them, and of the pinned key. */
  readonly entryHash: string;
  readonly previous: ReplacedEntry;
}

/** The files under ~/.ssh that Dockhop owns, and the one line that it adds to the person's. */
export class ClientFiles {
  readonly #home: DockhopHome;
  readonly #settings: SshSettings;
  readonly #entries: EntriesFile;
  readonly #inclusion: Inclusion;
  readonly #log: Log;

  constructor({ home, settings, log }: ClientFilesOptions) {
    const sshProgram = () => sshProgramOf(settings);
    this.#home = home;
    this.#settings = settings;
    this.#log = log;
    this.#entries = new EntriesFile(home, sshProgram);
    this.#inclusion = new Inclusion(home, settings, sshProgram, log);
  }

  /** Dockhop's own key, made at first use. */
  key(signal: AbortSignal): Promise<ClientKey> {
    return clientKey(this.#home, signal);
  }

  /** The hosts that the person chose. */
  async hosts(): Promise<readonly string[]> {
    return (await readState(this.#home)).hosts;
  }

  /** Changes the choice of hosts; others' changes at the same time are kept. */
  chooseHosts(
    update: (hosts: readonly string[]) => readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#locked(signal, (held) =>
      updateState(
        this.#home,
        (state) => ({ ...state, hosts: [...new Set(update(state.hosts))] }),
        held,
      ),
    );
  }

  /** What is remembered about every entry. */
  async records(): Promise<readonly EntryRecord[]> {
    return (await readState(this.#home)).entries;
  }

  async record(alias: string): Promise<EntryRecord | undefined> {
    return (await this.records()).find((record) => record.alias === alias);
  }

  /**
   * The alias for a container: the same as before, else a new one that no `Host` line of the
   * person's means.
   * @throws ENTRY_REFUSED, CONFIG_UNREADABLE
   */
  async aliasFor(
    { host, engine, container }: { host: string; engine: string; container: string },
    signal: AbortSignal,
  ): Promise<string> {
    const [records, aliases, hostPatterns] = await Promise.all([
      this.records(),
      this.#entries.aliases(),
      listHostPatterns(this.#settings, this.#home.directory),
    ]);
    signal.throwIfAborted();
    // A block without a record is somebody's too.
    const unknown = aliases.map((alias) => [alias, ''] as const);
    const known = records.map((record) => [record.alias, ownerKey(record)] as const);
    return aliasFor({
      host,
      container,
      ownerKey: ownerKey({ host, engine, containerName: container }),
      taken: new Map([...unknown, ...known]),
      hostPatterns,
    });
  }

  /**
   * Writes or renews an entry: the pinned key, the record, the block, and the Include line, in this
   * order, so that ssh never meets an entry that lacks something. When it fails nothing is changed.
   * @throws ENTRY_REFUSED, CONFIG_UNSAFE, HOME_UNSAFE, CONFIG_UNREADABLE, FILE_UNREADABLE,
   * FILE_UNWRITABLE, FILE_LOCKED
   */
  async writeEntry(entry: Entry, record: EntryRecord, signal: AbortSignal): Promise<WrittenEntry> {
    const { alias } = entry;
    const { privateKeyFile: identityFile } = await this.key(signal);
    const knownHostsFile = knownHostsFileOf(this.#home, alias);
    const text = entryText(entry, { identityFile, knownHostsFile });
    return this.#locked(signal, async (held) => {
      const previous = await this.#present(alias);
      try {
        const knownHosts = knownHostsText(entry);
        await writeAtomically(knownHostsFile, bytesOf(knownHosts), {}, held);
        await this.#putRecord(alias, record, held);
        const block = await this.#entries.put(alias, text, entry.description, held);
        await this.#inclusion.add(held);
        const entryHash = hashOf(block, knownHosts);
        const changed = entryHash !== hashOf(previous.block, previous.knownHosts);
        return { changed, entryHash, previous: { ...previous, writtenHash: entryHash } };
      } catch (error) {
        // Even for a person who cancelled; but not when the files may be another program's by now.
        const stillOurs = !held.aborted || signal.aborted;
        if (stillOurs) await this.#undo(previous);
        throw error;
      }
    });
  }

  /** Puts back what `writeEntry` replaced, unless somebody has written the entry since. */
  async restoreEntry(previous: ReplacedEntry, signal: AbortSignal): Promise<void> {
    await this.#locked(signal, async (held) => {
      const { block, knownHosts } = await this.#present(previous.alias);
      if (hashOf(block, knownHosts) === previous.writtenHash) await this.#putBack(previous, held);
    });
  }

  /**
   * Removes an entry, and with the last one the Include line.
   * @returns false when there was none.
   */
  withdrawEntry(alias: string, signal: AbortSignal): Promise<boolean> {
    return this.#locked(signal, async (held) => {
      const { block, record } = await this.#present(alias);
      const nothing = { alias, block: undefined, knownHosts: undefined, record: undefined };
      await this.#putBack(nothing, held);
      return block !== undefined || record !== undefined;
    });
  }

  /** Remembers that an entry was proven; nothing where it is gone by now. */
  recordProof(
    alias: string,
    proof: NonNullable<EntryRecord['proof']>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#locked(signal, async (held) => {
      const record = await this.record(alias);
      if (record) await this.#putRecord(alias, { ...record, proof }, held);
    });
  }

  #locked<Result>(
    signal: AbortSignal,
    work: (held: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    return withFileLock(this.#home, signal, work);
  }

  async #present(alias: string): Promise<PreviousEntry> {
    const knownHosts = await readIfThere(knownHostsFileOf(this.#home, alias));
    return {
      alias,
      block: await this.#entries.block(alias),
      knownHosts: knownHosts && byteText(knownHosts),
      record: await this.record(alias),
    };
  }

  /** What went wrong first is what the person must hear of; this only the log. */
  async #undo(previous: PreviousEntry): Promise<void> {
    try {
      await this.#putBack(previous, AbortSignal.timeout(undoMs));
    } catch (error) {
      this.#log.warn(`${previous.alias} could not be put back as it was: ${String(error)}`);
    }
  }

  /** The record last: as long as something of the entry is left, forget finds it. */
  async #putBack(previous: PreviousEntry, signal: AbortSignal): Promise<void> {
    const { alias, block, knownHosts, record } = previous;
    const knownHostsFile = knownHostsFileOf(this.#home, alias);
    await this.#entries.restore(alias, block, signal);
    if (await this.#entries.isEmpty()) await this.#inclusion.remove(signal);
    if (knownHosts === undefined) await removeIfThere(knownHostsFile);
    else await writeAtomically(knownHostsFile, bytesOf(knownHosts), {}, signal);
    await this.#putRecord(alias, record, signal);
  }

  #putRecord(alias: string, record: EntryRecord | undefined, signal: AbortSignal): Promise<void> {
    return updateState(
      this.#home,
      (state) => {
        const index = state.entries.findIndex((other) => other.alias === alias);
        const added = record === undefined ? [] : [record];
        if (index < 0 && added.length === 0) return state;
        const at = index < 0 ? state.entries.length : index;
        return { ...state, entries: state.entries.toSpliced(at, 1, ...added) };
      },
      signal,
    );
  }
}

/** Undoing must end, whatever holds a file. */
const undoMs = 10_000;

function ownerKey({
  host,
  engine,
  containerName,
}: Pick<EntryRecord, 'host' | 'engine' | 'containerName'>): string {
  return JSON.stringify([host, engine, containerName]);
}

function hashOf(block: string | undefined, knownHosts: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([block, knownHosts]))
    .digest('hex');
}
