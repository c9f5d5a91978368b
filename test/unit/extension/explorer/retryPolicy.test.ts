import { expect, it } from 'vitest';
import { catalogue, type ErrorCode } from '../../../../src/core/errors/catalogue.ts';
import { DockhopError } from '../../../../src/core/errors/dockhopError.ts';
import { backoffMs } from '../../../../src/extension/explorer/backoff.ts';
import { mayRetry } from '../../../../src/extension/explorer/retryPolicy.ts';

const isCode = (text: string): text is ErrorCode => text in catalogue;
const failed = (code: ErrorCode, details = {}): Error => new DockhopError(code, details);
const asks: readonly ErrorCode[] = ['AUTH_FAILED', 'ANSWER_NEEDED'];
const codes = Object.keys(catalogue).filter(isCode);

it('tries again by itself when the network fails', () => {
  const first = codes.filter((code) => mayRetry(failed(code), false)).sort();
  expect(first).toEqual(['CONNECTION_LOST', 'HOP_TIMEOUT', 'JUMP_UNREACHABLE']);
});

it('waits for an engine that was there a moment ago, but not for one that never was', () => {
  expect(mayRetry(failed('ENGINE_NOT_FOUND'), true)).toBe(true);
  expect(mayRetry(failed('ENGINE_NOT_FOUND'), false)).toBe(false);
});

it('never knocks again at an account that may lock, nor past a host key', () => {
  const never = codes.filter((code) => code.startsWith('HOST_KEY_') || asks.includes(code));
  expect(never.length).toBe(5);
  for (const code of never) expect(mayRetry(failed(code), true)).toBe(false);
});

it('counts the login of a ProxyCommand as one, too', () => {
  const lost = { reason: 'ssh: connect to host jump port 22: Network is unreachable' };
  expect(mayRetry(failed('PROXY_COMMAND_FAILED', lost), true)).toBe(true);
  const refused = { reason: 'jumper@jump: Permission denied (publickey).' };
  expect(mayRetry(failed('PROXY_COMMAND_FAILED', refused), true)).toBe(false);
});

it('leaves alone what nobody foresaw', () => {
  expect(mayRetry(new Error('x'), true)).toBe(false);
});

it('tries at once, then waits longer from attempt to attempt, between one second and half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoffMs(attempt, 0))).toEqual([
    0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect(backoffMs(7, 1)).toBe(15_000);
});
