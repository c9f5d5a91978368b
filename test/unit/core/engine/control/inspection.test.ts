import * as v from 'valibot';
import { expect, test } from 'vitest';
import { inspectionSchema } from '../../../../../src/core/engine/control/inspection.ts';

const answer = (StopTimeout: unknown): unknown => ({
  Id: 'a'.repeat(64),
  Name: '/web',
  State: { Status: 'running' },
  Config: { StopTimeout },
});

test.each([
  [undefined, 10],
  [null, 10],
  // Podman writes this for none.
  [0, 10],
  [-1, 10],
  ['90', 10],
  [90, 90],
  [1e12, 3600],
])('a container that names %j for its end is given %d seconds', (named, seconds) => {
  expect(v.parse(inspectionSchema, answer(named)).graceMs).toBe(seconds * 1000);
});
