import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Client } from 'ssh2';
import { vi } from 'vitest';
import { EngineAgent } from '../../src/core/engine/speak/engineAgent.ts';

/** How a program ended is asked for until it has: how often depends on the machine's speed. */
const isQuestionOfEnd = ({ method, path }: ClientRequest): boolean =>
  method === 'GET' && /^\/exec\/[0-9a-f]+\/json/.test(path);

const isStart = ({ method, path }: ClientRequest): boolean =>
  method === 'POST' && /^\/exec\/[0-9a-f]+\/start/.test(path);

/**
 * Counts what this process does where it leaves it, whatever code does it: requests at the agent that
 * carries all of them, what goes over SSH at ssh2's client, sockets and programs of this machine by
 * Node's diagnostics channels.
 */
export class Counting {
  readonly #spies = {
    connect: vi.spyOn(Client.prototype, 'connect'),
    programs: vi.spyOn(Client.prototype, 'exec'),
    forwards: vi.spyOn(Client.prototype, 'forwardOut'),
    streams: vi.spyOn(Client.prototype, 'openssh_forwardOutStreamLocal'),
    requests: vi.spyOn(EngineAgent.prototype, 'addRequest'),
  };
  readonly #processes: ChildProcess[] = [];
  #listed = 0;
  readonly #sockets: Socket[] = [];
  readonly #clients: Client[] = [];
  readonly #onProcess = (message: unknown): void => {
    this.#processes.push((message as { process: ChildProcess }).process);
  };
  readonly #onSocket = (message: unknown): void => {
    this.#sockets.push((message as { socket: Socket }).socket);
  };
  readonly #onResponse = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (!request.path.startsWith('/containers/json')) return;
    response.on('data', (bytes: Buffer) => {
      this.#listed += bytes.length;
    });
  };

  constructor() {
    subscribe('http.client.response.finish', this.#onResponse);
    subscribe('child_process', this.#onProcess);
    subscribe('net.client.socket', this.#onSocket);
  }

  /** What was done since the last time. */
  take() {
    const { connect, programs, forwards, streams, requests } = this.#spies;
    const asked = requests.mock.calls.map(([request]) => request);
    const counts = {
      connections: connect.mock.calls.length,
      /** On hosts. */
      programs: programs.mock.calls.length,
      /** To engines, and through hops. */
      streams: forwards.mock.calls.length + streams.mock.calls.length,
      requests: asked.filter((request) => !isQuestionOfEnd(request)).length,
      execs: asked.filter(isStart).length,
      /** On this machine. */
      processes: this.#processes.length,
    };
    this.#clients.push(...this.#connected());
    for (const spy of Object.values(this.#spies)) spy.mockClear();
    this.#processes.length = 0;
    return counts;
  }

  /** Bytes both ways on every TCP connection of this process so far. */
  get bytes(): number {
    return this.#sockets
      .filter(({ remotePort }) => remotePort !== undefined)
      .reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0);
  }

  /** Breaks every SSH connection that was made so far, as a network does that is gone. */
  breakConnections(): void {
    for (const client of [...this.#clients.splice(0), ...this.#connected()]) client.destroy();
  }

  #connected(): readonly Client[] {
    const contexts: readonly unknown[] = this.#spies.connect.mock.contexts;
    return contexts.filter((client) => client instanceof Client);
  }

  /** Bytes of the container lists that engines have sent so far. */
  get listed(): number {
    return this.#listed;
  }

  end(): void {
    unsubscribe('http.client.response.finish', this.#onResponse);
    unsubscribe('child_process', this.#onProcess);
    unsubscribe('net.client.socket', this.#onSocket);
    vi.restoreAllMocks();
  }
}
