import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proofHolds, proveEntry, unproven } from '../../../../src/core/attach/proof.ts';
import { record } from './fixtures.ts';

const at = '2026-01-01T12:00:00.000Z';
const now = Date.parse(at);
const proven = { entryHash: 'h', startedAt: 's' };
const withProof = record({ proof: { at, ...proven } });

describe('proofHolds', () => {
  it.each([
    ['just now', withProof, proven, 0, true],
    ['for a minute', withProof, proven, 59_999, true],
    ['no longer', withProof, proven, 60_000, false],
    ['not before it was made: the clock was set back', withProof, proven, -1, false],
    ['not for other bytes', withProof, { ...proven, entryHash: 'x' }, 0, false],
    ['not for another start', withProof, { ...proven, startedAt: 'x' }, 0, false],
    ['not without one', record(), proven, 0, false],
    ['not without a record', undefined, proven, 0, false],
  ])('holds %s', (_, known, provable, age, holds) => {
    expect(proofHolds(known, provable, now + age)).toBe(holds);
  });
});

describe('a proof that failed', () => {
  it.each([
    ['ROUTE_UNPROVEN', 'stdio forwarding failed\nConnection closed by UNKNOWN port 65535'],
    ['ROUTE_UNPROVEN', 'sh: 1: /usr/bin/docker: Permission denied'],
    ['ROUTE_UNPROVEN', 'Got permission denied while trying to connect to the Docker daemon socket'],
    ['ROUTE_UNPROVEN', 'channel 0: open failed: connect failed: No route to host'],
    ['ROUTE_REFUSED', 'alice@10.0.0.5: Permission denied (publickey,password).'],
    ['ROUTE_REFUSED', 'Permission denied, please try again.'],
    ['ROUTE_REFUSED', 'Received disconnect from 10.0.0.5: 2: Too many authentication failures'],
    ['ROUTE_REFUSED', '@@@@\nHost key for jump has changed\nHost key verification failed.'],
    ['ROUTE_REFUSED', 'ssh: connect to host 10.0.0.5 port 22: Connection refused'],
    ['ROUTE_REFUSED', 'ssh: Could not resolve hostname jump: Name or service not known'],
    [
      'ROUTE_TAKEN_OVER',
      'Host key for gpu1-box has changed and you have requested strict checking.',
    ],
  ])('is %s where ssh says: %s', (code, said) => {
    expect(unproven('gpu1-box', said)).toMatchObject({ code });
  });
});

describe('a proof', () => {
  const lost = 'kex_exchange_identification: banner line contains invalid characters';

  /** An ssh that says these words as often as told, and then does what it is asked. */
  async function sshThatFails(times: number, words: string) {
    const folder = await mkdtemp(path.join(tmpdir(), 'dockhop-proof-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [program, runs] = [path.join(folder, 'ssh'), path.join(folder, 'runs')];
    const script = `#!/bin/sh
echo run >>'${runs}'
if [ "$(wc -l <'${runs}')" -le ${times} ]; then echo '${words}' >&2; exit 255; fi
while [ "$1" != -- ]; do shift; done
exec sh -c "$3"
`;
    await writeFile(program, script);
    await chmod(program, 0o755);
    const counted = async () => (await readFile(runs, 'utf8')).split('\n').length - 1;
    return { settings: { program }, counted };
  }

  it('is made once more where the server’s first words were lost, and no more than that', async () => {
    const never = new AbortController().signal;
    const once = await sshThatFails(1, lost);
    await proveEntry('gpu1-box', once.settings, never);
    expect(await once.counted()).toBe(2);

    const always = await sshThatFails(9, lost);
    const failed = proveEntry('gpu1-box', always.settings, never);
    await expect(failed).rejects.toMatchObject({ code: 'ROUTE_UNPROVEN' });
    expect(await always.counted()).toBe(2);
  });

  it('is never made again where a login was refused', async () => {
    const refused = await sshThatFails(9, 'Permission denied (publickey).');
    const failed = proveEntry('gpu1-box', refused.settings, new AbortController().signal);
    await expect(failed).rejects.toMatchObject({ code: 'ROUTE_REFUSED' });
    expect(await refused.counted()).toBe(1);
  });
});
