import { chmod, mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readIfThere, writeAtomically } from '../../../../src/core/clientFiles/atomicFile.ts';
import { patiently } from '../../../../src/core/clientFiles/patiently.ts';
import { temporaryDirectory, uncancelled } from './fixture.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  file = path.join(directory, 'file');
});

describe('writing a file', () => {
  it.each([0o000, 0o077, 0o777])('sets the mode whatever the umask: %o', async (umask) => {
    const before = process.umask(umask);
    try {
      await writeAtomically(file, Buffer.from('a'), {}, uncancelled);
      await writeAtomically(`${file}2`, Buffer.from('a'), { mode: 0o644 }, uncancelled);
    } finally {
      process.umask(before);
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}2`)).mode & 0o777).toBe(0o644);
  });

  it('writes nothing when nothing is new', async () => {
    expect(await writeAtomically(file, Buffer.from('a'), {}, uncancelled)).toBe(true);
    const { ino } = await stat(file);
    expect(await writeAtomically(file, Buffer.from('a'), {}, uncancelled)).toBe(false);
    expect((await stat(file)).ino).toBe(ino);
  });

  it('writes again when only the mode is wrong', async () => {
    await writeFile(file, 'a');
    await chmod(file, 0o666);
    expect(await writeAtomically(file, Buffer.from('a'), {}, uncancelled)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('shows the whole candidate to its inspector, who may refuse', async () => {
    await writeFile(file, 'old');
    const seen: string[] = [];
    const refusal = new Error('no');
    const inspect = async (candidate: string): Promise<void> => {
      seen.push(await readFile(candidate, 'utf8'), await readFile(file, 'utf8'));
      throw refusal;
    };
    const writing = writeAtomically(file, Buffer.from('new'), { inspect }, uncancelled);
    await expect(writing).rejects.toMatchObject({ cause: refusal });
    expect(seen).toEqual(['new', 'old']);
    expect(await readdir(directory)).toEqual(['file']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('leaves the old file when it is cancelled at the last moment', async () => {
    await writeFile(file, 'old');
    const cancel = new AbortController();
    const inspect = (): Promise<void> => {
      cancel.abort();
      return Promise.resolve();
    };
    const writing = writeAtomically(file, Buffer.from('new'), { inspect }, cancel.signal);
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(directory)).toEqual(['file']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('removes what a program that was killed has left, and nothing else', async () => {
    const names = [
      '.file.dockhop-0123456789ab',
      '.file.dockhop-mine',
      '.other.dockhop-0123456789ab',
    ];
    for (const name of names) {
      await writeFile(path.join(directory, name), '');
      await utimes(path.join(directory, name), 0, 0);
    }
    // One of a program that is at work.
    await writeFile(path.join(directory, '.file.dockhop-ba9876543210'), '');
    await writeAtomically(file, Buffer.from('a'), {}, uncancelled);
    expect((await readdir(directory)).sort()).toEqual([
      '.file.dockhop-ba9876543210',
      ...names.slice(1),
      'file',
    ]);
  });

  it('fails in the terms of the catalogue', async () => {
    const missing = path.join(directory, 'missing', 'file');
    await expect(writeAtomically(missing, Buffer.from('a'), {}, uncancelled)).rejects.toMatchObject(
      { code: 'FILE_UNWRITABLE' },
    );
  });
});

describe('reading a file', () => {
  it('takes only what does not exist for nothing', async () => {
    expect(await readIfThere(file)).toBeUndefined();
    await mkdir(file);
    await expect(readIfThere(file)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const below = path.join(directory, 'plain', 'x');
    await writeFile(path.join(directory, 'plain'), '');
    await expect(readIfThere(below)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('patience with a file that another program holds', () => {
  function refusing(
    times: number,
    code: string,
  ): { tries: () => number; act: () => Promise<void> } {
    let tries = 0;
    const act = (): Promise<void> => {
      if (tries++ >= times) return Promise.resolve();
      return Promise.reject(Object.assign(new Error(code), { code }));
    };
    return { tries: () => tries, act };
  }

  it.each(['EPERM', 'EBUSY', 'EACCES'])('outlasts %s on Windows', async (code) => {
    const { tries, act } = refusing(3, code);
    await patiently(act, uncancelled, 'win32');
    expect(tries()).toBe(4);
  });

  it('has an end', async () => {
    const { act } = refusing(1000, 'EBUSY');
    await expect(patiently(act, uncancelled, 'win32')).rejects.toMatchObject({ code: 'EBUSY' });
  });

  it.each([
    ['linux', 'EACCES'],
    ['win32', 'ENOSPC'],
  ] as const)('is not for %s, %s', async (platform, code) => {
    const { tries, act } = refusing(1, code);
    await expect(patiently(act, uncancelled, platform)).rejects.toMatchObject({ code });
    expect(tries()).toBe(1);
  });

  it('ends when it is cancelled', async () => {
    const { act } = refusing(1000, 'EBUSY');
    const patience = patiently(act, AbortSignal.abort(), 'win32');
    await expect(patience).rejects.toMatchObject({ name: 'AbortError' });
  });
});
