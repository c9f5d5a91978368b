import { describe, expect, it } from 'vitest';
import { recordOf, sshStateOf } from '../../../../src/core/attach/recordOf.ts';
import { container, engineInfo, idB, record } from './fixtures.ts';

const engine = { host: 'gpu1', info: engineInfo() };

describe('recordOf', () => {
  it('knows a renamed container by its id, and a recreated one by its name', () => {
    expect(recordOf([record()], engine, container({ name: 'renamed' }))).toEqual(record());
    expect(recordOf([record()], engine, container({ id: idB }))).toEqual(record());
  });

  it('prefers the id: two containers may have swapped names', () => {
    const other = record({ alias: 'other', containerId: idB, containerName: 'trainer' });
    expect(recordOf([other, record({ containerName: 'old' })], engine, container())).toEqual(
      record({ containerName: 'old' }),
    );
  });

  it('keeps hosts and engines apart', () => {
    expect(recordOf([record({ host: 'gpu2' })], engine, container())).toBeUndefined();
    expect(recordOf([record({ engine: 'podman' })], engine, container())).toBeUndefined();
  });
});

describe('sshStateOf', () => {
  it.each([
    ['ready', container(), { state: 'ready', alias: 'gpu1-trainer' }],
    [
      'recreated',
      container({ id: idB }),
      { state: 'unknown', alias: 'gpu1-trainer', outdated: true },
    ],
    [
      'stopped',
      container({ state: 'exited' }),
      { state: 'unknown', alias: 'gpu1-trainer', outdated: false },
    ],
    ['another', container({ id: idB, name: 'x' }), { state: 'absent' }],
  ] as const)('%s', (_, present, state) => {
    expect(sshStateOf([record()], engine, present)).toEqual(state);
  });

  it('is ready by an entry of the person’s own, which knows the container by its name', () => {
    const own = {
      alias: 'mine',
      host: 'gpu1',
      engine: 'docker',
      containerName: container().name,
    };
    expect(sshStateOf([own], engine, container())).toEqual({ state: 'ready', alias: 'mine' });
  });
});
