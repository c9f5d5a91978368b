import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { AgentProtocol, utils, type AuthContext } from 'ssh2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dockhopHome } from '../../../../../src/core/clientFiles/dockhopHome.ts';
import { HintsFile } from '../../../../../src/core/clientFiles/hintsFile.ts';
import { connectHop } from '../../../../../src/core/ssh/builtin/connectHop.ts';
import { AcceptedKeys } from '../../../../../src/core/ssh/login/acceptedKeys.ts';
import { askedPerson } from '../askedPerson.ts';
import {
  clientKey,
  fakeSshServer,
  isClientKey,
  letClientKeyIn,
  type Behaviour,
} from '../fakeSshServer.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;

/** An agent that has the client's key, for as long as the test takes. @returns its socket. */
async function agentWithKey(): Promise<string> {
  const key = utils.parseKey(clientKey.private);
  if (key instanceof Error) throw key;
  const socket = path.join(await temporaryDirectory(), 'agent');
  const server = createServer((stream) => {
    const protocol = new AgentProtocol(false);
    protocol.on('identities', (request) => {
      protocol.getIdentitiesReply(request, [key]);
    });
    protocol.on('sign', (request, _key, data) => {
      protocol.signReply(request, key.sign(data));
    });
    stream.pipe(protocol).pipe(stream);
  });
  server.listen(socket);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return socket;
}

/** As sshd does after too many attempts: with a reason, and without an answer. */
function hangUp(context: AuthContext): void {
  const connection: unknown = Reflect.get(context, '_protocol');
  (connection as { disconnect(reason: number): void }).disconnect(2);
}

/** What a server is asked before it lets somebody in: each is a round trip. */
async function loginsAt(behaviour: Behaviour = {}, authenticate = letClientKeyIn) {
  const asked: string[] = [];
  const server = await fakeSshServer({
    ...behaviour,
    authenticate: (context) => {
      const isSigned = context.method === 'publickey' && context.signature !== undefined;
      asked.push(isSigned ? 'signature' : context.method);
      authenticate(context);
    },
  });
  const directory = await temporaryDirectory();
  const identityfile = path.join(directory, 'key');
  await writeFile(identityfile, clientKey.private, { mode: 0o600 });
  const config = {
    ...{ identityfile, identityagent: 'none', stricthostkeychecking: 'no' },
    userknownhostsfile: path.join(directory, 'known_hosts'),
  };
  const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(directory, 'dockhop') } });
  let hints = new HintsFile(home, silentLog);
  let acceptedKeys = new AcceptedKeys(hints);
  onTestFinished(() => hints.settled);
  /** As in a window that is opened after this one. */
  const inAnotherWindow = async (): Promise<void> => {
    await hints.settled;
    hints = new HintsFile(home, silentLog);
    acceptedKeys = new AcceptedKeys(hints);
  };
  const logIn = async (options: Readonly<Record<string, string>> = {}): Promise<string[]> => {
    asked.length = 0;
    const place = { hostName: '127.0.0.1', port: server.port };
    const hop = someHop({ ...config, ...options }, place);
    const tools = { prompter: askedPerson(() => 'right'), log: silentLog, acceptedKeys };
    const hops = { host: 'gpu1', hops: [hop] } as const;
    const connection = await connectHop(hops, undefined, tools, never, []);
    onTestFinished(() => connection.close());
    return [...asked];
  };
  return { logIn, asked, inAnotherWindow };
}

describe('a login', () => {
  test('asks first which ways there are, then whether the key will do', async () => {
    const { logIn } = await loginsAt();
    expect(await logIn()).toEqual(['none', 'publickey', 'signature']);
  });

  test('where the same key was enough before is its signature alone', async () => {
    const { logIn } = await loginsAt();
    await logIn();
    expect(await logIn()).toEqual(['signature']);
    expect(await logIn()).toEqual(['signature']);
  });

  test('is that in another window, too', async () => {
    const { logIn, inAnotherWindow } = await loginsAt();
    await logIn();
    await inAnotherWindow();
    expect(await logIn()).toEqual(['signature']);
    await inAnotherWindow();
    expect(await logIn()).toEqual(['signature']);
  });

  test('asks all over again where another way is to be tried first, or who logs in is another', async () => {
    const { logIn } = await loginsAt();
    await logIn();
    const preferredauthentications = 'password,publickey';
    expect(await logIn({ preferredauthentications })).toEqual(['none', 'publickey', 'signature']);
  });

  test('does not wait to hear from OpenSSH that it offers authentication', async () => {
    const { logIn } = await loginsAt({ ident: 'OpenSSH_9.2', withholdsService: true });
    expect(await logIn()).toEqual(['none', 'publickey', 'signature']);
    expect(await logIn()).toEqual(['signature']);
  });
});

describe('a key that was enough before', () => {
  test('is no more than one try where it is not any more, and is offered as any other after that', async () => {
    let isKnown = true;
    const { logIn, asked, inAnotherWindow } = await loginsAt({}, (context) => {
      if (isKnown) letClientKeyIn(context);
      else context.reject(['publickey']);
    });
    await logIn();
    isKnown = false;
    await expect(logIn()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(asked).toEqual(['signature']);
    await expect(logIn()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(asked).toEqual(['none', 'publickey']);
    await inAnotherWindow();
    await expect(logIn()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(asked).toEqual(['none', 'publickey']);
  });

  test('is known no more, in any window, where the server hangs up on it', async () => {
    let isKnown = true;
    const { logIn, asked, inAnotherWindow } = await loginsAt({}, (context) => {
      if (isKnown) letClientKeyIn(context);
      else hangUp(context);
    });
    await logIn();
    isKnown = false;
    await expect(logIn()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    await inAnotherWindow();
    await expect(logIn()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    expect(asked).toEqual(['none']);
  });

  test('of an agent costs no further try either, where another one will do', async () => {
    let isKnown = true;
    const other = utils.generateKeyPairSync('ed25519');
    const { logIn } = await loginsAt({}, (context) => {
      const isFirst = isClientKey(context);
      if (context.method === 'publickey' && isFirst === isKnown) context.accept();
      else context.reject(['publickey']);
    });
    const identityfile = path.join(await temporaryDirectory(), 'other');
    await writeFile(identityfile, other.private, { mode: 0o600 });
    const options = { identityfile, identityagent: await agentWithKey() };
    expect(await logIn(options)).toEqual(['none', 'publickey', 'signature']);
    isKnown = false;
    expect(await logIn(options)).toEqual(['signature', 'publickey', 'signature']);
  });

  test.each(['file', 'agent'])(
    'of a %s has its turn where a password comes first',
    async (from) => {
      let password: 'unneeded' | 'wanted' | 'given' = 'unneeded';
      const { logIn } = await loginsAt({}, (context) => {
        if (context.method === 'password') password = 'given';
        if (password === 'wanted') context.reject(['password']);
        else if (context.method === 'password') context.reject(['publickey'], true);
        else letClientKeyIn(context);
      });
      const identityagent = from === 'agent' ? await agentWithKey() : 'none';
      const options = { identityagent, ...(from === 'agent' ? { identityfile: 'none' } : {}) };
      await logIn(options);
      password = 'wanted';
      expect(await logIn(options)).toEqual(['signature', 'password', 'publickey', 'signature']);
      // Half of what the server wants is not what it is tried with the next time.
      password = 'wanted';
      expect(await logIn(options)).toEqual(['none', 'password', 'publickey', 'signature']);
    },
  );
});
