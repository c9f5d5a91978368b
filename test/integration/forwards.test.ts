import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../src/core/engine/engine.ts';
import type { Connection, Connections } from '../../src/core/ssh/connection.ts';
import { findEngines } from '../../src/core/engine/find/findEngines.ts';
import { ContainerForward, type ForwardPlace } from '../../src/core/forwards/containerForward.ts';
import { portsOf } from '../../src/core/forwards/containerWay.ts';
import { docker, engines, up, type EngineName } from '../lab/lab.ts';
import { searching } from '../searching.ts';
import { labConnections, never } from './engine/labConnections.ts';

/** Each with the connections that are made at once: each is a program in the container. */
const names: readonly (readonly [EngineName, number])[] = [
  ['docker', 50],
  ['bob', 8],
  ['podman', 8],
  ['peggy', 8],
];
const echoPort = 18_707;
const endlessPort = 18_708;

/** Listens for the container alone: what each client sends comes back, or no end of bytes does. */
const server = `use strict; use Socket;
$SIG{CHLD} = "IGNORE";
my %bound;
for my $port (${echoPort}, ${endlessPort}) {
  socket(my $listener, AF_INET, SOCK_STREAM, 0) or die;
  setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($listener, pack_sockaddr_in($port, INADDR_LOOPBACK)) or die;
  listen($listener, 128);
  $bound{$port} = $listener;
}
if (!fork) { serve($bound{${endlessPort}}, sub { 1 while defined syswrite($_[0], "x" x 65536); }); }
serve($bound{${echoPort}}, sub {
  while (sysread($_[0], my $part, 65536)) {
    for (my $at = 0; $at < length $part;) { $at += syswrite($_[0], $part, length($part) - $at, $at) || exit; }
  }
});
sub serve {
  my ($listener, $each) = @_;
  for (;;) {
    accept(my $client, $listener) or next;
    if (!fork) { $each->($client); exit; }
  }
}
`;

/** Each look is a program in the container; sixteen tests at once may take their time. */
const patience = { timeout: 60_000, interval: 200 };

const pool = labConnections();
/** Each test has a container of its own: they run at the same time. */
const started: (readonly [EngineName, string])[] = [];

/** Holds the port that each forward would like: when one is closed, that of another test would get it. */
const holder = createServer();

beforeAll(async () => {
  await up();
  holder.listen(echoPort, '127.0.0.1');
  await once(holder, 'listening');
}, 600_000);
afterAll(async () => {
  holder.close();
  await pool.dispose();
  await Promise.all(started.map(([name, id]) => docker(name, 'rm', '-f', id)));
});

interface Place extends ForwardPlace {
  readonly engine: Engine;
}

/** Found once a connection. */
const found = new WeakMap<Connection, ReturnType<typeof findEngines>>();

const engineOf = async (name: EngineName, connections: Connections = pool): Promise<Engine> => {
  const connection = await connections.to(engines[name].host, never);
  const finding = found.get(connection) ?? findEngines(connection, searching(), never);
  found.set(connection, finding);
  const [engine] = (await finding).engines;
  if (!engine) throw new Error(`no engine of ${name}`);
  return engine;
};

describe.concurrent.each(names)('into a container of %s', (name, many) => {
  const start = async (connections: () => Connections = () => pool) => {
    const engine = await engineOf(name);
    const listed = await engine.listContainers(never);
    const image = listed.find((row) => row.name === 'ws-nossh')?.image ?? '';
    const options = ['-d', '--init', '--network', 'none', image];
    const id = (await docker(name, 'run', ...options, 'perl', '-e', server)).trim();
    started.push([name, id]);
    const reach = async (): Promise<Place> => {
      const now = await engineOf(name, connections());
      return { engine: now, container: await now.inspectContainer(id, never) };
    };
    await vi.waitFor(async () => {
      expect(await portsOf(await reach(), never)).toEqual([echoPort, endlessPort]);
    }, patience);
    return { id, reach };
  };

  const forward = (
    port: number,
    reach: () => Promise<Place>,
    onGone: () => void = () => undefined,
  ) => ContainerForward.open({ port, reach, onChange: () => undefined, onGone }, never);

  const relays = async (reach: () => Promise<Place>): Promise<number> => {
    const { engine: one, container } = await reach();
    const command = [
      'sh',
      '-c',
      'cat /proc/[0-9]*/cmdline | tr "\\0" "\\n" | grep -c "^#: dockhop-"',
    ];
    const request = { uid: 0, command, maxBytes: 1e6, timeoutMs: 60_000, what: 'a test' };
    return Number((await one.exec(container, request, never)).stdout);
  };

  test(`bytes go both ways whole, ${many} connections at once, and nothing stays inside`, async () => {
    const { reach } = await start();
    const opened = await forward(echoPort, reach);
    const big = randomBytes(10 * 1024 * 1024);
    expect(digest(await sendAndRead(opened.localPort, big))).toBe(digest(big));
    const parts = Array.from({ length: many }, () => randomBytes(1000));
    const back = await Promise.all(parts.map((part) => sendAndRead(opened.localPort, part)));
    expect(back.map(digest)).toEqual(parts.map(digest));
    await vi.waitFor(async () => {
      expect(opened.connections).toBe(0);
      expect(await relays(reach)).toBe(0);
    }, patience);
    await opened.close();
    await expect(dial(opened.localPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a client that leaves in the middle of an endless answer leaves nothing behind', async () => {
    const { reach } = await start();
    const opened = await forward(endlessPort, reach);
    const client = await dial(opened.localPort);
    await once(client, 'data');
    expect(await relays(reach)).toBeGreaterThan(0);
    client.resetAndDestroy();
    await vi.waitFor(async () => {
      expect(await relays(reach)).toBe(0);
    }, patience);
    await opened.close();
  });

  test('a cut connection breaks what is open, and the next goes over a new one', async () => {
    let connections = labConnections();
    const { reach } = await start(() => connections);
    const opened = await forward(endlessPort, reach);
    const client = await dial(opened.localPort);
    await once(client, 'data');
    client.on('error', () => undefined);
    const broken = new Promise((resolve) => client.once('close', resolve));
    client.resume();
    await connections.dispose();
    await broken;
    connections = labConnections();
    const next = await dial(opened.localPort);
    await once(next, 'data');
    next.destroy();
    await vi.waitFor(async () => {
      expect(await relays(reach)).toBe(0);
    }, patience);
    await opened.close();
    await connections.dispose();
  });

  test('a restart breaks what is open, not the forward; a removal ends it', async () => {
    let isGone = false;
    const { id, reach } = await start();
    const opened = await forward(echoPort, reach, () => {
      isGone = true;
    });
    const client = await dial(opened.localPort);
    client.on('error', () => undefined);
    const broken = new Promise((resolve) => client.once('close', resolve));
    client.write('hello');
    await once(client, 'data');
    await docker(name, 'restart', '-t', '0', id);
    await broken;
    await vi.waitFor(async () => {
      expect((await sendAndRead(opened.localPort, Buffer.from('again'))).toString()).toBe('again');
    }, patience);
    await docker(name, 'stop', '-t', '0', id);
    await expect(sendAndRead(opened.localPort, Buffer.from('x'))).rejects.toThrow();
    expect(opened.failure).toMatchObject({ code: 'CONTAINER_STOPPED' });
    await docker(name, 'rm', '-f', id);
    await vi.waitFor(() => {
      expect(isGone).toBe(true);
    }, patience);
    await expect(dial(opened.localPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends, ends its half, and reads to the end. */
async function sendAndRead(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(bytes);
  const parts: Buffer[] = [];
  for await (const part of socket) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
}
