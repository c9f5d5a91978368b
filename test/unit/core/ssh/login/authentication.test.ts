import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { AuthContext, KeyboardAuthContext, Prompt } from 'ssh2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeError } from '../../../../../src/core/errors/dockhopError.ts';
import { noSecrets } from '../../../../../src/core/ports/secrets.ts';
import { connectHop } from '../../../../../src/core/ssh/builtin/connectHop.ts';
import type { LoginTools } from '../../../../../src/core/ssh/login/login.ts';
import { SecretMemory } from '../../../../../src/core/ssh/login/secretMemory.ts';
import type { SshConnection } from '../../../../../src/core/ssh/builtin/sshConnection.ts';
import { nobody } from '../../../../nobody.ts';
import { askedPerson } from '../askedPerson.ts';
import { clientKey, fakeSshServer, letClientKeyIn } from '../fakeSshServer.ts';
import { memorySecrets } from '../memorySecrets.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;

type Config = Readonly<Record<string, string | readonly string[]>>;

async function connectTo(
  port: number,
  tools: Partial<LoginTools> = {},
  config: Config = {},
  signal = never,
): Promise<SshConnection> {
  const userknownhostsfile = path.join(await temporaryDirectory(), 'known_hosts');
  const trust = { stricthostkeychecking: 'no', userknownhostsfile, identityagent: 'none' };
  const hop = someHop({ ...trust, ...config }, { hostName: '127.0.0.1', port });
  const allTools = { prompter: nobody, log: silentLog, ...tools };
  const hops = { host: 'gpu1', hops: [hop] } as const;
  const connection = await connectHop(hops, undefined, allTools, signal);
  onTestFinished(() => connection.close());
  return connection;
}

/** Wants this password. */
function wants(password: string) {
  return (context: AuthContext): void => {
    if (context.method === 'password' && context.password === password) context.accept();
    else context.reject(['password']);
  };
}

/** Asks rounds of questions and lets in who answers all of them with `right`. */
function asks(...rounds: readonly (readonly Prompt[])[]) {
  return (context: AuthContext): void => {
    if (context.method !== 'keyboard-interactive') context.reject(['keyboard-interactive']);
    else askRounds(context, rounds);
  };
}

function askRounds(context: KeyboardAuthContext, rounds: readonly (readonly Prompt[])[]): void {
  const [first, ...others] = rounds;
  if (!first) {
    context.accept();
    return;
  }
  context.prompt([...first], 'Login', 'Answer, please', (answers) => {
    const given = answers as unknown as readonly string[];
    if (given.every((answer) => answer === 'right')) askRounds(context, others);
    else context.reject(['keyboard-interactive']);
  });
}

/** As sshd where one attempt is all it allows (MaxAuthTries). */
function hangUp(context: AuthContext): void {
  const protocol = Reflect.get(context, '_protocol') as { disconnect: (reason: number) => void };
  protocol.disconnect(14);
}

async function keyFile(): Promise<string> {
  const file = path.join(await temporaryDirectory(), 'key');
  await writeFile(file, clientKey.private, { mode: 0o600 });
  return file;
}

