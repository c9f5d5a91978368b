/**
 * Host keys as OpenSSH sees them: real SSH servers, known_hosts made by real ssh and ssh-keygen, and for
 * each case what the laptop's own ssh says beside what Dockhop says.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { failureCode } from './failureCode.ts';
import { builtinReach, never, useReachLab, writeConfig } from './reachLab.ts';
import { certificateAuthority, doorHostKey, doorPort } from '../../lab/doors.ts';
import { labDirectory, publishedPort } from '../../lab/lab.ts';
import { run } from '../laptop.ts';

const execute = promisify(execFile);
const directory = useReachLab();

/** What becomes of a key: let in as known or as new, or refused because of what it is. */
type Verdict = 'known' | 'added' | 'unknown' | 'changed' | 'revoked';

/** The door's own key and another of the same type, as known_hosts has them; the port of the door. */
let right = '';
let wrong = '';
let authority = '';
let port = 0;

beforeAll(async () => {
  right = await doorHostKey();
  port = await doorPort('people');
  wrong = await newKey('ed25519');
  authority = (await readFile(`${certificateAuthority}.pub`, 'utf8')).split(' ', 2).join(' ');
});

async function newKey(type: string): Promise<string> {
  const file = path.join(await newDirectory(), 'key');
  await execute('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
  return (await readFile(`${file}.pub`, 'utf8')).split(' ', 2).join(' ');
}

let directories = 0;

async function newDirectory(): Promise<string> {
  directories += 1;
  const made = path.join(directory(), directories.toString());
  await mkdir(made);
  return made;
}

interface Laptop {
  readonly directory: string;
  readonly config: string;
  readonly knownHosts: string;
}

interface KnownHostsCase {
  /** Lines of known_hosts; the first of the user's files. */
  readonly lines?: readonly string[];
  /** Hashes what `lines` says, by `ssh-keygen -H`. */
  readonly hashed?: boolean;
  /** The file itself, byte for byte. */
  readonly bytes?: string;
  /** Lines of further files, by name. */
  readonly files?: Readonly<Record<string, readonly string[]>>;
  /** Lines of the config, where they count first; `DIRECTORY` is where the files are. */
  readonly config?: readonly string[];
}

/** A laptop whose known_hosts is as the case has it: the same anew at each call. */
async function laptopOf(wanted: KnownHostsCase): Promise<Laptop> {
  const home = await newDirectory();
  const knownHosts = path.join(home, 'known_hosts');
  const bytes = wanted.bytes ?? (wanted.lines ?? []).map((line) => `${line}\n`).join('');
  if (bytes !== '') await writeFile(knownHosts, bytes);
  if (wanted.hashed === true) await execute('ssh-keygen', ['-q', '-H', '-f', knownHosts]);
  for (const [name, content] of Object.entries(wanted.files ?? {})) {
    await writeFile(path.join(home, name), content.map((line) => `${line}\n`).join(''));
  }
  const config = await writeConfig(path.join(home, 'config'), [
    ...(wanted.config ?? []).map((line) => line.replaceAll('DIRECTORY', home)),
    'Host door',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    'Host door-certificates',
    '  HostName 127.0.0.1',
    `  Port ${await doorPort('certificates')}`,
    '  User cora',
    `  IdentityFile ${labDirectory}/ssh/id_certified`,
    'Host door-22',
    '  HostName doors.inner',
    '  ProxyJump jump-in-front',
    'Host jump-in-front',
    '  HostName 127.0.0.1',
    '  User jumper',
    `  UserKnownHostsFile ${labDirectory}/ssh/known_hosts`,
    `  Port ${await publishedPort('jump')}`,
    'Host *',
    '  User jumper',
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile none',
    `  IdentityFile ${labDirectory}/ssh/id_ed25519`,
    '  IdentitiesOnly yes',
  ]);
  return { directory: home, config, knownHosts };
}

async function contentOf({ knownHosts }: Laptop): Promise<string> {
  return readFile(knownHosts, 'utf8').catch(() => '');
}

async function sshSays(laptop: Laptop, host = 'door'): Promise<Verdict> {
  const before = await contentOf(laptop);
  const { code, stderr } = await run('ssh', [
    ...['-F', laptop.config, '-o', 'BatchMode=yes', '--', host, 'true'],
  ]);
  if (code === 0) return (await contentOf(laptop)) === before ? 'known' : 'added';
  if (/revoked/i.test(stderr)) return 'revoked';
  if (stderr.includes('IDENTIFICATION HAS CHANGED')) return 'changed';
  if (stderr.includes('Host key verification failed')) return 'unknown';
  throw new Error(`ssh failed for another reason: ${stderr}`);
}

async function dockhopSays(laptop: Laptop, host = 'door'): Promise<Verdict> {
  const before = await contentOf(laptop);
  const { pool } = builtinReach(laptop.config);
  const code = await failureCode(pool.to(host, never));
  if (code === undefined) return (await contentOf(laptop)) === before ? 'known' : 'added';
  const verdicts: Readonly<Record<string, Verdict>> = {
    HOST_KEY_UNKNOWN: 'unknown',
    HOST_KEY_CHANGED: 'changed',
    HOST_KEY_REVOKED: 'revoked',
  };
  return verdicts[code] ?? expect.fail(`failed with ${code}`);
}

/** Both, each with its own copy. */
async function bothSay(
  wanted: KnownHostsCase,
  host?: string,
): Promise<{ ssh: Verdict; dockhop: Verdict }> {
  const [theirs, ours] = await Promise.all([laptopOf(wanted), laptopOf(wanted)]);
  const [ssh, dockhop] = await Promise.all([sshSays(theirs, host), dockhopSays(ours, host)]);
  return { ssh, dockhop };
}

/** `[127.0.0.1]:port`, or another address with that port. */
const at = (address = '127.0.0.1'): string => `[${address}]:${port}`;

describe('what known_hosts says of a key, ssh and Dockhop say alike', () => {
  const cases: readonly (readonly [string, Verdict, () => KnownHostsCase])[] = [
    ['nothing at all', 'unknown', () => ({})],
    ['the name with its port', 'known', () => ({ lines: [`${at()} ${right}`] })],
    [
      'the name with its port, hashed',
      'known',
      () => ({ lines: [`${at()} ${right}`], hashed: true }),
    ],
    ['another port', 'unknown', () => ({ lines: [`[127.0.0.1]:${port + 1} ${right}`] })],
    ['the name without a port', 'known', () => ({ lines: [`127.0.0.1 ${right}`] })],
    [
      'the name without a port, hashed',
      'known',
      () => ({ lines: [`127.0.0.1 ${right}`], hashed: true }),
    ],
    [
      'another key for the name without a port',
      'unknown',
      () => ({ lines: [`127.0.0.1 ${wrong}`] }),
    ],
    ['another key', 'changed', () => ({ lines: [`${at()} ${wrong}`] })],
    ['another key, hashed', 'changed', () => ({ lines: [`${at()} ${wrong}`], hashed: true })],
    [
      'another key, and the right one',
      'known',
      () => ({ lines: [`${at()} ${wrong}`, `${at()} ${right}`] }),
    ],
    ['several names', 'known', () => ({ lines: [`one.example,${at()},two.example ${right}`] })],
    ['every name', 'known', () => ({ lines: [`* ${right}`] })],
    ['a pattern', 'known', () => ({ lines: [`[127.0.0.*]:${port} ${right}`] })],
    ['a pattern with one place', 'known', () => ({ lines: [`[127.0.0.?]:${port} ${right}`] })],
    ['a pattern that is not it', 'unknown', () => ({ lines: [`[127.0.0.??]:${port} ${right}`] })],
    ['a pattern but for it', 'unknown', () => ({ lines: [`[*]:${port},!${at()} ${right}`] })],
    [
      'every name but for it, which has the name without a port',
      'known',
      () => ({ lines: [`*,!${at()} ${right}`] }),
    ],
    ['a pattern but for others', 'known', () => ({ lines: [`*,!other.example ${right}`] })],
    ['an exception alone', 'unknown', () => ({ lines: [`!other.example ${right}`] })],
    [
      'the second of several files',
      'known',
      () => ({
        files: { second: [`${at()} ${right}`] },
        config: ['UserKnownHostsFile DIRECTORY/first DIRECTORY/second'],
      }),
    ],
    [
      'another key in the first of several files, the right one in the second',
      'known',
      () => ({
        files: { first: [`${at()} ${wrong}`], second: [`${at()} ${right}`] },
        config: ['UserKnownHostsFile DIRECTORY/first DIRECTORY/second'],
      }),
    ],
    [
      'a file whose name has a space',
      'known',
      () => ({
        files: { 'a file': [`${at()} ${right}`] },
        config: ['UserKnownHostsFile "DIRECTORY/a file"'],
      }),
    ],
    [
      'the file of the system',
      'known',
      () => ({
        files: { system: [`${at()} ${right}`] },
        config: ['GlobalKnownHostsFile DIRECTORY/system'],
      }),
    ],
    [
      'another key in the file of the system',
      'changed',
      () => ({
        files: { system: [`${at()} ${wrong}`] },
        config: ['GlobalKnownHostsFile DIRECTORY/system'],
      }),
    ],
    [
      'revoked, beside the name',
      'revoked',
      () => ({ lines: [`${at()} ${right}`, `@revoked * ${right}`] }),
    ],
    [
      'revoked before the name, for this name, hashed',
      'revoked',
      () => ({ lines: [`@revoked ${at()} ${right}`, `${at()} ${right}`], hashed: true }),
    ],
    [
      'revoked for others',
      'known',
      () => ({ lines: [`@revoked other.example ${right}`, `${at()} ${right}`] }),
    ],
    [
      'another key that is revoked',
      'known',
      () => ({ lines: [`${at()} ${right}`, `@revoked * ${wrong}`] }),
    ],
    [
      'revoked in the second of several files',
      'revoked',
      () => ({
        files: { second: [`@revoked * ${right}`] },
        lines: [`${at()} ${right}`],
        config: ['UserKnownHostsFile DIRECTORY/known_hosts DIRECTORY/second'],
      }),
    ],
    [
      'RevokedHostKeys',
      'revoked',
      () => ({
        lines: [`${at()} ${right}`],
        files: { revoked: [right] },
        config: ['RevokedHostKeys DIRECTORY/revoked'],
      }),
    ],
    [
      'an authority beside the name',
      'known',
      () => ({ lines: [`@cert-authority * ${authority}`, `${at()} ${right}`] }),
    ],
    ['an authority alone', 'unknown', () => ({ lines: [`@cert-authority * ${authority}`] })],
    [
      'the key as that of an authority',
      'unknown',
      () => ({ lines: [`@cert-authority * ${right}`] }),
    ],
    [
      'the alias',
      'known',
      () => ({ lines: [`cluster ${right}`], config: ['HostKeyAlias cluster'] }),
    ],
    [
      'the alias, hashed',
      'known',
      () => ({ lines: [`cluster ${right}`], hashed: true, config: ['HostKeyAlias cluster'] }),
    ],
    [
      'the name, where there is an alias',
      'unknown',
      () => ({ lines: [`${at()} ${right}`], config: ['HostKeyAlias cluster'] }),
    ],
    [
      'another key for the alias',
      'changed',
      () => ({ lines: [`cluster ${wrong}`], config: ['HostKeyAlias cluster'] }),
    ],
    [
      'an alias in capitals',
      'known',
      () => ({ lines: [`cluster ${right}`], config: ['HostKeyAlias CLUSTER'] }),
    ],
    [
      'the name in capitals',
      'known',
      () => ({ lines: [`${at('localhost')} ${right}`], config: ['HostName LOCALHOST'] }),
    ],
    [
      'name and address on one line, from a time with CheckHostIP',
      'known',
      () => ({ lines: [`${at('localhost')},${at()} ${right}`], config: ['HostName localhost'] }),
    ],
    [
      'an address that had another key, from a time with CheckHostIP',
      'known',
      () => ({
        lines: [`${at()} ${wrong}`, `${at('localhost')} ${right}`],
        config: ['HostName localhost'],
      }),
    ],
    [
      'lines that say nothing',
      'known',
      () => ({
        bytes: [
          '# a comment',
          '',
          `\t # another`,
          '127.0.0.1 1024 35 1234567890',
          '@unknown-marker * nonsense',
          `${at()} ssh-ed25519`,
          `${at()} ssh-ed25519 AAAA`,
          '|1|broken',
          `  ${at()}\t${right} a comment of several words`,
        ].join('\n'),
      }),
    ],
    ['a last line without an end', 'known', () => ({ bytes: `${at()} ${right}` })],
    ['lines that end as on Windows', 'known', () => ({ bytes: `# here\r\n${at()} ${right}\r\n` })],
  ];

  test.each(cases)('%s: %s', async (_name, verdict, wanted) => {
    expect(await bothSay(wanted())).toEqual({ ssh: verdict, dockhop: verdict });
  });

  test('another key for the name with its port, the right one without', async () => {
    const lines = [`127.0.0.1 ${right}`, `${at()} ${wrong}`];
    expect(await bothSay({ lines })).toEqual({ ssh: 'changed', dockhop: 'changed' });
  });

  test('what ssh-keyscan found is known', async () => {
    const { stdout } = await execute('ssh-keyscan', ['-p', port.toString(), '127.0.0.1']);
    expect(await bothSay({ bytes: stdout })).toEqual({ ssh: 'known', dockhop: 'known' });
  });

  test('on port 22 the name has no port', async () => {
    const known = { lines: [`doors.inner ${right}`] };
    expect(await bothSay(known, 'door-22')).toEqual({ ssh: 'known', dockhop: 'known' });
    const other = { lines: [`[doors.inner]:22 ${right}`] };
    expect(await bothSay(other, 'door-22')).toEqual({ ssh: 'unknown', dockhop: 'unknown' });
  });
});

describe('StrictHostKeyChecking', () => {
  const settings: readonly (readonly [setting: string, unknown: Verdict, changed: Verdict])[] = [
    ['yes', 'unknown', 'changed'],
    ['ask', 'unknown', 'changed'],
    ['accept-new', 'added', 'changed'],
  ];

  test.each(settings)('%s: a new key is %s, another one %s', async (setting, unknown, changed) => {
    const config = [`StrictHostKeyChecking ${setting}`];
    expect(await bothSay({ config })).toEqual({ ssh: unknown, dockhop: unknown });
    const lines = [`${at()} ${wrong}`];
    expect(await bothSay({ config, lines })).toEqual({ ssh: changed, dockhop: changed });
    const revoked = [`@revoked * ${right}`];
    expect(await bothSay({ config, lines: revoked })).toEqual({
      ssh: 'revoked',
      dockhop: 'revoked',
    });
  });

  test.each(['no', 'off'])('%s lets a new key in, and only ssh a changed one', async (setting) => {
    const config = [`StrictHostKeyChecking ${setting}`];
    expect(await bothSay({ config })).toEqual({ ssh: 'added', dockhop: 'added' });
    const lines = [`${at()} ${wrong}`];
    expect(await bothSay({ config, lines })).toEqual({ ssh: 'known', dockhop: 'changed' });
  });

  test('a key of another type than the known one is changed, not new', async () => {
    const lines = [`${at()} ${await newKey('ecdsa')}`];
    const config = ['StrictHostKeyChecking accept-new'];
    expect(await bothSay({ lines, config })).toEqual({ ssh: 'changed', dockhop: 'changed' });
  });

  test.each(['accept-new', 'no'])(
    '%s lets no new key in where the config names no file to keep it',
    async (setting) => {
      const config = [`StrictHostKeyChecking ${setting}`, 'UserKnownHostsFile none'];
      expect(await bothSay({ config })).toEqual({ ssh: 'unknown', dockhop: 'unknown' });
    },
  );

  test('a person who is asked sees the hop, its address and what ssh-keygen calls the key', async () => {
    const laptop = await laptopOf({});
    const { pool, questions } = builtinReach(laptop.config, 'yes');
    await pool.to('door', never);
    const { stdout } = await execute('ssh-keygen', ['-l', '-f', laptop.knownHosts]);
    expect(questions).toEqual([
      {
        hop: 'door',
        address: `127.0.0.1:${port}`,
        keyType: 'ssh-ed25519',
        fingerprint: stdout.split(' ')[1],
      },
    ]);
    expect(await sshSays(laptop)).toBe('known');
  });

  test('who says no is refused, and nothing is written', async () => {
    const laptop = await laptopOf({});
    const { pool } = builtinReach(laptop.config, 'no');
    expect(await failureCode(pool.to('door', never))).toBe('HOST_KEY_UNKNOWN');
    expect(await contentOf(laptop)).toBe('');
  });
});

describe('what is written is what ssh writes, byte for byte', () => {
  const acceptNew = 'StrictHostKeyChecking accept-new';

  const cases: readonly (readonly [string, string, () => KnownHostsCase])[] = [
    ['into no file yet', 'door', () => ({ config: [acceptNew] })],
    ['after others', 'door', () => ({ lines: ['# mine', `other ${wrong}`], config: [acceptNew] })],
    [
      'after lines of Windows',
      'door',
      () => ({ bytes: `other ${wrong}\r\n`, config: [acceptNew] }),
    ],
    ['for an alias', 'door', () => ({ config: [acceptNew, 'HostKeyAlias cluster'] })],
    ['for an alias in capitals', 'door', () => ({ config: [acceptNew, 'HostKeyAlias CLUSTER'] })],
    ['for a name in capitals', 'door', () => ({ config: [acceptNew, 'HostName LOCALHOST'] })],
    ['for port 22 behind a jump host', 'door-22', () => ({ config: [acceptNew] })],
    [
      'into the first of several files',
      'door',
      () => ({
        files: { second: [`other ${wrong}`] },
        config: [acceptNew, 'UserKnownHostsFile DIRECTORY/known_hosts DIRECTORY/second'],
      }),
    ],
  ];

  test.each(cases)('%s', async (_name, host, wanted) => {
    const [theirs, ours] = await Promise.all([laptopOf(wanted()), laptopOf(wanted())]);
    expect(await Promise.all([sshSays(theirs, host), dockhopSays(ours, host)])).toEqual([
      'added',
      'added',
    ]);
    expect(await contentOf(ours)).toBe(await contentOf(theirs));
    expect(await sshSays(ours, host)).toBe('known');
  });

  test('hashed, where the config wants that, but for the salt', async () => {
    const wanted = { lines: [`other ${wrong}`], config: [acceptNew, 'HashKnownHosts yes'] };
    const [theirs, ours] = await Promise.all([laptopOf(wanted), laptopOf(wanted)]);
    await Promise.all([sshSays(theirs), dockhopSays(ours)]);
    const salted = /\|1\|([A-Za-z0-9+/]{27}=)\|[A-Za-z0-9+/]{27}=(?= )/g;
    const [one, other] = [await contentOf(theirs), await contentOf(ours)];
    expect(other.match(salted)).toHaveLength(1);
    expect(other.replaceAll(salted, 'HASHED')).toBe(one.replaceAll(salted, 'HASHED'));
    const { stdout } = await execute('ssh-keygen', ['-F', at(), '-f', ours.knownHosts]);
    expect(stdout).toContain(right);
    expect(await sshSays(ours)).toBe('known');
  });

  // OpenSSH 9.2 writes onto the line that has no end, and spoils both.
  test('but never onto a line that has no end', async () => {
    const before = `other ${wrong}`;
    const ours = await laptopOf({ bytes: before, config: [acceptNew] });
    expect(await dockhopSays(ours)).toBe('added');
    expect(await contentOf(ours)).toBe(`${before}\n${at()} ${right}\n`);
  });
});

test('a certificate of the host vouches for ssh; the built-in client sees the bare key, and does not know it', async () => {
  const config = ['Host door-certificates', '  HostKeyAlias certificates.lab'];
  const lines = [`@cert-authority *.lab ${authority}`];
  expect(await bothSay({ lines, config }, 'door-certificates')).toEqual({
    ssh: 'known',
    dockhop: 'unknown',
  });
});
