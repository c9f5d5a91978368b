import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server on a Unix socket of this machine that sends back what it gets. */
export async function startEcho(socket: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => connection.destroy());
    connection.pipe(connection);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return server;
}

/** @throws unless through this socket an echo is reached, and loses no byte. */
export async function expectEcho(socket: string, what: string): Promise<void> {
  const sent = randomBytes(100_000);
  const connection = connect({ path: socket, allowHalfOpen: true });
  connection.setTimeout(60_000, () => connection.destroy(new Error(`${what}: no answer in 60 s`)));
  connection.end(sent);
  const received = await buffer(connection);
  if (!received.equals(sent)) {
    throw new Error(`${what}: ${received.length} of ${sent.length} bytes came back`);
  }
}