describe('a password', () => {
  test('is asked for, by us, and again where it was refused', async () => {
    const { port } = await fakeSshServer({ authenticate: wants('right') });
    const person = askedPerson(({ isAgain }) => (isAgain ? 'right' : 'wrong'));
    await connectTo(port, { prompter: person });
    const common = { hop: 'gpu1', address: `127.0.0.1:${port}`, user: 'alice', kind: 'password' };
    const question = { ...common, isShown: false, mayKeep: true };
    expect(person.questions).toEqual([
      { ...question, isAgain: false },
      { ...question, isAgain: true },
    ]);
  });

  test('is typed as often as ssh allows, and never sent twice', async () => {
    const sent: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        if (context.method === 'password') sent.push(context.password);
        context.reject(['password']);
      },
    });
    const person = askedPerson(({ isAgain }) => (isAgain ? 'second' : 'first'));
    const config = { numberofpasswordprompts: '2' };
    await expect(connectTo(port, { prompter: person }, config)).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      details: { tried: 'a password (2 times); it accepts only password' },
    });
    expect(sent).toEqual(['first', 'second']);
  });

  test('whose outcome nobody learns is no lost connection, which would be tried again', async () => {
    const server = await fakeSshServer({
      authenticate: (context) => {
        if (context.method === 'password') server.cut();
        else context.reject(['password']);
      },
    });
    const person = askedPerson(() => 'right');
    await expect(connectTo(server.port, { prompter: person })).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      details: { tried: 'a password; it did not say whether that is right' },
    });
    expect(server.count()).toBe(1);
  });

  test('that was kept is not sent again after a server has hung up on it', async () => {
    const sent: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        if (context.method !== 'password') {
          context.reject(['password']);
          return;
        }
        sent.push(context.password);
        if (sent.length === 1) context.accept();
        else hangUp(context);
      },
    });
    const storage = memorySecrets();
    const secrets = new SecretMemory(storage, silentLog);
    const person = askedPerson(() => ({ text: 'old', keep: true }));
    await connectTo(port, { secrets, prompter: person });
    await expect(connectTo(port, { secrets })).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    await expect(connectTo(port, { secrets })).rejects.toMatchObject({ code: 'ANSWER_NEEDED' });
    expect(sent).toEqual(['old', 'old']);
    expect([...storage.kept.values()]).toEqual([]);
  });

  test('that was accepted is not asked for again, and kept only where the person wants it', async () => {
    for (const keep of [false, true]) {
      const { port } = await fakeSshServer({ authenticate: wants('right') });
      const storage = memorySecrets();
      const secrets = new SecretMemory(storage, silentLog);
      const person = askedPerson(() => ({ text: 'right', keep }));
      await connectTo(port, { prompter: person, secrets });
      await connectTo(port, { secrets });
      expect(person.questions).toHaveLength(1);
      expect([...storage.kept.values()]).toEqual(keep ? ['right'] : []);
      const names = [...storage.kept.keys()].join();
      if (keep) {
        expect(names).toMatch(/^password alice@127\.0\.0\.1:\d+ SHA256:[A-Za-z0-9+/]{43}$/);
        // Another window.
        await connectTo(port, { secrets: new SecretMemory(storage, silentLog) });
      }
    }
  });

  test('that was kept and is refused is forgotten everywhere, then asked for', async () => {
    let right = 'old';
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        wants(right)(context);
      },
    });
    const storage = memorySecrets();
    const secrets = new SecretMemory(storage, silentLog);
    await connectTo(port, { secrets, prompter: askedPerson(() => ({ text: 'old', keep: true })) });
    right = 'new';
    const person = askedPerson(() => 'new');
    await connectTo(port, { secrets, prompter: person });
    expect(person.questions).toMatchObject([{ isAgain: true }]);
    expect([...storage.kept.values()]).toEqual([]);
  });

  test('is not told to another machine at the same address', async () => {
    const { port } = await fakeSshServer({ authenticate: wants('right') });
    const storage = memorySecrets();
    storage.kept.set(`password alice@127.0.0.1:${port} SHA256:other`, 'secret of the other');
    const person = askedPerson(() => 'right');
    await connectTo(port, { secrets: new SecretMemory(storage, silentLog), prompter: person });
    expect(person.questions).toMatchObject([{ isAgain: false }]);
  });

  test('that has to be changed is named', async () => {
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        if (context.method === 'password') context.requestChange('Change it', () => undefined);
        else context.reject(['password']);
      },
    });
    const failed = connectTo(port, { prompter: askedPerson(() => 'old') });
    await expect(failed).rejects.toMatchObject({ code: 'PASSWORD_EXPIRED', hop: 'gpu1' });
  });
});

describe('keyboard-interactive', () => {
  test('puts every question of every round, with its echo, in the hop’s words', async () => {
    const { port } = await fakeSshServer({
      banner: 'Authorised\nuse only',
      authenticate: asks(
        [{ prompt: 'Password: ', echo: false }],
        [],
        [
          { prompt: 'Name of your pet?', echo: true },
          { prompt: 'Code:', echo: false },
        ],
      ),
    });
    const person = askedPerson(() => 'right');
    await connectTo(port, { prompter: person });
    const common = { kind: 'answer', mayKeep: false, isAgain: false, hop: 'gpu1', user: 'alice' };
    const instruction = 'Login · Answer, please';
    expect(person.questions).toMatchObject([
      {
        ...common,
        prompt: 'Password:',
        isShown: false,
        instruction: `Authorised use only · ${instruction}`,
      },
      { ...common, prompt: 'Name of your pet?', isShown: true, instruction },
      { ...common, prompt: 'Code:', isShown: false, instruction },
    ]);
  });

  test('is tried again where an answer was refused, as often as ssh allows', async () => {
    const { port } = await fakeSshServer({ authenticate: asks([{ prompt: 'Code', echo: false }]) });
    const person = askedPerson(() => 'wrong');
    await expect(connectTo(port, { prompter: person })).rejects.toMatchObject({
      code: 'AUTH_FAILED',
    });
    expect(person.questions.map(({ isAgain }) => isAgain)).toEqual([false, true, true]);
  });

  test('never has an answer remembered', async () => {
    const { port } = await fakeSshServer({ authenticate: asks([{ prompt: 'Code', echo: false }]) });
    const storage = memorySecrets();
    const secrets = new SecretMemory(storage, silentLog);
    const person = askedPerson(() => ({ text: 'right', keep: true }));
    await connectTo(port, { prompter: person, secrets });
    await connectTo(port, { prompter: person, secrets });
    expect(person.questions).toHaveLength(2);
    expect(storage.kept.size).toBe(0);
  });

  test('a server that asks too much at once is left', async () => {
    const prompts = Array.from({ length: 50 }, () => ({ prompt: 'x', echo: false }));
    const { port } = await fakeSshServer({ authenticate: asks(prompts) });
    const person = askedPerson(() => 'right');
    await expect(connectTo(port, { prompter: person })).rejects.toThrow(/too many questions/);
    expect(person.questions).toEqual([]);
  });

  test('is not begun where nobody could end it', async () => {
    const methods: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        methods.push(context.method);
        context.reject(['keyboard-interactive']);
      },
    });
    const prompter = { ...nobody, canAsk: () => false };
    for (const stepsBack of [true, false]) {
      const failed = connectTo(port, { prompter, stepsBack });
      await expect(failed).rejects.toMatchObject({ code: 'ANSWER_NEEDED', hop: 'gpu1' });
    }
    expect(methods).toEqual(['none', 'none']);
  });
});

