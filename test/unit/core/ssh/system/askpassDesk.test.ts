import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AskpassDesk, type AnswerAskpass } from '../../../../../src/core/ssh/system/askpassDesk.ts';
import type { AskpassCall } from '../../../../../src/core/ssh/system/askpassQuestion.ts';
import { makeProgramDirectory } from '../../../../../src/core/ssh/privateDirectory.ts';
import { makeQuietAskpass } from '../../../../../src/core/ssh/system/quietAskpass.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

async function openDesk(): Promise<AskpassDesk> {
  const desk = await AskpassDesk.open();
  onTestFinished(() => desk.close());
  return desk;
}

interface Helped {
  readonly code: number | null;
  readonly stdout: string;
}

/** Calls the askpass program as ssh does. */
function helper(env: Readonly<Record<string, string>>, question: string, hint = '') {
  const child = spawn(env['SSH_ASKPASS'] ?? '', [question], {
    env: { ...process.env, ...env, ...(hint === '' ? {} : { SSH_ASKPASS_PROMPT: hint }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const done = (async (): Promise<Helped> => {
    const [code, stdout] = await Promise.all([
      new Promise<number | null>((resolve) => child.once('close', resolve)),
      text(child.stdout),
    ]);
    return { code, stdout };
  })();
  return { child, done };
}

describe('the askpass helper', () => {
  it('hands over the question as it is and prints the answer as it is', async () => {
    const desk = await openDesk();
    const calls: AskpassCall[] = [];
    const answer = '$(id) "\' ü\\';
    const env = desk.environmentFor((call) => {
      calls.push(call);
      return Promise.resolve(answer);
    });
    const question = '-x $(touch y) "\n\' % ü';
    const { code, stdout } = await helper(env, question, 'confirm').done;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${answer}\n` });
    expect(calls).toMatchObject([{ text: question, hint: 'confirm' }]);
    expect(Object.values(env)).not.toContain(answer);
    const directory = path.dirname(env['SSH_ASKPASS'] ?? '');
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await readdir(directory)).sort()).toEqual(['askpass', 'askpass.cjs', 'askpass.sock']);
  });

  it('fails where there is no answer, and for who does not know the word', async () => {
    const desk = await openDesk();
    const asked: AnswerAskpass = () => Promise.resolve(undefined);
    const env = desk.environmentFor(asked);
    expect(await helper(env, 'x').done).toEqual({ code: 1, stdout: '' });
    let calls = 0;
    desk.environmentFor(() => {
      calls++;
      return Promise.resolve('secret');
    });
    const stranger = { ...env, DOCKHOP_ASKPASS_TOKEN: 'guess' };
    expect(await helper(stranger, 'x').done).toEqual({ code: 1, stdout: '' });
    expect(calls).toBe(0);
  });

  it('withdraws its question when ssh ends it', async () => {
    const desk = await openDesk();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let withdrawn: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      withdrawn = resolve;
    });
    const env = desk.environmentFor(async (_, signal) => {
      signal.addEventListener('abort', withdrawn);
      begin();
      await gone;
      return undefined;
    });
    const { child, done } = helper(env, 'Confirm user presence', 'none');
    await begun;
    child.kill();
    await gone;
    await done;
  });
});

describe('the place of a program', () => {
  it('is the first where one can be run, and nothing is left where not', async () => {
    const [without, home] = [await temporaryDirectory(), await temporaryDirectory()];
    // A name with a slash cannot be written, as a program on a noexec file system cannot be run.
    const places = [without, home];
    await expect(makeProgramDirectory('no/name', '', places)).rejects.toMatchObject({
      code: 'UNEXPECTED',
    });
    expect([await readdir(without), await readdir(home)]).toEqual([[], []]);
    const made = await makeProgramDirectory('name', '#!/bin/sh\n', places);
    expect(path.dirname(made.path)).toBe(without);
    await made.remove();
    expect(await readdir(without)).toEqual([]);
  });
});

describe('an ssh that nobody answers', () => {
  it('is ended by what it asks, and that is known', async () => {
    const askpass = await makeQuietAskpass();
    onTestFinished(() => askpass.remove());
    const asks = (hint: string) =>
      new Promise<NodeJS.Signals | null>((resolve) => {
        const script = `SSH_ASKPASS_PROMPT=${hint} "$SSH_ASKPASS" question; exit 0`;
        const env = { ...process.env, ...askpass.env };
        spawn('/bin/sh', ['-c', script], { env }).once('exit', (_, signal) => {
          resolve(signal);
        });
      });
    // A key that waits to be touched.
    expect(await asks('none')).toBeNull();
    expect(await askpass.wasAsked()).toBe(false);
    expect(await asks('')).toBe('SIGTERM');
    expect(await askpass.wasAsked()).toBe(true);
  });
});
