import { describe, expect, it } from 'vitest';
import { deferred } from '../deferred.ts';
import { untilAborted } from '../../../../src/extension/prompts/untilAborted.ts';

describe('untilAborted', () => {
  it('gives the answer', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve('yes'), signal)).toBe('yes');
  });

  it('withdraws the question with the signal’s reason, whatever is answered later', async () => {
    const controller = new AbortController();
    const question = deferred<string>();
    const answer = untilAborted(question.promise, controller.signal);
    const reason = new Error('gone');
    controller.abort(reason);
    question.resolve('yes');
    await expect(answer).rejects.toBe(reason);
  });

  it('does not wait when it is withdrawn already', async () => {
    const never = new Promise<string>(() => undefined);
    await expect(untilAborted(never, AbortSignal.abort())).rejects.toThrow();
  });
});
