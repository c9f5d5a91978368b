import {
  chmod,
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserConfig } from '../../../../src/core/clientFiles/userConfig.ts';
import { temporaryDirectory, uncancelled } from './fixture.ts';

const include = { line: 'Include dockhop/config', paths: ['dockhop/config'] };

let directory: string;
let file: string;
let originalFile: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  file = path.join(directory, 'config');
  originalFile = path.join(directory, 'original');
});

function userConfig(compare: () => Promise<void> = () => Promise.resolve()): UserConfig {
  return new UserConfig(file, include, { originalFile, compare });
}

const add = () => userConfig().addInclude(uncancelled);
const remove = (created = false) => userConfig().removeInclude(created, uncancelled);

describe("the person's config", () => {
  it('gets and loses the line on disk, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const before = Buffer.from(bytes);
        const marked = ['efbbbf', 'fffe', 'feff'].some((mark) =>
          before.toString('hex').startsWith(mark),
        );
        fc.pre(!marked);
        await writeFile(file, before);
        await add();
        const added = await readFile(file);
        expect(added.subarray(-before.length || added.length).equals(before)).toBe(true);
        expect(await userConfig().isIncluded()).toBe(true);
        await remove();
        expect((await readFile(file)).equals(before)).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(await readdir(directory)).toEqual(['config']);
  });

  it.each([0o600, 0o640, 0o644])('keeps its mode %o', async (mode) => {
    await writeFile(file, 'Host a\n');
    await chmod(file, mode);
    await add();
    expect((await stat(file)).mode & 0o7777).toBe(mode);
  });

  it('stays a link, and its target is changed', async () => {
    const dotfiles = path.join(directory, 'dotfiles');
    await mkdir(dotfiles);
    await writeFile(path.join(dotfiles, 'ssh-config'), 'Host a\n');
    await symlink('dotfiles/ssh-config', file);
    await add();
    expect(await readlink(file)).toBe('dotfiles/ssh-config');
    expect(await readFile(path.join(dotfiles, 'ssh-config'), 'utf8')).toBe(
      'Include dockhop/config\nHost a\n',
    );
    await remove();
    expect(await readFile(path.join(dotfiles, 'ssh-config'), 'utf8')).toBe('Host a\n');
    expect(await readdir(dotfiles)).toEqual(['ssh-config']);
  });

  it('is made, private, where there is none, and removed again', async () => {
    await add();
    expect(await readFile(file, 'utf8')).toBe('Include dockhop/config\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await remove(true);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is kept as it was before the first change, until it is so again', async () => {
    await writeFile(file, 'Host a\n');
    await add();
    await writeFile(file, 'Include dockhop/config\nHost a\nHost b\n');
    await add();
    expect(await readFile(originalFile, 'utf8')).toBe('Host a\n');
    expect((await stat(originalFile)).mode & 0o777).toBe(0o600);
    await remove();
    expect(await readFile(originalFile, 'utf8')).toBe('Host a\n');
    await writeFile(file, 'Host a\n');
    await remove();
    expect(await readdir(directory)).toEqual(['config']);
  });

  it('is not written when the line is there', async () => {
    await writeFile(file, 'Include dockhop/config\nHost a\n');
    const before = await stat(file);
    await add();
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
    expect((await stat(file)).ino).toBe(before.ino);
  });

  it('stays as it is when the comparison objects', async () => {
    await writeFile(file, 'Host a\n');
    const objection = new Error('no');
    const adding = userConfig(() => Promise.reject(objection)).addInclude(uncancelled);
    await expect(adding).rejects.toMatchObject({ cause: objection });
    expect(await readFile(file, 'utf8')).toBe('Host a\n');
    expect((await readdir(directory)).sort()).toEqual(['config', 'original']);
  });

  it("is not overwritten when the person's editor was quicker", async () => {
    await writeFile(file, 'Host a\n');
    const editor = () => writeFile(file, 'Host b\n');
    await expect(userConfig(editor).addInclude(uncancelled)).rejects.toMatchObject({
      code: 'FILE_LOCKED',
    });
    expect(await readFile(file, 'utf8')).toBe('Host b\n');
  });
});

describe('a config that is not touched', () => {
  async function expectUntouched(code: string): Promise<void> {
    const names = await readdir(directory);
    await expect(add()).rejects.toMatchObject({ code });
    expect(await readdir(directory)).toEqual(names);
  }

  it('has hard links', async () => {
    await writeFile(file, 'Host a\n');
    await link(file, path.join(directory, 'other'));
    await expectUntouched('CONFIG_UNSAFE');
  });

  it.each(['\uFEFFHost a\n', Buffer.from('fffe4800', 'hex'), Buffer.from('feff0048', 'hex')])(
    'begins with a byte-order mark: %j',
    async (content) => {
      await writeFile(file, content);
      await expectUntouched('CONFIG_UNSAFE');
    },
  );

  it('is a link to nothing', async () => {
    await symlink('gone/config', file);
    await expectUntouched('CONFIG_UNSAFE');
  });

  it('is a directory', async () => {
    await mkdir(file);
    await expectUntouched('CONFIG_UNSAFE');
  });

  it('is a device, which is not even read', async () => {
    await symlink('/dev/zero', file);
    await expectUntouched('CONFIG_UNSAFE');
  });

  it('is a link that leads to itself', async () => {
    await symlink('config', file);
    await expectUntouched('FILE_UNREADABLE');
  });

  it('is read-only', async () => {
    await writeFile(file, 'Host a\n', { mode: 0o400 });
    await expectUntouched('FILE_UNWRITABLE');
  });

  it('lies where a file has the name of the directory', async () => {
    await writeFile(path.join(directory, 'file'), '');
    file = path.join(directory, 'file', 'config');
    await expectUntouched('FILE_UNREADABLE');
  });

  it('belongs to somebody else', async (context) => {
    // Only an ordinary account has files around that it does not own and can read.
    await asOrdinaryAccount(context, async () => {
      file = '/etc/passwd';
      await expect(add()).rejects.toMatchObject({ code: 'CONFIG_UNSAFE' });
    });
  });

  it('cannot be read', async (context) => {
    await writeFile(file, 'Host a\n', { mode: 0o000 });
    await asOrdinaryAccount(context, () => expectUntouched('FILE_UNREADABLE'));
    await rm(file);
  });

  it('cannot be replaced, for its directory is read-only', async (context) => {
    await writeFile(file, 'Host a\n', { mode: 0o600 });
    const elsewhere = await temporaryDirectory();
    originalFile = path.join(elsewhere, 'original');
    if (process.geteuid?.() === 0) await chown(file, ordinary, ordinary);
    await chmod(elsewhere, 0o777);
    await asOrdinaryAccount(
      context,
      () => expectUntouched('FILE_UNWRITABLE'),
      () => chmod(directory, 0o555),
    );
    await chmod(directory, 0o755);
    expect(await readFile(file, 'utf8')).toBe('Host a\n');
  });
});

/** Neither root nor, most likely, whoever runs the tests. */
const ordinary = 65_534;

/** Root may read and write everything: as root, the work is done as another account. */
async function asOrdinaryAccount(
  { skip }: { skip: (note?: string) => never },
  work: () => Promise<void>,
  prepare: () => Promise<void> = () => chmod(directory, 0o755),
): Promise<void> {
  await prepare();
  if (process.geteuid?.() !== 0) return work();
  if (process.seteuid === undefined) return skip('no such call here');
  process.seteuid(ordinary);
  try {
    await work();
  } finally {
    process.seteuid(0);
  }
}
