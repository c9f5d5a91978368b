import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { EngineImages } from '../../../src/core/engine/images/engineImages.ts';
import { loadImage, saveImage } from '../../../src/core/engine/images/imageFiles.ts';
import { docker, engines, onMachine, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { SmallDisk } from '../smallDisk.ts';
import { labConnections, never } from './labConnections.ts';

const pool = labConnections();
const own = randomBytes(4).toString('hex');
const ignore = (): void => undefined;
let directory = '';
/** Of this machine, with room for less than an image. */
let disk: SmallDisk;

beforeAll(async () => {
  await up();
  disk = await SmallDisk.mount('1m');
  directory = await mkdtemp(path.join(tmpdir(), 'dockhop-images-'));
}, 600_000);

afterAll(async () => {
  await disk.unmount();
  await rm(directory, { recursive: true });
  await pool.dispose();
});

async function engineOf(name: EngineName, connections = pool): Promise<Engine> {
  const connection = await connections.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine on ${engines[name].host}`);
  return engine;
}

async function imageOfWorkspaces(engine: Engine): Promise<string> {
  const idle = (await engine.listContainers(never)).find(({ name }) => name === 'ws-idle');
  if (!idle) throw new Error('no ws-idle');
  return idle.image;
}

/** An image of the test's own, of a few megabytes. */
async function smallImage(name: EngineName, image: string): Promise<void> {
  const line = 'tar -cC / usr/bin/perl | /lab/cli "$0" import - "$1"';
  await onMachine(engines[name].machine, 'sh', '-c', line, name, image);
}

interface Place {
  readonly name: EngineName;
  readonly images: EngineImages;
  /** Of a small image of the test's own. */
  readonly image: string;
  readonly repository: string;
}

/** One after the other on an engine, the engines side by side. */
test.concurrent.each(['docker', 'bob', 'podman', 'peggy'] as const)(
  'images of %s are listed, tagged, saved, loaded and removed',
  async (name) => {
    const engine = await engineOf(name);
    const { images } = engine;
    const repository = `localhost/images-${own}/${name}`;
    const place: Place = { name, images, image: `${repository}:v1`, repository };
    await saysWhoUsesThem(images, await imageOfWorkspaces(engine));
    await smallImage(name, place.image);
    try {
      await isTagged(place);
      await isSavedOnlyWhole(place);
      const file = await isSaved(place);
      await isLoaded(place, file);
      await isLoadedOnlyWhole(place, file);
    } finally {
      await docker(name, 'rm', '-f', `images-${own}-${name}`).catch(() => undefined);
      await docker(name, 'rmi', `${repository}:v1`, `${repository}:v2`).catch(() => undefined);
    }
  },
);

async function namesIn(images: EngineImages): Promise<readonly string[]> {
  return (await images.list(never)).flatMap(({ names }) => names);
}

async function saysWhoUsesThem(images: EngineImages, workspace: string): Promise<void> {
  const known = (await images.list(never)).find(({ names }) => names.includes(workspace));
  expect(known?.usedBy).toContain('ws-idle');
  expect(known?.usedBy).toContain('ws-stopped');
  expect(known?.bytes).toBeGreaterThan(10_000_000);
  expect(known?.createdMs).toBeGreaterThan(Date.UTC(2020));
  await expect(images.remove('no-such/image:1', never)).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
  });
}

/** Which those who watch hear of. */
async function isTagged({ name, images, image, repository }: Place): Promise<void> {
  const stop = new AbortController();
  const onOpen = (): void => {
    images.tag(image, { repository, tag: 'v2' }, never).catch((error: unknown) => {
      stop.abort(error);
    });
  };
  let heard = false;
  await images.watch(
    onOpen,
    () => {
      heard = true;
      stop.abort();
    },
    stop.signal,
  );
  expect(heard).toBe(true);
  const found = (await images.list(never)).find(({ names }) => names.includes(image));
  expect(found?.names).toEqual([image, `${repository}:v2`]);
  expect(found?.usedBy).toEqual([]);
  await images.remove(`${repository}:v2`, never);
  // What a container is made of stays.
  const container = `images-${own}-${name}`;
  await docker(name, 'create', '--name', container, image, '/usr/bin/perl');
  await expect(images.remove(image, never)).rejects.toMatchObject({ code: 'IMAGE_IN_USE' });
  await docker(name, 'rm', container);
  expect(await namesIn(images)).toContain(image);
}

/** Nothing is left where it is cancelled, the connection is cut, or the disk is full. */
async function isSavedOnlyWhole({ name, images, image }: Place): Promise<void> {
  const what = { image, bytes: 1, host: engines[name].host };
  const places = [directory, disk.directory].map((parent) => path.join(parent, name));
  const [file = '', onDisk = ''] = places.map((place) => path.join(place, 'image.tar'));
  for (const place of places) await mkdir(place);
  const cancel = new AbortController();
  const onCancel = (): void => {
    cancel.abort();
  };
  await expect(saveImage(images, what, file, onCancel, cancel.signal)).rejects.toMatchObject({
    name: 'AbortError',
  });
  const connections = labConnections();
  const onCut = (): void => {
    void connections.dispose();
  };
  const { images: cut } = await engineOf(name, connections);
  await expect(saveImage(cut, what, file, onCut, never)).rejects.toMatchObject({
    code: 'CONNECTION_LOST',
  });
  await expect(saveImage(images, what, onDisk, ignore, never)).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    details: { reason: expect.stringContaining('no space is left') as string },
  });
  for (const place of places) expect(await readdir(place)).toEqual([]);
}

/** With a checksum. */
async function isSaved({ name, images, image }: Place): Promise<string> {
  const file = path.join(directory, `${name}.tar`);
  const what = { image, bytes: 1, host: engines[name].host };
  const saved = await saveImage(images, what, file, ignore, never);
  expect(saved.bytes).toBeGreaterThan(1_000_000);
  const words = ['--check', '--status', `${name}.tar.sha256`];
  await promisify(execFile)('sha256sum', words, { cwd: directory });
  return file;
}

async function isLoaded({ name, images, image }: Place, file: string): Promise<void> {
  await images.remove(image, never);
  expect(await namesIn(images)).not.toContain(image);
  const connections = labConnections();
  const onSent = (bytes: number): void => {
    if (bytes > 1_000_000) void connections.dispose();
  };
  const { images: cut } = await engineOf(name, connections);
  const cutLoad = loadImage(cut, file, { onChecked: ignore, onSent }, never);
  await expect(cutLoad).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  expect(await namesIn(images)).not.toContain(image);
  const sent: number[] = [];
  const steps = { onChecked: ignore, onSent: (bytes: number) => void sent.push(bytes) };
  const loaded = await loadImage(images, file, steps, never);
  expect(loaded.join()).toContain(`images-${own}/${name}`);
  expect(sent.at(-1)).toBe((await stat(file)).size);
  expect(await namesIn(images)).toContain(image);
}

async function isLoadedOnlyWhole({ name, images }: Place, file: string): Promise<void> {
  const steps = { onChecked: ignore, onSent: ignore };
  const nonsense = path.join(directory, `${name}.txt`);
  await writeFile(nonsense, 'no image');
  await expect(loadImage(images, nonsense, steps, never)).rejects.toMatchObject({
    code: 'IMAGE_NOT_LOADED',
  });
  const broken = async function* () {
    yield await readFile(nonsense);
    throw new Error('the disk is gone');
  };
  // And the engine is not taken for lost.
  await expect(images.load(broken(), file, never)).rejects.toThrow('the disk is gone');
  await truncate(file, 100_000);
  await expect(loadImage(images, file, steps, never)).rejects.toMatchObject({
    code: 'CHECKSUM_WRONG',
  });
}
