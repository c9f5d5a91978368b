import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import { TreeModel } from '../../../../src/extension/explorer/treeModel.ts';
import { rowId } from '../../../../src/extension/explorer/treeRows.ts';
import { everything } from '../../../../src/extension/explorer/viewChoices.ts';
import { container, engineInfo, idOf } from './fixtures.ts';

const live = (id: string) => ({
  info: engineInfo(id),
  liveness: {
    phase: 'live',
    attempt: 0,
    value: [container({ project: 'trainer' }), container({ id: idOf('b'), name: 'other' })],
  } as const,
});

function modelOf(...engines: readonly string[]): TreeModel {
  const liveness = { phase: 'live', attempt: 0, value: true } as const;
  const snapshot = (host: string): HostSnapshot => ({ host, liveness, engines: engines.map(live) });
  const choices = { ...everything, grouped: true };
  const model = new TreeModel({ snapshot, choices: () => choices });
  model.set(['gpu1'], []);
  return model;
}

describe('TreeModel', () => {
  it('knows what stands above each row, so that it can be shown', () => {
    const model = modelOf('docker', 'podman');
    const row = model.find('gpu1', `container:gpu1/podman/${idOf('a')}`);
    if (!row) throw new Error('not found');
    const way: string[] = [];
    for (let one = model.parent(row); one; one = model.parent(one)) way.push(rowId(one));
    expect(way).toEqual(['project:gpu1/podman/trainer', 'engine:gpu1/podman', 'host:gpu1']);
  });

  it('has the containers of an only engine right under the host', () => {
    const model = modelOf('docker');
    const row = model.find('gpu1', `container:gpu1/docker/${idOf('b')}`);
    expect(row && model.parent(row)).toBe(model.host('gpu1'));
    expect(model.find('gpu2', 'host:gpu2')).toBeUndefined();
  });

  it('says what is new, and hands out the same row for the same host', () => {
    const model = modelOf('docker');
    const before = model.host('gpu1');
    expect(model.set(['gpu1'], [])).toBe('nothing');
    expect(model.set(['gpu2', 'gpu1'], [])).toBe('hosts');
    expect(model.host('gpu1')).toBe(before);
    expect(model.children().map(rowId)).toEqual(['host:gpu2', 'host:gpu1']);
  });
});
