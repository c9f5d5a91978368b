import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { utils } from 'ssh2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Prompter } from '../../../../../src/core/ports/prompter.ts';
import { connectHop } from '../../../../../src/core/ssh/builtin/connectHop.ts';
import type { SshConnection } from '../../../../../src/core/ssh/builtin/sshConnection.ts';
import { nobody } from '../../../../nobody.ts';
import { clientKey, fakeSshServer, tcpServer, type Behaviour } from '../fakeSshServer.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 1000, timeoutMs: 5000 };

interface Options {
  readonly signal?: AbortSignal;
  readonly prompter?: Prompter;
  readonly knownHosts?: string;
  readonly key?: string;
  readonly strictness?: string;
  readonly pausesMs?: readonly number[];
  readonly connectTimeout?: string;
}

async function connectTo(port: number, options: Options = {}): Promise<SshConnection> {
  const directory = await temporaryDirectory();
  const keyFile = path.join(directory, 'key');
  const knownHostsFile = path.join(directory, 'known_hosts');
  await writeFile(keyFile, options.key ?? clientKey.private, { mode: 0o600 });
  await writeFile(knownHostsFile, options.knownHosts ?? '');
  const config = {
    identityfile: keyFile,
    identityagent: 'none',
    stricthostkeychecking: options.strictness ?? 'accept-new',
    userknownhostsfile: knownHostsFile,
    ...(options.connectTimeout === undefined ? {} : { connecttimeout: options.connectTimeout }),
  };
  const hop = someHop(config, { hostName: '127.0.0.1', port });
  const tools = { prompter: options.prompter ?? nobody, log: silentLog };
  const hops = { host: 'gpu1', hops: [hop] } as const;
  const signal = options.signal ?? never;
  const connection = await connectHop(hops, undefined, tools, signal, options.pausesMs ?? [1, 1]);
  onTestFinished(() => connection.close());
  return connection;
}

async function connected(behaviour: Behaviour): Promise<SshConnection> {
  return connectTo((await fakeSshServer(behaviour)).port);
}

