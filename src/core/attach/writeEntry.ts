import type { Entry, EntryRecord } from '../clientFiles/entry.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';
import { tellForAWhile, toldTexts } from '../ssh/tellForAWhile.ts';
import type { AttachTools } from './attachTools.ts';
import type { PreparedContainer } from './prepareOnHost.ts';
import { proxyCommandFor } from './proxyCommandFor.ts';

export interface WrittenEntry {
  readonly entry: Entry;
  readonly entryHash: string;
  /** Puts back what was there before. */
  readonly undo: () => Promise<void>;
}

/** Writes the entry for a prepared container, under the alias that it had before if it had one. */
export async function writeEntry(
  prepared: PreparedContainer,
  folder: string,
  tools: Omit<AttachTools, 'directory'>,
): Promise<WrittenEntry> {
  const { clientFiles, log } = tools;
  const { engine, details, preparation, signal } = prepared;
  const alias =
    prepared.record?.alias ??
    (await clientFiles.aliasFor(
      { host: engine.host, engine: engine.info.id, container: details.name },
      signal,
    ));
  const entry: Entry = {
    alias,
    hostName: alias,
    port: 22,
    user: preparation.user,
    proxyCommand: await proxyCommandFor(prepared, await settingsFor(prepared, tools)),
    hostKey: preparation.hostKey,
    description: `${details.name} on ${engine.host}`,
  };
  const record = recordFor(entry, prepared, folder);
  const { changed, entryHash, previous } = await clientFiles.writeEntry(entry, record, signal);
  log.info(changed ? `Wrote the entry ${alias}` : `The entry ${alias} is as it was`);
  // Undone whatever the person or the connection does in the meantime.
  const undo = () => clientFiles.restoreEntry(previous, AbortSignal.timeout(10_000));
  return { entry, entryHash, undo };
}

/**
 * Where somebody typed something on the way, the entry finds the login that they share, as long as
 * it lives; an `ssh` after that asks by itself. The same file names a config whose own path cannot
 * stand in a ProxyCommand; not on Windows, whose ssh trips over a ControlPath.
 */
async function settingsFor(
  { engine, connection, signal }: PreparedContainer,
  { settings, shared, prompter }: Pick<AttachTools, 'settings' | 'shared' | 'prompter'>,
): Promise<SshSettings> {
  const isShared = connection.sharedHops.length > 0;
  if (!isShared && isPlainWord(settings.configFile ?? 'ssh')) return settings;
  const configFile = process.platform === 'win32' ? undefined : await shared?.file(signal);
  if (configFile !== undefined && isPlainWord(configFile)) return { ...settings, configFile };
  if (isShared) tellForAWhile(prompter, engine.host, toldTexts.asksAnew, signal);
  return settings;
}

function recordFor(
  entry: Entry,
  { engine, details, preparation, way, pinned, record }: PreparedContainer,
  folder: string,
): EntryRecord {
  return {
    alias: entry.alias,
    host: engine.host,
    engine: engine.info.id,
    containerId: details.id,
    containerName: details.name,
    user: preparation.user,
    uid: preparation.uid,
    ...way,
    ...(pinned ? { pinned } : {}),
    mode: preparation.mode,
    directory: preparation.directory,
    folder,
    ...(record?.proof === undefined ? {} : { proof: record.proof }),
    ...(record?.toldPorts === undefined ? {} : { toldPorts: record.toldPorts }),
  };
}
