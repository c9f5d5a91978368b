import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SshConnection } from '../../../../../src/core/ssh/builtin/sshConnection.ts';
import type { HopConnection } from '../../../../../src/core/ssh/connection.ts';
import type { Login } from '../../../../../src/core/ssh/login/login.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';

const never = new AbortController().signal;

/** The client of a hop that says nothing any more. */
class SilentClient extends EventEmitter {
  readonly _callbacks: unknown[] = [];
  readonly _protocol = { ping: () => undefined };

  exec(_command: string, done: (error: Error) => void): void {
    done(new Error('refused'));
  }
}

test('where a hop falls silent, the one that carries it is asked once whether it is there', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const [client, stream] = [new SilentClient(), new PassThrough()];
  stream.once('close', () => client.emit('close'));
  const feelPulse = vi.fn(() => Promise.resolve());
  const carrier = { feelPulse, closed: never } as unknown as HopConnection;
  const [jump, hop] = [someHop({}, { name: 'jump' }), someHop({}, { via: 'jump' })];
  const parts = { login: { client } as unknown as Login, stream, carrier, log: silentLog };
  const connection = new SshConnection({ host: 'gpu1', hops: [jump, hop] }, parts);
  for (const seconds of [12, 24]) {
    vi.advanceTimersByTime(seconds * 1000);
    connection.keepAlive('used', 5000);
  }
  await once(client, 'close');
  expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'gpu1' });
  expect(feelPulse).toHaveBeenCalledTimes(1);
});
