import { readFile, writeFile } from 'node:fs/promises';
import { hopIdentity, identityDigest } from '../config/hopIdentity.ts';
import type { HopPath } from '../config/path.ts';
import { systemCode } from '../systemReason.ts';

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

/** The names as well: plain ssh finds a master by the name of its hop. */
function digestOf({ hops }: HopPath): string {
  return identityDigest(hops.map((hop) => [hop.name, hop.via, ...hopIdentity(hop)]));
}
