import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { AuthContext, PublicKeyAuthContext } from 'ssh2';
import { utils } from 'ssh2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noSecrets } from '../../../../../src/core/ports/secrets.ts';
import { connectHop } from '../../../../../src/core/ssh/builtin/connectHop.ts';
import type { LoginTools } from '../../../../../src/core/ssh/login/login.ts';
import { SecretMemory } from '../../../../../src/core/ssh/login/secretMemory.ts';
import type { SshConnection } from '../../../../../src/core/ssh/builtin/sshConnection.ts';
import { nobody } from '../../../../nobody.ts';
import { askedPerson } from '../askedPerson.ts';
import { fakeSshServer, letClientKeyIn } from '../fakeSshServer.ts';
import { memorySecrets } from '../memorySecrets.ts';
import { newKey } from '../newKey.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;
const passphrase = 'open sesame';

async function connectTo(
  port: number,
  identityfile: string | readonly string[],
  tools: Partial<LoginTools> = {},
): Promise<SshConnection> {
  const userknownhostsfile = path.join(await temporaryDirectory(), 'known_hosts');
  const trust = { stricthostkeychecking: 'no', userknownhostsfile, identityagent: 'none' };
  const hop = someHop({ ...trust, identityfile }, { hostName: '127.0.0.1', port });
  const hops = { host: 'gpu1', hops: [hop] } as const;
  const allTools = { prompter: nobody, log: silentLog, ...tools };
  const connection = await connectHop(hops, undefined, allTools, never);
  onTestFinished(() => connection.close());
  return connection;
}

/** Takes any key whose signature is right. */
function letSignersIn(context: AuthContext): void {
  if (context.method !== 'publickey') context.reject(['publickey']);
  else if (context.signature === undefined || isSigned(context)) context.accept();
  else context.reject(['publickey']);
}

function isSigned({ key, blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  const parsed = utils.parseKey(`${key.algo} ${key.data.toString('base64')}`);
  if (parsed instanceof Error || !blob || !signature) return false;
  return parsed.verify(blob, signature, hashAlgo);
}

describe('a key with a passphrase', () => {
  test.each([{ type: 'ed25519' }, { type: 'rsa' }, { type: 'ecdsa', format: 'PEM' }] as const)(
    'is opened where the server would take it (%j)',
    async (kind) => {
      const { port } = await fakeSshServer({ authenticate: letSignersIn, banner: 'Hello' });
      const file = await newKey({ ...kind, passphrase });
      const person = askedPerson(() => passphrase);
      await connectTo(port, file, { prompter: person });
      expect(person.questions).toEqual([
        {
          ...{ hop: 'gpu1', address: `127.0.0.1:${port}`, user: 'alice' },
          ...{ kind: 'passphrase', keyFile: file, isShown: false, mayKeep: true, isAgain: false },
        },
      ]);
    },
  );

  test('is not asked about where the server would not take it', async () => {
    const { port } = await fakeSshServer({ authenticate: letClientKeyIn });
    const person = askedPerson(() => passphrase);
    const failed = connectTo(port, await newKey({ passphrase }), { prompter: person });
    await expect(failed).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(person.questions).toEqual([]);
  });

  test('is opened when its turn comes where nobody knows its public half', async () => {
    const { port } = await fakeSshServer({ authenticate: letSignersIn });
    const file = await newKey({ type: 'ecdsa', format: 'PEM', passphrase });
    await rm(`${file}.pub`);
    const person = askedPerson(() => passphrase);
    await connectTo(port, file, { prompter: person });
    expect(person.questions).toHaveLength(1);
  });

  test('is asked about again where it did not open, three times; then the next key is tried', async () => {
    const { port } = await fakeSshServer({ authenticate: letSignersIn });
    const files = [await newKey({ passphrase }), await newKey({ passphrase: 'other' })];
    const person = askedPerson(() => 'other');
    await connectTo(port, files, { prompter: person });
    expect(person.questions.map(({ keyFile, isAgain }) => [keyFile, isAgain])).toEqual([
      [files[0], false],
      [files[0], true],
      [files[0], true],
      [files[1], false],
    ]);
  });

  test('may be left shut where nobody is there and another key does', async () => {
    const { port } = await fakeSshServer({ authenticate: letSignersIn });
    const locked = await newKey({ passphrase });
    await connectTo(port, [locked, await newKey()]);
    await expect(connectTo(port, locked)).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      details: { what: `the passphrase of ${locked}` },
    });
  });

  test('is left to the ssh program, when the server would take it', async () => {
    const file = await newKey({ passphrase });
    const tools = { stepsBack: true, prompter: askedPerson(() => passphrase) };
    const taking = await fakeSshServer({ authenticate: letSignersIn });
    await expect(connectTo(taking.port, file, tools)).rejects.toMatchObject({ reason: 'asks' });
    const other = await fakeSshServer({ authenticate: letClientKeyIn });
    await expect(connectTo(other.port, file, tools)).rejects.toHaveProperty('code', 'AUTH_FAILED');
    expect(tools.prompter.questions).toEqual([]);
  });
});

