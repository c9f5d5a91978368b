import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import type { Connections } from '../../../src/core/ssh/connection.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { ReachedContainer } from '../../../src/core/engine/streams/hangUp.ts';
import {
  ShellSession,
  type ShellSessionOptions,
} from '../../../src/core/engine/streams/shellSession.ts';
import { engines, up, type EngineName } from '../../lab/lab.ts';
import { recordingLog } from '../../recordingLog.ts';
import { searching } from '../../searching.ts';
import { LabContainer } from '../labContainer.ts';
import { labConnections, never } from './labConnections.ts';

const pool = labConnections();
const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];
/** Each look is a program in a container of a busy machine. */
const patience = { timeout: 60_000, interval: 200 };

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

describe.concurrent.each(names)('on the engine of %s', (name) => {
  const place = { machine: engines[name].machine, engine: name };
  const shared = new LabContainer(place);
  beforeAll(() => shared.run(), 120_000);
  afterAll(() => shared.remove());

  const reachBy = async (
    connections: Connections,
    wanted = shared.name,
  ): Promise<ReachedContainer & { readonly engine: Engine }> => {
    const connection = await connections.to(engines[name].host, never);
    const { engines: found } = await findEngines(connection, searching(), never);
    const [engine] = found;
    const listed = (await engine?.listContainers(never)) ?? [];
    const id = listed.find((row) => row.name === wanted)?.id;
    if (!engine || id === undefined) throw new Error(`no ${wanted} on ${name}`);
    return { engine, container: await engine.inspectContainer(id, never) };
  };

  const reach = () => reachBy(pool);

  function open(options: Partial<ShellSessionOptions> = {}) {
    let text = '';
    const session = new ShellSession(
      { reach, onText: (part) => (text += part), log: recordingLog(), ...options },
      { columns: 91, rows: 37 },
    );
    const says = (pattern: RegExp): Promise<void> =>
      vi.waitFor(() => {
        expect(text).toMatch(pattern);
      }, patience);
    return { session, ended: session.run(), says, text: () => text };
  }

  const processes = async (of = reach): Promise<string> => {
    const { engine, container } = await of();
    const { stdout } = await engine.exec(
      container,
      {
        uid: 0,
        command: ['sh', '-c', 'for f in /proc/[0-9]*/cmdline; do tr "\\0\\n" "  " <$f; echo; done'],
        maxBytes: 1e6,
        timeoutMs: 60_000,
        what: 'a test',
      },
      never,
    );
    return stdout;
  };

  test('a shell has a size that changes, colours, the user’s text and an exit code', async () => {
    const { session, ended, says } = open();
    await says(/[#$] /);
    session.input('stty size; echo $TERM $COLORTERM $SHELL; tty\r');
    await says(/37 91\r\n[\s\S]*xterm-256color truecolor \/bin\/bash\r\n\/dev\/pts\/\d/);
    await session.resize({ columns: 123, rows: 45 });
    session.input('stty size; printf "%s" é漢字🙂$((40+2))\r');
    await says(/45 123\r\n[\s\S]*é漢字🙂42/);
    session.input('exit 7\r');
    await expect(ended).resolves.toBe(7);
  });

  test('another user', async () => {
    const { session, ended, says } = open({ user: 'nobody' });
    await says(/[#$] /);
    session.input('id -u; exit\r');
    await says(/65534/);
    await expect(ended).resolves.toBe(0);
  });

  test('closing hangs up: neither the shell nor what runs in it stays', async ({
    onTestFinished,
  }) => {
    // Alone in its container: the shells of other tests are ours as well.
    const box = new LabContainer(place);
    onTestFinished(() => box.remove());
    await box.run();
    const reachBox = () => reachBy(pool, box.name);
    const { session, ended, says } = open({ reach: reachBox });
    await says(/[#$] /);
    session.input('tail -f /dev/null held\r');
    await vi.waitFor(async () => {
      expect(await processes(reachBox)).toMatch(/^tail -f \/dev\/null held/m);
    }, patience);
    const over = expect(ended).rejects.toThrow();
    await session.close();
    await over;
    await vi.waitFor(async () => {
      expect(await processes(reachBox)).not.toMatch(/null held|: dockhop-/);
    }, patience);
  });

  test('a cut connection is told, and the next shell ends what it left', async () => {
    let connections = labConnections();
    const { session, ended, says } = open({ reach: () => reachBy(connections) });
    await says(/[#$] /);
    session.input(`tail -f /dev/null ${name}-left\r`);
    await vi.waitFor(async () => {
      expect(await processes()).toContain(`${name}-left`);
    }, patience);
    const lost = expect(ended).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await connections.dispose();
    await lost;
    connections = labConnections();
    const again = session.run();
    session.input('too early');
    await says(/[#$] [\s\S]*[#$] $/);
    await vi.waitFor(async () => {
      expect(await processes()).not.toContain(`${name}-left`);
    }, patience);
    session.input('exit 3\r');
    await expect(again).resolves.toBe(3);
    await connections.dispose();
  });
});
