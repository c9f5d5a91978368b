import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answer, HostKeyQuestion } from '../../../../../src/core/ports/prompter.ts';
import { verifyHostKey } from '../../../../../src/core/ssh/hostKeys/hostVerifier.ts';
import { KnownHosts } from '../../../../../src/core/ssh/hostKeys/knownHosts.ts';
import { StepBack } from '../../../../../src/core/ssh/stepBack.ts';
import { nobody } from '../../../../nobody.ts';
import { publicKey } from '../publicKey.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const key = publicKey('ssh-ed25519', 1);
const other = publicKey('ssh-ed25519', 2);

interface Outcome {
  readonly outcome: string;
  readonly asked: readonly HostKeyQuestion[];
  /** True when the key is known afterwards. */
  readonly isKept: boolean;
}

async function verify(
  strictness: string,
  knownHosts: string,
  answer: Answer,
  stepsBack = false,
): Promise<Outcome> {
  const file = path.join(await temporaryDirectory(), 'known_hosts');
  await writeFile(file, knownHosts);
  const config = { stricthostkeychecking: strictness, userknownhostsfile: file };
  const hop = someHop(config, { hostName: '::1', port: 2222 });
  const asked: HostKeyQuestion[] = [];
  const prompter = {
    ...nobody,
    trustHostKey: (question: HostKeyQuestion) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  };
  const { signal } = new AbortController();
  const tools = { knownHosts: await KnownHosts.of(hop), prompter, log: silentLog, stepsBack };
  const outcome = await verifyHostKey(hop, key, tools, signal).then(
    () => 'passed',
    (error: unknown) => {
      if (error instanceof StepBack) return error.reason;
      return error instanceof Error && 'code' in error ? String(error.code) : 'x';
    },
  );
  const { state } = (await KnownHosts.of(hop)).verdict(key);
  return { outcome, asked, isKept: state === 'known' };
}

const changed = `[::1]:2222 ssh-ed25519 ${other.toString('base64')}\n`;
const revoked = `@revoked * ssh-ed25519 ${key.toString('base64')}\n`;
const known = `[::1]:2222 ssh-ed25519 ${key.toString('base64')}\n`;
const everyStrictness = ['ask', 'true', 'yes', 'false', 'no', 'off', 'accept-new', 'nonsense'];

describe('verifyHostKey', () => {
  test.each(everyStrictness)('%s: a changed or revoked key never passes', async (strictness) => {
    expect(await verify(strictness, changed, 'yes')).toEqual({
      outcome: 'HOST_KEY_CHANGED',
      asked: [],
      isKept: false,
    });
    expect(await verify(strictness, revoked, 'yes')).toMatchObject({
      outcome: 'HOST_KEY_REVOKED',
      asked: [],
    });
    expect(await verify(strictness, known + revoked, 'yes')).toMatchObject({
      outcome: 'HOST_KEY_REVOKED',
    });
  });

  test.each(everyStrictness)('%s: a known key passes without a question', async (strictness) => {
    expect(await verify(strictness, known, 'no')).toMatchObject({ outcome: 'passed', asked: [] });
  });

  test.each([
    ['true', 'yes', 'HOST_KEY_UNKNOWN', 0],
    ['yes', 'yes', 'HOST_KEY_UNKNOWN', 0],
    ['ask', 'yes', 'passed', 1],
    ['ask', 'no', 'HOST_KEY_UNKNOWN', 1],
    ['ask', 'cannotAsk', 'HOST_KEY_UNKNOWN', 1],
    ['nonsense', 'no', 'HOST_KEY_UNKNOWN', 1],
    ['accept-new', 'no', 'passed', 0],
    ['false', 'no', 'passed', 0],
    ['off', 'no', 'passed', 0],
  ] as const)(
    '%s, answered %s: an unknown key is %s',
    async (strictness, answer, outcome, asks) => {
      const result = await verify(strictness, '', answer);
      expect(result).toMatchObject({ outcome, isKept: outcome === 'passed' });
      expect(result.asked).toHaveLength(asks);
    },
  );

  test.each(['ask', 'accept-new', 'no'])(
    '%s lets nobody in for whose key there is no file: it would be new each time',
    async (stricthostkeychecking) => {
      const hop = someHop({ stricthostkeychecking, userknownhostsfile: 'none' });
      const prompter = { ...nobody, trustHostKey: () => Promise.resolve<Answer>('yes') };
      const tools = { knownHosts: await KnownHosts.of(hop), prompter, log: silentLog };
      await expect(
        verifyHostKey(hop, key, tools, new AbortController().signal),
      ).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
    },
  );

  test('what an authority may have signed is the ssh program’s to check, where there is one', async () => {
    const authority = `@cert-authority * ssh-ed25519 ${other.toString('base64')}\n`;
    for (const [lines, withSsh, alone] of [
      [authority, 'certificate', 'HOST_KEY_UNKNOWN'],
      [authority + changed, 'certificate', 'HOST_KEY_CHANGED'],
      [authority + known, 'passed', 'passed'],
      [authority + revoked, 'HOST_KEY_REVOKED', 'HOST_KEY_REVOKED'],
      ['', 'HOST_KEY_UNKNOWN', 'HOST_KEY_UNKNOWN'],
    ] as const) {
      expect(await verify('yes', lines, 'no', true)).toMatchObject({ outcome: withSsh });
      expect(await verify('yes', lines, 'no', false)).toMatchObject({ outcome: alone });
    }
  });

  test('asks with what a person can compare', async () => {
    const { asked } = await verify('ask', '', 'no');
    expect(asked).toEqual([
      {
        hop: 'gpu1',
        address: '[::1]:2222',
        keyType: 'ssh-ed25519',
        fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as unknown,
      },
    ]);
  });
});
