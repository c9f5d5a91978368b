import type { Entry, EntryRecord } from '../clientFiles/entry.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import { sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import { tellForAWhile, toldTexts } from '../ssh/tellForAWhile.ts';
import type { AttachTools } from './attachTools.ts';
import type { PreparedContainer } from './prepareOnHost.ts';
import { execCommand, publishedCommand, type RouteEnds } from './route.ts';

interface WrittenEntry {
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
    proxyCommand: await proxyCommandOf(prepared, await wayFor(prepared, tools)),
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
async function wayFor(
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

async function proxyCommandOf(
  { engine, details, preparation, daemonPort }: PreparedContainer,
  settings: SshSettings,
): Promise<readonly string[]> {
  // Only Windows needs the path: elsewhere each client finds ssh by itself.
  const windows = process.platform === 'win32';
  const sshProgram = windows ? (await sshProgramOf(settings)).replaceAll('\\', '/') : 'ssh';
  const ends: RouteEnds = {
    sshProgram,
    settings,
    host: engine.host,
    engine: engine.info,
    container: details,
  };
  return daemonPort === undefined
    ? execCommand(ends, preparation)
    : publishedCommand(ends, daemonPort);
}

function recordFor(
  entry: Entry,
  { engine, details, preparation, route, record }: PreparedContainer,
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
    route,
    mode: preparation.mode,
    directory: preparation.directory,
    folder,
    ...(record?.proof === undefined ? {} : { proof: record.proof }),
  };
}