describe('connecting', () => {
  test('lets a key in and runs a program', async () => {
    const server = await fakeSshServer();
    const connection = await connectTo(server.port, {
      knownHosts: server.knownHost,
      strictness: 'yes',
    });
    expect(await connection.run(['echo', 'x'], limits, never)).toEqual({
      exitCode: 0,
      stdout: 'echo x\n',
      stderr: '',
    });
    await connection.close();
    await server.isEmpty();
    expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST' });
    await expect(connection.run(['x'], limits, never)).rejects.toBe(connection.closed.reason);
  });

  test('a port without a listener is unreachable', async () => {
    const server = await tcpServer(() => undefined);
    await expect(connectTo(1)).rejects.toMatchObject({
      code: 'JUMP_UNREACHABLE',
      hop: 'gpu1',
      details: { reason: 'connection refused', address: '127.0.0.1:1' },
    });
    expect(server.count()).toBe(0);
  });

  test.each([
    ['hangs up at once', '', 3],
    ['says that it is busy', 'Exceeded MaxStartups\r\n', 3],
    ['speaks another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 1],
    ['bars us for a while', 'Not allowed at this time\r\n', 1],
    ['greets and hangs up', 'SSH-2.0-x\r\n', 1],
  ])('a server that %s is knocked at as often as is of use', async (_, greeting, times) => {
    const server = await tcpServer((socket) => socket.end(greeting));
    await expect(connectTo(server.port)).rejects.toMatchObject({ hop: 'gpu1' });
    expect(server.count()).toBe(times);
  });

  test('one that has room at the second knock is entered, and one that refuses is left alone', async () => {
    const server = await fakeSshServer();
    let knocks = 0;
    const door = await tcpServer((socket) => {
      if (++knocks === 1) socket.end('Exceeded MaxStartups\r\n');
      else socket.pipe(connect(server.port, '127.0.0.1')).pipe(socket);
    });
    const connection = await connectTo(door.port);
    expect((await connection.run(['echo', 'x'], limits, never)).stdout).toBe('echo x\n');
    const stranger = utils.generateKeyPairSync('ed25519').private;
    await expect(connectTo(door.port, { key: stranger })).rejects.toHaveProperty(
      'code',
      'AUTH_FAILED',
    );
    expect(knocks).toBe(3);
  });

  test('ConnectTimeout is for a server, too, that says nothing, or greets and says no more', async () => {
    const outcomes = ['', 'SSH-2.0-x\r\n'].map(async (greeting) => {
      const server = await tcpServer((socket) => void socket.resume().write(greeting));
      await expect(connectTo(server.port, { connectTimeout: '1' })).rejects.toMatchObject({
        code: 'HOP_TIMEOUT',
        details: { seconds: '1', phase: 'agreeing on keys' },
      });
      await server.isEmpty();
      expect(server.count()).toBe(1);
    });
    await Promise.all(outcomes);
  });

  test('waiting before the next knock can be cancelled', async () => {
    const controller = new AbortController();
    const server = await tcpServer((socket) => {
      socket.once('close', () => {
        controller.abort();
      });
      socket.resume().end();
    });
    const options = { signal: controller.signal, pausesMs: [600_000] };
    await expect(connectTo(server.port, options)).rejects.toHaveProperty('name', 'AbortError');
    expect(server.count()).toBe(1);
  });

  test('a key that nobody vouches for is refused, and the server left', async () => {
    const server = await fakeSshServer();
    const refused = connectTo(server.port, { strictness: 'ask' });
    await expect(refused).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN', hop: 'gpu1' });
    await server.isEmpty();
  });

  test('another key than the known one is refused, whatever is asked', async () => {
    const server = await fakeSshServer();
    const other = utils.parseKey(clientKey.public);
    if (other instanceof Error) throw other;
    const blob = other.getPublicSSH().toString('base64');
    const knownHosts = `[127.0.0.1]:${server.port} ssh-ed25519 ${blob}\n`;
    const refused = connectTo(server.port, { knownHosts, strictness: 'no' });
    await expect(refused).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED' });
    await server.isEmpty();
  });
});

describe('authentication', () => {
  const other = utils.generateKeyPairSync('ed25519').private;

  test('a key that is not accepted is named', async () => {
    const { port } = await fakeSshServer();
    await expect(connectTo(port, { key: other })).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      details: { user: 'alice', tried: expect.stringMatching(/\/key$/) as unknown },
    });
  });

  test('shows no key to a server that takes none, and says what it takes', async () => {
    const methods: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        methods.push(context.method);
        context.reject(['hostbased']);
      },
    });
    const failed = await connectTo(port).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'AUTH_FAILED' });
    expect(String(failed)).toContain('it accepts only hostbased');
    expect(methods).toEqual(['none']);
  });

  test('a second factor is named', async () => {
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        const isKey = context.method === 'publickey';
        context.reject(isKey ? ['keyboard-interactive'] : ['publickey'], isKey);
      },
    });
    await expect(connectTo(port)).rejects.toThrow(/part of it was accepted, but it also asks for/);
  });

  test('a key that cannot be read is an obstacle, not a crash', async () => {
    const { port } = await fakeSshServer();
    const key = 'x\n-----BEGIN RSA PRIVATE KEY-----\nnonsense\n-----END RSA PRIVATE KEY-----\n';
    await expect(connectTo(port, { key })).rejects.toThrow(/its format is not supported/);
  });

  test('a hop that dies meanwhile is lost, not refusing', async () => {
    const server = await fakeSshServer({
      authenticate: () => {
        server.cut();
      },
    });
    await expect(connectTo(server.port)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('cancelling', () => {
  test('while the server keeps silent leaves no socket', async () => {
    const controller = new AbortController();
    const server = await tcpServer(() => {
      controller.abort();
    });
    const cancelled = connectTo(server.port, { signal: controller.signal });
    await expect(cancelled).rejects.toHaveProperty('name', 'AbortError');
    await server.isEmpty();
  });

  test('while it authenticates leaves no socket', async () => {
    const controller = new AbortController();
    const server = await fakeSshServer({
      authenticate: () => {
        controller.abort();
      },
    });
    const cancelled = connectTo(server.port, { signal: controller.signal });
    await expect(cancelled).rejects.toHaveProperty('name', 'AbortError');
    await server.isEmpty();
  });

  test('while the person is asked withdraws the question, and so does a server that hangs up', async () => {
    for (const hangsUp of [true, false]) {
      const controller = new AbortController();
      const server = await fakeSshServer();
      const withdrawn: AbortSignal[] = [];
      const prompter: Prompter = {
        ...nobody,
        trustHostKey: (_, signal) => {
          if (hangsUp) server.cut();
          else controller.abort();
          return new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              withdrawn.push(signal);
              resolve('yes');
            });
            if (signal.aborted) resolve('yes');
            if (signal.aborted) withdrawn.push(signal);
          });
        },
      };
      const options = { prompter, strictness: 'ask', signal: controller.signal };
      const expected = hangsUp ? { code: 'ANSWER_NEEDED' } : { name: 'AbortError' };
      await expect(connectTo(server.port, options)).rejects.toMatchObject(expected);
      await server.isEmpty();
      expect(withdrawn).toHaveLength(1);
    }
  });
});

