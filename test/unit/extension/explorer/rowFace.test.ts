import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import type { ContainerState } from '../../../../src/core/engine/container.ts';
import { rowFace } from '../../../../src/extension/explorer/rowFace.ts';
import { rowTooltip } from '../../../../src/extension/explorer/tooltip.ts';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import type { ContainerRow, TreeRow } from '../../../../src/extension/explorer/treeRows.ts';
import { container, engineInfo, english, idOf, path } from './fixtures.ts';

const idle: HostSnapshot = { host: 'gpu1', liveness: { phase: 'idle' }, engines: [] };

function containerRow(over: Parameters<typeof container>[0] = {}, alias?: string): ContainerRow {
  const engine = engineInfo();
  const target = { host: 'gpu1', engine: engine.id, container: idOf('a') };
  const ssh =
    alias === undefined ? ({ state: 'absent' } as const) : { state: 'ready' as const, alias };
  return { kind: 'container', target, engine, container: container(over), ssh };
}

const face = (row: TreeRow, snapshot = idle) => rowFace(row, snapshot, english);

/** Markdown as a person sees it. */
const unescaped = (markdown: string | undefined) => markdown?.replace(/\\(.)/g, '$1');

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

  it('shows its use where that is wanted, and only what could be measured', () => {
    const gpus = [{ gpu: 0, busyPercent: 87.4, memory: 11.2 * 2 ** 30 }, { gpu: 3 }];
    const used = { container: { cpuPercent: 12.3, memory: 1.25 * 2 ** 30 }, gpus };
    const shown = rowFace(containerRow(), idle, english, used);
    expect(shown.description).toBe(
      'running · GPU 0 87% 11.2 GiB · GPU 3 · CPU 12% · 1.3 GiB · ubuntu:22.04',
    );
    expect(shown.spoken).toContain('GPU 0 87% 11.2 GiB');
    expect(rowFace(containerRow(), idle, english, {}).description).toBe('running · ubuntu:22.04');
    const measured = { usage: { container: { memory: 5e8, memoryLimit: 8 * 2 ** 30 }, gpus } };
    const tooltip = unescaped(rowTooltip(containerRow(), idle, english, measured));
    expect(tooltip).toContain('- Memory: 477 MiB of 8.0 GiB\n- GPU 0 87% 11.2 GiB\n- GPU 3');
    expect(tooltip).not.toContain('CPU');
    const without = { usage: { container: {} } };
    expect(unescaped(rowTooltip(containerRow(), idle, english, without))).toContain(
      '- CPU: this engine does not say what containers use',
    );
  });

  it('escapes a stranger’s text in the tooltip', () => {
    const row = containerRow({ image: '[x](command:y) <img src=z> https://e.example **b**' });
    expect(rowTooltip(row, idle, english)).toContain(
      '\\[x\\]\\(command\\:y\\) \\<img src\\=z\\> https\\:\\/\\/e\\.example \\*\\*b\\*\\*',
    );
  });
});

const projectRow: TreeRow = {
  kind: 'project',
  host: 'gpu1',
  engine: engineInfo(),
  project: 'trainer\u001b[31m',
  containers: [
    containerRow(),
    containerRow({ state: 'exited' }),
    containerRow({ state: 'paused' }),
  ],
};

const goneRow: TreeRow = {
  kind: 'gone',
  host: 'gpu1',
  engine: engineInfo(),
  entry: { alias: 'gpu1-ws', host: 'gpu1', engine: 'docker', containerName: 'ws' },
};

describe('a compose project', () => {
  it('says how many of its containers run', () => {
    expect(face(projectRow)).toMatchObject({
      label: 'trainer [31m',
      description: '2 of 3 running',
      tags: 'project',
      expands: 'expanded',
      spoken: 'Compose project trainer [31m, 2 of 3 running',
    });
  });
});

