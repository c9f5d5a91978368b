import { describe, expect, it } from 'vitest';
import { DrawnRows, type SeenRow } from '../../../../src/extension/explorer/drawnRows.ts';
import type { ContainerRow, HostRow } from '../../../../src/extension/explorer/treeRows.ts';
import { container, engineInfo, idOf } from './fixtures.ts';

const host: HostRow = { kind: 'host', host: 'gpu1' };

function containerRow(digit: string, status = 'Up 3 hours'): ContainerRow {
  const id = idOf(digit);
  return {
    kind: 'container',
    target: { host: 'gpu1', engine: 'docker', container: id, name: digit },
    engine: engineInfo(),
    container: container({ id, name: digit, status }),
    ssh: { state: 'absent' },
  };
}

const seen = (...rows: readonly ContainerRow[]): SeenRow[] => [
  { row: host, look: 'connected' },
  ...rows.map((row) => ({ row, look: row.container.status })),
];

function drawn(...rows: readonly ContainerRow[]): DrawnRows {
  const tree = new DrawnRows();
  tree.note([host, ...rows]);
  tree.update(host, seen(...rows));
  return tree;
}

describe('what is drawn anew', () => {
  it('is nothing where nothing looks different', () => {
    const tree = drawn(containerRow('a'), containerRow('b'));
    expect(tree.update(host, seen(containerRow('a'), containerRow('b')))).toEqual([]);
  });

  it('is the one container that looks different, by the row that the editor knows', () => {
    const [one, other] = [containerRow('a'), containerRow('b')];
    const tree = drawn(one, other);
    const paused = containerRow('b', 'Paused');
    const rows = tree.update(host, seen(one, paused));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toBe(other);
    expect(tree.now(other)).toBe(paused);
  });

  it('is the host where a container came, went, moved or is called otherwise', () => {
    const [one, other] = [containerRow('a'), containerRow('b')];
    const renamed = { ...other, target: { ...other.target, name: 'c' } };
    for (const rows of [[one], [other, one], [one, renamed], [one, other, containerRow('c')]]) {
      expect(drawn(one, other).update(host, seen(...rows))).toEqual([host]);
    }
  });

  it('is the host where it looks different itself', () => {
    const tree = drawn(containerRow('a'));
    const lost = [{ row: host, look: 'reconnecting' }, ...seen(containerRow('a')).slice(1)];
    expect(tree.update(host, lost)).toEqual([host]);
  });
});

it('a row is as it is now also where only what is not seen of it has changed', () => {
  const one = containerRow('a');
  const tree = drawn(one);
  const now = { ...one, container: { ...one.container, ports: [] } };
  expect(tree.update(host, seen(now))).toEqual([]);
  expect(tree.now(one)).toBe(now);
});

it('rows that went away are not drawn again', () => {
  const one = containerRow('a');
  const tree = drawn(one);
  tree.update(host, seen());
  expect(tree.of([`container:gpu1/docker/${idOf('a')}`])).toEqual([]);
});
