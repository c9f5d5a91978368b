import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prompter, SecretQuestion } from '../../../src/core/ports/prompter.ts';
import { doorPassword, otpCode, reachSshConfig, signIns } from '../../lab/doors.ts';
import { addressOf, up } from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { LabContainer } from '../labContainer.ts';
import { SystemRoad } from '../systemRoad.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };

// It counts the logins of people with whom its neighbours of this folder log in too: they run one after the other.

let road: SystemRoad;
/** Of its own: those of the lab are restarted and made anew by tests that run beside these. */
const boxOfOwn = () => new LabContainer({ machine: 'gpu1', engine: 'docker' });
const [one, other] = [boxOfOwn(), boxOfOwn()];

beforeAll(async () => {
  await up();
  await Promise.all([one.run(), other.run()]);
  road = await SystemRoad.create(
    reachSshConfig,
    `Host gpu1-olga
  HostName ${await addressOf('gpu1')}
  User alice
  ProxyJump jump-otp-olga
Host gpu2-olga
  HostName ${await addressOf('gpu2')}
  User peggy
  ProxyJump jump-otp-olga`,
  );
}, 600_000);

afterAll(async () => {
  await road.remove();
  await Promise.all([one.remove(), other.remove()]);
});

interface Asked {
  readonly prompter: Prompter;
  readonly questions: SecretQuestion[];
}

/** A person who knows the password and has the device with the codes. */
function person(): Asked {
  const questions: SecretQuestion[] = [];
  const prompter: Prompter = {
    ...nobody,
    allowInstall: () => Promise.resolve('yes'),
    askSecret: async (question) => {
      questions.push(question);
      const isPassword = question.prompt?.startsWith('Password') === true;
      return { text: isPassword ? await doorPassword() : await otpCode(), keep: false };
    },
  };
  return { prompter, questions };
}

describe('where no connection can be shared', () => {
  /** Too long for the name of a socket. */
  const far = () => path.join(road.laptop.directory, 'x'.repeat(60), 'dockhop');

  it('ssh2 asks for itself, the person hears that others will too, and the proof needs no more', async () => {
    const before = await signIns('olga');
    const { prompter, questions } = person();
    const told: string[] = [];
    const tell: Prompter['tell'] = (hop, text) => {
      told.push(`${hop}: ${text}`);
    };
    const { attach, tools } = road.run({ ...prompter, tell }, 'auto', far());
    const alias = await attach('gpu1-olga', one.name);
    const { connection } = await tools.directory.reach('gpu1-olga', never);
    expect(connection.transport.client).toBe('builtin');
    expect(connection.sharedHops).toEqual([]);
    expect(questions.map(({ hop, kind }) => [hop, kind])).toEqual([
      ['jump-otp-olga', 'answer'],
      ['jump-otp-olga', 'answer'],
    ]);
    expect(told).toContainEqual(expect.stringMatching(/^jump-otp-olga: it asks once for Dockhop/));
    expect(told).toContainEqual(expect.stringMatching(/^gpu1-olga: .*open/));
    const after = await signIns('olga');
    expect(after.accepted - before.accepted).toBe(1);
    // The proof by ssh asked in vain, and answered nothing.
    expect(after.refused).toBe(before.refused);
    expect(alias).not.toBe('');
  });

  it('each ssh program logs in by itself, where it has to be the one', async () => {
    const { prompter, questions } = person();
    const { pool } = road.run(prompter, 'system', far());
    const connection = await pool.to('gpu1', never);
    expect(connection.transport.client).toBe('system');
    expect(connection.sharedHops).toEqual([]);
    expect(await connection.run(['id', '-un'], limits, never)).toMatchObject({
      exitCode: 0,
      stdout: 'alice\n',
    });
    const ended = { ...limits, stdin: 'exit 255' };
    expect(await connection.run(['sh', '-s'], ended, never)).toMatchObject({ exitCode: 255 });
    const stream = await connection.openProgram(['cat'], never);
    stream.end('hello');
    expect(await text(stream)).toBe('hello');
    // Then an engine's own command carries the bytes.
    await expect(connection.openSocket('/run/x.sock', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
    });
    // Its first login is somebody's wish; what nobody waits for asks nobody.
    const asking = await pool.to('jump-otp', never);
    await expect(asking.run(['true'], limits, never)).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      hop: 'jump-otp',
    });
    expect(questions).toHaveLength(2);
    await pool.dispose();
  });
});

