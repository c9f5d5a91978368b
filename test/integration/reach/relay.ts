import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Where a login is, as far as anybody can see who only carries its bytes (RFC 4253). */
export type Stage = 'connected' | 'greeted' | 'agreeing' | 'encrypted';
export type Fate = 'cut' | 'freeze';

/**
 * A line to a real SSH server that goes dead on demand: it is cut, or swallows everything from then
 * on without a word.
 */
export class Relay {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #lines = new Set<Line>();
  #fate: { readonly stage: Stage; readonly fate: Fate } | undefined;
  #count = 0;

  private constructor(server: Server, port: number, targetPort: number) {
    this.#server = server;
    this.port = port;
    this.#targetPort = targetPort;
    server.on('connection', (socket) => {
      this.#carry(socket);
    });
  }

  /** To a port of this machine, until the test is over. */
  static async to(targetPort: number): Promise<Relay> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const relay = new Relay(server, address.port, targetPort);
    onTestFinished(() => {
      relay.act('cut');
      server.close();
    });
    return relay;
  }

  /** Lines so far. */
  get count(): number {
    return this.#count;
  }

  /** What happens to each line from now on, and when; nothing without it. */
  plan(stage: Stage | undefined, fate: Fate): void {
    this.#fate = stage && { stage, fate };
  }

  /** Does it to the lines that there are. */
  act(fate: Fate): void {
    for (const line of this.#lines) line.act(fate);
  }

  /** Resolves when nobody is on the line any more. */
  async isEmpty(): Promise<void> {
    if (this.#lines.size > 0) await once(this.#server, 'empty');
  }

  /** Takes no calls, as a machine that restarts. */
  async stop(): Promise<void> {
    this.#server.close();
    this.act('cut');
    await once(this.#server, 'close');
  }

  async start(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #carry(near: Socket): void {
    this.#count++;
    const line = new Line(near, connect(this.#targetPort, '127.0.0.1'), (stage) => {
      if (this.#fate?.stage === stage) line.act(this.#fate.fate);
    });
    this.#lines.add(line);
    near.once('close', () => {
      line.act('cut');
      this.#lines.delete(line);
      if (this.#lines.size === 0) this.#server.emit('empty');
    });
    line.begin();
  }
}

class Line {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #reached: (stage: Stage) => void;
  #isFrozen = false;
  #said = Buffer.alloc(0);
  #stage: Stage = 'connected';

  constructor(near: Socket, far: Socket, reached: (stage: Stage) => void) {
    this.#near = near;
    this.#far = far;
    this.#reached = reached;
    for (const socket of [near, far]) socket.on('error', () => undefined);
  }

  begin(): void {
    this.#reached('connected');
    this.#far.on('data', (chunk) => {
      this.#pass(chunk, this.#near);
      this.#reach('greeted');
    });
    this.#near.on('data', (chunk) => {
      this.#pass(chunk, this.#far);
      if (this.#stage === 'encrypted') return;
      this.#said = Buffer.concat([this.#said, chunk]);
      const types = packetTypes(this.#said);
      if (types.length > 0) this.#reach('agreeing');
      if (types.includes(newKeys)) this.#reach('encrypted');
    });
    this.#far.once('close', () => {
      if (!this.#isFrozen) this.#near.destroy();
    });
  }

  act(fate: Fate): void {
    this.#isFrozen = true;
    if (fate === 'freeze') return;
    this.#near.destroy();
    this.#far.destroy();
  }

  /** Each stage once, and only forward. */
  #reach(stage: Stage): void {
    const stages: readonly Stage[] = ['connected', 'greeted', 'agreeing', 'encrypted'];
    if (stages.indexOf(stage) <= stages.indexOf(this.#stage)) return;
    this.#stage = stage;
    this.#reached(stage);
  }

  #pass(chunk: Buffer, to: Socket): void {
    if (!this.#isFrozen) to.write(chunk);
  }
}

/** SSH_MSG_NEWKEYS (RFC 4253, section 7.3): what follows is encrypted. */
const newKeys = 21;

/** The types of the whole packets that a client has sent in the clear, after its identification. */
function packetTypes(said: Buffer): number[] {
  const types: number[] = [];
  let at = said.indexOf('\n') + 1;
  while (at > 0 && at + 5 < said.length) {
    const end = at + 4 + said.readUInt32BE(at);
    if (end > said.length) break;
    types.push(said.readUInt8(at + 5));
    if (types.at(-1) === newKeys) break;
    at = end;
  }
  return types;
}
