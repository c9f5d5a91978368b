import { appendFile, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundlesIn, loadedWith } from '../../guards/bundles.ts';
import { limits } from '../../guards/limits.ts';
import { overruns } from '../../guards/overruns.ts';
import { sizesIn } from '../../guards/sizes.ts';

/** A copy of what was built, to be made fatter. */
async function copyOfDist(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dockhop-sizes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = (await readdir('dist')).filter((name) => /\.(cjs|vsix)$/.test(name));
  await Promise.all(files.map((name) => copyFile(join('dist', name), join(folder, name))));
  return folder;
}

const limitsOf = async (folder: string) => overruns(limits.sizes, { ...(await sizesIn(folder)) });

it('the code and the packed extension keep to their sizes', async () => {
  expect(await limitsOf('dist')).toEqual([]);
});

it('a window that is activated has loaded nothing of what it has no use for yet', async () => {
  const bundles = await bundlesIn('dist');
  const loaded = [...loadedWith(['extension.cjs'], bundles, 'atOnce')];
  const reachable = [...loadedWith(['extension.cjs'], bundles, 'ever')];
  const later = /^(connectHop|findEngines|errands)-/;
  expect(reachable.filter((name) => later.test(name))).toHaveLength(3);
  expect(loaded.filter((name) => later.test(name))).toEqual([]);
});

it.each([
  ['extension.cjs', ['activation', 'tree', 'all']],
  ['findEngines-', ['tree', 'all']],
  ['cli.cjs', ['all']],
])('more code in %s is refused', async (beginning, refused) => {
  const folder = await copyOfDist();
  const file = (await readdir(folder)).find((name) => name.startsWith(beginning)) ?? '';
  await appendFile(join(folder, file), `// ${'x'.repeat(limits.sizes.all)}`);
  const words = (await limitsOf(folder)).map((word) => word.split(':')[0]);
  expect(words).toEqual(refused);
});

it('a packed file more is refused', async () => {
  const folder = await copyOfDist();
  await writeFile(join(folder, 'dockhop.vsix'), zipOf('extension/more', limits.sizes.vsix + 1));
  expect(await limitsOf(folder)).toEqual([expect.stringMatching(/^vsix: /)]);
});

/** A zip of one file, as far as its directory says what is in it. */
function zipOf(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt32LE(bytes, 20);
  header.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  return Buffer.concat([header, Buffer.from(name), end]);
}
