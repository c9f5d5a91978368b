import { EventEmitter } from 'node:events';
import { PassThrough, type Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HopConnection } from '../../../src/core/ssh/connection.ts';
import type { Hop, HopPath } from '../../../src/core/ssh/config/path.ts';
import { SshConnection } from '../../../src/core/ssh/builtin/sshConnection.ts';
import { Heartbeat, type Kept } from '../../../src/core/ssh/heartbeat.ts';
import type { Login } from '../../../src/core/ssh/login/login.ts';
import { limits } from '../../guards/limits.ts';
import { overruns, type Figures } from '../../guards/overruns.ts';
import { silentLog } from '../core/ssh/silentLog.ts';
import { someHop } from '../core/ssh/someHop.ts';

const never = new AbortController().signal;
const hosts = Array.from({ length: 10 }, (_, index) => `gpu${index}`);
const whileMs = 600_000;
const minutes = whileMs / 60_000;

const jump = someHop({}, { name: 'jump' });

/** The client of a hop that answers at once what it is asked to show that it is there. */
class AnsweringClient extends EventEmitter {
  readonly _callbacks: (() => void)[] = [];
  readonly _protocol = {
    ping: (): void => {
      this.#onAsked();
      this._callbacks.shift()?.();
    },
  };
  readonly #onAsked: () => void;

  constructor(onAsked: () => void) {
    super();
    this.#onAsked = onAsked;
  }

  exec(_command: string, done: (error: Error) => void): void {
    done(new Error('refused'));
  }

  forwardOut(...words: readonly unknown[]): void {
    const channel = Object.assign(new PassThrough(), { stderr: new PassThrough(), close: () => 0 });
    (words.at(-1) as (error: undefined, channel: Duplex) => void)(undefined, channel);
  }
}

/** Ten hosts that are connected through one jump host, as the pool keeps them. */
class TenHosts {
  isUsed = false;
  #keepAlives = 0;
  #ofJump = 0;
  #looks = 0;
  readonly #all: Kept[] = [];
  readonly #heartbeat = new Heartbeat(() => {
    this.#looks += 1;
    return this.#all;
  });

  /** @param config what the hosts have of their own in it. */
  async connect(config: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#heartbeat.start();
    const line: Duplex = new PassThrough();
    const onAsked = (): void => {
      this.#ofJump += 1;
      line.emit('data', Buffer.from('!'));
    };
    const carrier = this.#connected([jump], line, onAsked);
    this.#keep(carrier);
    for (const name of hosts) {
      const host = someHop(config, { name, via: 'jump' });
      const stream = await carrier.openForward(host, never);
      const connection = this.#connected([jump, host], stream, () => {
        this.#keepAlives += 1;
        // Through the jump host, whose own words carry it.
        line.emit('data', Buffer.from('!'));
        stream.emit('data', Buffer.from('!'));
      });
      this.#keep(connection);
    }
  }

  /** What there is now, and what happens in a minute. */
  async figures(): Promise<Figures> {
    const timers = vi.getTimerCount();
    this.#keepAlives = this.#ofJump = this.#looks = 0;
    await vi.advanceTimersByTimeAsync(whileMs);
    return {
      timers,
      looks: this.#looks / minutes,
      keepAlives: this.#keepAlives / minutes,
      keepAlivesOfJump: this.#ofJump / minutes,
    };
  }

  dispose(): void {
    this.#heartbeat.stop();
  }

  /** The jump host is used while what it carries is. */
  #keep(connection: HopConnection): void {
    const isUsed = (): boolean => this.isUsed;
    this.#all.push({
      connection,
      get isUsed() {
        return isUsed();
      },
    });
  }

  #connected(hops: HopPath['hops'], stream: Duplex, onAsked: () => void): HopConnection {
    const client = new AnsweringClient(onAsked);
    const login = { client } as unknown as Login;
    const carrier = this.#all[0]?.connection;
    const path: HopPath = { host: (hops.at(-1) ?? (jump satisfies Hop)).name, hops };
    return new SshConnection(path, { login, stream, carrier, log: silentLog });
  }
}

let connected: TenHosts;

beforeEach(async () => {
  vi.useFakeTimers();
  connected = await tenHosts();
});
afterEach(() => {
  connected.dispose();
  vi.useRealTimers();
});

async function tenHosts(config: Readonly<Record<string, string>> = {}): Promise<TenHosts> {
  const hosts = new TenHosts();
  await hosts.connect(config);
  // What they were connected for is over, and the clock has slowed down.
  await vi.advanceTimersByTimeAsync(10_000);
  return hosts;
}

describe('ten hosts behind one jump host', () => {
  it('that nobody uses are asked once a minute, all at once, and the jump host never', async () => {
    expect(overruns(limits.idle, await connected.figures())).toEqual([]);
  });

  it('that somebody uses are asked four times a minute, and the jump host never', async () => {
    connected.isUsed = true;
    await vi.advanceTimersByTimeAsync(60_000);
    const figures = await connected.figures();
    expect(overruns(limits.used, figures)).toEqual([]);
    const refused = overruns(limits.idle, figures);
    expect(refused).toEqual(['looks: 12, at most 1', 'keepAlives: 40, at most 10']);
  });

  it('that nobody uses are asked as often as the ServerAliveInterval of the person wants', async () => {
    connected.dispose();
    connected = await tenHosts({ serveraliveinterval: '15' });
    const refused = overruns(limits.idle, await connected.figures());
    expect(refused).toEqual(['looks: 4, at most 1', 'keepAlives: 40, at most 10']);
  });

  it('may not have a clock each', async () => {
    const clocks = hosts.map(() => setInterval(() => undefined, 15_000));
    expect(overruns(limits.idle, await connected.figures())).toEqual(['timers: 11, at most 1']);
    for (const clock of clocks) clearInterval(clock);
  });
});
