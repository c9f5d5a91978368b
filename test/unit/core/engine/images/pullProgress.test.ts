import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseProgress } from '../../../../../src/core/engine/images/imageSchemas.ts';
import { PullProgress } from '../../../../../src/core/engine/images/pullProgress.ts';

function line(id: string, status: string, current = 0, total = 0) {
  return { id, status, stream: undefined, error: undefined, progressDetail: { current, total } };
}

it('layers become one percentage, weighed by their size', () => {
  const progress = new PullProgress();
  expect(progress.add(line('latest', 'Pulling from library/x'))).toBeUndefined();
  progress.add(line('aaaaaaaaaaaa', 'Pulling fs layer'));
  progress.add(line('bbbbbbbbbbbb', 'Already exists'));
  const half = progress.add(line('aaaaaaaaaaaa', 'Downloading', 50, 100));
  expect(half).toMatchObject({ ready: 1, layers: 2, bytes: 50, total: 100 });
  progress.add(line('aaaaaaaaaaaa', 'Download complete'));
  progress.add(line('aaaaaaaaaaaa', 'Extracting', 100, 100));
  const state = progress.add(line('aaaaaaaaaaaa', 'Pull complete'));
  expect(state).toEqual({ percent: 100, ready: 2, layers: 2, bytes: 100, total: 100 });
});

it('whatever an engine says, it never falls, and stays between 0 and 100', () => {
  const words = ['Downloading', 'Extracting', 'Pull complete', 'Waiting', 'Retrying in 5 seconds'];
  const lines = fc.array(
    fc.record({
      id: fc.constantFrom('aaaaaa', 'bbbbbb', 'cccccc', '../x'),
      status: fc.constantFrom(...words),
      current: fc.nat(),
      total: fc.nat(),
    }),
  );
  fc.assert(
    fc.property(lines, (all) => {
      const progress = new PullProgress();
      let last = 0;
      for (const { id, status, current, total } of all) {
        const percent = progress.add(line(id, status, current, total))?.percent ?? last;
        expect(percent).toBeGreaterThanOrEqual(last);
        expect(percent).toBeLessThanOrEqual(100);
        last = percent;
      }
    }),
  );
});

it('a line that makes no sense is none', () => {
  expect(parseProgress('{"status":')).toBeUndefined();
  expect(parseProgress('7')).toBeUndefined();
  const odd = parseProgress('{"id":7,"status":"x","progressDetail":{"current":-1}}');
  expect(odd).toMatchObject({ status: 'x', progressDetail: { current: 0, total: 0 } });
});
