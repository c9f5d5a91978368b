import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import type { ContainerDetails } from '../../../../../src/core/engine/container.ts';
import type {
  EngineStreams,
  TerminalRequest,
  TerminalSize,
} from '../../../../../src/core/engine/streams/engineStreams.ts';
import { ShellSession } from '../../../../../src/core/engine/streams/shellSession.ts';
import { failure } from '../../../../../src/core/errors/dockhopError.ts';
import { recordingLog } from '../../../../recordingLog.ts';

const notPartOfThisTest = (): never => {
  throw new Error('not part of this test');
};

/** A program’s standard streams as a test drives them. */
class Stream extends Duplex {
  input = '';
  override _read(): void {
    // What there is to read is pushed by the test.
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.input += chunk.toString();
    done();
  }
}

function makeSession(user?: string) {
  const shells: { stream: Stream; request: TerminalRequest; sizes: TerminalSize[] }[] = [];
  const hungUp: { mark: string; user: string | undefined }[] = [];
  const streams: EngineStreams = {
    openTerminal: (_, request) => {
      const shell = { stream: new Stream(), request, sizes: [request.size] };
      shells.push(shell);
      return Promise.resolve({
        stream: shell.stream,
        exitCode: () => Promise.resolve(7),
        resize: (size) => {
          shell.sizes.push(size);
          return Promise.resolve();
        },
      });
    },
    openProgram: (_, request) => {
      const stream = new Stream();
      return Promise.resolve({
        stream,
        stderr: () => '',
        exitCode: () => {
          hungUp.push({ mark: stream.input.trim(), user: request.user });
          return Promise.resolve(0);
        },
      });
    },
    lastRun: notPartOfThisTest,
    followLogs: notPartOfThisTest,
    lost: (error, signal) =>
      Promise.resolve(
        signal.aborted
          ? signal.reason
          : failure(
              'CONNECTION_LOST',
              { hop: 'gpu1', address: 'gpu1', reason: 'cut' },
              { cause: error },
            ),
      ),
  };
  let text = '';
  const container = { id: 'a'.repeat(64), name: 'web' } as ContainerDetails;
  const session = new ShellSession(
    {
      reach: () => Promise.resolve({ engine: { streams }, container }),
      onText: (part) => (text += part),
      log: recordingLog(),
      ...(user === undefined ? {} : { user }),
    },
    { columns: 80, rows: 24 },
  );
  return { session, shells, hungUp, text: () => text };
}

const markOf = (request: TerminalRequest | undefined): string =>
  /^: (\S+)$/m.exec(request?.command[2] ?? '')?.[1] ?? '';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('shows characters that come in parts, takes input and size, and tells the exit code', async () => {
  const { session, shells, text } = makeSession();
  session.input('typed too early');
  await session.resize({ columns: 100, rows: 30 });
  const ended = session.run();
  await settled();
  const [shell] = shells;
  expect(shell?.request.env).toMatchObject({ TERM: 'xterm-256color' });
  for (const byte of Buffer.from('漢🙂')) shell?.stream.push(Buffer.of(byte));
  session.input('ls\r');
  await session.resize({ columns: 120, rows: 40 });
  await settled();
  shell?.stream.push(null);
  await expect(ended).resolves.toBe(7);
  expect(text()).toBe('漢🙂');
  expect(shell?.stream.input).toBe('ls\r');
  expect(shell?.sizes).toEqual([
    { columns: 100, rows: 30 },
    { columns: 120, rows: 40 },
  ]);
});

it('hangs up when it is closed, as the user whose shell it is', async () => {
  const { session, shells, hungUp } = makeSession('dev');
  const ended = session.run().catch((error: unknown) => error);
  await settled();
  await session.close();
  expect(await ended).toMatchObject({ name: 'AbortError' });
  expect(hungUp).toEqual([{ mark: markOf(shells[0]?.request), user: 'dev' }]);
  expect(hungUp[0]?.mark).toMatch(/^dockhop-/);
});

it('after a lost connection ends the shell that was left before it begins another', async () => {
  const { session, shells, hungUp } = makeSession();
  const ended = session.run().catch((error: unknown) => error);
  await settled();
  shells[0]?.stream.destroy();
  expect(await ended).toMatchObject({ code: 'CONNECTION_LOST' });
  expect(hungUp).toEqual([]);
  void session.run().catch(() => undefined);
  await settled();
  expect(shells).toHaveLength(2);
  expect(hungUp.map(({ mark }) => mark)).toEqual([markOf(shells[0]?.request)]);
  expect(markOf(shells[1]?.request)).not.toBe(markOf(shells[0]?.request));
  await session.close();
});
