import { describe, expect, it } from 'vitest';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import { rowId } from '../../../../src/extension/explorer/treeRows.ts';
import { rowsOfEngine, rowsOfHost } from '../../../../src/extension/explorer/rowsUnder.ts';
import { everything, type ViewChoices } from '../../../../src/extension/explorer/viewChoices.ts';
import { container, engineInfo, idOf } from './fixtures.ts';

const live = (containers = [container()], id = 'docker') => ({
  info: engineInfo(id),
  liveness: { phase: 'live', attempt: 0, value: containers } as const,
});

const host = (over: Partial<HostSnapshot>): HostSnapshot => ({
  host: 'gpu1',
  liveness: { phase: 'live', attempt: 0, value: true },
  engines: [],
  ...over,
});

const inputs = (entries: readonly EntryRecord[] = [], choices: Partial<ViewChoices> = {}) => ({
  entries,
  choices: { ...everything, ...choices },
});

const ids = (snapshot: HostSnapshot): string[] => rowsOfHost(snapshot, inputs()).map(rowId);

const entry: EntryRecord = {
  alias: 'gpu1-ws',
  host: 'gpu1',
  engine: 'docker',
  containerId: idOf('a'),
  containerName: 'ws',
  user: 'root',
  uid: 0,
  route: 'exec',
  mode: 'root',
  directory: '/etc/dockhop',
  folder: '/',
};

describe('the rows under a host', () => {
  it('are the containers of its one engine', () => {
    expect(ids(host({ engines: [live()] }))).toEqual([`container:gpu1/docker/${idOf('a')}`]);
  });

  it('are its engines where there are several', () => {
    const engines = [live(), live([], 'docker-rootless')];
    expect(ids(host({ engines }))).toEqual(['engine:gpu1/docker', 'engine:gpu1/docker-rootless']);
  });

  it('say what is going on while nothing is known', () => {
    expect(ids(host({ liveness: { phase: 'trying', attempt: 0 } }))).toEqual([
      'note:host:gpu1/connecting',
    ]);
  });

  it('stay under the word that it is reconnecting', () => {
    const liveness = { phase: 'lost', attempt: 1, failure: new Error('gone') } as const;
    const kept = { info: engineInfo(), liveness: { phase: 'idle', value: [container()] } as const };
    expect(ids(host({ liveness, engines: [kept] }))).toEqual([
      'note:host:gpu1/reconnecting',
      `container:gpu1/docker/${idOf('a')}`,
    ]);
  });

  it('give reason and next step of a failure', () => {
    expect(ids(host({ liveness: { phase: 'failed', failure: new Error('no') } }))).toEqual([
      'note:host:gpu1/failed',
      'note:host:gpu1/next',
    ]);
  });

  it('say that there are no containers', () => {
    expect(ids(host({ engines: [live([])] }))).toEqual(['note:engine:gpu1/docker/empty']);
  });
});

describe('a container’s row', () => {
  const sshOf = (over: Parameters<typeof container>[0]) =>
    rowsOfEngine('gpu1', live([container(over)]), inputs([entry])).flatMap((row) =>
      row.kind === 'container' ? [row.ssh.state] : [],
    );

  it('keeps its id from start to stop', () => {
    const rows = (state: 'running' | 'exited') =>
      rowsOfEngine('gpu1', live([container({ state })]), inputs()).map(rowId);
    expect(rows('running')).toEqual(rows('exited'));
  });

  it('knows whether ssh leads into this very container', () => {
    expect(sshOf({})).toEqual(['ready']);
    expect(sshOf({ state: 'exited' })).toEqual(['unknown']);
    expect(sshOf({ id: idOf('b') })).toEqual(['unknown']);
    expect(sshOf({ id: idOf('b'), name: 'other' })).toEqual(['absent']);
  });
});