describe('running programs', () => {
  test('feeds standard input, keeps both outputs and the status apart', async () => {
    const connection = await connected({
      execute: (command, channel) => {
        if (command === 'true') return;
        let input = '';
        channel.on('data', (chunk: Buffer) => (input += chunk.toString()));
        channel.once('end', () => {
          channel.stderr.write('oops');
          channel.write(input.toUpperCase());
          channel.exit(3);
          channel.end();
        });
      },
    });
    const result = await connection.run(['x'], { ...limits, stdin: 'hello' }, never);
    expect(result).toEqual({ exitCode: 3, stdout: 'HELLO', stderr: 'oops' });
  });

  test('stops a program that says too much', async () => {
    const connection = await connected({
      execute: (_, channel) => void channel.write(Buffer.alloc(100_000)),
    });
    await expect(connection.run(['yes'], limits, never)).rejects.toMatchObject({
      code: 'OUTPUT_TOO_LONG',
    });
  });

  test('gives up on a program that never ends, and can be told to', async () => {
    const connection = await connected({ execute: () => undefined });
    const short = { ...limits, timeoutMs: 50 };
    await expect(connection.run(['menu'], short, never)).rejects.toMatchObject({
      code: 'HOP_TIMEOUT',
      details: { phase: 'running menu' },
    });
    const controller = new AbortController();
    const cancelled = connection.run(['menu'], limits, controller.signal);
    controller.abort();
    await expect(cancelled).rejects.toHaveProperty('name', 'AbortError');
  });

  test('a hop that runs nothing is named as such', async () => {
    const noExec = await connected({ refusesExec: true });
    await expect(noExec.run(['x'], limits, never)).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
      hop: 'gpu1',
    });
    const noSession = await connected({ maxSessions: 0 });
    await expect(noSession.run(['x'], limits, never)).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
    });
  });

  test('a server with fewer sessions than we would like gets them one after the other', async () => {
    const connection = await connected({ maxSessions: 1 });
    const runs = Array.from({ length: 12 }, (_, index) =>
      connection.run(['echo', index.toString()], limits, never),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ stdout }) => stdout)).toEqual(
      results.map((_, index) => `echo ${index}\n`),
    );
    // One right behind the other, with a sign of life in between.
    for (const word of ['a', 'b', 'c']) {
      const [{ stdout }] = await Promise.all([
        connection.run(['echo', word], limits, never),
        connection.feelPulse(),
      ]);
      expect(stdout).toBe(`echo ${word}\n`);
    }
  });

  test('never sends what a shell could misread', async () => {
    const server = await fakeSshServer();
    const connection = await connectTo(server.port);
    await expect(connection.run(['echo', '$(id)'], limits, never)).rejects.toHaveProperty('code');
    expect(server.commands).not.toContainEqual(expect.stringContaining('id'));
  });

  test('a connection that is cut in the middle is lost, not an answer', async () => {
    const server = await fakeSshServer({
      execute: (command, channel) => {
        channel.write('half an answer');
        if (command !== 'true') server.cut();
      },
    });
    const connection = await connectTo(server.port);
    await expect(connection.run(['x'], limits, never)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      hop: 'gpu1',
    });
    expect(connection.closed.aborted).toBe(true);
  });
});

describe('a sign of life', () => {
  test('is any answer, also a refusal', async () => {
    for (const behaviour of [{}, { refusesExec: true }, { maxSessions: 0 }]) {
      const connection = await connected(behaviour);
      await connection.feelPulse();
      expect(connection.closed.aborted).toBe(false);
    }
  });

  test('that does not come means that the hop is lost', async () => {
    const server = await fakeSshServer();
    const connection = await connectTo(server.port);
    for (const socket of server.sockets) socket.removeAllListeners('data').pause();
    const soon = AbortSignal.timeout(50);
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(soon);
    onTestFinished(() => {
      timeout.mockRestore();
    });
    await connection.feelPulse();
    expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'gpu1' });
  });
});

describe('streams', () => {
  test('a program’s output comes in full, with either side reading slowly', async () => {
    const sent = Buffer.alloc(5_000_000, 'abcdefg');
    const connection = await connected({
      execute: (_, channel) => {
        channel.write(sent);
        channel.exit(0);
        channel.end();
      },
    });
    const stream = await connection.openProgram(['cat'], never);
    stream.pause();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await buffer(stream)).equals(sent)).toBe(true);
  });

  test('a stream on a connection that is lost ends with the reason', async () => {
    const server = await fakeSshServer({ execute: () => undefined });
    const connection = await connectTo(server.port);
    const stream = await connection.openProgram(['sleep'], never);
    const ended = new Promise((resolve) => stream.once('error', resolve));
    server.cut();
    expect(await ended).toMatchObject({ code: 'CONNECTION_LOST', hop: 'gpu1' });
    expect(stream.destroyed).toBe(true);
  });

  test('what is written after the far end is gone fails, and does not wait for ever', async () => {
    const connection = await connected({
      execute: (_, channel) => {
        channel.exit(0);
        channel.end();
      },
    });
    const stream = await connection.openProgram(['true'], never);
    await new Promise((resolve) => stream.resume().once('close', resolve));
    const written = new Promise((resolve) => stream.write('x', resolve));
    expect(await written).toBeInstanceOf(Error);
  });

  test('a session ends when its stream is destroyed unread', async () => {
    const connection = await connected({
      maxSessions: 1,
      execute: (_, channel) => void channel.write('unread'),
    });
    const first = await connection.openProgram(['a'], never);
    first.destroy();
    const second = await connection.openProgram(['b'], never);
    second.destroy();
  });

  test('a refused forward names the hop that refuses', async () => {
    const connection = await connected({});
    const next = someHop({}, { name: 'next', hostName: '::1', port: 1 });
    await expect(connection.openForward(next, never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
      hop: 'gpu1',
      details: { target: '[::1]:1' },
    });
    await expect(connection.openSocket('/x.sock', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
    });
  });
});
