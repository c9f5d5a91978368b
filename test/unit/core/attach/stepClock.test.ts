import { expect, it } from 'vitest';
import { StepClock } from '../../../../src/core/attach/stepClock.ts';

it('passes steps and output on and measures each step once', () => {
  const seen: string[] = [];
  const clock = new StepClock({
    step: (step) => seen.push(step),
    output: (line) => seen.push(line),
  });
  clock.step('connect');
  clock.output('a line');
  clock.step('proof');
  const steps = clock.finish();
  expect(seen).toEqual(['connect', 'a line', 'proof']);
  expect(steps.map(({ name }) => name)).toEqual(['connect', 'proof']);
  expect(steps.every(({ ms }) => Number.isInteger(ms) && ms >= 0)).toBe(true);
  expect(clock.finish()).toEqual(steps);
});
