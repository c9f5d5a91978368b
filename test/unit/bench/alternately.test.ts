import { describe, expect, it } from 'vitest';
import { alternately, repeatedly } from '../../bench/alternately.ts';

const { signal } = new AbortController();

describe('alternately', () => {
  it('does both as often, each first every other time, and does not count the first of each', async () => {
    const order: string[] = [];
    const contender = (name: string, value: number) => (round: number) => {
      order.push(`${name}${round}`);
      return Promise.resolve(round < 0 ? 1000 : value + round);
    };
    const compared = await alternately(contender('a', 10), contender('b', 20), {
      rounds: 3,
      signal,
    });
    expect(order.join(' ')).toBe('b-1 a-1 a0 b0 b1 a1 a2 b2');
    expect(compared).toEqual({
      ours: { median: 11, least: 10, most: 12, rounds: 3 },
      theirs: { median: 21, least: 20, most: 22, rounds: 3 },
    });
  });

  it('takes the time where a contender answers with no number', async () => {
    const { ours, theirs } = await alternately(
      () => Promise.resolve('done'),
      () => Promise.resolve(0),
      { rounds: 1, signal },
    );
    expect(ours.median).toBeGreaterThan(0);
    expect(theirs.median).toBe(0);
  });

  it('ends with the first failure', async () => {
    let turns = 0;
    const fail = (): Promise<never> => Promise.reject(new Error('no engine'));
    const count = (): Promise<number> => Promise.resolve(++turns);
    await expect(alternately(fail, count, { rounds: 5, warmUps: 0, signal })).rejects.toThrow(
      'no engine',
    );
    expect(turns).toBe(0);
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    const work = (round: number): Promise<number> => {
      if (round === 1) cancel.abort(new Error('enough'));
      return Promise.resolve(1);
    };
    const turns = { rounds: 9, signal: cancel.signal };
    await expect(alternately(work, work, turns)).rejects.toThrow('enough');
    await expect(repeatedly(work, turns)).rejects.toThrow('enough');
  });
});