describe('a jump host that asks for a password and a code', () => {
  it('is answered once, for browsing, attaching and plain ssh', async () => {
    const before = await signIns('olga');
    const first = person();
    const { pool, tools, attach } = road.run(first.prompter);

    const [gpu1, gpu2] = await Promise.all([
      tools.directory.reach('gpu1-olga', never),
      tools.directory.reach('gpu2-olga', never),
    ]);
    expect(gpu1.engines.map(({ info }) => info.kind)).toContain('docker');
    expect(gpu2.engines.map(({ info }) => info.kind)).toContain('podman');
    expect(gpu1.connection.sharedHops).toEqual(['jump-otp-olga']);

    const alias = await attach('gpu1-olga', other.name);
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
    await pool.dispose();
    // With no Dockhop running, and in a run that comes later.
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
    const later = person();
    const again = await road.run(later.prompter).pool.to('gpu2-olga', never);
    expect(await again.run(['id', '-un'], limits, never)).toMatchObject({ stdout: 'peggy\n' });

    expect(first.questions.map(({ hop, prompt }) => [hop, prompt])).toEqual([
      ['jump-otp-olga', 'Password:'],
      ['jump-otp-olga', 'Verification code:'],
    ]);
    expect(later.questions).toEqual([]);
    const after = await signIns('olga');
    expect(after.accepted - before.accepted).toBe(1);
    expect(after.refused).toBe(before.refused);
  });

  it('ends at once, having answered nothing, when the person does not want to', async () => {
    const before = await signIns('otto');
    const asked: string[] = [];
    const { pool } = road.run({
      ...nobody,
      askSecret: ({ hop }) => {
        asked.push(hop);
        return Promise.resolve('no');
      },
    });
    await expect(pool.to('gpu1-otp', never)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked).toEqual(['jump-otp']);
    const { pool: unattended } = road.run(nobody);
    await expect(unattended.to('gpu1-otp', never)).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      hop: 'jump-otp',
    });
    // By the recipe, where ssh's own ssh asks.
    await expect(unattended.to('gpu1-otp-nc', never)).rejects.toMatchObject({
      code: 'ANSWER_NEEDED',
      hop: 'gpu1-otp-nc',
    });
    expect(await signIns('otto')).toMatchObject({
      refused: before.refused,
      accepted: before.accepted,
    });
  });

  it('is asked again by ssh itself after a wrong answer, and says so', async () => {
    const { prompter, questions } = person();
    const { pool } = road.run({
      ...prompter,
      askSecret: async (question, signal) => {
        const answer = await prompter.askSecret(question, signal);
        const isFirst = questions.length === 1;
        return isFirst ? { text: 'wrong', keep: false } : answer;
      },
    });
    await pool.to('jump-otp', never);
    const passwords = questions.filter(({ prompt }) => prompt === 'Password:');
    expect(passwords.map(({ isAgain }) => isAgain)).toEqual([false, true]);
  });

  it('is reached by the recipe too, its own words naming whose password it is', async () => {
    const { prompter, questions } = person();
    const asked: Prompter = {
      ...prompter,
      askSecret: async (question) => {
        questions.push(question);
        const isPassword = question.prompt?.includes('Password') === true;
        return { text: isPassword ? await doorPassword() : await otpCode(), keep: false };
      },
    };
    const { pool } = road.run(asked);
    const connection = await pool.to('gpu1-otp-nc', never);
    expect(await connection.run(['id', '-un'], limits, never)).toMatchObject({ stdout: 'alice\n' });
    expect(connection.sharedHops).toEqual(['gpu1-otp-nc']);
    expect(questions.map(({ hop, prompt }) => [hop, prompt])).toEqual([
      ['gpu1-otp-nc', '(otto@127.0.0.1) Password:'],
      ['gpu1-otp-nc', '(otto@127.0.0.1) Verification code:'],
    ]);
  });
});
