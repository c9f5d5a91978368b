import { lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { HintsFile } from '../../../../src/core/clientFiles/hintsFile.ts';
import { nothingKept, parseHints, withKey } from '../../../../src/core/clientFiles/hintsText.ts';
import { unknownHost } from '../../../../src/core/ports/hints.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { temporaryHome } from './fixture.ts';

const fingerprint = (letter: string) => `SHA256:${letter.repeat(43)}`;
const door = { hostFingerprint: fingerprint('h'), user: 'alice' };
const other = { ...door, user: 'bob' };
const gpu1 = { sockets: ['/run/user/1000/docker.sock'], posixShell: true };

let home: DockhopHome;
/** As another window has it. */
const windowOf = () => new HintsFile(home, recordingLog());

beforeEach(async () => {
  home = await temporaryHome();
});

/** What a window knows that was opened just now. */
async function known() {
  const hints = windowOf();
  return {
    key: await hints.acceptedKey(door),
    otherKey: await hints.acceptedKey(other),
    host: await hints.host('gpu1'),
  };
}

const nothing = { key: undefined, otherKey: undefined, host: unknownHost };

describe('what one window has learned', () => {
  it('is known to the next, and nothing is before that', async () => {
    expect(await known()).toEqual(nothing);
    const hints = windowOf();
    hints.noteAcceptedKey(door, fingerprint('k'));
    hints.noteHost('gpu1', gpu1);
    await hints.settled;
    expect(await known()).toEqual({ ...nothing, key: fingerprint('k'), host: gpu1 });
  });

  it('lies in a file for this account alone', async () => {
    const hints = windowOf();
    hints.noteHost('gpu1', gpu1);
    await hints.settled;
    expect((await stat(home.hintsFile)).mode & 0o777).toBe(0o600);
    expect((await stat(home.directory)).mode & 0o777).toBe(0o700);
  });

  it('is kept beside what others learn at the same time, one after another', async () => {
    const [mine, theirs] = [windowOf(), windowOf()];
    mine.noteAcceptedKey(door, fingerprint('k'));
    await mine.settled;
    theirs.noteAcceptedKey(other, fingerprint('o'));
    await theirs.settled;
    mine.noteHost('gpu1', gpu1);
    await mine.settled;
    const all = { key: fingerprint('k'), otherKey: fingerprint('o'), host: gpu1 };
    expect(await known()).toEqual(all);
  });

  it('is written once where it is the same', async () => {
    const hints = windowOf();
    const note = async () => {
      hints.noteAcceptedKey(door, fingerprint('k'));
      hints.noteHost('gpu1', { ...gpu1, sockets: ['/b.sock', '/a.sock'] });
      await hints.settled;
      return (await stat(home.hintsFile)).ino;
    };
    expect(await note()).toBe(await note());
  });

  it('is forgotten everywhere where it is not so any more', async () => {
    const hints = windowOf();
    hints.noteAcceptedKey(door, fingerprint('k'));
    hints.noteAcceptedKey(other, fingerprint('o'));
    hints.noteHost('gpu1', gpu1);
    await hints.settled;
    hints.forgetAcceptedKey(door);
    hints.noteHost('gpu1', unknownHost);
    await hints.settled;
    expect(await known()).toEqual({ ...nothing, otherKey: fingerprint('o') });
  });
});

describe('a file that is not what Dockhop writes', () => {
  const good = {
    version: 1,
    keys: [{ server: fingerprint('h'), user: 'alice', key: fingerprint('k') }],
    hosts: [{ name: 'gpu1', ...gpu1 }],
  };

  async function holding(text: string) {
    await mkdir(home.directory, { recursive: true, mode: 0o700 });
    await writeFile(home.hintsFile, text, { mode: 0o600 });
    return known();
  }

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(good).slice(0, -9)],
    ['what a later Dockhop wrote', JSON.stringify({ ...good, version: 2 })],
    ['no fingerprint', JSON.stringify({ ...good, keys: [{ ...good.keys[0], key: 'id_rsa' }] })],
    [
      'words for a shell',
      JSON.stringify({ ...good, hosts: [{ name: 'gpu1', ...gpu1, sockets: ['/a b;c'] }] }),
    ],
    [
      'a relative path',
      JSON.stringify({ ...good, hosts: [{ name: 'gpu1', ...gpu1, sockets: ['a'] }] }),
    ],
    ['too much', JSON.stringify({ ...good, keys: new Array(301).fill(good.keys[0]) })],
    ['no end', `${JSON.stringify(good)}${' '.repeat(5_000_000)}`],
  ])('says nothing: it holds %s', async (_, text) => {
    expect((await holding(JSON.stringify(good))).key).toBe(fingerprint('k'));
    expect(await holding(text)).toEqual(nothing);
    const hints = windowOf();
    hints.noteAcceptedKey(door, fingerprint('n'));
    await hints.settled;
    expect(await known()).toEqual({ ...nothing, key: fingerprint('n') });
  });

  it('says nothing where it is a link, and is not written through', async () => {
    const elsewhere = path.join(path.dirname(home.directory), 'elsewhere');
    await holding('');
    await writeFile(elsewhere, JSON.stringify(good), { mode: 0o600 });
    home = { ...home, hintsFile: path.join(home.directory, 'linked.json') };
    await symlink(elsewhere, home.hintsFile);
    expect(await known()).toEqual(nothing);
    const hints = windowOf();
    hints.noteAcceptedKey(door, fingerprint('n'));
    await hints.settled;
    expect(await readFile(elsewhere, 'utf8')).toBe(JSON.stringify(good));
    expect((await lstat(home.hintsFile)).isFile()).toBe(true);
  });
});

it('a directory that cannot be made costs the hints, and nothing else', async () => {
  await mkdir(path.dirname(home.directory), { recursive: true });
  await writeFile(home.directory, '');
  const said: string[] = [];
  const hints = new HintsFile(home, { ...recordingLog(), debug: (words) => said.push(words) });
  hints.noteAcceptedKey(door, fingerprint('k'));
  await hints.settled;
  expect(await known()).toEqual(nothing);
  expect(said.join()).toContain('hints.json');
});

it('the oldest goes where there are too many', () => {
  const doors = Array.from({ length: 301 }, (_, index) => ({ ...door, user: `u${index}` }));
  const all = doors.reduce((hints, one) => withKey(hints, one, fingerprint('k')), nothingKept);
  expect(all.keys.length).toBe(300);
  expect(all.keys.map(({ user }) => user)).not.toContain('u0');
  expect(parseHints(JSON.stringify(all))).toEqual(all);
});

it('what is written can be read, whatever was noted', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (hostFingerprint, user, key) => {
      const valid = withKey(nothingKept, door, fingerprint('k'));
      const hints = withKey(valid, { hostFingerprint, user }, key);
      expect(parseHints(JSON.stringify(hints))).toEqual(hints);
      expect(hints.keys).toContainEqual(valid.keys[0]);
    }),
  );
});
