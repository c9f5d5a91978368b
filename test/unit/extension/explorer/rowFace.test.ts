import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import type { ContainerState } from '../../../../src/core/engine/container.ts';
import { rowFace, rowTooltip } from '../../../../src/extension/explorer/rowFace.ts';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import type { ContainerRow, TreeRow } from '../../../../src/extension/explorer/treeRows.ts';
import { container, engineInfo, english, idOf } from './fixtures.ts';

const idle: HostSnapshot = { host: 'gpu1', liveness: { phase: 'idle' }, jumps: [], engines: [] };

function containerRow(over: Parameters<typeof container>[0] = {}, alias?: string): ContainerRow {
  const engine = engineInfo();
  const target = { host: 'gpu1', engine: engine.id, container: idOf('a') };
  const ssh =
    alias === undefined ? ({ state: 'absent' } as const) : { state: 'ready' as const, alias };
  return { kind: 'container', target, engine, container: container(over), ssh };
}

const face = (row: TreeRow, snapshot = idle) => rowFace(row, snapshot, english);

describe('a container', () => {
  it('shows image, state and whether SSH is ready, also to a screen reader', () => {
    expect(face(containerRow({}, 'gpu1-ws'))).toMatchObject({
      label: 'ws',
      description: 'SSH · running · ubuntu:22.04',
      icon: 'vm-running',
      tags: 'container;running;ssh-ready',
      spoken: 'ws, running, ubuntu:22.04, SSH is ready',
    });
  });

  it('says when its entry is for a container that had the same name', () => {
    const ssh = { state: 'unknown', alias: 'gpu1-ws', outdated: true } as const;
    expect(face({ ...containerRow(), ssh })).toMatchObject({
      description: 'SSH entry out of date · running · ubuntu:22.04',
      spoken: 'ws, running, ubuntu:22.04, SSH entry out of date',
    });
    const stopped = { ...containerRow({ state: 'exited' }), ssh: { ...ssh, outdated: false } };
    expect(face(stopped).description).toBe('exited · ubuntu:22.04');
  });

  it.each([
    ['nvcr.io/nvidia/pytorch:24.05-py3', 'pytorch:24.05-py3'],
    [`localhost:5000/a/b@sha256:${idOf('c')}`, 'b'],
    [`sha256:${idOf('c')}`, 'cccccccccccc'],
    ['a/', 'a/'],
  ])('shows the image %s as %s', (image, shown) => {
    expect(face(containerRow({ image })).description).toBe(`running · ${shown}`);
  });

  it('does not flicker with the engine’s clock', () => {
    const at = (status: string) => face(containerRow({ status }));
    expect(at('Up 10 seconds')).toEqual(at('Up 11 seconds'));
  });

  it.each<[ContainerState, string, string]>([
    ['exited', 'Exited (137) 3 days ago', 'exited (137)'],
    ['running', 'Up 2 hours (unhealthy)', 'running, unhealthy'],
    ['running', 'Up 1 second (health: starting)', 'running, health check starting'],
    ['paused', 'Up 2 hours (Paused)', 'paused'],
    ['created', 'Created', 'created'],
    ['exited', 'Exited (‮1) `rm`', 'exited'],
  ])('%s, %s → %s', (state, status, words) => {
    expect(face(containerRow({ state, status })).description).toBe(`${words} · ubuntu:22.04`);
  });

  it('shows a stranger’s text on one line, without what hides or turns it', () => {
    const { label, description } = face(containerRow({ name: 'a\n\u001b[31m‮b', image: 'x\r\ny' }));
    expect(label).toBe('a [31mb');
    expect(description).toBe('running · x y');
  });

  it('escapes a stranger’s text in the tooltip', () => {
    const row = containerRow({ image: '[x](command:y) <img src=z> https://e.example **b**' });
    expect(rowTooltip(row, idle, english)).toContain(
      '\\[x\\]\\(command\\:y\\) \\<img src\\=z\\> https\\:\\/\\/e\\.example \\*\\*b\\*\\*',
    );
  });
});

