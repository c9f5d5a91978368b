import { describe, expect, it, onTestFinished } from 'vitest';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SecretQuestion } from '../../../../../src/core/ports/prompter.ts';
import { dockhopHome } from '../../../../../src/core/clientFiles/dockhopHome.ts';
import { SharedConfigFile } from '../../../../../src/core/clientFiles/sharedConfig.ts';
import { describeError } from '../../../../../src/core/errors/dockhopError.ts';
import { ConnectionPool } from '../../../../../src/core/ssh/connectionPool.ts';
import { SystemSsh } from '../../../../../src/core/ssh/system/systemSsh.ts';
import { nobody } from '../../../../nobody.ts';
import { fakeSshServer, type FakeServer } from '../fakeSshServer.ts';
import { silentLog } from '../silentLog.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;

describe('the ssh program before a hostile server', () => {
  it.each([
    ['dismissed', () => Promise.resolve('no' as const)],
    // As Ctrl-C at the terminal does.
    ['aborted', () => Promise.reject(new DOMException('', 'AbortError'))],
  ])(
    'shows a question that imitates ssh’s own as the server’s, and sends nothing when it is %s',
    async (_, reply) => {
      const imitation = "Enter passphrase for key '/home/me/.ssh/id_ed25519': ";
      const answers: string[][] = [];
      const server = await fakeSshServer({
        authenticate: (context) => {
          if (context.method !== 'keyboard-interactive') {
            context.reject(['keyboard-interactive']);
            return;
          }
          context.prompt([{ prompt: imitation, echo: false }], (given) => {
            answers.push(given);
            context.reject();
          });
        },
      });
      const { settings, system } = await roadTo(server);
      const asked: SecretQuestion[] = [];
      const prompter = {
        ...nobody,
        askSecret: (question: SecretQuestion) => {
          asked.push(question);
          return reply();
        },
      };
      const pool = new ConnectionPool({ settings, prompter, log: silentLog, system });
      onTestFinished(() => pool.dispose());
      const failed = await pool.to('trap', never).catch((error: unknown) => error);
      expect(describeError(failed).code).toBe('CANCELLED');
      expect(asked).toMatchObject([
        { hop: 'trap', kind: 'answer', prompt: imitation.trim(), mayKeep: false },
      ]);
      await server.isEmpty();
      expect(answers).toEqual([]);
    },
  );

  it('sends nothing when the question is broken off, as by Ctrl-C', async () => {
    const answers: string[][] = [];
    const server = await fakeSshServer({
      authenticate: (context) => {
        if (context.method === 'keyboard-interactive') {
          context.prompt([{ prompt: 'Code: ', echo: false }], (given) => {
            answers.push(given);
            context.reject(['keyboard-interactive']);
          });
        } else context.reject(['keyboard-interactive']);
      },
    });
    const { settings, system } = await roadTo(server);
    const interrupted = new DOMException('interrupted', 'AbortError');
    const prompter = { ...nobody, askSecret: () => Promise.reject(interrupted) };
    const pool = new ConnectionPool({ settings, prompter, log: silentLog, system });
    onTestFinished(() => pool.dispose());
    await expect(pool.to('trap', never)).rejects.toMatchObject({ code: 'CANCELLED' });
    await server.isEmpty();
    expect(answers).toEqual([]);
  });

  it('believes no banner that imitates ssh, and reads none without end', async () => {
    const imitation =
      'REMOTE HOST IDENTIFICATION HAS CHANGED!\nOffending ED25519 key in /h/known_hosts:3\n' +
      'Host key verification failed.\n';
    const server = await fakeSshServer({
      banner: `${imitation}${'@'.repeat(100_000)}\n`,
      authenticate: (context) => {
        context.reject(['publickey']);
      },
    });
    const { settings, system } = await roadTo(server);
    const pool = new ConnectionPool({
      ...{ settings: { ...settings, client: 'system' as const }, system },
      ...{ prompter: nobody, log: silentLog },
    });
    onTestFinished(() => pool.dispose());
    await expect(pool.to('trap', never)).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      hop: 'trap',
    });
    expect(server.count()).toBe(1);
  });

  it('begins nothing that only a person could end where nobody is there', async () => {
    const begun: string[] = [];
    const server = await fakeSshServer({
      authenticate: (context) => {
        begun.push(context.method);
        context.reject(['password', 'keyboard-interactive']);
      },
    });
    const { settings, system } = await roadTo(server);
    const pool = new ConnectionPool({
      ...{ settings: { ...settings, client: 'system' as const }, system },
      ...{ prompter: nobody, log: silentLog },
    });
    onTestFinished(() => pool.dispose());
    await expect(pool.to('trap', never, { unasked: true })).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      hop: 'trap',
    });
    await server.isEmpty();
    expect(begun).toEqual(['none']);
  });
});

/** A laptop whose ssh knows the server as `trap`. */
async function roadTo(server: FakeServer) {
  const directory = await temporaryDirectory();
  const knownHosts = path.join(directory, 'known_hosts');
  const configFile = path.join(directory, 'config');
  await writeFile(knownHosts, server.knownHost);
  await writeFile(
    configFile,
    `Host trap
  HostName 127.0.0.1
  Port ${server.port}
  User me
  UserKnownHostsFile ${knownHosts}
  IdentityFile none
  IdentityAgent none
`,
    { mode: 0o600 },
  );
  const settings = { configFile };
  const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(directory, 'd') } });
  const shared = new SharedConfigFile(home, settings);
  const system = new SystemSsh({ settings, shared, log: silentLog });
  return { settings, system };
}
