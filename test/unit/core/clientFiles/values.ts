import type { Entry, EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { OwnedEntry } from '../../../../src/core/clientFiles/entryText.ts';

export const hostKey = `ssh-ed25519 ${'AAAAC3NzaC1lZDI1NTE5AAAAI'.padEnd(68, 'x')}`;

export function entryFor(alias: string, changes: Partial<Entry> = {}): OwnedEntry {
  return {
    alias,
    hostName: alias,
    port: 22,
    user: 'root',
    proxyCommand: ['ssh', '-T', '-o', 'ControlMaster=no', '--', 'gpu1', '/usr/bin/docker', 'exec'],
    hostKey,
    description: `${alias} on gpu1`,
    owner: '0123456789abcdef',
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
