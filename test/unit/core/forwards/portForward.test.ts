import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { PortForward } from '../../../../src/core/forwards/portForward.ts';

const opened: (PortForward | Server)[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) void one.close();
});

async function forward(open: (signal: AbortSignal) => Promise<Duplex>, port = 1) {
  const one = await PortForward.listen({ port, open, onChange: () => undefined });
  opened.push(one);
  return one;
}

/** Gives back what it gets. */
const echo = (): Promise<Duplex> => Promise.resolve(new PassThrough());

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

async function toEnd(socket: Socket): Promise<string> {
  let text = '';
  for await (const part of socket) text += String(part);
  return text;
}

it('carries a connection both ways to its end', async () => {
  const one = await forward(echo);
  const client = await dial(one.localPort);
  client.end('hello');
  expect(await toEnd(client)).toBe('hello');
});

it('listens on the loopback alone', async () => {
  const one = await forward(echo);
  // All of 127/8 is this machine's: who listens on every address is found here too.
  const elsewhere = connect(one.localPort, '127.0.0.2');
  await expect(once(elsewhere, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('takes the same port where it is free, and another where it is not', async () => {
  const taken = createServer();
  opened.push(taken);
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const other = await forward(echo, port);
  expect(other.localPort).not.toBe(port);
  await other.close();
  taken.close();
  await once(taken, 'close');
  expect((await forward(echo, port)).localPort).toBe(port);
});

it('resets whoever would take half of an answer for all of it', async () => {
  const far = new PassThrough();
  const one = await forward(() => Promise.resolve(far));
  const client = await dial(one.localPort);
  client.write('half');
  await once(client, 'data');
  far.destroy();
  await expect(toEnd(client)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('lets go of the far side when the client is gone', async () => {
  const far = new PassThrough();
  const one = await forward(() => Promise.resolve(far));
  const client = await dial(one.localPort);
  client.write('x');
  await once(client, 'data');
  client.resetAndDestroy();
  await once(far, 'close');
});

it('says why a connection did not come about, until one does', async () => {
  const failure = new Error('no');
  let isThere = false;
  const one = await forward(() => (isThere ? echo() : Promise.reject(failure)));
  // The reset may come before the connection is noticed.
  await expect(dial(one.localPort).then(toEnd)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(one.failure).toBe(failure);
  isThere = true;
  const client = await dial(one.localPort);
  client.end('x');
  await toEnd(client);
  expect(one.failure).toBeUndefined();
});

it('ends what is open and what is on its way', async () => {
  let aborted = false;
  const slow = await forward(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('aborted'));
        });
      }),
  );
  const client = await dial(slow.localPort);
  client.on('error', () => undefined);
  const closed = new Promise((resolve) => client.once('close', resolve));
  while (slow.connections === 0) await new Promise((resolve) => setImmediate(resolve));
  await slow.close();
  await closed;
  expect(aborted).toBe(true);
  expect(slow.connections).toBe(0);
});
