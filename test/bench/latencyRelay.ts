import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { labSshConfig, publishedPort } from '../lab/lab.ts';

/** What went over the relay since it was last asked to count from zero. */
export interface Traffic {
  /** By TCP, from the client's side. */
  readonly connections: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /**
   * How many times the client had to wait for the far side before it could say what it said next: the
   * depth of the conversation, and not the number of its messages. Told by a logical clock: what the
   * client sends bears the time of the newest that it had received; what the far side sends is one later
   * than the newest that it had received. So what is said at once counts once, on however many channels,
   * and connecting by TCP is the first. What happens at the far side while something else is on the way
   * may count as its cause, so the number is never too small.
   */
  readonly roundTrips: number;
}

/**
 * A line with a round-trip time to a port of this machine, for a network cannot be delayed here: every
 * byte takes half of it, in order, in both directions. The round trip in which TCP connects, which the
 * loopback does not take, is made up for.
 */
export class LatencyRelay implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #connections = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  #roundTrips = 0;

  private constructor(server: Server, port: number, targetPort: number, roundTripMs: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket) => {
      this.#carry(socket, targetPort, roundTripMs);
    });
  }

  static async to(targetPort: number, roundTripMs: number): Promise<LatencyRelay> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new LatencyRelay(server, address.port, targetPort, roundTripMs);
  }

  get traffic(): Traffic {
    return {
      connections: this.#connections,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
      roundTrips: this.#roundTrips,
    };
  }

  /** Resolves when nobody is connected any more. */
  async isIdle(): Promise<void> {
    if (this.#sockets.size > 0) await once(this.#server, 'idle');
  }

  /** Counts from zero. The clocks of connections that are open go on: see {@link isIdle}. */
  reset(): void {
    this.#connections = this.#bytesUp = this.#bytesDown = this.#roundTrips = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #carry(near: Socket, targetPort: number, roundTripMs: number): void {
    this.#connections++;
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        if (this.#sockets.size === 0) this.#server.emit('idle');
      });
    }
    // Connected by TCP is the first round trip; nothing is heard of the far side before the second ends.
    const clock = { near: 1, far: 1 };
    const halfMs = roundTripMs / 2;
    const opened = performance.now() + roundTripMs;
    const hears = (time: number): void => {
      clock.near = Math.max(clock.near, time);
      this.#roundTrips = Math.max(this.#roundTrips, clock.near);
    };
    carry(near, far, {
      delayMs: halfMs,
      notBefore: opened + halfMs,
      stamp: () => clock.near,
      arrived: (time, bytes) => {
        clock.far = Math.max(clock.far, time);
        this.#bytesUp += bytes;
      },
    });
    carry(far, near, {
      delayMs: halfMs,
      notBefore: opened + roundTripMs,
      stamp: () => clock.far + 1,
      arrived: (time, bytes) => {
        hears(time);
        this.#bytesDown += bytes;
      },
    });
  }
}

interface Line {
  readonly delayMs: number;
  /** Nothing arrives before this, by `performance.now()`. */
  readonly notBefore: number;
  /** The logical time of what is sent now. */
  readonly stamp: () => number;
  readonly arrived: (time: number, bytes: number) => void;
}

/** One direction. Timers of one length go off in the order in which they were set, so nothing overtakes. */
function carry(from: Socket, to: Socket, { delayMs, notBefore, stamp, arrived }: Line): void {
  const later = (act: () => void): void => {
    const ms = Math.max(delayMs, notBefore - performance.now());
    if (ms > 0) setTimeout(act, ms).unref();
    else act();
  };
  from.on('data', (chunk) => {
    const time = stamp();
    later(() => {
      arrived(time, chunk.length);
      if (!to.destroyed) to.write(chunk);
    });
  });
  from.once('end', () => {
    later(() => to.end());
  });
  from.once('close', () => {
    later(() => to.destroy());
  });
}

export interface DelayedLab extends AsyncDisposable {
  /** For `ssh -F`: the lab's own config, with the jump host behind the relay. */
  readonly configFile: string;
  readonly relay: LatencyRelay;
}

/**
 * The lab as it is for somebody to whose jump host each round trip takes this long. Its host key is
 * verified as ever, by the entry that known_hosts has for the jump host's own port.
 */
export async function delayedLab(roundTripMs: number): Promise<DelayedLab> {
  const port = await publishedPort('jump');
  const relay = await LatencyRelay.to(port, roundTripMs);
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-latency-'));
  const configFile = path.join(directory, 'config');
  const lines = [
    'Host jump',
    `  Port ${relay.port}`,
    `  HostKeyAlias [127.0.0.1]:${port}`,
    // What comes first counts.
    'Host *',
    `Include ${labSshConfig}`,
  ];
  await writeFile(configFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    configFile,
    relay,
    [Symbol.asyncDispose]: async () => {
      await relay[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
