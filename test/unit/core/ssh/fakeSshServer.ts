import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import {
  Server,
  utils,
  type AuthContext,
  type Connection,
  type KexAlgorithm,
  type ServerChannel,
} from 'ssh2';
import { onTestFinished } from 'vitest';

const hostKey = utils.generateKeyPairSync('ed25519');
/** A key that may be let in. */
export const clientKey = utils.generateKeyPairSync('ed25519');

/** How the server behaves; by default it lets the client's key in and runs what it is asked to. */
export interface Behaviour {
  readonly authenticate?: (context: AuthContext) => void;
  /** What it says it is: `OpenSSH_9.2`; by default what ssh2 says. */
  readonly ident?: string;
  /** Says that it offers authentication only when somebody has tried. */
  readonly withholdsService?: boolean;
  /** Shown before a login. */
  readonly banner?: string;
  /** The only way to agree on keys that it knows. */
  readonly keyExchange?: KexAlgorithm;
  /** Runs a command on a channel. */
  readonly execute?: (command: string, channel: ServerChannel) => void;
  /** The most sessions a connection may have at a time. */
  readonly maxSessions?: number;
  readonly refusesExec?: boolean;
  /** Forwards to any address. */
  readonly forwards?: boolean;
}

export interface FakeServer {
  readonly port: number;
  /** The line for known_hosts. */
  readonly knownHost: string;
  /** Connections so far. */
  readonly count: () => number;
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Commands that were run. */
  readonly commands: readonly string[];
  /** Keep-alives that came. */
  readonly keepAlives: () => number;
  /** Resolves when nobody is connected any more. */
  isEmpty(): Promise<void>;
  /** Cuts all connections, without a word. */
  cut(): void;
}

/** An SSH server in this process, for what a real one does not do on demand. */
export async function fakeSshServer(behaviour: Behaviour = {}): Promise<FakeServer> {
  const commands: string[] = [];
  let keepAlives = 0;
  const { banner, ident, keyExchange } = behaviour;
  const config = {
    hostKeys: [hostKey.private],
    // Never, for ssh2 takes 0 for fifteen seconds: a clock that a test sets would set this one too.
    keepaliveInterval: 2 ** 31 - 1,
    // It answers them by itself, and tells nobody else.
    debug: (line: string): void => {
      if (line.endsWith('Inbound: GLOBAL_REQUEST (keepalive@openssh.com)')) keepAlives++;
    },
    ...(ident === undefined ? {} : { ident }),
    ...(banner === undefined ? {} : { banner }),
    ...(keyExchange === undefined ? {} : { algorithms: { kex: [keyExchange] } }),
  };
  const ssh = new Server(config, (connection) => {
    serve(connection, behaviour, commands);
  });
  const tcp = await tcpServer((socket) => {
    ssh.injectSocket(socket);
  });
  const parsed = utils.parseKey(hostKey.public);
  if (parsed instanceof Error) throw parsed;
  const key = parsed.getPublicSSH().toString('base64');
  const knownHost = `[127.0.0.1]:${tcp.port} ssh-ed25519 ${key}\n`;
  return { ...tcp, commands, keepAlives: () => keepAlives, knownHost };
}

type Tcp = Omit<FakeServer, 'commands' | 'keepAlives' | 'knownHost'>;

/** A server on a free port of this machine that is gone when the test is over. */
export async function tcpServer(serveSocket: (socket: Socket) => void): Promise<Tcp> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: TcpServer = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) server.emit('empty');
    });
    serveSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const isEmpty = async (): Promise<void> => {
    if (sockets.size > 0) await once(server, 'empty');
  };
  return { port: portOf(server), count: () => connections, sockets, cut, isEmpty };
}

export function portOf(server: TcpServer): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function serve(connection: Connection, behaviour: Behaviour, commands: string[]): void {
  let sessions = 0;
  // As sshd at its worst: the place of an ended session is free after the next question for one.
  let ended = 0;
  connection.on('error', () => undefined);
  if (behaviour.withholdsService === true) withholdService(connection);
  connection.on('authentication', behaviour.authenticate ?? letClientKeyIn);
  connection.on('session', (accept, reject) => {
    if (sessions >= (behaviour.maxSessions ?? Infinity)) {
      sessions -= ended;
      ended = 0;
      reject();
      return;
    }
    sessions++;
    const session = accept();
    session.once('close', () => ended++);
    session.on('exec', (acceptExec, rejectExec, { command }) => {
      commands.push(command);
      if (behaviour.refusesExec === true) rejectExec();
      else (behaviour.execute ?? echo)(command, acceptExec());
    });
  });
  if (behaviour.forwards !== true) return;
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const socket = connect(destPort, destIP);
    socket.once('connect', () => {
      const channel = accept();
      socket.pipe(channel).pipe(socket);
      channel.on('error', () => undefined);
      channel.once('close', () => socket.destroy());
    });
    socket.on('error', () => {
      reject();
    });
  });
}

export function isClientKey(context: AuthContext): boolean {
  const parsed = utils.parseKey(clientKey.public);
  if (parsed instanceof Error) throw parsed;
  return context.method === 'publickey' && context.key.data.equals(parsed.getPublicSSH());
}

/** What sshd does with a key it knows, without checking the signature. */
export function letClientKeyIn(context: AuthContext): void {
  if (isClientKey(context)) context.accept();
  else context.reject(['publickey']);
}

/** ssh2 answers at once, by this. */
function withholdService(connection: Connection): void {
  const protocol = Reflect.get(connection, '_protocol') as { serviceAccept(name: string): void };
  const accept = protocol.serviceAccept.bind(protocol);
  protocol.serviceAccept = (name) => {
    connection.prependOnceListener('authentication', () => {
      accept(name);
    });
  };
}

function echo(command: string, channel: ServerChannel): void {
  channel.write(`${command}\n`);
  channel.exit(0);
  channel.end();
}
