import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEngines } from '../../../../src/core/engine/find/findEngines.ts';
import { engines, up, type EngineName } from '../../../lab/lab.ts';
import { searching } from '../../../searching.ts';
import { labConnections, never } from '../../engine/labConnections.ts';

const pool = labConnections();
beforeAll(up, 600_000);
afterAll(() => pool.dispose());

const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];

test.each(names)('a program in a container of %s hears that nobody waits for it', async (name) => {
  const connection = await pool.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine on ${engines[name].host}`);
  const listed = await engine.listContainers(never);
  // Which no test restarts or makes anew that runs beside this one.
  const id = listed.find((row) => row.name === 'ws-published')?.id ?? '';
  const container = await engine.inspectContainer(id, never);
  const request = { uid: 0, maxBytes: 1000, timeoutMs: 60_000, what: 'a test' };
  const fifo = '/tmp/held-stdin';
  const run = (script: string, onLine?: (line: string) => void, signal = never) =>
    engine.exec(
      container,
      {
        ...request,
        ...(onLine ? { onLine, holdsStdin: true } : {}),
        command: ['sh', '-c', script],
      },
      signal,
    );

  await run(`rm -f ${fifo}; mkfifo ${fifo}`);
  const controller = new AbortController();
  const held = run(
    `echo waiting >&2; while read -r _; do :; done; echo heard >${fifo}`,
    () => {
      controller.abort();
    },
    controller.signal,
  );
  await expect(held).rejects.toHaveProperty('name', 'AbortError');
  expect((await run(`cat ${fifo}; rm ${fifo}`)).stdout).toBe('heard\n');
});
