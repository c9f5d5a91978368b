import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Client, ClientChannel } from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { importKeysOnce } from '../../../../../src/core/ssh/builtin/importKeysOnce.ts';
import { clientKey, fakeSshServer } from '../fakeSshServer.ts';
import { ssh2AsShipped } from '../ssh2AsShipped.ts';

/** What ssh2 encrypts and decrypts with. */
interface Insides {
  readonly _cipher: { readonly _encKey: KeyObject };
  readonly _decipher: { readonly _decipherKey: KeyObject };
  rekey(): void;
}

function insidesOf(client: Client): Insides {
  return (client as unknown as { _protocol: Insides })._protocol;
}

function keysOf(client: Client): KeyObject[] {
  const { _cipher, _decipher } = insidesOf(client);
  return [_cipher._encKey, _decipher._decipherKey];
}

async function answer(client: Client, command: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(command, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  channel.stderr.resume();
  return await text(channel);
}

test('the keys are objects and packets come through, after another key exchange too', async () => {
  const client = new (ssh2AsShipped().Client)();
  onTestFinished(() => {
    client.destroy();
  });
  const { port } = await fakeSshServer({
    execute: (command, channel) => {
      channel.end(command.repeat(10_000));
    },
  });
  importKeysOnce(client);
  client.connect({ host: '127.0.0.1', port, username: 'alice', privateKey: clientKey.private });
  await once(client, 'ready');
  const [first] = keysOf(client);
  expect(keysOf(client)).toEqual([expect.any(KeyObject), expect.any(KeyObject)]);
  expect(await answer(client, 'hello')).toBe('hello'.repeat(10_000));

  insidesOf(client).rekey();
  await once(client, 'handshake');
  const [second] = keysOf(client);
  expect(keysOf(client)).toEqual([expect.any(KeyObject), expect.any(KeyObject)]);
  expect(first && second?.equals(first)).toBe(false);
  expect(await answer(client, 'again')).toBe('again'.repeat(10_000));
});
