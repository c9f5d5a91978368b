import { mkdir, readdir, utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withFileLock } from '../../../../src/core/clientFiles/fileLock.ts';
import { temporaryHome, uncancelled } from './fixture.ts';

describe('the lock', () => {
  it('lets one work at a time', async () => {
    const home = await temporaryHome();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all(Array.from({ length: 10 }, () => withFileLock(home, uncancelled, work)));
    expect(most).toBe(1);
    expect(await readdir(home.directory)).toEqual(['known_hosts']);
  });

  it('is given back when the work fails, and the failure passes through', async () => {
    const home = await temporaryHome();
    const error = new Error('no');
    await expect(withFileLock(home, uncancelled, () => Promise.reject(error))).rejects.toBe(error);
    expect(await withFileLock(home, uncancelled, () => Promise.resolve(1))).toBe(1);
  });

  it('is not waited for longer than agreed', async () => {
    const home = await temporaryHome();
    await withFileLock(home, uncancelled, async () => {
      const second = withFileLock(home, uncancelled, () => Promise.resolve(), 100);
      await expect(second).rejects.toMatchObject({ code: 'FILE_LOCKED' });
    });
  });

  it('stops waiting when it is cancelled', async () => {
    const home = await temporaryHome();
    await withFileLock(home, uncancelled, async () => {
      const cancel = new AbortController();
      const second = withFileLock(home, cancel.signal, () => Promise.resolve());
      cancel.abort();
      await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  it('is taken from a program that died with it', async () => {
    const home = await temporaryHome();
    await mkdir(home.lockFile, { recursive: true });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(home.lockFile, longAgo, longAgo);
    expect(await withFileLock(home, uncancelled, () => Promise.resolve('mine'))).toBe('mine');
  });
});
