import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { EngineApi } from '../../../../src/core/engine/speak/engineApi.ts';
import { DockerEngine } from '../../../../src/core/engine/dockerEngine.ts';
import type { Log } from '../../../../src/core/ports/log.ts';
import type { LocalConnection } from './localConnection.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex) => void;

export const never = new AbortController().signal;

/** An HTTP server on a Unix socket that answers as a test tells it. */
export async function fakeEngine(answer: Answer, upgrade?: Upgrade): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dockhop-engine-'));
  const socketPath = join(directory, 'engine.sock');
  const server = createServer(answer);
  if (upgrade) server.on('upgrade', upgrade);
  server.listen(socketPath);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });
  return socketPath;
}

export function engineAt(socket: string, connection: LocalConnection, log: Log): DockerEngine {
  const info = {
    id: 'docker',
    kind: 'docker' as const,
    rootless: false,
    version: '1',
    apiVersion: '1.41',
    socket,
  };
  return new DockerEngine(new EngineApi(connection, { socket }), info, log);
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** One frame of a multiplexed stream. */
export function frame(kind: number, payload: string | Uint8Array): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

export const idOf = (digit: string): string => digit.repeat(64);
