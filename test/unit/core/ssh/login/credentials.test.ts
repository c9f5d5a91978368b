import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { credentialsOf, type Credentials } from '../../../../../src/core/ssh/login/credentials.ts';
import { connectHop } from '../../../../../src/core/ssh/builtin/connectHop.ts';
import { nobody } from '../../../../nobody.ts';
import { fakeSshServer } from '../fakeSshServer.ts';
import { silentLog } from '../silentLog.ts';
import { publicKey } from '../publicKey.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const execute = promisify(execFile);
const never = new AbortController().signal;

let directory = '';
let socket = '';

beforeEach(async () => {
  directory = await temporaryDirectory();
  socket = path.join(directory, 'agent');
});

async function newKey(name: string, passphrase = ''): Promise<string> {
  const file = path.join(directory, name);
  await execute('ssh-keygen', [
    '-qt',
    'ed25519',
    '-a',
    '1',
    '-C',
    name,
    '-N',
    passphrase,
    '-f',
    file,
  ]);
  return file;
}

/** A real agent that holds these keys. */
async function agentWith(...files: readonly string[]): Promise<void> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    agent.kill();
    await once(agent, 'close');
  });
  await once(agent.stdout, 'data');
  for (const file of files) {
    await execute('ssh-add', [file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  }
}

function publicLine(type: string): string {
  return `${type} ${publicKey(type, 1).toString('base64')} x\n`;
}

function credentials(
  config: Readonly<Record<string, string | readonly string[]>>,
  signal: AbortSignal = never,
): Promise<Credentials> {
  return credentialsOf(someHop({ identityagent: socket, ...config }), silentLog, signal);
}

const labels = ({ attempts }: Credentials): string[] =>
  attempts.map(({ label }) => label.replace(`${directory}/`, ''));

describe('credentialsOf', () => {
  test('tries keys in the order of ssh', async () => {
    const [inAgent, named, file] = await Promise.all(
      ['in-agent', 'named', 'file'].map((name) => newKey(name)),
    );
    if (inAgent === undefined || named === undefined || file === undefined) throw new Error('keys');
    await agentWith(inAgent, named);
    const identityfile = [file, named];
    expect(labels(await credentials({ identityfile }))).toEqual([
      'named from the ssh agent',
      'in-agent from the ssh agent',
      'file',
    ]);
    expect(labels(await credentials({ identityfile, identitiesonly: 'yes' }))).toEqual([
      'named from the ssh agent',
      'file',
    ]);
    expect(labels(await credentials({ identityfile, identityagent: 'none' }))).toEqual([
      'file',
      'named',
    ]);
  });

  test('an encrypted key is the agent’s to use, else a passphrase may open it', async () => {
    const plain = await newKey('locked');
    await agentWith(plain);
    await execute('ssh-keygen', ['-p', '-a', '1', '-P', '', '-N', 'secret', '-f', plain]);
    const other = await newKey('other', 'secret');
    const found = await credentials({ identityfile: [plain, other] });
    expect(labels(found)).toEqual(['locked from the ssh agent', 'other']);
    expect(found.attempts.map(({ type }) => type)).toEqual(['agent', 'locked']);
    const silent = await credentials({ identityfile: other, batchmode: 'yes' });
    expect(silent.attempts).toHaveLength(1);
    expect(silent.obstacles).toEqual([
      `${other} (it has a passphrase, and BatchMode asks for none)`,
    ]);
  });

  test('an agent that is gone is no reason to stop', async () => {
    const file = await newKey('file');
    const found = await credentials({ identityfile: [file] });
    expect(labels(found)).toEqual(['file']);
    expect(found.obstacles).toHaveLength(1);
  });

  test('an agent that does not answer can be left', async () => {
    const silent = createServer((connection) => {
      connection.resume().once('close', () => silent.emit('left'));
      controller.abort();
    });
    const controller = new AbortController();
    silent.listen(socket);
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const left = once(silent, 'left');
    await expect(credentials({}, controller.signal)).rejects.toHaveProperty('name', 'AbortError');
    await left;
  });

  test('no key is used where public keys are switched off', async () => {
    const identityfile = await newKey('file');
    for (const config of [
      { pubkeyauthentication: 'false' },
      { preferredauthentications: 'password,keyboard-interactive' },
    ]) {
      expect((await credentials({ identityfile, ...config })).attempts).toEqual([]);
    }
  });
});

describe('what only the ssh program can use', () => {
  test('is a token, a certificate or a security key', async () => {
    const plain = await newKey('plain');
    expect((await credentials({ identityfile: plain, identityagent: 'none' })).beyond).toBe(
      undefined,
    );
    const authority = await newKey('authority');
    const certified = await newKey('certified');
    await execute('ssh-keygen', ['-q', '-s', authority, '-I', 'x', '-n', 'x', `${certified}.pub`]);
    const securityKey = path.join(directory, 'security');
    await writeFile(`${securityKey}.pub`, publicLine('sk-ssh-ed25519@openssh.com'));
    for (const [config, beyond] of [
      [{ identityfile: [plain, certified] }, 'certificate'],
      [{ certificatefile: `${certified}-cert.pub` }, 'certificate'],
      [{ certificatefile: `${certified}-none.pub` }, undefined],
      [{ identityfile: securityKey }, 'securityKey'],
      [{ pkcs11provider: '/usr/lib/x.so' }, 'pkcs11'],
      [{ pkcs11provider: 'none' }, undefined],
      [{ identityfile: certified, pubkeyauthentication: 'no' }, undefined],
    ] as const) {
      const found = await credentials({ identityagent: 'none', ...config });
      expect([config, found.beyond]).toEqual([config, beyond]);
    }
  });

  test('may be in the agent; IdentitiesOnly leaves it there', async () => {
    const authority = await newKey('authority');
    const certified = await newKey('certified');
    await execute('ssh-keygen', ['-q', '-s', authority, '-I', 'x', '-n', 'x', `${certified}.pub`]);
    await agentWith(certified);
    expect(await credentials({})).toMatchObject({ beyond: 'certificate' });
    expect(labels(await credentials({}))).toEqual(['certified from the ssh agent']);
    expect((await credentials({ identitiesonly: 'yes' })).beyond).toBeUndefined();
  });
});

test('the agent signs for a key whose file is gone', async () => {
  const file = await newKey('key');
  await agentWith(file);
  await rm(file);
  const server = await fakeSshServer({
    authenticate: (context) => {
      // The second request has the signature, checked by ssh2 against the key.
      if (context.method !== 'publickey') context.reject(['publickey']);
      else context.accept();
    },
  });
  const userknownhostsfile = path.join(await temporaryDirectory(), 'known_hosts');
  const config = { identityagent: socket, stricthostkeychecking: 'no', userknownhostsfile };
  const hop = someHop(config, { hostName: '127.0.0.1', port: server.port });
  const tools = { prompter: nobody, log: silentLog };
  const connection = await connectHop({ host: 'gpu1', hops: [hop] }, undefined, tools, never);
  const result = await connection.run(['x'], { maxBytes: 100, timeoutMs: 5000 }, never);
  expect(result.exitCode).toBe(0);
  await connection.close();
});