describe('the order of methods', () => {
  const offered = ['password', 'keyboard-interactive', 'publickey'] as const;

  async function tried(config: Config): Promise<string[]> {
    const methods: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        methods.push(context.method);
        if (context.method === 'keyboard-interactive') {
          context.prompt([{ prompt: 'x', echo: false }], () => {
            context.reject([...offered]);
          });
        } else context.reject([...offered]);
      },
    });
    const once = { numberofpasswordprompts: '1', identityfile: await keyFile() };
    const prompter = askedPerson(() => 'wrong');
    const failed = connectTo(port, { prompter }, { ...once, ...config });
    await expect(failed).rejects.toMatchObject({ code: expect.any(String) as unknown });
    return methods;
  }

  test.each([
    [{}, ['publickey', 'keyboard-interactive', 'password']],
    [{ preferredauthentications: 'password,publickey' }, ['password', 'publickey']],
    [{ pubkeyauthentication: 'no' }, ['keyboard-interactive', 'password']],
    [{ pubkeyauthentication: 'false' }, ['keyboard-interactive', 'password']],
    [{ passwordauthentication: 'no' }, ['publickey', 'keyboard-interactive']],
    [{ kbdinteractiveauthentication: 'no' }, ['publickey', 'password']],
    [{ challengeresponseauthentication: 'no' }, ['publickey', 'password']],
    [{ batchmode: 'yes' }, ['publickey']],
    [{ preferredauthentications: 'gssapi-with-mic' }, []],
  ])('with %j', async (config, methods) => {
    expect(await tried(config)).toEqual(['none', ...methods]);
  });

  test('a key and then a code, as the server wants them', async () => {
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        if (context.method === 'publickey') context.reject(['keyboard-interactive'], true);
        else if (context.method === 'none') context.reject(['publickey']);
        else asks([{ prompt: 'Code', echo: false }])(context);
      },
    });
    const person = askedPerson(() => 'right');
    await connectTo(port, { prompter: person }, { identityfile: await keyFile() });
    expect(person.questions).toMatchObject([{ prompt: 'Code', isAgain: false }]);
  });

  test('a password and then a key; the password counts as accepted', async () => {
    let isKnown = false;
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        if (isKnown) letClientKeyIn(context);
        else if (context.method === 'password') {
          isKnown = true;
          context.reject(['publickey'], true);
        } else context.reject(['password']);
      },
    });
    const secrets = new SecretMemory(noSecrets, silentLog);
    const person = askedPerson(() => 'right');
    const config = { identityfile: await keyFile() };
    await connectTo(port, { prompter: person, secrets }, config);
    isKnown = false;
    await connectTo(port, { secrets }, config);
    expect(person.questions).toHaveLength(1);
  });
});