describe('the list of an engine', () => {
  const containers = [
    container({ id: idOf('1'), name: 'api', project: 'trainer', service: 'api', state: 'exited' }),
    container({ id: idOf('2'), name: 'base', state: 'exited', image: 'nvcr.io/nvidia/cuda:12' }),
    container({ id: idOf('3'), name: 'db', project: 'trainer', service: 'db' }),
    container({ id: idOf('4'), name: 'old', project: 'attic', state: 'created' }),
    container({ id: idOf('5'), name: 'ws', state: 'paused' }),
    container({ id: idOf('6'), name: 'zoo', image: 'PyTorch:2' }),
  ];
  const rows = (choices: Partial<ViewChoices>, entries: readonly EntryRecord[] = []) =>
    rowsOfEngine('gpu1', live(containers), inputs(entries, choices)).map((row) => {
      if (row.kind === 'container') return row.container.name;
      if (row.kind === 'project') {
        return [row.project, ...row.containers.map((one) => one.container.name)];
      }
      return row.kind === 'gone' ? `gone ${row.entry.alias}` : row.kind;
    });

  it('has what runs before what does not, each by name', () => {
    expect(rows({})).toEqual(['db', 'ws', 'zoo', 'api', 'base', 'old']);
  });

  it('has compose projects first where they are wanted, those that run before the others', () => {
    expect(rows({ grouped: true })).toEqual([
      ['trainer', 'db', 'api'],
      ['attic', 'old'],
      'ws',
      'zoo',
      'base',
    ]);
  });

  it('is filtered by words in any of name, image, project and service, whatever their case', () => {
    expect(rows({ text: 'pytorch' })).toEqual(['zoo']);
    expect(rows({ text: ' CUDA  base ' })).toEqual(['base']);
    expect(rows({ text: 'trainer' })).toEqual(['db', 'api']);
    expect(rows({ text: 'trainer zoo' })).toEqual(['note']);
  });

  it('is filtered by state: a paused container still holds what it has', () => {
    expect(rows({ runningOnly: true })).toEqual(['db', 'ws', 'zoo']);
    expect(rows({ runningOnly: true, grouped: true, text: 'trainer' })).toEqual([
      ['trainer', 'db'],
    ]);
  });

  it('says so when the filter hides everything, and not that there is nothing', () => {
    const hidden = rowsOfEngine('gpu1', live(containers), inputs([], { text: 'nowhere' }));
    expect(hidden.map(rowId)).toEqual(['note:engine:gpu1/docker/hidden']);
  });

  it('shows entries of ours that lead nowhere any more, and of no other engine', () => {
    const lost = { ...entry, alias: 'gpu1-lost', containerId: idOf('9'), containerName: 'lost' };
    const elsewhere = { ...lost, alias: 'else', engine: 'podman' };
    const ownEntry = { alias: 'mine', host: 'gpu1', engine: 'docker', containerName: 'lost' };
    const recreated = { ...entry, containerId: idOf('9') };
    const entries = [lost, elsewhere, ownEntry, recreated];
    const goneIn = (choices: Partial<ViewChoices>) =>
      rowsOfEngine('gpu1', live(containers), { entries, choices: { ...everything, ...choices } })
        .filter(({ kind }) => kind === 'gone')
        .map(rowId);
    expect(goneIn({})).toEqual(['gone:gpu1/docker/gpu1-lost']);
    expect(goneIn({ text: 'zoo' })).toEqual([]);
    expect(goneIn({ runningOnly: true })).toEqual([]);
  });

  it('is not said to be without what is not known yet', () => {
    const lost = { ...entry, containerId: idOf('9'), containerName: 'lost' };
    const unknown = { info: engineInfo(), liveness: { phase: 'trying', attempt: 0 } as const };
    expect(rowsOfEngine('gpu1', unknown, inputs([lost])).map(({ kind }) => kind)).toEqual(['note']);
  });

  it('of hundreds reads each entry and each container a few times at most', () => {
    let reads = 0;
    const counted = <Value extends object>(value: Value): Value =>
      new Proxy(value, {
        get: (target, key, receiver): unknown => {
          reads += 1;
          return Reflect.get(target, key, receiver);
        },
      });
    const many = (count: number) => {
      const id = (index: number) => index.toString(16).padStart(64, '0');
      const listed = Array.from({ length: count }, (_, index) =>
        counted(container({ id: id(index), name: `c${index}`, project: `p${index % 50}` })),
      );
      const entries = Array.from({ length: count }, (_, index) =>
        counted({ ...entry, containerId: id(index), containerName: `c${index}` }),
      );
      reads = 0;
      rowsOfEngine('gpu1', live(listed), inputs(entries, { grouped: true, text: 'c' }));
      return reads;
    };
    const few = many(300);
    expect(many(600)).toBeLessThan(few * 2.1);
  });
});
