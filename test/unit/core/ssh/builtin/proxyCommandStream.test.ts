import fc from 'fast-check';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  ProxyCommandStream,
  splitProgram,
} from '../../../../../src/core/ssh/builtin/proxyCommandStream.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

function open(command: string): ProxyCommandStream {
  const stream = new ProxyCommandStream('gpu1', command);
  onTestFinished(() => {
    stream.destroy();
  });
  return stream;
}

/** Resolves when no process has this number any more; the test's own deadline bounds it. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
      // A zombie that nobody has waited for yet counts as gone.
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      if (/^State:\s+Z/m.test(status)) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('ProxyCommandStream', () => {
  test('carries bytes both ways', async () => {
    const stream = open('cat');
    const sent = Buffer.alloc(300_000, 'abc');
    stream.end(sent);
    expect((await buffer(stream)).equals(sent)).toBe(true);
    expect(stream.failure).toBeUndefined();
  });

  test('what was held back for a moment arrives whole and in its order', async () => {
    const stream = open('cat');
    stream.cork();
    for (const piece of ['length ', 'contents ', 'tag']) stream.write(piece);
    stream.uncork();
    stream.end();
    expect((await buffer(stream)).toString()).toBe('length contents tag');
  });

  test('when it fails, all it wrote is read before the end, and the end is explained', async () => {
    const stream = open(
      `sh -c 'head -c 200000 /dev/zero; echo first line >&2; echo x >&2; exit 3'`,
    );
    let failureAtEnd: unknown;
    stream.once('end', () => {
      failureAtEnd = stream.failure;
    });
    expect(await buffer(stream)).toHaveLength(200_000);
    expect(failureAtEnd).toMatchObject({
      code: 'PROXY_COMMAND_FAILED',
      hop: 'gpu1',
      details: { hop: 'gpu1', reason: 'first line' },
    });
  });

  test('words that come after standard output has ended still count', async () => {
    const stream = open(`sh -c 'exec 1>&-; sleep 0.1; echo late >&2; exit 1'`);
    await text(stream);
    expect(stream.failure?.details).toMatchObject({ reason: 'late' });
  });

  test('a login that was refused is told, whatever banner came before', async () => {
    const refused = open(`sh -c 'echo Welcome >&2; echo "a@b: Permission denied." >&2; exit 255'`);
    await text(refused);
    expect(refused.failure?.details).toMatchObject({ reason: 'a@b: Permission denied.' });
    expect(refused.wasTurnedAway).toBe(false);
  });

  test('an ssh that found no room at a door is told', async () => {
    const words = 'kex_exchange_identification: read: Connection reset by peer';
    const full = open(`sh -c 'echo "Exceeded MaxStartups" >&2; echo "${words}" >&2; exit 255'`);
    await text(full);
    expect(full.wasTurnedAway).toBe(true);
  });

  test('a login that was refused is not knocked at again, whatever a banner imitates', async () => {
    const words = 'kex_exchange_identification: read: Connection reset by peer';
    const refused = open(
      `sh -c 'echo "${words}" >&2; echo "a@b: Permission denied (publickey)." >&2; exit 255'`,
    );
    await buffer(refused);
    expect(refused.wasTurnedAway).toBe(false);
  });

  test('says how it ended when it said nothing', async () => {
    const failed = open('sh -c "exit 7"');
    await text(failed);
    expect(failed.failure?.details).toMatchObject({ reason: 'status 7' });
    const killed = open(`sh -c 'kill -KILL $$'`);
    await text(killed);
    expect(killed.failure?.details).toMatchObject({ reason: 'SIGKILL' });
  });

  test('a program that does not exist is a failure as any other', async () => {
    const stream = open('/nonexistent/program');
    stream.write('x');
    await text(stream);
    expect(stream.failure?.code).toBe('PROXY_COMMAND_FAILED');
  });

  test('finds no terminal to ask at, and no graphical prompt', async () => {
    const stream = open(
      `sh -c '(: </dev/tty) 2>/dev/null || echo none; echo $SSH_ASKPASS_REQUIRE'`,
    );
    expect(await text(stream)).toBe('none\nnever\n');
  });

  test('ends with all its children when it is destroyed', async () => {
    const pids = path.join(await temporaryDirectory(), 'pids');
    const stream = open(`sh -c 'sleep 100 & echo $$ $! > ${pids}; echo ready; wait'`);
    await once(stream, 'data');
    stream.destroy();
    const numbers = (await readFile(pids, 'utf8')).trim().split(' ').map(Number);
    expect(numbers).toHaveLength(2);
    await Promise.all(numbers.map(isGone));
  });

  test('a command that ignores the request to end is killed', async () => {
    const stream = open(`sh -c 'trap "" TERM; echo $$; while :; do sleep 0.1; done'`);
    const [pid] = (await once(stream, 'data')) as [Buffer];
    stream.destroy();
    await isGone(Number(pid.toString()));
  });
});

describe('splitProgram', () => {
  test.each([
    ['ssh -W h:22 jump', 'ssh', '-W h:22 jump'],
    ['"C:\\Program Files\\ssh.exe" -p 22 "a b"', 'C:\\Program Files\\ssh.exe', '-p 22 "a b"'],
    ['  nc ', 'nc', ''],
    ['', '', ''],
  ])('%s', (line, program, rest) => {
    expect(splitProgram(line)).toEqual({ program, rest });
  });

  test('loses no byte of the rest', () => {
    const word = fc.stringMatching(/^[^\s"]+$/);
    fc.assert(
      fc.property(word, fc.stringMatching(/^\S[^]*$/), (program, rest) => {
        expect(splitProgram(`${program} ${rest}`)).toEqual({ program, rest });
        expect(splitProgram(`"${program} x" ${rest}`)).toEqual({ program: `${program} x`, rest });
      }),
    );
  });
});
