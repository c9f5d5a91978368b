import { describe, expect, it } from 'vitest';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import { rowId, rowsOfEngine, rowsOfHost } from '../../../../src/extension/explorer/treeRows.ts';
import { container, engineInfo, idOf } from './fixtures.ts';

const live = (containers = [container()], id = 'docker') => ({
  info: engineInfo(id),
  liveness: { phase: 'live', attempt: 0, value: containers } as const,
});

const host = (over: Partial<HostSnapshot>): HostSnapshot => ({
  host: 'gpu1',
  liveness: { phase: 'live', attempt: 0, value: true },
  jumps: [],
  engines: [],
  ...over,
});

const ids = (snapshot: HostSnapshot): string[] => rowsOfHost(snapshot, []).map(rowId);

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
  const record: EntryRecord = {
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
  const sshOf = (over: Parameters<typeof container>[0]) =>
    rowsOfEngine('gpu1', live([container(over)]), [record]).map(
      (row) => row.kind === 'container' && row.ssh.state,
    );

  it('keeps its id from start to stop', () => {
    const rows = (state: 'running' | 'exited') =>
      rowsOfEngine('gpu1', live([container({ state })]), []).map(rowId);
    expect(rows('running')).toEqual(rows('exited'));
  });

  it('knows whether ssh leads into this very container', () => {
    expect(sshOf({})).toEqual(['ready']);
    expect(sshOf({ state: 'exited' })).toEqual(['unknown']);
    expect(sshOf({ id: idOf('b') })).toEqual(['unknown']);
    expect(sshOf({ id: idOf('b'), name: 'other' })).toEqual(['absent']);
  });
});
