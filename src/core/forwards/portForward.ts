import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { joinStreams } from './joinStreams.ts';

/** Never another: what is forwarded is for this machine alone. */
export const loopback = '127.0.0.1';

/** Ports below need privileges on most systems. */
const firstUnprivileged = 1024;

export interface PortForwardOptions {
  /** In the container; the same is taken on this machine where it is free. */
  readonly port: number;
  /** One stream to that port, for each connection. */
  readonly open: (signal: AbortSignal) => Promise<Duplex>;
  /** Something that a person sees is different. */
  readonly onChange: () => void;
}

/** Listens on this machine and carries each connection to a port in a container. */
export class PortForward {
  readonly localPort: number;
  readonly #server: Server;
  readonly #options: PortForwardOptions;
  readonly #closing = new AbortController();
  readonly #near = new Set<Socket>();
  #failure: unknown;

  private constructor(server: Server, localPort: number, options: PortForwardOptions) {
    this.#server = server;
    this.localPort = localPort;
    this.#options = options;
    server.on('connection', (near) => {
      void this.#carry(near);
    });
  }

  /** Begins to listen. */
  static async listen(options: PortForwardOptions): Promise<PortForward> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    return new PortForward(server, await listenNear(server, options.port), options);
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.#near.size;
  }

  /** Why the last connection did not come about; undefined when it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A connection came about and found nobody at its end. */
  refused(failure: unknown): void {
    this.#tell(failure);
  }

  /** Ends every connection; resolves when nothing listens any more. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const near of this.#near) near.resetAndDestroy();
    await closed;
  }

  async #carry(near: Socket): Promise<void> {
    this.#near.add(near);
    const gone = new AbortController();
    near.on('error', () => undefined);
    near.once('close', () => {
      gone.abort();
      this.#near.delete(near);
      this.#options.onChange();
    });
    this.#options.onChange();
    try {
      const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
      const far = await this.#options.open(signal);
      if (signal.aborted) {
        far.destroy();
        return;
      }
      joinStreams(near, far);
      this.#tell(undefined);
    } catch (error) {
      near.resetAndDestroy();
      if (!gone.signal.aborted) this.#tell(error);
    }
  }

  #tell(failure: unknown): void {
    if (failure === this.#failure) return;
    this.#failure = failure;
    this.#options.onChange();
  }
}

/** @returns the port that was given. */
async function listenNear(server: Server, wanted: number): Promise<number> {
  if (wanted >= firstUnprivileged) {
    const port = await tryListen(server, wanted).catch(() => undefined);
    if (port !== undefined) return port;
  }
  return tryListen(server, 0);
}

async function tryListen(server: Server, port: number): Promise<number> {
  server.listen({ host: loopback, port, exclusive: true });
  await once(server, 'listening');
  return addressOf(server).port;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address of a socket');
  return address;
}
