import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMasterOf, noteMasterOf } from '../../../../../src/core/ssh/system/masterRecord.ts';
import type { HopPath } from '../../../../../src/core/ssh/config/path.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const to = (config: Readonly<Record<string, string>>): HopPath => ({
  host: 'gpu1',
  hops: [someHop(config)],
});

describe('a control master', () => {
  it('is that of its path, until the configuration trusts less or proves another', async () => {
    const controlPath = path.join(await temporaryDirectory(), 'alice@gpu1:22');
    expect(await isMasterOf(to({}), controlPath)).toBe(false);
    await noteMasterOf(to({}), controlPath);
    expect(await isMasterOf(to({}), controlPath)).toBe(true);
    expect(await isMasterOf(to({ loglevel: 'DEBUG' }), controlPath)).toBe(true);
    for (const keyword of ['revokedhostkeys', 'globalknownhostsfile', 'identityfile']) {
      expect(await isMasterOf(to({ [keyword]: '/elsewhere' }), controlPath)).toBe(false);
    }
  });
});
