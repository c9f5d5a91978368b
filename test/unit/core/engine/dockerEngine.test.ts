import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ContainerDetails } from '../../../../src/core/engine/container.ts';
import type { ExecRequest } from '../../../../src/core/engine/engine.ts';
import { engineAt, fakeEngine, frame, idOf, json, never } from './fakeEngine.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { LocalConnection } from './localConnection.ts';

const lost = new Error('the connection to gpu1 was lost');

const row = {
  Id: idOf('a'),
  Names: ['/web'],
  Image: 'app:1',
  State: 'running',
  Status: 'Up',
  Ports: [],
  Labels: {},
};

async function engineThat(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade?: (request: IncomingMessage, socket: Duplex) => void,
) {
  const connection = new LocalConnection();
  const log = recordingLog();
  const engine = engineAt(await fakeEngine(answer, upgrade), connection, log);
  return { engine, connection, log };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the list', () => {
  test('is sorted by name and leaves out what makes no sense, which is logged', async () => {
    const named = (id: string, name: string) => ({ ...row, Id: idOf(id), Names: [`/${name}`] });
    const rows = [named('1', 'b'), { Id: 'x\u001b[2J' }, null, named('2', 'a10'), named('3', 'a9')];
    const { engine, log } = await engineThat((_, response) => {
      json(response, rows);
    });
    const names = (await engine.listContainers(never)).map(({ name }) => name);
    expect(names).toEqual(['a9', 'a10', 'b']);
    expect(log.warnings).toEqual([expect.stringContaining('make no sense, 2:')]);
    expect(log.warnings.join('')).not.toContain('\u001b');
  });

  test('takes one request, over a stream that is used again', async () => {
    const requests: (string | undefined)[] = [];
    const { engine, connection } = await engineThat((request, response) => {
      requests.push(request.url);
      json(response, []);
    });
    for (let i = 0; i < 5; i++) await engine.listContainers(never);
    expect(requests).toEqual(Array(5).fill('/containers/json?all=true'));
    expect(connection.opened).toBe(1);
  });

  test('comes over a new stream where the engine has closed the one that was kept', async () => {
    const kept: Duplex[] = [];
    const { engine, connection } = await engineThat(({ socket }, response) => {
      kept.push(socket);
      json(response, []);
    });
    await engine.listContainers(never);
    const [first] = kept;
    // Closed on both sides, so the laptop has seen it.
    if (first) await once(first.end(), 'close');
    await engine.listContainers(never);
    expect(connection.opened).toBe(2);
  });

  test('comes from this engine whatever DOCKER_HOST of the laptop says', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://192.0.2.9:2376');
    vi.stubEnv('DOCKER_CERT_PATH', '/nonexistent');
    const { engine } = await engineThat((_, response) => {
      json(response, [row]);
    });
    expect(await engine.listContainers(never)).toHaveLength(1);
    expect(process.env['DOCKER_HOST']).toBe('tcp://192.0.2.9:2376');
  });

  test('of more than a person could use is refused', async () => {
    const { engine, log } = await engineThat((_, response) => {
      response.end(`[${'0,'.repeat(1_000_000)}0]`);
    });
    await expect(engine.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_UNREADABLE' });
    expect(log.warnings).toEqual([]);
  });

  test('that is no list is an unreadable answer', async () => {
    const { engine } = await engineThat((_, response) => response.end('<html>hello'));
    await expect(engine.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_UNREADABLE' });
  });

  test('that never ends is given up', async () => {
    const { engine } = await engineThat((_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(megabyte));
      };
      response.on('drain', more);
      more();
    });
    await expect(engine.listContainers(never)).rejects.toMatchObject({
      code: 'ENGINE_NOT_FOUND',
      cause: { message: 'the answer is too long' },
    });
  });
});

