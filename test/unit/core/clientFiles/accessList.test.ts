import { execFile } from 'node:child_process';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasAccessList, showsAccessList } from '../../../../src/core/clientFiles/accessList.ts';
import { UserConfig } from '../../../../src/core/clientFiles/userConfig.ts';
import { temporaryDirectory, uncancelled } from './fixture.ts';

const include = { line: 'Include dockhop/config', paths: ['dockhop/config'] };
const text = 'Host a\n';

async function configIn(mode: number) {
  const directory = await temporaryDirectory();
  const file = path.join(directory, 'config');
  await writeFile(file, text);
  await chmod(file, mode);
  const add = () => {
    const originalFile = path.join(directory, 'original');
    const compare = () => Promise.resolve();
    return new UserConfig(file, include, { originalFile, compare }).addInclude(uncancelled);
  };
  return { directory, file, add };
}

/** setfacl(1), of the package acl, without which there is nothing to test. */
async function setfacl(
  { skip }: { skip: (note?: string) => never },
  ...words: readonly string[]
): Promise<void> {
  try {
    await promisify(execFile)('setfacl', [...words]);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw error;
    skip('no setfacl here');
  }
}

describe('a config with an access list', () => {
  it('is not touched, for a new file would not have it', async (context) => {
    const { directory, file, add } = await configIn(0o600);
    await setfacl(context, '-m', 'u:12345:r', file);
    expect(await hasAccessList(file)).toBe(true);
    await expect(add()).rejects.toMatchObject({
      code: 'CONFIG_UNSAFE',
      details: { line: include.line },
      message: expect.stringContaining('access list') as string,
    });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(directory)).toEqual(['config']);
  });

  it('is not made one by what its directory gives to new files', async (context) => {
    const { directory, file, add } = await configIn(0o640);
    await setfacl(context, '-d', '-m', 'u:12345:r', directory);
    await expect(add()).rejects.toMatchObject({ code: 'CONFIG_UNSAFE' });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is one like any other where nobody but its owner gets in anyway', async (context) => {
    const { directory, file, add } = await configIn(0o600);
    await setfacl(context, '-d', '-m', 'u:12345:r', directory);
    await add();
    expect(await readFile(file, 'utf8')).toBe(`${include.line}\n${text}`);
  });
});

describe('what systems print about access', () => {
  it('is nothing where there is only a mode', async () => {
    const { file } = await configIn(0o640);
    expect(await hasAccessList(file)).toBe(false);
  });

  it.each<[NodeJS.Platform, string, boolean]>([
    ['linux', '-rw-r--r--+ 1 a a 0 Jan  1 00:00 /c', true],
    ['linux', '-rw-r--r--. 1 a a 0 Jan  1 00:00 /c', false],
    ['linux', '-rw-r--r-- 1 a+b a 0 Jan  1 00:00 /c+', false],
    ['darwin', '-rw-r--r--+ 1 a  staff  0 Jan  1 00:00 /c\n 0: user:b allow read\n', true],
    ['darwin', '-rw-r--r--@ 1 a  staff  0 Jan  1 00:00 /c\n 0: user:b allow read\n', true],
    ['darwin', '-rw-r--r--@ 1 a  staff  0 Jan  1 00:00 /c\n', false],
    [
      'win32',
      'C:\\Users\\a\\.ssh\\config NT AUTHORITY\\SYSTEM:(I)(F)\r\n                      PC\\a:(I)(F)\r\n',
      false,
    ],
    [
      'win32',
      'C:\\Users\\a\\.ssh\\config PC\\b:(R)\r\n                      PC\\a:(I)(F)\r\n',
      true,
    ],
  ])('on %s: %j', (platform, output, has) => {
    expect(showsAccessList(output, platform)).toBe(has);
  });
});
