import { createHash } from 'node:crypto';
import { failure } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { configValue } from '../ssh/config/configValue.ts';
import { listHostPatterns, listHosts, type ListedHost } from '../ssh/config/hostList.ts';
import { parseHostConfig, resolveHost } from '../ssh/config/resolveHost.ts';
import { sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import { aliasFor } from './alias.ts';
import { readIfThere, removeIfThere, writeAtomically } from './atomicFile.ts';
import { bytesOf, byteText } from './byteText.ts';
import { ClientMemory } from './clientMemory.ts';
import { clientKey, type ClientKey } from './clientKey.ts';
import { configAnswer } from './configAnswer.ts';
import { knownHostsFileOf, type DockhopHome } from './dockhopHome.ts';
import { EntriesFile } from './entriesFile.ts';
import type { Entry, EntryRecord } from './entry.ts';
import { entryIdentity } from './entryIdentity.ts';
import { entryText, knownHostsText } from './entryText.ts';
import { withFileLock } from './fileLock.ts';
import { Inclusion } from './inclusion.ts';
import { leaksOf, type Leak } from './leaks.ts';
import { ownerOf } from './owner.ts';

/** What a person may have otherwise in entries. */
export interface EntrySettings {
  /** How an alias is made: with `<host>` and `<container>` in it. */
  readonly aliasTemplate?: string;
  /** Another identity than Dockhop's own key. */
  readonly identityFile?: string;
}

export interface ClientFilesOptions {
  readonly home: DockhopHome;
  readonly settings: SshSettings;
  readonly log: Log;
  /** Read each time that they matter. */
  readonly entries?: () => EntrySettings;
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

/** An entry as it stands in the files. */
export interface PresentEntry {
  readonly block: string;
  readonly knownHosts: string;
  /** As in {@link WrittenEntry}. */
  readonly entryHash: string;
}

/** What ssh makes of an alias. */
export interface AliasReading {
  readonly leaks: readonly Leak[];
  /** By a line of the person's own in the entry. */
  readonly hasRemoteCommand: boolean;
}

/** The files under ~/.ssh that Dockhop owns, and the one line that it adds to the person's. */
export class ClientFiles extends ClientMemory {
  readonly #home: DockhopHome;
  readonly #settings: SshSettings;
  readonly #wishes: () => EntrySettings;
  readonly #entries: EntriesFile;
  readonly #inclusion: Inclusion;
  readonly #log: Log;

  constructor({ home, settings, log, entries = () => ({}) }: ClientFilesOptions) {
    super(home);
    const sshProgram = () => sshProgramOf(settings);
    this.#home = home;
    this.#settings = settings;
    this.#wishes = entries;
    this.#log = log;
    this.#entries = new EntriesFile(home, sshProgram);
    this.#inclusion = new Inclusion(home, settings, sshProgram, log);
  }

  /**
   * The key that entries name and containers authorise: Dockhop's own, made at first use, unless the
   * settings name another identity.
   * @throws IDENTITY_UNFIT, and what `clientKey` throws.
   */
  async key(signal: AbortSignal): Promise<ClientKey> {
    const { identityFile } = this.#wishes();
    const own = await clientKey(this.#home, signal);
    return identityFile === undefined ? own : entryIdentity(identityFile, own);
  }

  /** The hosts that the person's ssh config names. @throws CONFIG_UNREADABLE */
  configuredHosts(): Promise<readonly ListedHost[]> {
    return listHosts(this.#settings, this.#home.directory);
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
    const [records, blocks, hostPatterns] = await Promise.all([
      this.records(),
      this.#entries.owners(),
      listHostPatterns(this.#settings, this.#home.directory),
    ]);
    signal.throwIfAborted();
    // Of a block without a record, for the state was lost, the block itself says whose it is.
    const known = records.map((record) => [record.alias, ownerOf(record)] as const);
    const { aliasTemplate } = this.#wishes();
    return aliasFor({
      host,
      container,
      ownerKey: ownerOf({ host, engine, containerName: container }),
      taken: new Map([...blocks, ...known]),
      hostPatterns,
      ...(aliasTemplate === undefined ? {} : { template: aliasTemplate }),
    });
  }

  /** An entry as it stands in the files; undefined where there is none. */
  async written(alias: string): Promise<PresentEntry | undefined> {
    const { block, knownHosts } = await this.#present(alias);
    if (block === undefined || knownHosts === undefined) return undefined;
    const entryHash = hashOf(block, knownHosts);
    return { block: bytesOf(block).toString('utf8'), knownHosts, entryHash };
  }

  /**
   * An alias as ssh reads it, beside its entry alone: what leaks in from a `Host *`, or from a
   * pattern that came to mean the alias.
   * @throws CONFIG_UNREADABLE
   */
  async readAlias(alias: string, signal: AbortSignal): Promise<AliasReading> {
    const program = await sshProgramOf(this.#settings);
    const { entriesFile } = this.#home;
    const [meant, found] = await Promise.all([
      configAnswer(program, entriesFile, alias, signal),
      resolveHost(alias, this.#settings, signal),
    ]);
    if (!meant.understood) {
      throw failure('CONFIG_UNREADABLE', { file: entriesFile, reason: meant.reason });
    }
    const command = configValue(found, 'remotecommand') ?? 'none';
    return {
      leaks: leaksOf(parseHostConfig(meant.options), found),
      hasRemoteCommand: command.toLowerCase() !== 'none',
    };
  }

  /**
   * Whether the config in use begins with the line that includes our entries.
   * @throws CONFIG_UNSAFE, FILE_UNREADABLE
   */
  isIncluded(): Promise<boolean> {
    return this.#inclusion.isThere();
  }

  /**
   * Puts that line in its place.
   * @throws CONFIG_UNSAFE, CONFIG_UNREADABLE, FILE_UNREADABLE, FILE_UNWRITABLE, FILE_LOCKED
   */
  include(signal: AbortSignal): Promise<void> {
    return this.#locked(signal, (held) => this.#inclusion.add(held));
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
    const owned = { ...entry, owner: ownerOf(record) };
    const text = entryText(owned, { identityFile, knownHostsFile });
    return this.#locked(signal, async (held) => {
      const previous = await this.#present(alias);
      try {
        const knownHosts = knownHostsText(entry);
        await writeAtomically(knownHostsFile, bytesOf(knownHosts), {}, held);
        await this.putRecord(alias, withPlace(record, previous.record), held);
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
    await this.putRecord(alias, record, signal);
  }
}

/** Undoing must end, whatever holds a file. */
const undoMs = 10_000;

/** A record that does not say where its host is keeps what was known, while the host is the same. */
function withPlace(record: EntryRecord, previous: EntryRecord | undefined): EntryRecord {
  const place = previous?.host === record.host ? previous.place : undefined;
  return record.place !== undefined || place === undefined ? record : { ...record, place };
}

function hashOf(block: string | undefined, knownHosts: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([block, knownHosts]))
    .digest('hex');
}
