import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import type { Connections } from '../../../src/core/ssh/connection.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { LogOptions } from '../../../src/core/engine/streams/engineStreams.ts';
import { LogFollower } from '../../../src/core/engine/streams/logFollower.ts';
import { Pace } from '../../../src/core/engine/streams/pace.ts';
import { docker, engines, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { labConnections, never } from './labConnections.ts';

const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];
const pool = labConnections();
const patience = { timeout: 60_000 };
const started: (readonly [EngineName, string])[] = [];

beforeAll(up, 600_000);
afterAll(async () => {
  await pool.dispose();
  await Promise.all(started.map(([name, id]) => docker(name, 'rm', '-f', id)));
});

describe.concurrent.each(names)('on the engine of %s', (name) => {
  const engineBy = async (connections: Connections): Promise<Engine> => {
    const connection = await connections.to(engines[name].host, never);
    const [engine] = (await findEngines(connection, searching(), never)).engines;
    if (!engine) throw new Error(`no engine of ${name}`);
    return engine;
  };

  const start = async (script: string, ...options: string[]) => {
    const engine = await engineBy(pool);
    const listed = await engine.listContainers(never);
    const image = listed.find((row) => row.name === 'ws-nossh')?.image ?? '';
    const args = ['-d', '--init', ...options, image, 'sh', '-c', script];
    const id = (await docker(name, 'run', ...args)).trim();
    started.push([name, id]);
    return { engine, id };
  };

  const follow = (place: { engine: Engine; id: string }, logs: LogOptions = {}, pace?: Pace) => {
    const stop = new AbortController();
    let text = '';
    const follower = new LogFollower({
      reach: () => Promise.resolve(place),
      logs,
      onText: (part) => (text += part),
      onStopped: () => (text += '<stopped>'),
      onStarted: () => (text += '<started>'),
      ...(pace ? { pace } : {}),
    });
    const ended = follower.run(stop.signal).catch((error: unknown) => error);
    const says = (what: string): Promise<void> =>
      vi.waitFor(() => {
        expect(text).toContain(what);
      }, patience);
    return { text: () => text, says, stop, ended };
  };

  test('colours come through and nothing else that a terminal obeys', async () => {
    const hostile = String.raw`printf 'a\033]52;c;cm0=\007b\033[31mred\033[0m\033[2J\033Pq\033\\c\n' >&2; echo done; exec sleep 600`;
    for (const options of [[], ['-t']]) {
      const { text, says, stop, ended } = follow(await start(hostile, ...options));
      // What is printed as errors may come after what is printed.
      await says('done');
      await says('red\u001b[0mc\r');
      stop.abort();
      await ended;
      expect(text()).toContain('ab\u001b[31mred\u001b[0mc\r');
    }
  });

  test('a stop is told, a start goes on with what is new, and a removal ends it', async () => {
    const place = await start('echo first $$; sleep 1; echo é 漢; exec sleep 600');
    const { text, says, ended } = follow(place);
    await says('é 漢');
    await docker(name, 'restart', '-t', '0', place.id);
    await says('<started>');
    await vi.waitFor(() => {
      expect(text()).toMatch(/<stopped><started>first \d+\r\né 漢\r\n$/);
    }, patience);
    await docker(name, 'rm', '-f', place.id);
    await expect(ended).resolves.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  });

  test('a cut connection is told, and what was printed meanwhile comes over the next', async () => {
    const waits = 'until [ -e /tmp/go ]; do sleep 0.1; done';
    const { id } = await start(`echo first; ${waits}; echo second; exec sleep 600`);
    let connections = labConnections();
    let text = '';
    const follower = new LogFollower({
      reach: async () => ({ engine: await engineBy(connections), id }),
      logs: {},
      onText: (part) => (text += part),
      onStopped: () => undefined,
      onStarted: () => undefined,
    });
    const says = (what: string): Promise<void> =>
      vi.waitFor(() => {
        expect(text).toContain(what);
      }, patience);
    const cut = expect(follower.run(never)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await says('first');
    await connections.dispose();
    await cut;
    connections = labConnections();
    await docker(name, 'exec', id, 'touch', '/tmp/go');
    const stop = new AbortController();
    const again = expect(follower.run(stop.signal)).rejects.toThrow();
    await says('second');
    stop.abort();
    await again;
    await connections.dispose();
  });

  test('tail, timestamps and since', async () => {
    const place = await start('for n in 1 2 3 4 5; do echo line $n; done; exec sleep 600');
    const all = follow(place);
    await all.says('line 5');
    const last = follow(place, { tail: 2, timestamps: true });
    await last.says('line 5');
    expect(last.text()).toMatch(/^\d{4}-\d\d-\d\dT\S+ line 4\r\n\d{4}-\d\d-\d\dT\S+ line 5\r\n$/);
    const later = follow(place, { since: Date.now() / 1000 + 3600 });
    const earlier = follow(place, { since: Date.now() / 1000 - 3600 });
    await earlier.says('line 5');
    expect(later.text()).toBe('');
    for (const one of [all, last, later, earlier]) {
      one.stop.abort();
      await one.ended;
    }
  });

  test('who does not take it holds the engine up, and memory stays as it is', async () => {
    const place = await start('head -c 30000000 /dev/zero | tr "\\0" "x" | fold -w 99; sleep 600');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const blocked = new Pace(() => held);
    const { text, says, stop, ended } = follow(place, {}, blocked);
    await says('xxx');
    await vi.waitFor(async () => {
      const before = text().length;
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(text().length).toBe(before);
    }, patience);
    expect(text().length).toBeLessThan(300_000);
    stop.abort();
    release();
    await ended;
  });
});
