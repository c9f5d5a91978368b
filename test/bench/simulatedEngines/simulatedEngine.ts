import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { chmod } from 'node:fs/promises';
import { SimulatedContainer } from './simulatedContainer.ts';

/** Requests by their kind: `list`, `inspect`, `events` and so on. */
export type Requests = Readonly<Record<string, number>>;

/** What of a container must be seen in a tree. */
export interface Truth {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** A Docker Engine with containers that do nothing, on a Unix socket: its list, and its events. */
export class SimulatedEngine {
  readonly #number: number;
  readonly #containers: SimulatedContainer[];
  readonly #listeners = new Set<ServerResponse>();
  #happened = 0;
  readonly #requests = new Map<string, number>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response);
  });

  constructor(number: number, count: number) {
    this.#number = number;
    this.#containers = Array.from(
      { length: count },
      (_, index) => new SimulatedContainer(number, index),
    );
  }

  async listen(socket: string): Promise<void> {
    this.#server.listen(socket);
    await once(this.#server, 'listening');
    await chmod(socket, 0o666);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get requests(): Requests {
    return Object.fromEntries(this.#requests);
  }

  get truth(): readonly Truth[] {
    return this.#containers.map(({ id, name, state }) => ({ id, name, state }));
  }

  /** Does one thing to one container, another one each time, and reports it. */
  happen(): void {
    const number = this.#happened++;
    const container = this.#containers[number % this.#containers.length];
    if (!container) return;
    switch (number % 4) {
      case 0:
        container.isUp = !container.isUp;
        this.#report(container.isUp ? 'start' : 'die', container);
        break;
      case 1:
        container.name = `${container.name}-renamed`;
        this.#report('rename', container);
        break;
      case 2:
        this.#containers.splice(this.#containers.indexOf(container), 1);
        this.#report('destroy', container);
        break;
      default: {
        const created = new SimulatedContainer(this.#number, 100_000 + number);
        this.#containers.push(created);
        this.#report('create', created);
      }
    }
  }

  #report(action: string, { id, labels, name, image }: SimulatedContainer): void {
    const event = {
      Type: 'container',
      Action: action,
      Actor: { ID: id, Attributes: { ...labels, name, image } },
      scope: 'local',
      timeNano: Date.now() * 1e6,
    };
    for (const listener of this.#listeners) listener.write(`${JSON.stringify(event)}\n`);
  }

  #answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = url.replace(/^\/v[\d.]+(?=\/)/, '').split('?');
    const id = /^\/containers\/([0-9a-f]{64})\/json$/.exec(path)?.[1];
    if (path === '/_ping') this.#say('ping', response, 'OK');
    else if (path === '/version') this.#say('version', response, version);
    else if (path === '/info') this.#say('info', response, { ID: `SIMULATED:${this.#number}` });
    else if (path === '/events') this.#follow(response);
    else if (path === '/containers/json') {
      this.#say(
        'list',
        response,
        this.#containers.map((container) => container.row),
      );
    } else if (id !== undefined) {
      const container = this.#containers.find((one) => one.id === id);
      if (container) this.#say('inspect', response, container.details);
      else this.#say('inspect', response, { message: `No such container: ${id}` }, 404);
    } else this.#say('other', response, { message: 'page not found' }, 404);
  }

  #follow(response: ServerResponse): void {
    this.#count('events');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
  }

  #say(kind: string, response: ServerResponse, value: unknown, status = 200): void {
    this.#count(kind);
    const headers = { 'Api-Version': version.ApiVersion, 'content-type': 'application/json' };
    response.writeHead(status, headers);
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  }

  #count(kind: string): void {
    this.#requests.set(kind, (this.#requests.get(kind) ?? 0) + 1);
  }
}

const version = {
  Version: '27.5.1',
  ApiVersion: '1.47',
  Components: [{ Name: 'Engine', Version: '27.5.1' }],
};
