import fc from 'fast-check';
import { PassThrough, Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  fetchHostServer,
  findHostServer,
  parseHostServer,
  type ServerHost,
} from '../../../../../src/core/container/portable/hostServer.ts';
import {
  hostServerParcel,
  runHostServer,
} from '../../../../../src/core/container/portable/hostServerParcel.ts';
import { failure } from '../../../../../src/core/errors/dockhopError.ts';

const never = new AbortController().signal;
const version = { major: 9, minor: 2, text: 'OpenSSH_9.2p1' };
const files = [
  { name: 'sshd', bytes: 5 },
  { name: 'ld.so', bytes: 2 },
  { name: 'lib/libc.so.6', bytes: 4 },
  { name: 'ssh-keygen', bytes: 3 },
];

function answer(lines: readonly string[] = []): string {
  const told = files.map(({ name, bytes }) => `file=${name} ${bytes}\n`).join('');
  const more = lines.map((line) => `${line}\n`).join('');
  return `motd\n\ndockhop-host-server\nversion=OpenSSH_9.2p1\n${told}${more}end=yes\n`;
}

/** A host that says one text, and sends another. */
function host(said: string, sent = ''): ServerHost {
  return {
    path: { host: 'gpu1', hops: [] },
    closed: never,
    run: () => Promise.resolve({ exitCode: 0, stdout: said, stderr: '' }),
    openProgram: () => {
      const output = new PassThrough();
      output.end(sent);
      return Promise.resolve(Duplex.from({ readable: output, writable: new PassThrough() }));
    },
  };
}

describe('the SSH server of a host', () => {
  it('is what it says, past what start-up files print', () => {
    expect(parseHostServer('gpu1', answer())).toEqual({ version, files });
  });

  it.each([
    ['error=sshd', 'it has no sshd'],
    ['error=loader', 'its sshd is not linked with glibc'],
  ])('is none: %s', async (line, reason) => {
    const text = `\ndockhop-host-server\n${line}\n`;
    expect(await findHostServer(host(text), never)).toBe(reason);
  });

  it.each([
    ['a path that leads away', 'file=lib/../../etc/shadow 5'],
    ['a hidden file', 'file=lib/.x 5'],
    ['a name of its own', 'file=authorized_keys 5'],
    ['a name with a space', 'file=lib/a b 5'],
    ['one twice', 'file=lib/libc.so.6 4'],
    ['nothing in it', 'file=lib/empty 0'],
    ['more than fits', 'file=lib/huge 999999999'],
    ['another line', 'path=/usr/sbin/sshd'],
  ])('is not believed with %s', async (_, line) => {
    expect(() => parseHostServer('gpu1', answer([line]))).toThrow();
    expect(await findHostServer(host(answer([line])), never)).toContain('gpu1');
  });

  it('is never anything but plain names of bounded size, whatever the host says', () => {
    const line = fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), fc.integer()).map(([name, bytes]) => `file=${name} ${bytes}`),
      fc.tuple(fc.string(), fc.nat()).map(([name, bytes]) => `file=lib/${name} ${bytes}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        let found;
        try {
          found = parseHostServer('gpu1', answer(lines));
        } catch {
          return;
        }
        if (typeof found === 'string') return;
        for (const { name, bytes } of found.files) {
          expect(name).toMatch(/^[a-z.-]+$|^lib\/[A-Za-z0-9][A-Za-z0-9._+-]*$/);
          expect(bytes).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('says why the host does not answer, and lets a lost connection through', async () => {
    const late = failure('HOP_TIMEOUT', {
      hop: 'gpu1',
      address: 'gpu1',
      phase: 'x',
      seconds: '20',
    });
    const silent = { ...host(''), run: () => Promise.reject(late) };
    expect(await findHostServer(silent, never)).toBe(late.message);
    const gone = { ...silent, closed: AbortSignal.abort(late) };
    await expect(findHostServer(gone, never)).rejects.toBe(late);
  });

  it('comes file by file, and is counted', async () => {
    const counted: number[] = [];
    const sent = `${answer()}serveldlibckey`;
    const note = (bytes: number) => counted.push(bytes);
    const contents = await fetchHostServer(host('', sent), { version, files }, note, never);
    expect(contents.map(String)).toEqual(['serve', 'ld', 'libc', 'key']);
    expect(counted.at(-1)).toBe(14);
  });

  it.each([
    ['is cut', `${answer()}serve`],
    ['is longer', `${answer()}serveldlibckey!`],
    ['is another one', `${answer(['file=lib/more 1'])}serveldlibckey!`],
    ['is no answer', 'menu>'],
    ['never ends', 'x'.repeat(100_000)],
  ])('is refused where what comes %s', async (_, sent) => {
    const fetched = fetchHostServer(host('', sent), { version, files }, () => undefined, never);
    await expect(fetched).rejects.toThrow('its SSH server');
  });

  it('is given up with the person’s cancel', async () => {
    const controller = new AbortController();
    const endless = {
      ...host(''),
      openProgram: () => Promise.resolve(Duplex.from({ readable: new PassThrough() })),
    };
    const none = () => undefined;
    const fetched = fetchHostServer(endless, { version, files }, none, controller.signal);
    controller.abort();
    await expect(fetched).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('the parcel of a host’s server', () => {
  it.each([[[]], [['sshd-session']], [['sshd-session', 'sshd-auth']]])(
    'runs it by its own loader, with %j, and is known again',
    (helpers) => {
      const all = [...files, ...helpers.map((name) => ({ name, bytes: 1 }))];
      const contents = all.map(({ bytes }) => Buffer.alloc(bytes));
      const { files: sent, content } = hostServerParcel({ version, files: all }, contents);
      const sum = (wanted: string) => sent.find(({ name }) => name === wanted)?.sha256 ?? '';
      expect(runHostServer({ sshd: sum('sshd'), keygen: sum('ssh-keygen') })).toBe(true);
      expect(runHostServer({ sshd: sum('host/sshd'), keygen: sum('ssh-keygen') })).toBe(false);
      expect(content.length).toBe(sent.reduce((total, { bytes }) => total + bytes, 0));
      const names = sent.map(({ name }) => name);
      expect(names).toContain('host/lib/libc.so.6');
      expect(names.includes('host/session')).toBe(helpers.length > 0);
      expect(names.includes('host/auth')).toBe(helpers.length > 1);
    },
  );
});
