import { once } from 'node:events';
import { Client } from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { askForLife } from '../../../../../src/core/ssh/builtin/askForLife.ts';
import { clientKey, fakeSshServer, type Behaviour, type FakeServer } from '../fakeSshServer.ts';

async function connected(behaviour: Behaviour = {}): Promise<[Client, FakeServer]> {
  const server = await fakeSshServer(behaviour);
  const client = new Client();
  onTestFinished(() => void client.destroy());
  client.on('error', () => undefined);
  const { port } = server;
  const login = { host: '127.0.0.1', username: 'alice', privateKey: clientKey.private };
  client.connect({ ...login, port, hostVerifier: () => true });
  await once(client, 'ready');
  return [client, server];
}

test('a server is asked by a keep-alive, which runs nothing there', async () => {
  const [client, server] = await connected();
  await Promise.all([askForLife(client), askForLife(client)]);
  expect([server.keepAlives(), server.commands]).toEqual([2, []]);
});

test('a connection that goes leaves nobody waiting', async () => {
  const [client, server] = await connected();
  const asked = askForLife(client);
  server.cut();
  await asked;
});

test.each([{}, { refusesExec: true }, { maxSessions: 0 }])(
  'with an ssh2 that has no keep-alive any answer to a session will do: %o',
  async (behaviour) => {
    const [client, server] = await connected(behaviour);
    Reflect.set(Reflect.get(client, '_protocol') as object, 'ping', undefined);
    await askForLife(client);
    expect(server.keepAlives()).toBe(0);
  },
);
