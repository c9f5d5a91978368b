import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SecretQuestion } from '../../../src/core/ports/prompter.ts';
import { noSecrets } from '../../../src/core/ports/secrets.ts';
import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { SecretMemory } from '../../../src/core/ssh/login/secretMemory.ts';
import { doorPassword, otpCode, reachHosts, reachSshConfig } from '../../lab/doors.ts';
import * as lab from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { never, useReachLab, writeConfig } from './reachLab.ts';

const execute = promisify(execFile);
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };
const ownKey = path.join(lab.labDirectory, 'ssh', 'id_ed25519');

const directory = useReachLab();

interface Person {
  readonly pool: ConnectionPool;
  readonly questions: SecretQuestion[];
  /** Everything that was logged. */
  readonly logged: string[];
}

/** The built-in client with a person who answers. */
function personWith(
  answer: (question: SecretQuestion) => Promise<string>,
  configFile = reachSshConfig,
): Person {
  const questions: SecretQuestion[] = [];
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const log = { debug: note, info: note, warn: note };
  const pool = new ConnectionPool({
    settings: { configFile },
    secrets: new SecretMemory(noSecrets, log),
    prompter: {
      ...nobody,
      askSecret: async (question) => {
        questions.push(question);
        return { text: await answer(question), keep: false };
      },
    },
    log,
  });
  onTestFinished(() => pool.dispose());
  return { pool, questions, logged };
}

/** Password and code, as PAM asks for them. */
async function passwordAndCode({ prompt = '' }: SecretQuestion): Promise<string> {
  return /password/i.test(prompt) ? await doorPassword() : await otpCode();
}

async function user(pool: ConnectionPool, host: string): Promise<string> {
  const connection = await pool.to(host, never);
  return (await connection.run(['id', '-un'], limits, never)).stdout.trim();
}

/** The lab's config with a block in front of it, where it counts first. */
async function configWith(...lines: readonly string[]): Promise<string> {
  const file = path.join(await mkdtemp(path.join(directory(), 'config-')), 'config');
  return await writeConfig(file, [...lines, 'Match all', `Include ${reachSshConfig}`]);
}

async function newKey(name: string): Promise<string> {
  const file = path.join(directory(), name);
  await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
  return file;
}

/** A real agent with these keys; its socket. */
async function agentWith(...files: readonly string[]): Promise<string> {
  const socket = path.join(await mkdtemp(path.join(directory(), 'agent-')), 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    agent.kill();
    await once(agent, 'close');
  });
  await once(agent.stdout, 'data');
  await execute('ssh-add', ['-q', ...files], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return socket;
}

describe('a host that asks', () => {
  test('for a password and a code: both once, for all that is behind it', async () => {
    const { pool, questions } = personWith(passwordAndCode);
    expect(await user(pool, reachHosts.gpu1Otp)).toBe('alice');
    expect(await user(pool, reachHosts.gpu2Otp)).toBe('root');
    expect(questions).toMatchObject([
      { hop: 'jump-otp', kind: 'answer', isShown: false, isAgain: false },
      { hop: 'jump-otp', kind: 'answer', isAgain: false },
    ]);
  });

  test('asks again for what was refused, and what was typed is nowhere', async () => {
    const wrong = 'Tr0ub4dor&3';
    const { pool, questions, logged } = personWith((question) =>
      question.isAgain ? passwordAndCode(question) : Promise.resolve(wrong),
    );
    expect(await user(pool, reachHosts.jumpOtp)).toBe('otto');
    expect(questions.some(({ isAgain }) => isAgain)).toBe(true);
    const strange = personWith(() => Promise.resolve(wrong));
    const failed = await strange.pool
      .to(reachHosts.jumpOtp, never)
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'AUTH_FAILED', hop: 'jump-otp' });
    const said = [...logged, ...strange.logged, JSON.stringify(failed), String(failed)].join('\n');
    expect(said).not.toContain(wrong);
    expect(said).not.toContain(await doorPassword());
  });

  test('for a password only, which a connection made later is not asked for again', async () => {
    const { pool, questions } = personWith(() => doorPassword());
    const first = await pool.to(reachHosts.jumpPassword, never);
    const suicide = { ...limits, stdin: 'kill -9 $PPID\n' };
    await expect(first.run(['sh'], suicide, never)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    expect(await user(pool, reachHosts.jumpPassword)).toBe('pat');
    expect(questions).toMatchObject([{ hop: 'jump-password', kind: 'password', user: 'pat' }]);
  });

  test('after a key: whether a file has it or an agent', async () => {
    for (const agent of ['none', await agentWith(ownKey)]) {
      const configFile = await configWith('Host jump-key-otp', `IdentityAgent ${agent}`);
      const { pool, questions } = personWith(passwordAndCode, configFile);
      expect(await user(pool, reachHosts.jumpKeyOtp)).toBe('kim');
      expect(questions.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
    }
  });
});

describe('keys', () => {
  test('one with a passphrase is opened for the server that takes it', async () => {
    const file = path.join(directory(), 'locked');
    await copyFile(ownKey, file);
    await chmod(file, 0o600);
    await execute('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', file]);
    const configFile = await configWith(
      'Host jump',
      'IdentityAgent none',
      `IdentityFile ${await newKey('unknown')}`,
      `IdentityFile ${file}`,
    );
    const { pool, questions } = personWith(() => Promise.resolve('open sesame'), configFile);
    expect(await user(pool, lab.hosts.jump)).toBe('jumper');
    expect(questions).toMatchObject([{ kind: 'passphrase', keyFile: file, hop: 'jump' }]);
  });

  test('too many in the agent are told from one that is not right', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `stranger-${index}`);
    const agent = await agentWith(...(await Promise.all(names.map(newKey))));
    const answer = (): Promise<string> => Promise.resolve('');
    const block = ['Host jump', `IdentityAgent ${agent}`];
    const crowded = personWith(answer, await configWith(...block, 'IdentitiesOnly no'));
    await expect(crowded.pool.to(lab.hosts.jump, never)).rejects.toMatchObject({
      code: 'TOO_MANY_KEYS',
      hop: 'jump',
    });
    const named = personWith(answer, await configWith(...block, 'IdentitiesOnly yes'));
    expect(await user(named.pool, lab.hosts.jump)).toBe('jumper');
  });
});
