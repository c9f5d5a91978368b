import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { differenceOf } from '../../../../src/core/clientFiles/sameAnswers.ts';
import { findSshProgram } from '../../../../src/core/ssh/sshProgram.ts';
import { temporaryDirectory, uncancelled } from './fixture.ts';

let present: string;
let candidate: string;

beforeEach(async () => {
  const directory = await temporaryDirectory();
  present = path.join(directory, 'config');
  candidate = path.join(directory, 'candidate');
});

async function compare(before: string, after: string, hosts = ['gpu1', 'gpu2']) {
  await writeFile(present, before);
  await writeFile(candidate, after);
  const program = await findSshProgram();
  return differenceOf({ program, present, candidate, hosts }, uncancelled);
}

describe('the comparison of two configs', () => {
  const config = 'Host gpu1\n  User alice\nHost *\n  Port 22\n';

  it('finds nothing where ssh goes the same ways', async () => {
    expect(await compare(config, `Host other\n  User bob\n${config}`)).toBeUndefined();
  });

  it('names the host and the option where it would not', async () => {
    const difference = await compare(config, `Host gpu2\n  User bob\n${config}`);
    expect(difference).toContain('gpu2');
    expect(difference).toContain('user bob');
  });

  it('says so when ssh would not understand it any more', async () => {
    expect(await compare(config, `NoSuchOption\n${config}`)).toMatch(/refuse.*nosuchoption/i);
  });

  it('does not mind a host that ssh never took', async () => {
    expect(await compare(config, config, ['a%b', 'gpu1'])).toBeUndefined();
  });

  it('says what is wrong with a config that ssh refuses already', async () => {
    await expect(compare('NoSuchOption\n', config)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      details: { file: present },
    });
  });

  it('ends when it is cancelled', async () => {
    await writeFile(candidate, config);
    const program = await findSshProgram();
    const asked = { program, present: undefined, candidate, hosts: [] };
    await expect(differenceOf(asked, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
