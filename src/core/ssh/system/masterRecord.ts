import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { HopPath } from '../config/path.ts';
import { systemCode } from '../systemReason.ts';

/** What decides who is at the other end of a hop, and as whom we are known there. */
const decisive = [
  'certificatefile',
  'globalknownhostsfile',
  'hostkeyalias',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'pkcs11provider',
  'preferredauthentications',
  'pubkeyauthentication',
  'revokedhostkeys',
  'stricthostkeychecking',
  'userknownhostsfile',
] as const;

/**
 * True when the control master was started for this very path: a name may have got another meaning
 * in the configuration while its master lives.
 */
export async function isMasterOf(path: HopPath, controlPath: string): Promise<boolean> {
  try {
    return (await readFile(recordOf(controlPath), 'utf8')) === digestOf(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Writes down for which path a control master was started. */
export async function noteMasterOf(path: HopPath, controlPath: string): Promise<void> {
  await writeFile(recordOf(controlPath), digestOf(path), { mode: 0o600 });
}

function recordOf(controlPath: string): string {
  return `${controlPath}.path`;
}

function digestOf({ hops }: HopPath): string {
  const parts = hops.map(({ name, hostName, port, user, via, command, config }) => [
    ...[name, hostName, port, user, via, command ?? ''],
    ...decisive.map((keyword) => config.get(keyword) ?? []),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
