import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSshProgram, sshArguments } from '../../../../src/core/ssh/sshProgram.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

async function programIn(directory: string, name = 'ssh', mode = 0o755): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, name);
  await writeFile(file, '');
  await chmod(file, mode);
  return file;
}

describe('findSshProgram', () => {
  test('takes the first of the PATH that can be run', async () => {
    const directory = await temporaryDirectory();
    await programIn(`${directory}/no`, 'ssh', 0o644);
    await mkdir(`${directory}/folder/ssh`, { recursive: true });
    const found = await programIn(`${directory}/yes`);
    const searchPath = `${directory}/none:${directory}/no:${directory}/folder:${directory}/yes`;
    expect(await findSshProgram({ PATH: searchPath }, 'linux')).toBe(found);
  });

  test('never takes one from the current folder', async () => {
    const env = { PATH: `.:bin::${path.relative(process.cwd(), '/usr/bin')}` };
    await expect(findSshProgram(env, 'linux')).rejects.toMatchObject({ code: 'SSH_NOT_FOUND' });
  });

  test('says so when there is none', async () => {
    await expect(findSshProgram({}, 'linux')).rejects.toMatchObject({ code: 'SSH_NOT_FOUND' });
  });
});

test('passes another configuration on as ssh takes it', () => {
  expect(sshArguments({})).toEqual([]);
  expect(sshArguments({ configFile: '/x y' })).toEqual(['-F', '/x y']);
});