describe('a passphrase', () => {
  test('that is kept is used, and forgotten when it does not open the key', async () => {
    const { port } = await fakeSshServer({ authenticate: letSignersIn });
    const file = await newKey({ passphrase });
    const storage = memorySecrets();
    const person = askedPerson(() => ({ text: passphrase, keep: true }));
    const window = () => ({ prompter: person, secrets: new SecretMemory(storage, silentLog) });
    await connectTo(port, file, window());
    await connectTo(port, file, window());
    expect(person.questions).toHaveLength(1);
    const [name = ''] = storage.kept.keys();
    expect(name).toContain(file);
    storage.kept.set(name, 'another');
    const stranger = askedPerson(() => 'no');
    const failed = connectTo(port, file, { ...window(), prompter: stranger });
    await expect(failed).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(stranger.questions).toMatchObject([{ isAgain: true }]);
    expect(storage.kept.size).toBe(0);
  });

  test('is asked for once by all who want it at the same time', async () => {
    const servers = await Promise.all(
      Array.from({ length: 5 }, () => fakeSshServer({ authenticate: letSignersIn })),
    );
    const file = await newKey({ passphrase });
    const secrets = new SecretMemory(noSecrets, silentLog);
    const person = askedPerson(() => passphrase);
    const tools = { secrets, prompter: person };
    await Promise.all(servers.map(({ port }) => connectTo(port, file, tools)));
    expect(person.questions).toHaveLength(1);
  });

  test('is asked for by the next one where the first is left', async () => {
    const [first, second] = [
      await fakeSshServer({ authenticate: letSignersIn }),
      await fakeSshServer({ authenticate: letSignersIn }),
    ];
    const file = await newKey({ passphrase });
    const secrets = new SecretMemory(noSecrets, silentLog);
    let asked: (() => void) | undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const hesitant = askedPerson((_, signal) => {
      asked?.();
      return new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('withdrawn'));
        });
      });
    });
    const left = connectTo(first.port, file, { secrets, prompter: hesitant });
    await isAsked;
    const person = askedPerson(() => passphrase);
    const served = connectTo(second.port, file, { secrets, prompter: person });
    first.cut();
    await expect(left).rejects.toMatchObject({ code: 'ANSWER_NEEDED' });
    await served;
    expect(person.questions).toHaveLength(1);
  });
});

test('a signature that is not enough is followed by what else is wanted', async () => {
  let hasSigned = false;
  const { port } = await fakeSshServer({
    authenticate: (context) => {
      if (hasSigned && context.method === 'password') context.accept();
      else if (hasSigned) context.reject(['password']);
      else if (context.method !== 'publickey') context.reject(['publickey']);
      else if (context.signature === undefined) context.accept();
      else {
        hasSigned = true;
        context.reject(['password'], true);
      }
    },
  });
  const person = askedPerson(({ kind }) => (kind === 'passphrase' ? passphrase : 'right'));
  await connectTo(port, await newKey({ passphrase }), { prompter: person });
  expect(person.questions.map(({ kind }) => kind)).toEqual(['passphrase', 'password']);
});

test('a key without a passphrase needs nobody', async () => {
  const { port } = await fakeSshServer({ authenticate: letSignersIn });
  await connectTo(port, await newKey({ type: 'rsa', format: 'PKCS8' }));
});