describe('a lost connection', () => {
  test('is the error of a request that waits for its answer', async () => {
    const { engine, connection } = await engineThat(() => {
      connection.end(lost);
    });
    await expect(engine.listContainers(never)).rejects.toBe(lost);
  });

  test('is the error of a request whose answer was cut off, also when it is known only later', async () => {
    const { engine, connection } = await engineThat((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('[', () => {
        setImmediate(() => {
          connection.cut();
          setTimeout(() => {
            connection.end(lost);
          }, 20);
        });
      });
    });
    await expect(engine.listContainers(never)).rejects.toBe(lost);
  });

  test('is the error of every later request', async () => {
    const { engine, connection } = await engineThat((_, response) => {
      json(response, []);
    });
    connection.end(lost);
    await expect(engine.listContainers(never)).rejects.toBe(lost);
  });

  test('is told from an engine that went away', async () => {
    const { engine } = await engineThat((request) => request.socket.destroy());
    await expect(engine.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
  });
});

describe('a hostile engine', () => {
  test('cannot send the laptop elsewhere', async () => {
    let visits = 0;
    const elsewhere = await fakeEngine((_, response) => {
      visits += 1;
      response.end();
    });
    const { engine } = await engineThat((_, response) => {
      response.writeHead(302, { location: `http://unix:${elsewhere}:/` });
      response.end('{}');
    });
    await expect(engine.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    const { engine: other } = await engineThat((_, response) => {
      response.writeHead(302, { location: 'ftp://192.0.2.1/' });
      response.end('{}');
    });
    await expect(other.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    expect(visits).toBe(0);
  });

  test('cannot end the process with an error that is no text', async () => {
    const { engine } = await engineThat((_, response) => {
      json(response, { message: { toString: 1, valueOf: 1 } }, 500);
    });
    const { signal, stop } = cancellable();
    const listing = engine.listContainers(signal);
    setTimeout(stop, 50);
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('cannot upgrade a request that is none', async () => {
    const { engine } = await engineThat((request) => {
      request.socket.write('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    });
    await expect(engine.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
  });

  test('cannot fill the memory with what is wrong with its answer', async () => {
    const faults = `[${'0,'.repeat(1_000_000)}0]`;
    const { engine } = await engineThat((_, response) => {
      response.end(`{"Id":"${idOf('a')}","Config":{"Image":"x","Env":${faults}}}`);
    });
    await expect(engine.inspectContainer(idOf('a'), never)).rejects.toMatchObject({
      code: 'ENGINE_UNREADABLE',
      details: { reason: expect.stringMatching(/^.{1,1000}$/) as string },
    });
  });

  test('cannot describe another container than the one that was asked for', async () => {
    const { engine } = await engineThat((_, response) => {
      json(response, { ...detailsAnswer, Id: idOf('b') });
    });
    await expect(engine.inspectContainer(idOf('a'), never)).rejects.toMatchObject({
      code: 'ENGINE_UNREADABLE',
    });
  });
});

const detailsAnswer = {
  Id: idOf('a'),
  Name: '/web',
  State: { Status: 'exited', StartedAt: '2024-05-01T10:00:00Z' },
  Config: { Image: 'app:1' },
  HostConfig: {},
};

const container: ContainerDetails = {
  id: idOf('a'),
  name: 'web',
  image: 'app:1',
  state: 'running',
  startedAt: '2024-05-01T10:00:00Z',
  ports: [],
  env: [],
  user: '',
  workingDir: '/',
  mountPoints: [],
  networkMode: 'bridge',
  addresses: [],
  ipcMode: 'private',
};

function cancellable(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  return { signal: controller.signal, stop };
}

function signalled(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test('a cancelled request ends at once, with the signal’s reason', async () => {
  const { signal, stop } = cancellable();
  const { engine } = await engineThat(stop);
  const error: unknown = await engine.listContainers(signal).catch((reason: unknown) => reason);
  expect(error).toBe(signal.reason);
});

describe('one container', () => {
  test('that is not there is named', async () => {
    const { engine } = await engineThat((_, response) => {
      json(response, { message: 'No such container' }, 404);
    });
    const notFound = { code: 'CONTAINER_NOT_FOUND', details: { container: 'aaaaaaaaaaaa' } };
    await expect(engine.inspectContainer(idOf('a'), never)).rejects.toMatchObject(notFound);
    await expect(engine.startContainer(idOf('a'), never)).rejects.toMatchObject(notFound);
  });

  test('is only ever asked for by its full id, so that a name is no path', async () => {
    const visited = vi.fn();
    const { engine } = await engineThat(visited);
    const path = '../images/json?x=';
    await expect(engine.inspectContainer(path, never)).rejects.toMatchObject({
      code: 'CONTAINER_NOT_FOUND',
    });
    await expect(engine.startContainer(path, never)).rejects.toMatchObject({
      code: 'CONTAINER_NOT_FOUND',
    });
    expect(visited).not.toHaveBeenCalled();
  });

  test('that runs already is started', async () => {
    const { engine } = await engineThat((_, response) => {
      response.writeHead(304);
      response.end();
    });
    await expect(engine.startContainer(idOf('a'), never)).resolves.toBeUndefined();
  });

  test('that cannot be started is so for the engine’s reason', async () => {
    const { engine } = await engineThat((_, response) => {
      json(response, { message: 'no such device' }, 500);
    });
    await expect(engine.startContainer(idOf('a'), never)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      details: { reason: 'no such device', what: 'start a container', host: 'gpu1' },
    });
  });
});

describe('a program in a container', () => {
  const request: ExecRequest = {
    uid: 1000,
    command: ['sh', '-s'],
    maxBytes: 1000,
    timeoutMs: 5000,
    what: 'answering a probe',
  };
  const upgraded = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

  /** An engine whose exec writes these chunks and ends. */
  async function engineThatRuns(chunks: readonly (string | Buffer)[]) {
    const bodies: string[] = [];
    let asked = 0;
    const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
      if (incoming.method === 'POST') {
        incoming.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
        incoming.on('end', () => {
          json(response, { Id: idOf('e') }, 201);
        });
        return;
      }
      asked += 1;
      json(response, { Running: asked === 1, ExitCode: asked === 1 ? null : 3 });
    };
    const made = await engineThat(answer, (_, socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(upgraded);
      for (const chunk of chunks) socket.write(chunk);
      socket.end();
    });
    return { ...made, bodies };
  }

  test('gives its output and its exit code, once the engine knows it', async () => {
    const { engine, bodies } = await engineThatRuns([
      frame(1, 'out'),
      frame(2, 'err'),
      frame(1, Buffer.from('é').subarray(0, 1)),
      frame(1, Buffer.from('é').subarray(1)),
    ]);
    const env = { A: 'x y' };
    const result = await engine.exec(container, { ...request, env, stdin: 'exit 3' }, never);
    expect(result).toEqual({ exitCode: 3, stdout: 'outé', stderr: 'err' });
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      Cmd: ['sh', '-s'],
      Env: ['A=x y'],
      User: '1000',
      WorkingDir: '/',
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Privileged: false,
    });
  });

  test('has its errors told line by line instead of kept, when asked so', async () => {
    const { engine } = await engineThatRuns([frame(2, 'one\ntw'), frame(2, 'o\nthree')]);
    const lines: string[] = [];
    const onLine = (line: string): void => {
      lines.push(line);
    };
    const { stderr } = await engine.exec(container, { ...request, onLine }, never);
    expect(lines).toEqual(['one', 'two', 'three']);
    expect(stderr).toBe('');
  });

  test.each([
    ['writes too much', [frame(1, 'x'.repeat(2000))]],
    ['complains too much', [frame(2, 'x'.repeat(2000))]],
    ['writes no frames', ['hello, world\n']],
    ['stops inside a frame', [frame(1, 'abc').subarray(0, 9)]],
  ])('that %s is refused', async (_, chunks) => {
    const { engine } = await engineThatRuns(chunks);
    await expect(engine.exec(container, request, never)).rejects.toMatchObject({
      code: 'CONTAINER_ANSWER_INVALID',
      details: { container: 'web' },
    });
  });

  test('that does not end in time is a timeout that names what it was for', async () => {
    const { engine } = await hangingExec();
    await expect(
      engine.exec(container, { ...request, timeoutMs: 50 }, never),
    ).rejects.toMatchObject({
      code: 'CONTAINER_TIMEOUT',
      details: { container: 'web', what: 'answering a probe', seconds: '0.05' },
    });
  });

  test('that is cancelled loses its streams', async () => {
    const { signal, stop } = cancellable();
    const { engine, begun, closed } = await hangingExec();
    const running = engine.exec(container, request, signal);
    await begun;
    stop();
    await expect(running).rejects.toBe(signal.reason);
    await closed;
  });

  test('ends with the connection, for its reason', async () => {
    const { engine, connection, begun } = await hangingExec();
    const running = engine.exec(container, request, never);
    await begun;
    connection.cut();
    setTimeout(() => {
      connection.end(lost);
    }, 20);
    await expect(running).rejects.toBe(lost);
  });

  test('is not run for a uid that is none', async () => {
    const { engine } = await engineThatRuns([]);
    for (const uid of [-1, 1.5, Number.NaN]) {
      await expect(engine.exec(container, { ...request, uid }, never)).rejects.toThrow(RangeError);
    }
  });

  test.each([409, 500])('in a stopped container is refused as such (%i)', async (status) => {
    const { engine } = await engineThat((incoming, response) => {
      if (incoming.method === 'GET') json(response, detailsAnswer);
      else json(response, { message: 'container state improper' }, status);
    });
    await expect(engine.exec(container, request, never)).rejects.toMatchObject({
      code: 'CONTAINER_STOPPED',
      details: { container: 'web', state: 'exited' },
    });
  });

  async function hangingExec() {
    const begun = signalled();
    const closed = signalled();
    const made = await engineThat(
      (_, response) => {
        json(response, { Id: idOf('e') }, 201);
      },
      (_, socket) => {
        socket.on('error', () => undefined);
        socket.resume();
        socket.write(upgraded);
        socket.write(frame(1, 'begun'), () => {
          begun.resolve();
        });
        socket.on('close', () => {
          closed.resolve();
        });
      },
    );
    return { ...made, begun: begun.promise, closed: closed.promise };
  }
});
