import { describe, expect, it } from 'vitest';
import { exportEntries } from '../../../../src/core/attach/exportEntries.ts';
import { record } from './fixtures.ts';

const written = { block: 'Host mine\n', knownHosts: 'mine ssh-ed25519 AAAA\n', entryHash: '' };

function filesWith(host: string) {
  const clientFiles = {
    written: () => Promise.resolve(written),
    record: () => Promise.resolve(record({ alias: 'mine', host })),
  };
  return { clientFiles };
}

describe('entries for another machine', () => {
  it('are those of hosts that it can reach', async () => {
    expect(await exportEntries(['mine'], filesWith('gpu1'))).toContain('Host mine\n');
  });

  it('are not those of this machine’s containers', async () => {
    await expect(exportEntries(['mine'], filesWith('local'))).rejects.toMatchObject({
      code: 'ENTRY_LOCAL',
    });
  });
});
