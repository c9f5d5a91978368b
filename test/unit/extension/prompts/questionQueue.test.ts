import { expect, it } from 'vitest';
import { QuestionQueue } from '../../../../src/extension/prompts/questionQueue.ts';
import { deferred } from '../deferred.ts';

it('puts one question after the other, whatever became of the one before', async () => {
  const queue = new QuestionQueue();
  const { signal } = new AbortController();
  const first = deferred<string>();
  const asked: string[] = [];
  const ask = (name: string, reply: Promise<string>) =>
    queue.put(() => {
      asked.push(name);
      return reply;
    }, signal);
  const away = first.promise.then((reason) => Promise.reject(new Error(reason)));
  const failed = expect(ask('first', away)).rejects.toThrow('away');
  const second = ask('second', Promise.resolve('yes'));
  await Promise.resolve();
  await Promise.resolve();
  expect(asked).toEqual(['first']);
  first.resolve('away');
  await failed;
  expect(await second).toBe('yes');
  expect(asked).toEqual(['first', 'second']);
});

it('does not put a question that was withdrawn meanwhile', async () => {
  const queue = new QuestionQueue();
  const first = deferred<string>();
  const open = queue.put(() => first.promise, new AbortController().signal);
  const controller = new AbortController();
  let isAsked = false;
  const withdrawn = queue.put(() => {
    isAsked = true;
    return Promise.resolve('yes');
  }, controller.signal);
  controller.abort();
  // At once, not when it would have been its turn.
  await expect(withdrawn).rejects.toHaveProperty('name', 'AbortError');
  first.resolve('no');
  expect(await open).toBe('no');
  expect(isAsked).toBe(false);
});