describe('a host', () => {
  it('says who speaks SSH to it, and why, once that is known', () => {
    const row: TreeRow = { kind: 'host', host: 'gpu1' };
    expect(rowTooltip(row, idle, english)).toBeUndefined();
    const reason = 'a certificate proves who you are';
    const reached = { ...idle, host: 'gpu1', transport: { client: 'system', reason } } as const;
    expect(rowTooltip(row, reached, english)).toMatch(
      /^\*\*gpu1\*\*\n\nSSH.* the ssh program.* because a certificate proves who you are$/,
    );
    const builtin = { ...reached, transport: { client: 'builtin', reason: '' } } as const;
    expect(rowTooltip(row, builtin, english)).toContain('Dockhop itself');
  });

  const row: TreeRow = { kind: 'host', host: 'gpu1' };

  it('says which one is in front of the person, and not of a host that is only called so', () => {
    const named = (host: string) => face({ kind: 'host', host }, { ...idle, host });
    expect(named('local')).toMatchObject({ label: 'This machine', tags: 'host' });
    expect(named('ssh://local').label).toBe('ssh://local');
  });

  it('says through which jump hosts it is reached', () => {
    const liveness = { phase: 'live', attempt: 0, value: true } as const;
    expect(face(row, { ...idle, liveness, jumps: ['a', 'b'] }).description).toBe('via a → b');
  });

  it('says that it is reconnecting', () => {
    const liveness = { phase: 'lost', attempt: 1, failure: new Error() } as const;
    expect(face(row, { ...idle, liveness })).toMatchObject({
      description: 'reconnecting…',
      spoken: 'gpu1, reconnecting…',
    });
  });
});

describe('a failure', () => {
  const details = { hop: 'jump', address: 'j:22', reason: 'refused' };
  const error = failure('JUMP_UNREACHABLE', details, { hop: 'jump' });
  const row = (type: 'failed' | 'next'): TreeRow => ({
    kind: 'note',
    host: 'gpu1',
    parent: 'host:gpu1',
    note: { type, failure: error },
  });

  it('names the hop and the next step, and can be retried', () => {
    expect(face(row('failed'))).toMatchObject({
      label: 'jump (j:22) cannot be reached: refused',
      tags: 'note;retry',
    });
    expect(face(row('next')).label).toMatch(/^Check the network and that “ssh jump” works/);
  });

  it('names the hop first while it is tried again', () => {
    const note = { type: 'reconnecting', failure: error } as const;
    expect(face({ kind: 'note', host: 'gpu1', parent: 'host:gpu1', note }).label).toBe(
      'Reconnecting to jump…',
    );
  });
});

describe('menus', () => {
  const items = v.object({
    contributes: v.object({
      menus: v.object({
        'view/item/context': v.array(v.object({ command: v.string(), when: v.string() })),
      }),
    }),
  });
  const repository = join(import.meta.dirname, '../../../..');
  const manifest = v.parse(
    items,
    JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')),
  );

  /** The commands that package.json offers on a row. */
  function offered(row: TreeRow): string[] {
    const { tags } = face(row);
    const matching = manifest.contributes.menus['view/item/context'].filter(({ when }) => {
      const [, expression] = /viewItem =~ \/(.+)\/$/.exec(when) ?? [];
      return expression !== undefined && new RegExp(expression).test(tags);
    });
    return [...new Set(matching.map(({ command }) => command.replace('dockhop.', '')))].sort();
  }

  it('offer what can be done with each row', () => {
    expect(offered(containerRow())).toEqual([
      'attach',
      'copySshCommand',
      'openTerminal',
      'setUpSsh',
    ]);
    expect(offered(containerRow({}, 'gpu1-ws'))).toEqual([
      'attach',
      'copyEntry',
      'copySshCommand',
      'forget',
      'openEntry',
      'openTerminal',
    ]);
    expect(offered(containerRow({ state: 'exited' }))).toEqual(['startAndAttach']);
    expect(offered(containerRow({ state: 'paused' }))).toEqual([]);
    expect(offered({ kind: 'host', host: 'gpu1' })).toEqual(['removeHost', 'retryHost']);
  });
});
