import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';

/**
 * Forwards there and back over one connection: what sshd listens at in the container, a port and a
 * socket, leads here, and what ssh listens at here leads to those.
 * @param login what ssh is told, without a program to run.
 */
export async function expectForwards(login: readonly string[]): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-forwards-'));
  const file = (name: string) => path.join(directory, name);
  const server = createServer((socket) => socket.end('heard'));
  server.listen(file('server'));
  await once(server, 'listening');
  const [port, socket] = ['127.0.0.1:47101', '/dev/shm/dockhop-forwards.sock'];
  const options = [
    ...['-o', 'ExitOnForwardFailure=yes'],
    ...['-R', `${port}:${file('server')}`, '-L', `${file('port')}:${port}`],
    ...['-R', `${socket}:${file('server')}`, '-L', `${file('socket')}:${socket}`],
  ];
  // Its input ends with the test.
  const script = `echo up; cat; rm -f ${socket}`;
  const child = spawn('ssh', [...options, ...login, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const first = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    expect(String(first[0])).toBe('up\n');
    for (const name of ['port', 'socket']) {
      const heard = connect(file(name)).setEncoding('utf8');
      const [said] = (await once(heard, 'data')) as [string];
      heard.destroy();
      expect(said, `${name}, there and back`).toBe('heard');
    }
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill();
    server.close();
    await rm(directory, { recursive: true });
  }
}
