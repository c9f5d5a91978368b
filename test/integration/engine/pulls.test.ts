import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { EngineImages, PullState } from '../../../src/core/engine/images/engineImages.ts';
import { engines, onMachine, up } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { labConnections, never } from './labConnections.ts';
import { selfSigned, SmallRegistry } from './smallRegistry.ts';

const pool = labConnections();
const own = randomBytes(4).toString('hex');
const plain = new SmallRegistry();
/** By TLS, which podman asks of every registry; Docker does so but on the loopback. */
let trusted: SmallRegistry;
let certificate = '';

beforeAll(async () => {
  const identity = await selfSigned();
  certificate = identity.cert;
  trusted = new SmallRegistry(identity);
  await Promise.all([up(), plain.listen(), trusted.listen()]);
}, 600_000);

afterAll(async () => {
  plain.close();
  trusted.close();
  await pool.dispose();
});

interface Place {
  readonly images: EngineImages;
  readonly registry: SmallRegistry;
  /** Where the registry is for the engine. */
  readonly there: string;
  readonly isPodman: boolean;
}

/**
 * One after the other on an engine, the engines side by side. A rootless Docker has a network of its
 * own, in which no registry of this machine's could be reached.
 */
test.concurrent.each(['docker', 'podman', 'peggy'] as const)(
  '%s pulls an image, says how far it is, and why it cannot',
  async (name) => {
    const { host, machine, kind } = engines[name];
    const connection = await pool.to(host, never);
    const [engine] = (await findEngines(connection, searching(), never)).engines;
    if (!engine) throw new Error(`no engine on ${host}`);
    const { images } = engine;
    const registry = kind === 'podman' ? trusted : plain;
    const there = await registry.on(host);
    const place: Place = { images, registry, there, isPodman: kind === 'podman' };
    const directory = `/etc/containers/certs.d/${there}`;
    try {
      if (place.isPodman) {
        await isNotPulledFromAStranger(place);
        const line = 'mkdir -p "$0" && printf %s "$1" >"$0/ca.crt"';
        await onMachine(machine, 'sh', '-c', line, directory, certificate);
      }
      await isPulled(place);
      await isPulledByWayOfAMirror(place);
      await isRefused(place);
      await isCancelled(place);
    } finally {
      await onMachine(machine, 'rm', '-rf', directory);
    }
  },
);

async function isNotPulledFromAStranger({ images, there }: Place): Promise<void> {
  await expect(pull(images, `${there}/x`)).rejects.toMatchObject({
    code: 'IMAGE_NOT_PULLED',
    details: { reason: expect.stringContaining('certificate') as string },
  });
}

function pull(
  images: EngineImages,
  repository: string,
  mirror = '',
  onState: (state: PullState) => void = () => undefined,
  signal = never,
): Promise<void> {
  return images.pull({ repository, tag: 'v1' }, { mirror, onState }, signal);
}

const namesIn = async (images: EngineImages) =>
  (await images.list(never)).flatMap(({ names }) => names);

async function isPulled({ images, there, isPodman }: Place): Promise<void> {
  const states: PullState[] = [];
  const repository = `${there}/images-${own}`;
  await pull(images, repository, '', (state) => void states.push(state));
  expect(await namesIn(images)).toContain(`${repository}:v1`);
  // Podman counts the description as a layer, and says nothing of what it unpacks.
  const whole = isPodman ? { layers: 3, percent: 75 } : { layers: 2, percent: 100, ready: 2 };
  expect(states.at(-1)).toMatchObject(whole);
  const percents = states.map(({ percent }) => percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  await images.remove(`${repository}:v1`, never);
}

/** Under the name that was asked for and no other. */
async function isPulledByWayOfAMirror(place: Place): Promise<void> {
  const { images, registry, there, isPodman } = place;
  await pull(images, `images-${own}`, `${there}/hub`);
  expect(registry.asked.join()).toContain(`/v2/hub/library/images-${own}/manifests/v1`);
  const names = await namesIn(images);
  const name = `${isPodman ? 'docker.io/library/' : ''}images-${own}:v1`;
  expect(names).toContain(name);
  expect(names.filter((one) => one.startsWith(there))).toEqual([]);
  await images.remove(name, never);
}

async function isRefused({ images, there }: Place): Promise<void> {
  await expect(pull(images, `${there}/private/x`)).rejects.toMatchObject({
    code: 'IMAGE_NOT_PULLED',
    texts: { action: expect.stringContaining('login') as string },
  });
  await expect(pull(images, `${there}/absent`)).rejects.toMatchObject({
    code: 'IMAGE_NOT_PULLED',
  });
  await expect(pull(images, 'absent', there)).rejects.toMatchObject({
    code: 'IMAGE_NOT_PULLED',
    details: { mirror: there },
  });
  await expect(pull(images, 'absent', 'https://hub')).rejects.toMatchObject({
    code: 'IMAGE_MIRROR_UNFIT',
  });
}

/** Podman says nothing while it fetches: what it asks for tells that it does. */
async function isCancelled({ images, registry, there }: Place): Promise<void> {
  const cancel = new AbortController();
  const repository = `endless-${own}-${there.replace(':', '-')}`;
  const endless = pull(images, `${there}/${repository}`, '', () => undefined, cancel.signal);
  const cancelled = expect(endless).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitFor(() => {
    expect(registry.asked.join()).toContain(`/${repository}/blobs/`);
  }, 60_000);
  cancel.abort();
  await cancelled;
}
