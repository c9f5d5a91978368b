import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mayHaveEngine, programOnPath } from '../../../../../src/core/engine/find/localPlaces.ts';

async function folder(...names: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dockhop-places-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const name of names) {
    await writeFile(join(directory, name), '');
    await chmod(join(directory, name), 0o755);
  }
  return directory;
}

test('a program is found on the PATH, in its order, and only in absolute directories', async () => {
  const first = await folder('other');
  const second = await folder('dockhop-tool');
  const third = await folder('dockhop-tool');
  const PATH = `.:bin:${first}:${second}:${third}`;
  expect(await programOnPath('dockhop-tool', { PATH }, 'linux')).toBe(join(second, 'dockhop-tool'));
  const relative = { PATH: `.:${second.slice(1)}` };
  expect(await programOnPath('dockhop-tool', relative, 'linux')).toBeUndefined();
});

test('what may not be run, or is a folder, is no program', async () => {
  const directory = await folder('dockhop-tool');
  await chmod(join(directory, 'dockhop-tool'), 0o644);
  await mkdir(join(directory, 'dockhop-folder'));
  for (const name of ['dockhop-tool', 'dockhop-folder', 'dockhop-none']) {
    expect(await programOnPath(name, { PATH: directory }, 'linux')).toBeUndefined();
  }
});

test('a machine with an engine’s command may have an engine', async () => {
  expect(await mayHaveEngine({ PATH: await folder('podman') })).toBe(true);
});
