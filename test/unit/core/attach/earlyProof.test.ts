import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EarlyProof } from '../../../../src/core/attach/earlyProof.ts';
import type { FoundOnHost } from '../../../../src/core/attach/prepareOnHost.ts';
import { temporaryDirectory } from '../ssh/temporaryDirectory.ts';
import { record } from './fixtures.ts';

const never = new AbortController().signal;
const own = record({ alias: 'gpu1-Box', route: 'exec' });

/** One that has failed: ssh said this. */
async function failedProof(said: string): Promise<EarlyProof> {
  const program = path.join(await temporaryDirectory(), 'ssh');
  await writeFile(program, `#!/bin/sh\necho '${said}' >&2\nexit 255\n`, { mode: 0o700 });
  const standing = { record: own, hostKey: '', entryHash: '', holds: false, isProven: false };
  const found = { signal: never, connection: { sharedHops: [] } } as unknown as FoundOnHost;
  const way = { route: 'exec' } as const;
  const proof = EarlyProof.of(standing, way, found, { settings: { program } });
  if (!proof) throw new Error('there is nothing to prove');
  await expect(proof.result(() => Promise.resolve(undefined))).rejects.toThrow(said);
  return proof;
}

describe('an early proof that is given up', () => {
  it.each([
    ['alice@10.0.0.5: Permission denied (publickey).'],
    ['ssh: connect to host 10.0.0.5 port 22: Connection refused'],
  ])('is no reason to go there again where a machine on the way said: %s', async (said) => {
    const proof = await failedProof(said);
    await expect(proof.drop()).rejects.toMatchObject({ code: 'ROUTE_REFUSED' });
  });

  it.each([
    ['root@gpu1-box: Permission denied (publickey).'],
    ['Host key for gpu1-Box has changed and you have requested strict checking.'],
    ['Connection closed by UNKNOWN port 65535'],
  ])('says nothing of a container that was mended meanwhile: %s', async (said) => {
    const proof = await failedProof(said);
    await expect(proof.drop()).resolves.toBeUndefined();
  });
});
