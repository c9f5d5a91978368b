import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listHosts } from '../../../../../src/core/ssh/config/hostList.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

/** Writes the files and gives the names of the hosts that the first of them leads to. */
async function hostsIn(files: Readonly<Record<string, string>>, own?: string): Promise<string[]> {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text.replaceAll('DIR', directory));
  }
  const configFile = path.join(directory, 'config');
  const listed = await listHosts({ configFile }, own && path.join(directory, own));
  return listed.map(({ host }) => host);
}

describe('listHosts', () => {
  test('lists names in the order of the file, without patterns and what ssh cannot take', async () => {
    const config = 'Host b a\nHost *.org !x -oProxyCommand=id $(id) "a b" c?\nHost a\nHost c=d';
    expect(await hostsIn({ config })).toEqual(['b', 'a', 'c=d']);
  });

  test('says what the comment right above a block says', async () => {
    const directory = await temporaryDirectory();
    const configFile = path.join(directory, 'config');
    await writeFile(configFile, '# The big one\nHost gpu1\nHost gpu2\n');
    expect(await listHosts({ configFile })).toEqual([
      { host: 'gpu1', description: 'The big one' },
      { host: 'gpu2' },
    ]);
  });

  test('follows includes where they stand: globs in order, hidden files not, quoted names', async () => {
    const files = {
      config: 'Host first\nMatch all\nInclude DIR/c*.d/[0-9]* "DIR/with blank/x"\nHost last',
      'conf.d/2': 'Host two',
      'conf.d/1': 'Host one',
      'conf.d/.3': 'Host hidden',
      'conf.d/x': 'Host other',
      'with blank/x': 'Host blank',
    };
    expect(await hostsIn(files)).toEqual(['first', 'one', 'two', 'blank', 'last']);
  });

  test('in a Host block only what matches the block too, as ssh has it', async () => {
    const files = {
      config: 'Host gpu* !gpu3\n  Port 22\n  Include DIR/more',
      more: 'Host gpu1 gpu3 login\n  User x',
    };
    expect(await hostsIn(files)).toEqual(['gpu1']);
  });

  test('leaves out what lies in its own directory, also behind a link', async () => {
    const directory = await temporaryDirectory();
    const own = path.join(directory, 'own');
    await mkdir(own);
    await writeFile(path.join(own, 'config'), 'Host container');
    await symlink(path.join(own, 'config'), path.join(directory, 'link'));
    const configFile = path.join(directory, 'config');
    await writeFile(configFile, `Include ${own}/config\nInclude ${directory}/link\nHost gpu1\n`);
    expect(await listHosts({ configFile }, own)).toEqual([{ host: 'gpu1' }]);
  });

  test('an included file that is not there is an empty one', async () => {
    expect(await hostsIn({ config: 'Include DIR/none DIR/none/*\nHost a' })).toEqual(['a']);
  });

  test('a file that includes itself is an error, not a hang', async () => {
    await expect(hostsIn({ config: 'Include DIR/config' })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  });

  test('tells a Host line to the letter, as ssh does', async () => {
    const files = { config: 'Host GPU*\n  Include DIR/more', more: 'Host GPU1 gpu2\n  User x' };
    expect(await hostsIn(files)).toEqual(['GPU1']);
  });

  test('what ssh refuses is told in its words, about the file that is wrong', async () => {
    const missing = path.join(await temporaryDirectory(), 'config');
    await expect(listHosts({ configFile: missing })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      details: { file: missing, reason: expect.stringContaining('No such file') as unknown },
    });
    const files = { config: 'Host a\nInclude DIR/more', more: 'Host b\n\n  Nonsense yes' };
    await expect(hostsIn(files)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      details: {
        file: expect.stringMatching(/\/more$/) as unknown,
        reason: 'line 3: Bad configuration option: nonsense',
      },
    });
  });

  test('a file that cannot be read is not an empty one', async () => {
    const directory = await temporaryDirectory();
    const configFile = path.join(directory, 'config');
    await symlink(configFile, configFile);
    await expect(listHosts({ configFile })).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });
});
