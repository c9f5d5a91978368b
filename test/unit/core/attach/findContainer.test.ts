import { describe, expect, it } from 'vitest';
import { findContainer } from '../../../../src/core/attach/findContainer.ts';
import { container, engineInfo, idA, idB, listingEngine } from './fixtures.ts';

const never = new AbortController().signal;
const rootful = listingEngine([container(), container({ id: idB, name: 'aaaa' })], engineInfo());
const rootless = listingEngine(
  [container({ id: idB.replace('b', 'c') })],
  engineInfo({ id: 'docker-rootless', rootless: true }),
);
const find = (name: string, engine?: string) =>
  findContainer(
    { host: 'gpu1', container: name, ...(engine === undefined ? {} : { engine }) },
    [rootful, rootless],
    never,
  );

describe('findContainer', () => {
  it('finds by name and by a unique id prefix', async () => {
    expect((await find('trainer', 'docker')).container.id).toBe(idA);
    expect((await find('b0')).container.id).toBe(idB);
  });

  it('prefers an exact name to an id prefix', async () => {
    expect((await find('aaaa')).container.id).toBe(idB);
  });

  it('prefers a whole id to a name that looks like it', async () => {
    const spoofed = listingEngine([container({ id: idB, name: idA }), container()], engineInfo());
    const found = await findContainer({ host: 'gpu1', container: idA }, [spoofed], never);
    expect(found.container.id).toBe(idA);
  });

  it('asks for the engine where several have the name', async () => {
    await expect(find('trainer')).rejects.toMatchObject({ code: 'ENGINE_AMBIGUOUS' });
    expect((await find('trainer', 'docker-rootless')).engine).toBe(rootless);
  });

  it('does not guess', async () => {
    await expect(find('nobody')).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    await expect(find('trainer', 'podman')).rejects.toMatchObject({
      code: 'ENGINE_UNKNOWN',
      details: { engine: 'podman', engines: 'docker, docker-rootless' },
    });
    const twins = listingEngine(
      [container(), container({ id: `${idA.slice(0, -1)}0`, name: 'other' })],
      engineInfo(),
    );
    await expect(
      findContainer({ host: 'gpu1', container: 'aaa' }, [twins], never),
    ).rejects.toMatchObject({ code: 'CONTAINER_AMBIGUOUS' });
  });

  it('never takes an empty name for a prefix of everything', async () => {
    await expect(find('')).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  });
});