describe('an entry whose container is gone', () => {
  it('says so, dimmed', () => {
    expect(face(goneRow)).toMatchObject({
      label: 'ws',
      description: 'gone · entry gpu1-ws is left',
      color: 'disabledForeground',
      tags: 'gone',
    });
    expect(unescaped(rowTooltip(goneRow, idle, english))).toContain('The container is gone');
  });
});

describe('the tag of a state', () => {
  it.each<[ContainerState, string]>([
    ['running', 'running'],
    ['restarting', 'running'],
    ['paused', 'paused'],
    ['created', 'stopped'],
    ['exited', 'stopped'],
    ['dead', 'stopped'],
    ['removing', 'other'],
    ['unknown', 'other'],
  ])('%s is %s', (state, tag) => {
    expect(face(containerRow({ state })).tags).toBe(`container;${tag};ssh-absent`);
  });
});

describe('a host', () => {
  it('says in its tooltip how it is reached, by whom, and what it is', () => {
    const row: TreeRow = { kind: 'host', host: 'gpu1' };
    expect(rowTooltip(row, idle, english)).toBe('**gpu1**\n\n- State: not connected');
    const reason = 'a certificate proves who you are';
    const liveness = { phase: 'live', attempt: 0, value: true } as const;
    const reached: HostSnapshot = {
      host: 'gpu1',
      liveness,
      path: path('jump'),
      engines: [{ info: engineInfo(), liveness: { phase: 'trying', attempt: 0 } }],
      transport: { client: 'system', reason },
    };
    const gpus = [{ index: 0, name: 'A100', busyPercent: 87, memoryUsed: 2 ** 30 }];
    expect(unescaped(rowTooltip(row, reached, english, { roundTrip: 12.4, gpus }))).toBe(
      [
        '**gpu1**',
        '',
        '- State: connected',
        '- Path: jump (alice@jump) → gpu1 (alice@gpu1)',
        `- SSH: the ssh program, because ${reason}`,
        '- Answers in: 12 ms',
        '- Engine: Docker 27.0.1',
        '- GPU 0: A100, 87% busy, 1.0 GiB',
      ].join('\n'),
    );
    const failure = { phase: 'failed', failure: new Error('no') } as const;
    expect(rowTooltip(row, { ...idle, liveness: failure }, english)).toContain('State');
  });

  const row: TreeRow = { kind: 'host', host: 'gpu1' };

  it('says which one is in front of the person, and not of a host that is only called so', () => {
    const named = (host: string) => face({ kind: 'host', host }, { ...idle, host });
    expect(named('local')).toMatchObject({ label: 'This machine', tags: 'host' });
    expect(named('ssh://local').label).toBe('ssh://local');
  });

  it('says through which jump hosts it is reached', () => {
    const liveness = { phase: 'live', attempt: 0, value: true } as const;
    expect(face(row, { ...idle, liveness, path: path('a', 'b') }).description).toBe('via a → b');
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
    const stopped = offered(containerRow({ state: 'exited' }));
    const paused = offered(containerRow({ state: 'paused' }));
    const known = offered(containerRow({}, 'gpu1-ws'));
    const unknown = offered(containerRow());
    expect(unknown).toEqual(expect.arrayContaining(['attach', 'copySshCommand', 'setUpSsh']));
    expect(unknown).not.toContain('forget');
    expect(known).toEqual(expect.arrayContaining(['attach', 'copyEntry', 'forget', 'openEntry']));
    expect(known).not.toContain('setUpSsh');
    expect(stopped).toContain('startAndAttach');
    for (const offer of [stopped, paused]) expect(offer).not.toContain('attach');
    expect(paused).not.toContain('startAndAttach');
    expect(offered(goneRow)).toEqual(['cleanUpEntries']);
    expect(offered(projectRow)).not.toContain('attach');
    expect(offered({ kind: 'host', host: 'gpu1' })).toEqual(
      expect.arrayContaining(['removeHost', 'retryHost']),
    );
  });
});
