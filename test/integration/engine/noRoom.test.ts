import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { ReachedContainer } from '../../../src/core/engine/streams/hangUp.ts';
import { LogFollower } from '../../../src/core/engine/streams/logFollower.ts';
import { ShellSession } from '../../../src/core/engine/streams/shellSession.ts';
import { ContainerForward } from '../../../src/core/forwards/containerForward.ts';
import { docker, engines, up, type EngineName } from '../../lab/lab.ts';
import { recordingLog } from '../../recordingLog.ts';
import { searching } from '../../searching.ts';
import { imageTar } from './imageTar.ts';
import { labConnections, never } from './labConnections.ts';
import { SmallEngine } from './smallEngine.ts';

const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];
const pool = labConnections();
const patience = { timeout: 60_000 };
const started: (readonly [EngineName, string])[] = [];

beforeAll(up, 600_000);
afterAll(async () => {
  await pool.dispose();
  await Promise.all(started.map(([name, id]) => docker(name, 'rm', '-f', id)));
});

async function* inParts(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    yield await Promise.resolve(bytes.subarray(at, at + 65_536));
  }
}

test.concurrent.each(names)('an engine like that of %s without room says so', async (name) => {
  const small = await SmallEngine.start(name, '8m');
  try {
    const { images } = small.reach(await pool.to(engines[name].host, never));
    const large = inParts(await imageTar('localhost/large:1', 12_000_000));
    await expect(images.load(large, 'large.tar', never)).rejects.toMatchObject({
      code: 'IMAGE_NOT_LOADED',
      details: { reason: expect.stringContaining('no space left on device') as string },
    });
    // And is not taken for lost.
    expect(await images.list(never)).toEqual([]);
  } finally {
    await small.stop();
  }
});

const port = 18_709;

/** Fills what room there is, prints bytes of every kind, and gives back what each client sends. */
const crowded = `
head -c 1000000 /dev/zero >/tmp/full 2>/dev/null
perl -e 'print map { chr } 0 .. 255, 0 .. 255'
echo; echo ready
exec perl -e 'use Socket;
  socket(my $listener, AF_INET, SOCK_STREAM, 0) or die;
  bind($listener, pack_sockaddr_in(${port}, INADDR_LOOPBACK)) or die;
  listen($listener, 5);
  while (accept(my $client, $listener)) {
    while (sysread($client, my $part, 65536)) { syswrite($client, $part) == length $part or die; }
    close $client;
  }'
`;

describe.concurrent.each(names)('on the engine of %s', (name) => {
  async function engineAndImage(): Promise<{ engine: Engine; image: string }> {
    const connection = await pool.to(engines[name].host, never);
    const [engine] = (await findEngines(connection, searching(), never)).engines;
    const row = (await engine?.listContainers(never))?.find((one) => one.name === 'ws-nossh');
    if (!engine || !row) throw new Error(`no ws-nossh of ${name}`);
    return { engine, image: row.image };
  }

  async function start(): Promise<ReachedContainer & { readonly engine: Engine }> {
    const { engine, image } = await engineAndImage();
    const options = ['-d', '--init', '--net=none', '--read-only', '--tmpfs', '/tmp:size=64k'];
    const id = (await docker(name, 'run', ...options, image, 'sh', '-c', crowded)).trim();
    started.push([name, id]);
    return { engine, container: await engine.inspectContainer(id, never) };
  }

  test('where a container has no room, its log is followed, a shell opens, and a port is carried', async () => {
    const place = await start();
    const stop = new AbortController();
    let log = '';
    const following = new LogFollower({
      reach: () => Promise.resolve({ engine: place.engine, id: place.container.id }),
      ...{ logs: {}, onText: (text) => (log += text) },
      ...{ onStopped: () => undefined, onStarted: () => undefined },
    }).run(stop.signal);
    await vi.waitFor(() => {
      expect(log).toContain('ready');
    }, patience);
    stop.abort();
    await expect(following).rejects.toThrow();
    // eslint-disable-next-line no-control-regex -- what a terminal would obey
    expect(log).not.toMatch(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f-\u009f]/);

    const { text, code } = await inShell(place, 'printf "\\377\\200"; df /tmp | tail -1; exit 5\r');
    expect(text).toContain('100%');
    expect(code).toBe(5);

    const reach = () => Promise.resolve(place);
    const quiet = { onChange: () => undefined, onGone: () => undefined };
    const forward = await ContainerForward.open({ port, reach, ...quiet }, never);
    const bytes = randomBytes(300_000);
    expect((await sendAndRead(forward.localPort, bytes)).equals(bytes)).toBe(true);
    await forward.close();
  });

  test('a container whose environment and directory are hostile has a shell as any other', async () => {
    const { engine } = await engineAndImage();
    const id = (await engine.listContainers(never)).find((row) => row.name === 'ws-hostile')?.id;
    const place = { engine, container: await engine.inspectContainer(id ?? '', never) };
    const { text } = await inShell(place, 'pwd; ls -d /tmp/pw*d; exit\r');
    expect(text).toContain('/srv/a b/');
    expect(text).toContain("'/tmp/pw*d': No such file");
    for (const user of ['$(touch /tmp/pwned)', '--privileged', 'nobody\nroot']) {
      await expect(inShell(place, 'exit\r', user)).rejects.toMatchObject({
        code: 'ENGINE_REFUSED',
      });
    }
    const reach = () => Promise.resolve(place);
    const quiet = { onChange: () => undefined, onGone: () => undefined };
    const forward = await ContainerForward.open({ port, reach, ...quiet }, never);
    expect(await sendAndRead(forward.localPort, Buffer.from('x'))).toHaveLength(0);
    await vi.waitFor(() => {
      expect(forward.failure).toMatchObject({ code: 'PORT_SILENT' });
    }, patience);
    await forward.close();
  });
});

/** What a shell says to what is typed once it has its prompt, and how it ends. */
async function inShell(
  place: ReachedContainer,
  typed: string,
  user?: string,
): Promise<{ readonly text: string; readonly code: number }> {
  let text = '';
  const onText = (part: string): void => {
    const isFirst = !/[#$] $/.test(text);
    text += part;
    if (isFirst && /[#$] $/.test(text)) session.input(typed);
  };
  const options = {
    reach: () => Promise.resolve(place),
    onText,
    log: recordingLog(),
    ...(user ? { user } : {}),
  };
  const session = new ShellSession(options, { columns: 200, rows: 40 });
  const code = await session.run();
  return { text, code };
}

/** Sends, ends its half, and reads to the end. */
async function sendAndRead(near: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect({ port: near, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(bytes);
  const parts: Buffer[] = [];
  for await (const part of socket) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
}