describe('stepping back', () => {
  test.each([
    ['asks', ['password'], {}],
    ['asks', ['keyboard-interactive'], {}],
    ['gssapi', ['gssapi-with-mic', 'password'], { gssapiauthentication: 'yes' }],
    ['gssapi', ['gssapi-with-mic'], { gssapiauthentication: 'yes' }],
    ['asks', ['gssapi-with-mic', 'password'], { gssapiauthentication: 'no' }],
  ])('for %s where the server offers %j: %j', async (reason, offered, config) => {
    const methods: string[] = [];
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        methods.push(context.method);
        context.reject(offered as []);
      },
    });
    const person = askedPerson(() => 'right');
    const tools = { prompter: person, stepsBack: true };
    await expect(connectTo(port, tools, config)).rejects.toMatchObject({ reason });
    expect(person.questions).toEqual([]);
    expect(methods).toEqual(['none']);
  });

  test('uses no remembered password: the other ssh would not have it', async () => {
    const { port } = await fakeSshServer({ authenticate: wants('right') });
    const secrets = new SecretMemory(noSecrets, silentLog);
    await connectTo(port, { prompter: askedPerson(() => 'right'), secrets });
    const again = connectTo(port, { secrets, stepsBack: true });
    await expect(again).rejects.toMatchObject({ reason: 'asks' });
  });

  test('for algorithms that ssh2 does not speak', async () => {
    const { port } = await fakeSshServer({ keyExchange: 'diffie-hellman-group1-sha1' });
    const failed = connectTo(port, { stepsBack: true });
    await expect(failed).rejects.toMatchObject({ reason: 'algorithms' });
    await expect(connectTo(port)).rejects.toMatchObject({ code: 'JUMP_UNREACHABLE' });
  });

  test('what cannot be answered is said where there is no stepping back', async () => {
    const { port } = await fakeSshServer({
      authenticate: (context) => {
        context.reject(['gssapi-with-mic'] as unknown as []);
      },
    });
    const config = { gssapiauthentication: 'yes' };
    await expect(connectTo(port, {}, config)).rejects.toThrow(/it accepts only gssapi-with-mic/);
  });
});

describe('a person', () => {
  const server = () => fakeSshServer({ authenticate: asks([{ prompt: 'Code', echo: false }]) });

  test('who wants to go no further ends the login, without another question', async () => {
    const gpu1 = await server();
    const person = askedPerson(() => 'no');
    const failed = connectTo(gpu1.port, { prompter: person });
    await expect(failed).rejects.toMatchObject({ code: 'CANCELLED', hop: 'gpu1' });
    expect(person.questions).toHaveLength(1);
    await gpu1.isEmpty();
  });

  test('who is not there is missed', async () => {
    const { port } = await server();
    await expect(connectTo(port)).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      details: { what: 'an answer' },
    });
  });

  test('is asked no longer when the hop hangs up, or the login is cancelled', async () => {
    for (const hangsUp of [true, false]) {
      const gpu1 = await server();
      const controller = new AbortController();
      let withdrawn = 0;
      const person = askedPerson(async (_, signal) => {
        const over = new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        if (hangsUp) gpu1.cut();
        else controller.abort();
        await over;
        withdrawn++;
        throw signal.reason;
      });
      const failed = connectTo(gpu1.port, { prompter: person }, {}, controller.signal);
      const expected = hangsUp ? { code: 'ANSWER_NEEDED' } : { name: 'AbortError' };
      await expect(failed).rejects.toMatchObject(expected);
      await gpu1.isEmpty();
      expect(withdrawn).toBe(1);
    }
  });
});

test('whatever a hostile server says is bounded and plain, and only a banner is logged', async () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('\u001b[2J', '\u202e', '\r\n', '\u0007', '[x](command:y)', 'z'.repeat(3000)),
  );
  const words = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
  const prompts = fc.array(fc.record({ prompt: words, echo: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(words, words, prompts, words, async (title, instruction, asked, secret) => {
      const logged: string[] = [];
      const note = (message: string): void => void logged.push(message);
      const { port } = await fakeSshServer({
        authenticate: (context) => {
          if (context.method === 'keyboard-interactive') {
            context.prompt(asked, title, instruction, () => {
              context.reject(['keyboard-interactive']);
            });
          } else context.reject(['keyboard-interactive']);
        },
      });
      const person = askedPerson(() => ({ text: `SECRET${secret}`, keep: false }));
      const log = { debug: note, info: note, warn: note };
      const failed: unknown = await connectTo(port, { prompter: person, log }).catch(
        (error: unknown) => error,
      );
      for (const question of person.questions) {
        const { prompt = '', instruction: said = '' } = question;
        for (const text of [prompt, said]) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(text.length).toBeLessThanOrEqual(500);
        }
        expect(question).toMatchObject({ hop: 'gpu1', user: 'alice', mayKeep: false });
      }
      expect(person.questions.length).toBeGreaterThan(0);
      expect(failed).toMatchObject({ code: 'AUTH_FAILED' });
      const described = JSON.stringify(describeError(failed));
      expect([...logged, described, inspect(failed)].join()).not.toContain('SECRET');
      expect(logged).toHaveLength(1);
      expect(logged[0]).toMatch(/^Wrote ssh-ed25519 \S+ of gpu1 to \S+$/);
    }),
    { numRuns: 5 },
  );
});
