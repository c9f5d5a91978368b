import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ClientFiles } from '../../../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome, type DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import type { Entry, EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { Log } from '../../../../src/core/ports/log.ts';

/** For work that nobody cancels. */
export const uncancelled: AbortSignal = new AbortController().signal;

/** A directory that is gone after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-files-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A person's home directory, with Dockhop's in it at its usual place. */
export async function temporaryHome(): Promise<DockhopHome> {
  return dockhopHome({ env: {}, homeDirectory: await temporaryDirectory() });
}

export interface KeptLog extends Log {
  readonly warnings: readonly string[];
}

function keptLog(): KeptLog {
  const warnings: string[] = [];
  return {
    warnings,
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
  };
}

/** The room's face over a home, and what it logged. */
export function clientFilesOf(
  home: DockhopHome,
  configFile = home.userConfigFile,
): { files: ClientFiles; log: KeptLog } {
  const log = keptLog();
  return { files: new ClientFiles({ home, settings: { configFile }, log }), log };
}

export const hostKey = `ssh-ed25519 ${'AAAAC3NzaC1lZDI1NTE5AAAAI'.padEnd(68, 'x')}`;

export function entryFor(alias: string, changes: Partial<Entry> = {}): Entry {
  return {
    alias,
    hostName: alias,
    port: 22,
    user: 'root',
    proxyCommand: ['ssh', '-T', '-o', 'ControlMaster=no', '--', 'gpu1', '/usr/bin/docker', 'exec'],
    hostKey,
    description: `${alias} on gpu1`,
    ...changes,
  };
}

export function recordFor(alias: string, changes: Partial<EntryRecord> = {}): EntryRecord {
  return {
    alias,
    host: 'gpu1',
    engine: 'docker',
    containerId: 'a'.repeat(64),
    containerName: alias,
    user: 'root',
    uid: 0,
    route: 'exec',
    mode: 'root',
    directory: '/etc/dockhop/0',
    folder: '/root',
    ...changes,
  };
}
